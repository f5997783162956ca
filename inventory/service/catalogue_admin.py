"""Changes of the catalogue: styles, variants, codes, prices, taxes, quick creation, opening stock.

Everything here writes and runs on the writer's connection, one transaction per use case. A price
is never overwritten: a change is a new dated row.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from inventory.catalogue import codes, prices
from inventory.catalogue.drafts import (
    CODE_MAX,
    BarcodeDraft,
    StyleDraft,
    VariantDraft,
    clean,
    require_code,
    require_prices,
    require_style,
    require_variant,
)
from inventory.catalogue.prices import PriceRow
from inventory.catalogue.product import Item, Names, Tax
from inventory.kernel.errors import Refused
from inventory.kernel.money import UnitPrice
from inventory.kernel.quantity import Quantity
from inventory.kernel.text import Text
from inventory.ledger import journal
from inventory.ledger.entry import StockMove
from inventory.people.sites import LOSS, SUPPLIER
from inventory.people.staff import Actor, Permission
from inventory.service.catalogue import is_payment
from inventory.service.context import Context
from inventory.service.settings import keep_template, read, require_taxes, taxes_told
from inventory.service.standing import require_still
from inventory.store import catalogue_repo, catalogue_writes, ledger_repo, settings_repo
from inventory.store.catalogue_writes import NewStyle, NewVariant
from inventory.store.engine import Connection, Database
from inventory.store.ledger_repo import Posting

MOVES_PER_ENTRY = 1_000


class CatalogueAdmin:
    """The back office's door to the catalogue; every method is one transaction."""

    def __init__(self, context: Context, books: Database) -> None:
        self._context = context
        self._books = books

    @contextmanager
    def _writing(self, actor: Actor) -> Iterator[Connection]:
        """Open the one transaction, for somebody who still has the rights they came with."""
        with self._books.transaction() as connection:
            require_still(connection, actor)
            yield connection

    def create_styles(self, actor: Actor, drafts: Iterable[StyleDraft]) -> tuple[str, ...]:
        """Create styles with all they hold and return their ids; one fault refuses them all."""
        actor.require(Permission.CATALOGUE)
        made = list(drafts)
        for draft in made:
            require_style(draft)
        now = self._context.clock.now_ms()
        with self._writing(actor) as connection:
            default = settings_repo.value(connection, "default_tax_class", "")
            styles = [self._new_style(draft, str(default)) for draft in made]
            _require_free(connection, styles)
            _require_tax_classes(connection, {each.tax_class for each in styles})
            catalogue_writes.insert_styles(connection, styles, now)
            post_opening(connection, self._context, actor, _opening(styles))
        return tuple(each.id for each in styles)

    def add_variants(
        self, actor: Actor, style_id: str, drafts: Sequence[VariantDraft]
    ) -> tuple[str, ...]:
        """Add colours or sizes to a style and return the new variants' ids."""
        actor.require(Permission.CATALOGUE)
        for draft in drafts:
            require_variant(draft)
        with self._writing(actor) as connection:
            code, count = _style_of(connection, style_id)
            made = tuple(
                NewVariant(
                    self._context.new_id(), style_id, each.sku or f"{code}-{at:02d}", at, each
                )
                for at, each in enumerate(drafts, count + 1)
            )
            _require_free_variants(connection, made)
            catalogue_writes.insert_variants(connection, made)
            catalogue_writes.refresh_words(connection, [style_id])
            post_opening(connection, self._context, actor, [(v.id, v.draft) for v in made])
        return tuple(each.id for each in made)

    def add_barcode(self, actor: Actor, variant_id: str, barcode: BarcodeDraft) -> None:
        """Give a variant one more code, perhaps of a pack of several."""
        actor.require(Permission.CATALOGUE)
        require_code(barcode.code, "barcode", codes.CODE_MAX)
        if barcode.pack.milli <= 0:
            raise Refused(Text.of("catalogue.pack_positive", code=barcode.code))
        with self._writing(actor) as connection:
            _refuse_taken(connection, "barcode", "code", [codes.canonical(barcode.code)])
            row = (barcode.code, variant_id, barcode.pack.milli)
            catalogue_writes.insert_barcodes(connection, [row])

    def set_price(
        self,
        actor: Actor,
        variant_id: str,
        price: UnitPrice,
        *,
        list_price: UnitPrice | None = None,
        valid_from_ms: int | None = None,
    ) -> int:
        """Add a price from now on and return its version; with an instant, plan it for then."""
        actor.require(Permission.CATALOGUE)
        require_prices(price, list_price)
        with self._writing(actor) as connection:
            rows = catalogue_writes.prices(connection, [variant_id])[variant_id]
            now = self._context.clock.now_ms()
            begin = now if valid_from_ms is None else valid_from_ms
            tag = (price if list_price is None else list_price).e4
            new = PriceRow(variant_id, begin, 0, price.e4, tag, planned=begin > now)
            written = prices.added(rows, new)
            catalogue_writes.insert_prices(connection, written)
        return written[0].version

    def quick_create(  # noqa: PLR0913  the facts of one article
        self,
        actor: Actor,
        *,
        code: str,
        name: str,
        price: UnitPrice,
        colour: str = "",
        size: str = "",
        tax_class: str = "",
    ) -> Item:
        """Create goods for an unknown code, sellable at once, marked for the office to complete."""
        actor.require(Permission.QUICK_CREATE)
        if is_payment(codes.route(code)):
            raise Refused(Text.of("catalogue.payment_code"))
        code = codes.plain(code)
        if price.e4 <= 0:
            raise Refused(Text.of("catalogue.price_missing"))
        named, shade, stored = clean(name), clean(colour), codes.canonical(code)
        barcodes = (BarcodeDraft(code),) if code else ()
        variant_draft = VariantDraft(
            price, Names(shade, shade, shade), size=clean(size), barcodes=barcodes
        )
        now = self._context.clock.now_ms()
        with self._writing(actor) as connection:
            style_code = self._free_style_code(connection, stored)
            names = Names(named, named, named)
            draft = StyleDraft(style_code, names, (variant_draft,), tax_class=tax_class)
            require_style(draft)
            _require_tax_classes(connection, {tax_class or "none"})
            default = settings_repo.value(connection, "default_tax_class", "")
            style = self._new_style(draft, str(default), quick=True)
            _require_free(connection, [style])
            catalogue_writes.insert_styles(connection, [style], now)
            variant = style.variants[0]
            body = {
                "style_id": style.id, "variant_id": variant.id, "code": stored,
                "price_e4": price.e4, "tax_class": style.tax_class,
            }  # fmt: skip
            self._context.record(connection, actor, journal.QUICK_CREATE, body)
            made = catalogue_repo.item(connection, variant.id, now, self._context.site.currency)
        assert made is not None
        return made

    def set_taxes(
        self,
        actor: Actor,
        taxes: Sequence[tuple[Tax, Names]],
        classes: Mapping[str, Sequence[str]],
    ) -> None:
        """Set taxes and tax classes (class → tax codes in order); sold lines keep their own."""
        actor.require(Permission.SETTINGS)
        require_taxes(taxes, classes)
        with self._writing(actor) as connection:
            catalogue_writes.insert_taxes(connection, taxes, classes)
            told = taxes_told(taxes, classes)
            told |= keep_template(connection, self._context, actor, read(connection))
            self._context.record(connection, actor, journal.SETTING, told)

    def set_size_systems(self, actor: Actor, systems: Mapping[str, Sequence[str]]) -> None:
        """Set the order of sizes of each size system."""
        actor.require(Permission.CATALOGUE)
        with self._writing(actor) as connection:
            catalogue_writes.insert_sizes(connection, systems)

    def count_stock(self, actor: Actor, counted: Mapping[str, Quantity], reason: str = "") -> int:
        """Bring the floor to what was counted and return how many variants had to move."""
        actor.require(Permission.STOCK)
        site = self._context.site
        with self._writing(actor) as connection:
            moves = []
            for variant_id, quantity in counted.items():
                have = ledger_repo.on_hand(connection, site.floor, variant_id)
                more = quantity.milli - have
                if more:
                    loss, floor = site.place(LOSS), site.floor
                    places = (loss, floor) if more > 0 else (floor, loss)
                    moves.append((variant_id, *places, abs(more), 0))
            post_stock(connection, self._context, actor, moves, reason or "count")
        return len(moves)

    def rank_by_sales(self, actor: Actor) -> int:
        """Order the search by what sold best and return the number of styles; for quiet hours."""
        actor.require(Permission.CATALOGUE)
        with self._writing(actor) as connection:
            catalogue_writes.count_sold(connection)
            return catalogue_writes.rebuild_words(connection)

    def _free_style_code(self, connection: Connection, code: str) -> str:
        """Return the scanned code itself as style code when it is short and free."""
        taken = catalogue_writes.taken(connection, "style", "code", [code])
        if code and code not in taken and len(code) <= CODE_MAX:
            return code
        return f"Q{self._context.new_id()[-12:].upper()}"

    def _new_style(self, draft: StyleDraft, default: str, *, quick: bool = False) -> NewStyle:
        style_id = self._context.new_id()
        plain = len(draft.variants) == 1 and not draft.variants[0].size
        variants = tuple(
            NewVariant(
                self._context.new_id(),
                style_id,
                each.sku or (draft.code if plain else f"{draft.code}-{at:02d}"),
                at,
                each,
            )
            for at, each in enumerate(draft.variants, 1)
        )
        return NewStyle(style_id, draft.tax_class or default, draft, variants, quick)


