"""Price tags on label printers: read back from the bytes, seen by a scanner, on real sockets."""

import os
import select
import socket
import threading
import tty
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from inventory.documents.price_label import SIZES, TagGoods, price_label
from inventory.kernel.clock import SystemClock
from inventory.kernel.errors import Refused
from inventory.kernel.money import CNY, Money
from pos_app.hardware import ean13
from pos_app.hardware.bitmap import Bitmap
from pos_app.hardware.categories import Condition, LabelOrder, Printed
from pos_app.hardware.driver import DeviceConfig, Surroundings
from pos_app.hardware.drivers import label_printer
from pos_app.hardware.label_layout import Bars, Placed, lay_out
from pos_app.hardware.label_printer import LANGUAGES, LanguagePrinter
from pos_app.hardware.label_reading import ReadLabel, draw
from pos_app.hardware.registry import Registry
from pos_app.hardware.simulators.label_printer import SimulatedLabelPrinter
from pos_app.hardware.tspl_reading import TsplReader
from pos_app.hardware.virtual_labels import VirtualLabelPrinter
from pos_app.hardware.zpl_reading import ZplReader
from tests.pos_app.hardware.listening import Heard, answer, simulated
from tests.pos_app.hardware.ptys import a_pty

TEE = TagGoods(
    "TS1001", "圆领纯棉T恤", "藏青", "M", "6901234567892", Money(8900, CNY), Money(12900, CNY),
    "算盘",
)  # fmt: skip
SKU = TagGoods("JN2001", "直筒牛仔裤", "蓝", "31", "JN2001-01", Money(25900, CNY))
LABEL = price_label(TEE, SIZES["40x30"], "zh-Hans")


def read(language: str, data: bytes, dpi: int = 203) -> ReadLabel:
    reader = TsplReader(dpi) if language == "tspl" else ZplReader()
    for at in range(0, len(data), 7):
        reader.feed(data[at : at + 7])
    (label,) = reader.labels
    assert label.unknown == []
    return label


def printed(language: str, goods: TagGoods, size: str, dpi: int = 203, copies: int = 1):
    page = lay_out(price_label(goods, SIZES[size], "zh-Hans"), dpi)
    return page, read(language, LANGUAGES[language].encode(page, copies, 2), dpi)


def scanned(picture: Image.Image) -> list[str]:
    """Return what a scanner says of the printed label, two pixels to the dot."""
    big = picture.resize((picture.width * 2, picture.height * 2), Image.Resampling.NEAREST)
    framed = Image.new("L", (big.width + 40, big.height + 40), 255)
    framed.paste(big, (20, 20))
    return [code.text for code in zxingcpp.read_barcodes(framed)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("goods", [TEE, SKU])
def test_label_when_read_back_then_places_dots_and_code_are_those_that_were_meant(
    language: str, size: str, dpi: int, goods: TagGoods
) -> None:
    page, label = printed(language, goods, size, dpi, copies=3)
    assert (label.width, label.height, label.copies) == (page.width, page.height, 3)
    meant = [part for part in page.parts if isinstance(part, Placed)]
    assert [(p.x, p.y, p.width, p.height, p.rows) for p in label.pictures] == [
        (p.x, p.y, p.bitmap.width, p.bitmap.height, p.bitmap.rows) for p in meant
    ]
    (bars,) = [part for part in page.parts if isinstance(part, Bars)]
    (code,) = label.bars
    assert (code.kind, code.data, code.x, code.y, code.height, code.module) == (
        bars.kind, bars.data, bars.x, bars.y, bars.height, bars.module,
    )  # fmt: skip
    for part in meant:
        assert 0 <= part.x and part.x + part.bitmap.width <= page.width
        assert 0 <= part.y and part.y + part.bitmap.height <= page.height
    assert scanned(draw(label)) == [goods.code]


def test_label_when_the_code_is_an_ean_then_its_module_is_a_quarter_of_a_millimetre() -> None:
    page, _ = printed("tspl", TEE, "30x70")
    (bars,) = [part for part in page.parts if isinstance(part, Bars)]
    assert (bars.kind, bars.module) == ("EAN13", 2)
    assert bars.x >= 2 * 7
    assert bars.x + 95 * 2 + 2 * 7 <= page.width


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ['A"B', "A^B~C>D_E", "12345678", "AB12345678CD", "Z" * 10])
def test_code_when_it_has_signs_of_the_language_then_they_arrive(language: str, code: str) -> None:
    goods = TagGoods("X", "袜子", "", "OS", code, Money(100, CNY))
    _, label = printed(language, goods, "60x40")
    assert label.bars[0].data == code
    assert scanned(draw(label)) == [code]


