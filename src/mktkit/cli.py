"""The command line.  Exit 0: done; 1: faults in the data or the rules; 2: wrong usage; 3: a fault of the program."""

from __future__ import annotations

import datetime as dt
import gettext
import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

# click takes its words from gettext as it is imported, so the catalogue must stand ready before.
os.environ["LANGUAGE"] = "zh_CN"
gettext.bindtextdomain("messages", str(Path(__file__).with_name("locale")))

import click  # noqa: E402

from mktkit.errors import FindingsError, MktkitError, show  # noqa: E402
from mktkit.expense_cli import expense  # noqa: E402
from mktkit.records_cli import records  # noqa: E402

if TYPE_CHECKING:
    from mktkit.errors import Finding
    from mktkit.rules import Rules

__all__ = ["main"]

_FORMAT = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="输出给人看的文字，或 JSON。",
)
_HELP = {"help_option_names": ["-h", "--help"]}


class _UsageError(MktkitError):
    """A wrong argument: exit 2."""


class _Day(click.ParamType[Any]):
    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        try:
            return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{show(value)}不是日期，应写成 2026-10-01", param, ctx)


class _Month(click.ParamType[Any]):
    name = "月份"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not re.fullmatch(r"(199\d|20\d\d)-(0[1-9]|1[0-2])", str(value)):
            self.fail(f"{show(value)}不是月份，应写成 2026-10", param, ctx)
        return str(value)


def _print_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _rules(on: dt.date | None) -> Rules:
    from mktkit.rules import load_rules

    return load_rules(on=on or dt.date.today())


def _width(text: str) -> int:
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text)


def _print_table(titles: list[str], rows: list[list[Any]]) -> None:
    """Print a table whose columns line up although a Chinese character is two columns wide."""
    shown = [["" if value is None else str(value) for value in row] for row in [titles, *rows]]
    widths = [max(_width(row[position]) for row in shown) for position in range(len(titles))]
    for row in shown:
        click.echo(
            "  ".join(
                cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
            ).rstrip()
        )


def _print_findings(findings: tuple[Finding, ...], *, err: bool = False, most: int = 60) -> None:
    for level, title in (("fault", "错误"), ("notice", "提示")):
        listed = [finding for finding in findings if finding.level == level]
        if listed:
            click.echo(f"\n{title} {len(listed)} 处：", err=err)
            for number, finding in enumerate(listed[:most], 1):
                click.echo(f"{number}. {finding}", err=err)
            if len(listed) > most:
                click.echo(f"…… 另有 {len(listed) - most} 处，用 --format json 看全部。", err=err)


@click.group(
    context_settings=_HELP,
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]",
    help="营销部门制度规范：手册、登记表、月度考核。",
)
def _cli() -> None:
    pass


@_cli.command("open", options_metavar="[选项]", help="生成手册，打开手册和工作台（只在本机，带口令）。")
@click.option(
    "--port",
    metavar="端口号",
    type=click.IntRange(1024, 65535),
    default=8890,
    show_default=True,
    help="端口；被占用时自动换下一个。",
)
@click.option("--browser/--no-browser", default=True, help="是否自动打开浏览器。")
def _open(port: int, browser: bool) -> None:
    from mktkit.server import serve

    serve(port=port, browser=browser)


@_cli.command("build", options_metavar="[选项]", help="生成手册（一个文件夹，可放到任何内网服务器）。")
@click.option(
    "-d", "destination", type=click.Path(path_type=Path), help="放到哪个文件夹；默认项目里的 site。"
)
@click.option("--on", type=_Day(), help="显示哪一天有效的规则；默认今天。")
@_FORMAT
def _build(destination: Path | None, on: dt.date | None, style: str) -> None:
    from mktkit.handbook import build
    from mktkit.paths import project_root

    built = build(destination or project_root() / "site", on=on or dt.date.today())
    if style == "json":
        _print_json(
            {
                "destination": str(built.destination),
                "on": built.on.isoformat(),
                "edition": built.edition,
                "fingerprint": built.fingerprint,
                "pages": built.pages,
                "clauses": built.clauses,
                "seconds": round(built.seconds, 2),
            }
        )
        return
    click.echo(
        f"手册已生成：{built.destination}（{built.pages} 页，{built.clauses} 个条款，{built.edition}，用时 {built.seconds:.1f} 秒）"
    )


