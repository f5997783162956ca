"""Simulated devices as somebody beside them has them: what is seen, and what hands can do."""

from io import BytesIO

import pytest
from PIL import Image

from inventory.documents.price_label import SIZES, price_label
from inventory.kernel.clock import SystemClock
from pos_app.hardware.categories import DisplayFace, DisplayRow, LabelOrder, Scan, Wording
from pos_app.hardware.driver import DeviceConfig, Surroundings
from pos_app.hardware.profiles import profile
from pos_app.hardware.render_escpos import render
from pos_app.hardware.simulators.display import SimulatedDisplay
from pos_app.hardware.simulators.drawer import SEEN_FOR_S, SHUT_AFTER_S, SimulatedDrawer
from pos_app.hardware.simulators.label_printer import SimulatedLabelPrinter
from pos_app.hardware.simulators.printer import SimulatedPrinter
from pos_app.hardware.simulators.scale import SimulatedScale
from pos_app.hardware.simulators.scanner import SimulatedScanner
from pos_app.hardware.window_talk import Act, Rubbish, Seen, do
from tests.pos_app.hardware.papers import receipt
from tests.pos_app.hardware.test_labels import TEE

RECEIPT = receipt("zh-Hans")


class Turned(SystemClock):
    """A clock of which the time since the start is turned by hand."""

    def __init__(self) -> None:
        self.at_s = 0.0

    def monotonic(self) -> float:
        return self.at_s


def around(clock: SystemClock | None = None, heard: list[object] | None = None) -> Surroundings:
    emit = heard.append if heard is not None else lambda _: None
    return Surroundings(emit, clock or SystemClock())


def config(category: str, **options: object) -> DeviceConfig:
    return DeviceConfig.of({"id": "one", "category": category, "driver": "x", "options": options})


def size(png: bytes) -> tuple[int, int]:
    return Image.open(BytesIO(png)).size


@pytest.fixture
def printer() -> SimulatedPrinter:
    made = SimulatedPrinter(config("printer"), around())
    made.open()
    return made


def test_printer_when_it_prints_then_the_paper_hangs_out_until_it_is_torn(printer) -> None:
    assert (printer.seen(), printer.picture()) == (Seen(), b"")
    printer.print_document(RECEIPT)
    first = printer.seen().mark
    assert first
    assert printer.picture() == printer.paper_png()
    printer.print_document(RECEIPT)
    assert printer.seen().mark not in ("", first)
    do(printer, Act("switch", "paper_out", on=True))
    assert (printer.seen(), printer.picture()) == (Seen(), b"")
    do(printer, Act("switch", "paper_out", on=False))
    assert printer.seen() == Seen()
    assert len(printer.papers) == 2


