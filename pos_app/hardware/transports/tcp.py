"""Printers on the network: raw bytes to a port, usually 9100."""

import contextlib
import select
import socket
import time

from pos_app.hardware.link import broken, stalled, unreachable


class TcpLink:
    """One connection, kept open; a printer serves one till at a time."""

    answers = True
    pace = 0
    spools = False

    def __init__(self, host: str, port: int = 9100) -> None:
        self._host, self._port = host, port
        self._where = f"{host}:{port}"
        self._socket: socket.socket | None = None

    def open(self, within_s: float) -> None:
        """Connect; the error says that nothing was taken."""
        self.close()
        try:
            opened = socket.create_connection((self._host, self._port), timeout=within_s)
        except OSError as error:
            raise unreachable(self._where) from error
        opened.settimeout(0)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = opened

    def send(self, data: bytes, within_s: float) -> None:
        """Hand all bytes to the network in time."""
        taken = 0
        end = time.monotonic() + within_s
        while taken < len(data):
            wire = self._wire(maybe_taken=taken > 0)
            left = end - time.monotonic()
            if left <= 0 or not select.select([], [wire], [], left)[1]:
                raise stalled(self._where, maybe_taken=taken > 0)
            try:
                taken += wire.send(data[taken : taken + 4096])
            except BlockingIOError:
                continue
            except OSError as error:
                # What went out before may have arrived, also in an earlier call.
                raise broken(self._where, maybe_taken=True) from error

    def receive(self, most: int, within_s: float) -> bytes:
        """Return what the printer said; a connection that it ended is an error."""
        wire = self._wire(maybe_taken=False)
        if not select.select([wire], [], [], max(within_s, 0))[0]:
            return b""
        try:
            said = wire.recv(most)
        except OSError as error:
            raise broken(self._where, maybe_taken=True) from error
        if not said:
            raise broken(self._where, maybe_taken=True)
        return said

    def finish(self, within_s: float) -> None:
        """Do nothing: a wire keeps no jobs apart."""

    def close(self) -> None:
        """End the connection."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.close()
            self._socket = None

    def _wire(self, *, maybe_taken: bool) -> socket.socket:
        if self._socket is None:
            raise broken(self._where, maybe_taken=maybe_taken)
        return self._socket
