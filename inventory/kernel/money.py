"""Money as integer minor units, unit prices in 1/10,000, rates, and the one rounding function.

No float anywhere; text becomes money only through ``parse``. Rounds half away from zero unless a
rule names another mode, so that money going back is the mirror image of money coming in.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import total_ordering

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text

E4 = 10_000
# A unit price ends at 99,999,999.9999 and a sale at 10¹² minor units: every product and sum stays
# far inside 64 bits, and a till's perpetual total lasts for nine million of the largest sales.
PRICE_MAX_E4 = 100_000_000 * E4 - 1
AMOUNT_MAX_MINOR = 10**12
_DECIMAL = re.compile(r"([+-]?)(\d+)(?:\.(\d+))?")


class Rounding(Enum):
    """How a fraction becomes a whole: UP is away from zero, DOWN towards it."""

    HALF_UP = "half_up"
    UP = "up"
    DOWN = "down"


def div_round(numerator: int, denominator: int, mode: Rounding = Rounding.HALF_UP) -> int:
    """Divide exactly and round once; the sign never changes the size of the result."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    whole, rest = divmod(abs(numerator), denominator)
    if (mode is Rounding.HALF_UP and 2 * rest >= denominator) or (mode is Rounding.UP and rest):
        whole += 1
    return -whole if numerator < 0 else whole


