"""Which price tags are wanted: of a style, an import, new prices, or of goods that came in."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inventory.catalogue.product import Item, Names
from inventory.documents.price_label import TagGoods
from inventory.kernel.clock import start_of_day
from inventory.kernel.errors import Refused
from inventory.kernel.quantity import MILLI, PIECE
from inventory.kernel.text import Text
from inventory.people.sites import CUSTOMER
from inventory.people.staff import Actor, Permission
from inventory.service.context import Context
from inventory.service.import_sheet import variant_keys
from inventory.service.settings import read
from inventory.sheets import headers, table
from inventory.sheets.products import BadCell, ProductRow, Reader
from inventory.store import catalogue_repo, import_repo, label_repo, stock_repo
from inventory.store.catalogue_writes import CHUNK
from inventory.store.engine import Connection, Database

COPIES_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """A tag and how many of it; ``in_stock`` is how many pieces lie on this store's floor.

    What is sold by weight or length has one tag, at its place: there begun units count as stock.
    ``goods`` are named in the shop's language, as on the tag; ``names`` and ``colour`` in all.
    """

    goods: TagGoods
    names: Names
    colour: Names
    copies: int
    variant_id: str
    in_stock: int

    @property
    def for_stock(self) -> int:
        """How many tags there are to be: one for each piece in stock."""
        return min(self.in_stock, 1) if self.goods.unit else self.in_stock


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags to print; ``missing`` names rows of a file that no goods of the shop answer to.

    ``capped`` are styles of which more are wanted than are printed at once.
    """

    wanted: tuple[Wanted, ...]
    missing: tuple[str, ...] = ()
    capped: tuple[str, ...] = ()


class Labels:
    """The door for price tags; reads only. ``copies`` 0 means as many as the goods ask for."""

    def __init__(self, context: Context, reader: Database) -> None:
        self._context, self._reader = context, reader

    def of_style(self, actor: Actor, style_code: str, copies: int = 1) -> Tags:
        """Return a tag for every colour and size of a style."""
        actor.require(Permission.SELL)
        with self._reader.reading() as connection:
            ids = label_repo.of_style(connection, style_code)
            if not ids:
                raise Refused(Text.of("labels.no_style", code=style_code[:40]))
            return Tags(self._tags(connection, dict.fromkeys(ids, _checked(copies) or 1)))

    def of_variants(self, actor: Actor, variant_ids: Sequence[str], copies: int = 1) -> Tags:
        """Return a tag for each of these; what the shop does not know is left away."""
        actor.require(Permission.SELL)
        with self._reader.reading() as connection:
            known = label_repo.facts(connection, variant_ids)
            ids = [each for each in variant_ids if each in known]
            return Tags(self._tags(connection, dict.fromkeys(ids, _checked(copies) or 1)))

    def repriced(self, actor: Actor, since: str, copies: int = 1) -> Tags:
        """Return a tag for everything whose price changed since the beginning of a day (ISO)."""
        actor.require(Permission.SELL)
        since_ms = self._start(since)
        with self._reader.reading() as connection:
            ids = label_repo.repriced(connection, since_ms, self._context.clock.now_ms())
            return Tags(self._tags(connection, dict.fromkeys(ids, _checked(copies) or 1)))

    def received(self, actor: Actor, since: str, copies: int = 0) -> Tags:
        """Return a tag for everything of which more came in than went back since a day (ISO).

        With ``copies`` 0 as many as came in. What customers bought or brought back is no matter
        here: those pieces had their tags.
        """
        actor.require(Permission.SELL)
        since_ms, site = self._start(since), self._context.site
        _checked(copies)
        with self._reader.reading() as connection:
            came = label_repo.received(connection, site.floor, site.place(CUSTOMER), since_ms)
            counts = {each: copies or _pieces(milli) for each, milli in came.items()}
            tags = self._tags(connection, counts, by_piece=not copies)
            return Tags(tags, capped=_capped(tags, counts))

    def _start(self, day: str) -> int:
        try:
            return start_of_day(day, self._context.site.zone)
        except ValueError:
            raise Refused(Text.of("labels.bad_date", value=day[:20])) from None

    def of_file(self, actor: Actor, path: Path, copies: int = 0, encoding: str = "") -> Tags:
        """Return the tags of the goods of a product file that was imported.

        With ``copies`` 0 each row gets as many as its stock column says, one where it says nothing.
        """
        actor.require(Permission.SELL)
        _checked(copies)
        with self._reader.reading() as connection:
            settings = read(connection)
        sheet = table.read(path, headers.score, encoding)
        reader = Reader(headers.match(sheet.header), settings.money, settings.language)
        rows: list[ProductRow] = []
        missing: list[str] = []
        for number, cells in enumerate(sheet.rows, sheet.first_row):
            try:
                rows += reader.rows(number, tuple(cells)) if any(cells) else ()
            except BadCell:
                missing.append(str(number))
        with self._reader.reading() as connection:
            counted = _counted(connection, rows, copies, missing)
            tags = self._tags(connection, counted, by_piece=not copies)
            return Tags(tags, tuple(missing), _capped(tags, counted))

    def _tags(
        self, connection: Connection, counts: Mapping[str, int], *, by_piece: bool = False
    ) -> tuple[Wanted, ...]:
        """Return the tags in the order of their ids, prices as they are in force now.

        ``by_piece``: the counts are numbers of pieces; of goods that are not sold so one is enough.
        """
        at_ms, currency = self._context.clock.now_ms(), self._context.site.currency
        ids = tuple(counts)
        items: dict[str, Item] = {}
        for at in range(0, len(ids), CHUNK):
            items |= catalogue_repo.items(connection, ids[at : at + CHUNK], at_ms, currency)
        facts = label_repo.facts(connection, ids)
        stock = stock_repo.balances(connection, self._context.site.floor, ids)
        language = read(connection).language
        found: list[Wanted] = []
        for each, count in counts.items():
            item, milli = items[each], max(stock.get(each, 0), 0)
            whole = item.unit == PIECE
            found.append(
                Wanted(
                    _goods(item, facts[each], language),
                    item.names,
                    item.colour,
                    min(count, COPIES_MAX if whole or not by_piece else 1),
                    each,
                    milli // MILLI if whole else _pieces(milli),
                )
            )
        return tuple(found)


