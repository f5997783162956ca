"""What a scanned or typed code means (R11): one router, one meaning, and why; no database.

The order: a payment code unless a label of the shop fits, a receipt, the shop's own codes, goods.
Goods are looked for as own label, 2x template, GTIN, GS1. What the scanner says of the symbology
(its AIM identifier) rules out what that symbology cannot carry.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from inventory.catalogue import gs1 as gs1_codes
from inventory.catalogue.check_digits import check_digit, digits, has_check_digit
from inventory.catalogue.gs1 import FNC1, Form
from inventory.catalogue.labels import DEFAULT_TEMPLATES, Label, Template
from inventory.catalogue.own_codes import OwnCode
from inventory.kernel.errors import Refused
from inventory.kernel.ids import ReceiptNumber
from inventory.kernel.money import Currency, Money
from inventory.kernel.quantity import Quantity
from inventory.kernel.text import Text

__all__ = [
    "CODE_MAX",
    "DEFAULT_TEMPLATES",
    "FNC1",
    "GTIN_LENGTHS",
    "Candidate",
    "EitherCode",
    "GoodsCode",
    "Meaning",
    "OwnCode",
    "PaymentCode",
    "ReceiptCode",
    "Template",
    "Wallet",
    "Why",
    "because",
    "canonical",
    "check_digit",
    "goods",
    "has_check_digit",
    "payment_wallet",
    "plain",
    "route",
    "upc_e_expanded",
    "without_mark",
]

Why = Literal["own_label", "template", "gtin", "upc_e", "gs1_marked", "gs1_bare", "gs1_link"]
Wallet = Literal["wechat", "alipay", "unionpay"]

CODE_MAX = 128
GTIN_LENGTHS = frozenset({8, 12, 13, 14})
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_GS1_AIM = frozenset({"]C1", "]d2", "]Q3", "]e0", "]J1"})
# Retail symbols, with the two or five digits beside them that say nothing of the item.
_RETAIL, _WITH_ADD_ON = "]E", "]E3"
_EAN8 = "]E4"
# Codabar and ITF carry digits, and no wallet or paper of ours is drawn in them.
_DIGITS_ONLY = ("]F", "]I")
_WALLETS: tuple[tuple[Wallet, re.Pattern[str]], ...] = (
    ("wechat", re.compile(r"1[0-5][0-9]{16}")),
    ("alipay", re.compile(r"(?:2[5-9]|30)[0-9]{14,22}")),
    ("unionpay", re.compile(r"62[0-9]{17}")),
)
_WALLET_MIN = 16


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing a code may mean: keys to look for, and what the code itself says.

    ``price_minor`` is what all of it costs, in minor units; None means the catalogue decides.
    With ``price_decimals`` the code itself says how many digits stand after its point.
    ``counted``: the quantity is a number of pieces that the code states, and no weight.
    """

    why: Why
    keys: tuple[str, ...]
    quantity: Quantity | None = None
    price_minor: int | None = None
    price_decimals: int | None = None
    counted: bool = False

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
class GoodsCode:
    """A code that may be goods: what it may mean, best first; ``gs1`` waits to be parsed.

    ``wallet``: it has the shape of a payment code too. Then ``text`` is only the item's base label,
    and when no goods are found it is a payment code after all.
    """

    text: str
    candidates: tuple[Candidate, ...]
    gs1: Form | None = None
    wallet: Wallet | None = None

    def gs1_candidate(self) -> Candidate | None:
        """Parse the element string; only asked when nothing before it was found."""
        found = None if self.gs1 is None else gs1_codes.read(self.text, self.gs1)
        if self.gs1 is None or found is None:
            return None
        return Candidate(
            self.gs1, (canonical(found.gtin),), found.quantity, found.amount, found.decimals,
            counted=found.counted,
        )  # fmt: skip

    @property
    def why(self) -> Text:
        """As what it is looked for; what it was found as is said by ``because``."""
        if any(each.why == "template" for each in self.candidates):
            return because("template")
        if self.gs1 is not None:
            return because(self.gs1)
        if digits(self.text) and len(self.text) in GTIN_LENGTHS:
            right = has_check_digit(self.text) or upc_e_expanded(self.text) is not None
            return because("gtin") if right else Text.of("codes.why.check_digit")
        return because("own_label")


@dataclass(frozen=True, slots=True)
class PaymentCode:
    """A one-time secret of a customer's wallet; it is not kept here, so it cannot leak."""

    wallet: Wallet

    @property
    def why(self) -> Text:
        """Why it is one."""
        return Text.of(f"codes.why.{self.wallet}")


