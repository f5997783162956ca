"""What was sold: by day, by product, by tax, by way of paying. A sale taken back counts minus."""

from dataclasses import dataclass

from inventory.kernel.money import Currency, Money
from inventory.kernel.quantity import Quantity
from inventory.ledger.entry import DRAWER
from inventory.store.engine import Database

_SIGNED = """WITH signed AS (
        SELECT id AS sale_id, business_date, 1 AS sign FROM sale
        UNION ALL SELECT reverses, business_date, -1 FROM post_void)"""
_BY_DAY = f"""{_SIGNED}
    SELECT g.business_date, SUM(g.sign), SUM(g.sign * s.net), SUM(g.sign * s.tax),
        SUM(g.sign * s.total), SUM(g.sign * s.rounding)
    FROM signed g JOIN sale s ON s.id = g.sale_id GROUP BY g.business_date ORDER BY g.business_date
"""
_BY_PRODUCT = f"""{_SIGNED}
    SELECT l.variant_id, v.sku, SUM(g.sign * l.qty_milli), SUM(g.sign * (l.net + l.tax))
    FROM signed g JOIN sale_line l ON l.sale_id = g.sale_id JOIN variant v ON v.id = l.variant_id
    GROUP BY l.variant_id ORDER BY v.sku
"""
_TAXES = f"""{_SIGNED}
    SELECT t.tax_code, SUM(g.sign * t.amount)
    FROM signed g JOIN sale_line_tax t ON t.sale_id = g.sale_id
    WHERE g.business_date = ? GROUP BY t.tax_code
"""
_REVENUE = f"""{_SIGNED}
    SELECT l.tax_class, SUM(g.sign * l.net)
    FROM signed g JOIN sale_line l ON l.sale_id = g.sale_id
    WHERE g.business_date = ? GROUP BY l.tax_class
"""
_TAKEN = f"""{_SIGNED}
    SELECT t.kind, SUM(g.sign * t.amount)
    FROM signed g JOIN tender t ON t.sale_id = g.sale_id
    WHERE g.business_date = ? GROUP BY t.kind
"""
_DRAWER = """
    SELECT COALESCE(SUM(CASE WHEN to_account = ? THEN amount ELSE -amount END), 0) FROM cash_move
    WHERE ? IN (from_account, to_account)
"""


@dataclass(frozen=True, slots=True)
class DayTotals:
    """One business date: how many sales, and what they came to before cash rounding."""

    business_date: str
    sales: int
    net: Money
    tax: Money
    total: Money
    rounding: Money


@dataclass(frozen=True, slots=True)
class ProductTotals:
    """One variant: how much of it was sold, and what the customers paid for it."""

    variant_id: str
    sku: str
    quantity: Quantity
    total: Money


class SalesReport:
    """Totals of one shop's books, each question in a snapshot of its own."""

    def __init__(self, reader: Database, currency: Currency) -> None:
        self._reader = reader
        self._currency = currency

    def by_day(self) -> tuple[DayTotals, ...]:
        """Return every business date with sales, the oldest first."""
        with self._reader.reading() as connection:
            rows = connection.exec_driver_sql(_BY_DAY).all()
        return tuple(
            DayTotals(row[0], row[1], *(Money(each, self._currency) for each in row[2:]))
            for row in rows
        )

    def by_product(self) -> tuple[ProductTotals, ...]:
        """Return every variant that was sold, ordered by SKU."""
        with self._reader.reading() as connection:
            rows = connection.exec_driver_sql(_BY_PRODUCT).all()
        return tuple(
            ProductTotals(row[0], row[1], Quantity(row[2]), Money(row[3], self._currency))
            for row in rows
        )

    def taxes(self, business_date: str) -> dict[str, Money]:
        """Return tax code → tax of one day."""
        return self._amounts(_TAXES, business_date)

    def revenue(self, business_date: str) -> dict[str, Money]:
        """Return tax class → net of one day."""
        return self._amounts(_REVENUE, business_date)

    def taken(self, business_date: str) -> dict[str, Money]:
        """Return tender kind → what was taken in it on one day, change taken off."""
        return self._amounts(_TAKEN, business_date)

    def drawer_cash(self) -> Money:
        """Return what the cash moves leave in the drawer."""
        return next(iter(self._amounts(f"SELECT '', ({_DRAWER})", DRAWER, DRAWER).values()))

    def _amounts(self, statement: str, *values: str) -> dict[str, Money]:
        with self._reader.reading() as connection:
            rows = connection.exec_driver_sql(statement, values).all()
        return {str(row[0]): Money(row[1], self._currency) for row in rows}
