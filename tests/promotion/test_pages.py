"""The pages of promotion: the example without files, and what is missing with them."""

from __future__ import annotations

from pathlib import Path

from mktkit.files import lay_out
from mktkit.promotion import example
from mktkit.promotion.pages import evaluation_preview


def test_the_page_evaluates_the_example_without_files_and_names_what_is_missing_with_them(
    tmp_path: Path,
) -> None:
    shown = evaluation_preview(example.evaluation())
    assert shown["登记表"].startswith("没有拖进登记表")
    assert shown["计入考核的得分"][0]["实际"] == "81.25 分"
    dropped = lay_out(tmp_path, {"知名度测评.csv": "批次,日期\n".encode()})
    wrong = evaluation_preview(example.evaluation(), lambda: dropped)
    (title,) = wrong
    assert "请逐条改好" in title
    assert any("没有找到登记表《推广活动》" in row["问题"] for row in wrong[title])
