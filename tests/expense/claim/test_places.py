"""Which city a place lies in: recognised as people write it, else asked."""

from __future__ import annotations

import pytest

from mktkit.expense.claim.places import tier_of
from mktkit.rules import Rules

FIRST = (
    "广东深圳", "廣東省深圳市", "深圳宝安机场", "中国上海", "南京西路（上海）", "上海浦东", "浦东新区", "北京路（广州）", "北京朝阳", "沪", "Shenzhen",
)  # fmt: skip
SECOND = (
    "浙江杭州", "江苏 南京", "内蒙古呼和浩特市", "呼市", "山东青岛黄岛区", "重庆市酉阳县", "新疆乌鲁木齐长春路", "厦 门", "杭州市桐庐县", "天津滨海新区",
)  # fmt: skip
OTHER = (
    "昆山",
    "江苏省昆山市",
    "义乌",
    "徐州市鼓楼区",
    "東莞",
    "恩施土家族苗族自治州",
    "南通（如东）",
    "吉林市",
    "河南济源市",
)
ASKED = (
    "", "客户那边", "广东省", "浙江", "吉林", "朝阳", "鼓楼区", "市中区", "南京东路", "上海路", "和平饭店", "东山宾馆", "杭州/宁波", "香港", "魔都", "SZ",
    "南京大排档（上海店）",
)  # fmt: skip


@pytest.mark.parametrize(
    ("place", "tier"),
    [
        *((place, "first") for place in FIRST),
        *((place, "second") for place in SECOND),
        *((place, "other") for place in OTHER),
        *((place, "") for place in ASKED),
    ],
)
def test_a_place_is_recognised_or_asked(place: str, tier: str, rules: Rules) -> None:
    assert tier_of(place, rules.expense.city_tiers) == tier
