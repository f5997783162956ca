"""The till's printer driver on a USB printer that a kernel believes in: a gadget on dummy_hcd.

    tests/rigs/device_vm.sh python tests/rigs/usb_printer_vm.py

The gadget's side feeds the virtual printer, the till's side opens the printer's device file.
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
from pos_app.hardware.decoder import decode  # noqa: E402
from pos_app.hardware.escpos_printer import EscposPrinter  # noqa: E402
from pos_app.hardware.link import LinkError  # noqa: E402
from pos_app.hardware.profiles import PROFILES  # noqa: E402
from pos_app.hardware.transports.usb_device import DeviceFileLink  # noqa: E402
from pos_app.hardware.virtual_printer import VirtualPrinter  # noqa: E402

GADGET = Path("/sys/kernel/config/usb_gadget/till")
INSIDE, OUTSIDE = Path("/dev/g_printer0"), Path("/dev/usb/lp0")
MODEL = PROFILES["epson-80-zh"]


def plug_in() -> None:
    """Describe a printer to the kernel and connect it."""
    facts = {"idVendor": "0x04b8", "idProduct": "0x0e15", "strings/0x409/serialnumber": "1",
             "strings/0x409/manufacturer": "Test", "strings/0x409/product": "Printer"}  # fmt: skip
    GADGET.mkdir()
    (GADGET / "strings/0x409").mkdir()
    for name, value in facts.items():
        (GADGET / name).write_text(value)
    (GADGET / "functions/printer.0").mkdir()
    (GADGET / "configs/c.1").mkdir()
    (GADGET / "configs/c.1/printer.0").symlink_to(GADGET / "functions/printer.0")
    (GADGET / "UDC").write_text("dummy_udc.0")


class Inside(threading.Thread):
    """The printer's own side: takes bytes, prints, answers."""

    def __init__(self, printer: VirtualPrinter) -> None:
        super().__init__(daemon=True)
        self._printer = printer
        self._file = os.open(INSIDE, os.O_RDWR | os.O_NONBLOCK)

    def run(self) -> None:
        """Serve until the cable is pulled."""
        while True:
            select.select([self._file], [], [], 0.05)
            try:
                said = self._printer.take(os.read(self._file, 4096))
                if said:
                    os.write(self._file, said)
            except BlockingIOError:
                continue
            except OSError as error:
                if error.errno not in (errno.ENODEV, errno.EIO, errno.ESHUTDOWN):
                    raise
                return


def wait_for(path: Path) -> None:
    """Wait until the kernel shows a file."""
    end = time.monotonic() + 10
    while not path.exists():
        if time.monotonic() > end:
            raise TimeoutError(path)
        time.sleep(0.05)


def main() -> int:
    """Print, kick, run out of paper, pull the cable."""
    plug_in()
    wait_for(INSIDE)
    wait_for(OUTSIDE)
    inside = VirtualPrinter()
    Inside(inside).start()
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
    (GADGET / "UDC").write_text("\n")
    figures["unplugged"] = unplugged(printer, paper)
    print(json.dumps(figures))
    return 0 if all(value is not False for value in figures.values()) else 1


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
