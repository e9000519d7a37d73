"""How long a research report of 30 figures takes, charts drawn and Word written, beside python-docx with matplotlib by hand.

    python benchmarks/report.py [--figures N] [--rounds N] [--format json]

Ours draws the charts, writes captions, references, contents and tables; the peer draws the same bars with plain matplotlib
and puts them into python-docx's own template with the same tables, without numbers, contents or references.  Both are
opened again and their pictures and tables counted before a time is printed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import time
from collections.abc import Callable

import docx

from mktkit.office.charts import FONT_FILE
from mktkit.office.word import write_word
from mktkit.research.model import Analysis
from mktkit.research.report.document import report_document
from mktkit.research.report.material import Material
from mktkit.research.report.model import ReportFinding, ResearchReport
from mktkit.research.survey.frequency import frequency


def analyses(figures: int) -> list[Analysis]:
    """Return so many results, each with a chart of five bars and a table."""
    options = ["质量", "价格", "交货", "售后", "品牌"]
    return [
        frequency(
            f"第 {number + 1} 题", [options[(at * (number + 3) + at // 7) % 5] for at in range(400)], options
        )
        for number in range(figures)
    ]


def ours(results: list[Analysis]) -> bytes:
    findings = [
        ReportFinding(
            title=f"发现 {at}",
            text=f"选质量的占 {{{one.title}：质量}}。",
            shows=one.title,
            sources="Y1",
            strength="中",
        )
        for at, one in enumerate(results, 1)
    ]
    report = ResearchReport(
        task_id="R1", title="报告", written_on=dt.date(2026, 10, 1), introduction="甲", purpose="乙", methods="丙",
        findings=findings, conclusions="丁", recommendations="戊",
    )  # fmt: skip
    return write_word(report_document(report, Material(tuple(results))), template=None)


def by_hand(results: list[Analysis]) -> bytes:
    import matplotlib
    from matplotlib import font_manager, pyplot

    matplotlib.use("agg")
    font_manager.fontManager.addfont(str(FONT_FILE))
    matplotlib.rcParams["font.family"] = font_manager.FontProperties(fname=str(FONT_FILE)).get_name()
    word = docx.Document()
    for one in results:
        word.add_heading(one.title, 2)
        word.add_paragraph(f"选质量的占 {one['质量'].text}。")
        assert one.plot is not None
        figure, axes = pyplot.subplots(figsize=(6.3, 2.6))
        axes.barh(list(one.plot.values), [float(value) for value in one.plot.values.values()])
        axes.set_title(one.title)
        buffer = io.BytesIO()
        figure.savefig(buffer, dpi=200)
        pyplot.close(figure)
        word.add_picture(buffer)
        (table,) = one.tables
        made = word.add_table(len(table.rows) + 1, len(table.columns))
        for column, head in enumerate(table.columns):
            made.cell(0, column).text = head.title
            for row, cells in enumerate(table.rows, 1):
                made.cell(row, column).text = str(cells[column])
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def timed(make: Callable[[list[Analysis]], bytes], results: list[Analysis], rounds: int) -> float:
    """Return the best time of so many rounds; the file is opened again first."""
    word = docx.Document(io.BytesIO(make(results)))
    assert len(word.inline_shapes) == len(results)
    assert len(word.tables) >= len(results)
    best = float("inf")
    for _ in range(rounds):
        began = time.perf_counter()
        make(results)
        best = min(best, time.perf_counter() - began)
    return best


def main() -> None:
    """Print both times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--figures", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    chosen = parser.parse_args()
    results = analyses(chosen.figures)
    mine, peer = timed(ours, results, chosen.rounds), timed(by_hand, results, chosen.rounds)
    measured = {
        "figures": chosen.figures,
        "ours": round(mine, 2),
        "by_hand": round(peer, 2),
        "ratio": round(mine / peer, 2),
    }
    print(
        json.dumps(measured)
        if chosen.format == "json"
        else f"{chosen.figures} 张图的报告：{mine:.2f} 秒；matplotlib + python-docx 手写 {peer:.2f} 秒；比 {mine / peer:.2f}"
    )


if __name__ == "__main__":
    main()
