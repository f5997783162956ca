"""The till's printer driver on a USB printer that a kernel believes in: a gadget on dummy_hcd.

    tests/rigs/device_vm.sh python tests/rigs/usb_printer_vm.py

The gadget's side feeds the virtual printer; the till's side opens the printer's device file, and
then such a printer through libusb: printed, asked, kicked, pulled out in a job, plugged in again.
Prints one JSON line; ends with 1 when something does not hold.
"""

import errno
import json
import os
import select
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from inventory.documents.blocks import Document, Line  # noqa: E402
from inventory.kernel.clock import SystemClock  # noqa: E402
from pos_app.hardware.categories import Condition  # noqa: E402
from pos_app.hardware.decoder import decode  # noqa: E402
from pos_app.hardware.escpos_printer import EscposPrinter  # noqa: E402
from pos_app.hardware.link import LinkError  # noqa: E402
from pos_app.hardware.profiles import PROFILES  # noqa: E402
from pos_app.hardware.transports.usb_device import DeviceFileLink  # noqa: E402
from pos_app.hardware.transports.usb_printer import UsbLink, UsbName  # noqa: E402
from pos_app.hardware.virtual_printer import VirtualPrinter  # noqa: E402
from tests.rigs import udev_words  # noqa: E402

GADGETS = Path("/sys/kernel/config/usb_gadget")
OUTSIDE, ON_BUS = Path("/dev/usb/lp0"), Path("/sys/bus/usb/devices/1-1")
MODEL = PROFILES["epson-80-zh"]
NAME = UsbName(0x04B8, 0x0E15, "1")


def plug_in(number: int, says: str = "") -> Path:
    """Describe a printer to the kernel and connect it; return the file of its inside.

    It ``says`` of itself what IEEE 1284 lets a printer say.

    Each plugging in is a gadget of its own: the kernel's driver of gadgets does not survive being
    unbound and bound again while its file is open. Vendor, product and serial number stay.
    """
    gadget = GADGETS / f"till{number}"
    facts = {"idVendor": "0x04b8", "idProduct": "0x0e15", "strings/0x409/serialnumber": "1",
             "strings/0x409/manufacturer": "Test", "strings/0x409/product": "Printer"}  # fmt: skip
    function = f"printer.{number}"
    gadget.mkdir()
    (gadget / "strings/0x409").mkdir()
    for name, value in facts.items():
        (gadget / name).write_text(value)
    (gadget / "functions" / function).mkdir()
    if says:
        (gadget / "functions" / function / "pnp_string").write_text(says)
    (gadget / "configs/c.1").mkdir()
    (gadget / "configs/c.1" / function).symlink_to(gadget / "functions" / function)
    (gadget / "UDC").write_text("dummy_udc.0")
    inside = Path(f"/dev/g_printer{number}")
    wait_for(inside)
    return inside


def pull(number: int) -> None:
    """Pull the cable out."""
    udev_words.tell("remove", ON_BUS)
    (GADGETS / f"till{number}" / "UDC").write_text("\n")


class Inside(threading.Thread):
    """The printer's own side: takes bytes, prints, answers."""

    def __init__(self, printer: VirtualPrinter, number: int, says: str = "") -> None:
        super().__init__(daemon=True)
        self._printer, self._number = printer, number
        self._file = opened_inside(plug_in(number, says))
        udev_words.tell("add", ON_BUS)
        self.pull_after = 0
        self.start()

    def run(self) -> None:
        """Serve until the cable is pulled."""
        while True:
            select.select([self._file], [], [], 0.05)
            try:
                data = os.read(self._file, 4096)
                if 0 < self.pull_after <= len(data):
                    self._printer.forget()
                    return pull(self._number)
                self.pull_after = max(self.pull_after - len(data), 0)
                said = self._printer.take(data)
                if said:
                    os.write(self._file, said)
            except BlockingIOError:
                continue
            except OSError as error:
                if error.errno not in (errno.ENODEV, errno.EIO, errno.ESHUTDOWN):
                    raise
                return


