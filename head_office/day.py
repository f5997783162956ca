"""A business day as the tills sent it: totals by till, tenders, taxes, the newest receipts.

A pure fold over stored entries in the order of arrival, so that what came since the last look is
all that has to be read. Amounts are minor units of a currency that is part of every key.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from inventory.kernel.errors import Refused
from inventory.kernel.money import Currency, Money
from inventory.ledger import journal
from inventory.ledger.envelope import decode
from inventory.ledger.journal import Entry

NEWEST = 60
_WHOLE_MAX = 2**63 - 1
FindSale = Callable[[str, str], bytes | None]
Names = tuple[str, str, str]


@dataclass(slots=True)
class Tally:
    """What one till, or a whole day, came to in one currency; voids are taken off."""

    receipts: int = 0
    voids: int = 0
    sold: int = 0
    voided: int = 0
    tax: int = 0
    rounding: int = 0
    pieces_milli: int = 0
    tenders: dict[str, int] = field(default_factory=dict)
    taxes: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Return what was sold and not taken back."""
        return self.sold - self.voided

    def add(self, other: "Tally") -> None:
        """Add what another one came to."""
        for name in ("receipts", "voids", "sold", "voided", "tax", "rounding", "pieces_milli"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for kind, amount in other.tenders.items():
            self.tenders[kind] = self.tenders.get(kind, 0) + amount
        for code, (base, amount) in other.taxes.items():
            have = self.taxes.get(code, (0, 0))
            self.taxes[code] = (have[0] + base, have[1] + amount)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a receipt; names in simplified and traditional Chinese and English."""

    names: Names
    colour: Names
    size: str
    qty_milli: int
    amount: Money


@dataclass(slots=True)
class Receipt:
    """A receipt as the page lists it."""

    store: str
    till: str
    number: str
    time: str
    total: Money
    tenders: tuple[str, ...]
    lines: tuple[Line, ...]
    sale_id: str
    voided: bool = False


@dataclass(slots=True)
class TillState:
    """What a till is heard of: its last entry of the day and the local time of its last sale."""

    entries: int = 0
    last_sale: str = ""


class Day:
    """One business date, folded so far; ``arrival`` is the last entry that is in it."""

    def __init__(self, date: str) -> None:
        self.date = date
        self.arrival = 0
        self.unreadable = 0
        self.tallies: dict[tuple[str, str, str], Tally] = {}
        self.tills: dict[tuple[str, str], TillState] = {}
        self.newest: deque[Receipt] = deque(maxlen=NEWEST)

    def add(self, arrival: int, entry: Entry, find_sale: FindSale) -> None:
        """Take in the next entry; one that cannot be read is counted as that and nothing else."""
        self.arrival = arrival
        till = self.tills.setdefault((entry.store_id, entry.till_id), TillState())
        till.entries += 1
        if entry.type not in (journal.SALE, journal.POST_VOID):
            return
        try:
            body = decode(entry.body)
            if entry.type == journal.SALE:
                tally, receipt = _sale(entry, body)
            else:
                tally, receipt = _void(body, find_sale(entry.store_id, body["sale_id"])), None
            key = (entry.store_id, entry.till_id, Currency.of(body["currency"]).code)
            time = str(body["time"])
        except (KeyError, TypeError, ValueError, IndexError, AttributeError, Refused):
            self.unreadable += 1
            return
        self.tallies.setdefault(key, Tally()).add(tally)
        till.last_sale = max(till.last_sale, time)
        if receipt is not None:
            self.newest.append(receipt)
        else:
            self._mark_voided(entry.store_id, body["sale_id"])

    def totals(self) -> dict[str, Tally]:
        """Return currency → what all tills together came to."""
        found: dict[str, Tally] = {}
        for (_, _, currency), tally in sorted(self.tallies.items()):
            found.setdefault(currency, Tally()).add(tally)
        return found

    def _mark_voided(self, store: str, sale_id: str) -> None:
        for receipt in self.newest:
            if receipt.store == store and receipt.sale_id == sale_id:
                receipt.voided = True


def _sale(entry: Entry, body: dict) -> tuple[Tally, Receipt]:  # type: ignore[type-arg]
    currency = Currency.of(body["currency"])
    tally = Tally(
        receipts=1, sold=_whole(body["total"]), tax=_whole(body["tax"]),
        rounding=_whole(body["rounding"]), pieces_milli=_whole(body["pieces"]),
        tenders=_tenders(body, 1), taxes=_taxes(body, 1),
    )  # fmt: skip
    lines = tuple(
        Line(
            _names(line["names"]), _names(line["colour"]), str(line["size"]),
            _whole(line["qty"]), Money(_whole(line["amount"]), currency),
        )
        for line in body["lines"]
    )  # fmt: skip
    receipt = Receipt(
        entry.store_id, entry.till_id, str(body["receipt_no"]), str(body["time"]),
        Money(tally.sold, currency), tuple(dict.fromkeys(str(row[0]) for row in body["tenders"])),
        lines, str(body["sale_id"]),
    )  # fmt: skip
    return tally, receipt


def _void(body: dict, original: bytes | None) -> Tally:  # type: ignore[type-arg]
    """Return what a post-void takes off; its taxes by code stand in the sale it takes back."""
    return Tally(
        voids=1, voided=_whole(body["total"]), tax=-_whole(body["tax"]),
        rounding=-_whole(body["rounding"]), pieces_milli=-_whole(body["pieces"]),
        tenders=_tenders(body, -1), taxes=_taxes(decode(original), -1) if original else {},
    )  # fmt: skip


def _tenders(body: dict, sign: int) -> dict[str, int]:  # type: ignore[type-arg]
    found: dict[str, int] = {}
    for row in body["tenders"]:
        found[str(row[0])] = found.get(str(row[0]), 0) + sign * _whole(row[1])
    return found


def _taxes(body: dict, sign: int) -> dict[str, tuple[int, int]]:  # type: ignore[type-arg]
    return {
        str(code): (sign * _whole(base), sign * _whole(amount))
        for code, base, amount in body["taxes"]
    }


def _names(found: list[str]) -> Names:
    hans, hant, english = found
    return str(hans), str(hant), str(english)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("not a whole number")
    if abs(value) > _WHOLE_MAX:
        raise ValueError("no till counts that far")
    return value
