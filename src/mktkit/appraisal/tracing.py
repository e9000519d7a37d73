"""From the registers of a month to where their rows went."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

from mktkit.appraisal.kpi import Evidence, KpiMeasure, fetched, person_of
from mktkit.appraisal.lineage import APART, COUNTED, Lineage
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
