"""A page of price tags over a shop of a few goods, for the tests of it."""

from pathlib import Path

import pytest

from inventory.catalogue.product import Names
from inventory.kernel.text import Text
from inventory.people.staff import SYSTEM
from inventory.service.import_sheet import ImportSheet
from pos_app.hardware.categories import Condition, DeviceStatus, LabelsRun
from pos_app.viewmodels.price_tags import PriceTagsVM
from tests.inventory.service.ringing import open_till
from tests.inventory.shop import a_style, a_variant
from tests.pos_app.viewmodels.tills import Bench

READY, OUT = Text.of("hardware.status.ready"), Text.of("hardware.labels.out")
TAKEN = Text.of("hardware.labels.taken", n=1)
STOPPED = Text.of("hardware.labels.stopped", sent=1, wanted=1)
PAYMENT = "281234567890123456"
DAY_MS = 86_400_000


def status(condition: Condition = Condition.READY, name: str = "labels") -> DeviceStatus:
    return DeviceStatus(name, "labels", condition, READY if condition == "ready" else OUT, 0)


@pytest.fixture
def vm(bench: Bench) -> PriceTagsVM:
    open_till(bench.shop)
    bench.shop.create(
        a_style("KN3001", a_variant("白", "S", stock=2), a_variant("白", "M", stock=3),
                a_variant("黑", "S"), names=Names("开衫", "開衫", "Cardigan")),
        a_style("FR0001", a_variant("白", "OS", cost="0"), names=Names("赠品", "贈品", "Gift")),
    )  # fmt: skip
    bench.devices.show(status())
    bench.sign_on()
    made = PriceTagsVM(bench.till, bench.shell)
    bench.shell.register("price_tags", made, made.enter)
    bench.shell.go("price_tags")
    bench.hands.pump()
    return made


@pytest.fixture
def scan(bench: Bench, vm: PriceTagsVM):
    def read(code: str) -> None:
        bench.shell.on_scan(code, "scanner", 0)
        bench.hands.pump()

    return read


def listed(vm: PriceTagsVM) -> list[tuple[str, str]]:
    return [(row.title, row.copies) for row in vm.state.rows]


def add(bench: Bench, vm: PriceTagsVM, text: str) -> None:
    vm.submit(text)
    bench.hands.pump()


def press(bench: Bench, vm: PriceTagsVM) -> None:
    """Tap the main key, in no haste."""
    bench.shop.clock.advance(1_000)
    vm.press()


def way(bench: Bench, vm: PriceTagsVM, name: str) -> None:
    """Tap a key of the run, in no haste, and let what follows from it happen."""
    bench.shop.clock.advance(1_000)
    vm.way(name)
    bench.hands.pump()


def printing(bench: Bench, vm: PriceTagsVM, *texts: str) -> None:
    for text in texts or ("KN3001",):
        add(bench, vm, text)
    press(bench, vm)
    bench.hands.pump()


def reprice(bench: Bench, folder: Path, price: str = "79") -> None:
    """Give the white cardigan in S another price, behind the back of the page."""
    bench.shop.clock.advance(1_000)
    path = folder / "new.csv"
    path.write_text(f"款号,名称,颜色,尺码,售价\nKN3001,开衫,白,S,{price}\n", "utf-8")
    ImportSheet(bench.shop.context, bench.shop.books).run(SYSTEM, path)


def tell(bench: Bench, outcome, sure, maybe=0, reason=TAKEN) -> None:
    tags = bench.devices.tags
    tags.told(LabelsRun(tags.batch_now.count, sure, maybe, outcome, reason))
