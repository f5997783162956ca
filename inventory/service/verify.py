"""Check the books from end to end: chain, numbers, documents, money, stock, the file itself.

Reads one snapshot on a read-only connection, so it runs beside an open till and on a copy. Every
rule is checked by itself; one damage may break several. Memory does not grow with the file.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from inventory.kernel.errors import Damaged, Refused
from inventory.kernel.text import Text
from inventory.ledger import journal
from inventory.ledger.envelope import decode
from inventory.ledger.journal import Entry, Head
from inventory.pricing.pipeline import price
from inventory.service import verify_documents as documents
from inventory.service.verify_beside import Beside
from inventory.service.verify_documents import Body
from inventory.store import cart_repo, ledger_repo, taken_repo, verify_alone, verify_repo
from inventory.store.engine import Connection, Database
from inventory.store.migrate import require_known
from inventory.store.verify_repo import SaleRows, Till

FINDINGS_MAX = 50
COUNTED = ("journal", "sale", "sale_line", "post_void", "stock_move", "cash_move", "print_job")
RULES = (
    "file", "guard", "schema",
    "chain_sequence", "chain_type_sequence", "chain_previous_hash", "chain_hash",
    "chain_perpetual_total", "epoch", "body", "total", "receipt_number", "sale_missing",
    "sale_entry", "sale_amounts", "sale_shift", "sale_content", "sale_lines", "sale_taxes",
    "sale_adjustments", "sale_tenders", "sale_totals", "sale_line_sums", "sale_paid", "sale_job",
    "sale_template", "sale_stock", "sale_cash", "void_missing", "void_entry", "void_amounts",
    "void_job", "void_stock", "void_cash", "stock_entry", "stock_balance", "copy_job",
    "given_back", "setting_entry", "tax_entry", "template_entry", "staff_entry",
    "picture",
    *verify_alone.ALONE,
)  # fmt: skip
# What reading plain data raises when it has another shape than it must have.
_UNLIKE = (
    KeyError, TypeError, ValueError, IndexError, AttributeError, ArithmeticError, Refused,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: which rule, where, and how to say it."""

    rule: str
    where: str

    @property
    def text(self) -> Text:
        """Return the finding in words for people."""
        return Text.of(f"books.{self.rule}", where=self.where)


@dataclass(frozen=True, slots=True)
class Report:
    """What the check saw. Of each rule the first findings are kept; ``found`` counts them all."""

    findings: tuple[Finding, ...]
    found: Mapping[str, int]
    counts: Mapping[str, int]

    @property
    def clean(self) -> bool:
        """Tell whether nothing at all is wrong."""
        return not self.found


class _Notes:
    """Keeps the first findings of each rule and counts the rest."""

    def __init__(self) -> None:
        self.kept: list[Finding] = []
        self.found: dict[str, int] = {}

    def add(self, rule: str, where: str) -> None:
        assert rule in RULES, rule
        self.found[rule] = self.found.get(rule, 0) + 1
        if self.found[rule] <= FINDINGS_MAX:
            self.kept.append(Finding(rule, where))


class Verify:
    """The check of one file."""

    def __init__(self, reader: Database) -> None:
        self._reader = reader

    def run(self, *, file: bool = True) -> Report:
        """Check everything in one snapshot; ``file=False`` spares SQLite's own look at each page.

        A file that cannot even be read is reported, not raised; what is no shop is refused.
        """
        notes, counts = _Notes(), dict.fromkeys(COUNTED, 0)
        try:
            with self._reader.reading() as connection:
                require_known(connection)
                if file:
                    _each(notes, "file", verify_repo.integrity(connection))
                counts = {table: verify_repo.count(connection, table) for table in COUNTED}
                _check(connection, notes)
        except Damaged as damaged:
            notes.add("file", str(damaged.__cause__ or damaged).partition("\n")[0][:200])
        return Report(tuple(notes.kept), notes.found, counts)


def verify_file(database: Path) -> Report:
    """Check a shop's file, also one that stands where nothing can be written."""
    with verify_repo.readable(database) as reader:
        return Verify(reader).run()


def _each(notes: _Notes, rule: str, places: Iterator[str]) -> None:
    for where in places:
        notes.add(rule, where)


