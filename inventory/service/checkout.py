"""Ring up, pay, park and take back: the cashier's use cases. All run on the writer's thread.

A cart edit is one small row without fsync. A finished sale is one durable transaction: sale, stock,
cash, journal entry, print job and closed cart together, or nothing at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inventory.kernel.clock import local_time
from inventory.kernel.errors import Damaged, Refused
from inventory.kernel.ids import ReceiptNumber
from inventory.kernel.money import Money
from inventory.kernel.text import Text
from inventory.ledger import journal
from inventory.ledger.journal import NewEntry
from inventory.orders import sale as sales
from inventory.orders.rights import require_edit
from inventory.orders.sale import Sale, Stamp
from inventory.orders.tender import Offer, PayRules, TenderRow
from inventory.orders.tenders import opens_drawer, settle
from inventory.people.staff import Actor, Permission
from inventory.pricing.cart import Cart, Edit
from inventory.pricing.cash_rounding import CashRule
from inventory.pricing.pipeline import price
from inventory.service import parked, taking
from inventory.service.context import Context
from inventory.service.parked import Parked
from inventory.service.print_jobs import TAKEN_BACK, kept_reason
from inventory.service.settings import current_template_version
from inventory.service.shop_settings import ShopSettings
from inventory.service.standing import require_still
from inventory.service.undo import require_standing, undoable
from inventory.store import cart_repo, ledger_repo, orders_repo, print_repo
from inventory.store.engine import Connection, Database
from inventory.store.ledger_repo import Place, Posting
from inventory.store.orders_repo import Booked, NewJob, SaleRow

RECEIPT, VOID = "receipt", "void"
SALE_LETTER, VOID_LETTER = "S", "V"
NO_SALE_REASONS = ("change", "check", "test")


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A piece of paper that was queued; ``copy_no`` 0 is the first print."""

    id: str
    kind: str
    source_id: str
    copy_no: int
    language: str


@dataclass(frozen=True, slots=True)
class Finished:
    """A booked sale; ``repeated`` when it had been booked before with the same content."""

    sale_id: str
    receipt_no: str
    business_date: str
    end_ms: int
    total: Money
    rounding: Money
    tenders: tuple[TenderRow, ...]
    pieces_milli: int
    opens_drawer: bool
    one_tap: bool
    job: PrintJob
    journal_seq: int
    repeated: bool = False

    @property
    def change(self) -> Money:
        """Return what goes back to the customer in cash, as a positive amount."""
        zero = Money.zero(self.total.currency)
        return -sum((row.amount for row in self.tenders if row.is_change), zero)

    @property
    def paid(self) -> Money:
        """Return what the customer handed over, before change."""
        zero = Money.zero(self.total.currency)
        return sum((row.amount for row in self.tenders if not row.is_change), zero)


@dataclass(frozen=True, slots=True)
class Voided:
    """A sale taken back; ``cart`` holds its lines again under a new sale id."""

    receipt_no: str
    reverses: str
    cart: Cart
    job: PrintJob | None
    journal_seq: int


def pay_rules(settings: ShopSettings) -> PayRules:
    """Return the shop's rules for paying."""
    return PayRules(CashRule(settings.cash_step, settings.cash_rounding), settings.cash_back)


