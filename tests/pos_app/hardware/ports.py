"""Serial ports with something on them: pseudo-terminals whose far end hears its own speed only."""

import os
import select
import termios
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

from pos_app.hardware.categories.found import SerialPort
from tests.pos_app.hardware.ptys import a_pty
from tests.rigs.uart import Line, heard

SPEEDS = {getattr(termios, f"B{baud}"): baud for baud in (2_400, 9_600, 19_200, 38_400, 115_200)}
Take = Callable[[bytes], bytes]
LOOK_S = 0.02


@contextmanager
def a_port(
    name: str, take: Take, line: Line | None = None, *, talks: bool = False
) -> Iterator[SerialPort]:
    """Let something answer on a port; with a ``line`` only bytes of its speed come through.

    A pseudo-terminal keeps the speed that it is set to; bits and parity are taken for the line's.
    One that ``talks`` says something also when nobody asks.
    """
    master, slave = a_pty()
    tty.setraw(slave)
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            ready = select.select([master], [], [], LOOK_S)[0]
            with suppress(OSError):
                if not ready:
                    os.write(master, take(b"") if talks else b"")
                    continue
                data = os.read(master, 4096)
                if line is None:
                    os.write(master, take(data))
                    continue
                till = line._replace(baud=SPEEDS[termios.tcgetattr(slave)[4]])
                said = take(heard(data, till, line, checks=True))
                os.write(master, heard(said, line, till, checks=False))

    thread = threading.Thread(target=serve, name=name)
    thread.start()
    try:
        node = os.ttyname(slave)
        yield SerialPort(node, node, name)
    finally:
        ended.set()
        thread.join(5)
        os.close(slave)
        os.close(master)
        assert not thread.is_alive()


@contextmanager
def ports(**devices: tuple[Take, Line | None, bool]) -> Iterator[dict[str, SerialPort]]:
    """Several of them at once, by name."""
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(a_port(name, take, line, talks=talks))
            for name, (take, line, talks) in devices.items()
        }
