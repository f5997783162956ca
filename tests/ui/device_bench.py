"""Devices in states worth looking at, for the tests of their page."""

from types import MappingProxyType

from inventory.kernel.text import Text
from pos_app.hardware.categories import Condition, DeviceStatus, Fault, LastScan, Proposal
from pos_app.viewmodels.till import MachineFacts
from tests.pos_app.viewmodels.care import a_view
from tests.ui.rooms_bench import RoomsBench

GONE = Text.of("hardware.scanner.unplugged", device="scanner")
OUT = Text.of("hardware.printer.paper_out")
READY = Text.of("hardware.status.ready")
NETWORK = {"way": "tcp", "host": "192.168.1.50", "port": 9100, "profile": "generic-80-zh"}
FAULTS = ("paper_out", "paper_low", "cover_open", "offline", "slow")
COUNTS = {
    "printer": {"HoursPoweredCount": 812, "ReceiptLinePrintedCount": 48210, "PrinterFaultCount": 7},
    "drawer": {"DrawerGoodOpenCount": 26, "DrawerFailedOpenCount": 0},
    "scanner": {"GoodScanCount": 3120, "FailedScanCount": 2},
}


class RecordingMachine:
    """A machine whose screen may be measured."""

    def __init__(self) -> None:
        self.inches, self.free = 15.6, 71_000_000_000
        self.refusal: object = None
        self.saved: list[float] = []
        self.can_close = False
        self.closed = 0

    def close(self) -> None:
        self.closed += 1

    def facts(self) -> MachineFacts:
        return MachineFacts(self.free, 100_000_000_000, 1_764_100_000_000, self.inches)

    def save_diagonal(self, inches, then, failed) -> None:
        if self.refusal is not None:
            failed(self.refusal)
            return
        self.saved.append(inches)
        self.inches = inches
        then()


def fill(rooms: RoomsBench) -> None:
    """Give the till devices: a printer without paper, a drawer, two scanners, one pulled out."""
    now = rooms.bench.shop.clock.now_ms()
    statuses = {
        "printer": DeviceStatus("printer", "printer", Condition.PAPER_OUT, OUT, now),
        "drawer": DeviceStatus("drawer", "drawer", Condition.READY, READY, now),
        "scanner": DeviceStatus("scanner", "scanner", Condition.OFFLINE, GONE, now),
        "scanner 2": DeviceStatus("scanner 2", "scanner", Condition.READY, READY, now),
    }
    faults = (
        Fault("printer", Condition.PAPER_OUT, OUT, now - 60_000),
        Fault("printer", Condition.COVER_OPEN, Text.of("hardware.printer.cover_open"),
              now - 7_200_000, now - 7_100_000),
    )  # fmt: skip
    scan = LastScan("scanner 2", "6901234500035\r", now, tuple(at * 3 for at in range(13)))
    on_printer = {"printer": "printer", "pin": 2}
    rooms.bench.devices.care.listed = (
        a_view("printer", status=statuses["printer"], options=NETWORK, driver="escpos", waiting=1,
               switches=dict.fromkeys(FAULTS, False) | {"paper_out": True}, faults=faults,
               statistics=COUNTS["printer"], serves="receipts"),
        a_view("drawer", "drawer", status=statuses["drawer"], options=on_printer,
               driver="printer_drawer", statistics=COUNTS["drawer"], serves="opens"),
        a_view("scanner", "scanner", status=statuses["scanner"], driver="evdev"),
        a_view("scanner 2", "scanner", status=statuses["scanner 2"], driver="simulated_scanner",
               last_scan=scan, switches={"offline": False, "lose": False},
               statistics=COUNTS["scanner"]),
    )  # fmt: skip
    rooms.bench.devices.show(*statuses.values())
    rooms.bench.devices.care.proposals = (
        Proposal("printer 2", "printer", "escpos", MappingProxyType(NETWORK),
                 Text.of("hardware.found.network", where="192.168.1.50:9100"), sure=False),
        Proposal("scanner 3", "scanner", "evdev", MappingProxyType({"path": "/dev/input/event4"}),
                 Text.of("hardware.found.keys", name="Honeywell HID Scanner"), sure=False),
    )  # fmt: skip
