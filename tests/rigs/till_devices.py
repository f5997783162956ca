"""A real till in its window whose devices fail; it says what a cashier then reads.

Run as ``python -m tests.rigs.till_devices FOLDER CODE``; prints ``lost``, ``shut`` or ``refused``
with the text of the bar. The folder's till.toml names a simulated drawer, or one that is wrong.
"""

import sys
from pathlib import Path

from pos_app import boot

boot.prepare(boot.Display(1024, 600))

from kivy.base import EventLoop, stopTouchApp  # noqa: E402  Kivy reads its settings at import

from inventory.kernel.text import Text  # noqa: E402
from inventory.people.staff import SYSTEM  # noqa: E402
from pos_app.hardware.categories import ScanLost  # noqa: E402
from pos_app.main import window  # noqa: E402

PATIENCE = 2_000


def main(folder: Path, code: str) -> None:
    """Let a scan get lost and a drawer stay shut."""

    def opened(till: window.OpenTill) -> None:
        checkout = till.rooms.checkout

        def read(word: str) -> None:
            for _ in range(PATIENCE):
                EventLoop.idle()
                if checkout.state.notice is not None:
                    break
            said = checkout.state.notice
            sys.stdout.write(f"{word} {said.text if said else None}\n")
            sys.stdout.flush()
            checkout.notices.hush()

        if not till.devices.registry.drawers():
            read("refused")
        till.till.session.sign_on(SYSTEM, "")
        till.rooms.shell.go("checkout")
        till.devices._heard(ScanLost("scanner", Text.of("hardware.scanner.lost"), 0))
        read("lost")
        for drawer in till.devices.registry.drawers():
            till.devices.registry.driver(drawer.device_id).switch("offline")
            till.rooms.shell.on_scan(code, "rig", 0)
            while till.books.writer.waiting:
                EventLoop.idle()
            checkout.money.cash(0)
            read("shut")
        stopTouchApp()

    window.run(folder, then=opened)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
