"""An example survey as a platform exports it: 400 made-up answers, codes in a GBK file, and the code book beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from random import Random

from mktkit.samples.files import grid_of, plain_workbook
from mktkit.samples.rows import Cells, chance

__all__ = ["SURVEY_TITLE", "UNIVERSE", "survey_files"]

SURVEY_TITLE = "华东渠道价格调研"

#: What the (made-up) customer list says of the universe, in %: question → option → share.
UNIVERSE = {
    "企业规模": {"50 人以下": 45, "50–299 人": 35, "300 人以上": 20},
    "所在地区": {"上海": 25, "江苏": 35, "浙江": 28, "安徽": 12},
}

_SIZES = ("50 人以下", "50–299 人", "300 人以上")
_REGIONS = ("上海", "江苏", "浙江", "安徽")
_BRANDS = ("本公司", "甲品牌", "乙品牌", "丙品牌", "其他")
_LEVELS = ("很不满意", "不满意", "一般", "满意", "很满意")
_ASPECTS = ("产品质量", "价格", "交货速度", "售后服务")
_REASONS = ("质量稳定", "价格合适", "交货快", "售后好")
_PRICES = ("太便宜", "便宜", "偏贵", "太贵")
_REMARKS = (
    "希望交货再快一些",
    "价格比去年高，希望有阶梯价",
    "售后电话不好打",
    "=质量没有问题，继续保持",
    "希望提供试用",
)
_N = 400


def _scale(rng: Random, mean: float, low: int, high: int, spread: float) -> int:
    return min(max(round(rng.gauss(mean, spread)), low), high)


def _answer(rng: Random) -> dict[str, object]:
    """Return one answer sheet: header → cell."""
    # The small answer less often than there are of them: there is something to weight.
    size = rng.choices((1, 2, 3), (28, 40, 32))[0]
    region = rng.choices((1, 2, 3, 4), (34, 30, 26, 10))[0]
    used = [rng.random() < share for share in (0.30 + 0.09 * size, 0.46, 0.33, 0.18, 0.12)]
    if not any(used):
        used[rng.randrange(5)] = True
    last = rng.choice([position for position, one in enumerate(used, 1) if one])
    own = last == 1
    means = (4.2 if own else 3.7, 3.0 + 0.15 * size, 3.6 if region < 3 else 3.1, 3.5 if own else 3.2)
    mood = rng.gauss(0, 0.7)
    levels = [_scale(rng, mean + mood, 1, 5, 0.7) for mean in means]
    if rng.random() < 0.02:
        levels[rng.randrange(4)] = -3
    willing = _scale(rng, 1.4 + 1.9 * sum(max(one, 1) for one in levels) / 4, 0, 10, 1.6)
    first = 5 * round(rng.gauss(160 + 10 * size, 25) / 5)
    prices = [first, *(first := first + 5 * rng.randint(2, 12) for _ in range(3))]
    if rng.random() < 0.03:
        prices[0], prices[3] = prices[3], prices[0]
    row: dict[str, object] = {"1、贵公司的规模": size, "2、贵公司所在地区": region}
    for position, (brand, one) in enumerate(zip(_BRANDS, used, strict=True)):
        row[f"3、{'近一年用过哪些品牌？' if position == 0 else ''}({brand})"] = int(one)
    row["4、最近一次买的品牌"] = last
    for position, (aspect, level) in enumerate(zip(_ASPECTS, levels, strict=True)):
        row[f"5、{'对这个品牌的满意程度' if position == 0 else ''}({aspect})"] = level
    row["6、选品牌最看重什么"] = rng.choices((1, 2, 3, 4), (40, 30, 18, 12))[0]
    row["7、有多大可能把它推荐给同行（0–10 分）"] = willing
    for number, (name, price) in enumerate(zip(_PRICES, prices, strict=True), 8):
        row[f"{number}、每套多少元起您觉得{name}"] = price
    row["12、还有什么建议"] = rng.choice(_REMARKS) if rng.random() < 0.15 else "(空)"
    return row


def _export() -> str:
    rng = chance("survey")
    rows = []
    for number in range(1, _N + 1):
        when = f"2026/10/{12 + (number - 1) // 50} {9 + number % 9:02d}:{rng.randrange(60):02d}:{rng.randrange(60):02d}"
        about = {
            "序号": number,
            "提交答卷时间": when,
            "所用时间": f"{rng.randint(95, 420)}秒",
            "来源": "链接",
            "来自IP": "192.0.2.1",
        }
        rows.append(about | _answer(rng))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _codebook() -> Iterator[Cells]:
    listed: list[tuple[str, str, str, tuple[str, ...]]] = [
        ("1", "企业规模", "单选", _SIZES),
        ("2", "所在地区", "单选", _REGIONS),
        ("3", "用过的品牌", "多选", _BRANDS),
        ("4", "最近买的品牌", "单选", _BRANDS),
        ("5", "满意程度", "量表", _LEVELS),
        ("6", "最看重的因素", "单选", _REASONS),
        ("7", "推荐意愿", "量表", tuple(map(str, range(11)))),
        *((str(number), f"{name}的价格", "数字", ()) for number, name in enumerate(_PRICES, 8)),
        ("12", "建议", "填空", ()),
    ]
    for number, title, kind, options in listed:
        first = 0 if number == "7" else 1
        for code, option in enumerate(options, first):
            yield {"题号": number, "题目": title, "题型": kind, "代码": str(code), "选项": option}
        if not options:
            yield {"题号": number, "题目": title, "题型": kind}


def survey_files() -> dict[str, bytes]:
    """Return the example survey: file name → content, the same on every run.

    Examples
    --------
    >>> list(survey_files())
    ['华东渠道价格调研-问卷.csv', '华东渠道价格调研-编码表.xlsx']
    """
    grid = grid_of(("题号", "题目", "题型", "代码", "选项"), _codebook())
    return {
        f"{SURVEY_TITLE}-问卷.csv": _export().encode("gb18030"),
        f"{SURVEY_TITLE}-编码表.xlsx": plain_workbook([("编码表", grid)]),
    }