def test_code_when_it_is_too_long_or_not_printable_then_it_is_refused() -> None:
    for code, key in (("X" * 60, "labels.code_too_long"), ("袜", "labels.code_unprintable")):
        goods = TagGoods("X", "袜子", "", "OS", code, Money(100, CNY))
        with pytest.raises(Refused) as refused:
            lay_out(price_label(goods, SIZES["40x30"], "zh-Hans"))
        assert refused.value.text.code == key


def test_ean_when_read_by_a_scanner_then_every_first_digit_is_right() -> None:
    for first in range(10):
        body = f"{first}12345678901"
        weighted = sum(int(d) * (3 if at % 2 else 1) for at, d in enumerate(body))
        code = f"{body}{-weighted % 10}"
        row = Image.new("L", (95 + 40, 40), 255)
        for at, dark in enumerate(ean13.bars(code)):
            if dark:
                row.paste(0, (20 + at, 0, 21 + at, 40))
        assert scanned(row) == [code]


def test_text_when_it_is_too_long_then_it_ends_with_dots_within_its_box() -> None:
    goods = TagGoods("S" * 80, "很长很长" * 20, "藏青", "M", "6901234567892", Money(8900, CNY))
    page, label = printed("zpl", goods, "40x30")
    assert all(part.x + part.width <= page.width for part in label.pictures)


def test_picture_when_the_former_price_is_higher_then_it_is_struck_through() -> None:
    def left_of_the_price(goods: TagGoods) -> list[Bitmap]:
        page = lay_out(price_label(goods, SIZES["50x30"], "zh-Hans"))
        parts = [part for part in page.parts if isinstance(part, Placed)]
        return [part.bitmap for part in parts if part.x < 100 and 100 <= part.y < 135]

    (struck,) = left_of_the_price(TEE)
    rows = [
        struck.rows[at : at + struck.stride] for at in range(0, len(struck.rows), struck.stride)
    ]
    assert max(sum(byte.bit_count() for byte in row) for row in rows) >= struck.width - 16
    cheap = TagGoods(TEE.style_code, TEE.name, TEE.colour, TEE.size, TEE.code, TEE.price, TEE.price)
    assert left_of_the_price(cheap) == []


def test_reader_when_it_meets_what_it_does_not_know_then_it_says_so() -> None:
    tspl = TsplReader()
    tspl.feed(b'CLS\r\nTEXT 1,1,"3",0,1,1,"x"\r\nPRINT 1,1\r\n')
    assert tspl.labels[0].unknown == ['TEXT 1,1,"3",0,1,1,"x"']
    zpl = ZplReader()
    zpl.feed(b"^XA^FO1,1^A0N,20,20^FDx^FS^XZ")
    assert zpl.labels[0].unknown == ["^A0N,20,20", "^FDx"]


def test_zpl_when_runs_are_written_then_they_are_those_of_the_guide() -> None:
    reader = ZplReader()
    reader.feed(b"^XA^FO0,0^GFA,24,24,8,IFK0FF,:!^FS^XZ")
    row = b"\xff\xf0\x00\x00\xff\x00\x00\x00"
    assert reader.labels[0].pictures[0].rows == row + row + b"\xff" * 8


