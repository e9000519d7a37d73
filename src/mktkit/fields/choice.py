"""Yes and no, choices, people and clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator

from mktkit.errors import QUOTED, closest, show
from mktkit.fields.kind import Choice, Given, Kind, Refused, narrow, whole
from mktkit.fields.text import CODE, text_of
from mktkit.rules.clauses import Clauses, read_clauses

__all__ = [
    "CHOICE",
    "CLAUSE",
    "ONE_OF",
    "PERSON",
    "SEVERAL",
    "YES_NO",
    "ClauseRef",
    "OneOf",
    "Person",
    "YesNo",
    "choice_list",
    "clauses",
    "one_of",
]

# -- yes or no ---------------------------------------------------------------------------------------

_YES = frozenset({"是", "有", "对", "√", "✓", "✔", "Y", "YES", "TRUE", "1", "有效"})
_NO = frozenset({"否", "无", "不", "×", "✗", "✘", "N", "NO", "FALSE", "0", "无效"})


def _yes_no_from_cell(cell: object) -> tuple[bool, str | None]:
    if isinstance(cell, bool):
        return cell, None
    number = whole(cell) if isinstance(cell, float) else None
    text = narrow(str(cell if number is None else number)).upper()
    if text in _YES or text in _NO:
        return text in _YES, None if text in ("是", "否") else f"读作{'是' if text in _YES else '否'}"
    raise Refused("应为“是”或“否”")


def _yes_no_to_text(value: bool, given: Given) -> str:
    return "是" if value else "否"


YES_NO = Kind("yes_no", "是否", "boolean", _yes_no_from_cell, to_text=_yes_no_to_text, how="是 或 否")

YesNo = Annotated[bool, YES_NO]


# -- one of several ----------------------------------------------------------------------------------


def _choice_from_cell(cell: object) -> tuple[str, str | None]:
    text = text_of(cell)
    folded = narrow(text)
    return folded, None if folded == text else f"读作{show(folded)}"


def choice_list(choices: tuple[Choice, ...], most: int = 12) -> str:
    """Return the labels as they are listed in a message, cut where there are many."""
    labels = [one.label for one in choices[:most]]
    return "、".join(labels) + (" 等" if len(choices) > most else "")


def _choice_from_text(text: str, given: Given) -> Any:
    wanted = narrow(text)
    for name in (text, wanted):
        for one in given.choices:
            if name in (one.label, str(one.value)):
                return one.value
    known = [one for one in given.choices if wanted in (narrow(one.label), *one.also)]
    if len(known) == 1:
        return known[0].value
    labels = [one.label for one in given.choices]
    hint = "有几个都叫这个，请写全" if known else closest(wanted, labels, written=QUOTED)
    raise Refused(f"只能选：{choice_list(given.choices)}", hint)


def _label(value: object, given: Given) -> str:
    return next((one.label for one in given.choices if one.value == value), str(value))


def _note(value: object, given: Given) -> str:
    return next((one.note for one in given.choices if one.value == value), "")


CHOICE = Kind(
    "choice", "选项", "str", _choice_from_cell, _choice_from_text, _label, _note, how="从下拉列表中选"
)
ONE_OF = replace(CHOICE, name="one_of")

#: One of a few, each worth reading: all of them in sight, one below the other, instead of a drop-down.
OneOf = Annotated[str, ONE_OF]


def one_of(allowed: Sequence[str]) -> Kind:
    """Return the kind of a column whose values are known: one written in another width is read as the known one.

    Examples
    --------
    >>> one_of(["终端（直营）"]).convert(["终端(直营)"]).values
    ['终端（直营）']
    """
    known = {narrow(one): one for one in allowed}

    def from_cell(cell: object) -> tuple[str, str | None]:
        text = text_of(cell)
        value = known.get(narrow(text), text)
        return value, None if value == text else f"读作{show(value)}"

    return replace(CHOICE, from_cell=from_cell)


# -- several of them ---------------------------------------------------------------------------------


def _several_from_text(text: str, given: Given) -> list[Any]:
    labels = sorted((one.label for one in given.choices), key=len, reverse=True)
    found: list[str] = re.findall("|".join(map(re.escape, labels)), text) if labels else []
    rest = text
    for label in found:
        rest = rest.replace(label, "", 1)
    if unknown := rest.strip(" 、,，;；|\n\t"):
        raise Refused(f"没有{show(unknown)}这一项，只能选：{choice_list(given.choices)}")
    return [_choice_from_text(label, given) for label in dict.fromkeys(found)]


def _several_to_text(value: Any, given: Given) -> str:
    return "、".join(_label(one, given) for one in value)


SEVERAL = Kind(
    "several", "多选", "object", _choice_from_cell, _several_from_text, _several_to_text, empty=list
)


# -- people and clauses ------------------------------------------------------------------------------


def _person_from_text(text: str, given: Given) -> str:
    return str(_choice_from_text(text, given) if given.choices else CODE.read(text, given))


PERSON = Kind("person", "人员", "str", CODE.from_cell, _person_from_text, _label, _note)
CLAUSE = Kind("clause", "条款", "str", _choice_from_cell, _choice_from_text, _label)


@cache
def clauses() -> Clauses:
    """Return the register of clauses, read once."""
    return read_clauses()


def _known_clause(clause_id: str) -> str:
    if clause_id not in clauses():
        raise ValueError(f"没有条款「{clause_id}」，条款号形如 3.1.1 或 5.1.2.a")
    return clause_id


#: The 工号 of a person; chosen by 工号 or name where the form knows the people.
Person = Annotated[str, PERSON]
#: The id of a clause of the regulation.
ClauseRef = Annotated[str, CLAUSE, AfterValidator(_known_clause)]
