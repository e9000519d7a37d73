"""Proving a store: nothing changed, nothing missing, nothing cut off, and which record where it is not so."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from mktkit.errors import Finding, MktkitError, fault, notice, show
from mktkit.records.chain import GENESIS, Break, breaks
from mktkit.records.engine import DAMAGE, in_words
from mktkit.records.head import HeadLine
from mktkit.records.record import Record, Row
from mktkit.records.schema import missing_guards
from mktkit.records.store import Store
from mktkit.records.tail import one_commit
from mktkit.records.workflow import replay

__all__ = ["Verification", "verify"]

_MEND = "从备份恢复：mktkit records restore 备份文件；备份之后的记录会列出来，重新登记"
_WORDS: dict[Break, tuple[str, str]] = {
    "unreadable": ("读不出来", "文件这一处坏了，内容应能读出"),
    "changed": ("的内容与它的指纹不符", "保存之后被改动过，应与保存时一样"),
    "birth": ("与它在原来那台电脑上的指纹不符", "移交来的记录应与移交时一样"),
    "link": ("与前一条记录接不上", "这里的记录被换过或插入过，应首尾相接"),
    "missing": ("不见了", "记录只增不减，应还在"),
}


@dataclass(frozen=True)
class Verification:
    """What a proof found.

    Attributes
    ----------
    store, where
        The store's id, and where it is.
    records, documents, attachments
        How many of each were read.
    last, hash
        Number and hash of the last record: written down elsewhere, they prove the whole store later on.
    findings
        Everything that is wrong, with the record named; empty when all is well.
    """

    store: str
    where: str
    records: int
    documents: int
    attachments: int
    last: int
    hash: str
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """True when nothing is wrong."""
        return not any(finding.level == "fault" for finding in self.findings)


@dataclass
class _Proof:
    """What is known so far."""

    store: Store
    known: Mapping[int, HeadLine]
    findings: list[Finding] = field(default_factory=list)
    rows: dict[int, Row] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)
    hashes: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, what: str, want: str, mend: str = _MEND) -> None:
        self.findings.append(fault(what, want, mend, file=self.store.place.where))

    def name(self, seq: int) -> str:
        """Name a record by what the head knows of it, else by what it says itself."""
        row = self.rows.get(seq)
        line = self.known.get(seq)
        document = line.document if line else row["document"] if row else None
        version = line.version if line else row["version"] if row else None
        if document is None:
            return f"第 {seq} 号记录"
        self.wrong.add(str(document))
        told = f"，{row['author_name']}经办“{row['title']}”" if row else ""
        return f"第 {seq} 号记录（单据{show(document)}第 {version} 版{told}）"


def verify(store: Store, *, attachments: bool = True) -> Verification:
    """Prove a store from its first record to its last, against its head, with every attachment.

    Parameters
    ----------
    store
        The store; it may be in use.
    attachments
        Whether to read every attachment too.

    Returns
    -------
    Verification
        Its findings name number, document and version of every record that is not as it was written.

    Notes
    -----
    Whoever can write the database and the head file, and computes every hash anew, is not found here; a hash written
    down elsewhere, a backup, or the machine of a person the documents were handed over to tells.
    """
    proof = _Proof(store, known := _head(store))
    if not _opens(proof):
        return Verification(store.id, store.place.where, 0, 0, 0, 0, GENESIS, tuple(proof.findings))
    _guards(proof)
    end = _end(proof)
    last = max(end, *known, 0)
    with store.place.engine.connect() as connection:
        broken = list(breaks(_kept(proof, store.rows(connection, last)), store.id, last))
    _say_breaks(proof, broken)
    _listed(proof, dict(broken))
    records = _documents(proof, {seq for seq, _ in broken})
    if attachments:
        _attachments(proof)
    _head_behind(proof, end)
    final = proof.rows.get(end)
    return Verification(
        store=store.id,
        where=store.place.where,
        records=len(proof.rows),
        documents=len({record.document for record in records}),
        attachments=len(proof.hashes),
        last=end,
        hash=str(final["hash"]) if final else GENESIS,
        findings=tuple(proof.findings),
    )


def _head(store: Store) -> dict[int, HeadLine]:
    if not store.head.exists:
        return {}
    return {line.seq: line for _, line in store.head.lines() if line}


def _listed(proof: _Proof, broken: Mapping[int, Break]) -> None:
    """Compare the records with what the head says of each, and miss what it leaves out."""
    for seq, line in proof.known.items():
        row = proof.rows.get(seq)
        if row is None or seq in broken:
            continue
        if row["hash"] != line.hash:
            proof.add(f"{proof.name(seq)}整条被换过", "应与保存时记在链头文件里的指纹相符")
        elif HeadLine.of(row) != line:
            proof.add(f"链头文件里第 {seq} 号记录那一行被改过", "应与记录库里的单据和版次相符")
    if proof.store.head.exists and None not in (line for _, line in proof.store.head.lines()):
        # A damaged line is told as such.
        listed = [line.seq for _, line in proof.store.head.lines() if line]
        for one, after in pairwise(listed):
            if after != one + 1:
                proof.add(f"链头文件里第 {one} 号之后紧接着是第 {after} 号", "应一号一行，从小到大，不缺不重")


def _opens(proof: _Proof) -> bool:
    try:
        with in_words(proof.store.place.where), proof.store.place.engine.connect():
            return True
    except MktkitError as problem:
        last = proof.known[max(proof.known)] if proof.known else None
        held = (
            f"，链头文件记着它有 {last.seq} 条，最后是单据{show(last.document)}第 {last.version} 版"
            if last
            else ""
        )
        proof.add(f"记录库打不开（{problem.what}）{held}", problem.want)
        return False


def _guards(proof: _Proof) -> None:
    store = proof.store
    if not store.head.exists or store.head.store_id() != store.id:
        proof.add(
            f"链头文件 {store.head.path.name} {'不见了' if not store.head.exists else '属于另一个记录库，或第一行坏了'}",
            "应在记录库旁边，由程序维护；没有它就查不出末尾被截断",
            "从备份里放回；确认记录无误后，也可用 mktkit records restore 对记录库本身重新起头",
        )
    else:
        for number, line in store.head.lines():
            if line is None:
                proof.add(f"链头文件 {store.head.path.name} 第 {number} 行坏了", "应为程序写的内容")
    try:
        with store.place.engine.connect() as connection:
            for guard in missing_guards(connection):
                proof.add(
                    f"数据库里防止改动的触发器 {guard} 不见了或被改过",
                    "应由数据库自己拒绝改动",
                    "有人动过数据库：先核对下面的结果，再从备份恢复",
                )
            if store.place.file is not None:
                said = connection.exec_driver_sql("PRAGMA integrity_check(100)").scalars().all()
                if list(said) != ["ok"]:
                    proof.add(f"数据库文件自检发现 {len(said)} 处损坏", "文件应完好")
    except DAMAGE:
        proof.add("数据库文件损坏，自检没有完成", "文件应完好")


def _end(proof: _Proof) -> int:
    try:
        with proof.store.place.engine.connect() as connection:
            return proof.store.end(connection)[0]
    except DAMAGE:
        return 0


def _head_behind(proof: _Proof, end: int) -> None:
    behind = end - max(proof.known, default=0)
    ahead = [row for seq, row in sorted(proof.rows.items()) if seq > end - behind]
    if proof.store.head.exists and proof.store.place.file is not None and not one_commit(ahead):
        proof.add(
            f"链头文件比记录库少 {behind} 条，像是被截短过",
            "最多少一次保存的记录",
            "核对最后几条记录；确认无误后，用 mktkit records restore 对记录库本身重新起头",
        )
    elif proof.store.head.exists and behind > 1:
        proof.findings.append(
            notice(
                f"链头文件比记录库少 {behind} 条",
                "一般最多少 1 条",
                "下一次保存时会补上",
                file=proof.store.place.where,
            )
        )


def _kept(proof: _Proof, rows: Iterator[tuple[int, Row | None]]) -> Iterator[tuple[int, Row | None]]:
    """Pass the rows on, and keep all but the bodies for what is checked after."""
    for seq, row in rows:
        yield seq, row
        if row is not None:
            proof.rows[seq] = {**row, "body": "null"}


def _say_breaks(proof: _Proof, broken: list[tuple[int, Break]]) -> None:
    gone: dict[str, list[int]] = defaultdict(list)
    for seq, kind in broken:
        if kind == "missing" and seq in proof.known:
            gone[proof.known[seq].document].append(seq)
    left = {row["document"] for row in proof.rows.values()}
    for document, numbers in gone.items():
        if document not in left:
            listed = "、".join(map(str, numbers))
            proof.wrong.add(document)
            proof.add(
                f"单据{show(document)}整份不见了：它的 {len(numbers)} 条记录（第 {listed} 号）",
                _WORDS["missing"][1],
            )
    for seq, kind in broken:
        line = proof.known.get(seq)
        if kind != "missing" or line is None or line.document in left:
            what, want = _WORDS[kind]
            proof.add(proof.name(seq) + what, want)


def _documents(proof: _Proof, broken: set[int]) -> list[Record]:
    """Check that every document's versions are all there, follow each other, and were allowed."""
    records = list(_readable(proof, broken))
    documents: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        documents[record.document].append(record)
        for attachment in record.attachments:
            proof.hashes.setdefault(attachment.sha256, (attachment.name, record.label))
    for document, versions in documents.items():
        if document not in proof.wrong:
            _versions(proof, document, sorted(versions, key=lambda record: record.version))
    return records


