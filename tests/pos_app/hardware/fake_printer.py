"""A printer in the network, made of the virtual one: real sockets, faults chosen per job."""

import contextlib
import select
import socket
import struct
import threading
from collections.abc import Callable

from pos_app.hardware.virtual_printer import VirtualPrinter

Fate = Callable[[int], str]
"""Number of the job → ``print``, ``stall``, ``reset``, ``paper_out`` or ``die``."""


class FakePrinter:
    """Listens on a loopback port and serves one connection after the other."""

    def __init__(
        self, fate: Fate = lambda _: "print", kept: VirtualPrinter | None = None, port: int = 0
    ) -> None:
        self.inside = kept or VirtualPrinter()
        self.remembers = False  # whether half a job outlives the connection it came on
        self.fate = fate
        self.jobs = 0
        self._listener = socket.create_server(("127.0.0.1", port))
        self._ended = threading.Event()
        self._hangs_up, self._hung_up = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._serve, name="fake-printer", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def close(self) -> None:
        self._ended.set()
        self._thread.join(5)
        self._listener.close()
        assert not self._thread.is_alive()

    def hang_up(self) -> None:
        """End the connection that is there, as print servers do where nobody says anything."""
        self._hung_up.clear()
        self._hangs_up.set()
        assert self._hung_up.wait(5)

    def __enter__(self) -> "FakePrinter":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _serve(self) -> None:
        while not self._ended.is_set():
            if select.select([self._listener], [], [], 0.02)[0]:
                wire, _ = self._listener.accept()
                with wire, contextlib.suppress(OSError):
                    self._talk(wire)
                if self._hangs_up.is_set():
                    self._hangs_up.clear()
                    self._hung_up.set()

    def _talk(self, wire: socket.socket) -> None:
        fate = ""
        while not self._ended.is_set():
            others = [] if fate else [self._listener]
            ready = select.select([wire, *others], [], [], 0.02)[0]
            if self._hangs_up.is_set():
                return
            if self._listener in ready:
                return  # the till came back on a new connection: the old one is dead
            if told := self.inside.told():
                wire.sendall(told)
            if wire not in ready or fate == "stall":
                if fate == "stall" and select.select([self._listener], [], [], 0.02)[0]:
                    self.inside.forget()
                    return
                continue
            data = wire.recv(4096)
            if not data:
                self.inside.forget()
                return
            if data[:2] == b"\x1b@":
                self.jobs += 1
                fate = self.fate(self.jobs)
            if not self._obey(wire, data, fate):
                return
            fate = fate if fate in ("stall",) else ""

    def _obey(self, wire: socket.socket, data: bytes, fate: str) -> bool:
        """Do what was sent; False when the connection is over."""
        if fate == "reset":
            self.inside.take(data[: len(data) // 2])
            if not self.remembers:
                self.inside.forget()
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        if fate == "die":
            self.inside.take(data)
            return False
        if fate == "stall":
            return True
        if fate == "paper_out":
            self.inside.take(data[: len(data) // 2])
            self.inside.switch("paper_out")
            data = data[len(data) // 2 :]
        wire.sendall(self.inside.take(data))
        return True