@settings(max_examples=25)
@given(name=st.text(max_size=40), code=st.text(st.characters(codec="ascii"), max_size=12))
def test_label_when_words_are_anything_then_it_is_whole_or_refused_with_a_reason(
    name: str, code: str
) -> None:
    goods = TagGoods("TS1001", name, name, "M", code, Money(8900, CNY), brand=name)
    try:
        page = lay_out(price_label(goods, SIZES["40x30"], "zh-Hans"))
    except Refused as refused:
        assert refused.text.code in ("labels.code_unprintable", "labels.code_too_long")
        return
    for language in LANGUAGES:
        label = read(language, LANGUAGES[language].encode(page, 1, 2))
        assert [each.data for each in label.bars] == [code]
        assert all(each.x + each.width <= page.width for each in label.pictures)


# --- as a device ------------------------------------------------------------------------------


@pytest.fixture(params=list(LANGUAGES))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def a_printer(heard: Heard, language: str) -> tuple[Registry, SimulatedLabelPrinter]:
    registry = Registry(heard, SystemClock(), poll_s=0.02)
    options = {"language": language}
    registry.set_up([DeviceConfig("tags", "labels", "simulated_labels", options)])
    heard.condition("tags", Condition.READY)
    return registry, simulated(registry, "tags", SimulatedLabelPrinter)


def order(registry: Registry, *orders: LabelOrder) -> Printed:
    (device,) = registry.label_printers()
    return answer(lambda done: device.print_labels(orders, done))


def test_batch_when_all_is_well_then_every_label_comes_out(heard: Heard, language: str) -> None:
    registry, inside = a_printer(heard, language)
    jeans = price_label(SKU, SIZES["40x30"], "zh-Hans")
    done = order(registry, LabelOrder(LABEL, 2), LabelOrder(jeans, 5))
    assert (done.outcome, done.level, done.reason.code) == (
        "confirmed", "L1", "hardware.labels.taken",
    )  # fmt: skip
    assert [(each.bars[0].data, each.copies) for each in inside.inside.labels] == [
        (TEE.code, 2), (SKU.code, 5),
    ]  # fmt: skip
    assert scanned(inside.inside.picture(0)) == [TEE.code]
    assert registry.close(5) == ()


@pytest.mark.parametrize(
    ("fault", "condition", "reason"),
    [
        ("paper_out", Condition.PAPER_OUT, "hardware.labels.out"),
        ("head_open", Condition.COVER_OPEN, "hardware.labels.head_open"),
        ("ribbon_out", Condition.FAULT, "hardware.labels.ribbon"),
        ("paused", Condition.OFFLINE, "hardware.labels.paused"),
        ("silent", Condition.OFFLINE, "hardware.labels.silent"),
    ],
)
def test_batch_when_the_printer_has_trouble_then_it_says_so_and_nothing_is_begun(
    heard: Heard, language: str, fault: str, condition: Condition, reason: str
) -> None:
    registry, inside = a_printer(heard, language)
    inside.switch(fault)
    assert heard.condition("tags", condition).reason.code == reason
    done = order(registry, LabelOrder(LABEL))
    assert (done.outcome, done.reason.code) == ("failed", reason)
    assert inside.inside.labels == ()
    inside.switch(fault, on=False)
    heard.condition("tags", Condition.READY)
    assert order(registry, LabelOrder(LABEL)).outcome == "confirmed"
    assert registry.close(5) == ()


def test_batch_when_the_link_breaks_in_it_then_it_says_how_far_it_came(
    heard: Heard, language: str
) -> None:
    registry, inside = a_printer(heard, language)
    inside.switch("break")
    done = order(registry, LabelOrder(LABEL), LabelOrder(LABEL))
    assert (done.outcome, dict(done.reason.params)) == ("unknown", {"sent": 0, "wanted": 2})
    inside.switch("break", on=False)
    assert order(registry, LabelOrder(LABEL, 3)).outcome == "confirmed"
    label = inside.inside.labels[-1]
    assert (label.copies, label.unknown) == (3, [])
    assert scanned(draw(label)) == [TEE.code]
    assert registry.close(5) == ()