def post_opening(
    connection: Connection,
    context: Context,
    actor: Actor,
    variants: Iterable[tuple[str, VariantDraft]],
) -> None:
    """Book the opening stock of new variants; part of the caller's transaction."""
    site = context.site
    moves = [
        (each, site.place(SUPPLIER), site.floor, draft.opening_stock.milli, draft.cost_e4)
        for each, draft in variants
        if draft.opening_stock.milli
    ]
    post_stock(connection, context, actor, moves, "opening")


def post_stock(
    connection: Connection,
    context: Context,
    actor: Actor,
    moves: Sequence[tuple[str, str, str, int, int]],
    reason: str,
) -> None:
    """Journal and book moves of (variant, from, to, thousandths, cost), in batches."""
    for at in range(0, len(moves), MOVES_PER_ENTRY):
        part = moves[at : at + MOVES_PER_ENTRY]
        source_id = context.new_id()
        body = {
            "source_id": source_id,
            "reason": reason,
            "moves": [[line, *move] for line, move in enumerate(part, 1)],
        }
        entry = context.record(connection, actor, journal.STOCK, body)
        posting = Posting(
            context.origin, entry.business_date, entry.end_ms, actor.id, journal.STOCK, source_id
        )
        booked = [StockMove(line, *move, reason) for line, move in enumerate(part, 1)]
        ledger_repo.post_stock(connection, posting, booked)


