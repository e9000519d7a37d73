"""One document with its whole chain as one file, for the next person's machine.

The file is a zip: ``manifest.json`` (every version with the hashes it was born with), the attachments by their hash,
and a page for a person who opens it.  What comes in is believed only as far as it proves: each version's hash where it
was born, the link to the version before, every step allowed by the approval chain.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from mktkit.archives import DAMAGE, fixed_zip
from mktkit.errors import MktkitError, show
from mktkit.records.attachments import MAX_ATTACHMENT, read_limited, too_large
from mktkit.records.chain import row_hash
from mktkit.records.model import SELF_DECLARED, canonical
from mktkit.records.record import Record, RecordOrigin, Row
from mktkit.records.store import Store
from mktkit.records.workflow import replay

__all__ = ["MAX_HANDOVER", "Accepted", "accept", "handover"]

#: Largest hand-over file, and the most it may unpack to, in bytes.
MAX_HANDOVER = 200 * 1024 * 1024
_MAX_ENTRIES = 1000
_FORMAT = "mktkit-handover"
_VERSION = 1
_MANIFEST, _PAGE = "manifest.json", "说明.txt"
_ENTRY = re.compile(r"attachments/([0-9a-f]{64})")


@dataclass(frozen=True)
class Accepted:
    """What taking a file did.

    Attributes
    ----------
    document, title
        The document that came.
    added
        How many versions were new here; 0 when everything was known.
    latest
        The document's newest version in this store.
    """

    document: str
    title: str
    added: int
    latest: Record

    def __str__(self) -> str:
        state = f"现在是第 {self.latest.version} 版，{self.latest.status_title}（{SELF_DECLARED}）"
        if not self.added:
            return (
                f"单据{show(self.document)}“{self.title}”以前已经接收过，没有新内容，什么都没有改动；{state}"
            )
        return f"已接收单据{show(self.document)}“{self.title}”，新增 {self.added} 版；{state}"


def handover(store: Store, document: str) -> bytes:
    """Return a document with all its versions and attachments as one file.

    Parameters
    ----------
    store, document
        The store, and the document's id.

    Returns
    -------
    bytes
        A zip, the same for the same versions.

    Raises
    ------
    MktkitError
        There is no such document, something in it was changed, or it is too large.
    """
    records = store.history(document)
    attachments = {one.sha256: one for record in records for one in record.attachments}
    manifest = {
        "format": _FORMAT,
        "version": _VERSION,
        "identity": SELF_DECLARED,
        "document": document,
        "records": [_born(record, store.id) for record in records],
    }
    files = {
        _MANIFEST: canonical(manifest).encode(),
        _PAGE: _page(records).encode("utf-8-sig"),
        **{f"attachments/{sha256}": store.attachment(one) for sha256, one in sorted(attachments.items())},
    }
    if sum(map(len, files.values())) > MAX_HANDOVER or len(files) > _MAX_ENTRIES:
        raise too_large("单据连同附件", MAX_HANDOVER, document)
    return fixed_zip(files)


def _born(record: Record, store: str) -> dict[str, object]:
    """Return a version as it was born, with the id of the store where that was."""
    row = record.to_row()
    if record.origin is None:
        return {**row, "store": store}
    born = record.origin
    return {
        **row,
        "origin": "",
        "seq": born.seq,
        "prev_hash": born.prev_hash,
        "hash": born.hash,
        "store": born.store,
    }


def _page(records: Sequence[Record]) -> str:
    lines = [f"{records[-1].title}（单据 {records[-1].document}）", "", "这是 mktkit 的移交文件。接收：mktkit records accept 文件名",
             f"下面的人名由各人在自己的电脑上填报，未经核实（{SELF_DECLARED}）。", ""]  # fmt: skip
    for record in records:
        reason = f"，理由：{record.reason}" if record.reason else ""
        lines.append(
            f"第 {record.version} 版  {record.when[:19].replace('T', ' ')} UTC  {record.who.label}  {record.status_title}{reason}"
        )
    return "\r\n".join([*lines, ""])


# -- accepting -------------------------------------------------------------------------------------


def _wrong(what: str, want: str = "应为 mktkit 写出的移交文件", mend: str = "请对方重新移交") -> MktkitError:
    return MktkitError(what, want, mend, where="移交文件")


def accept(store: Store, file: Path | bytes) -> Accepted:
    """Take a document that was handed over, and continue it here.

    Parameters
    ----------
    store
        Where it goes; new versions are appended to this store's chain and keep the proof of their birth.
    file
        The file, or its content.

    Raises
    ------
    MktkitError
        It is no such file, too large, was tampered with, holds what the approval chain does not allow, or the document
        was continued differently here: then both stay as they are.
    """
    data = read_limited(file, MAX_HANDOVER, "移交文件") if isinstance(file, Path) else file
    manifest, contents = _unpack(data)
    rows = _rows(manifest)
    records = _proved(rows)
    document = records[0].document
    if contents.keys() - {attachment.sha256 for record in records for attachment in record.attachments}:
        raise _wrong("里面有单据没有列出的附件", "应只有单据列出的附件")
    for record in records:
        for attachment in record.attachments:
            content = contents.get(attachment.sha256)
            if content is None or len(content) != attachment.size:
                raise _wrong(f"缺附件{show(attachment.name)}", "附件应都在移交文件里")

    def build(connection: Connection) -> Iterator[Row]:
        local = store.versions(connection, document)
        _same_line(local, records)
        accepted = store.moment()
        for record, (row, born_in) in list(zip(records, rows, strict=True))[len(local) :]:
            origin = RecordOrigin(born_in, record.seq, record.prev_hash, record.hash, accepted)
            yield {**row, "origin": canonical(vars(origin))}

    with store.reading() as connection:
        _same_line(store.versions(connection, document), records)
    for record in records:
        for attachment in record.attachments:
            store.attach(attachment.name, contents[attachment.sha256])
    added = store.append(build)
    latest = store.latest(document)
    return Accepted(document, latest.title, len(added), latest)


def _same_line(local: Sequence[Record], records: Sequence[Record]) -> None:
    """Refuse a document that both sides continued."""
    for ours, theirs in zip(local, records, strict=False):
        if ours.birth_hash != theirs.hash:
            raise MktkitError(
                f"单据{show(ours.document)}两边都续办过：从第 {ours.version} 版起不同，"
                f"这里是{ours.who.label}{ours.status_title}，文件里是{theirs.who.label}{theirs.status_title}",
                "一份单据应只在一处续办；两份都原样保留，没有合并",
                "请两边商定以哪一份为准；另一份不再续办，需要的内容另开新单据",
                where="移交文件",
            )


def _unpack(data: bytes) -> tuple[object, Mapping[str, bytes]]:
    """Read a zip that anybody may have made: known names only, no more than it may hold, all hashes right."""
    if len(data) > MAX_HANDOVER:
        raise too_large("移交文件", MAX_HANDOVER, "移交文件")
    contents: dict[str, bytes] = {}
    manifest: bytes | None = None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _checked(entries)
            for entry in entries:
                if entry.filename == _MANIFEST:
                    manifest = archive.read(entry)
                elif found := _ENTRY.fullmatch(entry.filename):
                    contents[found[1]] = archive.read(entry)
    except DAMAGE:
        raise _wrong("这不是移交文件，或者文件坏了") from None
    for sha256, content in contents.items():
        if hashlib.sha256(content).hexdigest() != sha256:
            raise _wrong("里面的附件被改动过", "附件应与移交时一样")
    try:
        return json.loads(manifest or b""), contents
    except (ValueError, RecursionError):
        raise _wrong("里面没有能读懂的单据") from None


def _checked(entries: Sequence[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    for entry in entries:
        if entry.filename not in (_MANIFEST, _PAGE) and not _ENTRY.fullmatch(entry.filename):
            raise _wrong(f"里面有不该有的文件{show(entry.filename)}", "应只有单据和它的附件")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _wrong(
                f"里面的{show(entry.filename)}用了别的压缩方法", "应为 mktkit 用的压缩方法（Deflate）"
            )
        if entry.flag_bits & 1:
            raise _wrong("文件加了密码", "应为没有密码的移交文件")
        if entry.file_size > MAX_ATTACHMENT * 2:
            raise too_large("里面的一个文件", MAX_ATTACHMENT * 2, "移交文件")
    if len(set(names)) != len(names) or len(names) > _MAX_ENTRIES:
        raise _wrong(f"里面有重名的文件，或多于 {_MAX_ENTRIES} 个文件")
    if sum(entry.file_size for entry in entries) > MAX_HANDOVER:
        raise too_large("移交文件展开后", MAX_HANDOVER, "移交文件")


def _rows(manifest: object) -> list[tuple[Row, str]]:
    """Return the flat versions and the id of the store where each was born."""
    if not isinstance(manifest, dict) or manifest.get("format") != _FORMAT:
        raise _wrong("这不是移交文件")
    if manifest.get("version") != _VERSION:
        raise _wrong(
            f"移交文件的版本是{show(manifest.get('version'))}",
            f"这个 mktkit 认得版本 {_VERSION}",
            "两边换成同一版的 mktkit",
        )
    if manifest.get("identity") != SELF_DECLARED:
        raise _not_self_declared("移交文件")
    listed = manifest.get("records")
    if not isinstance(listed, list) or not listed or not all(isinstance(row, dict) for row in listed):
        raise _wrong("里面没有单据")
    rows = []
    for row in listed:
        born_in = row.get("store")
        if not isinstance(born_in, str) or row.get("origin") != "":
            raise _wrong("里面的记录写法不对")
        rows.append(({name: value for name, value in row.items() if name != "store"}, born_in))
    return rows


def _not_self_declared(what: str) -> MktkitError:
    return _wrong(
        f"{what}没有标明“{SELF_DECLARED}”，没有接收", f"人名都由各人自己填报，应标明“{SELF_DECLARED}”"
    )


def _proved(rows: Sequence[tuple[Row, str]]) -> list[Record]:
    """Believe no more than the hashes and the approval chain prove."""
    records: list[Record] = []
    for row, born_in in rows:
        try:
            if row_hash(row, born_in) != row.get("hash"):
                raise _wrong(f"第 {len(records) + 1} 版被改动过，没有接收", "应与移交时一样")
            record = Record.from_row(row)
        except (TypeError, ValueError, RecursionError):
            raise _wrong("里面的记录写法不对") from None
        parent = records[-1].hash if records else ""
        if record.version != len(records) + 1 or record.parent != parent:
            raise _wrong(f"缺第 {len(records) + 1} 版，或这一版被换过，没有接收", "版本应从 1 起连续")
        if record.document != (records[0].document if records else record.document):
            raise _wrong("里面混有别的单据", "应只有一份单据")
        if record.self_declared != 1:
            raise _not_self_declared(f"第 {record.version} 版")
        records.append(record)
    try:
        replay(records)
    except MktkitError as problem:
        raise _wrong(f"办理顺序不合规定，没有接收（{problem.what}）", problem.want) from None
    return records