def test_printer_when_it_is_in_the_middle_then_as_much_hangs_out_as_is_printed(printer) -> None:
    job = render(RECEIPT, profile("generic-80-zh", "one"))
    heights, marks = [], []
    for at in range(0, len(job), 97):
        printer.inside.take(job[at : at + 97])
        marks.append(printer.seen().mark)
        heights.append(size(printer.picture())[1])
    assert heights == sorted(heights)
    assert heights[0] < heights[len(heights) // 2] < heights[-1]
    assert printer.picture() == printer.paper_png()
    assert len(set(marks)) > 5


def test_labels_when_they_print_then_the_last_one_is_seen() -> None:
    labels = SimulatedLabelPrinter(config("labels"), around())
    labels.open()
    assert (labels.seen(), labels.picture()) == (Seen(), b"")
    marks = set()
    for name, wide in (("40x30", 320), ("60x40", 480)):
        labels.print_labels([LabelOrder(price_label(TEE, SIZES[name], "zh-Hans"))])
        assert abs(size(labels.picture())[0] - wide) < 8
        marks.add(labels.seen().mark)
    assert len(marks) == 2


@pytest.mark.parametrize(("dialect", "columns", "lines"), [("escpos", 20, 2), ("led8", 8, 1)])
def test_display_when_it_shows_then_its_lines_are_seen(dialect, columns, lines) -> None:
    display = SimulatedDisplay(config("display", dialect=dialect), around())
    display.open()
    display.show(DisplayFace(DisplayRow(Wording("Tee"), "89.00"), lamp="total", amount="89.00"))
    seen = display.seen()
    assert (seen.columns, len(seen.lines)) == (columns, lines)
    assert "89.00" in seen.lines[0]
    assert seen.lamps == (("total",) if dialect == "led8" else ())


def test_drawer_when_somebody_stands_there_then_it_waits_for_the_push() -> None:
    clock, heard = Turned(), []
    drawer = SimulatedDrawer(config("drawer"), around(clock, heard))
    drawer.kick(2)
    assert drawer.seen() == Seen(is_open=True)
    for _ in range(5):
        clock.at_s += SHUT_AFTER_S
        drawer.seen()
        drawer.attend(0)
        assert drawer.is_open
    do(drawer, Act("push"))
    assert drawer.seen() == Seen(is_open=False)
    assert [each.open for each in heard] == [True, False]


def test_drawer_when_they_are_gone_then_it_shuts_by_itself() -> None:
    clock = Turned()
    drawer = SimulatedDrawer(config("drawer"), around(clock))
    drawer.kick(2)
    drawer.seen()
    clock.at_s += SHUT_AFTER_S + SEEN_FOR_S
    drawer.attend(0)
    assert not drawer.is_open


def test_scale_when_something_is_put_on_then_it_weighs_that() -> None:
    scale = SimulatedScale(config("scale"), around())
    scale.open()
    do(scale, Act("put", "1250"))
    assert scale.seen() == Seen(grams=1250)
    assert scale.weigh().grams == 1250


def test_scanner_when_a_code_is_held_before_it_then_it_reads_that() -> None:
    heard: list[object] = []
    scanner = SimulatedScanner(config("scanner"), around(heard=heard))
    do(scanner, Act("scan", "6907001000036"))
    scanner.attend(1.0)
    assert [each.code for each in heard if isinstance(each, Scan)] == ["6907001000036"]


def test_scanner_when_it_is_unplugged_then_what_is_held_before_it_is_not_read_later() -> None:
    heard: list[object] = []
    scanner = SimulatedScanner(config("scanner"), around(heard=heard))
    do(scanner, Act("switch", "offline", on=True))
    do(scanner, Act("scan", "1"))
    do(scanner, Act("switch", "offline"))
    do(scanner, Act("scan", "2"))
    for _ in range(2):
        scanner.attend(0.01)
    assert [each.code for each in heard if isinstance(each, Scan)] == ["2"]


def test_scanner_when_it_is_full_then_more_is_rubbish_and_nobody_waits() -> None:
    scanner = SimulatedScanner(config("scanner"), around())
    with pytest.raises(Rubbish):
        for _ in range(2_000):
            do(scanner, Act("scan", "1"))


@pytest.mark.parametrize(
    "made",
    [
        lambda: SimulatedPrinter(config("printer"), around()),
        lambda: SimulatedLabelPrinter(config("labels"), around()),
        lambda: SimulatedDisplay(config("display"), around()),
        lambda: SimulatedDrawer(config("drawer"), around()),
        lambda: SimulatedScale(config("scale"), around()),
        lambda: SimulatedScanner(config("scanner"), around()),
    ],
)
def test_device_when_something_is_done_that_it_has_not_then_it_is_rubbish(made) -> None:
    device = made()
    able = {"drawer": "push", "scale": "put", "scanner": "scan"}
    kind = type(device).__name__.removeprefix("Simulated").lower()
    wrong = [Act("push"), Act("put", "1"), Act("scan", "1")]
    for act in [each for each in wrong if each.verb != able.get(kind)]:
        with pytest.raises(Rubbish):
            do(device, act)
    with pytest.raises(Rubbish):
        do(device, Act("switch", "explode", on=True))
    assert not any(device.switches.values())
