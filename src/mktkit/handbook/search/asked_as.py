"""How people ask for each clause, in the words of every day: for search alone, beside the glossary."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from mktkit.errors import MktkitError, closest, joined, show
from mktkit.rules.clauses import read_clauses
from mktkit.rules.editions import SHIPPED
from mktkit.rules.yamlfile import read_yaml

__all__ = ["read_asked_as"]

_SHIPPED = SHIPPED / "asked_as.yaml"


def read_asked_as(path: Path = _SHIPPED) -> dict[str, tuple[str, ...]]:
    """Read what people type when they look for a clause, by the id of the clause.

    Raises
    ------
    MktkitError
        The file is wrong, or names a clause that does not exist; all at once.

    Examples
    --------
    >>> "怎么报销" in read_asked_as()["6.2.1"]
    True
    """
    document = read_yaml(path)
    if not isinstance(document.data, dict):
        raise MktkitError(
            "问法表的写法不对",
            "应是每条条款一段：条款号加引号，后面写“: |”，下面一行一句",
            "改好后重试",
            where=document.name,
        )
    known = read_clauses()
    asked: dict[str, tuple[str, ...]] = {}
    problems: list[str] = []
    for clause, phrases in document.data.items():
        where = document.where((clause,))
        if clause not in known:
            problems.append(joined(f"{where}：没有条款{show(str(clause))}", closest(str(clause), known)))
        if not isinstance(phrases, str):
            problems.append(f"{where}：问法应一行一句，写在“: |”下面")
            continue
        asked[str(clause)] = tuple(phrases.splitlines())
        if not all(map(str.strip, asked[str(clause)])):
            problems.append(f"{where}：问法里有空行，应一行一句")
        twice = [one for one, count in Counter(asked[str(clause)]).items() if count > 1]
        problems += [f"{where}：问法「{one}」写了两次" for one in twice]
    if problems:
        raise MktkitError("问法表有错\n" + "\n".join(problems), mend="逐条改好后重试", where=document.name)
    return asked
