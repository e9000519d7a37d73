"""Whatever was done to the store behind its back is found, and the record is named."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mktkit.errors import MktkitError
from mktkit.records import Store
from mktkit.records.handover import handover
from mktkit.records.restore import restore
from mktkit.records.verify import verify


def found(store: Store) -> list[str]:
    proof = verify(store)
    assert proof.ok == (not proof.findings)
    return [str(finding) for finding in proof.findings]


CASES = [
    ("a changed text", ["UPDATE mktkit_records SET body = '{\"标记\":\"x\"}' WHERE seq = 5"],
     ["第 5 号记录（单据「乙」第 2 版"]),
    ("a changed approver", ["UPDATE mktkit_records SET who = replace(who, 'M01', 'M02') WHERE seq = 8"],
     ["第 8 号记录（单据「乙」第 3 版"]),
    ("a changed number", ["UPDATE mktkit_records SET version = 12 WHERE seq = 8"], ["第 8 号记录（单据「乙」第 3 版"]),
    ("a hash made up", ["UPDATE mktkit_records SET hash = 'x' WHERE seq = 5"], ["第 5 号记录（单据「乙」第 2 版"]),
    ("one in the middle gone", ["DELETE FROM mktkit_records WHERE seq = 4"], ["第 4 号记录（单据「甲」第 2 版"]),
    ("the last one gone", ["DELETE FROM mktkit_records WHERE seq = 9"], ["第 9 号记录（单据「丙」第 3 版"]),
    ("the last two gone", ["DELETE FROM mktkit_records WHERE seq > 7"],
     ["第 8 号记录（单据「乙」第 3 版", "第 9 号记录（单据「丙」第 3 版"]),
    ("the first gone", ["DELETE FROM mktkit_records WHERE seq = 1"], ["第 1 号记录（单据「甲」第 1 版"]),
    ("a document cut out whole", ["DELETE FROM mktkit_records WHERE document = '乙'"],
     ["单据「乙」整份不见了：它的 3 条记录（第 2、5、8 号）"]),
    ("all gone", ["DELETE FROM mktkit_records"], ["单据「甲」整份不见了", "单据「乙」整份", "单据「丙」整份"]),
    ("two swapped", ["UPDATE mktkit_records SET seq = 100 WHERE seq = 4", "UPDATE mktkit_records SET seq = 4 WHERE seq = 5",
                     "UPDATE mktkit_records SET seq = 5 WHERE seq = 100"],
     ["第 4 号记录（单据「甲」第 2 版", "第 5 号记录（单据「乙」第 2 版"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("statements", "named"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_was_done_by_sql_is_named(
    filled: Any, engine: Any, statements: list[str], named: list[str]
) -> None:
    store = filled(engine)
    engine.tamper(store, *statements)
    told = found(store)
    for words in named:
        assert any(words in line for line in told), told
    assert all("mktkit records restore" in line for line in told)
    # And no more is blamed than what was touched, and what now stands after a gap.
    assert len(told) <= len(named) + 1, told


def test_a_record_replaced_with_a_true_hash_is_named_by_the_head(filled: Any, engine: Any) -> None:
    from mktkit.records.chain import row_hash

    store = filled(engine)
    row = store.history("乙")[1].to_row() | {"reason": "补写"}
    engine.tamper(
        store, f"UPDATE mktkit_records SET reason = '补写', hash = '{row_hash(row, store.id)}' WHERE seq = 5"
    )
    told = found(store)
    assert any("第 5 号记录（单据「乙」第 2 版" in line and "整条被换过" in line for line in told)
    assert any("第 6 号记录" in line and "接不上" in line for line in told)


def test_the_rewritten_chain_is_found_by_the_head(filled: Any, engine: Any) -> None:
    """Cut out a document and compute every hash anew, as one would who knows how: the head still knows."""
    from mktkit.records.chain import GENESIS, seal

    store = filled(engine)
    rows = [record.to_row() for name in ("甲", "丙") for record in store.history(name)]
    before, statements = GENESIS, ["DELETE FROM mktkit_records"]
    for seq, row in enumerate(sorted(rows, key=lambda row: row["seq"]), 1):
        new = seal(row, seq, before, store.id)
        before = new["hash"]
        values = ", ".join(str(value) if isinstance(value, int) else f"'{value}'" for value in new.values())
        columns = ", ".join(f'"{name}"' for name in new)
        statements.append(f"INSERT INTO mktkit_records ({columns}) VALUES ({values})")
    engine.tamper(store, *statements)
    told = found(store)
    assert any("单据「乙」整份不见了" in line or "第 2 号记录（单据「乙」第 1 版" in line for line in told), (
        told
    )


def test_what_the_approval_chain_does_not_allow_is_found(
    filled: Any, engine: Any, plan: Any, people: Any
) -> None:
    from mktkit.records.chain import seal
    from mktkit.records.head import HeadLine

    store = filled(engine)
    # Appended through the door, with a true hash, but the author approves.
    name = store.save(plan(document="丁"), people.clerk).document
    submitted = store.act(name, people.clerk, "submit")
    forged = submitted.to_row() | {
        "version": 3,
        "action": "approve",
        "status": "approved",
        "step": 1,
        "parent": submitted.hash,
    }
    row = seal(forged, 12, submitted.hash, store.id)
    columns = ", ".join(f'"{column}"' for column in row)
    values = ", ".join(str(value) if isinstance(value, int) else f"'{value}'" for value in row.values())
    engine.tamper(store, f"INSERT INTO mktkit_records ({columns}) VALUES ({values})")
    store.head.add([HeadLine.of(row)])
    assert any("单据「丁」的办理顺序不对" in line and "经办人" in line for line in found(store))


def test_what_was_changed_is_not_shown(filled: Any, engine: Any) -> None:
    store = filled(engine)
    engine.tamper(store, "UPDATE mktkit_records SET body = '{}' WHERE seq = 7")
    for ask in (
        lambda: store.history("甲"),
        store.list,
        lambda: list(store.export()),
        lambda: handover(store, "甲"),
    ):
        with pytest.raises(MktkitError, match="第 7 号记录（单据「甲」第 3 版）被改动过"):
            ask()
    assert store.history("乙")


def test_nothing_is_built_upon_a_store_that_was_cut(filled: Any, engine: Any, plan: Any, people: Any) -> None:
    store = filled(engine)
    engine.tamper(store, "DELETE FROM mktkit_records WHERE seq = 9")
    with pytest.raises(MktkitError, match="找不到第 9 号记录（单据「丙」第 3 版）"):
        store.save(plan(document="丁"), people.clerk)
    assert len(store.list()) == 3


def test_a_guard_that_was_taken_away_is_missed(filled: Any, engine: Any) -> None:
    store = filled(engine)
    with store.place.engine.begin() as raw:
        raw.exec_driver_sql(
            "DROP TRIGGER mktkit_records_no_update"
            if engine.kind == "sqlite"
            else "ALTER TABLE mktkit_records DISABLE TRIGGER mktkit_records_no_change"
        )
    assert ["触发器 mktkit_records_no_" in line for line in found(store)] == [True]


# -- the head file ---------------------------------------------------------------------------------


def test_the_head_follows_every_commit(filled: Any, engine: Any) -> None:
    store = filled(engine)
    lines = store.head.path.read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0])["store"] == store.id
    told = [(one["seq"], one["document"], one["version"], one["hash"]) for one in map(json.loads, lines[1:])]
    kept = [
        (one.seq, one.document, one.version, one.hash) for name in "甲乙丙" for one in store.history(name)
    ]
    assert told == sorted(kept)


def test_a_commit_without_its_line_is_taken_up_later(
    filled: Any, engine: Any, plan: Any, people: Any
) -> None:
    """What a kill between the commit and the line leaves, and a kill in the middle of the line."""
    store = filled(engine)
    whole = store.head.path.read_bytes()
    for left in (b"", whole.splitlines(keepends=True)[-1][:40], b"?" * 900):
        store.head.path.write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]) + left)
        again = engine.reopen(store)
        assert verify(again).ok
        again.save(plan(), people.clerk)
        assert again.head.path.read_bytes().startswith(whole)
        assert verify(again).ok
        whole = again.head.path.read_bytes()


def test_a_damaged_or_foreign_head_is_found(filled: Any, engine: Any, plan: Any, people: Any) -> None:
    store = filled(engine)
    path, whole = store.head.path, store.head.path.read_bytes()
    lines = whole.splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:3], b"?" + lines[3][1:], *lines[4:]]))
    assert ["第 4 行坏了" in line for line in found(store)] == [True]
    changed = json.loads(lines[3]) | {"hash": "0" * 64}
    path.write_bytes(b"".join([*lines[:3], json.dumps(changed).encode() + b"\n", *lines[4:]]))
    assert ["第 3 号记录（单据「丙」第 1 版" in line for line in found(store)] == [True]
    path.write_bytes(lines[0].replace(store.id.encode(), b"f" * 16) + b"".join(lines[1:]))
    assert any("属于另一个记录库" in line for line in found(store))
    with pytest.raises(MktkitError, match="属于另一个记录库"):
        store.save(plan(), people.clerk)
    path.unlink()
    assert any("不见了" in line for line in found(store))
    with pytest.raises(MktkitError, match="缺失"):
        store.save(plan(), people.clerk)


@pytest.mark.parametrize("left", [1, 2, 8])
def test_a_shortened_head_is_found_and_not_built_upon(
    filled: Any, engine: Any, plan: Any, people: Any, left: int
) -> None:
    """Machines that share a database write without this machine's head: there it is a notice, and mends."""
    store = filled(engine)
    whole = store.head.path.read_bytes()
    store.head.path.write_bytes(b"".join(whole.splitlines(keepends=True)[:left]))
    gone = 10 - left
    proof = verify(store)
    assert [f"少 {gone} 条" in str(finding) for finding in proof.findings] == [True]
    assert proof.ok == (engine.kind != "sqlite")
    if proof.ok:
        store.save(plan(), people.clerk)
        assert store.head.path.read_bytes().startswith(whole)
        return
    with pytest.raises(MktkitError, match=f"链头文件比记录库少 {gone} 条，像是被截短过，没有保存"):
        store.save(plan(), people.clerk)
    store.close()
    restore(store.place.file, reason="逐条核对过", folder=store.place.folder)
    again = engine.reopen(store)
    assert verify(again).ok
    again.save(plan(), people.clerk)
    assert again.head.path.read_bytes().splitlines()[1:-1] == whole.splitlines()[1:]


