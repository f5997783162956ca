"""The words of receipts, by layout version. A printed layout's words never change again.

They are no entries of the catalogues: a reprint in ten years says what the first print said.
"""

from collections.abc import Mapping

_V1: Mapping[str, tuple[str, str, str]] = {
    # key: zh-Hans, zh-Hant, en
    "number": ("单号", "單號", "No."),
    "cashier": ("收银", "收銀", "Cashier"),
    "shift": ("班次", "班次", "Shift"),
    "tax_number": ("税号", "統一編號", "Tax no."),
    "pieces": ("件数", "件數", "Items"),
    "tag_total": ("吊牌合计", "吊牌合計", "At tag price"),
    "special": ("特价优惠", "特價優惠", "Special price"),
    "line_discount": ("单品折扣", "單品折扣", "Line discount"),
    "percent": ("整单折扣", "整單折扣", "Order discount"),
    "amount": ("整单优惠", "整單優惠", "Order discount"),
    "round_off": ("抹零", "去尾數", "Round-off"),
    "tax_added": ("税", "稅", "Tax"),
    "tax_included": ("含税", "內含稅", "Incl. tax"),
    "total": ("应收", "應收", "TOTAL"),
    "rounding": ("现金舍入", "現金捨入", "Cash rounding"),
    "due": ("实收", "實收", "To pay"),
    "cash": ("现金", "現金", "Cash"),
    "card": ("刷卡", "刷卡", "Card"),
    "change": ("找零", "找零", "Change"),
    "gift": ("赠品", "贈品", "Gift"),
    "one_size": ("均码", "單一尺寸", "One size"),
    "copy": ("副本", "副本", "COPY"),
    "reprint": ("重印", "重印", "REPRINT"),
    "voided": ("已撤销", "已撤銷", "VOID"),
    "void": ("作废单", "作廢單", "VOID"),
    "void_of": ("作废原单", "作廢原單", "Takes back"),
    "returned": ("退还", "退還", "Given back"),
}
WORDS: Mapping[int, Mapping[str, tuple[str, str, str]]] = {1: _V1}
_COLUMN = {"zh-Hans": 0, "zh-Hant": 1, "en": 2}


def word(layout: int, key: str, languages: tuple[str, ...]) -> str:
    """Return a word of this layout in one or more languages, side by side, none twice."""
    wordings = WORDS[layout][key]
    return " ".join(dict.fromkeys(wordings[_COLUMN[each]] for each in languages))


def off(layout: int, percent_off: str, languages: tuple[str, ...]) -> str:
    """Return how a discount of so many percent is said: ``9折`` in Chinese, ``10% off``."""
    assert layout in WORDS
    return " ".join(
        dict.fromkeys(
            f"{percent_off}% off" if each == "en" else _folds(percent_off) for each in languages
        )
    )


def _folds(percent_off: str) -> str:
    """Write 10 percent off as 9折, 15 as 8.5折, 12.5 as 8.75折."""
    whole, _, part = percent_off.partition(".")
    left = 100 * 10 ** len(part) - int(whole + part)
    digits = str(left).rjust(len(part) + 2, "0")
    point = len(digits) - len(part) - 1
    text = f"{digits[:point]}.{digits[point:]}".rstrip("0").rstrip(".")
    return f"{text}折"
