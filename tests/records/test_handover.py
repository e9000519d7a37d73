"""A document goes to the next person's machine as one file, is believed as far as it proves, and comes back."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mktkit.archives import fixed_zip
from mktkit.errors import MktkitError
from mktkit.records import Store
from mktkit.records.chain import row_hash
from mktkit.records.handover import accept, handover
from mktkit.records.verify import verify

DATA = Path(__file__).parents[1] / "data" / "records"


def submitted(store: Store, plan: Any, people: Any, name: str = "调研-1") -> str:
    receipt = store.attach("报价.pdf", b"%PDF-1")
    store.save(plan(document="别的"), people.clerk)
    store.save(plan(document=name, attachments=(receipt,)), people.clerk)
    store.act(name, people.clerk, "submit")
    return name


def entries(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(file: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    inside = entries(file)
    manifest = json.loads(inside["manifest.json"])
    change(manifest)
    return fixed_zip(inside | {"manifest.json": json.dumps(manifest).encode()})


def test_there_and_back_again(engine: Any, plan: Any, people: Any) -> None:
    author, manager = engine.open("甲的电脑"), engine.open("乙的电脑")
    name = submitted(author, plan, people)

    came = accept(manager, handover(author, name))
    assert (came.added, came.document) == (2, name)
    assert [one.document for one in manager.waiting_for(people.manager)] == [name]
    assert manager.waiting_for(people.clerk) == ()
    with pytest.raises(MktkitError, match="经办人"):
        manager.act(name, people.clerk, "approve")
    assert manager.attachment(manager.latest(name).attachments[0]) == b"%PDF-1"
    manager.act(name, people.manager, "approve")

    back = accept(author, handover(manager, name))
    assert (back.added, back.latest.status) == (1, "approved")
    # The same story on both machines, each version with the hash it was born with.
    story = [
        (one.version, one.who, one.when, one.status, one.body, one.birth_hash) for one in author.history(name)
    ]
    assert story == [
        (one.version, one.who, one.when, one.status, one.body, one.birth_hash)
        for one in manager.history(name)
    ]
    assert [one.origin.store if one.origin else None for one in author.history(name)] == [
        None,
        None,
        manager.id,
    ]
    assert [one.origin.store if one.origin else None for one in manager.history(name)] == [
        author.id,
        author.id,
        None,
    ]
    for store in (author, manager):
        proof = verify(store)
        assert proof.ok, proof.findings


def test_a_claim_through_three_machines(engine: Any, plan: Any, people: Any) -> None:
    stores = [engine.open(name) for name in ("销售", "经理", "财务")]
    sale, head, money = stores
    claim = plan(kind="expense_claim", title="差旅", document="报销-1", clause="6.2.1", department="销售部")
    sale.save(claim, people.seller)
    sale.act("报销-1", people.seller, "submit")
    accept(head, handover(sale, "报销-1"))
    head.act("报销-1", people.manager, "approve")
    accept(money, handover(head, "报销-1"))
    money.act("报销-1", people.finance, "return", "缺发票")
    # Straight back to the author, who goes on; then the same way again.
    assert accept(sale, handover(money, "报销-1")).added == 2
    sale.save(claim, people.seller, reason="补发票")
    sale.act("报销-1", people.seller, "submit")
    assert accept(head, handover(sale, "报销-1")).added == 3
    head.act("报销-1", people.manager, "approve")
    assert accept(money, handover(head, "报销-1")).added == 3
    money.act("报销-1", people.finance, "approve")
    for store in (sale, head):
        accept(store, handover(money, "报销-1"))
    histories = [[one.birth_hash for one in store.history("报销-1")] for store in stores]
    assert histories[0] == histories[1] == histories[2]
    assert len(histories[0]) == 8
    assert all(store.latest("报销-1").status == "approved" and verify(store).ok for store in stores)


def test_the_same_file_twice_changes_nothing_and_says_so(engine: Any, plan: Any, people: Any) -> None:
    author, manager = engine.open("甲的电脑"), engine.open("乙的电脑")
    file = handover(author, submitted(author, plan, people))
    assert str(accept(manager, file)) == (
        "已接收单据「调研-1」“华东市场调研计划”，新增 2 版；现在是第 2 版，审批中：批准（营销经理）（本机自报）"
    )
    before = list(manager.export())
    again = accept(manager, file)
    assert again.added == 0
    assert "以前已经接收过" in str(again)
    assert "什么都没有改动" in str(again)
    assert list(manager.export()) == before
    # Nor does an older file, or one's own.
    manager.act("调研-1", people.manager, "approve")
    assert accept(manager, file).added == 0
    assert accept(author, file).added == 0


def test_the_same_document_gives_the_same_file(engine: Any, plan: Any, people: Any) -> None:
    store = engine.open()
    name = submitted(store, plan, people)
    file = handover(store, name)
    assert handover(store, name) == file
    inside = entries(file)
    assert set(inside) == {
        "manifest.json",
        "说明.txt",
        f"attachments/{store.history(name)[0].attachments[0].sha256}",
    }
    assert "本机自报" in inside["说明.txt"].decode("utf-8-sig")
    assert json.loads(inside["manifest.json"])["identity"] == "本机自报"
    assert {one["document"] for one in json.loads(inside["manifest.json"])["records"]} == {name}


def test_both_sides_went_on(engine: Any, plan: Any, people: Any) -> None:
    author, manager = engine.open("甲的电脑"), engine.open("乙的电脑")
    name = submitted(author, plan, people)
    accept(manager, handover(author, name))
    author.act(name, people.clerk, "withdraw")
    manager.act(name, people.manager, "approve")
    for here, there in ((author, manager), (manager, author)):
        before = list(here.export())
        with pytest.raises(MktkitError, match="两边都续办过：从第 3 版起不同") as refused:
            accept(here, handover(there, name))
        assert "没有合并" in str(refused.value)
        assert "李明（S01）已撤回" in str(refused.value)
        assert "王敏（M01）已通过" in str(refused.value)
        assert list(here.export()) == before
        assert verify(here).ok


def test_two_documents_that_chose_one_id(engine: Any, plan: Any, people: Any) -> None:
    here, there = engine.open("甲的电脑"), engine.open("乙的电脑")
    for store in (here, there):
        store.save(plan(document="调研-1"), people.clerk)
    with pytest.raises(MktkitError, match="从第 1 版起不同"):
        accept(here, handover(there, "调研-1"))


def test_a_store_that_lost_records_gets_them_back(engine: Any, plan: Any, people: Any) -> None:
    author, manager = engine.open("甲的电脑"), engine.open("乙的电脑")
    name = submitted(author, plan, people)
    accept(manager, handover(author, name))
    replaced = engine.open("甲的新电脑")
    assert accept(replaced, handover(manager, name)).added == 2
    assert replaced.history(name)[0].birth_hash == author.history(name)[0].hash
    assert verify(replaced).ok


# -- what is not believed --------------------------------------------------------------------------


def _edit(position: int, **values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda manifest: manifest["records"][position].update(values)


def _edit_and_hash(position: int, **values: Any) -> Callable[[dict[str, Any]], None]:
    """Change a version and give it the hash that fits."""

    def change(manifest: dict[str, Any]) -> None:
        row = manifest["records"][position]
        row.update(values)
        content = {name: value for name, value in row.items() if name != "store"}
        row["hash"] = row_hash(content, row["store"])

    return change


def _approve_own(manifest: dict[str, Any]) -> None:
    """Add what looks like an approval, by the author, with every hash as it should be."""
    last = manifest["records"][-1]
    row = dict(
        last,
        version=3,
        action="approve",
        status="approved",
        step=1,
        parent=last["hash"],
        seq=9,
        prev_hash=last["hash"],
    )
    row["hash"] = row_hash({name: value for name, value in row.items() if name != "store"}, row["store"])
    manifest["records"].append(row)


TAMPERED = [
    (_edit(0, body='{"样本量":3000}'), "第 1 版被改动过"),
    (_edit(1, status="approved"), "第 2 版被改动过"),
    (_edit(1, when="2026-01-01T00:00:00.000000+00:00"), "第 2 版被改动过"),
    (_edit_and_hash(0, body='{"样本量":3000}'), "缺第 2 版，或这一版被换过"),
    (_edit_and_hash(1, status="approved"), "办理顺序不合规定"),
    (_edit_and_hash(1, document="../../x"), "单据编号"),
    (_edit_and_hash(1, document="别的"), "混有别的单据"),
    (_edit_and_hash(1, when="昨天"), "写法不对"),
    (_edit_and_hash(1, seq="x"), "写法不对"),
    (_edit(1, origin="{}"), "写法不对"),
    (_edit(1, store=3), "写法不对"),
    (_edit_and_hash(1, self_declared=0), "第 2 版没有标明“本机自报”，没有接收"),
    (_edit_and_hash(1, self_declared=2), "第 2 版没有标明“本机自报”，没有接收"),
    (lambda manifest: manifest.update(identity=""), "移交文件没有标明“本机自报”"),
    (lambda manifest: manifest.pop("identity"), "移交文件没有标明“本机自报”"),
    (_approve_own, "办理顺序不合规定，没有接收（.*经办人"),
    (lambda manifest: manifest["records"].pop(0), "缺第 1 版"),
    (lambda manifest: manifest["records"].reverse(), "缺第 1 版"),
    (lambda manifest: manifest["records"].clear(), "里面没有单据"),
    (lambda manifest: manifest.update(records="x"), "里面没有单据"),
    (lambda manifest: manifest.update(version=2), "移交文件的版本是「2」；这个 mktkit 认得版本 1"),
    (lambda manifest: manifest.update(format="zip"), "这不是移交文件"),
]


@pytest.mark.parametrize(("change", "says"), TAMPERED)
def test_what_was_tampered_with_is_refused(
    sqlite: Any, plan: Any, people: Any, change: Any, says: str
) -> None:
    author, manager = sqlite.open("甲的电脑"), sqlite.open("乙的电脑")
    file = handover(author, submitted(author, plan, people))
    assert repacked(file, lambda manifest: None) != b""
    with pytest.raises(MktkitError, match=says):
        accept(manager, repacked(file, change))
    assert manager.list() == ()
    assert accept(manager, repacked(file, lambda manifest: None)).added == 2


def test_attachments_must_be_there_and_true(sqlite: Any, plan: Any, people: Any) -> None:
    author, manager = sqlite.open("甲的电脑"), sqlite.open("乙的电脑")
    inside = entries(handover(author, submitted(author, plan, people)))
    (attachment,) = (name for name in inside if name.startswith("attachments/"))
    with pytest.raises(MktkitError, match="附件被改动过"):
        accept(manager, fixed_zip(inside | {attachment: b"x"}))
    with pytest.raises(MktkitError, match=r"缺附件「报价\.pdf」"):
        accept(manager, fixed_zip({name: data for name, data in inside.items() if name != attachment}))
    assert manager.list() == ()


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "/etc/passwd",
        "attachments/../../x",
        "attachments/ab",
        "C:\\x",
        "attachments/" + "0" * 64 + "/x",
        "a.exe",
    ],
)
def test_names_that_lead_elsewhere_are_refused(sqlite: Any, plan: Any, people: Any, name: str) -> None:
    author, manager = sqlite.open("甲的电脑"), sqlite.open("乙的电脑")
    inside = entries(handover(author, submitted(author, plan, people)))
    with pytest.raises(MktkitError, match="不该有的文件"):
        accept(manager, fixed_zip(inside | {name: b"x"}))
    assert sorted(path.name for path in sqlite.folder.iterdir()) == ["乙的电脑", "甲的电脑"]


def test_bombs_are_refused_before_they_unpack(sqlite: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    store = sqlite.open()
    name = "attachments/" + "0" * 64
    bomb = fixed_zip({"manifest.json": b"{}", name: b"\0" * (101 * 1024 * 1024)})
    assert len(bomb) < 200_000
    with pytest.raises(MktkitError, match="超过 100 MB"):
        accept(store, bomb)
    # A size that lies about what is packed in.
    at = bomb.rindex(b"PK\x01\x02", 0, bomb.rindex(b"PK\x05\x06")) + 24
    with pytest.raises(MktkitError, match="坏了"):
        accept(store, bomb[:at] + (10).to_bytes(4, "little") + bomb[at + 4 :])
    with pytest.raises(MktkitError, match="多于 1000 个文件"):
        accept(
            store,
            fixed_zip(
                {"manifest.json": b"{}"} | {f"attachments/{number:064x}": b"" for number in range(1001)}
            ),
        )
    monkeypatch.setattr("mktkit.records.handover.MAX_HANDOVER", 2 * 1024 * 1024)
    many = {f"attachments/{number:064x}": b"\0" * 800_000 for number in range(3)}
    with pytest.raises(MktkitError, match="展开后超过 2 MB"):
        accept(store, fixed_zip({"manifest.json": b"{}"} | many))
    with pytest.raises(MktkitError, match="移交文件超过 2 MB"):
        accept(store, b"x" * (2 * 1024 * 1024 + 1))


def test_foreign_files_are_refused(sqlite: Any, tmp_path: Any) -> None:
    store = sqlite.open()
    deep = b"[" * 200_000
    for data in (b"", b"PK", b"hello" * 100, fixed_zip({}), fixed_zip({"manifest.json": b"[]"}), fixed_zip({"manifest.json": b"\xff"}),
                 fixed_zip({"manifest.json": deep}), fixed_zip({"说明.txt": b"x"})):  # fmt: skip
        with pytest.raises(MktkitError, match="移交文件"):
            accept(store, data)
    with pytest.raises(MktkitError, match="找不到"):
        accept(store, tmp_path / "没有.zip")
    with pytest.raises(MktkitError):
        accept(store, tmp_path)


def test_a_flipped_byte_anywhere_never_changes_what_is_accepted(sqlite: Any, plan: Any, people: Any) -> None:
    import random

    author = sqlite.open("甲的电脑")
    name = submitted(author, plan, people)
    file = handover(author, name)
    chance = random.Random(3)
    for number in range(150):
        damaged = bytearray(file)
        damaged[chance.randrange(len(file))] ^= 1 << chance.randrange(8)
        manager = sqlite.open(f"电脑{number % 5}")
        try:
            accept(manager, bytes(damaged))
        except MktkitError:
            continue
        assert [one.birth_hash for one in manager.history(name)] == [one.hash for one in author.history(name)]


def test_a_file_that_takes_off_who_declared_it_is_refused(sqlite: Any) -> None:
    """Every hash in it is right, and none of its versions says that the names are declared by oneself."""
    store = sqlite.open()
    with pytest.raises(MktkitError, match="第 1 版没有标明“本机自报”，没有接收"):
        accept(store, DATA / "handover-self_declared-0.zip")
    assert store.list() == ()


def test_an_attachment_that_no_version_lists_is_refused(sqlite: Any, plan: Any, people: Any) -> None:
    author, manager = sqlite.open("甲的电脑"), sqlite.open("乙的电脑")
    file = handover(author, submitted(author, plan, people))
    stray = {f"attachments/{hashlib.sha256(b'MZ').hexdigest()}": b"MZ"}
    with pytest.raises(MktkitError, match="里面有单据没有列出的附件"):
        accept(manager, fixed_zip(entries(file) | stray))
    assert manager.list() == ()


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_to_compress_are_refused(sqlite: Any, plan: Any, people: Any, method: int) -> None:
    author, manager = sqlite.open("甲的电脑"), sqlite.open("乙的电脑")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in entries(handover(author, submitted(author, plan, people))).items():
            archive.writestr(name, content)
    with pytest.raises(MktkitError, match="用了别的压缩方法"):
        accept(manager, packed.getvalue())
    assert manager.list() == ()
