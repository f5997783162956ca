"""Which class a line of the file belongs to before the till is asked; listed in docs/replay.md."""

import re
from dataclasses import dataclass
from enum import Enum

from inventory.catalogue.drafts import CODE_MAX
from suanpan.replay.source import Row

E8 = 10**8
_WHOLE = re.compile(r"[+-]?\d{1,9}")
_DECIMAL = re.compile(r"([+-]?)(\d{1,9})(?:\.(\d{1,8}))?")
FEES = frozenset(
    {
        "POST", "DOT", "C2", "C3", "M", "D", "S", "B", "BANK CHARGES", "AMAZONFEE", "CRUK", "PADS",
    }
)  # fmt: skip
FEE_BEGINNINGS = ("GIFT", "ADJUST", "TEST")


class Kind(Enum):
    """Where a line ends; ``RUNG`` means the till is asked and may still refuse."""

    RUNG = "rung_up"
    RETURN = "waiting_as_return"
    CORRECTION = "stock_correction"
    FEE = "fee_or_adjustment"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its numbers read; ``price_e8`` is 1/100,000,000 of the currency's unit."""

    row: Row
    kind: Kind
    rule: str
    quantity: int
    price_e8: int

    @property
    def amount_e8(self) -> int:
        """Return quantity × price, exactly."""
        return self.quantity * self.price_e8


def classify(row: Row) -> Line:
    """Read a row's numbers and name its class; the first rule that fits counts."""
    price = _DECIMAL.fullmatch(row.price)
    if not _WHOLE.fullmatch(row.quantity) or price is None:
        return Line(row, Kind.REFUSED, "not_a_number", 0, 0)
    quantity, price_e8 = int(row.quantity), _scaled(price)
    kind, rule = _kind(row, quantity, price_e8)
    return Line(row, kind, rule, quantity, price_e8)


def is_fee(code: str) -> bool:
    """Tell whether a stock code stands for a fee or an adjustment, not for goods."""
    return code.upper() in FEES or code.upper().startswith(FEE_BEGINNINGS)


def _kind(row: Row, quantity: int, price_e8: int) -> tuple[Kind, str]:
    if not (row.invoice and row.code and row.stamp):
        return Kind.REFUSED, "missing"
    if row.invoice[0] in "Cc":
        return Kind.RETURN, ""
    if not ("0" <= row.invoice[0] <= "9"):
        return Kind.REFUSED, "document_" + row.invoice[0].upper()
    if quantity < 0:
        return Kind.CORRECTION, ""
    if is_fee(row.code):
        return Kind.FEE, row.code.upper()
    if len(row.code) > CODE_MAX:
        return Kind.REFUSED, "code_too_long"
    if price_e8 % 10_000:
        return Kind.REFUSED, "finer_than_a_price"
    if quantity == 0:
        return Kind.REFUSED, "nothing_sold"
    return Kind.RUNG, ""


def _scaled(match: re.Match[str]) -> int:
    sign, whole, part = match.group(1), match.group(2), match.group(3) or ""
    number = int(whole) * E8 + int(part.ljust(8, "0"))
    return -number if sign == "-" else number
