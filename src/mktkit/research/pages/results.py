"""Results below a form: their files first, then each by itself."""

from __future__ import annotations

from collections.abc import Sequence

from mktkit.errors import Finding
from mktkit.forms import download
from mktkit.research.model import Analysis
from mktkit.research.serialization import to_json
from mktkit.research.workbook import working_paper

__all__ = ["analyses_shown"]


def analyses_shown(
    name: str, analyses: Sequence[Analysis], problems: Sequence[str], findings: Sequence[Finding] = ()
) -> dict[str, object]:
    """Return what a form shows of results: files first, then every analysis."""
    shown: dict[str, object] = {}
    if problems:
        shown["没有计算"] = "\n".join(problems)
    if analyses:
        shown["结果文件"] = [
            download(f"数据分析底稿-{name}.xlsx", lambda: working_paper(name, analyses, findings, problems)),
            download(
                f"分析结果-{name}.json",
                lambda: to_json(analyses).encode(),
                label=f"下载 分析结果-{name}.json（写报告时拖进“调研报告”页）",
            ),
        ]
    for one in analyses:
        shown |= one.shown()
    return shown