@_cli.command(
    "search-index",
    options_metavar="[选项]",
    help="给已生成的中文网站（MkDocs Material 主题）建搜索索引，DIR 是网站的文件夹。手册生成时已建好，不必另建。",
)
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--words",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="别的说法（YAML）：每条写 term、synonyms、anchors。",
)
@_FORMAT
def _search_index(folder: Path, words: Path | None, style: str) -> None:
    from mktkit.handbook.search import index_site, read_words

    made = index_site(folder, read_words(words) if words else ())
    if style == "json":
        _print_json(
            {
                "pages": made.pages,
                "sections": made.sections,
                "terms": made.terms,
                "bytes": made.size,
                "gzip_bytes": made.gzipped,
                "seconds": round(made.seconds, 2),
            }
        )
        return
    click.echo(
        f"索引已建好：{made.pages} 页，{made.sections} 节，{made.size / 1e6:.2f} MB（压缩后 {made.gzipped / 1e6:.2f} MB），"
        f"用时 {made.seconds:.1f} 秒"
    )


@_cli.command(
    "template",
    options_metavar="[选项]",
    help="写出登记表的空白模板：NAME 是登记表名称（如 销售台账），或 all。",
)
@click.argument("name", metavar="NAME")
@click.option(
    "-o", "folder", type=click.Path(file_okay=False, path_type=Path), required=True, help="放到哪个文件夹。"
)
@_FORMAT
def _template(name: str, folder: Path, style: str) -> None:
    from mktkit.office.excel import save
    from mktkit.registers import HEADER_MAPPING, REGISTERS, find_register, write_template

    known = REGISTERS | {HEADER_MAPPING.name: HEADER_MAPPING}
    chosen = list(known.values()) if name == "all" else [_usage(find_register, known, name)]
    rules = _rules(None)
    paths = []
    for register in chosen:
        path = folder / f"{register.title}.xlsx"
        if path.exists():
            raise MktkitError(
                "文件已经在了，没有覆盖",
                "应写到没有同名文件的文件夹",
                "换一个文件夹，或先改名、移走原来的文件",
                where=str(path),
            )
        paths.append(path)
    for register, path in zip(chosen, paths, strict=True):
        save(write_template(register, rules), path)
    if style == "json":
        _print_json({"files": [str(path) for path in paths]})
    else:
        for path in paths:
            click.echo(f"已写出 {path}")


def _usage(function: Any, *arguments: Any) -> Any:
    """Call a look-up; what it does not know is wrong usage."""
    try:
        return function(*arguments)
    except MktkitError as problem:
        raise _UsageError(problem.what, problem.want, problem.mend, where=problem.where) from None


@_cli.command("check", options_metavar="[选项]", help="检查一个登记表文件。")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")
@click.option("--register", "name", metavar="登记表", required=True, help="是哪张登记表，如 销售台账。")
@click.option("--on", type=_Day(), help="按哪一天有效的规则检查；默认今天。")
@_FORMAT
def _check(file: Path, name: str, on: dt.date | None, style: str) -> None:
    from mktkit.registers import REGISTERS, find_register, read_one

    register = _usage(find_register, REGISTERS, name)
    table = read_one(file, register, _rules(on))
    if style == "json":
        _print_json(
            {
                "register": register.name,
                "rows": len(table),
                "findings": [finding.as_dict() for finding in table.findings],
            }
        )
    else:
        click.echo(f"{file.name}（{register.title}）：读到 {len(table)} 行，错误 {len(table.faults)} 处。")
        _print_findings(table.findings)
    if table.faults:
        sys.exit(1)


@_cli.command("score", options_metavar="[选项]", help="考核打分：读登记表，算出得分，写出结果工作簿。")
@click.option(
    "--department",
    metavar="部门",
    required=True,
    help="sales 销售部、market 市场部、service 客服部、all 全部。",
)
@click.option("--month", required=True, type=_Month(), help="考核月份，如 2026-10。")
@click.option(
    "--registers",
    "folder",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="放登记表的文件夹。",
)
@click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path), help="结果工作簿（.xlsx）。")
@click.option("--person", metavar="工号", help="只要一个人的结果。")
@_FORMAT
def _score(
    department: str, month: str, folder: Path, output: Path | None, person: str | None, style: str
) -> None:
    from mktkit.appraisal import Period, appraise, departments_of
    from mktkit.appraisal.report import only_person, summary_rows, to_json
    from mktkit.appraisal.workbook import write_workbook
    from mktkit.office.excel import save
    from mktkit.registers import read_dataset
    from mktkit.rules import load_rules

    departments = _usage(departments_of, department)
    if output is not None and output.suffix.lower() != ".xlsx":
        raise _UsageError(
            f"结果文件写成了{show(output.name)}", "应以 .xlsx 结尾", f"改为 {output.stem}.xlsx", where="-o"
        )
    rules = load_rules(on=Period.of(month).first)
    period = Period.of(month, rules.appraisal.cutoff_days)
    result = appraise(read_dataset(folder, rules), period, rules, departments)
    if person is not None:
        result = _usage(only_person, result, person)
    if output is not None:
        save(write_workbook(result, rules), output)
    if style == "json":
        _print_json(to_json(result))
        return
    rows = summary_rows(result)
    titles = ["名次", "工号", "姓名", "部门", "总分", "等级", "状态", "说明"]
    click.echo(f"{month} 绩效考核（{result.edition}{'，含示例值，待公司确认' if result.sample else ''}）")
    _print_table(titles, [[row[title] for title in titles] for row in rows])
    _print_findings(result.findings)
    if output is not None:
        click.echo(f"\n结果工作簿：{output}")


