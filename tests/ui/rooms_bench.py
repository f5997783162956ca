"""The whole till in a window for tests: frame, every room, a real shop behind them."""

from functools import cache
from pathlib import Path

from kivy.uix.widget import Widget

from inventory.kernel.text import Text
from inventory.orders.tender import Offer
from inventory.people.secrets import hash_pin
from inventory.people.staff import SYSTEM, Role
from pos_app.hardware.categories.device import Condition, DeviceStatus
from pos_app.hardware.paper import draw
from pos_app.hardware.profiles import profile
from pos_app.hardware.render_escpos import render
from pos_app.main.rooms import Rooms
from pos_app.screens import app
from pos_app.screens.metrics import PROFILES, metrics
from pos_app.screens.tr import tr
from pos_app.screens.widgets import Touchable
from pos_app.viewmodels.till import Machine
from tests.inventory.service.ringing import CASHIER, JEANS, TEE, open_till, ring, yuan
from tests.pos_app.viewmodels.tills import Bench
from tests.ui.driver import Driver

PAPERS = {58: "generic-58-zh", 80: "generic-80-zh"}
STAFF = ("李强", "陈晨", "赵敏", "周宇航", "林嘉怡")
STAFF_PIN = "246813"


class RoomsBench:
    """A till with two sales: one paper failed, of one nobody is sure."""

    def __init__(self, folder: Path, driver: Driver, machine: Machine | None = None) -> None:
        self.driver = driver
        self.bench = Bench(folder, machine=machine)
        self.bench.devices.preview = _preview
        self.numbers: list[str] = self.bench.writer.submit(self._fill).result()
        self._show_devices()
        tr.follow(self.bench.till.words)
        self.rooms = Rooms(self.bench.till)
        self.root: app.Root | None = None

    def _fill(self) -> list[str]:
        staff, jobs = self.bench.till.writes.staff, self.bench.till.writes.print_jobs
        pin_hash = _hashed(self.bench.shop.pepper)
        for at, name in enumerate(STAFF, 2):
            role = Role.CASHIER if at > 2 else Role.MANAGER
            staff.add(SYSTEM, code=str(at), name=name, role=role, pin_hash=pin_hash)
        desk, numbers = open_till(self.bench.shop), []
        for outcome, why in (("failed", "printer.paper_out"), ("unknown", "print.no_answer")):
            cart = ring(self.bench.shop, desk, TEE, JEANS, TEE)
            offers = [Offer("cash", yuan("200")), Offer("card", yuan("237"), card_tail="1234")]
            numbers.append(desk.complete(CASHIER, cart, offers).receipt_no)
            claimed = jobs.claim()
            jobs.report(claimed.job_id, outcome, Text.of(f"hardware.{why}"))
        return numbers

    def _show_devices(self) -> None:
        now = self.bench.shop.clock.now_ms()
        self.bench.devices.show(
            DeviceStatus("printer-1", "printer", Condition.PAPER_OUT,
                         Text.of("hardware.printer.paper_out"), now),
            *(DeviceStatus(f"{kind}-1", kind, Condition.READY, Text.of("hardware.status.ready"),
                           now) for kind in ("drawer", "scanner")),
        )  # fmt: skip

    def show(self, name: str = "R1") -> app.Root:
        """Put the till into a window of this profile."""
        if self.root is None:
            metrics.use(PROFILES[name])
            self.root = app.Root(self.rooms.shell, self.rooms.frame(), self.rooms.makers())
        self.driver.show(self.root, name)
        self.settle()
        return self.root

    def sign_on(self, role: Role = Role.OWNER) -> None:
        """Let somebody work without typing a PIN."""
        self.bench.sign_on(role)

    def go(self, place: str, argument: str = "") -> None:
        """Open a place."""
        self.rooms.shell.go(place, argument)
        self.settle()

    def settle(self) -> None:
        """Let the writer, the UI and the picture come to rest."""
        self.bench.hands.pump()
        self.driver.settle()

    def key(self, words: str) -> Touchable:
        """Return what can be touched and says this; what lies on top comes first."""
        assert self.root is not None
        found = [
            each
            for each in self.root.walk()
            if isinstance(each, Touchable) and getattr(each, "text", "") == words and _seen(each)
        ]
        assert found, f"nothing to touch says {words}"
        return found[-1]

    def tap(self, target: str | Widget) -> None:
        """Touch once, and let everything that follows from it happen."""
        self.driver.tap(self.key(target) if isinstance(target, str) else target)
        self.settle()

    def close(self) -> None:
        """Leave the shop."""
        self.rooms.bar.close()
        self.bench.close()


@cache
def _hashed(pepper: bytes) -> str:
    """Hash the PIN of the staff once per run: slow on purpose, and the shops here are copies."""
    return hash_pin(STAFF_PIN, pepper)


def _seen(widget: Widget) -> bool:
    while widget is not None and widget.parent is not widget:
        if not widget.opacity:
            return False
        widget = widget.parent
    return True


def _preview(document, paper_mm: int) -> bytes:
    model = profile(PAPERS[paper_mm], "preview")
    return draw(render(document, model), model)
