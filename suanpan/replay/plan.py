"""What is to be rung up: invoices in time order, and the catalogue that the file implies."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from suanpan.replay.classes import E8, Kind, Line


@dataclass(frozen=True, slots=True)
class Goods:
    """One stock code: its most usual name and price, and how many leave the shop in the file."""

    code: str
    name: str
    price_e4: int
    leaving: int


@dataclass(frozen=True, slots=True)
class Invoice:
    """Lines of one number at its first time stamp; ``corrections`` are counted after the sale."""

    number: str
    stamp: str
    lines: tuple[Line, ...]
    corrections: tuple[Line, ...]


def invoices(lines: Iterable[Line], goods: dict[str, Goods]) -> list[Invoice]:
    """Group lines by invoice number, in the order of first time stamps, then of the file.

    Lines at another price than the catalogue's come first: a scan of the same code adds to the
    line that stands at the catalogue's price, so theirs must be typed before there is one.
    """
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.row.stamp and line.row.invoice:
            found[line.row.invoice].append(line)
    made = []
    for number, group in found.items():
        stamp = min(line.row.stamp for line in group)
        rung = [line for line in group if line.kind is Kind.RUNG]
        rung.sort(key=lambda line: goods[line.row.code].price_e4 * 10_000 == line.price_e8)
        corrections = tuple(line for line in group if line.kind is Kind.CORRECTION)
        if rung or corrections:
            made.append(Invoice(number, stamp, tuple(rung), corrections))
    made.sort(key=lambda each: each.stamp)
    return made


def catalogue(lines: Iterable[Line], minor_unit: int) -> dict[str, Goods]:
    """Return every code that is sold or corrected, with its most usual name and price."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    prices: dict[str, Counter[int]] = defaultdict(Counter)
    leaving: Counter[str] = Counter()
    for line in lines:
        code = line.row.code
        if line.kind is Kind.CORRECTION:
            leaving[code] -= line.quantity
        elif line.kind is Kind.RUNG:
            leaving[code] += max(line.quantity, 0)
            names[code][line.row.name] += 1
            prices[code][line.price_e8] += 1
    return {
        code: Goods(code, _usual_name(names[code]) or code, _usual(prices[code], minor_unit), count)
        for code, count in sorted(leaving.items())
    }


def _usual_name(names: Counter[str]) -> str:
    """Return the name that most lines have, the earlier of equals."""
    return next((name for name, _ in names.most_common() if name), "")


def _usual(prices: Counter[int], minor_unit: int) -> int:
    """Return the price (1/10,000) that most lines have, of those in whole minor units above 0."""
    step = E8 // minor_unit
    for price_e8, _ in prices.most_common():
        if price_e8 > 0 and price_e8 % step == 0:
            return price_e8 // 10_000
    return 0
