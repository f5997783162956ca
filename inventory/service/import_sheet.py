"""Products from a file: good rows in, bad rows named with row, column and reason.

The file states goods and prices. A variant that is there already is left alone but for a new
price (a new dated row) and new codes; so the same file again adds nothing. Opening stock is taken
only together with a new variant.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path

from inventory.catalogue import codes, prices
from inventory.catalogue.drafts import BarcodeDraft, StyleDraft, VariantDraft
from inventory.catalogue.prices import PriceRow
from inventory.catalogue.product import Names
from inventory.kernel.quantity import Quantity
from inventory.kernel.text import Text
from inventory.people.staff import Actor, Permission
from inventory.service.catalogue_admin import post_opening
from inventory.service.context import Context
from inventory.service.import_report import COUNTS, ImportReport, RowError
from inventory.service.settings import NO_TAX, read
from inventory.sheets import headers, table
from inventory.sheets.products import BadCell, ProductRow, Reader, oddities
from inventory.store import catalogue_writes, import_repo, settings_repo
from inventory.store.catalogue_writes import NewStyle, NewVariant
from inventory.store.engine import Connection, Database
from inventory.store.import_repo import KnownStyle, KnownVariant

CHUNK_ROWS = 5_000
ERRORS_MAX = 1_000


class _Undo(Exception):
    """Rolls a dry run back."""


class ImportSheet:
    """The door for product lists; runs on the writer's connection."""

    def __init__(self, context: Context, books: Database) -> None:
        self._context = context
        self._books = books

    def run(
        self, actor: Actor, path: Path, *, dry_run: bool = False, encoding: str = ""
    ) -> ImportReport:
        """Read the file and book its good rows in transactions of some thousand rows.

        ``dry_run`` does everything in one transaction and takes it back. Raises ``Refused`` when
        the file as a whole cannot be read.
        """
        actor.require(Permission.CATALOGUE)
        sheet = table.read(path, headers.score, encoding)
        with self._books.reading() as connection:
            settings = read(connection)
            known_classes = {NO_TAX, *settings_repo.tax_classes(connection)}
        columns = headers.match(sheet.header)
        reader = Reader(columns, settings.money, settings.language)
        job = _Job(self._context, actor, reader, settings.default_tax_class, known_classes)
        if dry_run:
            self._run_dry(job, sheet)
        else:
            for chunk in _chunks(_numbered(sheet)):
                with self._books.transaction() as connection:
                    job.take(connection, chunk)
            with self._books.transaction() as connection:
                job.finish(connection)
        return job.report()

    def _run_dry(self, job: "_Job", sheet: table.Table) -> None:
        try:
            with self._books.transaction() as connection:
                for chunk in _chunks(_numbered(sheet)):
                    job.take(connection, chunk)
                job.undo()
        except _Undo:
            return


Cells = tuple[int, "list[str] | tuple[str, ...]"]


def _numbered(sheet: table.Table) -> Iterator[Cells]:
    for number, cells in enumerate(sheet.rows, sheet.first_row):
        if any(cells):
            yield number, tuple(cells)


def _chunks(rows: Iterator[Cells]) -> Iterator[list[Cells]]:
    while chunk := list(islice(rows, CHUNK_ROWS)):
        yield chunk


@dataclass(slots=True)
class _Batch:
    """What one chunk will write."""

    styles: dict[str, tuple[ProductRow, list[NewVariant]]] = field(default_factory=dict)
    variants: list[NewVariant] = field(default_factory=list)
    prices: list[PriceRow] = field(default_factory=list)
    barcodes: list[tuple[str, str, int]] = field(default_factory=list)
    made_up_skus: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Chunk:
    """What is known while one chunk is taken: what the file has is added as it comes."""

    styles: dict[str, KnownStyle]
    barcodes: dict[str, tuple[str, str]]
    skus: dict[str, str]
    batch: _Batch = field(default_factory=_Batch)
    index: dict[str, dict[tuple[str, str], KnownVariant]] = field(default_factory=dict)

    def find(self, row: ProductRow) -> KnownVariant | None:
        """Return the variant a row speaks of, if it is there: by colour in any language, size."""
        style = self.styles.get(row.style.code)
        if style is None:
            return None
        index = self.index.get(style.code)
        if index is None:
            index = self.index[style.code] = {}
            for variant in style.variants:
                index.update({key: variant for key in variant_keys(variant.colour, variant.size)})
        return next(
            (index[key] for key in variant_keys(row.colour, row.size) if key in index), None
        )

    def add(self, style: KnownStyle, variant: KnownVariant) -> None:
        """Remember a variant that this file brings."""
        style.variants.append(variant)
        index = self.index.setdefault(style.code, {})
        index.update({key: variant for key in variant_keys(variant.colour, variant.size)})


def variant_keys(colour: Names, size: str) -> list[tuple[str, str]]:
    """Return what a row may call a variant of its style: its colour in any language, its size."""
    return [(name, size) for name in _folded(colour)]