def _check(connection: Connection, notes: _Notes) -> None:
    _each(notes, "guard", verify_repo.unguarded(connection))
    _each(notes, "schema", verify_repo.other_schema(connection))
    walk = _Walk(connection, notes)
    for till in verify_repo.tills(connection):
        walk.epoch(till)
    walk.leftovers()
    _each(notes, "stock_balance", verify_repo.wrong_balances(connection))
    _each(notes, "picture", verify_repo.other_pictures(connection))
    _each(notes, "cart_rows", _unplayable(connection))
    for rule in verify_alone.ALONE:
        _each(notes, rule, verify_alone.alone(connection, rule))


def _unplayable(connection: Connection) -> Iterator[str]:
    """Yield the carts whose edits do not come back as a cart with a price."""
    for state in ("open", "parked", "closed"):
        for sale_id, _, _ in cart_repo.carts(connection, state):
            try:
                cart = cart_repo.load(connection, sale_id)
                assert cart is not None
                price(cart)
            except _UNLIKE:
                yield sale_id


class _Walk:
    """One pass over the journal, each entry beside the rows that it stands for."""

    def __init__(self, connection: Connection, notes: _Notes) -> None:
        self._connection = connection
        self._notes = notes
        self._stock_moves = 0
        self._copies = 0
        self._given_back = 0
        self._heads: dict[Till, Head] = {}
        self._templates: dict[int, bool] = {}
        self._beside = Beside()
        self._kinds: dict[str, Callable[[Entry, Body], None]] = {
            journal.SALE: self._sale,
            journal.POST_VOID: self._void,
            journal.STOCK: self._stock,
            journal.COPY: self._copy,
            journal.GIVEN_BACK: self._taken_given_back,
            journal.SETTING: self._beside.setting,
            journal.STAFF: self._beside.staff,
        }

    def epoch(self, till: Till) -> None:
        """Walk the entries of one epoch and follow its chain from the first to the head."""
        origin = verify_repo.newest_origin(till)
        if not verify_repo.known_till(self._connection, till):
            self._notes.add("epoch", _shown(till, 0))
        self._heads[till] = Head()
        entries = self._looked_at(till, ledger_repo.entries(self._connection, origin))
        for fault in journal.faults(entries):
            self._notes.add(f"chain_{fault.rule}", _shown(till, fault.seq))
        if self._heads[till].seq == 0:
            self._notes.add("epoch", _shown(till, 0))

    def leftovers(self) -> None:
        """Report moves, copies, money and all beside that the journal does not tell of."""
        moves = verify_repo.count(self._connection, "stock_move", "source_type = 'stock'")
        if moves != self._stock_moves:
            self._notes.add("stock_entry", f"{moves} / {self._stock_moves}")
        copies = verify_repo.count(self._connection, "print_job", "copy_no > 0")
        if copies != self._copies:
            self._notes.add("copy_job", f"{copies} / {self._copies}")
        given = verify_repo.count(self._connection, "tender_attempt", "state = 'given_back'")
        if given != self._given_back:
            self._notes.add("given_back", f"{given} / {self._given_back}")
        for rule, where in self._beside.faults(self._connection):
            self._notes.add(rule, where)

    def _looked_at(self, till: Till, entries: Iterator[Entry]) -> Iterator[Entry]:
        for entry in entries:
            before = self._heads[till]
            self._heads[till] = Head(entry.seq, entry.hash, entry.gt_abs, entry.gt_signed)
            self._entry(entry, entry.gt_signed - before.gt_signed)
            if before.seq == 0 and not self._begins_well(till, entry):
                self._notes.add("epoch", _shown(till, entry.seq))
            yield entry

    def _entry(self, entry: Entry, amount: int) -> None:
        """Look at one entry; a body of another shape than its type has is a finding itself."""
        try:
            body = decode(entry.body)
            if amount != _worth(entry.type, body):
                self._notes.add("total", _place(entry))
            look = self._kinds.get(entry.type)
            if look is not None:
                look(entry, body)
        except _UNLIKE:
            self._notes.add("body", _place(entry))

    def _begins_well(self, till: Till, first: Entry) -> bool:
        """Tell whether an epoch opens with its own entry, tied to the end of the one before."""
        if first.type != journal.EPOCH:
            return False
        try:
            body = decode(first.body)
        except ValueError:
            return False
        if not isinstance(body, dict) or (
            body.get("installation") != verify_repo.installation(self._connection, till)
        ):
            return False
        earlier = [each for each in self._heads if each[:2] == till[:2] and each[2] < till[2]]
        if not earlier:
            return "from" not in body
        before = max(earlier, key=lambda each: each[2])
        head = self._heads[before]
        return bool(body.get("from") == [before[2], head.seq, head.hash.hex()])

    def _sale(self, entry: Entry, body: Body) -> None:
        where = _place(entry, body["receipt_no"])
        if not documents.number_agrees(entry, body, documents.SALE_LETTER):
            self._notes.add("receipt_number", where)
        if not self._has_template(body["template"]):
            self._notes.add("sale_template", where)
        sale = verify_repo.sale_rows(self._connection, body["sale_id"])
        if sale is None:
            self._notes.add("sale_missing", where)
            return
        for rule in documents.sale_faults(entry, body, sale):
            self._notes.add(rule, where)

    def _has_template(self, version: int) -> bool:
        if version not in self._templates:
            self._templates[version] = verify_repo.template_exists(self._connection, version)
        return self._templates[version]

    def _void(self, entry: Entry, body: Body) -> None:
        where = _place(entry, body["receipt_no"])
        if not documents.number_agrees(entry, body, documents.VOID_LETTER):
            self._notes.add("receipt_number", where)
        void = verify_repo.void_rows(self._connection, body["sale_id"])
        sale = verify_repo.sale_rows(self._connection, body["sale_id"])
        if void is None or sale is None:
            self._notes.add("void_missing", where)
            return
        for rule in documents.void_faults(entry, body, void, sale):
            self._notes.add(rule, where)
        self._mirror(where, void, sale)

    def _mirror(self, where: str, void: verify_repo.VoidRows, sale: SaleRows) -> None:
        stock = verify_repo.stock_rows(self._connection, "post_void", void.id)
        if not documents.same(stock, documents.reversed_moves(sale.stock, void, cash=False)):
            self._notes.add("void_stock", where)
        cash = verify_repo.cash_rows(self._connection, "post_void", void.id)
        if not documents.same(cash, documents.reversed_moves(sale.cash, void, cash=True)):
            self._notes.add("void_cash", where)

    def _stock(self, entry: Entry, body: Body) -> None:
        self._stock_moves += len(body["moves"])
        posted = [*documents.till_of(entry), entry.business_date, entry.end_ms, entry.actor_id]
        told = [[*posted, *move, body["reason"]] for move in body["moves"]]
        have = verify_repo.stock_rows(self._connection, journal.STOCK, body["source_id"])
        if not documents.same(have, told):
            self._notes.add("stock_entry", _place(entry))

    def _copy(self, entry: Entry, body: Body) -> None:
        # The paper of a post-void that was never printed is asked for as a copy, and is its first.
        self._copies += body["copy"] > 0
        if not verify_repo.copy_exists(self._connection, body["source_id"], body["copy"]):
            self._notes.add("copy_job", _place(entry, body["receipt_no"]))

    def _taken_given_back(self, entry: Entry, body: Body) -> None:
        self._given_back += 1
        told = ("given_back", *(body[key] for key in ("kind", "amount", "card_tail", "approval")))
        if taken_repo.facts(self._connection, body["id"]) != told:
            self._notes.add("given_back", _place(entry))


def _worth(entry_type: str, body: Body) -> int:
    """Return what an entry of this type adds to the perpetual totals."""
    match entry_type:
        case journal.SALE:
            return int(body["total"])
        case journal.POST_VOID:
            return -int(body["total"])
        case _:
            return 0


def _place(entry: Entry, receipt_no: object = "") -> str:
    shown = _shown(documents.till_of(entry), entry.seq)
    return f"{shown} ({receipt_no})" if receipt_no else shown


def _shown(till: Till, seq: int) -> str:
    store, name, epoch = till
    return f"{store}/{name}/{epoch} #{seq}"