@dataclass(frozen=True, slots=True)
class EitherCode:
    """A label without check digit that is just as well a payment code: a person has to say."""

    goods: GoodsCode
    payment: PaymentCode

    @property
    def why(self) -> Text:
        """Why it cannot be told."""
        return Text.of("codes.why.either")


@dataclass(frozen=True, slots=True)
class ReceiptCode:
    """The number of a receipt of ours, its check character proven."""

    number: ReceiptNumber

    @property
    def why(self) -> Text:
        """Why it is one."""
        return Text.of("codes.why.receipt")


Meaning = PaymentCode | EitherCode | ReceiptCode | OwnCode | GoodsCode


def because(why: Why) -> Text:
    """Say in words why a code means these goods."""
    return Text.of(f"codes.why.{why}")


def route(text: str, templates: Iterable[Template] = ()) -> Meaning:
    """Say what a code means, by the priority of R11; goods still have to be looked up."""
    mark, code = without_mark(text)
    if mark in _GS1_AIM:
        return GoodsCode(code, tuple(_candidates(code)), gs1_codes.form_of(code, marked=True))
    numbers_only = mark.startswith((_RETAIL, *_DIGITS_ONLY))
    wallet = None if numbers_only else payment_wallet(code)
    if wallet is not None:
        return _wallet_or_label(code, wallet, templates)
    own = None if numbers_only else _receipt(code) or OwnCode.parse(code)
    return goods(text, templates) if own is None else own


def goods(text: str, templates: Iterable[Template] = ()) -> GoodsCode:
    """Take a code for goods, whatever else it may be; only for one that the catalogue knows."""
    mark, code = without_mark(text)
    if mark == _WITH_ADD_ON and len(code) > 13:
        code = code[:13]
    form = None if mark.startswith(_RETAIL) else gs1_codes.form_of(code, marked=mark in _GS1_AIM)
    return GoodsCode(code, tuple(_candidates(code, templates, ean8=mark == _EAN8)), form)


def plain(text: str) -> str:
    """Return a code of goods as the catalogue keeps it: no identifier, of GS1 the GTIN alone."""
    meaning = goods(text)
    found = meaning.gs1_candidate()
    return meaning.text if found is None else found.keys[0]


def payment_wallet(text: str) -> Wallet | None:
    """Name the wallet whose payment code this is; such a text is never stored or logged.

    A mark of the scanner before it and blanks around it do not hide one.
    """
    if len(text) < _WALLET_MIN:
        return None
    code = without_mark(text.strip())[1].strip()
    return next((wallet for wallet, shape in _WALLETS if shape.fullmatch(code)), None)


def without_mark(text: str) -> tuple[str, str]:
    """Split the AIM identifier off, if a scanner sent one, and the ends of lines with it."""
    text = text.strip("\r\n \t")
    match = _AIM.match(text)
    return (match.group(), text[match.end() :]) if match else ("", text)


def _wallet_or_label(code: str, wallet: Wallet, templates: Iterable[Template]) -> Meaning:
    """A label with a right check digit wins; without one nobody but a person can tell."""
    labels = [label for each in templates if (label := each.read(code)) is not None]
    proven = [label for label in labels if label.checked]
    fits = tuple(map(_of_label, proven or labels))
    if not fits:
        return PaymentCode(wallet)
    as_goods = GoodsCode((proven or labels)[0].base, fits, wallet=wallet)
    return as_goods if proven else EitherCode(as_goods, PaymentCode(wallet))


def _receipt(code: str) -> ReceiptCode | None:
    if code.count("-") != 5:
        return None
    try:
        return ReceiptCode(ReceiptNumber.parse(code))
    except Refused:
        return None


def _candidates(
    code: str, templates: Iterable[Template] = (), *, ean8: bool = False
) -> Iterator[Candidate]:
    yield Candidate("own_label", (code,))
    for template in templates:
        label = template.read(code)
        if label is not None:
            yield _of_label(label)
    yield Candidate("gtin", (canonical(code),))
    wide = None if ean8 else upc_e_expanded(code)
    if wide is not None:
        yield Candidate("upc_e", (canonical(wide),))


def _of_label(label: Label) -> Candidate:
    return Candidate("template", label.keys, label.quantity, label.price_minor)


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


def upc_e_expanded(code: str) -> str | None:
    """Return the 12 digits of a UPC-E of 8 digits, or None when it is not one.

    Source: GS1 General Specifications 5.2.2.4.2, the rules by the last of the six digits.
    """
    if len(code) != 8 or not digits(code) or code[0] not in "01":
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