class Checkout:
    """The cashier's use cases on the writer's connection; every call is one transaction."""

    def __init__(self, context: Context, books: Database, settings: ShopSettings) -> None:
        self._context = context
        self._books = books
        self._settings = settings

    def use(self, settings: ShopSettings) -> None:
        """Work by these settings from now on."""
        self._settings = settings

    def new_cart(self) -> Cart:
        """Return an empty cart with its sale's id; nothing is written, any thread may ask."""
        return Cart(self._context.new_id(), self._context.site.currency)

    def _require_currency(self, cart: Cart) -> None:
        """Refuse to sell in another currency than the shop's: prices mean something else now."""
        if cart.currency.code != self._settings.currency:
            raise Refused(Text.of("cart.other_currency", currency=self._settings.currency))

    def keep(self, actor: Actor, cart: Cart, edit: Edit) -> None:
        """Keep one edit of this cart as the next row; in order, without fsync.

        The first edit opens it; one of a cart that is booked, held or gone by now is refused.
        """
        require_edit(actor, edit)
        self._require_currency(cart)
        with self._books.transaction(durable=False) as connection:
            require_still(connection, actor)
            if cart.fresh:
                now = self._context.clock.now_ms()
                cart_repo.open_cart(connection, self._context.origin, cart, actor.id, now)
            taking.require_none(connection, cart.sale_id)
            if not cart_repo.add_edit(connection, cart.sale_id, edit):
                raise Refused(Text.of("cart.not_there"))

    def recover(self) -> Cart | None:
        """Return the cart that was open when the till stopped; others are parked.

        One for which money was taken comes first.
        """
        with self._books.transaction() as connection:
            return parked.recover(connection, self._context.site.currency)

    def doubtful(self, cart: Cart) -> bool:
        """Tell whether a cart came with a backup: it may have been paid elsewhere."""
        with self._books.reading() as connection:
            return cart_repo.is_from_backup(connection, cart.sale_id)

    def park(self, actor: Actor, cart: Cart, label: str = "") -> None:
        """Put the open cart aside."""
        actor.require(Permission.SELL)
        if cart.empty:
            raise Refused(Text.of("sale.empty"))
        with self._books.transaction() as connection:
            taking.require_none(connection, cart.sale_id)
            parked.move(connection, cart.sale_id, "open", "parked", label)

    def resume(self, actor: Actor, sale_id: str, aside: Cart | None = None) -> Cart:
        """Take a parked cart up again, and put ``aside`` what lies on the counter: both or none.

        Two tills' threads cannot both get it.
        """
        actor.require(Permission.SELL)
        with self._books.transaction() as connection:
            parked.put_aside(connection, aside)
            cart = parked.move(connection, sale_id, "parked", "open")
            self._require_currency(cart)
            return cart

    def parked(self) -> tuple[Parked, ...]:
        """Return the carts put aside, oldest first, behind every earlier write."""
        return parked.parked(self._books)

    def discard(self, actor: Actor, sale_id: str) -> None:
        """Throw an unpaid cart away."""
        actor.require(Permission.SELL)
        with self._books.transaction(durable=False) as connection:
            if orders_repo.find_sale(connection, sale_id) is None:
                taking.require_none(connection, sale_id)
                cart_repo.discard(connection, sale_id)

    def require_room(self, cart: Cart) -> None:
        """Refuse to take money that could not be booked: writes through to the disk to see."""
        self._books.require_room()
        with self._books.transaction() as connection:
            cart_repo.touch(connection, cart.sale_id)

    def complete(
        self, actor: Actor, cart: Cart, offers: Sequence[Offer], *, one_tap: bool = False
    ) -> Finished:
        """Book the sale and return it; the same sale again returns the first result.

        Raises ``Refused`` when it is not paid, breaks a rule or was taken back, and ``Damaged``
        when another content was booked under the same id. Nothing is half done.
        """
        self._require_currency(cart)
        priced = price(cart)
        standing = settle(priced.total, offers, pay_rules(self._settings))
        sale = sales.sell(actor, priced, standing, one_tap=one_tap)
        self._books.require_room()
        with self._books.transaction() as connection:
            content = sales.content(sale)
            content_hash = sales.content_hash(content)
            before = orders_repo.find_sale(connection, sale.sale_id)
            if before is not None:
                return self._repeated(connection, before, sale, content_hash)
            require_still(connection, actor)
            taking.settle(connection, cart, offers)
            return self._book(connection, actor, sale, (content, content_hash))

    def _book(
        self,
        connection: Connection,
        actor: Actor,
        sale: Sale,
        content: tuple[dict[str, object], bytes],
    ) -> Finished:
        context, body = self._context, content[0]
        booked, stamp, place = self._stamp(connection, actor, (journal.SALE, SALE_LETTER))
        opened = cart_repo.opened_ms(connection, sale.sale_id)
        if opened is None:
            raise Refused(Text.of("cart.not_there"))
        booked = replace(booked, begin_ms=opened)
        orders_repo.insert_sale(connection, context.origin, sale, booked, content[1])
        posting = self._posting(booked, "sale", sale.sale_id)
        ledger_repo.post_stock(connection, posting, sales.stock_moves(sale, context.site))
        moves = sales.cash_moves(sale.standing)
        ledger_repo.post_cash(connection, posting, booked.shift_id, moves)
        entry = NewEntry(
            journal.SALE, booked.business_date, opened, booked.end_ms, actor.id,
            sales.body(body, stamp, one_tap=sale.one_tap), sale.total.minor,
        )  # fmt: skip
        self._append(connection, entry, place, booked)
        job = self._queue(connection, (RECEIPT, sale.sale_id, 0), booked.end_ms)
        cart_repo.close(connection, sale.sale_id)
        return self._finished(sale, booked, job)

    def _finished(self, sale: Sale, booked: Booked, job: PrintJob) -> Finished:
        return Finished(
            sale_id=sale.sale_id,
            receipt_no=booked.receipt_no,
            business_date=booked.business_date,
            end_ms=booked.end_ms,
            total=sale.total,
            rounding=sale.standing.rounding,
            tenders=sale.standing.rows,
            pieces_milli=sale.priced.cart.pieces_milli,
            opens_drawer=opens_drawer(sale.standing),
            one_tap=sale.one_tap,
            job=job,
            journal_seq=booked.journal_seq,
        )

    def _repeated(
        self, connection: Connection, before: SaleRow, sale: Sale, content_hash: bytes
    ) -> Finished:
        if before.content_hash != content_hash:
            raise Damaged(Text.of("sale.other_content", receipt=before.receipt_no))
        require_standing(connection, before)
        first = print_repo.of_source(connection, RECEIPT, before.id)[0]
        job = PrintJob(first.id, first.kind, first.source_id, first.copy_no, first.language)
        booked = Booked(
            before.journal_seq, before.receipt_no, before.business_date, before.begin_ms,
            before.end_ms, before.actor_id, before.shift_id,
        )  # fmt: skip
        again = self._finished(replace(sale, one_tap=bool(before.one_tap)), booked, job)
        return replace(again, opens_drawer=False, repeated=True)

    # --- taking back, copies, drawer --------------------------------------------------------

    def post_void(self, actor: Actor, sale_id: str, aside: Cart | None = None) -> Voided:
        """Take a one-tap sale back within 8 s: own number, reversed moves, its lines reopened.

        What lies on the counter meanwhile is put ``aside`` in the same transaction.
        """
        actor.require(Permission.UNDO_SALE)
        self._books.require_room()
        with self._books.transaction() as connection:
            require_still(connection, actor)
            sale, sale_body = undoable(connection, self._context, sale_id)
            booked, stamp, place = self._stamp(connection, actor, (journal.POST_VOID, VOID_LETTER))
            void_id = self._context.new_id()
            orders_repo.insert_void(connection, self._context.origin, void_id, sale, booked)
            posting = self._posting(booked, "post_void", void_id)
            self._reverse(connection, posting, booked.shift_id, sale_id)
            body = sales.void_body(sale_body, stamp)
            entry = NewEntry(
                journal.POST_VOID, booked.business_date, booked.begin_ms, booked.end_ms, actor.id,
                body, -sale.total,
            )  # fmt: skip
            self._append(connection, entry, place, booked)
            job = self._void_paper(connection, sale_id, void_id, booked.end_ms)
            parked.put_aside(connection, aside)
            new_id = self._context.new_id()
            cart_repo.reopen(connection, sale_id, new_id, booked.end_ms)
            cart = cart_repo.load(connection, new_id) or Cart(new_id, self._context.site.currency)
        return Voided(booked.receipt_no, sale_id, cart, job, booked.journal_seq)

    def _reverse(
        self, connection: Connection, posting: Posting, shift_id: str, sale_id: str
    ) -> None:
        stock = ledger_repo.stock_of(connection, "sale", sale_id)
        ledger_repo.post_stock(connection, posting, [move.reversed() for move in stock])
        cash = ledger_repo.cash_of(connection, "sale", sale_id)
        ledger_repo.post_cash(connection, posting, shift_id, [move.reversed() for move in cash])

    def _void_paper(
        self, connection: Connection, sale_id: str, void_id: str, now: int
    ) -> PrintJob | None:
        """Cancel a receipt that still waits; one that may be on paper is followed by a void."""
        first = print_repo.of_source(connection, RECEIPT, sale_id)[0]
        if first.state == "queued":
            reason = kept_reason(TAKEN_BACK)
            print_repo.set_state(connection, first.id, "failed", reason, now)
            print_repo.put_aside(connection, (first.id,))
            return None
        return self._queue(connection, (VOID, void_id, 0), now)

    def reprint(self, actor: Actor, receipt_no: str) -> PrintJob:
        """Queue a copy of a receipt with its COPY mark, and journal it."""
        actor.require(Permission.REPRINT)
        wanted = str(ReceiptNumber.parse(receipt_no))
        with self._books.transaction() as connection:
            require_still(connection, actor)
            kind, source_id = self._paper_of(connection, wanted)
            copy_no = len(print_repo.of_source(connection, kind, source_id))
            body = {"receipt_no": wanted, "source_id": source_id, "copy": copy_no}
            self._context.record(connection, actor, journal.COPY, body)
            now = self._context.clock.now_ms()
            return self._queue(connection, (kind, source_id, copy_no), now)

    def _paper_of(self, connection: Connection, receipt_no: str) -> tuple[str, str]:
        sale = orders_repo.find_receipt(connection, receipt_no)
        if sale is not None:
            return RECEIPT, sale.id
        void_id = orders_repo.find_void(connection, receipt_no)
        if void_id is None:
            raise Refused(Text.of("receipt.not_found", value=receipt_no))
        return VOID, void_id

    def no_sale(self, actor: Actor, reason: str) -> None:
        """Journal that the drawer is opened without a sale; the caller then kicks it."""
        actor.require(Permission.OPEN_DRAWER)
        if reason not in NO_SALE_REASONS:
            raise ValueError(reason)
        with self._books.transaction() as connection:
            require_still(connection, actor)
            self._context.record(connection, actor, journal.NO_SALE, {"reason": reason})

    # --- numbering ---------------------------------------------------------------------------

    def _stamp(
        self, connection: Connection, actor: Actor, kind: tuple[str, str]
    ) -> tuple[Booked, Stamp, Place]:
        """Return number, time, shift and paper of the next document of a (type, letter)."""
        context, site = self._context, self._context.site
        now = context.clock.now_ms()
        date = context.business_date(now)
        shift_id, shift_number = self._shift(connection, actor, date, now)
        place = ledger_repo.next_place(connection, context.origin, kind[0])
        number = ReceiptNumber(site.store_id, site.till_id, site.epoch, kind[1], place.type_seq)
        booked = Booked(place.head.seq + 1, str(number), date, now, now, actor.id, shift_id)
        stamp = Stamp(
            receipt_no=str(number),
            local_time=local_time(now, site.zone),
            shift_number=shift_number,
            staff_code=actor.code,
            template=current_template_version(connection),
        )
        return booked, stamp, place

    def _shift(self, connection: Connection, actor: Actor, date: str, now: int) -> tuple[str, int]:
        """Return (id, number) of the day's shift, opened by the first document of the day."""
        found = ledger_repo.shift_of_day(connection, self._context.origin, date)
        if found is not None:
            return found
        posting = Posting(self._context.origin, date, now, actor.id, "shift", "")
        new_id = self._context.new_id()
        return ledger_repo.open_shift(connection, posting, new_id, implicit=True)

    def _posting(self, booked: Booked, source_type: str, source_id: str) -> Posting:
        return Posting(
            self._context.origin, booked.business_date, booked.end_ms, booked.actor_id,
            source_type, source_id,
        )  # fmt: skip

    def _append(
        self, connection: Connection, entry: NewEntry, place: Place, booked: Booked
    ) -> None:
        written = ledger_repo.append(connection, self._context.origin, entry, place)
        assert written.seq == booked.journal_seq

    def _queue(self, connection: Connection, paper: tuple[str, str, int], now: int) -> PrintJob:
        language = "+".join(self._settings.receipt_languages)
        job = NewJob(self._context.new_id(), *paper, language)
        orders_repo.insert_job(connection, self._context.origin, job, now)
        return PrintJob(job.id, job.kind, job.source_id, job.copy_no, job.language)
