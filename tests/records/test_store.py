"""Saving, acting and asking, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import exc, text

from mktkit.errors import MktkitError
from mktkit.records import SELF_DECLARED, Actor, Store, open_store
from mktkit.records.verify import verify


def test_a_version_holds_everything_that_was_given(store: Store, plan: Any, people: Any, rules: Any) -> None:
    receipt = store.attach("报价.pdf", b"%PDF")
    saved = store.save(plan(document="调研-2026-10", attachments=(receipt,)), people.clerk, reason="初稿")
    (record,) = store.history("调研-2026-10")
    assert record == saved
    assert (record.seq, record.version, record.revision) == (1, 1, 1)
    assert (record.who, record.author_id, record.author_name) == (people.clerk, "S01", "李明")
    assert record.when == "2026-10-08T01:01:00.000000+00:00" or record.when.startswith("2026-10-08T01:")
    assert (record.action, record.status, record.reason) == ("save", "draft", "初稿")
    assert (record.clause, [step.post for step in record.chain]) == ("3.1.1", ["营销经理"])
    assert (record.fingerprint, record.edition) == (rules.fingerprint, "示例版")
    assert record.data == {"样本量": 300, "地区": "华东"}
    assert record.attachments == (receipt,)
    assert store.attachment(receipt) == b"%PDF"
    assert record.as_json()["identity"] == SELF_DECLARED == "本机自报"


def test_records_survive_closing(engine: Any, plan: Any, people: Any) -> None:
    store = engine.open()
    saved = store.save(plan(), people.clerk)
    again = engine.reopen(store)
    assert again.id == store.id
    assert again.history(saved.document) == (saved,)


def test_all_documents_share_one_gap_free_chain(store: Store, plan: Any, people: Any) -> None:
    saved = [store.save(plan(document=name), people.clerk) for name in ("甲", "乙", "甲", "丙")]
    assert [record.seq for record in saved] == [1, 2, 3, 4]
    assert [record.version for record in saved] == [1, 1, 2, 1]
    assert [record.prev_hash for record in saved[1:]] == [record.hash for record in saved[:-1]]
    assert saved[0].prev_hash == "0" * 64
    assert saved[2].parent == saved[0].hash


def test_a_document_without_an_id_gets_one(store: Store, plan: Any, people: Any) -> None:
    first, second = store.save(plan(), people.clerk), store.save(plan(), people.clerk)
    assert first.document.startswith("20261008-")
    assert first.document != second.document


def test_the_chain_of_a_claim_goes_through_head_of_department_and_finance(
    store: Store, plan: Any, people: Any
) -> None:
    claim = plan(kind="expense_claim", title="10 月差旅", clause="6.2.1", department="销售部")
    name = store.save(claim, people.seller).document
    assert store.act(name, people.seller, "submit").status_title == "审批中：审核签字（部门负责人）"
    with pytest.raises(MktkitError, match="应由营销经理审核签字"):
        store.act(name, people.finance, "approve")
    assert store.act(name, people.manager, "approve").status_title == "审批中：审核（财务部门）"
    assert store.act(name, people.finance, "approve").status == "approved"
    assert [one.action for one in store.history(name)] == ["save", "submit", "approve", "approve"]
    assert verify(store).ok


def test_what_was_refused_left_no_trace(store: Store, plan: Any, people: Any) -> None:
    name = store.save(plan(), people.clerk).document
    store.act(name, people.clerk, "submit")
    for actor, action, reason in [
        (people.clerk, "approve", ""),
        (people.seller, "approve", ""),
        (people.manager, "return", " "),
        (people.manager, "lock", ""),
        (people.manager, "withdraw", ""),
    ]:
        with pytest.raises(MktkitError):
            store.act(name, actor, action, reason)
    assert len(store.history(name)) == 2
    assert verify(store).records == 2


def test_a_locked_month_stays_and_its_correction_is_a_new_revision(
    store: Store, plan: Any, people: Any
) -> None:
    def month(total: str) -> Any:
        return plan(
            kind="appraisal_month", title="X01 2026-10", document="考核-X01-2026-10", body={"总分": total},
            clause="5.2", department="销售部", subject_person="X01",
        )  # fmt: skip

    name = store.save(month("86.50"), people.clerk).document
    store.act(name, people.clerk, "submit")
    store.act(name, people.seller, "approve")
    locked = store.act(name, people.manager, "lock")
    assert locked.status == "locked"
    with pytest.raises(MktkitError, match="已锁定"):
        store.save(month("99.00"), people.clerk)
    with pytest.raises(MktkitError, match="理由"):
        store.correct(month("88.00"), people.manager, "")
    corrected = store.correct(month("88.00"), people.manager, "漏了一笔退货")
    assert (corrected.revision, corrected.version, corrected.status) == (2, 5, "draft")
    in_force = store.in_force(name)
    assert in_force is not None
    assert in_force.data == {"总分": "86.50"}
    # The manager wrote the correction; X01 confirms it, so the manager may close it.
    store.act(name, people.manager, "submit")
    store.act(name, people.seller, "approve")
    store.act(name, people.manager, "lock")
    in_force = store.in_force(name)
    assert in_force is not None
    assert in_force.data == {"总分": "88.00"}
    assert store.history(name)[3] == locked


def test_who_worked_on_an_older_version_is_told(store: Store, plan: Any, people: Any) -> None:
    name = store.save(plan(document="甲"), people.clerk, base=0).document
    store.save(plan(document="甲"), people.clerk, base=1)
    with pytest.raises(MktkitError, match="已有第 2 版（李明）"):
        store.save(plan(document="甲"), people.clerk, base=1)
    with pytest.raises(MktkitError, match="已有第 2 版"):
        store.act(name, people.clerk, "submit", base=1)
    with pytest.raises(MktkitError, match="还没有保存过"):
        store.save(plan(document="乙"), people.clerk, base=3)


def test_lists_and_what_waits(store: Store, plan: Any, people: Any) -> None:
    for name in ("甲", "乙", "丙"):
        store.save(plan(document=name), people.clerk)
    store.act("乙", people.clerk, "submit")
    store.act("丙", people.clerk, "submit")
    store.save(plan(kind="budget", document="预算", clause="6.1.2"), people.manager)
    store.act("预算", people.manager, "submit")
    assert [one.document for one in store.list()] == ["预算", "丙", "乙", "甲"]
    assert [one.document for one in store.list(status="pending", kind="research_plan")] == ["丙", "乙"]
    assert [one.document for one in store.list(author="M01")] == ["预算"]
    assert [one.document for one in store.waiting_for(people.manager)] == ["乙", "丙"]
    assert [one.document for one in store.waiting_for(people.finance)] == ["预算"]
    assert store.waiting_for(people.clerk) == ()
    store.act("丙", people.manager, "return", "样本太少")
    assert [one.document for one in store.waiting_for(people.clerk)] == ["丙"]
    # Both posts do not help the author.
    assert store.waiting_for(Actor("S01", "李明", ("市场专员", "营销经理"))) == store.waiting_for(
        people.clerk
    )


def test_an_unknown_document_is_answered_with_the_nearest(store: Store, plan: Any, people: Any) -> None:
    store.save(plan(document="调研-2026-10"), people.clerk)
    with pytest.raises(MktkitError, match="最接近的是 调研-2026-10"):
        store.history("调研-2026-1")
    with pytest.raises(MktkitError, match="没有单据"):
        store.act("调研-2026-1", people.clerk, "submit")


def test_another_kind_of_document_cannot_take_its_id(store: Store, plan: Any, people: Any) -> None:
    store.save(plan(document="甲"), people.clerk)
    with pytest.raises(MktkitError, match="另一种单据"):
        store.save(plan(document="甲", kind="budget", clause="6.1.2"), people.clerk)


def test_export_gives_every_version_as_json(store: Store, plan: Any, people: Any) -> None:
    import json

    store.save(plan(document="甲"), people.clerk)
    store.save(plan(document="乙"), people.clerk)
    store.act("甲", people.clerk, "submit")
    lines = [json.loads(line) for line in store.export()]
    assert [(one["seq"], one["document"], one["identity"]) for one in lines] == [
        (1, "甲", "本机自报"), (2, "乙", "本机自报"), (3, "甲", "本机自报")]  # fmt: skip
    assert [json.loads(line)["version"] for line in store.export(["甲"])] == [1, 2]
    with pytest.raises(MktkitError, match="没有单据"):
        list(store.export(["丁"]))


def test_a_clock_without_zone_is_refused(engine: Any, plan: Any, people: Any) -> None:
    with pytest.raises(MktkitError, match="时区"):
        engine.open(clock=lambda: dt.datetime(2026, 10, 8)).save(plan(), people.clerk)


@pytest.mark.parametrize(
    ("back", "reason", "told"),
    [
        (dt.timedelta(days=30), "", "电脑的时钟倒退过：上一条记录的时间是 2026-10-08 09:00:00 UTC，比这一条晚"),
        (dt.timedelta(hours=2), "改了数", "改了数；电脑的时钟倒退过：上一条记录的时间是 2026-10-08 09:00:00 UTC，比这一条晚"),
        (dt.timedelta(minutes=2), "长" * 2000, "长" * 2000 + "；电脑的时钟倒退过：上一条记录的时间是 2026-10-08 09:00:00 UTC，比这一条晚"),
        (dt.timedelta(seconds=20), "改了数", "改了数"),
        (dt.timedelta(0), "", ""),
    ],
)  # fmt: skip
def test_a_clock_that_went_back_is_noted_in_the_record(
    engine: Any, plan: Any, people: Any, back: dt.timedelta, reason: str, told: str
) -> None:
    nine = dt.datetime(2026, 10, 8, 9, tzinfo=dt.UTC)
    times = [nine]
    store = engine.open(clock=lambda: times[-1])
    store.save(plan(document="甲"), people.clerk)
    times.append(nine - back)
    store.save(plan(document="甲"), people.clerk, reason=reason)
    times.append(nine - back + dt.timedelta(seconds=1))
    store.act("甲", people.clerk, "submit")
    assert [one.reason for one in store.history("甲")] == ["", told, ""]
    assert verify(store).ok


# -- the database itself refuses -------------------------------------------------------------------

CHANGES = [
    "UPDATE mktkit_records SET title = 'x'",
    "DELETE FROM mktkit_records",
    "DELETE FROM mktkit_records WHERE seq = 2",
    "UPDATE mktkit_store SET store = 'x'",
    "DELETE FROM mktkit_store",
    "INSERT INTO mktkit_records SELECT * FROM mktkit_records WHERE seq = 1",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_changes_are_refused(engine: Any, plan: Any, people: Any, statement: str) -> None:
    store = engine.open()
    for name in ("甲", "乙"):
        store.save(plan(document=name), people.clerk)
    with pytest.raises(exc.DBAPIError, match=r"append-only|unique|UNIQUE"), store.place.engine.begin() as raw:
        raw.execute(text(statement))
    assert verify(store).ok
    assert len(store.list()) == 2


@pytest.mark.parametrize("target", ["1", "3", "-1"])
def test_sqlite_refuses_to_replace(sqlite: Any, plan: Any, people: Any, target: str) -> None:
    store = sqlite.open()
    for name in ("甲", "乙"):
        store.save(plan(document=name), people.clerk)
    with contextlib.closing(sqlite3.connect(store.place.file)) as raw:
        columns = [row[1] for row in raw.execute("PRAGMA table_info(mktkit_records)")]
        chosen = ", ".join(target if name == "seq" else f'"{name}"' for name in columns)
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw.execute(
                f"INSERT OR REPLACE INTO mktkit_records SELECT {chosen} FROM mktkit_records WHERE seq = 1"
            )
    assert verify(store).ok


def test_postgres_refuses_truncate_and_a_clerk_needs_no_more_than_insert_and_select(
    postgres: Any, tmp_path: Path, plan: Any, people: Any
) -> None:
    schema = postgres.schema()
    with open_store(postgres.url(schema), folder=tmp_path / "a") as store:
        store.save(plan(document="甲"), people.clerk)
        with pytest.raises(exc.DBAPIError, match="append-only"), store.place.engine.begin() as raw:
            raw.execute(text("TRUNCATE mktkit_records"))
        with pytest.raises(exc.DBAPIError, match="append-only"), store.place.engine.begin() as raw:
            raw.execute(text("UPDATE mktkit_records SET title = 'x' WHERE seq = 99"))
        with store.place.engine.begin() as raw:
            raw.execute(text("SET session_replication_role = replica"))
            with pytest.raises(exc.DBAPIError, match="append-only"):
                raw.execute(text("DELETE FROM mktkit_records"))
            raw.rollback()
    with postgres.connect(schema) as raw:
        raw.execute(
            "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'clerk') THEN CREATE ROLE clerk LOGIN; END IF; END $$"
        )
        raw.execute(f"GRANT USAGE ON SCHEMA {schema} TO clerk")
        raw.execute("GRANT SELECT, INSERT ON mktkit_records, mktkit_attachments, mktkit_store TO clerk")
    with open_store(postgres.url(schema, "clerk"), folder=tmp_path / "b") as store:
        picture = store.attach("图.png", b"png")
        store.save(plan(document="乙", attachments=(picture,)), people.clerk)
        assert [one.document for one in store.list()] == ["乙", "甲"]
        assert verify(store).ok
        with pytest.raises(exc.DBAPIError, match="permission denied"), store.place.engine.begin() as raw:
            raw.execute(text("UPDATE mktkit_records SET title = 'x'"))


def test_two_machines_share_a_postgres_store_and_its_attachments(
    postgres: Any, tmp_path: Path, plan: Any, people: Any
) -> None:
    url = postgres.url(postgres.schema())
    with open_store(url, folder=tmp_path / "a") as here, open_store(url, folder=tmp_path / "b") as there:
        picture = here.attach("图.png", b"png")
        name = here.save(plan(attachments=(picture,)), people.clerk).document
        here.act(name, people.clerk, "submit")
        assert [one.document for one in there.waiting_for(people.manager)] == [name]
        there.act(name, people.manager, "approve")
        assert there.attachment(picture) == b"png"
        assert here.latest(name).status == "approved"
        assert verify(here).ok
        assert verify(there).ok


def test_a_gap_is_refused_by_the_database(engine: Any, plan: Any, people: Any) -> None:
    store = engine.open()
    last = store.save(plan(document="甲"), people.clerk)
    names = [*last.to_row()]
    for number, document, follows in ((3, "乙", last.hash), (2, "乙", "0" * 64), (2, "甲", last.hash)):
        row = last.to_row() | {"seq": number, "document": document, "prev_hash": follows}
        statement = text(f"""INSERT INTO mktkit_records ({", ".join(f'"{name}"' for name in names)})
            VALUES ({", ".join(f":{name}" for name in names)})""")
        with pytest.raises(exc.DBAPIError, match="append-only"), store.place.engine.begin() as raw:
            raw.execute(statement, row)
    assert verify(store).records == 1


# -- many at once ----------------------------------------------------------------------------------


def test_threads_save_at_once(store: Store, plan: Any, people: Any) -> None:
    def save(name: str) -> None:
        for number in range(10):
            store.save(plan(document=f"{name}-{number}"), people.clerk)

    threads = [threading.Thread(target=save, args=(f"线程{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    proof = verify(store)
    assert (proof.ok, proof.records, proof.documents, proof.last) == (True, 40, 40, 40)


def test_the_database_alone_keeps_writers_apart(
    store: Store, plan: Any, people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Machines that share a PostgreSQL share no lock file."""
    monkeypatch.setattr("mktkit.records.head.Head.lock", lambda head: contextlib.nullcontext())
    monkeypatch.setattr("mktkit.records.head.Head.follow", lambda *given: None)
    monkeypatch.setattr("mktkit.records.head.Head.add", lambda *given: None)
    failed: list[Exception] = []

    def save(name: str) -> None:
        try:
            for number in range(10):
                store.save(plan(document=f"{name}-{number}"), people.clerk)
        except Exception as problem:
            failed.append(problem)

    threads = [threading.Thread(target=save, args=(f"线程{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    proof = verify(store)
    assert (proof.records, proof.last) == (40, 40)
    # On a machine of its own a head that stood still is a fault; where machines share the store, the other ones wrote.
    assert ["少 40 条" in str(one) for one in proof.findings] == [True]
    assert proof.ok == (store.place.file is None)


def test_processes_save_at_once(crowd: Any) -> None:
    crowd(3, 15)


def test_two_approvals_at_once_count_once(engine: Any, plan: Any, people: Any) -> None:
    store = engine.open()
    name = store.save(plan(), people.clerk).document
    store.act(name, people.clerk, "submit")
    other = Actor("M02", "周经理", ("营销经理",))
    refused: list[MktkitError] = []

    def approve(actor: Actor) -> None:
        try:
            store.act(name, actor, "approve")
        except MktkitError as problem:
            refused.append(problem)

    threads = [threading.Thread(target=approve, args=(actor,)) for actor in (people.manager, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.action for one in store.history(name)] == ["save", "submit", "approve"]
    assert len(refused) == 1


@pytest.mark.skipif("sys.platform == 'win32'", reason="没有 fork；Windows 上不强杀")
def test_kill_while_saving(kills: Any) -> None:
    assert kills(10) > 10


def test_one_document_is_found_by_its_number_alone(store: Any, plan: Any, people: Any) -> None:
    for name in ("甲", "乙"):
        store.save(plan(document=name), people.clerk)
        store.act(name, people.clerk, "submit")
    found = store.find("甲")
    assert (found.document, found.version, found.status) == ("甲", 2, "pending")
    assert found == store.latest("甲")
    assert store.find("丙") is None
