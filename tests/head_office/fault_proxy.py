"""A proxy between till and head office that loses, delays, doubles, cuts and resets, by a seed.

One connection carries one request (it answers with ``Connection: close``), so every fault is drawn
once per request: what happens to the request on its way in and to the answer on its way out.
"""

import random
import socket
import struct
import threading
from collections import Counter

FAULTS = (
    "none", "drop_request", "cut_request", "drop_answer", "cut_answer", "reset", "double",
    "delay", "late_double",
)  # fmt: skip
_RST = struct.pack("ii", 1, 0)


class FaultProxy:
    """Listens on loopback and passes requests on to ``port``."""

    def __init__(self, port: int, seed: int, faults: tuple[str, ...] = FAULTS) -> None:
        self.met: Counter[str] = Counter()
        self._target = port
        self._chance = random.Random(seed)
        self._faults = faults
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self._closing = threading.Event()
        self._later: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        # A blocked accept does not notice that its socket is closed: knock once.
        socket.create_connection(self._server.getsockname()).close()
        self._thread.join()
        self._server.close()
        for each in self._later:
            each.join()

    def _run(self) -> None:
        while True:
            client, _ = self._server.accept()
            with client:
                if self._closing.is_set():
                    return
                client.settimeout(5)
                try:
                    self._pass_on(client)
                except OSError:
                    self.met["broken"] += 1

    def _pass_on(self, client: socket.socket) -> None:
        request = _message(client)
        if not request:
            return
        fault = self._chance.choice(self._faults)
        self.met[fault] += 1
        if fault == "drop_request":
            return
        if fault == "cut_request":
            self._send(request[: self._chance.randrange(1, len(request))], listen=False)
            return
        if fault == "delay":
            self._closing.wait(self._chance.randint(1, 60) / 1000)
        if fault == "late_double":
            self._late(request)
        answer = self._send(request)
        if fault == "double":
            answer = self._send(request)
        if fault == "reset":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST)
        elif fault == "cut_answer":
            client.sendall(answer[: self._chance.randrange(0, len(answer))])
        elif fault != "drop_answer":
            client.sendall(answer)

    def _send(self, request: bytes, *, listen: bool = True) -> bytes:
        with socket.create_connection(("127.0.0.1", self._target), 5) as office:
            office.sendall(request)
            return _message(office) if listen else b""

    def _late(self, request: bytes) -> None:
        """Send the request once more when much newer ones have overtaken it."""

        def again() -> None:
            self._closing.wait(0.2)
            try:
                self._send(request)
            except OSError:
                self.met["late_broken"] += 1

        self._later.append(threading.Thread(target=again))
        self._later[-1].start()


def _message(connection: socket.socket) -> bytes:
    """Read one HTTP message to its end and ask the other side to close after it."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    lines = [each for each in head.split(b"\r\n") if not each.lower().startswith(b"connection:")]
    length = next(
        int(each.split(b":")[1]) for each in lines if each.lower().startswith(b"content-length:")
    )
    while len(body) < length:
        piece = connection.recv(65536)
        if not piece:
            break
        body += piece
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body
