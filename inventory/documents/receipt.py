"""The receipt and the void slip: a pure function of journal body, kept template and language.

Nothing else may enter: the same three give the same paper for ever, but for its marks: which copy
it is, and by which void its sale was taken back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from inventory.catalogue.product import ONE_SIZE, Names
from inventory.documents.blocks import (
    Barcode,
    Blank,
    Block,
    Cell,
    Document,
    Line,
    Picture,
    Row,
    Rule,
)
from inventory.documents.receipt_words import off, word
from inventory.kernel.money import Currency, Money, Rate, UnitPrice
from inventory.kernel.quantity import Quantity

Body = Mapping[str, Any]
Mark = Literal["copy", "reprint"]
LANGUAGES = ("zh-Hans", "zh-Hant", "en")


@dataclass(frozen=True, slots=True)
class Template:
    """A kept template: its layout version, what stands on the paper, and the logo's PNG."""

    layout: int
    facts: Mapping[str, Any]
    logo: bytes | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """What sets a paper apart from the first print; ``voided_by`` is the void's number.

    A copy of a print that is in doubt is a reprint: nobody knows whether it is the second.
    """

    copy_no: int = 0
    mark: Mark = "copy"
    voided_by: str = ""


_NO_MARKS = Marks()


def languages_of(text: str) -> tuple[str, ...]:
    """Read ``zh-Hans+en``; an unknown language is left out, none at all is ``zh-Hans``."""
    found = tuple(each for each in text.split("+") if each in LANGUAGES)
    return found or ("zh-Hans",)


def receipt(body: Body, template: Template, language: str, marks: Marks = _NO_MARKS) -> Document:
    """Return the receipt of a sale; a copy's mark and that of a void stand on top and below."""
    paper = _Paper(body, template, languages_of(language))
    blocks = [
        *paper.marks(marks), *paper.head(), *paper.stamp(), Rule(), *paper.lines(),
        Rule(), *paper.sums(), *paper.taxes(included=False), *paper.total(),
        *paper.taxes(included=True), *paper.tenders(), *paper.foot(marks),
    ]  # fmt: skip
    return Document(str(body["receipt_no"]), tuple(blocks))


def void_slip(body: Body, template: Template, language: str, marks: Marks = _NO_MARKS) -> Document:
    """Return the slip that says a sale was taken back."""
    paper = _Paper(body, template, languages_of(language))
    blocks = [
        *paper.marks(marks), *paper.head(),
        Line(paper.say("void"), "centre", bold=True, size=2),
        *paper.stamp(),
        paper.pair(paper.say("void_of"), str(body["reverses_receipt"])), Rule(),
        paper.pair(paper.say("returned"), paper.money(body["total"], sign=True), big=True),
        *paper.tenders(back=True), *paper.foot(marks),
    ]  # fmt: skip
    return Document(str(body["receipt_no"]), tuple(blocks))


