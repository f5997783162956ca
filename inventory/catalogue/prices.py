"""Dated prices of a variant: which one is in force, and what a new one does to the others. Pure.

Rows are added and never changed, and a clock may be wrong when one is written or asked for. So the
version says which row is the newer decision, and only a day that a person named is waited for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One dated price of a variant in 1/10,000; ``planned`` when a person named its day."""

    variant_id: str
    valid_from_ms: int
    version: int
    price_e4: int
    tag_e4: int
    planned: bool = False


def in_force(rows: Iterable[PriceRow], at_ms: int) -> PriceRow | None:
    """Return the price in force now: the highest version of those that have begun.

    What nobody planned began when it was written, whatever a clock that fell back says since.
    """
    begun = (each for each in rows if not each.planned or each.valid_from_ms <= at_ms)
    return max(begun, key=lambda each: each.version, default=None)


def stands(rows: Sequence[PriceRow], wanted: PriceRow) -> bool:
    """Tell whether this price holds already."""
    now = in_force(rows, wanted.valid_from_ms)
    return now is not None and (now.price_e4, now.tag_e4) == (wanted.price_e4, wanted.tag_e4)


def added(rows: Sequence[PriceRow], new: PriceRow) -> tuple[PriceRow, ...]:
    """Return the rows to write for a new price: itself, and again the plans that begin behind it.

    Written again they are newer than it, so they still take effect on their day.
    """
    version = max((each.version for each in rows), default=0) + 1
    kept = sorted(
        (each for each in rows if each.valid_from_ms > new.valid_from_ms and _waits(each, rows)),
        key=lambda each: each.valid_from_ms,
    )
    return tuple(replace(each, version=version + at) for at, each in enumerate((new, *kept)))


def _waits(plan: PriceRow, rows: Iterable[PriceRow]) -> bool:
    """Tell whether a row is a plan that nobody has replaced since, or changed after its day."""
    return plan.planned and not any(
        each.version > plan.version
        and (each.valid_from_ms == plan.valid_from_ms if each.planned
             else each.valid_from_ms >= plan.valid_from_ms)
        for each in rows
    )  # fmt: skip
