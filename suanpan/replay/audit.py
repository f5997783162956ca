"""What the raw file itself says, asked in SQL over its own texts: no code of ours decides here.

The classes are written down a second time as one CASE; numbers are taken apart as text, so no
amount is ever a float. ``e8`` is 1/100,000,000 of the currency's unit.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from suanpan.replay.source import Row

_BLOCK = 50_000
_RAW = """CREATE TABLE raw (number INTEGER PRIMARY KEY, invoice TEXT, code TEXT, name TEXT,
    quantity TEXT, stamp TEXT, price TEXT, customer TEXT, country TEXT)"""
# Digits without sign; whole part and eight digits after the point, as text.
_NUMBERS = """CREATE TABLE line AS
    WITH bare AS (
        SELECT *, ltrim(price, '+-') AS p, ltrim(quantity, '+-') AS q FROM raw),
    good AS (
        SELECT *, p GLOB '[0-9]*' AND p NOT GLOB '*[^0-9.]*' AND p NOT GLOB '*.*.*'
                AND p NOT GLOB '*.' AND length(price) - length(p) < 2
                AND instr(p || '.', '.') <= 10 AND length(p) - instr(p || '.', '.') <= 8
                AND q GLOB '[0-9]*' AND q NOT GLOB '*[^0-9]*' AND length(quantity) - length(q) < 2
                AND length(q) <= 9 AS readable
        FROM bare),
    scaled AS (
        SELECT *,
            CASE WHEN readable THEN CAST(quantity AS INTEGER) ELSE 0 END AS n,
            CASE WHEN readable THEN (CASE WHEN price GLOB '-*' THEN -1 ELSE 1 END) * (
                CAST(substr(p, 1, instr(p || '.', '.') - 1) AS INTEGER) * 100000000
                + CAST(substr(substr(p, instr(p || '.', '.') + 1) || '00000000', 1, 8) AS INTEGER))
            ELSE 0 END AS price_e8
        FROM good)
    SELECT number, invoice, code, name, quantity, stamp, price, customer, country, n, price_e8,
        n * price_e8 AS amount_e8,
        CASE
            WHEN NOT readable OR invoice = '' OR code = '' OR stamp = '' THEN 'refused'
            WHEN upper(invoice) GLOB 'C*' THEN 'waiting_as_return'
            WHEN invoice GLOB '[^0-9]*' THEN 'refused'
            WHEN n < 0 THEN 'stock_correction'
            WHEN upper(code) IN ('POST', 'DOT', 'C2', 'C3', 'M', 'D', 'S', 'B', 'BANK CHARGES',
                'AMAZONFEE', 'CRUK', 'PADS') OR upper(code) GLOB 'GIFT*'
                OR upper(code) GLOB 'ADJUST*' OR upper(code) GLOB 'TEST*' THEN 'fee_or_adjustment'
            WHEN length(code) > 40 THEN 'refused'
            WHEN n = 0 OR n > 99999 OR price_e8 <= 0 OR price_e8 % 10000 <> 0 THEN 'refused'
            WHEN (n * price_e8 + 500000) / 1000000 = 0 THEN 'refused'
            ELSE 'rung_up'
        END AS kind
    FROM scaled"""
_DAYS = """SELECT f.day, COUNT(DISTINCT l.invoice), SUM((n * price_e8 + 500000) / 1000000)
    FROM line l
    JOIN (SELECT invoice, substr(MIN(stamp), 1, 10) AS day FROM raw
        WHERE stamp <> '' AND invoice <> '' GROUP BY invoice) f
    ON f.invoice = l.invoice WHERE l.kind = 'rung_up' GROUP BY f.day"""
_PRODUCTS = """SELECT code, SUM(n), SUM((n * price_e8 + 500000) / 1000000)
    FROM line WHERE kind = 'rung_up' GROUP BY code"""
_TWICE = """SELECT COALESCE(SUM(copies - 1), 0) FROM (SELECT COUNT(*) AS copies FROM line
    WHERE kind = 'rung_up'
    GROUP BY invoice, code, name, quantity, stamp, price, customer, country)"""


@dataclass(frozen=True, slots=True)
class Part:
    """So many lines that come to so much."""

    lines: int
    amount_e8: int


class RawFile:
    """The rows of a file in a database of their own, in memory."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute(_RAW)
        source = iter(rows)
        while block := list(islice(source, _BLOCK)):
            marks = ", ".join("?" * len(Row._fields))
            self._connection.executemany(f"INSERT INTO raw VALUES ({marks})", block)  # noqa: S608
        self._connection.execute(_NUMBERS)

    def close(self) -> None:
        """Forget the rows."""
        self._connection.close()

    def whole(self) -> Part:
        """Return the count and Σ quantity × price of all lines."""
        return Part(*self._rows("SELECT COUNT(*), COALESCE(SUM(amount_e8), 0) FROM line")[0])

    def classes(self) -> dict[str, Part]:
        """Return count and sum of each class."""
        rows = self._rows("SELECT kind, COUNT(*), SUM(amount_e8) FROM line GROUP BY kind")
        return {row[0]: Part(row[1], row[2]) for row in rows}

    def days(self) -> dict[str, tuple[int, int]]:
        """Return day → (sales, minor units), an invoice counting on the day of its first stamp."""
        return {row[0]: (row[1], row[2]) for row in self._rows(_DAYS)}

    def products(self) -> dict[str, tuple[int, int]]:
        """Return code → (pieces, minor units) of what is rung up."""
        return {row[0]: (row[1], row[2]) for row in self._rows(_PRODUCTS)}

    def corrected(self) -> dict[str, int]:
        """Return code → pieces that corrections take off, as a negative number."""
        statement = "SELECT code, SUM(n) FROM line WHERE kind = 'stock_correction' GROUP BY code"
        return {row[0]: row[1] for row in self._rows(statement)}

    def rung_twice(self) -> int:
        """Return how many lines are exact copies of another one, both rung up."""
        return int(self._rows(_TWICE)[0][0])

    def _rows(self, statement: str) -> list[tuple]:  # type: ignore[type-arg]
        return self._connection.execute(statement).fetchall()
