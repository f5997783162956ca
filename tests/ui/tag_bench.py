"""The page of price tags in states worth looking at, over a label printer that answers as told."""

from collections.abc import Callable
from dataclasses import replace

from inventory.catalogue.product import Names
from inventory.kernel.clock import SystemClock
from inventory.kernel.text import Text
from pos_app.hardware.categories import Condition, DeviceStatus, LabelsRun
from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.registry import Registry
from pos_app.hardware.simulators.label_printer import SimulatedLabelPrinter
from pos_app.main.tag_desk import TagDesk
from pos_app.viewmodels.price_tag_run import RunFace
from tests.inventory.service.ringing import JEANS, TEE
from tests.inventory.shop import a_style, a_variant
from tests.pos_app.hardware.listening import simulated
from tests.ui.rooms_bench import RoomsBench

READY = Text.of("hardware.status.ready")
OUT = Text.of("hardware.labels.out")
STOPPED = Text.of("hardware.labels.stopped", sent=1, wanted=1)
SIZES = ("S", "M", "L", "XL")


def fill(rooms: RoomsBench) -> None:
    """Give the shop a style of many sizes, one without a price, and a label printer that works."""
    shop = rooms.bench.shop

    def create() -> None:
        variants = [a_variant(colour, size, stock=at + 1) for colour in ("白", "藏青")
                    for at, size in enumerate(SIZES)]  # fmt: skip
        shirt = Names("羊毛混纺宽松针织开衫", "羊毛混紡寬鬆針織開衫", "Relaxed merino cardigan")
        gift = Names("赠品", "贈品", "Gift")
        shop.create(
            a_style("KN3001", *variants, names=shirt),
            a_style("FR0001", a_variant("白", "OS", cost="0"), names=gift),
        )

    rooms.bench.writer.submit(create).result()
    show_printer(rooms)


def show_printer(rooms: RoomsBench, condition: Condition = Condition.READY) -> None:
    """Let the label printer be so."""
    now = rooms.bench.shop.clock.now_ms()
    reason = READY if condition is Condition.READY else OUT
    others = [each for each in rooms.bench.devices.listed if each.category != "labels"]
    rooms.bench.devices.show(*others, DeviceStatus("labels", "labels", condition, reason, now))


def scan(rooms: RoomsBench, code: str) -> None:
    """Read a code with the till's scanner."""
    rooms.rooms.shell.on_scan(code, "scanner", rooms.bench.shop.clock.now_ms())
    rooms.settle()


def _anew(rooms: RoomsBench) -> None:
    vm = rooms.rooms.price_tags
    show_printer(rooms)
    rooms.bench.devices.tags.end("confirmed")
    rooms.bench.shop.clock.advance(1_000)
    rooms.bench.hands.pump()
    vm.way("done")
    vm.give_all("none")
    vm.close_pad()
    vm.choose_source("style")
    rooms.go("price_tags")
    if rooms.root is not None:
        rooms.root.screen("price_tags").shut()


def _style(rooms: RoomsBench) -> None:
    _anew(rooms)
    vm = rooms.rooms.price_tags
    vm.submit("KN3001")
    rooms.bench.hands.pump()
    vm.give_all("stock")
    vm.submit("FR0001")
    rooms.bench.hands.pump()
    for code in (TEE, JEANS, JEANS):
        rooms.rooms.shell.on_scan(code, "scanner", rooms.bench.shop.clock.now_ms())
        rooms.bench.hands.pump()


def _found(rooms: RoomsBench) -> None:
    _style(rooms)
    rooms.rooms.price_tags.type("0001")
    rooms.bench.hands.pass_time(1)
    rooms.rooms.price_tags.type("1001")
    rooms.bench.hands.pass_time(1)


def _since(rooms: RoomsBench) -> None:
    _anew(rooms)
    vm = rooms.rooms.price_tags
    vm.choose_source("received")
    for _ in range(3):
        vm.step_day("less")
    vm.add_since()
    rooms.bench.hands.pump()


def _nothing(rooms: RoomsBench) -> None:
    _anew(rooms)
    rooms.rooms.price_tags.choose_source("changed")
    rooms.rooms.price_tags.add_since()


