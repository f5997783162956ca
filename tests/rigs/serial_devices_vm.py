"""The till's drivers of serial devices on a kernel's USB serial port (an ACM gadget): printer,
drawer's trigger box, displays, scales, label printers, these also as USB printers. One boot, one
device after the other, each pulled out and plugged in again.

    tests/rigs/device_vm.sh python tests/rigs/serial_devices_vm.py

Prints one JSON line; ends with 1 when something does not hold.
"""

import json
import queue
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from inventory.documents.blocks import Document  # noqa: E402
from inventory.documents.blocks import Line as PaperLine  # noqa: E402
from inventory.documents.price_label import SIZES, TagGoods, price_label  # noqa: E402
from inventory.kernel.clock import SystemClock  # noqa: E402
from inventory.kernel.money import CNY, Money  # noqa: E402
from pos_app.hardware.categories import (  # noqa: E402
    Condition,
    DisplayFace,
    DisplayRow,
    LabelOrder,
    Wording,
)
from pos_app.hardware.decoder import decode  # noqa: E402
from pos_app.hardware.discovery import discover  # noqa: E402
from pos_app.hardware.driver import DeviceConfig, Option  # noqa: E402
from pos_app.hardware.hotplug import Watcher  # noqa: E402
from pos_app.hardware.profiles import PROFILES  # noqa: E402
from pos_app.hardware.registry import Registry  # noqa: E402
from pos_app.hardware.virtual_display import VirtualDisplay  # noqa: E402
from pos_app.hardware.virtual_labels import VirtualLabelPrinter  # noqa: E402
from pos_app.hardware.virtual_printer import VirtualPrinter  # noqa: E402
from pos_app.hardware.virtual_scale import VirtualScale  # noqa: E402
from tests.pos_app.hardware.whole import whole  # noqa: E402
from tests.rigs import usb_printer_vm  # noqa: E402
from tests.rigs.serial_gadget import OUTSIDE, SerialGadget  # noqa: E402
from tests.rigs.uart import Line  # noqa: E402

Figures = dict[str, object]
MODEL = PROFILES["epson-80-zh"]
PAPER = Document("receipt", tuple(PaperLine(f"小票 {n:02d} 圆领纯棉T恤") for n in range(20)))
LONG = Document("receipt", PAPER.blocks * 10)
TEE = TagGoods("TS1001", "圆领纯棉T恤", "藏青", "M", "6901234567892", Money(8900, CNY))
SKU = TagGoods("JN2001", "直筒牛仔裤", "蓝", "31", "JN2001-01", Money(25900, CNY))
TAGS = [
    LabelOrder(price_label(goods, SIZES["40x30"], "zh-Hans"), copies)
    for goods, copies in ((TEE, 2), (SKU, 1))
]
FACES = (
    DisplayFace(DisplayRow(Wording("合计", "Total"), "437.00"),
                DisplayRow(Wording("共 3 件", "3 pcs")), "total", "437.00"),
    DisplayFace(DisplayRow(Wording("收款", "Paid"), "500.00"),
                DisplayRow(Wording("找零", "Change"), "63.00"), "change", "63.00"),
)  # fmt: skip
SHOWN = {
    "words": (("Total         437.00", "3 pcs"), ("Paid          500.00", "Change         63.00")),
    "digits": (("437.00",), ("63.00",)),
}


class Till:
    """One device in the till's registry, waited for by its events."""

    def __init__(self, category: str, driver: str, **options: Option) -> None:
        self._events: queue.Queue[object] = queue.Queue()
        self.registry = Registry(self._events.put, SystemClock(), poll_s=0.2)
        self._watcher = Watcher(self.registry.nudge)
        self._watcher.start()
        plain = {"id": "it", "category": category, "driver": driver, "options": options}
        self.registry.set_up([DeviceConfig.of(plain)])

    @property
    def device(self) -> Any:
        """The device as the till uses it."""
        return self.registry.device("it")

    def until(self, *conditions: Condition, within_s: float = 15.0) -> bool:
        """Wait until it is in one of some conditions."""
        return until(lambda: self.device.status.condition in conditions, within_s)

    def told(self, ask: Callable[..., None], *arguments: object) -> Any:
        """Return what a device tells of something that it is asked to do."""
        said: queue.Queue[object] = queue.Queue()
        ask(*arguments, said.put)
        return said.get(timeout=60)

    def close(self) -> bool:
        """Let the device go."""
        self._watcher.close()
        return self.registry.close(5) == ()


def until(holds: Callable[[], object], within_s: float = 5.0) -> bool:
    """Wait until something holds."""
    end = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def again(till: Till, gadget: SerialGadget) -> bool:
    """Plug the device in again that the till missed; it comes back by itself."""
    missed = gadget.pulled.wait(10) and till.until(Condition.OFFLINE)
    gadget.plug()
    return missed and till.until(Condition.READY)


