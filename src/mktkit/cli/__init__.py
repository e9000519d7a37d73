"""The command line.  Exit 0: done; 1: faults in the data or the rules; 2: wrong usage; 3: a fault of the program."""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

# click takes its words from gettext as it is imported, so the catalogue must stand ready before.
os.environ["LANGUAGE"] = "zh_CN"
gettext.bindtextdomain("messages", str(Path(__file__).parents[1] / "locale"))

import click  # noqa: E402

from mktkit.cli.appraisal import score  # noqa: E402
from mktkit.cli.expense import expense  # noqa: E402
from mktkit.cli.handbook import build, open_, search_index  # noqa: E402
from mktkit.cli.parts import UsageError, finding_lines, json_text  # noqa: E402
from mktkit.cli.records import records  # noqa: E402
from mktkit.cli.registers import check, sample, template  # noqa: E402
from mktkit.cli.rules import cite, rules_group  # noqa: E402
from mktkit.errors import STOPS, FindingsError, MktkitError  # noqa: E402

__all__ = ["main"]


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]",
    help="营销部门制度规范：手册、登记表、月度考核。",
)
def _cli() -> None:
    pass


for _command in (
    open_,
    build,
    search_index,
    template,
    check,
    score,
    rules_group,
    cite,
    sample,
    records,
    expense,
):
    _cli.add_command(_command)


def _fail(problem: MktkitError, as_json: bool) -> NoReturn:
    findings = problem.findings if isinstance(problem, FindingsError) else ()
    if as_json:
        listed = [finding.as_dict() for finding in findings]
        click.echo(json_text({"error": problem.what, "message": str(problem), "findings": listed}))
    else:
        for line in _told(problem):
            click.echo(line, err=True)
    sys.exit(2 if isinstance(problem, UsageError) else 1)


def _told(problem: MktkitError) -> Iterator[str]:
    if not isinstance(problem, FindingsError):
        yield str(problem)
        return
    yield f"{problem.what}。请逐条改好后重试。"
    yield from finding_lines(problem.findings)


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
    except STOPS:
        raise
    except BaseException as problem:
        _unforeseen(problem)


def _unforeseen(problem: BaseException) -> NoReturn:
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
