"""The goods that get a tag, and how many each: a frozen list, every edit returns a new one."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from inventory.catalogue.product import ONE_SIZE
from pos_app.i18n import Translator

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from inventory.documents.price_label import TagGoods
    from inventory.service.labels import Wanted

COPIES_MAX = 1_000
KINDS_MAX = 2_000
NAMED = 3


@dataclass(frozen=True, slots=True)
class TagRow:
    """A row of the page: goods with their number of tags, or a style that was found.

    ``copies`` is empty for a style; ``off`` says why there is no tag for these goods. ``fresh``
    rows were added last. Where there is no room at the side, ``facts`` stand in place of
    ``caption``, and ``name`` behind ``title``.
    """

    key: str
    title: str
    caption: str
    name: str = ""
    facts: tuple[str, str] = ("", "")
    copies: str = ""
    least: bool = False
    off: str = ""
    locked: bool = False
    fresh: bool = False
    garment: str = ""
    rgb: str = ""


@dataclass(frozen=True, slots=True)
class TagList:
    """``fresh`` are the variants that were added last."""

    rows: "tuple[Wanted, ...]" = ()
    fresh: frozenset[str] = field(default_factory=frozenset)

    def added(self, wanted: "Sequence[Wanted]") -> "TagList":
        """Take these in; what is in the list already gets the number that is wanted now.

        A list holds so many kinds at most: what comes after them is left away.
        """
        anew = {each.variant_id: each for each in wanted}
        kept = tuple(anew.pop(each.variant_id, each) for each in self.rows)
        rows = (*kept, *anew.values())[:KINDS_MAX]
        return TagList(rows, frozenset(each.variant_id for each in wanted))

    def one_more(self, wanted: "Wanted") -> "TagList":
        """Take in what was scanned: one tag, or one more."""
        before = self.copies_of(wanted.variant_id)
        return self.added([replace(wanted, copies=min(before + 1, COPIES_MAX))])

    def copies_of(self, variant_id: str) -> int:
        """Return how many tags these goods get; 0 for what is not in the list."""
        return next((each.copies for each in self.rows if each.variant_id == variant_id), 0)

    def set_copies(self, variant_id: str, copies: int) -> "TagList":
        """Give these goods so many tags, within reason."""
        kept = min(max(copies, 0), COPIES_MAX)
        return replace(self, rows=tuple(
            replace(each, copies=kept) if each.variant_id == variant_id else each
            for each in self.rows
        ))  # fmt: skip

    def one_each(self) -> "TagList":
        """Give all goods one tag."""
        return replace(self, rows=tuple(replace(each, copies=1) for each in self.rows))

    def as_in_stock(self) -> "TagList":
        """Give all goods a tag for every piece that lies in the shop."""
        return replace(self, rows=tuple(
            replace(each, copies=min(each.for_stock, COPIES_MAX)) for each in self.rows
        ))  # fmt: skip

    def refreshed(self, now: "Iterable[Wanted]") -> "TagList":
        """Show these as they are now: their number stays."""
        anew = {each.variant_id: each for each in now}
        rows = tuple(
            replace(anew[each.variant_id], copies=each.copies) if each.variant_id in anew else each
            for each in self.rows
        )
        return TagList(rows, frozenset(anew))

    def after(self, left: "Mapping[str, int]") -> "TagList":
        """Keep of goods that were printed what is left to print; what has none leaves the list."""
        return replace(self, rows=tuple(
            replace(each, copies=left.get(each.variant_id, each.copies))
            for each in self.rows if left.get(each.variant_id, 1)
        ))  # fmt: skip

    @property
    def full(self) -> bool:
        """Whether it takes no other goods."""
        return len(self.rows) >= KINDS_MAX

    @property
    def newest(self) -> str:
        """What of the goods added last should be in sight: the last, of a new list the first."""
        fresh = [each.variant_id for each in self.rows if each.variant_id in self.fresh]
        return "" if not fresh else fresh[0 if len(fresh) == len(self.rows) else -1]

    @property
    def printable(self) -> "tuple[Wanted, ...]":
        """What is printed, in order: goods with a price of which a tag is wanted."""
        return tuple(each for each in self.rows if each.copies and each.goods.priced)

    @property
    def unpriced(self) -> "tuple[Wanted, ...]":
        """Goods that no tag can be made of."""
        return tuple(each for each in self.rows if not each.goods.priced)


class RowFaces:
    """The rows as they are shown; a row is made anew only where it changed."""

    def __init__(self, tr: Translator) -> None:
        self._tr, self._language = tr, ""
        self._made: dict[str, tuple[Wanted, bool, bool, TagRow]] = {}

    def of(self, tags: TagList, *, locked: bool) -> tuple[TagRow, ...]:
        """Return the rows of a list; where all goods are new, none stands out."""
        if self._language != self._tr.language:
            self._language, self._made = self._tr.language, {}
        some = len(tags.fresh) < len(tags.rows) or len(tags.rows) == 1
        rows: list[TagRow] = []
        for each in tags.rows:
            fresh = some and each.variant_id in tags.fresh
            made = self._made.get(each.variant_id)
            if made is None or made[0] is not each or made[1:3] != (locked, fresh):
                shown = row(each, self._tr, locked=locked, fresh=fresh)
                made = self._made[each.variant_id] = (each, locked, fresh, shown)
            rows.append(made[3])
        return tuple(rows)


def facts(wanted: "Wanted", tr: Translator) -> str:
    """Return colour and size, in the language of the screen."""
    size = wanted.goods.size
    shown = tr("catalogue.one_size") if size == ONE_SIZE else size
    return " / ".join(filter(None, (wanted.colour.in_language(tr.language), shown)))


def _price(goods: "TagGoods", tr: Translator) -> str:
    """Return the price as it is charged; of what is weighed or measured, for one of its unit."""
    price = goods.exact or tr.money(goods.price)
    return tr("tags.for_one", price=price, unit=goods.unit) if goods.unit else price


def names(wanted: "Iterable[Wanted]", tr: Translator) -> str:
    """Name the first few styles."""
    codes = list(dict.fromkeys(each.goods.style_code for each in wanted))
    more = ("…",) if len(codes) > NAMED else ()
    return tr("tags.comma").join((*codes[:NAMED], *more))


def row(wanted: "Wanted", tr: Translator, *, locked: bool, fresh: bool) -> TagRow:
    """Return how goods of the list are shown."""
    goods, about, name = wanted.goods, facts(wanted, tr), wanted.names.in_language(tr.language)
    price = _price(goods, tr) if goods.priced else ""
    code = goods.style_code if about else ""
    return TagRow(
        key=wanted.variant_id,
        title=about or name,
        caption=" • ".join(filter(None, (name if about else "", code or goods.style_code))),
        name=name if about else "",
        facts=(price, tr("tags.stock", n=wanted.in_stock)) if price else ("", ""),
        copies=str(wanted.copies) if goods.priced else "",
        least=wanted.copies == 0,
        off="" if goods.priced else tr("tags.no_price"),
        locked=locked,
        fresh=fresh,
    )
