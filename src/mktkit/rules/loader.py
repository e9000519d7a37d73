"""From rules files to :class:`Rules`: the company's values laid over the samples, every fault of every file said at once."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any, cast

from mktkit.errors import MktkitError, closest, show
from mktkit.paths import company_folder
from mktkit.rules.clauses import read_clauses
from mktkit.rules.editions import SHIPPED, Resolved, editions_of, resolve, validate
from mktkit.rules.in_force import Rules
from mktkit.rules.revisions import read_revisions
from mktkit.rules.schema import Values
from mktkit.rules.subjects import SUBJECTS
from mktkit.rules.yamlfile import KeyPath, YamlDocument, read_yaml
from mktkit.workdays import Calendar

__all__ = ["load_rules"]


def load_rules(*, on: dt.date, company: Path | str | None = "default") -> Rules:
    """Load the rules in force on a date.

    Parameters
    ----------
    on
        The date; March is scored with a date in March, whenever that is done.
    company
        Folder of the company's own values; by default :func:`mktkit.paths.company_folder`; None takes the samples alone.

    Returns
    -------
    Rules

    Raises
    ------
    MktkitError
        A file is wrong (every fault of every file at once), or no edition is in force on that date.

    Examples
    --------
    >>> load_rules(on=dt.date(2026, 10, 1), company=None).appraisal.kpi["5.1.2.a"].weight
    Decimal('50')
    """
    folder = company_folder() if company == "default" else (Path(company) if company is not None else None)
    if folder is not None and not folder.is_dir():
        if "MKTKIT_RULES" in os.environ and company == "default":
            raise MktkitError(
                f"找不到文件夹{show(folder)}",
                "MKTKIT_RULES 应指向放公司规则文件的文件夹",
                "改好路径，或去掉这个环境变量",
            )
        folder = None
    problems: list[str] = []
    loaded: dict[str, Resolved] = {}
    models: dict[str, Values] = {}
    if folder is not None:
        problems += _unknown_files(folder)
    for subject, model in SUBJECTS.items():
        editions = editions_of(subject, folder, problems)
        if problems:
            continue
        # Every edition is checked, also those not yet in force: a mistake must show today, not on the day.
        for start in sorted({edition.start for edition in editions}):
            validate(model, resolve(model, editions, start), problems)
        resolved = resolve(model, editions, on)
        if not resolved.data and not problems:
            first = min(edition.start for edition in editions)
            raise MktkitError(
                f"{on} 还没有适用的规则版本",
                f"最早的版本从 {first} 起执行，任何版本都不提前适用",
                "换一个日期，或补上当时的版本",
                where=f"{subject}.yaml",
            )
        loaded[subject] = resolved
        if not problems:
            models[subject] = cast(Values, validate(model, resolved, problems))
    calendar = _calendar(folder, problems)
    if problems:
        raise MktkitError(
            "规则文件有错，没有采用其中任何一处\n" + "\n".join(dict.fromkeys(problems)), mend="逐条改好后重试"
        )
    assert calendar is not None
    clauses = read_clauses()
    return Rules(
        on=on,
        calendar=calendar,
        clauses=clauses,
        revisions=read_revisions(clauses, folder),
        _resolved=loaded,
        **cast(Any, models),
    )


def _unknown_files(folder: Path) -> list[str]:
    known = [f"{name}.yaml" for name in (*SUBJECTS, "holidays", "revisions")]
    problems = []
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        if path.name not in known:
            hint = closest(path.name, known, "可用的文件名：" + "、".join(known))
            problems.append(f"{folder.name}/{path.name}：没有叫这个名字的规则文件；{hint}")
    return problems


def _calendar(folder: Path | None, problems: list[str]) -> Calendar | None:
    years: dict[str, Any] = {}
    places: dict[str, tuple[YamlDocument, KeyPath]] = {}
    own = folder / "holidays.yaml" if folder is not None else None
    for path in [SHIPPED / "holidays.yaml", *([own] if own is not None and own.is_file() else [])]:
        document = read_yaml(path, path.name if path.parent == SHIPPED else f"{path.parent.name}/{path.name}")
        for year, entry in (document.data or {}).items():
            years[year] = entry
            places[year] = (document, (year,))
    holidays: set[dt.date] = set()
    makeups: set[dt.date] = set()
    before = len(problems)
    for year, entry in years.items():
        document, at = places[year]
        try:
            for index, item in enumerate(entry["days"]):
                at = (year, "days", index)
                first, last = item["from"], item["to"]
                if not (first.year - 1 <= int(year) <= last.year + 1 and first <= last):
                    raise ValueError
                holidays |= {first + dt.timedelta(days=n) for n in range((last - first).days + 1)}
                makeups |= {day for day in item["workdays"] if isinstance(day, dt.date) or _refuse()}
        except (KeyError, TypeError, ValueError, AttributeError):
            problems.append(
                f"{document.where(at)}：{year} 年的节假日写法不对；每项应写 name、from、to、workdays，日期如 2026-10-01，from 不晚于 to"
            )
    if len(problems) > before:
        return None
    return Calendar(frozenset(holidays), frozenset(makeups), frozenset(int(year) for year in years))


def _refuse() -> bool:
    raise ValueError
