"""What a scanned or typed code means (R11): one router with a priority table; no database.

Payment codes are recognised before everything else so that they are never looked up or logged.
The only room that knows biip; it is loaded when the first GS1 element string comes by.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from inventory.kernel.errors import Refused
from inventory.kernel.ids import ReceiptNumber
from inventory.kernel.money import Currency, Money
from inventory.kernel.quantity import Quantity
from inventory.kernel.text import Text

Why = Literal["own_label", "template", "gtin", "upc_e", "gs1_marked", "gs1_bare"]
Wallet = Literal["wechat", "alipay", "unionpay"]

FNC1 = "\x1d"
CODE_MAX = 128
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_GS1_AIM = frozenset({"]C1", "]d2", "]Q3", "]e0", "]J1"})
_WALLETS: tuple[tuple[Wallet, re.Pattern[str]], ...] = (
    ("wechat", re.compile(r"1[0-5]\d{16}")),
    ("alipay", re.compile(r"(?:2[5-9]|30)\d{14,22}")),
    ("unionpay", re.compile(r"62\d{17}")),
)
_WALLET_MIN = 16
_PATTERN = re.compile(r"2\d+P+[VWNX]+C?")
GTIN_LENGTHS = frozenset({8, 12, 13, 14})
DEFAULT_TEMPLATES = ("23PPPPPVVVVVC", "21PPPPPWWWWWC")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing a code may mean: keys to look for, and what the code itself says.

    ``price_minor`` is what all of it costs, in minor units; None means the catalogue decides.
    With ``price_decimals`` the code itself says how many digits stand after its point.
    """

    why: Why
    keys: tuple[str, ...]
    quantity: Quantity | None = None
    price_minor: int | None = None
    price_decimals: int | None = None

    def amount(self, currency: Currency) -> Money | None:
        """Return what all of it costs; nothing when the code says none, or one that does not fit.

        A fraction that the currency has no digits for does not fit.
        """
        if self.price_minor is None:
            return None
        whole = 10 ** (currency.exponent if self.price_decimals is None else self.price_decimals)
        minor, rest = divmod(self.price_minor * currency.unit, whole)
        return None if rest else Money(minor, currency)


@dataclass(frozen=True, slots=True)
class Template:
    """A 2x label: digits stand for themselves, P is the item, C the check digit.

    V is an amount in minor units, W a weight in thousandths, N a number of pieces, X is skipped.
    """

    pattern: str

    @classmethod
    def parse(cls, pattern: str) -> "Template":
        """Read a pattern such as ``23PPPPPVVVVVC``; refuse one that cannot work."""
        shown = pattern.strip().upper()
        wallet = len(shown) >= _WALLET_MIN and "25" <= shown[:2] <= "30"
        if not _PATTERN.fullmatch(shown) or not 8 <= len(shown) <= 24 or wallet:
            raise Refused(Text.of("codes.bad_template", value=pattern[:30]))
        return cls(shown)

    def read(self, code: str) -> Candidate | None:
        """Return what this label says, or None when the code is not of its shape."""
        if len(code) != len(self.pattern) or not _digits(code):
            return None
        parts: dict[str, str] = {}
        for letter, digit in zip(self.pattern, code, strict=True):
            if letter.isdigit():
                if letter != digit:
                    return None
            else:
                parts[letter] = parts.get(letter, "") + digit
        if "C" in parts and not has_check_digit(code):
            return None
        return self._candidate(code, parts)

    def _candidate(self, code: str, parts: dict[str, str]) -> Candidate | None:
        """A label without a value is the item's base label: the catalogue's price, one unit."""
        minor, milli = int(parts.get("V", "0")), int(parts.get("W", "0"))
        milli = milli or int(parts.get("N", "0")) * 1_000
        if not minor and not milli:
            return None
        quantity = Quantity(milli) if milli else Quantity.pieces(1)
        keys = (parts["P"], self.base(code), parts["P"].lstrip("0") or "0")
        return Candidate("template", keys, quantity, minor or None)

    def base(self, code: str) -> str:
        """Return the label of the same item with value 0 and its right check digit."""
        bare = "".join(
            digit if letter.isdigit() or letter == "P" else "0"
            for letter, digit in zip(self.pattern, code, strict=True)
        )
        return bare[:-1] + check_digit(bare[:-1]) if self.pattern.endswith("C") else bare


@dataclass(frozen=True, slots=True)
class GoodsCode:
    """A code that may be goods: what it may mean, best first; ``gs1`` waits to be parsed."""

    text: str
    candidates: tuple[Candidate, ...]
    gs1: Why | None = None

    def gs1_candidate(self) -> Candidate | None:
        """Parse the element string; only asked when nothing before it was found."""
        return None if self.gs1 is None else _read_gs1(self.text, self.gs1)


@dataclass(frozen=True, slots=True)
class PaymentCode:
    """A one-time secret of a customer's wallet; it is not kept here, so it cannot leak."""

    wallet: Wallet


