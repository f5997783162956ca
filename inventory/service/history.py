"""Sales that were booked, for the strip, the list of receipts and their preview. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from inventory.documents.blocks import Document
from inventory.kernel.errors import Refused
from inventory.kernel.ids import ReceiptNumber
from inventory.kernel.money import Currency, Money
from inventory.kernel.text import Text
from inventory.orders.tender import TenderRow
from inventory.service.context import Context
from inventory.service.print_jobs import kept_reason, marked, paper
from inventory.store import ledger_repo, orders_repo, print_repo
from inventory.store.engine import Connection, Database
from inventory.store.orders_repo import SaleRow
from inventory.store.print_repo import JobRow

DAYS_OF = 200  # sales
Sure = Literal["printed", "sent", "maybe"]
# How a printer reports a paper that was handed over and of which it cannot say more.
_SENT = kept_reason(Text.of("hardware.print.sent"))


@dataclass(frozen=True, slots=True)
class SaleView:
    """A booked sale as a person looks at it; ``print_state`` is that of the first print."""

    sale_id: str
    receipt_no: str
    business_date: str
    end_ms: int
    total: Money
    rounding: Money
    pieces_milli: int
    tenders: tuple[TenderRow, ...]
    voided_by: str
    print_state: str
    prints: int
    sure: Sure = "printed"

    @property
    def change(self) -> Money:
        """Return what went back in cash, as a positive amount."""
        zero = Money.zero(self.total.currency)
        return -sum((row.amount for row in self.tenders if row.is_change), zero)

    @property
    def paid(self) -> Money:
        """Return what the customer handed over, before change."""
        zero = Money.zero(self.total.currency)
        return sum((row.amount for row in self.tenders if not row.is_change), zero)


class History:
    """Booked sales of this file."""

    def __init__(self, context: Context, reader: Database) -> None:
        self._context = context
        self._reader = reader

    def last(self) -> SaleView | None:
        """Return this till's newest sale."""
        with self._reader.reading() as connection:
            row = orders_repo.last_sale(connection, self._context.origin)
            return _view(connection, row) if row else None

    def recent(self, limit: int = 50) -> tuple[SaleView, ...]:
        """Return the newest sales, newest first."""
        with self._reader.reading() as connection:
            rows = orders_repo.recent_sales(connection, limit)
            return tuple(_view(connection, row) for row in rows)

    def latest_day(self) -> str:
        """Return the latest business day of the newest sales; empty before the first.

        A clock that is before it has fallen back. Only so many are asked: after a day when the
        clock ran ahead, sales under the right date soon are the newest.
        """
        with self._reader.reading() as connection:
            return orders_repo.latest_day(connection, DAYS_OF)

    def shift_number(self) -> int:
        """Return the number of today's shift, 0 before the first document opens it."""
        context = self._context
        date = context.business_date(context.clock.now_ms())
        with self._reader.reading() as connection:
            found = ledger_repo.shift_of_day(connection, context.origin, date)
        return found[1] if found else 0

    def find(self, text: str) -> SaleView:
        """Return the sale of a printed or typed receipt number, or refuse."""
        number = str(ReceiptNumber.parse(text))
        with self._reader.reading() as connection:
            row = orders_repo.find_receipt(connection, number)
            if row is None:
                raise Refused(Text.of("receipt.not_found", value=number))
            return _view(connection, row)

    def printed_language(self, sale_id: str) -> str:
        """Return the languages of the sale's first paper, joined by ``+``."""
        with self._reader.reading() as connection:
            return next(
                (job.language for job in print_repo.of_source(connection, "receipt", sale_id)), ""
            )

    def next_mark(self, sale_id: str, languages: str) -> str:
        """Return what the sale's next copy will be marked with: ``COPY 1``, or ``REPRINT 1``."""
        with self._reader.reading() as connection:
            jobs = print_repo.of_source(connection, "receipt", sale_id)
            if not jobs:
                return ""
            return marked(connection, replace(jobs[0], copy_no=len(jobs), language=languages))

    def document(self, sale_id: str, language: str = "", copy_no: int = 0) -> Document:
        """Return the sale's paper, in the language it was printed in unless another is named."""
        with self._reader.reading() as connection:
            jobs = print_repo.of_source(connection, "receipt", sale_id)
            if not jobs:
                raise Refused(Text.of("sale.not_found"))
            first = jobs[0]
            wanted = JobRow(
                first.id, first.kind, first.source_id, copy_no, language or first.language,
                first.state, "", 0, 0,
            )  # fmt: skip
            return paper(connection, wanted)


def _view(connection: Connection, row: SaleRow) -> SaleView:
    currency = Currency.of(row.currency)
    jobs = print_repo.of_source(connection, "receipt", row.id)
    return SaleView(
        sale_id=row.id,
        receipt_no=row.receipt_no,
        business_date=row.business_date,
        end_ms=row.end_ms,
        total=Money(row.total, currency),
        rounding=Money(row.rounding, currency),
        pieces_milli=row.pieces_milli,
        tenders=tuple(orders_repo.tenders(connection, row.id, currency)),
        voided_by=orders_repo.void_of(connection, row.id) or "",
        print_state=jobs[0].state if jobs else "",
        prints=_on_paper(jobs),
        sure=_sure(jobs),
    )


def _sure(jobs: Sequence[JobRow]) -> Sure:
    """Return the least that is known of any print: no word may say more."""
    if any(job.state == "unknown" for job in jobs):
        return "maybe"
    sent = any(job.state == "confirmed" and job.reason == _SENT for job in jobs)
    return "sent" if sent else "printed"


def _on_paper(jobs: Sequence[JobRow]) -> int:
    return sum(job.state in ("confirmed", "unknown") for job in jobs)
