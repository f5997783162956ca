"""The whole replay: plan, ring up, then lay the books beside what SQL says of the raw file."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from inventory.service.verify import Verify
from suanpan.replay import plan
from suanpan.replay.audit import Part, RawFile
from suanpan.replay.classes import Kind, Line, classify
from suanpan.replay.ring import ReplayTill, Rung, instant_ms
from suanpan.replay.source import Row, WrongFileError

Said = Callable[[str], None]


@dataclass(slots=True)
class Result:
    """What the replay came to; ``differences`` is empty when books and file agree."""

    lines: int = 0
    amount_e8: int = 0
    classes: dict[str, Part] = field(default_factory=dict)
    rules: dict[str, Part] = field(default_factory=dict)
    rung: Rung = field(default_factory=Rung)
    rung_twice: int = 0
    days: int = 0
    products: int = 0
    differences: list[str] = field(default_factory=list)
    findings: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def agrees(self) -> bool:
        """Tell whether every comparison held and the books are clean."""
        return not self.differences and not self.findings


def replay(rows: Sequence[Row], folder: Path, said: Said) -> Result:
    """Ring the rows up in a new shop in this folder and compare its books with the rows."""
    result = Result()
    begun = time.perf_counter()
    lines = [classify(row) for row in rows]
    till = _till(lines, folder)
    try:
        goods = plan.catalogue(lines, till.currency.unit)
        todo = plan.invoices(lines, goods)
        till.set_up(goods.values())
        result.seconds["prepare"] = time.perf_counter() - begun
        result.rung = till.ring(todo, lambda sales: said(f"{sales:,} of {len(todo):,} sales"))
        result.seconds["ring up"] = result.rung.seconds
        lines = _as_it_ended(lines, result.rung)
        _classes(lines, result)
        begun = time.perf_counter()
        raw = RawFile(rows)
        try:
            _compare(raw, till, goods, result)
        finally:
            raw.close()
        result.seconds["compare"] = time.perf_counter() - begun
        begun = time.perf_counter()
        result.findings = dict(Verify(till.reader).run().found)
        result.seconds["verify"] = time.perf_counter() - begun
    finally:
        till.close()
    return result


def _till(lines: Iterable[Line], folder: Path) -> ReplayTill:
    stamps = [line.row.stamp for line in lines if line.row.stamp]
    if not stamps:
        raise WrongFileError("no line has a date")
    till = ReplayTill(folder, 0)
    till.clock.set(instant_ms(min(stamps), till.zone))
    return till


def _as_it_ended(lines: Iterable[Line], rung: Rung) -> list[Line]:
    """Move the lines that the till refused into their class."""
    return [
        replace(line, kind=Kind.REFUSED, rule=rung.refused[line.row.number])
        if line.row.number in rung.refused
        else line
        for line in lines
    ]


def _classes(lines: Sequence[Line], result: Result) -> None:
    counts: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    for line in lines:
        for name in (line.kind.value, f"{line.kind.value}: {line.rule}"):
            counts[name] += 1
            sums[name] += line.amount_e8
    parts = {name: Part(counts[name], sums[name]) for name in sorted(counts)}
    result.classes = {kind.value: parts.get(kind.value, Part(0, 0)) for kind in Kind}
    result.rules = {name: part for name, part in parts.items() if name.partition(": ")[2]}
    copies = Counter(line.row[1:] for line in lines if line.kind is Kind.RUNG)
    result.rung_twice = sum(count - 1 for count in copies.values())


def _compare(raw: RawFile, till: ReplayTill, goods: dict[str, plan.Goods], result: Result) -> None:
    whole = raw.whole()
    result.lines, result.amount_e8 = whole.lines, whole.amount_e8
    wrong = result.differences
    parts = result.classes.values()
    ours = Part(sum(each.lines for each in parts), sum(each.amount_e8 for each in parts))
    _same(wrong, "all lines", ours, whole)
    theirs = {kind.value: Part(0, 0) for kind in Kind} | raw.classes()
    for kind in Kind:
        _same(wrong, kind.value, result.classes[kind.value], theirs[kind.value])
    _same(wrong, "lines rung up twice", result.rung_twice, raw.rung_twice())
    days = {each.business_date: (each.sales, each.total.minor) for each in till.report.by_day()}
    _each(wrong, "day", days, raw.days())
    sold = {
        each.sku: (each.quantity.milli // 1_000, each.total.minor)
        for each in till.report.by_product()
    }
    products = raw.products()
    _each(wrong, "product", sold, products)
    _each(wrong, "stock of", *_stock(raw, till, goods, products))
    result.days, result.products = len(days), len(sold)


def _stock(
    raw: RawFile,
    till: ReplayTill,
    goods: dict[str, plan.Goods],
    products: dict[str, tuple[int, int]],
) -> tuple[dict[str, int], dict[str, int]]:
    """Return what lies on the floor by code, and what the raw file leaves of the opening stock."""
    corrected = raw.corrected()
    have = till.stock.on_hand(till.cashier, till.variants.values())
    ours = {code: have[variant].milli // 1_000 for code, variant in till.variants.items()}
    theirs = {
        code: goods[code].leaving - products.get(code, (0, 0))[0] + corrected.get(code, 0)
        for code in {*products, *corrected}
    }
    return ours, theirs


def _each(
    wrong: list[str], what: str, ours: Mapping[str, object], theirs: Mapping[str, object]
) -> None:
    for name in sorted({*ours, *theirs}):
        _same(wrong, f"{what} {name}", ours.get(name), theirs.get(name))


def _same(wrong: list[str], what: str, ours: object, theirs: object) -> None:
    if ours != theirs:
        wrong.append(f"{what}: books {ours}, file {theirs}")


def plain(e8: int) -> str:
    """Write an amount in full, at least two digits after the point."""
    text = f"{abs(e8):09d}"
    part = text[-8:].rstrip("0").ljust(2, "0")
    return f"{'-' if e8 < 0 else ''}{text[:-8]}.{part}"
