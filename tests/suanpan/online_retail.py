"""Made-up transactions with every quirk of the real ones; the same seed makes the same rows."""

import csv
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

FIRST = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice",
         "CustomerID", "Country")  # fmt: skip
SECOND = ("Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price",
          "Customer ID", "Country")  # fmt: skip
Cells = tuple[str, str, str, int, datetime, str, str, str]
KINDS = [(letter, cents) for letter in ("", "A", "a") for cents in (85, 165, 295, 1275)]
GOODS = [
    (f"{22000 + at}{letter}", f"RED RETROSPOT ITEM {at}", cents)
    for at, (letter, cents) in enumerate(KINDS)
]


def plain(cents: int) -> str:
    return f"{cents / 100!r}"


def rows(seed: int = 7, days: int = 3, big: int = 0) -> list[Cells]:
    """Return lines of some days: invoices, cancellations, corrections, fees, gifts, documents."""
    random = Random(seed)
    made: list[Cells] = []
    number, start = 536365, datetime.fromisoformat("2010-12-01 08:26")
    for day in range(days):
        at = start + timedelta(days=day)
        for _ in range(14):
            number += 1
            at += timedelta(minutes=random.randrange(1, 40))
            made += _invoice(random, str(number), at)
        made += _dirt(number, at)
        number += 10
    if big:
        at = start + timedelta(days=days)
        made += [(str(number + 1), f"9{line:04d}X", "PARCEL", 1, at, "0.42", "", "EIRE")
                 for line in range(big)]  # fmt: skip
    return made


def _invoice(random: Random, number: str, at: datetime) -> list[Cells]:
    customer = str(random.choice(("", 17850, 13047)))
    found = []
    for line in range(random.randrange(1, 9)):
        code, name, cents = random.choice(GOODS)
        if random.random() < 0.3:
            cents = int(cents * 1.7)
        name = random.choice((name, name, "", f"{name} *"))
        stamp = at + timedelta(minutes=line // 6)
        cell = (code, name, random.choice((1, 2, 6, 12, 144)), stamp, plain(cents))
        found.append((number, *cell, customer, "United Kingdom"))
        if random.random() < 0.1:
            found.append(found[-1])
    return found


def _dirt(number: int, at: datetime) -> list[Cells]:
    """Return fifteen lines: 2 returns, 2 corrections, 4 fees, 6 to refuse, 1 big one to ring up."""
    code, name, cents = GOODS[0]
    uk = ("", "United Kingdom")
    return [
        (f"C{number + 1}", code, name, -2, at, plain(cents), *uk),
        (f"C{number + 1}", "D", "Discount", -1, at, "27.5", *uk),
        (str(number + 2), GOODS[1][0], "damages", -3, at, "0.0", *uk),
        (str(number + 2), "99999L", "", -10, at, "0.0", *uk),
        (str(number + 3), "POST", "POSTAGE", 1, at, "18.0", *uk),
        (str(number + 3), "m", "Manual", 1, at, "1.25", *uk),
        (str(number + 3), "gift_0001_20", "Gift Voucher £20.00", 1, at, "16.67", *uk),
        (str(number + 3), "PADS", "PADS TO MATCH", 1, at, "0.001", *uk),
        (str(number + 4), code, name, 1, at, "0.0", *uk),
        (str(number + 4), "99998Z", "ONLY EVER GIVEN AWAY", 1, at, "0.0", *uk),
        (str(number + 4), code, name, 1, at, "0.001", *uk),
        (f"A{number + 5}", "B", "Adjust bad debt", 1, at, "-11062.06", *uk),
        (str(number + 6), code, name, 1, at, "-0.85", *uk),
        (str(number + 6), "", name, 1, at, "0.85", *uk),
        (str(number + 7), code, name, 74215, at, "1.04", *uk),
    ]


PLANTED = {"waiting_as_return": 2, "stock_correction": 2, "fee_or_adjustment": 4, "refused": 6}


def write_csv(path: Path, made: list[Cells], titles=FIRST, stamp="%Y-%m-%d %H:%M:%S") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(titles)
        for row in made:
            writer.writerow((*row[:4], row[4].strftime(stamp), *row[5:]))
    return path


def write_parquet(path: Path, made: list[Cells]) -> Path:
    import pyarrow as pa
    from pyarrow.parquet import write_table

    columns = list(zip(*made, strict=True))
    columns[5] = [float(price) for price in columns[5]]
    columns[6] = [int(customer) if customer else None for customer in columns[6]]
    columns[2] = [name or None for name in columns[2]]
    write_table(pa.table(dict(zip(FIRST, map(list, columns), strict=True))), path)
    return path


def write_workbook(path: Path, made: list[Cells], sheet: str) -> Path:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.create_sheet("Year 2009-2010").append(["something else"])
    page = book.create_sheet(sheet)
    page.append(SECOND)
    for row in made:
        invoice = int(row[0]) if row[0].isdigit() else row[0]
        code = int(row[1]) if row[1].isdigit() else row[1]
        customer = int(row[6]) if row[6] else None
        page.append((invoice, code, row[2], row[3], row[4], float(row[5]), customer, row[7]))
    book.save(path)
    return path