def _readable(proof: _Proof, broken: set[int]) -> Iterator[Record]:
    for seq, row in proof.rows.items():
        if seq in broken:
            continue
        try:
            yield Record.from_row(row)
        except MktkitError:
            proof.add(f"{proof.name(seq)}的写法不对", "应为 mktkit 写的记录")


def _versions(proof: _Proof, document: str, versions: Sequence[Record]) -> None:
    for number, record in enumerate(versions, 1):
        parent = versions[number - 2].birth_hash if number > 1 else ""
        if record.version != number or record.parent != parent:
            proof.add(f"单据{show(document)}缺第 {number} 版，或这一版被换过", "版本应从 1 起连续")
            return
    try:
        replay(versions)
    except MktkitError as problem:
        proof.add(f"单据{show(document)}的办理顺序不对：{problem.what}", problem.want or "应按审批链办理")


def _attachments(proof: _Proof) -> None:
    for sha256, (name, record) in proof.hashes.items():
        try:
            data = proof.store.attachments.get(sha256)
        except (MktkitError, *DAMAGE):
            data = None
        if data is None:
            proof.add(f"附件{show(name)}找不到或读不出来（{record}）", "应在附件文件夹里")
        elif hashlib.sha256(data).hexdigest() != sha256:
            proof.add(f"附件{show(name)}被改动过（{record}）", "应与保存时一样")
