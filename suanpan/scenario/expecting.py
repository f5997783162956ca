"""``expect``: what came out, as text, beside what the file says should have.

Each subject returns the text that was found; the last word of the statement is what was expected.
What differs is an unmet expectation, not an error: the file is played on.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from inventory.documents.blocks import Barcode, Block, Line, Row
from inventory.kernel.money import Money
from inventory.kernel.quantity import Quantity
from inventory.people.sites import LOCATION_KINDS
from inventory.pricing.cart import SetQuantity, apply
from inventory.pricing.pipeline import PricedLine, price
from inventory.service.verify import Verify
from inventory.store import ledger_repo
from suanpan.scenario.script import Statement
from suanpan.scenario.stage import Stage
from suanpan.scenario.verb import NONE, choice, money, quantity, variant, whole


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that can be expected: how to find it, its usage, and how its value is written."""

    find: Callable[[Stage, Statement], str]
    usage: str
    kind: str = "text"

    @property
    def words(self) -> int:
        """Return how many words follow ``expect``."""
        return len(self.usage.split())


def compare(stage: Stage, statement: Statement) -> str:
    """Return what is unmet about an ``expect`` statement, empty when it holds."""
    subject = find_subject(statement)
    expected = statement.words[-1]
    match subject.kind:
        case "money" if expected != NONE:
            expected = money(stage, statement, expected).plain()
        case "number":
            expected = str(whole(statement, expected))
    found = subject.find(stage, statement)
    return "" if found == expected else f"expected {expected}, found {found}"


def find_subject(statement: Statement) -> Subject:
    """Return the subject of an ``expect`` statement, or complain."""
    if not statement.words:
        raise statement.wrong(f"expect what? one of: {', '.join(SUBJECTS)}")
    name = statement.words[0]
    if name == "line" and len(statement.words) > 2 and f"line {statement.words[2]}" in SUBJECTS:
        name = f"line {statement.words[2]}"
    elif name == "day" and len(statement.words) > 1:
        name = f"day {statement.words[1]}"
    subject = SUBJECTS.get(name)
    if subject is None:
        raise statement.wrong(f"no expectation {name}; there are: {', '.join(SUBJECTS)}")
    if len(statement.words) != subject.words or statement.options:
        raise statement.wrong(f"usage: expect {subject.usage}")
    return subject


# --- the sale in hand ---------------------------------------------------------------------------


def _line_of(stage: Stage, statement: Statement) -> PricedLine | None:
    number = whole(statement, statement.words[1])
    lines = stage.priced().lines
    return next((each for each in lines if each.line.number == number), None)


def _line(find: Callable[[PricedLine], str]) -> Callable[[Stage, Statement], str]:
    def text(stage: Stage, statement: Statement) -> str:
        line = _line_of(stage, statement)
        return NONE if line is None else find(line)

    return text


def _line_tax(stage: Stage, statement: Statement) -> str:
    line, code = _line_of(stage, statement), statement.words[3]
    taxes = line.taxes if line else ()
    return next((each.amount.plain() for each in taxes if each.tax.code == code), NONE)


def _unit_gross(stage: Stage, statement: Statement) -> str:
    """Price one unit of the line by itself, with its taxes."""
    line = _line_of(stage, statement)
    if line is None:
        return NONE
    alone = replace(stage.hand.cart, lines=(line.line,), order_discount=None, round_off=None)
    one = quantity(statement, "1", line.line.item.unit)
    return price(apply(alone, SetQuantity(line.line.number, one))).total.plain()


def _tax(stage: Stage, statement: Statement) -> str:
    found = stage.priced().taxes_by_code().get(statement.words[1])
    return NONE if found is None else found[1].plain()


def _base(stage: Stage, statement: Statement) -> str:
    found = stage.priced().taxes_by_code().get(statement.words[1])
    return NONE if found is None else found[0].plain()


def _adjustment(stage: Stage, statement: Statement) -> str:
    kind = statement.words[1]
    made = stage.priced().adjustments
    return next((each.amount.plain() for each in made if each.kind == kind), NONE)


