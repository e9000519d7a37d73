"""The register of sources by form: fingerprints of files, the sampled check, and what of it the KPI reads."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pydantic import BaseModel

from mktkit.files import lay_out
from mktkit.forms import Month, download, entry
from mktkit.registers import REGISTERS, write_template
from mktkit.research.sources import InformationSource, draw_check, file_hash, sources_of, spot_checks
from mktkit.rules import Rules, load_rules

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CheckRequest", "check_sources", "fingerprints"]


class CheckRequest(BaseModel):
    """Which month's sources are looked at."""

    form_name: ClassVar = "sources_form.CheckRequest"

    month: Month = entry("收集月份", default="2026-10", clause="3.1.2")
    checked_on: dt.date = entry("抽检日期", default=dt.date(2026, 10, 31), help="记入《信息抽检》的日期")
    first_number: int = entry("抽检号从几号起", default=1, ge=1, help="接着《信息抽检》的最后一号")


def fingerprints(files: Mapping[str, Path]) -> list[dict[str, object]]:
    """Return the SHA-256 of files, to be copied into 《信息来源》.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from mktkit.files import lay_out
    >>> with TemporaryDirectory() as folder:
    ...     fingerprints(lay_out(Path(folder), {"报告.pdf": b"1"}))[0]["大小（字节）"]
    1
    """
    contents = {name: path.read_bytes() for name, path in files.items()}
    return [
        {"文件": name, "大小（字节）": len(content), "文件指纹": file_hash(content)}
        for name, content in contents.items()
    ]


def _row(source: InformationSource) -> dict[str, object]:
    words = {True: "是", False: "否", None: "未核对"}
    return {
        "来源号": source.id,
        "渠道": source.channel,
        "名称": source.name,
        "收集人工号": source.collector_id,
        "出处": source.place or "（没有写）",
        "真实": words[source.true],
        "准确": words[source.accurate],
        "完整": words[source.complete],
    }


def check_sources(
    request: CheckRequest, frame: pd.DataFrame | None, rules: Rules | None = None
) -> dict[str, object]:
    """Return what stands in the register of sources, which are to be checked, and the rows for 《信息抽检》.

    Parameters
    ----------
    frame
        The register 信息来源 as read; None for the example's.
    rules
        The rules in force; default those on the day of the check.

    Notes
    -----
    制度 3.1.2, 5.1.1.d.
    """
    in_force = rules or load_rules(on=request.checked_on)
    sources = [
        one
        for one in (sources_of(frame) if frame is not None else _example(in_force)).values()
        if one.collected_on.startswith(request.month)
    ]
    if not sources:
        return {"信息来源": f"{request.month} 没有收集的来源。"}
    channels = Counter(one.channel for one in sources)
    drawn = draw_check(sources, in_force.research.spot_check, request.month)
    checks = spot_checks(sources, request.first_number, request.checked_on)
    wrong = [_row(one) for one in sources if one.right is False]
    shown: dict[str, object] = {
        "各渠道": [{"渠道": name, "来源": count} for name, count in channels.items()],
        f"待抽检（未核对的按 {in_force.research.spot_check}% 抽，每位收集人至少一条）": [
            _row(one) for one in drawn
        ]
        or "都核对过了。",
        "核对不通过": wrong or "没有。",
    }
    if checks:
        rows = [one.as_row() for one in checks]
        shown["记入《信息抽检》（5.1.1.d 的依据）"] = rows
        right, checked = sum(one.right for one in checks), sum(one.checked for one in checks)
        shown["合计"] = f"核对 {checked} 条，正确 {right} 条。"
        make = partial(write_template, REGISTERS["spot_checks"], in_force, rows)
        shown["文件"] = [download(f"信息抽检-{request.month}.xlsx", make)]
    return shown


def _example(rules: Rules) -> dict[str, InformationSource]:
    import tempfile

    from mktkit.registers import read_files
    from mktkit.samples.market import source_rows

    with tempfile.TemporaryDirectory(prefix="mktkit-") as folder:
        made = write_template(REGISTERS["sources"], rules, source_rows(rules.calendar))
        files = lay_out(Path(folder), {"信息来源.xlsx": made})
        return sources_of(read_files(files, rules).tables["sources"].frame())
