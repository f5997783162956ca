"""Keys that stand for what a person at the demo does not have in the hand: a scanner, a printer."""

from itertools import cycle
from typing import TYPE_CHECKING, cast

from pos_app.screens.keyboard import keyboard
from suanpan.demo_shop import codes

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.hardware.simulators.printer import SimulatedPrinter
    from pos_app.hardware.simulators.scanner import SimulatedScanner
    from pos_app.main.window import OpenTill

SCANNER, PRINTER = "scanner", "printer"


def listen(opened: "OpenTill") -> None:
    """F2 an article, F3 an unknown code, F4 the last receipt, F6 the paper out and in again."""
    goods = cycle(codes.SALE)
    paper = cycle((True, False))

    def scan(code: str) -> None:
        cast("SimulatedScanner", opened.devices.registry.driver(SCANNER)).scan(code)

    def last_receipt() -> None:
        last = opened.till.reads.history.last()
        if last is not None:
            scan(last.receipt_no)

    def switch_paper() -> None:
        printer = cast("SimulatedPrinter", opened.devices.registry.driver(PRINTER))
        printer.switch("paper_out", on=next(paper))

    answers: dict[str, Callable[[], None]] = {
        "f2": lambda: scan(next(goods)),
        "f3": lambda: scan(codes.UNKNOWN),
        "f4": last_receipt,
        "f6": switch_paper,
    }

    def pressed(_: object, name: str) -> None:
        answer = answers.get(name)
        if answer is not None:
            answer()

    keyboard.bind(on_key=pressed)
