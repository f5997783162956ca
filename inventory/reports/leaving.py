"""What one copy of a till's books holds that another does not: entries, sales and their money.

Two copies of one till share its chain up to some entry of each epoch: hashes tell how far.
"""

from dataclasses import dataclass

from inventory.kernel.money import Currency, Money
from inventory.store.engine import Connection, Database

_EPOCHS = "SELECT epoch, MAX(seq) FROM journal GROUP BY epoch"
_HASH = "SELECT hash FROM journal WHERE epoch = ? AND seq = ?"
_SALES = """
    SELECT COUNT(*), COALESCE(SUM(total + rounding), 0) FROM sale
    WHERE epoch = ? AND journal_seq > ?
"""
_VOIDS = """
    SELECT COUNT(*), COALESCE(SUM(s.total + s.rounding), 0)
    FROM post_void v JOIN sale s ON s.id = v.reverses
    WHERE v.epoch = ? AND v.journal_seq > ?
"""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What would be gone: ``amount`` is what the sales came to, less what was taken back."""

    entries: int
    sales: int
    taken_back: int
    amount: Money

    @property
    def of_money(self) -> bool:
        """Tell whether money moved in what would be gone."""
        return bool(self.sales or self.taken_back)


def leaving(here: Database, there: Database, currency: Currency) -> Leaving:
    """Return what stands in the books here and not in those there; both are of one till."""
    entries = sales = voids = amount = 0
    with here.reading() as ours, there.reading() as theirs:
        known = {epoch: last for epoch, last in theirs.exec_driver_sql(_EPOCHS)}
        for epoch, last in ours.exec_driver_sql(_EPOCHS).all():
            shared = _shared(ours, theirs, epoch, min(last, known.get(epoch, 0)))
            entries += last - shared
            sold, taken = ours.exec_driver_sql(_SALES, (epoch, shared)).one()
            back, given = ours.exec_driver_sql(_VOIDS, (epoch, shared)).one()
            sales, voids, amount = sales + sold, voids + back, amount + taken - given
    return Leaving(entries, sales, voids, Money(amount, currency))


def _shared(ours: Connection, theirs: Connection, epoch: int, last: int) -> int:
    """Return the last entry of an epoch that both have: chains that part never meet again."""
    low, high = 0, last
    while low < high:
        at = (low + high + 1) // 2
        mine, other = (each.exec_driver_sql(_HASH, (epoch, at)).scalar() for each in (ours, theirs))
        low, high = (at, high) if mine == other else (low, at - 1)
    return low