def printer(gadget: SerialGadget) -> Figures:
    """Printed with its confirmation, asked, without paper, pulled in the middle, back."""
    inside, line = VirtualPrinter(), Line(19200)
    gadget.be(inside.take, line)
    till = Till("printer", "escpos", way="serial", path=str(OUTSIDE), baud=19200,
                profile=MODEL.name)  # fmt: skip
    till.until(Condition.READY)
    printed = till.told(till.device.print, PAPER)
    right = [decode(job, MODEL).faults for job in inside.papers] == [()]
    found: Figures = {"printed": right and (printed.outcome, printed.level) == ("confirmed", "L3")}
    inside.switch("cover_open")
    found["cover"] = till.until(Condition.COVER_OPEN)
    inside.switch("cover_open", on=False)
    inside.switch("paper_out")
    out = till.told(till.device.print, PAPER)
    found["no_paper"] = (out.outcome, out.reason.code) == ("failed", "hardware.printer.paper_out")
    inside.switch("paper_out", on=False)
    found["paper_again"] = till.until(Condition.READY) and len(inside.papers) == 1
    gadget.pull_after = 3_000
    torn = till.told(till.device.print, LONG)
    inside.power_cycle()
    found["midway"] = torn.outcome == "unknown" and len(inside.papers) == 1
    found["back"] = (
        again(till, gadget) and till.told(till.device.print, PAPER).outcome == "confirmed"
    )
    found["each_once"] = len(whole(inside.papers, MODEL)) == 2
    found["line"] = gadget.bus.line == line
    return named("printer", found | {"closed": till.close()})


def box(gadget: SerialGadget) -> Figures:
    """A trigger box gets one pulse for a kick, none while it is away, and none of that later."""
    inside = VirtualPrinter()
    gadget.be(inside.take, Line(9600))
    till = Till("drawer", "escpos_drawer", way="serial", path=str(OUTSIDE), pin=5)
    till.until(Condition.READY)
    sent = till.told(till.device.kick).kick == "sent"
    found: Figures = {"kicked": sent and until(lambda: inside.pulses == [(5, 100, 100)])}
    gadget.pull()
    found["missed"] = till.until(Condition.OFFLINE)
    found["away"] = till.told(till.device.kick).kick in ("failed", "expired")
    gadget.plug()
    sent = till.until(Condition.READY) and till.told(till.device.kick).kick == "sent"
    found["back"] = sent and until(lambda: len(inside.pulses) > 1)
    found["each_once"] = till.close() and inside.pulses == [(5, 100, 100)] * 2
    return named("box", found)


def display(gadget: SerialGadget, dialect: str, baud: int) -> Figures:
    """Each face stands there; after its cable the newest one does."""
    digits = dialect == "led8"
    inside, wanted = VirtualDisplay(digits=digits), SHOWN["digits" if digits else "words"]
    gadget.be(inside.take, Line(baud))
    till = Till("display", "serial_display", path=str(OUTSIDE), dialect=dialect)
    till.until(Condition.READY)
    seen = []
    for face, lines in zip(FACES, wanted, strict=True):
        till.device.show(face)
        seen.append(until(lambda lines=lines: inside.lines == lines))
    found: Figures = {"faces": all(seen) and inside.unknown == b""}
    gadget.pull()
    missed = till.until(Condition.OFFLINE)
    till.device.show(FACES[0])
    inside.feed(b"\x1b@")  # without power it forgets
    gadget.plug()
    back = till.until(Condition.READY) and until(lambda: inside.lines == wanted[0])
    found["back"] = missed and back and inside.unknown == b""
    return named(f"display_{dialect}", found | {"closed": till.close()})


def scale(gadget: SerialGadget, protocol: Literal["mettler_8217", "cas"], line: Line) -> Figures:
    """A weight comes on the line that the protocol has, and on no other; also after its cable."""
    inside = VirtualScale(protocol, 345)
    gadget.be(inside.take, line)
    other: dict[str, Option] = {"bits": 8, "parity": "N"} if line.bits == 7 else {"baud": 4800}
    wrong = Till("scale", "serial_scale", path=str(OUTSIDE), protocol=protocol, **other)
    stranger = wrong.until(Condition.OFFLINE, Condition.FAULT)
    found: Figures = {"wrong_line": wrong.close() and stranger}
    gadget.bus.lines.clear()
    till = Till("scale", "serial_scale", path=str(OUTSIDE), protocol=protocol)
    till.until(Condition.READY)
    found["weighed"] = till.told(till.device.weigh).grams == 345
    found["line"] = gadget.bus.lines[-1:] == [line]
    inside.put(1_250, settles_after=3)
    found["settled"] = till.told(till.device.weigh).grams == 1_250
    gadget.pull()
    missed = till.until(Condition.OFFLINE, Condition.FAULT)
    gadget.plug()
    found["back"] = missed and till.until(Condition.READY)
    found["weighed_again"] = till.told(till.device.weigh).grams == 1_250
    return named(f"scale_{protocol}", found | {"closed": till.close()})


