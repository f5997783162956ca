"""A till's devices with one of their windows open, to be killed by a test.

It says ``ready`` once the window stands; the window has its standard error and outlives nobody.
"""

import sys
import threading

from inventory.kernel.clock import SystemClock
from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.registry import Registry
from pos_app.main.simulator_windows import SimulatorWindows


class Now:
    """Hands that do everything at once."""

    def post(self, job) -> None:
        job()


def main() -> None:
    acted = threading.Event()
    registry = Registry(lambda _: None, SystemClock())
    registry.set_up([DeviceConfig.of({"id": "drawer", "category": "drawer",
                                      "driver": "simulated_drawer"})])  # fmt: skip
    windows = SimulatorWindows(lambda: registry, Now(), acted.set)
    if len(sys.argv) > 1:
        windows.command = (sys.executable, "-P", "-m", "tests.pos_app.main.window_child",
                           *sys.argv[1:])  # fmt: skip
    windows.open("drawer", lambda _: None)
    window = windows._open["drawer"]
    while not window.is_ready:
        threading.Event().wait(0.02)
    print("ready", flush=True)
    threading.Event().wait()


main()