def _without(lines: list[bytes], at: int) -> list[bytes]:
    return [*lines[:at], *lines[at + 1 :]]


def _edited(lines: list[bytes], at: int, **values: object) -> list[bytes]:
    line = json.dumps(json.loads(lines[at]) | values, ensure_ascii=False).encode() + b"\n"
    return [*lines[:at], line, *lines[at + 1 :]]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda lines: _without(lines, 4), "第 3 号之后紧接着是第 5 号"),
        (lambda lines: [*lines[:5], *lines[4:]], "第 4 号之后紧接着是第 4 号"),
        (lambda lines: [*lines[:4], lines[5], lines[4], *lines[6:]], "第 5 号之后紧接着是第 4 号"),
        (lambda lines: _edited(lines, 4, document="丁"), "第 4 号记录那一行被改过"),
        (lambda lines: _edited(lines, 2, version=7), "第 2 号记录那一行被改过"),
        (lambda lines: _edited(lines, 6, seq=5), "第 5 号之后紧接着是第 5 号"),
    ],
)
def test_an_edited_head_is_found(filled: Any, sqlite: Any, change: Any, says: str) -> None:
    store = filled(sqlite)
    lines = store.head.path.read_bytes().splitlines(keepends=True)
    store.head.path.write_bytes(b"".join(change(lines)))
    assert any(says in line for line in found(store)), found(store)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            "UPDATE mktkit_records SET title = '别的' WHERE seq = 9",
            "第 9 号记录（单据「丙」第 3 版）被改动过",
        ),
        ("UPDATE mktkit_records SET who = replace(who, 'M01', 'M02') WHERE seq = 8", "第 8 号记录.*被改动过"),
        ("UPDATE mktkit_records SET prev_hash = 'x' WHERE seq = 9", "第 9 号记录.*被改动过"),
        ("DELETE FROM mktkit_records WHERE seq = 8", "第 8 号记录不见了"),
    ],
)
def test_nothing_is_built_upon_a_tail_that_does_not_prove(
    filled: Any, engine: Any, plan: Any, people: Any, statement: str, says: str
) -> None:
    store = filled(engine)
    engine.tamper(store, statement)
    before = store.head.path.read_bytes()
    with pytest.raises(MktkitError, match=f"{says}，没有保存"):
        store.save(plan(document="丁"), people.clerk)
    assert store.head.path.read_bytes() == before
    assert not verify(store).ok


