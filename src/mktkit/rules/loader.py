"""From rules files to :class:`Rules`: the company's values laid over the samples, every fault of every file said at once."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import cast

from mktkit.errors import MktkitError, closest, show
from mktkit.paths import company_folder
from mktkit.rules.clauses import read_clauses
from mktkit.rules.editions import Resolved, editions_of, resolve, validate
from mktkit.rules.holidays import read_calendar
from mktkit.rules.in_force import Rules
from mktkit.rules.revisions import read_revisions
from mktkit.rules.schema import Values
from mktkit.rules.subjects import SUBJECTS

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
    folder = _company(company)
    problems = _unknown_files(folder) if folder is not None else []
    loaded: dict[str, Resolved] = {}
    first_days: list[dt.date] = []
    models: dict[str, Values] = {}
    for subject, model in SUBJECTS.items():
        editions = editions_of(subject, folder, problems)
        if problems:
            continue
        # Every edition is checked, also those not yet in force: a mistake must show today, not on the day.
        for start in sorted({edition.start for edition in editions}):
            validate(model, resolve(model, editions, start), problems)
        resolved = loaded[subject] = resolve(model, editions, on)
        if not resolved.data:
            first_days.append(min(edition.start for edition in editions))
        elif not problems:
            models[subject] = cast(Values, validate(model, resolved, problems))
    calendar = read_calendar(folder, problems)
    if problems:
        raise MktkitError(
            "规则文件有错，没有采用其中任何一处\n" + "\n".join(dict.fromkeys(problems)), mend="逐条改好后重试"
        )
    if first_days:
        raise _too_early(on, max(first_days))
    clauses = read_clauses()
    # Each subject's model is the field's of its name: SUBJECTS says so, a type cannot.
    return Rules(
        on=on,
        calendar=calendar,
        clauses=clauses,
        revisions=read_revisions(clauses, folder),
        _resolved=loaded,
        **models,  # type: ignore[arg-type]
    )


def _company(company: Path | str | None) -> Path | None:
    """Return the folder of the company's own values, None where there is none."""
    folder = company_folder() if company == "default" else (Path(company) if company is not None else None)
    if folder is None or folder.is_dir():
        return folder
    if "MKTKIT_RULES" in os.environ and company == "default":
        raise MktkitError(
            f"找不到文件夹{show(folder)}",
            "MKTKIT_RULES 应指向放公司规则文件的文件夹",
            "改好路径，或去掉这个环境变量",
        )
    return None


def _too_early(on: dt.date, first: dt.date) -> MktkitError:
    """Say that no rules are in force yet; no single file is to blame for a day before all of them."""
    return MktkitError(
        f"{on} 还没有适用的规则版本",
        f"最早的版本从 {first} 起执行，任何版本都不提前适用",
        "换一个日期，或补上当时的版本",
        where="规则",
    )


def _unknown_files(folder: Path) -> list[str]:
    known = [f"{name}.yaml" for name in (*SUBJECTS, "holidays", "revisions")]
    problems = []
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        if path.name not in known:
            hint = closest(path.name, known, "可用的文件名：" + "、".join(known))
            problems.append(f"{folder.name}/{path.name}：没有叫这个名字的规则文件；{hint}")
    return problems
