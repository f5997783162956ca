"""A real till in its window that scans and says when each line was drawn; somebody kills it.

Run as ``python -m tests.rigs.till_child FOLDER CODE...``; prints ``drawn N`` with the pieces.
A code ``+200`` goes to the payment screen and takes that note; it prints ``taken N`` tenders.
"""

import sys
from pathlib import Path

from pos_app import boot

boot.prepare(boot.Display(1024, 600))

from kivy.base import EventLoop  # noqa: E402  Kivy reads its settings at import
from kivy.core.window import Window  # noqa: E402

from inventory.people.staff import SYSTEM  # noqa: E402
from pos_app.main import window  # noqa: E402

TOO_SOON_S = 0.5  # a key of a screen that has just come takes no tap


def main(folder: Path, codes: list[str]) -> None:
    """Scan everything, then wait to be killed."""
    flips = []
    Window.bind(on_flip=lambda *_: flips.append(1))

    def opened(till: window.OpenTill) -> None:
        till.till.session.sign_on(SYSTEM, "")
        till.rooms.shell.go("checkout")
        for _ in range(30):
            EventLoop.idle()
        for at, code in enumerate(codes):
            if code.startswith("+"):
                till.rooms.shell.go("tender")
                shown, clock = till.books.context.clock.monotonic(), till.books.context.clock
                while till.rooms.tender.busy or clock.monotonic() - shown < TOO_SOON_S:
                    EventLoop.idle()
            before = len(flips)
            if code.startswith("+"):
                till.rooms.tender.chip(code[1:])
            else:
                till.rooms.shell.on_scan(code, "child", at * 1_000)
            while len(flips) == before:
                EventLoop.idle()
            checkout = till.rooms.checkout
            taken = f"taken {len(checkout.payment.taken)}"
            said = taken if code.startswith("+") else f"drawn {checkout.pieces}"
            sys.stdout.write(f"{said}\n")
            sys.stdout.flush()

    window.run(folder, then=opened)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