@_cli.group("rules", options_metavar="[选项]", subcommand_metavar="命令 [参数]", help="看规则、查规则。")
def _rules_group() -> None:
    pass


@_rules_group.command(
    "show", options_metavar="[选项]", help="列出有效的规则值；可只看一个文件，如 appraisal。"
)
@click.argument("subject", required=False)
@click.option("--on", type=_Day(), help="哪一天有效的规则；默认今天。")
@_FORMAT
def _show(subject: str | None, on: dt.date | None, style: str) -> None:
    from mktkit.rules import SUBJECTS

    if subject is not None and subject not in SUBJECTS:
        raise _UsageError(f"没有规则文件{show(subject)}", "可写：" + "、".join(SUBJECTS), "改好后重试")
    rules = _rules(on)
    listed = []
    for one, name, clause in rules.named_values():
        if subject in (None, one):
            model = rules.values(one)
            value = model.model_dump(mode="json")[name]
            path: tuple[str, ...] = (name,)
            if model.is_per_clause(name):
                value, path = value[clause], (name, clause)
            sample = rules.is_sample(one, *path)
            listed.append({"clause": clause, "file": one, "name": name, "value": value, "sample": sample})
    if style == "json":
        _print_json(
            {
                "on": rules.on.isoformat(),
                "edition": rules.edition,
                "fingerprint": rules.fingerprint,
                "values": listed,
            }
        )
        return
    click.echo(f"{rules.on} 有效的规则：{rules.edition}，指纹 {rules.fingerprint}")
    _print_table(
        ["条款", "文件", "名称", "来源", "值"],
        [
            [
                one["clause"],
                one["file"],
                one["name"],
                "示例值" if one["sample"] else "公司值",
                json.dumps(one["value"], ensure_ascii=False),
            ]
            for one in listed
        ],
    )


@_rules_group.command(
    "check",
    options_metavar="[选项]",
    help="检查规则文件和题库，连同还没有生效的版本；列出逾期未复核的条款、条款改过而没有复核的题。",
)
@click.option("--on", type=_Day(), help="哪一天有效的规则；默认今天。")
@click.option("--strict", is_flag=True, help="有条款或题没有按时复核，也算不合格。")
@_FORMAT
def _check_rules(on: dt.date | None, strict: bool, style: str) -> None:
    from mktkit.rules import company_folder
    from mktkit.rules.quiz import read_quiz

    rules = _rules(on)
    quiz = read_quiz(rules)
    if style == "json":
        _print_json(
            {
                "on": rules.on.isoformat(),
                "edition": rules.edition,
                "fingerprint": rules.fingerprint,
                "faults": [],
                "stale_questions": [
                    {"question": one.id, "changed": rules.changed(one.clause).isoformat()}
                    for one in quiz.stale
                ],
                "overdue": [
                    {"clause": one.id, "owner": one.owner, "due": one.review_due.isoformat()}
                    for one in rules.overdue
                ],
            }
        )
    else:
        own = company_folder()
        place = f"公司规则文件夹 {own}" if own.is_dir() else f"没有公司规则文件夹（{own}），全部用示例值"
        click.echo(f"规则文件没有错误。{rules.on} 有效的是{rules.edition}；{place}。")
        if rules.overdue:
            click.echo(
                f"\n逾期未复核的条款 {len(rules.overdue)} 条，请维护岗位重读后改 clauses.yaml 里的 last_reviewed："
            )
            _print_table(
                ["条款", "维护", "上次复核", "应在此前复核"],
                [
                    [f"{one.id} {one.title}", one.owner, one.last_reviewed, one.review_due]
                    for one in rules.overdue
                ],
            )
        else:
            click.echo(f"{len(rules.clauses)} 个条款都在复核期内。")
        if quiz.stale:
            click.echo(
                f"\n条款改过、还没有复核的题 {len(quiz.stale)} 道，请对照条款后改 quiz.yaml 里的 last_reviewed："
            )
            _print_table(
                ["题", "条款", "条款改于", "题上次复核"],
                [
                    [
                        one.id,
                        f"{one.clause} {rules.clause(one.clause).title}",
                        rules.changed(one.clause),
                        one.last_reviewed,
                    ]
                    for one in quiz.stale
                ],
            )
        else:
            click.echo(f"题库 {len(quiz)} 题都与条款相符。")
    if strict and (rules.overdue or quiz.stale):
        sys.exit(1)


