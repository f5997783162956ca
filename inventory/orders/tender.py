"""Tenders offered for a sale, and how they settle its total, row by row (R7, R8, R10)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from inventory.kernel.errors import Refused
from inventory.kernel.money import Money
from inventory.kernel.text import Text
from inventory.pricing.cash_rounding import CashRule


@dataclass(frozen=True, slots=True)
class Offer:
    """What the customer hands over: a tender kind, an amount, and what the slip says of a card.

    ``card_tail`` holds at most the last four digits; ``approval`` is the terminal's own number.
    """

    kind: str
    amount: Money
    card_tail: str = ""
    approval: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """An offer that was taken for a cart before its sale is booked: a row of its own till then."""

    id: str
    offer: Offer
    at_ms: int


@dataclass(frozen=True, slots=True)
class TenderRow:
    """One stored row: money in is positive, change and cash back are negative."""

    kind: str
    amount: Money
    is_change: bool = False
    card_tail: str = ""
    approval: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a sale stands while it is being paid; settled when nothing is open."""

    total: Money
    still_open: Money
    rows: tuple[TenderRow, ...]
    rounding: Money
    settled: bool

    @property
    def change(self) -> Money:
        """Return what goes back to the customer in cash, as a positive amount."""
        zero = Money.zero(self.total.currency)
        return -sum((row.amount for row in self.rows if row.is_change), zero)


@dataclass(frozen=True, slots=True)
class PayRules:
    """The site's rules for paying: the cash step, and whether a card may give cash back (R10)."""

    cash: CashRule = field(default_factory=CashRule)
    cash_back: bool = False


class TenderKind(Protocol):
    """One way of paying: how an offer of this kind moves the standing of a sale.

    ``moves_elsewhere``: the money has moved, at a terminal, before the till is told; what is
    taken this way is kept durably at once.
    """

    code: str
    opens_drawer: bool
    moves_elsewhere: bool

    def take(self, standing: Standing, offer: Offer, rules: PayRules) -> Standing:
        """Return the standing after this offer, or refuse it."""


def begin(total: Money) -> Standing:
    """Return the standing of a sale before any tender."""
    return Standing(total, total, (), Money.zero(total.currency), settled=False)


def put_row(standing: Standing, row: TenderRow) -> Standing:
    """Add one row and bring down what is open by it."""
    return replace(
        standing,
        rows=(*standing.rows, row),
        still_open=standing.still_open - row.amount,
    )


def require_settled(standing: Standing) -> None:
    """Refuse to finish while money is open; stop if the rows do not add up."""
    if not standing.settled:
        raise Refused(Text.of("tender.still_open", amount=standing.still_open.plain()))
    taken = sum((row.amount for row in standing.rows), Money.zero(standing.total.currency))
    assert taken == standing.total + standing.rounding


def quick_cash(total: Money, rule: CashRule, notes: Sequence[int]) -> tuple[Money, ...]:
    """Return the cash keys: exact first, then the next amounts a customer plausibly hands over.

    ``notes`` are note and coin values in minor units. The result rises and holds at most four.
    """
    due = rule.due(total)
    handed = {-(-due.minor // note) * note for note in notes}
    above = sorted(each for each in handed if each > due.minor and each % rule.step_minor == 0)
    return tuple(Money(each, due.currency) for each in (due.minor, *_spread(above)))


def _spread(above: list[int]) -> list[int]:
    """Keep three of the rising amounts: the two nearest and the largest note's."""
    return above if len(above) <= 3 else [above[0], above[1], above[-1]]
