"""Deciding on a document: what stands against passing it is looked for again, with what is known here and now."""

from __future__ import annotations

from mktkit.desk.layout import day_of
from mktkit.desk.papers import Registry
from mktkit.errors import MktkitError, numbered
from mktkit.records import Actor, Record, Store
from mktkit.records.model import Action
from mktkit.rules import Rules, load_rules

__all__ = ["decide"]

_PASSING = ("approve", "lock")


def decide(
    store: Store,
    papers: Registry,
    seen: Record,
    actor: Actor,
    action: Action,
    reason: str = "",
    rules: Rules | None = None,
) -> Record:
    """Do what a person decided on a document, as far as the rules let them.

    Parameters
    ----------
    store, papers
        The records, and the kinds of documents.
    seen
        The version that the person has seen; refused where there is a newer one.
    actor, action, reason
        Who does what, and why.
    rules
        Default those in force on the day of the version.

    Raises
    ------
    MktkitError
        Something stands against passing it, and no reason is given or the rules take none; or the records refuse it.
    """
    if action in _PASSING:
        _refuse_what_stops(store, papers, seen, reason, rules or load_rules(on=day_of(seen)))
    return store.act(seen.document, actor, action, reason, base=seen.version)


def _refuse_what_stops(store: Store, papers: Registry, seen: Record, reason: str, rules: Rules) -> None:
    paper = papers.get(seen.kind)
    content = paper.read(seen.data) if paper else None
    if paper is None or paper.stops is None or content is None:
        return
    found = paper.stops(content, seen, store, rules)
    if not found:
        return
    what = f"有 {len(found)} 处拦下，没有通过\n{numbered(found)}".removesuffix("。")
    if not paper.despite(rules):
        raise MktkitError(what, "规则不允许带着拦下的问题通过", "退回给经办人改，或不同意")
    if not reason.strip():
        raise MktkitError(
            what, "明知有这些问题仍要通过的，应写明理由", "在“理由”里写明，再点通过；或退回给经办人改"
        )