def _due(stage: Stage, statement: Statement) -> str:
    """Return what a tender of this kind would settle the rest with."""
    kind, left = statement.words[1], stage.standing().still_open
    return (stage.rules.cash.due(left) if kind == "cash" else left).plain()


def _tender(stage: Stage, statement: Statement) -> str:
    rows = stage.standing().rows
    at = whole(statement, statement.words[1])
    if not 0 < at <= len(rows):
        return NONE
    row = rows[at - 1]
    return f"{row.kind}:{row.amount.plain()}{':change' if row.is_change else ''}"


def _done(find: Callable[[Stage], str]) -> Callable[[Stage, Statement], str]:
    """Answer for a finished sale; an open one has nothing of the kind."""

    def text(stage: Stage, _: Statement) -> str:
        return NONE if stage.hand.done is None else find(stage)

    return text


def _yes(held: object) -> str:
    return "yes" if held else "no"


# --- the shop -------------------------------------------------------------------------------


def _stock(stage: Stage, statement: Statement) -> str:
    found = stage.stock.on_hand(stage.owner, [variant(stage, statement, statement.words[1])])
    return next(iter(found.values())).plain()


def _place(stage: Stage, statement: Statement) -> str:
    """Add up the moves of goods into and out of a place."""
    _, code, kind, _ = statement.words
    location = stage.context.site.place(choice(statement, kind, *LOCATION_KINDS))
    with stage.reader.reading() as connection:
        milli = ledger_repo.on_hand(connection, location, variant(stage, statement, code))
    return Quantity(milli).plain()


def _of_day(find: Callable[[Stage], dict[str, Money]]) -> Callable[[Stage, Statement], str]:
    def text(stage: Stage, statement: Statement) -> str:
        amount = find(stage).get(statement.words[2])
        return NONE if amount is None else amount.plain()

    return text


def _day(find: str) -> Callable[[Stage, Statement], str]:
    def text(stage: Stage, _: Statement) -> str:
        days = {each.business_date: each for each in stage.report.by_day()}
        if stage.today not in days:
            return "0" if find == "sales" else Money.zero(stage.context.site.currency).plain()
        value = getattr(days[stage.today], find)
        return value.plain() if isinstance(value, Money) else str(value)

    return text


def _perpetual(stage: Stage, statement: Statement) -> str:
    which = choice(statement, statement.words[1], "abs", "signed")
    with stage.reader.reading() as connection:
        head = ledger_repo.head(connection, stage.context.origin)
    minor = head.gt_abs if which == "abs" else head.gt_signed
    return Money(minor, stage.context.site.currency).plain()


def _verify(stage: Stage, _: Statement) -> str:
    report = Verify(stage.reader).run()
    return "clean" if report.clean else ", ".join(sorted(report.found))


def _last_receipt(stage: Stage, _: Statement) -> str:
    return stage.finished[-1][0].receipt_no if stage.finished else NONE


def _printed(stage: Stage, statement: Statement) -> str:
    """Look for the text on the last sale's paper, in a line or in one row's cells together."""
    if not stage.finished:
        return NONE
    blocks = stage.history.document(stage.finished[-1][0].sale_id).blocks
    wanted = statement.words[-1]
    return wanted if any(wanted in _shown(each) for each in blocks) else "no such text"


def _shown(block: Block) -> str:
    match block:
        case Line(text) | Barcode(text):
            return text
        case Row(cells):
            return " ".join(cell.text for cell in cells)
        case _:
            return ""