def labels(gadget: SerialGadget, language: str) -> Figures:
    """A batch comes whole; without labels none is begun; pulled in one, the next is whole again."""
    inside = VirtualLabelPrinter(language)
    gadget.be(inside.take, Line(115200))
    till = Till("labels", "label_printer", language=language, way="serial", path=str(OUTSIDE),
                baud=115200)  # fmt: skip
    till.until(Condition.READY)
    printed = till.told(till.device.print_labels, TAGS)
    found: Figures = {"whole": printed.outcome == "confirmed" and whole_tags(inside)}
    inside.switch("paper_out")
    out = till.told(till.device.print_labels, TAGS)
    found["no_labels"] = (out.outcome, out.reason.code) == ("failed", "hardware.labels.out")
    inside.switch("paper_out", on=False)
    till.until(Condition.READY)
    gadget.pull_after = 700
    torn = till.told(till.device.print_labels, TAGS)
    found["midway"] = torn.outcome == "unknown" and whole_tags(inside)
    found["back"] = again(till, gadget)
    before = len(inside.labels)
    printed = till.told(till.device.print_labels, TAGS)
    found["whole_again"] = printed.outcome == "confirmed" and whole_tags(inside, before)
    return named(f"labels_{language}", found | {"closed": till.close()})


def usb_labels(language: str, number: int) -> Figures:
    """The same printer as one of the USB class, through the kernel's own driver."""
    inside = VirtualLabelPrinter(language)
    says = f"MFG:ACME;MDL:Labels;CMD:{language.upper()},ESC/POS;CLS:PRINTER;"
    side = usb_printer_vm.Inside(inside, number, says)
    usb_printer_vm.wait_for(usb_printer_vm.OUTSIDE)
    proposed = [each for each in discover(()) if each.category == "labels"]
    till = Till("labels", "label_printer", **proposed[0].options)
    till.until(Condition.READY)
    printed = till.told(till.device.print_labels, TAGS)
    found: Figures = {"whole": printed.outcome == "confirmed" and whole_tags(inside)}
    found["proposed"] = proposed[0].options["language"] == language
    usb_printer_vm.pull(number)
    side.join(10)
    found["missed"] = till.until(Condition.OFFLINE)
    return named(f"usb_labels_{language}", found | {"closed": till.close()})


def found(gadget: SerialGadget) -> Figures:
    """Asked on demand, the port is proposed as what answers, at its speed; nothing is printed."""
    inside, figures = VirtualPrinter(), Figures()
    for name, take, line in (
        ("printer", inside.take, Line(19200)),
        ("scale", VirtualScale("mettler_8217").take, Line(9600, 7, "E")),
    ):
        gadget.be(take, line)
        asked = discover((), serial=True)
        sure = [each for each in asked if each.sure]  # a keyboard of the machine is not
        told = [(each.category, each.why.params["baud"], each.options["path"]) for each in sure]
        figures[name] = told == [(name, line.baud, str(OUTSIDE))]
    figures["nothing_printed"] = inside.papers == [] and inside.pulses == []
    return named("found", figures)


def whole_tags(inside: VirtualLabelPrinter, before: int = 0) -> bool:
    """The labels of one batch, each with its code, its copies, and nothing strange in it."""
    came = inside.labels[before:]
    codes = [(bars.data, label.copies) for label in came for bars in label.bars]
    strange = [word for label in came for word in label.unknown]
    return codes == [("6901234567892", 2), ("JN2001-01", 1)] and strange == []


def named(name: str, found: Figures) -> Figures:
    """Return figures under a device's name."""
    return {f"{name}_{key}": value for key, value in found.items()}


def main() -> int:
    """One device after the other on the same port."""
    gadget, begin = SerialGadget(), time.monotonic()
    figures: Figures = printer(gadget) | box(gadget)
    for dialect, baud in (("escpos", 9600), ("cd5220", 9600), ("led8", 2400)):
        figures |= display(gadget, dialect, baud)
    figures |= scale(gadget, "mettler_8217", Line(9600, 7, "E"))
    figures |= scale(gadget, "cas", Line(9600))
    for language in ("tspl", "zpl"):
        figures |= labels(gadget, language)
    figures |= found(gadget)
    gadget.pull()
    for number, language in enumerate(("tspl", "zpl")):
        figures |= usb_labels(language, number)
    figures["took_s"] = round(time.monotonic() - begin, 1)
    print(json.dumps(figures))
    return 0 if all(value is not False for value in figures.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
