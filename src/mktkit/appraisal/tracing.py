"""From the registers of a month to where their rows went."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

from mktkit.appraisal.kpi import ROW, Evidence, Frame, KpiMeasure, fetched, person_of
from mktkit.appraisal.lineage import APART, COUNTED, Entries, Lineage, entries_of
from mktkit.appraisal.roster import Roster
from mktkit.registers import RegisterTable

__all__ = ["lineage_of"]


def lineage_of(
    one: KpiMeasure,
    tables: Mapping[str, RegisterTable],
    roster: Roster,
    evidence: Evidence,
    *,
    measured: bool = True,
) -> Lineage:
    """Return where the month's rows of a KPI went.

    Parameters
    ----------
    one
        How the KPI is measured.
    tables
        The registers as read; their places lead back to the files.
    roster
        Who is in which department in the month.
    evidence
        The same registers as frames, whose rows are numbered.
    measured
        False of a KPI that could not be measured: none of its rows counts yet.
    """
    month = one.of_month(evidence)
    ((total,),) = fetched(month.select(nw.len().alias("_rows")))
    entries = one.entries(evidence) if measured else _waiting(one, month)
    people = [who and person_of(who) for who in entries.people]
    apart = {who for who, clause in roster.apart if clause == one.clause}
    fates = [
        APART if fate == COUNTED and who in apart else fate
        for who, fate in zip(people, entries.fates, strict=True)
    ]
    return Lineage(
        one.clause,
        roster.rules.clause(one.clause).title,
        tables[one.register].register.title,
        one.kind,
        int(total),
        entries._replace(people=people, fates=fates),
        tables[one.register].places,
    )


def _waiting(one: KpiMeasure, month: Frame) -> Entries:
    """Return the month's rows of a KPI that could not be measured."""
    assert one.person is not None, "what is asked of people as a whole is always measured"
    rows = sorted((int(row), who) for row, who in fetched(month.select(ROW, one.person)))
    return entries_of((row, who, "unmeasured", 0, 0) for row, who in rows)