@lru_cache(maxsize=4_096)
def _folded(colour: Names) -> tuple[str, ...]:
    names = (colour.zh_hans, colour.zh_hant, colour.en)
    return tuple({each.casefold() for each in names if each}) or ("",)


@dataclass(slots=True)
class _Job:
    """One import under way: ``seen`` names the first row of a variant, ``lines`` of its codes."""

    context: Context
    actor: Actor
    reader: Reader
    default_class: str
    known_classes: set[str]
    seen: dict[str, int] = field(default_factory=dict)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    grown: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)

    def report(self) -> ImportReport:
        """Return what was done so far, the errors in the order of their rows."""
        errors = tuple(sorted(self.errors, key=lambda error: error.row))
        counts, unread = {name: self.counts[name] for name in COUNTS}, self.reader.columns.unread
        warnings = tuple(sorted(self.warnings, key=lambda warning: warning.row))
        return ImportReport(**counts, errors=errors, warnings=warnings, unread=unread)

    def take(self, connection: Connection, rows: Iterable[Cells]) -> None:
        """Read rows, compare them with what is there, and write what is new."""
        wanted = list(self._parsed(rows))
        chunk = _Chunk(
            import_repo.styles(connection, (row.style.code for row in wanted)),
            import_repo.barcodes(
                connection, (codes.canonical(row.barcode) for row in wanted if row.barcode)
            ),
            import_repo.skus(connection, (row.sku for row in wanted if row.sku)),
        )
        for row in wanted:
            try:
                self._one(chunk, row)
            except BadCell as bad:
                self._refuse(row.number, bad)
            else:
                self._warn(row)
        self._write(connection, chunk.batch)

    def finish(self, connection: Connection) -> None:
        """Write the words of styles that grew new colours."""
        catalogue_writes.refresh_words(connection, sorted(self.grown))

    def undo(self) -> None:
        """Leave the transaction so that nothing of it stays."""
        raise _Undo

    def _parsed(self, rows: Iterable[Cells]) -> Iterator[ProductRow]:
        for number, cells in rows:
            self.counts["rows"] += 1
            try:
                yield from self.reader.rows(number, cells)
            except BadCell as bad:
                self._refuse(number, bad)

    def _refuse(self, number: int, bad: BadCell) -> None:
        self.counts["refused"] += 1
        if len(self.errors) < ERRORS_MAX:
            column = self.reader.columns.title(bad.field)
            self.errors.append(RowError(number, column, bad.reason))

    def _warn(self, row: ProductRow) -> None:
        """Tell what went in and is most likely not what was meant."""
        for name, reason in oddities(row):
            if len(self.warnings) < ERRORS_MAX:
                title = self.reader.columns.title(name)
                self.warnings.append(RowError(row.number, title, reason))

    def _one(self, chunk: _Chunk, row: ProductRow) -> None:
        variant = chunk.find(row)
        if row.style.tax_class and row.style.tax_class not in self.known_classes:
            raise BadCell(
                "tax_class", Text.of("catalogue.unknown_tax_class", code=row.style.tax_class[:40])
            )
        self._require_code(chunk, row, variant)
        if variant is None:
            self._new_variant(chunk, row)
        else:
            self._known_variant(chunk, row, variant)

    def _require_code(self, chunk: _Chunk, row: ProductRow, variant: KnownVariant | None) -> None:
        """Refuse a code that belongs to other goods, in the catalogue or earlier in this file."""
        owner = chunk.barcodes.get(codes.canonical(row.barcode)) if row.barcode else None
        if owner is not None and (variant is None or owner[0] != variant.id):
            told = Text.of("import.barcode_taken", code=row.barcode, style=owner[1])
            first = self.lines.get((owner[0], codes.canonical(row.barcode)))
            if first is not None:
                told = Text.of("import.barcode_twice", first=first, **told.params)
            raise BadCell("barcode", told)
        sku_owner = chunk.skus.get(row.sku) if row.sku else None
        if sku_owner is not None and (variant is None or sku_owner != variant.id):
            raise BadCell("sku", Text.of("catalogue.variant_taken", code=row.sku))

    def _known_variant(self, chunk: _Chunk, row: ProductRow, variant: KnownVariant) -> None:
        first = self.seen.get(variant.id)
        stored = codes.canonical(row.barcode)
        new_code = bool(row.barcode) and stored not in chunk.barcodes
        price = _price(row, variant.id, self.context.clock.now_ms())
        same_price = prices.stands(variant.prices, price)
        if first is not None:
            self._require_agreement(row, variant, first, same_price=same_price)
        if new_code:
            self._add_barcode(chunk, row, variant.id)
        if not same_price:
            self._change_price(chunk.batch, variant, price)
        if row.stock is not None and row.stock.milli:
            self.counts["stock_ignored"] += 1
        if not new_code and same_price:
            self.counts["unchanged"] += 1
        self.seen.setdefault(variant.id, row.number)
        self.lines[variant.id, stored] = row.number

    def _require_agreement(
        self, row: ProductRow, variant: KnownVariant, first: int, *, same_price: bool
    ) -> None:
        """Refuse one more row of a variant that brings no code of its own or contradicts."""
        before = (
            first if not row.barcode else self.lines.get((variant.id, codes.canonical(row.barcode)))
        )
        if before is not None:
            raise BadCell("style_code", Text.of("import.duplicate_row", first=before))
        if not same_price:
            raise BadCell("price", Text.of("import.price_conflict", first=first))
        if variant.id in self.made and row.stock is not None and row.stock.milli:
            raise BadCell("stock", Text.of("import.stock_in_first_row", first=first))

    def _change_price(self, batch: _Batch, variant: KnownVariant, price: PriceRow) -> None:
        written = prices.added(variant.prices, price)
        batch.prices.extend(written)
        variant.prices.extend(written)
        self.counts["prices"] += 1

    def _add_barcode(self, chunk: _Chunk, row: ProductRow, variant_id: str) -> None:
        stored = codes.canonical(row.barcode)
        chunk.batch.barcodes.append((stored, variant_id, row.pack.milli))
        chunk.barcodes[stored] = (variant_id, row.style.code)
        self.counts["barcodes"] += 1

    def _new_variant(self, chunk: _Chunk, row: ProductRow) -> None:
        style = chunk.styles.get(row.style.code)
        new_style = style is None
        if style is None:
            style = KnownStyle(self.context.new_id(), row.style.code)
            chunk.styles[row.style.code] = style
            chunk.batch.styles[style.id] = (row, [])
            self.counts["styles"] += 1
        style.places += 1
        plain = new_style and not row.size and not any(variant_keys(row.colour, "")[0])
        sku = row.sku or (row.style.code if plain else f"{row.style.code}-{style.places:02d}")
        if not row.sku:
            sku = f"{sku}-{self.context.new_id()[-6:]}" if sku in chunk.skus else sku
            chunk.batch.made_up_skus.add(sku)
        made = NewVariant(self.context.new_id(), style.id, sku, style.places, _draft(row))
        chunk.skus[sku] = made.id
        if style.id in chunk.batch.styles:
            chunk.batch.styles[style.id][1].append(made)
        else:
            chunk.batch.variants.append(made)
            self.grown.add(style.id)
        stored = codes.canonical(row.barcode)
        if stored:
            chunk.barcodes[stored] = (made.id, row.style.code)
            self.counts["barcodes"] += 1
        price = _price(row, made.id, 0, version=1)
        chunk.add(style, KnownVariant(made.id, row.colour, row.size, [price]))
        self.seen[made.id] = self.lines[made.id, stored] = row.number
        self.made.add(made.id)
        self.counts["variants"] += 1

    def _write(self, connection: Connection, batch: _Batch) -> None:
        now = self.context.clock.now_ms()
        clash = catalogue_writes.taken(connection, "variant", "sku", batch.made_up_skus)
        if clash:
            self._rename(batch, clash)
        styles = [
            NewStyle(
                style_id, row.style.tax_class or self.default_class, _style(row, made), tuple(made)
            )
            for style_id, (row, made) in batch.styles.items()
        ]
        catalogue_writes.insert_styles(connection, styles, now)
        catalogue_writes.insert_variants(connection, batch.variants)
        catalogue_writes.insert_barcodes(connection, batch.barcodes)
        catalogue_writes.insert_prices(connection, batch.prices)
        fresh = [each for style in styles for each in style.variants] + batch.variants
        post_opening(
            connection, self.context, self.actor, [(each.id, each.draft) for each in fresh]
        )

    def _rename(self, batch: _Batch, clash: set[str]) -> None:
        """Give variants whose made-up SKU other goods have already another one."""
        for made in (batch.variants, *(made for _, made in batch.styles.values())):
            made[:] = [
                replace(each, sku=f"{each.sku}-{self.context.new_id()[-6:]}")
                if each.sku in clash
                else each
                for each in made
            ]


def _draft(row: ProductRow) -> VariantDraft:
    barcodes = (BarcodeDraft(row.barcode, row.pack),) if row.barcode else ()
    return VariantDraft(
        price=row.prices.price,
        list_price=row.prices.list_price,
        colour=row.colour,
        colour_rgb=row.rgb,
        size=row.size,
        cost_e4=row.prices.cost_e4,
        barcodes=barcodes,
        opening_stock=row.stock or Quantity(0),
    )


def _price(row: ProductRow, variant_id: str, from_ms: int, version: int = 0) -> PriceRow:
    money = row.prices
    return PriceRow(variant_id, from_ms, version, money.price.e4, money.list_price.e4)


def _style(row: ProductRow, variants: Iterable[NewVariant]) -> StyleDraft:
    return StyleDraft(
        code=row.style.code,
        names=row.style.names,
        variants=tuple(each.draft for each in variants),
        unit=row.style.unit,
        garment=row.style.garment,
        facts=row.style.facts,
    )
