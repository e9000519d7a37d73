"""Bills of 微信 and 支付宝: each refund taken off once, wherever it stands."""

from __future__ import annotations

import pytest
from ledgers import Reader

WECHAT = "交易时间,交易类型,交易对方,商品,收/支,金额(元),当前状态,交易单号,商户单号"
ALIPAY = "交易时间,交易分类,交易对方,商品说明,收/支,金额,交易状态,交易订单号,商家订单号"


@pytest.mark.parametrize(
    ("lines", "by_hand", "asked"),
    [
        # In its state alone: the row of the refund lies in another month.
        (["2026-10-01 08:00:00,商户消费,甲,茶,支出,¥100.00,已退款(￥30.00),1,a"], 70_00, 0),
        # In both.
        (
            [
                "2026-10-02 08:00:00,商户消费-退款,甲,茶,收入,¥30.00,已退款￥30.00,2,b",
                "2026-10-01 08:00:00,商户消费,甲,茶,支出,¥100.00,已退款(￥30.00),1,a",
            ],
            70_00,
            0,
        ),
        # Two refunds of one purchase, and a whole one.
        (
            [
                "2026-10-04 08:00:00,商户消费-退款,甲,茶,收入,¥10.00,已退款￥10.00,4,d",
                "2026-10-03 08:00:00,商户消费-退款,甲,茶,收入,¥20.00,已退款￥20.00,3,c",
                "2026-10-02 08:00:00,商户消费,乙,水,支出,¥50.00,已全额退款,2,b",
                "2026-10-01 08:00:00,商户消费,甲,茶,支出,¥100.00,已退款(￥30.00),1,a",
            ],
            70_00,
            0,
        ),
        # A refund whose purchase is not in this file is asked about: another bill may have taken it off already.
        (["2026-10-02 08:00:00,商户消费-退款,甲,茶,收入,¥30.00,已退款￥30.00,2,b"], 0, 1),
    ],
)
def test_a_refund_of_wechat_is_taken_off_once(
    lines: list[str], by_hand: int, asked: int, desk: Reader
) -> None:
    ledger = desk.rows("微信支付账单明细", WECHAT, *lines)
    assert ledger.counts[0].kind == "微信账单"
    assert int(ledger.frame["amount"].sum()) == by_hand
    assert ledger.counts[0].asked == asked


@pytest.mark.parametrize(
    ("lines", "by_hand"),
    [
        # A part: the order stays, and its refund is a row of its own.
        (
            [
                "2026-10-02 08:00:00,退款,甲,退款-茶,不计收支,30.00,退款成功,2,T1",
                "2026-10-01 08:00:00,餐饮,甲,茶,支出,100.00,交易成功,1,T1",
            ],
            70_00,
        ),
        # The whole: the order is closed.
        (
            [
                "2026-10-02 08:00:00,退款,甲,退款-茶,不计收支,100.00,退款成功,2,T1",
                "2026-10-01 08:00:00,餐饮,甲,茶,支出,100.00,交易关闭,1,T1",
                "2026-10-01 09:00:00,餐饮,乙,水,支出,8.00,等待确认收货,3,T2",
            ],
            8_00,
        ),
        # Neutral, income, never paid.
        (
            [
                "2026-10-01 08:00:00,账户存取,银行,提现,不计收支,1000.00,交易成功,1,T1",
                "2026-10-01 08:00:00,收入,甲,转账,收入,5.00,交易成功,2,T2",
                "2026-10-01 08:00:00,百货,甲,盆,支出,9.00,等待付款,3,T3",
            ],
            0,
        ),
    ],
)
def test_a_refund_of_alipay_is_taken_off_once(lines: list[str], by_hand: int, desk: Reader) -> None:
    ledger = desk.rows(ALIPAY, *lines)
    assert ledger.counts[0].kind == "支付宝账单"
    assert int(ledger.frame["amount"].sum()) == by_hand


def test_a_state_nobody_knows_is_asked_about(desk: Reader) -> None:
    ledger = desk.rows(ALIPAY, "2026-10-01 08:00:00,百货,甲,盆,支出,9.00,冻结中,3,T3")
    assert ledger.frame.empty
    assert list(ledger.aside["reason"]) == ["status"]