def _trouble(rooms: RoomsBench) -> None:
    _style(rooms)
    rooms.rooms.price_tags.choose_size("30x70")
    show_printer(rooms, Condition.PAPER_OUT)


def _no_printer(rooms: RoomsBench) -> None:
    _style(rooms)
    rooms.bench.devices.show(
        *(each for each in rooms.bench.devices.listed if each.category != "labels")
    )


def _run(rooms: RoomsBench, run: LabelsRun) -> None:
    _style(rooms)
    vm, tags = rooms.rooms.price_tags, rooms.bench.devices.tags
    rooms.bench.shop.clock.advance(1_000)
    vm.press()
    rooms.bench.hands.pump()
    tags.told(replace(run, total=tags.batch_now.count))
    rooms.bench.hands.pump()
    if rooms.root is not None:
        rooms.root.screen("price_tags")._open()


def _printing(rooms: RoomsBench) -> None:
    _run(rooms, LabelsRun(0, 5))


def _doubt(rooms: RoomsBench) -> None:
    _run(rooms, LabelsRun(0, 10, 5, "unknown", STOPPED))
    show_printer(rooms, Condition.PAPER_OUT)


def _failed(rooms: RoomsBench) -> None:
    _run(rooms, LabelsRun(0, outcome="failed", reason=OUT))


def _taken(rooms: RoomsBench) -> None:
    _run(rooms, LabelsRun(0, 23, outcome="confirmed", reason=Text.of("hardware.labels.taken", n=1)))


def _pad(rooms: RoomsBench) -> None:
    _style(rooms)
    vm = rooms.rooms.price_tags
    vm.step(vm.state.rows[0].key, "quantity")
    vm.digit("2")
    vm.digit("4")


def _side(rooms: RoomsBench) -> None:
    _style(rooms)
    rooms.root.screen("price_tags")._open()


STATES: dict[str, Callable[[RoomsBench], None]] = {
    "empty": _anew,
    "style": _style,
    "side": _side,
    "found": _found,
    "since": _since,
    "nothing": _nothing,
    "trouble": _trouble,
    "no printer": _no_printer,
    "pad": _pad,
    "printing": _printing,
    "doubt": _doubt,
    "failed": _failed,
    "taken": _taken,
}


class RealPrinter:
    """A simulated label printer on its own thread, behind the till's own desk for tags."""

    def __init__(self, rooms: RoomsBench) -> None:
        self._rooms, self._hands = rooms, rooms.bench.hands
        self._others = [e for e in rooms.bench.devices.listed if e.category != "labels"]
        self.registry = Registry(self._heard, SystemClock(), poll_s=0.02)
        config = DeviceConfig("labels", "labels", "simulated_labels", {"language": "tspl"})
        self.registry.set_up([config])
        self.driver = simulated(self.registry, "labels", SimulatedLabelPrinter)
        self.inside = self.driver.inside
        rooms.bench.devices.tags = TagDesk(lambda: self.registry, lambda: [config], self._hands)
        self.until_status(Condition.READY)

    def _heard(self, _: object) -> None:
        self._hands.post(self._show)

    def _show(self) -> None:
        self._rooms.bench.devices.show(*self._others, *self.registry.statuses())

    @property
    def printed(self) -> dict[str, int]:
        """Return code → tags that it was told to print."""
        counts: dict[str, int] = {}
        for label in self.inside.labels:
            counts[label.bars[0].data] = counts.get(label.bars[0].data, 0) + label.copies
        return counts

    def until_status(self, condition: Condition) -> None:
        """Turn the UI until the page's printer is so."""
        listed = self._rooms.bench.devices
        self._turn(lambda: any(each.condition is condition and each.category == "labels"
                               for each in listed.listed))  # fmt: skip

    def until(self, right: Callable[[RunFace], bool]) -> None:
        """Turn the UI until the run looks so."""
        vm = self._rooms.rooms.price_tags
        self._turn(lambda: vm.state.run is not None and right(vm.state.run))

    def _turn(self, right: Callable[[], bool]) -> None:
        while not right():
            self._hands.turn_once()
        self._rooms.settle()

    def close(self) -> None:
        """Give the printer back."""
        assert self.registry.close(5) == ()