@dataclass(frozen=True, slots=True)
class ReceiptCode:
    """The number of a receipt of ours, its check character proven."""

    number: ReceiptNumber


Meaning = PaymentCode | ReceiptCode | GoodsCode


def route(text: str, templates: Iterable[Template] = ()) -> Meaning:
    """Say what a code means, by the priority of R11; goods still have to be looked up."""
    mark, code = _without_mark(text.strip("\r\n \t"))
    wallet = payment_wallet(code)
    if wallet is not None:
        return PaymentCode(wallet)
    for step in (_receipt,):
        found = step(code)
        if found is not None:
            return found
    marked = mark in _GS1_AIM or FNC1 in code
    bare = code.startswith("01") and len(code) >= 16
    gs1: Why | None = "gs1_marked" if marked else "gs1_bare" if bare else None
    return GoodsCode(code, tuple(_candidates(code, templates)), gs1)


def payment_wallet(text: str) -> Wallet | None:
    """Name the wallet whose payment code this is; such a text is never stored or logged.

    A mark of the scanner before it and blanks around it do not hide one.
    """
    if len(text) < _WALLET_MIN:
        return None
    code = _without_mark(text.strip())[1].strip()
    return next((wallet for wallet, shape in _WALLETS if shape.fullmatch(code)), None)


def _receipt(code: str) -> ReceiptCode | None:
    if code.count("-") != 5:
        return None
    try:
        return ReceiptCode(ReceiptNumber.parse(code))
    except Refused:
        return None


def _candidates(code: str, templates: Iterable[Template]) -> Iterable[Candidate]:
    yield Candidate("own_label", (code,))
    for template in templates:
        found = template.read(code)
        if found is not None:
            yield found
    yield Candidate("gtin", (canonical(code),))
    wide = upc_e_expanded(code)
    if wide is not None:
        yield Candidate("upc_e", (canonical(wide),))


def _without_mark(text: str) -> tuple[str, str]:
    match = _AIM.match(text)
    return (match.group(), text[match.end() :]) if match else ("", text)


@lru_cache(maxsize=8_192)
def canonical(code: str) -> str:
    """Return the one form of a code that the catalogue stores.

    UPC-A is EAN-13 with a leading zero and GTIN-14 with indicator 0 is the same item, so a number
    with a right check digit is kept in its shortest of 8 and 13 digits; other text stays as it is.
    """
    if len(code) not in GTIN_LENGTHS or not has_check_digit(code):
        return code
    bare = code.lstrip("0")
    if len(bare) <= 8:
        return bare.zfill(8)
    return bare.zfill(13)


def check_digit(body: str) -> str:
    """Return the GS1 check digit (mod 10, weights 3 and 1 from the right) of these digits."""
    total = 3 * sum(map(int, body[::-2])) + sum(map(int, body[-2::-2]))
    return str(-total % 10)


def has_check_digit(code: str) -> bool:
    """Tell whether the last digit is the right check digit of the others."""
    return _digits(code) and check_digit(code[:-1]) == code[-1]


def upc_e_expanded(code: str) -> str | None:
    """Return the 12 digits of a UPC-E of 8 digits, or None when it is not one.

    Source: GS1 General Specifications 5.2.2.4.2, the rules by the last of the six digits.
    """
    if len(code) != 8 or not _digits(code) or code[0] not in "01":
        return None
    six, last = code[1:7], code[6]
    if last in "012":
        middle = six[:2] + last + "0000" + six[2:5]
    elif last == "3":
        middle = six[:3] + "00000" + six[3:5]
    elif last == "4":
        middle = six[:4] + "00000" + six[4]
    else:
        middle = six[:5] + "0000" + last
    wide = code[0] + middle + code[7]
    return wide if has_check_digit(wide) else None


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _read_gs1(code: str, why: Why) -> Candidate | None:
    from biip import ParseError
    from biip.gs1_messages import GS1Message

    try:
        message = GS1Message.parse(code.strip(FNC1))
    except ParseError:
        return None
    fields = {each.ai.ai: each.value for each in message.element_strings}
    gtin = fields.get("01")
    if gtin is None or not has_check_digit(gtin):
        return None
    return Candidate(why, (canonical(gtin),), _gs1_quantity(fields), *_gs1_amount(fields))


def _gs1_quantity(fields: dict[str, str]) -> Quantity | None:
    """Read a count (AI 30) or a net weight in kilograms (AI 310n)."""
    if "30" in fields:
        return Quantity.pieces(int(fields["30"])) if int(fields["30"]) else None
    for ai, value in fields.items():
        if ai.startswith("310"):
            milli = int(value) * 1_000 // int(10 ** int(ai[3]))
            return Quantity(milli) if milli else None
    return None


def _gs1_amount(fields: dict[str, str]) -> tuple[int | None, int | None]:
    """Read the amount payable (AI 392n) and how many of its digits stand after the point."""
    for ai, value in fields.items():
        if ai.startswith("392") and int(value):
            return int(value), int(ai[3])
    return None, None