@_cli.command("cite", options_metavar="[选项]", help="给出一个条款的引用和链接，如 mktkit cite 5.1.2.a。")
@click.argument("clause")
@click.option("--on", type=_Day(), help="哪一天有效的规则；默认今天。")
@_FORMAT
def _cite(clause: str, on: dt.date | None, style: str) -> None:
    rules = _rules(on)
    found = _usage(rules.clause, clause)
    citation = rules.cite(clause)
    if style == "json":
        _print_json(
            {
                "clause": found.id,
                "title": found.title,
                "citation": citation,
                "url": found.url,
                "edition": rules.edition,
            }
        )
    else:
        click.echo(f"{citation}\n手册链接：{found.url}")


@_cli.command("sample", options_metavar="[选项]", help="写出一套填好的示例登记表。")
@click.option(
    "-o",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="放到哪个文件夹（新的或空的）。",
)
@click.option("--faults", is_flag=True, help="写出一套带各种错误的，用来看检查怎么提示。")
@_FORMAT
def _sample(folder: Path, faults: bool, style: str) -> None:
    from mktkit.rules import load_rules
    from mktkit.samples import write_sample

    if folder.is_dir() and any(folder.iterdir()):
        raise MktkitError("文件夹里已有别的文件", "应为新的或空的文件夹", "换一个文件夹", where=str(folder))
    paths = write_sample(folder, load_rules(on=dt.date(2026, 10, 1)), faults=faults)
    if style == "json":
        _print_json({"files": [str(path) for path in paths]})
    else:
        click.echo(f"已写出 {len(paths)} 个文件到 {folder}")


_cli.add_command(records)
_cli.add_command(expense)


def _fail(problem: MktkitError, as_json: bool) -> NoReturn:
    wrong_usage = isinstance(problem, _UsageError)
    if as_json:
        findings = problem.findings if isinstance(problem, FindingsError) else ()
        _print_json(
            {
                "error": problem.what,
                "message": str(problem),
                "findings": [finding.as_dict() for finding in findings],
            }
        )
    elif isinstance(problem, FindingsError):
        faults = sum(finding.level == "fault" for finding in problem.findings)
        click.echo(f"{problem.what}，共 {faults} 处错误。请逐条改好后重试。", err=True)
        _print_findings(problem.findings, err=True)
    else:
        click.echo(str(problem), err=True)
    sys.exit(2 if wrong_usage else 1)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; no traceback reaches the user.

    Parameters
    ----------
    arguments
        Default ``sys.argv[1:]``.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    given = sys.argv[1:] if arguments is None else arguments
    as_json = "json" in given or "--format=json" in given
    try:
        _cli(given, prog_name="mktkit", standalone_mode=False)
    except MktkitError as problem:
        _fail(problem, as_json)
    except click.exceptions.NoArgsIsHelpError as problem:
        click.echo(problem.format_message())
        sys.exit(2)
    except click.ClickException as problem:
        problem.show()
        sys.exit(problem.exit_code if problem.exit_code == 2 else 1)
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中断。", err=True)
        sys.exit(1)
    except Exception as problem:
        _unforeseen(problem)


def _unforeseen(problem: Exception) -> NoReturn:
    """Keep the traceback for whoever mends the program, out of the user's sight."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile(
        "w", prefix="mktkit-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        # Only where it happened: the values at hand may be somebody's scores or wages.
        frames = traceback.extract_tb(problem.__traceback__)
        log.write("".join(traceback.format_list(frames)) + type(problem).__name__ + "\n")
    click.echo(f"程序自身出了错，不是您的资料的问题。请把这个文件交给维护的人：{log.name}", err=True)
    sys.exit(3)
