"""Reads of the catalogue for the till's UI thread: a code, a search, a grid. Writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from inventory.catalogue import codes, search_keys
from inventory.catalogue.codes import (
    Candidate,
    EitherCode,
    GoodsCode,
    OwnCode,
    PaymentCode,
    Template,
    Why,
)
from inventory.catalogue.matrix import SizeMatrix, build
from inventory.catalogue.product import Item, Names
from inventory.kernel.money import E4, Money, UnitPrice, div_round
from inventory.kernel.quantity import KILOGRAM, MILLI, PIECE, Quantity
from inventory.people.staff import Actor, Permission
from inventory.service.context import Context
from inventory.store import catalogue_repo
from inventory.store.catalogue_repo import KeyHit, StyleRow
from inventory.store.engine import Connection, Database

SEARCH_MAX = 64


@dataclass(frozen=True, slots=True)
class Claim:
    """What a code says of itself that nobody of the shop wrote: pieces, or an amount to pay."""

    pieces: Quantity | None = None
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An item with what the code said of it; ``price`` is set when the shop's label carries one.

    ``claim``: what a code that anybody can print says besides; a person has to believe it.
    ``weighed``: the quantity is a weight that the code carries.
    """

    item: Item
    quantity: Quantity
    price: UnitPrice | None
    why: Why
    claim: Claim | None = None
    weighed: bool = False


@dataclass(frozen=True, slots=True)
class StyleHit:
    """A style in the list of a search; ``item`` is its first variant or the one that was meant.

    ``exact``: the text names this one variant (its barcode's last digits, or the only one there
    is), so one tap may sell it without asking for colour and size.
    """

    style_id: str
    style_code: str
    names: Names
    garment: str
    variant_count: int
    item: Item
    exact: bool


class Catalogue:
    """The catalogue as one reader sees it; ``templates`` are the shop's 2x labels."""

    def __init__(
        self, context: Context, reader: Database, templates: Iterable[str] = codes.DEFAULT_TEMPLATES
    ) -> None:
        self._context = context
        self._reader = reader
        self._templates = tuple(Template.parse(each) for each in templates)

    def set_templates(self, templates: Iterable[str]) -> None:
        """Use other 2x labels from now on, after the setting was changed."""
        self._templates = tuple(Template.parse(each) for each in templates)

    def meaning(self, text: str) -> codes.Meaning:
        """Say whether a scanned text is a payment code, a paper of ours, a member's or maybe goods.

        Goods that the catalogue knows under this very code come before a code of the shop's own.
        """
        found = codes.route(text, self._templates)
        if isinstance(found, OwnCode):
            as_goods = codes.goods(text, self._templates)
            if self._first(as_goods.candidates, self._at(None)) is not None:
                return as_goods
        return found

    def find_code(self, actor: Actor, text: str, at_ms: int | None = None) -> Found | None:
        """Return the goods of a code with the price in force at the instant, or nothing.

        A payment code and a paper of ours are never looked up: ask ``meaning`` first. What is a
        label as well as a payment code is looked up as a label, under the item's own number.
        """
        actor.require(Permission.SELL)
        meaning = self.meaning(text)
        if isinstance(meaning, EitherCode):
            meaning = meaning.goods
        if not isinstance(meaning, GoodsCode) or not meaning.text:
            return None
        if len(meaning.text) > codes.CODE_MAX:
            return None
        found = self._first(meaning.candidates, self._at(at_ms))
        if found is None:
            marked = meaning.gs1_candidate()
            found = self._first((marked,), self._at(at_ms)) if marked else None
        return found

    def item(self, actor: Actor, variant_id: str, at_ms: int | None = None) -> Item | None:
        """Return one variant with the price in force at the instant, or nothing."""
        actor.require(Permission.SELL)
        with self._reader.reading() as connection:
            return catalogue_repo.item(
                connection, variant_id, self._at(at_ms), self._context.site.currency
            )

    def search(
        self, actor: Actor, text: str, limit: int = 50, at_ms: int | None = None
    ) -> tuple[StyleHit, ...]:
        """Find styles by code prefix, last digits of a barcode, words, pinyin initials, colour.

        An exact style code comes first, then codes that end so, then the popular ones.
        """
        actor.require(Permission.SELL)
        text = text.strip()[:SEARCH_MAX]
        if not text or is_payment(self.meaning(text)):
            return ()
        with self._reader.reading() as connection:
            meant = dict.fromkeys(
                catalogue_repo.by_style_code(connection, (text, text.upper())), ""
            )
            digits = search_keys.tail_digits(text)
            if digits:
                tails = catalogue_repo.by_tail(connection, codes.canonical(digits), limit)
                meant.update({style: variant for style, variant in tails if style not in meant})
            for query in search_keys.queries(text):
                if len(meant) < limit and (
                    hits := catalogue_repo.by_words(connection, query, limit)
                ):
                    meant.update({style: "" for style in hits if style not in meant})
                    break
            return self._hits(connection, dict(list(meant.items())[:limit]), self._at(at_ms))

    def matrix(self, actor: Actor, style_id: str, at_ms: int | None = None) -> SizeMatrix | None:
        """Return a style's colours and sizes with what lies on this store's floor."""
        actor.require(Permission.SELL)
        site = self._context.site
        with self._reader.reading() as connection:
            return build(
                catalogue_repo.cells(
                    connection, style_id, self._at(at_ms), site.floor, site.currency
                )
            )

    def no_code_items(self, actor: Actor, at_ms: int | None = None) -> tuple[Item, ...]:
        """Return the goods without code that have a key on the empty checkout."""
        actor.require(Permission.SELL)
        with self._reader.reading() as connection:
            return tuple(
                catalogue_repo.no_code_items(
                    connection, self._at(at_ms), self._context.site.currency
                )
            )

    def _at(self, at_ms: int | None) -> int:
        return self._context.clock.now_ms() if at_ms is None else at_ms

    def _first(self, candidates: tuple[Candidate, ...], at_ms: int) -> Found | None:
        keys = tuple(dict.fromkeys(key for each in candidates for key in each.keys))
        with self._reader.reading() as connection:
            hits = catalogue_repo.by_keys(connection, keys, at_ms, self._context.site.currency)
        for candidate in candidates:
            for key in candidate.keys:
                for hit in hits:
                    if hit.key == key and _fits(candidate, hit):
                        return _found(candidate, hit)
        return None

    def _hits(
        self, connection: Connection, meant: dict[str, str], at_ms: int
    ) -> tuple[StyleHit, ...]:
        currency = self._context.site.currency
        rows = catalogue_repo.styles(connection, tuple(meant), at_ms, currency) if meant else {}
        named = tuple(each for each in meant.values() if each)
        items = catalogue_repo.items(connection, named, at_ms, currency) if named else {}
        return tuple(
            _hit(rows[style_id], items.get(variant_id))
            for style_id, variant_id in meant.items()
            if style_id in rows
        )


