"""From the registers of a month to where their rows went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import narwhals as nw

from mktkit.appraisal.kpi import Evidence, KpiMeasure, fetched
from mktkit.appraisal.lineage import COUNTED, Entries, Fate, Lineage
from mktkit.appraisal.roster import Roster
from mktkit.registers import RegisterTable

__all__ = ["lineage_of"]


def lineage_of(
    one: KpiMeasure, tables: Mapping[str, RegisterTable], roster: Roster, evidence: Evidence
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
    """
    month = one.of_month(evidence).select(nw.len().alias("_rows"))
    ((total,),) = fetched(month)
    entries = one.entries(evidence)
    return Lineage(
        one.clause,
        roster.rules.clause(one.clause).title,
        tables[one.register].register.title,
        one.kind,
        int(total),
        entries._replace(fates=list(_fates(one, entries, roster))),
        tables[one.register].places,
    )


def _fates(one: KpiMeasure, entries: Entries, roster: Roster) -> Iterator[Fate]:
    """Yield what becomes of each entry once it is known who was where."""
    for who, fate in zip(entries.people, entries.fates, strict=True):
        member = roster.people.get(who) if who is not None else None
        if fate != COUNTED or one.person is None:
            yield fate
        elif member is None:
            yield "absent"
        else:
            yield COUNTED if member.department == one.department else "elsewhere"