def _opening(styles: Iterable[NewStyle]) -> list[tuple[str, VariantDraft]]:
    return [
        (each.id, each.draft) for style in styles if style.draft.stocked for each in style.variants
    ]


def _style_of(connection: Connection, style_id: str) -> tuple[str, int]:
    found = catalogue_repo.style_code_and_count(connection, style_id)
    if found is None:
        raise Refused(Text.of("catalogue.no_such_style"))
    return found


def _require_free(connection: Connection, styles: Sequence[NewStyle]) -> None:
    """Refuse a style code, SKU or barcode that is taken, in the catalogue or in this very batch."""
    wanted = [each.draft.code for each in styles]
    _refuse_twice("style", wanted)
    _refuse_taken(connection, "style", "code", wanted)
    _require_free_variants(connection, [each for style in styles for each in style.variants])


def _require_free_variants(connection: Connection, variants: Sequence[NewVariant]) -> None:
    skus = [each.sku for each in variants]
    _refuse_twice("variant", skus)
    _refuse_taken(connection, "variant", "sku", skus)
    scanned = [codes.canonical(code.code) for each in variants for code in each.draft.barcodes]
    _refuse_twice("barcode", scanned)
    _refuse_taken(connection, "barcode", "code", scanned)


def _refuse_taken(connection: Connection, table: str, column: str, values: Sequence[str]) -> None:
    found = catalogue_writes.taken(connection, table, column, values)
    if found:
        raise Refused(Text.of(f"catalogue.{table}_taken", code=min(found)))


def _refuse_twice(table: str, values: Sequence[str]) -> None:
    if len(set(values)) == len(values):
        return
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise Refused(Text.of(f"catalogue.{table}_taken", code=value))
        seen.add(value)


def _require_tax_classes(connection: Connection, wanted: set[str]) -> None:
    unknown = wanted - catalogue_writes.taken(connection, "tax_class", "code", wanted)
    # The class "none" has no taxes and therefore no rows: a shop without taxes needs no set-up.
    for code in unknown - {"none"}:
        raise Refused(Text.of("catalogue.unknown_tax_class", code=code))