_LINE_AMOUNTS = {
    "gross": lambda each: each.gross.plain(),
    "discount": lambda each: each.line_discount.plain(),
    "amount": lambda each: each.amount.plain(),
    "share": lambda each: each.order_share.plain(),
    "charged": lambda each: each.charged.plain(),
    "net": lambda each: each.net.plain(),
    "tax": lambda each: each.tax.plain(),
    "total": lambda each: each.total.plain(),
}
SUBJECTS: dict[str, Subject] = {
    **{
        f"line {name}": Subject(_line(find), f"line LINE {name} AMOUNT", "money")
        for name, find in _LINE_AMOUNTS.items()
    },
    "line tax-of": Subject(_line_tax, "line LINE tax-of TAX AMOUNT", "money"),
    "line unit-gross": Subject(_unit_gross, "line LINE unit-gross AMOUNT", "money"),
    "line quantity": Subject(
        _line(lambda each: each.line.quantity.plain()), "line LINE quantity QUANTITY"
    ),
    "line price": Subject(
        _line(lambda each: each.line.unit_price.plain()), "line LINE price PRICE"
    ),
    "line style": Subject(_line(lambda each: each.line.item.style_code), "line LINE style CODE"),
    "lines": Subject(lambda stage, _: str(len(stage.hand.cart.lines)), "lines COUNT", "number"),
    "net": Subject(lambda stage, _: stage.priced().net.plain(), "net AMOUNT", "money"),
    "tax": Subject(_tax, "tax TAX AMOUNT", "money"),
    "base": Subject(_base, "base TAX AMOUNT", "money"),
    "taxes": Subject(lambda stage, _: stage.priced().tax.plain(), "taxes AMOUNT", "money"),
    "total": Subject(lambda stage, _: stage.priced().total.plain(), "total AMOUNT", "money"),
    "saved": Subject(lambda stage, _: stage.priced().saved.plain(), "saved AMOUNT", "money"),
    "adjustment": Subject(_adjustment, "adjustment percent|amount|round_off AMOUNT", "money"),
    "open": Subject(lambda stage, _: stage.standing().still_open.plain(), "open AMOUNT", "money"),
    "due": Subject(_due, "due cash|card AMOUNT", "money"),
    "rounding": Subject(
        lambda stage, _: stage.standing().rounding.plain(), "rounding AMOUNT", "money"
    ),
    "change": Subject(lambda stage, _: stage.standing().change.plain(), "change AMOUNT", "money"),
    "tender": Subject(_tender, "tender NUMBER KIND:AMOUNT[:change]"),
    "tenders": Subject(lambda stage, _: str(len(stage.standing().rows)), "tenders COUNT", "number"),
    "settled": Subject(lambda stage, _: _yes(stage.standing().settled), "settled yes|no"),
    "finished": Subject(lambda stage, _: _yes(stage.hand.done), "finished yes|no"),
    "repeated": Subject(
        _done(lambda stage: _yes(stage.hand.done and stage.hand.done.repeated)), "repeated yes|no"
    ),
    "opens-drawer": Subject(
        _done(lambda stage: _yes(stage.hand.done and stage.hand.done.opens_drawer)),
        "opens-drawer yes|no",
    ),
    "receipt": Subject(_last_receipt, "receipt NUMBER"),
    "void": Subject(
        lambda stage, _: stage.voided[-1] if stage.voided else NONE, "void NUMBER"
    ),
    "copy": Subject(
        lambda stage, _: str(stage.hand.job.copy_no) if stage.hand.job else NONE, "copy NUMBER"
    ),
    "printed": Subject(_printed, "printed TEXT"),
    "stock": Subject(_stock, "stock PRODUCT QUANTITY"),
    "moved": Subject(_place, "moved PRODUCT PLACE QUANTITY"),
    "drawer": Subject(
        lambda stage, _: stage.report.drawer_cash().plain(), "drawer AMOUNT", "money"
    ),
    "day sales": Subject(_day("sales"), "day sales COUNT", "number"),
    "day net": Subject(_day("net"), "day net AMOUNT", "money"),
    "day total": Subject(_day("total"), "day total AMOUNT", "money"),
    "day rounding": Subject(_day("rounding"), "day rounding AMOUNT", "money"),
    "day tax": Subject(
        _of_day(lambda stage: stage.report.taxes(stage.today)), "day tax TAX AMOUNT", "money"
    ),
    "day revenue": Subject(
        _of_day(lambda stage: stage.report.revenue(stage.today)),
        "day revenue CLASS AMOUNT", "money",
    ),
    "day taken": Subject(
        _of_day(lambda stage: stage.report.taken(stage.today)), "day taken KIND AMOUNT", "money"
    ),
    "perpetual": Subject(_perpetual, "perpetual abs|signed AMOUNT", "money"),
    "verify": Subject(_verify, "verify clean"),
}  # fmt: skip