def _hit(row: StyleRow, item: Item | None) -> StyleHit:
    return StyleHit(
        row.style_id, row.code, row.names, row.garment, row.variant_count, item or row.first,
        exact=item is not None or row.variant_count == 1,
    )  # fmt: skip


def _fits(candidate: Candidate, hit: KeyHit) -> bool:
    """Tell whether a hit is of the kind the code means; a label's value has to fit the goods."""
    if candidate.why != "template":
        return hit.own is (candidate.why == "own_label")
    quantity = _quantity(candidate, hit)
    if candidate.quantity is not None and not quantity.fits(hit.item.unit):
        return False
    if candidate.price_minor is None:
        return True
    amount = candidate.amount(hit.item.price.currency)
    return amount is not None and _costs(_unit_price(amount, quantity), quantity) == amount


def _found(candidate: Candidate, hit: KeyHit) -> Found:
    """Put together what the code said and what the catalogue knows.

    Only a label of the shop's own shapes sets a price or a count. Anybody can print a GS1 code of
    goods with an amount or a count in it, so these are told and not believed; the weight of goods
    of variable measure is taken from a marked code, never from a web address.
    """
    if candidate.why == "template":
        amount = candidate.amount(hit.item.price.currency)
        quantity = _quantity(candidate, hit)
        price = None if amount is None else _unit_price(amount, quantity)
        return Found(hit.item, quantity, price, candidate.why, weighed=True)
    weight = candidate.quantity if _weighed(candidate, hit.item) else None
    quantity = weight or hit.pack
    claim = _claim(candidate, hit, quantity)
    return Found(hit.item, quantity, None, candidate.why, claim, weighed=weight is not None)


def _claim(candidate: Candidate, hit: KeyHit, taken: Quantity) -> Claim | None:
    """Return what a code says that is not so in the books; nothing where they agree."""
    counts = candidate.counted and hit.item.unit == PIECE
    pieces = candidate.quantity if counts and candidate.quantity != taken else None
    amount = candidate.amount(hit.item.price.currency)
    if amount is not None and _unit_price(amount, pieces or taken) == hit.item.price:
        amount = None
    return None if pieces is None and amount is None else Claim(pieces, amount)


def _weighed(candidate: Candidate, item: Item) -> bool:
    """Tell whether a weight in the code is that of these goods: GTINs of variable measure begin 9.

    Source: GS1 General Specifications 2.1.10, indicator 9.
    """
    variable = len(candidate.keys[0]) == 14 and candidate.keys[0].startswith("9")
    return (
        variable
        and not candidate.counted
        and item.unit == KILOGRAM
        and candidate.why == "gs1_marked"
    )


def _quantity(candidate: Candidate, hit: KeyHit) -> Quantity:
    return hit.pack if candidate.quantity is None else candidate.quantity


def _unit_price(amount: Money, quantity: Quantity) -> UnitPrice:
    """Return the price of one unit such that this quantity costs the label's amount."""
    currency = amount.currency
    e4 = div_round(amount.minor * E4 * MILLI, currency.unit * quantity.milli)
    return UnitPrice(e4, currency)


def _costs(price: UnitPrice, quantity: Quantity) -> Money:
    """Return what this quantity costs at a price.

    A price of many pieces that is rounded to its four digits need not give its label's amount back.
    """
    currency = price.currency
    return Money(div_round(price.e4 * currency.unit * quantity.milli, E4 * MILLI), currency)


def is_payment(meaning: codes.Meaning) -> bool:
    """Tell whether the text may be a customer's payment code, which nobody may keep."""
    return isinstance(meaning, PaymentCode | EitherCode) or (
        isinstance(meaning, GoodsCode) and meaning.wallet is not None
    )