def test_batch_when_the_line_is_dead_before_it_then_nothing_of_it_came(
    heard: Heard, language: str
) -> None:
    registry, inside = a_printer(heard, language)
    (device,) = registry.label_printers()
    device.worker.poll_s = 60.0
    order(registry)
    inside.inside.faults.add("offline")
    assert order(registry, LabelOrder(LABEL)).outcome == "failed"
    assert inside.inside.labels == ()
    assert registry.close(5) == ()


class NetworkPrinter:
    """A label printer behind a real socket."""

    def __init__(self, language: str) -> None:
        self.inside = VirtualLabelPrinter(language)
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        wire, _ = self._server.accept()
        with wire:
            while data := wire.recv(4096):
                said = self.inside.take(data)
                if said:
                    wire.sendall(said)

    def close(self) -> None:
        self._thread.join(5)
        self._server.close()
        assert not self._thread.is_alive()


def built(**options: str | int | bool) -> LanguagePrinter:
    config = DeviceConfig("tags", "labels", "label_printer", options)
    driver = label_printer.DRIVER.build(config, Surroundings(lambda _: None, SystemClock()))
    assert isinstance(driver, LanguagePrinter)
    return driver


def test_printer_when_it_is_in_the_network_then_status_and_labels_go_over_real_sockets(
    language: str,
) -> None:
    network = NetworkPrinter(language)
    driver = built(way="tcp", host="127.0.0.1", port=network.port, language=language)
    driver.open()
    assert driver.attend(0).condition is Condition.READY
    network.inside.switch("head_open")
    assert driver.attend(0).condition is Condition.COVER_OPEN
    network.inside.switch("head_open", on=False)
    assert driver.print_labels([LabelOrder(LABEL, 4)]).outcome == "confirmed"
    driver.close()
    network.close()
    (label,) = network.inside.labels
    assert (label.copies, label.unknown, scanned(draw(label))) == (4, [], [TEE.code])


def test_printer_when_it_never_answers_then_it_is_set_up_so_and_prints_on_a_real_line(
    language: str,
) -> None:
    master, slave = a_pty()
    tty.setraw(slave)
    driver = built(way="serial", path=os.ttyname(slave), language=language, status=False)
    driver.open()
    assert driver.attend(0).reason.code == "hardware.labels.blind"
    taken: list[Printed] = []
    worker = threading.Thread(target=lambda: taken.append(driver.print_labels([LabelOrder(LABEL)])))
    worker.start()
    inside = VirtualLabelPrinter(language)
    while not inside.labels:
        assert select.select([master], [], [], 5)[0]
        inside.take(os.read(master, 4096))
    worker.join(5)
    driver.close()
    os.close(slave)
    os.close(master)
    assert (taken[0].outcome, taken[0].level) == ("confirmed", "L0")
    assert inside.labels[0].bars[0].data == TEE.code


def test_printer_when_it_is_a_folder_then_the_bytes_are_a_file(
    tmp_path: Path, language: str
) -> None:
    driver = built(way="folder", folder=str(tmp_path), language=language)
    driver.open()
    assert driver.print_labels([LabelOrder(LABEL)]).reason.code == "hardware.labels.sent"
    (file,) = tmp_path.iterdir()
    assert read(language, file.read_bytes()).bars[0].data == TEE.code


@pytest.mark.parametrize(
    "options", [{"language": "epl"}, {"dpi": 204}, {"gap_mm": 99}, {"status": "no"}, {"x": 1}]
)
def test_printer_when_an_option_is_wrong_then_it_is_refused(
    heard: Heard, options: dict[str, str | int]
) -> None:
    registry = Registry(heard, SystemClock())
    with pytest.raises(Refused):
        registry.set_up([DeviceConfig("tags", "labels", "simulated_labels", options)])
