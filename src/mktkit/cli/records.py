"""``mktkit records``: look at the records, prove them, carry them to another machine."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mktkit.cli.parts import FILE, FORMAT, OUT, answer, finding_lines, json_text, table

if TYPE_CHECKING:
    from mktkit.records import Record, Store

__all__ = ["records"]

_FOLDER = click.option(
    "-o",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="放到哪个文件夹。",
)


def _open() -> Store:
    from mktkit.records import open_store

    return open_store()


def _local(when: str) -> str:
    return dt.datetime.fromisoformat(when).astimezone().strftime("%Y-%m-%d %H:%M")


def _declared() -> str:
    from mktkit.records import SELF_DECLARED

    return f"\n人员身份：{SELF_DECLARED}（由各人在自己的电脑上填报，未经核实）。"


def _summary(record: Record) -> dict[str, object]:
    """Return what a list shows of a document."""
    return {name: value for name, value in record.as_json().items() if name not in ("body", "chain")}


@click.group(
    "records",
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]",
    help="单据记录：查看、核验、备份、移交。",
)
def records() -> None:
    """Group of the commands on records."""


@records.command("list", options_metavar="[选项]", help="列出单据，每份显示最新一版。")
@click.option("--kind", metavar="种类", help="只列一种单据，如 expense_claim。")
@click.option("--status", metavar="状态", help="只列一种状态，如 审批中、已锁定。")
@click.option("--author", metavar="工号", help="只列这个经办人的单据。")
@FORMAT
def _list(kind: str | None, status: str | None, author: str | None, style: str) -> None:
    from mktkit.records import SELF_DECLARED, STATUS_TITLES

    codes = {title: code for code, title in STATUS_TITLES.items()}
    if status is not None and status not in codes:
        raise click.BadParameter(f"没有状态“{status}”，可写：{'、'.join(codes)}", param_hint="--status")
    with _open() as store:
        found = store.list(kind=kind, status=codes.get(status or ""), author=author)
    titles = ["编号", "标题", "版本", "状态", "经办人", "最后办理", "时间"]
    rows = [
        [
            one.document,
            one.title,
            one.version,
            one.status_title,
            f"{one.author_name}（{one.author_id}）",
            one.who.label,
            _local(one.when),
        ]
        for one in found
    ]
    answer(
        style,
        {"identity": SELF_DECLARED, "documents": [_summary(record) for record in found]},
        table(titles, rows),
        f"共 {len(found)} 份。",
        _declared(),
    )


@records.command(
    "show", options_metavar="[选项]", help="显示一份单据：每一版由谁、何时、怎样办理，以及内容。"
)
@click.argument("document", metavar="编号")
@click.option("--version", type=click.IntRange(min=1), metavar="版本", help="显示哪一版的内容；默认最新。")
@FORMAT
def _show(document: str, version: int | None, style: str) -> None:
    from mktkit.records import SELF_DECLARED

    with _open() as store:
        history = store.history(document)
    if version is not None and version > len(history):
        raise click.BadParameter(f"只有 {len(history)} 版，没有第 {version} 版", param_hint="--version")
    chosen = history[(version or len(history)) - 1]
    shown = [chosen] if version else history
    answer(
        style,
        {"identity": SELF_DECLARED, "versions": [record.as_json() for record in shown]},
        f"{chosen.title}（单据 {document}）  条款 {chosen.clause or '－'}  {chosen.edition}",
        _history_table(history),
        *(f"附件：{one.name}（{one.size} 字节，SHA-256 {one.sha256}）" for one in chosen.attachments),
        f"\n第 {chosen.version} 版的内容：",
        json_text(chosen.data),
        f"规则指纹 {chosen.fingerprint}\n记录指纹 {chosen.hash}",
        _declared(),
    )


def _history_table(history: Sequence[Record]) -> str:
    from mktkit.records import ACTION_TITLES

    titles = ["版本", "时间", "办理", "办理人", "状态", "理由", "来自"]
    rows = [
        [
            one.version,
            _local(one.when),
            ACTION_TITLES[one.action],
            one.who.label,
            one.status_title,
            one.reason,
            f"移交（记录库 {one.origin.store}）" if one.origin else "本机",
        ]
        for one in history
    ]
    return table(titles, rows)


@records.command("verify", options_metavar="[选项]", help="核验全部记录：有没有被改动、缺失、截断。")
@FORMAT
def _verify(style: str) -> None:
    from mktkit.records import SELF_DECLARED
    from mktkit.records.verify import verify

    with _open() as store:
        proof = verify(store)
    counted = f"{proof.documents} 份单据、{proof.records} 条记录、{proof.attachments} 个附件"
    answer(
        style,
        {
            "ok": proof.ok,
            "where": proof.where,
            "store": proof.store,
            "records": proof.records,
            "documents": proof.documents,
            "attachments": proof.attachments,
            "last": proof.last,
            "hash": proof.hash,
            "identity": SELF_DECLARED,
            "findings": [finding.as_dict() for finding in proof.findings],
        },
        f"{proof.where}：{'核验通过' if proof.ok else '核验没有通过'}，读到 {counted}。",
        f"末条：第 {proof.last} 号，指纹 {proof.hash}（抄存在别处，日后可作对证）",
        *finding_lines(proof.findings),
        _declared(),
    )
    if not proof.ok:
        sys.exit(1)


@records.command(
    "export", options_metavar="[选项]", help="把单据的所有版本导出为 JSON Lines；不写编号为全部。"
)
@click.argument("documents", nargs=-1, metavar="[编号]...")
@click.option("-o", "file", type=OUT, required=True, help="写到哪个文件。")
@FORMAT
def _export(documents: tuple[str, ...], file: Path, style: str) -> None:
    from mktkit.records.backup import export_file

    with _open() as store:
        count = export_file(store, file, documents)
    told = f"已导出 {count} 条记录到 {file}"
    answer(style, {"file": str(file), "records": count}, told, _declared())


@records.command("backup", options_metavar="[选项]", help="把全部记录和附件备份成一个文件。")
@_FOLDER
@FORMAT
def _backup(folder: Path, style: str) -> None:
    from mktkit.records.backup import backup

    with _open() as store:
        path = backup(store, folder)
        inside = store.place.file is not None
    beside = "记录库在 PostgreSQL 上：这个文件是全部记录的可读副本，数据库本身请管理员用 pg_dump 备份。"
    answer(
        style,
        {"file": str(path), "complete": inside},
        f"已备份到 {path}",
        "" if inside else beside,
        _declared(),
    )


@records.command(
    "restore", options_metavar="[选项]", help="用备份换下损坏的记录库；损坏的文件会另存，不会丢。"
)
@click.argument("file", type=FILE, metavar="备份文件")
@click.option("--reason", metavar="理由", required=True, help="为什么恢复。")
@FORMAT
def _restore(file: Path, reason: str, style: str) -> None:
    from mktkit.records.restore import restore

    done = restore(file, reason=reason)
    rows = [[line.seq, line.document, line.version] for line in done.lost]
    lost = f"\n备份里没有的 {len(rows)} 条，要重新登记（对方移交过的，可再接收一次）："
    answer(
        style,
        {
            "records": done.records,
            "aside": str(done.aside) if done.aside else None,
            "lost": [vars(line) for line in done.lost],
        },
        f"已恢复，记录库现有 {done.records} 条记录。",
        f"换下的文件在 {done.aside}" if done.aside else "",
        *([lost, table(["记录号", "单据", "版本"], rows)] if rows else []),
    )


@records.command(
    "handover", options_metavar="[选项]", help="把一份单据连同审批经过写成一个移交文件，交给下一个人。"
)
@click.argument("document", metavar="编号")
@_FOLDER
@FORMAT
def _handover(document: str, folder: Path, style: str) -> None:
    from mktkit.files import write_whole
    from mktkit.records import SELF_DECLARED
    from mktkit.records.handover import handover

    with _open() as store:
        latest = store.latest(document)
        path = folder / f"移交_{document}_第{latest.version}版.mktkit"
        write_whole(path, handover(store, document))
    answer(
        style,
        {"file": str(path), "document": document, "version": latest.version, "identity": SELF_DECLARED},
        f"已写出 {path}\n{latest.title}：{latest.status_title}。对方在「待办」里接收，或用 mktkit records accept。",
        "交出以后，等对方交回再续办；两边都续办，就不能再合到一起。",
        _declared(),
    )


@records.command("accept", options_metavar="[选项]", help="接收别人移交来的单据，核验后接着办。")
@click.argument("file", type=FILE, metavar="移交文件")
@FORMAT
def _accept(file: Path, style: str) -> None:
    from mktkit.records import SELF_DECLARED
    from mktkit.records.handover import accept

    with _open() as store:
        done = accept(store, file)
    answer(
        style,
        {
            "document": done.document,
            "title": done.title,
            "added": done.added,
            "version": done.latest.version,
            "status": done.latest.status,
            "identity": SELF_DECLARED,
            "message": str(done),
        },
        f"{done}。",
    )