def opened_inside(path: Path) -> int:
    """Open the printer's inside, which is there only once the other side has taken notice."""
    end = time.monotonic() + 20
    while True:
        try:
            return os.open(path, os.O_RDWR | os.O_NONBLOCK)
        except OSError as error:
            if error.errno != errno.ENODEV or time.monotonic() > end:
                raise
            time.sleep(0.05)


def wait_for(path: Path) -> None:
    """Wait until the kernel shows a file."""
    end = time.monotonic() + 10
    while not path.exists():
        if time.monotonic() > end:
            raise TimeoutError(path)
        time.sleep(0.05)


def main() -> int:
    """Print, kick, run out of paper, pull the cable."""
    inside = VirtualPrinter()
    held = [Inside(inside, 0)]
    wait_for(OUTSIDE)
    printer = EscposPrinter(DeviceFileLink(str(OUTSIDE)), MODEL, SystemClock())
    printer.open()
    paper = Document(
        "receipt", tuple(Line(f"小票 {number:02d} 圆领纯棉T恤") for number in range(30))
    )
    begin = time.monotonic()
    printed = printer.print_document(paper)
    figures: dict[str, object] = {"took_ms": round((time.monotonic() - begin) * 1000)}
    figures["confirmed"] = (printed.outcome, printed.level) == ("confirmed", "L3")
    faults = [decode(job, MODEL).faults for job in inside.papers]
    figures["on_paper"] = faults == [()]
    figures["kicked"] = kicked(printer, inside)
    inside.switch("paper_out")
    figures["no_paper"] = printer.print_document(paper).reason.code == "hardware.printer.paper_out"
    inside.switch("paper_out", on=False)
    pull(0)
    figures["unplugged"] = unplugged(printer, paper)
    printer.close()
    figures |= through_libusb(paper, held)
    print(json.dumps(figures))
    return 0 if all(value is not False for value in figures.values()) else 1


def through_libusb(paper: Document, held: list[Inside]) -> dict[str, object]:
    """The printer by vendor, product and serial number, taken from the kernel's own driver."""
    inside = VirtualPrinter()
    held.append(Inside(inside, 1))
    link = UsbLink(NAME)
    printer = EscposPrinter(link, MODEL, SystemClock())
    opened(printer)
    printed = printer.print_document(paper)
    whole = [decode(job, MODEL).faults for job in inside.papers] == [()]
    found: dict[str, object] = {"usb_confirmed": whole and printed.outcome == "confirmed"}
    inside.switch("cover_open")
    found["usb_status"] = printer.attend(0.0).condition is Condition.COVER_OPEN
    inside.switch("cover_open", on=False)
    found["usb_kicked"] = kicked(printer, inside)
    held[-1].pull_after = 3_000
    long = printer.print_document(Document("receipt", paper.blocks * 10))
    gone = not reached(link)
    found["usb_midway"] = long.outcome == "unknown" and len(inside.papers) == 1 and gone
    held.append(Inside(inside, 2))
    opened(printer)
    found["usb_back"] = printer.print_document(paper).outcome == "confirmed"
    printer.close()
    found["usb_serial"] = not reached(UsbLink(UsbName(0x04B8, 0x0E15, "another")))
    return found


def opened(printer: EscposPrinter) -> None:
    """Open a printer as its worker would: again and again until it is on the bus."""
    end = time.monotonic() + 20
    while True:
        try:
            return printer.open()
        except LinkError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def reached(link: UsbLink) -> bool:
    """Tell whether a printer is there."""
    try:
        link.open(1.0)
    except LinkError:
        return False
    link.close()
    return True


def kicked(printer: EscposPrinter, inside: VirtualPrinter) -> bool:
    """One pulse on the right pin, which the printer's side gets a moment later."""
    sent = printer.kick(5).kick == "sent"
    end = time.monotonic() + 2
    while not inside.pulses and time.monotonic() < end:
        time.sleep(0.01)
    return sent and inside.pulses == [(5, 100, 100)]


def unplugged(printer: EscposPrinter, paper: Document) -> bool:
    """A printer without its cable: nothing is said to be printed, and looking after it tells."""
    printed = printer.print_document(paper)
    try:
        printer.attend(0.0)
    except LinkError:
        return printed.outcome == "failed"
    return False


if __name__ == "__main__":
    sys.exit(main())