@pytest.mark.parametrize("values", [{"document": "丁"}, {"version": 9}])
def test_nothing_is_built_upon_an_edited_last_line(
    filled: Any, engine: Any, plan: Any, people: Any, values: dict[str, object]
) -> None:
    store = filled(engine)
    lines = store.head.path.read_bytes().splitlines(keepends=True)
    store.head.path.write_bytes(b"".join(_edited(lines, 9, **values)))
    with pytest.raises(MktkitError, match="第 9 号记录（单据「丙」第 3 版）与链头文件记的不符，没有保存"):
        store.save(plan(), people.clerk)


# -- attachments -----------------------------------------------------------------------------------


def test_attachments_are_proved(filled: Any, sqlite: Any) -> None:
    store = filled(sqlite)
    (first, second) = (store.history(name)[0].attachments[0] for name in ("甲", "乙"))
    for attachment, act in ((first, Path.unlink), (second, lambda path: path.write_bytes(b"x"))):
        act(store.place.folder / "attachments" / attachment.sha256[:2] / attachment.sha256[2:])
    told = found(store)
    assert any("附件「甲.txt」找不到" in line and "第 1 号记录" in line for line in told)
    assert any("附件「乙.txt」被改动过" in line and "第 2 号记录" in line for line in told)
    with pytest.raises(MktkitError, match="找不到"):
        store.attachment(first)
    # Adding the same file again mends it.
    store.attach("甲.txt", "附件 甲".encode())
    store.attach("乙.txt", "附件 乙".encode())
    assert verify(store).ok


