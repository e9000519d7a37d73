"""The page of sources: a month, and fingerprints of files."""

from __future__ import annotations

from pathlib import Path

from mktkit.files import lay_out
from mktkit.research.pages.sources import CheckRequest, check_sources, fingerprints
from mktkit.rules import Rules


def test_the_form_shows_a_month(rules: Rules) -> None:
    shown = check_sources(CheckRequest(), None, rules)
    assert sum(row["来源"] for row in shown["各渠道"]) == 41
    rows = shown["记入《信息抽检》（5.1.1.d 的依据）"]
    assert (
        shown["合计"]
        == f"核对 {sum(row['抽检条数'] for row in rows)} 条，正确 {sum(row['正确条数'] for row in rows)} 条。"
    )
    assert check_sources(CheckRequest(month="2025-01"), None, rules) == {
        "信息来源": "2025-01 没有收集的来源。"
    }


def test_a_fingerprint_is_sha256(tmp_path: Path) -> None:
    # FIPS 180-2, appendix B.1: SHA-256 of "abc".
    assert (
        fingerprints(lay_out(tmp_path, {"a.txt": b"abc"}))[0]["文件指纹"]
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