@contextmanager
def open_labels(context: Context, path: Path) -> Iterator[Labels]:
    """Ask about price tags on any thread: over a connection of its own, closed afterwards."""
    reader = Database(path, write=False)
    try:
        yield Labels(context, reader)
    finally:
        reader.close()


def _goods(item: Item, facts: label_repo.TagFacts, language: str) -> TagGoods:
    price, tag = item.price.shown(), item.list_price.shown()
    return TagGoods(
        style_code=item.style_code,
        name=item.names.in_language(language),
        colour=item.colour.in_language(language),
        size=item.size,
        code=facts.code,
        price=price,
        was=tag if tag > price else None,
        brand=facts.brand,
        unit="" if item.unit == PIECE else item.unit.code,
        exact="" if item.price.plain() == price.plain() else item.price.plain(),
    )


def _counted(
    connection: Connection, rows: Sequence[ProductRow], copies: int, missing: list[str]
) -> dict[str, int]:
    """Return how many tags each variant of the rows gets; rows without one are named."""
    known = import_repo.styles(connection, dict.fromkeys(row.style.code for row in rows))
    places = {
        code: {key: each.id for each in style.variants
               for key in variant_keys(each.colour, each.size)}
        for code, style in known.items()
    }  # fmt: skip
    counts: dict[str, int] = {}
    for row in rows:
        index = places.get(row.style.code, {})
        found = (index[key] for key in variant_keys(row.colour, row.size) if key in index)
        variant = next(found, None)
        if variant is None:
            missing.append(str(row.number))
            continue
        pieces = _pieces(row.stock.milli) if row.stock is not None else 1
        wanted = counts.get(variant, 0) + (copies or pieces)
        if wanted:
            counts[variant] = wanted
    return counts


def _capped(tags: Sequence[Wanted], counts: Mapping[str, int]) -> tuple[str, ...]:
    """Return the styles that get as many tags as there can be and should have more."""
    full = (each for each in tags if each.copies == COPIES_MAX < counts[each.variant_id])
    return tuple(dict.fromkeys(each.goods.style_code for each in full))


def _pieces(milli: int) -> int:
    """Return how many tags so much gets: one for each piece that was begun."""
    return max(-(-milli // MILLI), 0)


def _checked(copies: int) -> int:
    if not 0 <= copies <= COPIES_MAX:
        raise Refused(Text.of("labels.bad_copies", most=COPIES_MAX))
    return copies