# -- a flipped byte --------------------------------------------------------------------------------


def test_a_flipped_byte_in_a_record_is_found_and_named(filled: Any, sqlite: Any) -> None:
    store = filled(sqlite)
    file = store.place.file
    assert file is not None
    store.close()
    whole = file.read_bytes()
    # Where the body of 乙 stands, once for each of its three versions.
    places = [at for at in range(len(whole)) if whole.startswith("marker-乙".encode(), at)]
    assert len(places) == 3
    for at in places:
        for bit in (0x01, 0x80):
            damaged = bytearray(whole)
            damaged[at + 2] ^= bit
            file.write_bytes(damaged)
            told = found(store)
            store.close()
            assert any("（单据「乙」第 " in line and "指纹不符" in line for line in told), told
            file.write_bytes(whole)
    assert verify(store).ok


def test_a_byte_flipped_anywhere_is_found_or_harmless(flips: Any) -> None:
    assert flips(60) > 10


def test_a_flipped_byte_in_the_log_is_found(filled: Any, sqlite: Any) -> None:
    """What was committed and still stands in the write-ahead log alone."""
    store = filled(sqlite)
    file = store.place.file
    assert file is not None
    other = sqlite.folder / "拷贝"
    other.mkdir()
    for path in file.parent.iterdir():
        if path.is_file() and not path.name.endswith("-shm"):
            shutil.copy(path, other / path.name)
    log = other / f"{file.name}-wal"
    data = bytearray(log.read_bytes())
    data[-2000] ^= 1
    log.write_bytes(data)
    from mktkit.records import open_store

    with open_store(folder=other) as copy:
        told = found(copy)
    assert any("第 9 号记录（单据「丙」第 3 版" in line and "不见了" in line for line in told), told


def test_a_file_cut_short_is_found(filled: Any, sqlite: Any) -> None:
    store = filled(sqlite)
    file = store.place.file
    assert file is not None
    store.close()
    with file.open("r+b") as open_file:
        open_file.truncate(file.stat().st_size - 4096)
    assert "打不开" in "".join(found(store)) or "单据「" in "".join(found(store))
    with pytest.raises(MktkitError, match="损坏"):
        sqlite.reopen(store)


def test_the_proof_may_run_while_others_save(filled: Any, sqlite: Any, plan: Any, people: Any) -> None:
    store = filled(sqlite)
    with closing(sqlite3.connect(store.place.file)) as raw:
        raw.execute("BEGIN")
        raw.execute("SELECT count(*) FROM mktkit_records").fetchone()
        store.save(plan(), people.clerk)
        assert verify(store).ok