def largest_remainder(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Split ``total`` in proportion to ``weights`` (not negative) so that the parts add up.

    Every part is first rounded towards zero; what is left goes, one unit each, to the largest
    remainders, an earlier part winning a tie. All weights zero: the first part takes everything.
    """
    if not weights:
        if total:
            raise ValueError("no parts to split over")
        return ()
    weight = sum(weights)
    if weight == 0:
        return (total, *(0 for _ in weights[1:]))
    sign = -1 if total < 0 else 1
    shares = [divmod(abs(total) * part, weight) for part in weights]
    left = abs(total) - sum(share for share, _ in shares)
    order = sorted(range(len(weights)), key=lambda at: (-shares[at][1], at))
    parts = [share for share, _ in shares]
    for at in order[:left]:
        parts[at] += 1
    return tuple(sign * part for part in parts)


def _scaled(text: str, places: int, field: str) -> tuple[int, int]:
    """Read decimal text as (integer, 10**digits); refuse anything that is not a plain number."""
    match = _DECIMAL.fullmatch(text.strip())
    if match is None:
        raise Refused(Text.of("kernel.not_a_number", field=field, value=text[:40]))
    sign, whole, part = match.group(1), match.group(2), match.group(3) or ""
    if len(whole) > 12 or len(part) > places + 12:
        raise Refused(Text.of("kernel.number_too_long", field=field, value=text[:40]))
    number = int(whole + part)
    return (-number if sign == "-" else number), 10 ** len(part)


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency: ISO 4217 code, digits after the point, and the sign printed before an amount."""

    code: str
    exponent: int
    symbol: str

    @classmethod
    def of(cls, code: str) -> "Currency":
        """Return the known currency of this code; refuse an unknown one."""
        try:
            return CURRENCIES[code]
        except KeyError:
            raise Refused(Text.of("kernel.unknown_currency", code=code)) from None

    @property
    def unit(self) -> int:
        """Minor units in one major unit."""
        return int(10**self.exponent)


CNY = Currency("CNY", 2, "¥")
HKD = Currency("HKD", 2, "HK$")
TWD = Currency("TWD", 0, "NT$")
MOP = Currency("MOP", 2, "MOP$")
SGD = Currency("SGD", 2, "S$")
MYR = Currency("MYR", 2, "RM")
JPY = Currency("JPY", 0, "¥")
GBP = Currency("GBP", 2, "£")
EUR = Currency("EUR", 2, "€")
USD = Currency("USD", 2, "$")
CHF = Currency("CHF", 2, "CHF ")
CURRENCIES = {each.code: each for each in (CNY, HKD, TWD, MOP, SGD, MYR, JPY, GBP, EUR, USD, CHF)}


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of its currency; amounts of two currencies never mix."""

    minor: int
    currency: Currency

    @classmethod
    def zero(cls, currency: Currency) -> "Money":
        """Return nothing, in this currency."""
        return cls(0, currency)

    @classmethod
    def parse(cls, text: str, currency: Currency, field: str = "amount") -> "Money":
        """Read decimal text, rounding half up past the currency's digits; else ``Refused``."""
        number, scale = _scaled(text, currency.exponent, field)
        return cls(div_round(number * currency.unit, scale), currency)

    @classmethod
    def parse_exact(cls, text: str, currency: Currency, field: str = "amount") -> "Money":
        """Read decimal text; more digits than the currency has are refused, not rounded."""
        number, scale = _scaled(text, currency.exponent, field)
        if number * currency.unit % scale:
            raise Refused(Text.of("kernel.below_minor_unit", field=field, value=text[:40]))
        return cls(number * currency.unit // scale, currency)

    @classmethod
    def total(cls, amounts: Iterable["Money"], currency: Currency) -> "Money":
        """Add up any number of amounts of this currency."""
        minor = 0
        for each in amounts:
            if each.currency is not currency and each.currency != currency:
                raise TypeError(f"{each.currency.code} and {currency.code} do not mix")
            minor += each.minor
        return cls(minor, currency)

    def _same(self, other: "Money") -> None:
        if self.currency is not other.currency and self.currency != other.currency:
            raise TypeError(f"{self.currency.code} and {other.currency.code} do not mix")

    def __add__(self, other: "Money") -> "Money":
        """Add an amount of the same currency."""
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        """Take away an amount of the same currency."""
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        """Turn the direction of the money."""
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        """Compare with an amount of the same currency."""
        self._same(other)
        return self.minor < other.minor

    def __bool__(self) -> bool:
        """Tell whether there is any money at all."""
        return self.minor != 0

    def split(self, weights: Sequence[int]) -> tuple["Money", ...]:
        """Split by largest remainder; the parts add up to this amount."""
        parts = largest_remainder(self.minor, weights)
        return tuple(Money(part, self.currency) for part in parts)

    def of_rate(self, rate: "Rate") -> "Money":
        """Return this share of the amount, rounded once."""
        return Money(div_round(self.minor * rate.num, rate.den), self.currency)

    def round_to(self, step_minor: int, mode: Rounding) -> "Money":
        """Return the multiple of ``step_minor`` that ``mode`` picks for this amount."""
        return Money(div_round(self.minor, step_minor, mode) * step_minor, self.currency)

    def plain(self) -> str:
        """Write the amount as plain decimal text: no sign of currency, no grouping."""
        return _plain(self.minor, self.currency.exponent)


def _plain(number: int, places: int) -> str:
    sign = "-" if number < 0 else ""
    digits = f"{abs(number):0{places + 1}d}"
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


@dataclass(frozen=True, slots=True)
class Rate:
    """An exact fraction such as a tax or discount rate; 21 % is ``Rate(21, 100)``."""

    num: int
    den: int

    def __post_init__(self) -> None:
        """Refuse a denominator that is not positive."""
        if self.den <= 0:
            raise ValueError("a rate needs a positive denominator")

    @classmethod
    def percent(cls, percent: int) -> "Rate":
        """Return a rate of whole percents."""
        return cls(percent, 100)

    @classmethod
    def parse(cls, text: str, field: str = "rate") -> "Rate":
        """Read per cent, ``21``, ``21%`` or ``8.25%``; else ``Refused``. The sign is optional."""
        number, scale = _scaled(text.strip().removesuffix("%"), 4, field)
        return cls(number, scale * 100)

    def plain_percent(self) -> str:
        """Write the rate as percent text, ``21`` or ``8.25``, without the sign."""
        e4 = div_round(self.num * 100 * E4, self.den)
        return _plain(e4, 4).rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """A price or cost of one unit in 1/10,000 of the major unit (``e4``)."""

    e4: int
    currency: Currency

    @classmethod
    def parse(cls, text: str, currency: Currency, field: str = "price") -> "UnitPrice":
        """Read decimal text, rounding half up past the 4th digit; else ``Refused``."""
        number, scale = _scaled(text, 4, field)
        return cls(div_round(number * E4, scale), currency)

    @classmethod
    def of_money(cls, money: Money) -> "UnitPrice":
        """Return the unit price that is exactly this amount."""
        return cls(money.minor * E4 // money.currency.unit, money.currency)

    @property
    def too_large(self) -> bool:
        """Tell whether no goods can cost so much."""
        return self.e4 > PRICE_MAX_E4

    @classmethod
    def limit(cls, currency: Currency) -> "UnitPrice":
        """Return the highest price there can be."""
        return cls(PRICE_MAX_E4, currency)

    def shown(self) -> Money:
        """Return the price rounded to the currency's digits, for showing only."""
        return Money(div_round(self.e4 * self.currency.unit, E4), self.currency)

    def plain(self) -> str:
        """Write at least the currency's digits and at most four."""
        exponent = self.currency.exponent
        whole, _, part = _plain(self.e4, 4).partition(".")
        part = part[:exponent] + part[exponent:].rstrip("0")
        return f"{whole}.{part}" if part else whole