class _Paper:
    """Writes the parts of one paper."""

    def __init__(self, body: Body, template: Template, languages: tuple[str, ...]) -> None:
        self._body = body
        self._template = template
        self._languages = languages
        self._currency = Currency.of(body["currency"])

    def say(self, key: str) -> str:
        """Return a word of this layout."""
        return word(self._template.layout, key, self._languages)

    def money(self, minor: int, *, sign: bool = False) -> str:
        """Write an amount with its thousands apart, on request with the currency's sign."""
        plain = Money(abs(minor), self._currency).plain()
        whole, _, part = plain.partition(".")
        shown = f"{int(whole):,}" + (f".{part}" if part else "")
        return ("-" if minor < 0 else "") + (self._currency.symbol if sign else "") + shown

    def pair(self, left: str, right: str, *, big: bool = False) -> Row:
        """Return a label with its value at the right edge."""
        cells = (Cell(left, 1), Cell(right, 1, "right"))
        return Row(cells, bold=big, size=2 if big else 1)

    def names(self, plain: list[str]) -> str:
        """Return a name in every language of the paper, none twice."""
        names = Names(*plain)
        shown = (names.in_language(each) for each in self._languages)
        return " ".join(dict.fromkeys(each for each in shown if each))

    def marks(self, marks: Marks, *, small: bool = False) -> list[Block]:
        """Return the marks: the only thing in which a paper differs from the first print.

        They stand above and, small, below: a printer that lost its power may print the lower half.
        """
        size: Literal[1, 2] = 1 if small else 2
        blocks: list[Block] = []
        if marks.copy_no:
            text = f"{self.say(marks.mark)} {marks.copy_no}"
            blocks.append(Line(text, "centre", bold=True, size=size))
        if marks.voided_by:
            blocks.append(Line(self.say("voided"), "centre", bold=True, size=size))
            blocks.append(Line(marks.voided_by, "centre", bold=True))
        return blocks

    def head(self) -> list[Block]:
        """Return logo, shop, address, tax numbers and the shop's own lines."""
        facts = self._template.facts
        blocks: list[Block] = [Picture(self._template.logo)] if self._template.logo else []
        name = Names(*facts["name"])
        shown = list(dict.fromkeys(name.in_language(each) for each in self._languages))
        blocks.append(Line(shown[0], "centre", bold=True, size=2))
        blocks += [Line(each, "centre") for each in shown[1:]]
        address = "  ".join(each for each in (facts["address"], facts["phone"]) if each)
        if address:
            blocks.append(Line(address, "centre"))
        for number in facts["tax_numbers"]:
            blocks.append(Line(f"{self.say('tax_number')} {number}", "centre"))
        blocks += [Line(each, "centre") for each in facts["receipt_header"]]
        return blocks

    def stamp(self) -> list[Block]:
        """Return number, time, cashier and shift."""
        body = self._body
        return [
            Rule(),
            self.pair(self.say("number"), str(body["receipt_no"])),
            self.pair(str(body["time"])[:16], f"{self.say('shift')} #{body['shift']}"),
            Line(f"{self.say('cashier')} {body['staff']}"),
        ]

    def lines(self) -> list[Block]:
        """Return the goods: name, then variant, price × quantity and amount."""
        return [block for line in self._body["lines"] for block in self._line(line)]

    def _line(self, line: Body) -> list[Block]:
        price = UnitPrice(line["unit_price"], self._currency).plain()
        facts = [self._variant(line), f"{price} x {Quantity(line['qty']).plain()}"]
        facts.append(self._discount(line["discount"]))
        left = "  " + "  ".join(each for each in facts if each)
        cells = (Cell(left, 3), Cell(self.money(line["amount"]), 1, "right"))
        name = self.names(line["names"]) or str(line["style"])
        return [Line(name), Row(cells)]

    def _variant(self, line: Body) -> str:
        size = self.say("one_size") if line["size"] == ONE_SIZE else line["size"]
        return "/".join(each for each in (self.names(line["colour"]), size) if each)

    def _discount(self, discount: list[Any] | None) -> str:
        if discount is None:
            return ""
        if discount[2] == "gift":
            return self.say("gift")
        percent = Rate(discount[0], discount[1]).plain_percent()
        return off(self._template.layout, percent, self._languages)

    def sums(self) -> list[Block]:
        """Return what leads to the total: pieces, tag prices, and every discount by itself."""
        body = self._body
        blocks: list[Block] = [self.pair(self.say("pieces"), Quantity(body["pieces"]).plain())]
        gross = sum(line["gross"] for line in body["lines"])
        amount = sum(line["amount"] for line in body["lines"])
        steps = [("special", gross - body["tag_total"]), ("line_discount", amount - gross)]
        steps += [(kind, -taken_off) for kind, taken_off in body["adjustments"]]
        steps = [(key, change) for key, change in steps if change]
        if steps:
            blocks.append(self.pair(self.say("tag_total"), self.money(body["tag_total"])))
        blocks += [self.pair(self.say(key), self.money(change)) for key, change in steps]
        return blocks

    def total(self) -> list[Block]:
        """Return the total and, where cash was rounded, what that made to pay."""
        body = self._body
        total = self.pair(self.say("total"), self.money(body["total"], sign=True), big=True)
        if not body["rounding"]:
            return [total]
        due = body["total"] + body["rounding"]
        return [
            total,
            self.pair(self.say("rounding"), self.money(body["rounding"])),
            self.pair(self.say("due"), self.money(due)),
        ]

    def taxes(self, *, included: bool) -> list[Block]:
        """Return each tax inside the prices, or on top of them, with its rate and amount."""
        kinds = {tax[0]: tax for line in self._body["lines"] for tax in line["taxes"]}
        blocks: list[Block] = []
        for code, _, amount in self._body["taxes"]:
            _, num, den, inside, *_ = kinds[code]
            if inside != included:
                continue
            label = self.say("tax_included" if included else "tax_added")
            rate = Rate(num, den).plain_percent()
            name = self.names(self._template.facts.get("tax_names", {}).get(code, [])) or code
            blocks.append(self.pair(f"{label} {name} {rate}%", self.money(amount)))
        return blocks

    def tenders(self, *, back: bool = False) -> list[Block]:
        """Return each way of paying; change is a line of its own."""
        blocks: list[Block] = []
        for kind, amount, is_change, tail, approval in self._body["tenders"]:
            label = self.say("change" if is_change else kind)
            proof = " ".join(each for each in (f"*{tail}" if tail else "", approval) if each)
            shown = -amount if is_change != back else amount
            blocks.append(self.pair(f"{label} {proof}".rstrip(), self.money(shown)))
        return blocks

    def foot(self, marks: Marks) -> list[Block]:
        """Return the shop's closing lines and the number to be scanned."""
        again = self.marks(marks, small=True)
        lines: list[Block] = [
            Line(each, "centre") for each in self._template.facts["receipt_footer"]
        ]
        return [Rule(), *lines, *again, Blank(), Barcode(str(self._body["receipt_no"]))]
