"""Who answered: columns that tell it are left out before anything is kept, and a free text is masked (制度 1.3.1)."""

from __future__ import annotations

import re
from collections.abc import Collection

from mktkit.research.survey.text import narrow

__all__ = ["MASK", "PERSONAL", "is_personal", "masked", "tells_who"]

#: Why a column that tells who answered is no question.
PERSONAL = "个人信息"
#: Stands where something personal stood in a text.
MASK = "【已隐去】"

_FULL = re.compile(
    r"(真实)?(姓名|名字|称呼|昵称|联系人(姓名)?|尊姓大名|贵姓)|(qq|微信|微博|支付宝|抖音|淘宝)(号|号码|账号|帐号|昵称|id|openid|头像)|微信openid|微信头像|微信|qq|openid|unionid"
    r"|(手机|移动|联系|固定|办公|家庭)?(电话|手机)(号码?)?|(联系|手机|电话)(方式|号码?)|(电子)?(邮箱|邮件)(地址)?|e-?mail(\s*address)?"
    r"|身份证件?(号码?)?|证件号码?|护照号码?|学号|工号|员工号|会员(卡)?号|银行卡号|车牌号码?"
    r"|(家庭|收货|通讯|通信|详细|联系|邮寄|居住|收件|公司|单位)?(地址|住址)|家庭住址|提交人|填写人|受访者|被访者"
    r"|(来自|提交)?ip(\s*(地址|address|省份|城市))?|地理位置.*|填写地区|经纬度"
    r"|(first|last|full|your)?\s*name|(phone|mobile|telephone)(\s*(number|no\.?))?|(home|street|mailing)?\s*address|用户(名|id|昵称)|名称"
    r"|出生(年月日|日期)|生日",
    re.IGNORECASE,
)
#: What stands around the word itself: 请留下您的……是？
_BEFORE = re.compile(
    r"^(为便于?\S*?[,，])?(请问|请|麻烦)?(您|你)?(填写|输入|留下|提供|告知|写下)?(一下)?(您|你|贵公司|受访者|被访者|本人|客户|联系人)?(本人)?的?(常用|真实|个人|有效)?的?"
)
_AFTER = re.compile(r"(是(什么|多少)?|为|叫什么|\(.*?\)|【.*?】|\[.*?\]|[?:.。!,，_\s]|\(.*)+$")
_PHONE = r"(?<!\d)(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)"
_IDENTITY = r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
_MAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
_LINE = r"(?<!\d)0\d{2,3}[-\s]\d{7,8}(?!\d)"
_ADDRESS = r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])"
_WECHAT = r"wxid_[A-Za-z0-9_]+"
_CELL = re.compile("|".join((_PHONE, _IDENTITY, _MAIL, _LINE, _ADDRESS, _WECHAT)))
_NAMED = re.compile(
    r"((?:微信|weixin|wechat|vx|v信|薇信)(?:号|账号)?\s*(?:同号)?(?:是|为|:)?\s*)([A-Za-z][A-Za-z0-9_-]{4,19}|\d{5,12})"
    r"|(qq(?:号|号码)?\s*(?:是|为|:)?\s*)(\d{5,12})",
    re.IGNORECASE,
)
_QUICK = re.compile(
    r"\d{7}|\d{4}[-\s]\d{4}|@|wxid_|\.\d{1,3}\.|微信|weixin|wechat|vx|v信|薇信|qq", re.IGNORECASE
)


def tells_who(header: str) -> bool:
    """Tell whether a column's header asks who the respondent is.

    Examples
    --------
    >>> [tells_who(one) for one in ("您的手机号码", "请留下您的微信号：", "您常用的手机品牌", "来自IP")]
    [True, True, False, True]
    """
    bare = _AFTER.sub("", narrow(header))
    bare = bare if _FULL.fullmatch(bare) else _BEFORE.sub("", bare)
    return _FULL.fullmatch(bare.strip(" :_")) is not None


def is_personal(cells: Collection[str]) -> bool:
    """Tell whether the different cells of a column are mostly telephone numbers, addresses, identity numbers.

    Examples
    --------
    >>> is_personal(["13800130000", "13900130001", "不方便"]), is_personal(["好", "快"])
    (True, False)
    """
    given = [narrow(one) for one in cells if one]
    found = sum(_CELL.fullmatch(one) is not None for one in given)
    return found > 0 and 2 * found > len(given)


def masked(text: str) -> str:
    """Return a text with telephone and identity numbers, e-mail, IP and WeChat names taken out.

    Examples
    --------
    >>> masked("希望便宜，联系我13912340000"), masked("加微信 abc_123456 聊"), masked("快一点")
    ('希望便宜，联系我【已隐去】', '加微信 【已隐去】 聊', '快一点')
    """
    plain = text.translate(_HALF)
    if not _QUICK.search(plain):
        return text
    found = _NAMED.sub(lambda one: f"{one[1] or one[3]}{MASK}", _CELL.sub(MASK, plain))
    return text if found == plain else found


#: Full-width digits and signs, one for one: a telephone number is one in either width.
_HALF = {0xFF10 + at: ord("0") + at for at in range(10)} | {
    ord("＠"): ord("@"),
    ord("："): ord(":"),
    ord("－"): ord("-"),
}
