"""How people ask for each clause, in the words of every day: for search alone, beside the glossary."""

from __future__ import annotations

from pathlib import Path

from mktkit.errors import MktkitError, nearest, show
from mktkit.rules.clauses import read_clauses
from mktkit.rules.yamlfile import read_yaml

__all__ = ["read_asked_as"]

_SHIPPED = Path(__file__).with_name("asked_as.yaml")


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
            "问法表的写法不对", '应是每条条款一行：“"4.2.1": [骂人, 脏话]”', "改好后重试", where=document.name
        )
    known = read_clauses()
    asked: dict[str, tuple[str, ...]] = {}
    problems: list[str] = []
    for clause, phrases in document.data.items():
        where = document.where((clause,))
        if clause not in known:
            problems.append(f"{where}：没有条款{show(str(clause))}；最接近的是 {nearest(str(clause), known)}")
        if not (isinstance(phrases, list) and all(isinstance(one, str) and one.strip() for one in phrases)):
            problems.append(f"{where}：问法应是一列短语，写在方括号里，数字要加引号")
            continue
        twice = [one for one in dict.fromkeys(phrases) if phrases.count(one) > 1]
        problems += [f"{where}：问法「{one}」写了两次" for one in twice]
        asked[str(clause)] = tuple(phrases)
    if problems:
        raise MktkitError("问法表有错\n" + "\n".join(problems), mend="逐条改好后重试", where=document.name)
    return asked
