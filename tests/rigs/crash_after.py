"""What must hold after a till was cut off: nothing acknowledged is lost, doubled or halved."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from inventory.kernel.errors import SuanpanError
from inventory.ledger.envelope import digest
from inventory.service.verify import Verify
from inventory.store.engine import Connection, Database
from tests.rigs.crash_day import Event


@dataclass
class Heard:
    """What the till said until it was cut off, folded."""

    sales: dict[str, str] = field(default_factory=dict)
    voids: dict[str, str] = field(default_factory=dict)
    edits: dict[str, list[str]] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    paying: str = ""
    undoing: str = ""

    def hear(self, event: Event) -> None:
        """Take one more thing in."""
        kind, sale_id = event[0], event[1]
        match kind:
            case "edit":
                self.edits.setdefault(sale_id, []).append(event[2])
            case "kept":
                self.kept[sale_id] = self.kept.get(sale_id, 0) + 1
            case "discard":
                self.kept[sale_id] = 0
            case "pay":
                self.paying = sale_id
            case "sale":
                self.paying = ""
                self.sales[sale_id] = event[2]
            case "undo":
                self.undoing = sale_id
            case "void":
                self.undoing = ""
                self.voids[sale_id] = event[2]
                self.edits[event[3]] = list(self.edits.get(sale_id, ()))
                self.kept[event[3]] = self.kept.get(sale_id, 0)


def heard(events: Iterable[Event]) -> Heard:
    """Fold what was said."""
    found = Heard()
    for event in events:
        found.hear(event)
    return found


def faults(path: Path, told: Heard, before: Heard, *, power: bool) -> list[str]:
    """Open the file as the till would and name everything that is wrong.

    ``before`` is what earlier runs on the same file said. After a power cut the last edits of a
    cart may be gone (a prefix is back); after a killed process none may be.
    """
    try:
        books = Database(path)
    except SuanpanError as error:
        return [f"unreadable: {error}"]
    try:
        report = Verify(books).run()
        found = [f"verify {each.rule} {each.where}" for each in report.findings]
        with books.reading() as connection:
            found += _sales(connection, told, before)
            found += _carts(connection, told, power=power)
        return found
    except SuanpanError as error:
        return [f"unreadable: {error}"]
    finally:
        books.close()


def _sales(connection: Connection, told: Heard, before: Heard) -> list[str]:
    found = []
    for what, asked, was, now, flying in (
        ("sale", "SELECT id, receipt_no FROM sale", before.sales, told.sales, told.paying),
        (
            "post-void", "SELECT reverses, receipt_no FROM post_void", before.voids, told.voids,
            told.undoing,
        ),
    ):  # fmt: skip
        stand = {str(row[0]): str(row[1]) for row in connection.exec_driver_sql(asked)}
        acked = {**was, **now}
        for sale_id, number in acked.items():
            if sale_id not in stand:
                found.append(f"lost {what} {number}")
            elif stand[sale_id] != number:
                found.append(f"changed {what} {number} is {stand[sale_id]}")
        numbers = list(stand.values())
        found += [f"doubled {what} {each}" for each in set(numbers) if numbers.count(each) > 1]
        for sale_id in stand.keys() - acked.keys() - {flying}:
            found.append(f"unasked {what} {stand[sale_id]}")
    return found


def _carts(connection: Connection, told: Heard, *, power: bool) -> list[str]:
    rows: dict[str, list[str]] = {}
    for sale_id, edit in connection.exec_driver_sql(
        "SELECT sale_id, edit FROM cart_edit ORDER BY sale_id, number"
    ):
        rows.setdefault(str(sale_id), []).append(digest(edit).hex())
    found = []
    for sale_id, said in told.edits.items():
        have = rows.get(sale_id, [])
        if have != said[: len(have)]:
            found.append(f"cart {sale_id} is no prefix")
    if not power:
        newest = next(reversed(told.edits), "")
        open_one = newest not in told.sales and newest != told.paying
        if newest and open_one and len(rows.get(newest, [])) < told.kept.get(newest, 0):
            found.append(f"cart {newest} lost kept edits")
    return found


def survived(path: Path, before: Heard) -> Heard:
    """Return everything that stands in the file now, to be the past of the next run."""
    books = Database(path)
    try:
        with books.reading() as connection:
            sales = connection.exec_driver_sql("SELECT id, receipt_no FROM sale")
            before.sales.update({str(row[0]): str(row[1]) for row in sales})
            voids = connection.exec_driver_sql("SELECT reverses, receipt_no FROM post_void")
            before.voids.update({str(row[0]): str(row[1]) for row in voids})
    finally:
        books.close()
    return before
