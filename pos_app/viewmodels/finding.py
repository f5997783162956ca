"""The one search box: code, last digits, name, pinyin initials, colour; a tap sells or narrows."""

from collections.abc import Callable

from inventory.catalogue.codes import PaymentCode, ReceiptCode
from inventory.catalogue.product import Item
from inventory.service.catalogue import StyleHit
from pos_app.i18n import Translator
from pos_app.viewmodels import cart_lines
from pos_app.viewmodels.checkout_state import HitFace
from pos_app.viewmodels.till import Till

HITS_MAX = 50
_WAIT_S = 0.08


class Finding:
    """Text and hits; ``take(item)`` gets what was picked, ``told`` runs after every change.

    ``code(text)`` gets a whole code that was typed: it may be a pack, or no goods at all.
    A style of several variants opens into its variants; the second tap is the colour and size.
    """

    def __init__(
        self,
        till: Till,
        told: Callable[[], None],
        take: Callable[[Item], None],
        code: Callable[[str], None],
    ) -> None:
        self._till = till
        self._told = told
        self._take = take
        self._code = code
        self._asked = 0
        self.text = ""
        self._hits: tuple[StyleHit, ...] = ()
        self._variants: tuple[tuple[Item, int | None], ...] = ()
        self._stock: dict[str, int] = {}

    def type(self, text: str) -> None:
        """Search for this; the last letter typed counts, a moment later."""
        self.text, self._asked = text, self._asked + 1
        if not text.strip():
            self.clear()
            return
        mine = self._asked
        self._till.hands.later(_WAIT_S, lambda: self._look(mine))
        self._told()

    def submit(self, text: str) -> None:
        """Enter: a code, or what only one hit names, is taken at once; a style of several opens."""
        self.text, self._asked = text, self._asked + 1
        if self._is_code(text.strip()):
            self.clear()
            self._code(text.strip())
            return
        self._look(self._asked)
        if len(self._hits) == 1:
            self.pick(self._hits[0].style_id)

    def _is_code(self, text: str) -> bool:
        catalogue, actor = self._till.reads.catalogue, self._till.session.require()
        if not text:
            return False
        meant = isinstance(catalogue.meaning(text), PaymentCode | ReceiptCode)
        return meant or catalogue.find_code(actor, text) is not None

    def clear(self) -> None:
        """Leave the search."""
        self._asked += 1
        self.text, self._hits, self._variants = "", (), ()
        self._told()

    def pick(self, key: str) -> None:
        """Take what was tapped, or open a style into its colours and sizes."""
        for item, _ in self._variants:
            if item.variant_id == key:
                self._picked(item)
                return
        hit = next((each for each in self._hits if each.style_id == key), None)
        if hit is None:
            return
        if hit.exact:
            self._picked(hit.item)
        else:
            self._open(hit.style_id)

    def _picked(self, item: Item) -> None:
        self._take(item)
        self.clear()

    def _look(self, asked: int) -> None:
        if asked != self._asked:
            return
        actor = self._till.session.require()
        self._variants = ()
        self._hits = self._till.reads.catalogue.search(actor, self.text, HITS_MAX)
        exact = [hit.item.variant_id for hit in self._hits if hit.exact and hit.item.stocked]
        found = self._till.reads.stock.on_hand(actor, exact) if exact else {}
        self._stock = {each: quantity.milli for each, quantity in found.items()}
        self._told()

    def _open(self, style_id: str) -> None:
        matrix = self._till.reads.catalogue.matrix(self._till.session.require(), style_id)
        if matrix is None:
            return
        cells = [cell for row in matrix.colours for cell in row.cells if cell is not None]
        self._variants = tuple(
            (cell.item, cell.on_hand.milli if cell.item.stocked else None) for cell in cells
        )
        self._told()

    # --- what is shown -------------------------------------------------------------------------

    def faces(self, tr: Translator) -> tuple[HitFace, ...]:
        """Return what was found, or the variants of the style that was opened."""
        if self._variants:
            return tuple(_variant(item, stock, tr) for item, stock in self._variants)
        return tuple(self._style(hit, tr) for hit in self._hits)

    def note(self, tr: Translator) -> str:
        """Say how many, or that nothing was found."""
        if not self.text:
            return ""
        if self._variants:
            return tr("checkout.find.variants")
        if not self._hits:
            return tr("catalogue.no_hits", text=self.text[:20])
        return tr("checkout.find.count", n=len(self._hits))

    def _style(self, hit: StyleHit, tr: Translator) -> HitFace:
        names = cart_lines.caption(hit.item, tr) if hit.exact else ""
        stock = tr("checkout.find.choices", n=hit.variant_count)
        if hit.exact:
            stock = _stock(self._stock.get(hit.item.variant_id), tr)
        return HitFace(
            key=hit.style_id,
            title=hit.names.in_language(tr.language),
            caption=" • ".join(filter(None, (hit.style_code, names))),
            price=_price(hit.item, tr),
            stock=stock,
            garment=hit.garment,
            rgb=hit.item.colour_rgb,
        )


def _variant(item: Item, stock: int | None, tr: Translator) -> HitFace:
    return HitFace(
        key=item.variant_id,
        title=cart_lines.caption(item, tr) or cart_lines.name(item, tr),
        caption=item.style_code,
        price=_price(item, tr),
        stock=_stock(stock, tr),
        garment=item.garment,
        rgb=item.colour_rgb,
    )


def _price(item: Item, tr: Translator) -> str:
    return tr("catalogue.any_amount") if item.open_price else tr.money(item.price.shown())


def _stock(milli: int | None, tr: Translator) -> str:
    if milli is None:
        return ""
    if milli <= 0:
        return tr("checkout.find.none")
    return tr("checkout.find.stock", n=milli // 1_000)
