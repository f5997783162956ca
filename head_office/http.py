"""The web server beneath head office: one thread per connection, with a limit to everything.

How long a request may take in all, how large it may be, how many connections there are and how
many from one address: a slow or greedy client costs itself a connection and nobody a sale.
"""

import io
import json
import logging
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

IDLE_S = 30
REQUEST_S = 10
WRITE_S = 10
CONNECTIONS = 256
CONNECTIONS_OF_ONE = 64
_LENGTH_DIGITS = 10  # of a Content-Length that is worth reading as a number
_LOG = logging.getLogger(__name__)
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
        " img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Request:
    """What came in; ``body`` is as it was on the wire."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Message
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes out."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


Routes = Callable[[Request], Answer]


def as_json(status: int, value: object, **headers: str) -> Answer:
    """Return plain data as a JSON answer."""
    return Answer(status, json.dumps(value, ensure_ascii=False).encode(), headers=headers)


def problem(status: int, code: str) -> Answer:
    """Return a refusal that both a program and a person can read."""
    return as_json(status, {"v": 1, "code": code})


class Server(ThreadingHTTPServer):
    """Listens at an address and hands requests to ``routes``; ``body_max`` limits what is read."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(
        self, address: tuple[str, int], routes: Routes, *, body_max: int, hosts: frozenset[str]
    ) -> None:
        self.routes = routes
        self.body_max = body_max
        self.hosts = hosts
        self.request_s = REQUEST_S
        self.idle_s = IDLE_S
        self.closing = False
        self._open: dict[Any, str] = {}
        self._lock = threading.Lock()
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, _Handler)

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Take a connection, unless there are too many or this address has its share."""
        source = str(client_address[0])
        with self._lock:
            per_source = Counter(self._open.values())[source]
            if len(self._open) >= CONNECTIONS or per_source >= CONNECTIONS_OF_ONE:
                return False
            self._open[request] = source
        return True

    def shutdown_request(self, request: Any) -> None:
        """Close a connection and give its place to another."""
        with self._lock:
            self._open.pop(request, None)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Note an error that no route answered; a client that went away is none."""
        _LOG.exception("request_failed")

    def stop(self) -> None:
        """Take no more requests, let those under way finish, close everything."""
        self.closing = True
        self.shutdown()
        with self._lock:
            still_open = list(self._open)
        for each in still_open:
            try:
                each.shutdown(socket.SHUT_RD)
            except OSError:
                _LOG.debug("already_closed")
        self.server_close()


class _TimedReader(io.RawIOBase):
    """Reads a socket up to a moment: waiting for a request, and then for the whole of it."""

    def __init__(self, connection: socket.socket, request_s: float) -> None:
        self._connection = connection
        self._request_s = request_s
        self._until = 0.0
        self._idle = True

    def await_request(self, idle_s: float) -> None:
        """Let the next request begin within so many seconds."""
        self._until = time.monotonic() + idle_s
        self._idle = True

    def readable(self) -> bool:
        """Tell that this can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what is there; ``TimeoutError`` once the time is over."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        count = self._connection.recv_into(buffer)
        if self._idle:
            self._idle = False
            self._until = time.monotonic() + self._request_s
        return count


class _Handler(BaseHTTPRequestHandler):
    """One connection; many requests one after another."""

    protocol_version = "HTTP/1.1"
    server: Server

    def setup(self) -> None:
        """Read through a reader that knows how late it is; collect what is written."""
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rfile.close()
        self._timed = _TimedReader(self.connection, self.server.request_s)
        self.rfile = io.BufferedReader(self._timed)
        self.wfile = self._out = io.BytesIO()

    def handle_one_request(self) -> None:
        """Answer the next request, or close."""
        self._timed.await_request(self.server.idle_s)
        try:
            super().handle_one_request()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def do_GET(self) -> None:
        """Answer a question."""
        self._answer(b"")

    def do_HEAD(self) -> None:
        """Answer without a body."""
        self._answer(b"")

    def do_POST(self) -> None:
        """Read the body and answer."""
        length = self.headers.get("Content-Length", "")
        if "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdigit()):
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "length_required")
        elif len(length) > _LENGTH_DIGITS or int(length) > self.server.body_max:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
        else:
            body = self.rfile.read(int(length))
            if len(body) < int(length):
                raise ConnectionAbortedError
            self._answer(body)

    def _answer(self, body: bytes) -> None:
        started = time.monotonic()
        host = (self.headers.get("Host") or "").rpartition(":")[0] or self.headers.get("Host")
        if self.server.hosts and (host or "").lower() not in self.server.hosts:
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST, "wrong_host")
            return
        parts = urlsplit(self.path)
        query = {name: found[-1] for name, found in parse_qs(parts.query).items()}
        answer = self.server.routes(Request(self.command, parts.path, query, self.headers, body))
        self._write(answer)
        spent = int((time.monotonic() - started) * 1000)
        _LOG.info(
            "request method=%s path=%s status=%d ms=%d",
            self.command, parts.path, answer.status, spent,
        )  # fmt: skip

    def _refuse(self, status: HTTPStatus, code: str) -> None:
        """Answer what was not read to its end; the connection cannot go on."""
        self.close_connection = True
        self._write(problem(status, code))

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        if self.server.closing:
            self.close_connection = True
        headers = {**_HEADERS, **answer.headers}
        if answer.status != HTTPStatus.NOT_MODIFIED:
            headers["Content-Type"] = answer.content_type
            headers["Content-Length"] = str(len(answer.body))
        if self.close_connection:
            headers["Connection"] = "close"
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
        self._send()

    def handle_expect_100(self) -> bool:
        """Tell a client that asks first to go on."""
        super().handle_expect_100()
        self._send()
        return True

    def _send(self) -> None:
        """Send head and body in one piece, within one time limit."""
        self.connection.settimeout(WRITE_S)
        self.connection.sendall(self._out.getvalue())
        self._out.seek(0)
        self._out.truncate()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a request that is not HTTP as we speak it, without echoing any of it."""
        self.close_connection = True
        if getattr(self, "request_version", "HTTP/0.9") == "HTTP/0.9":
            self.request_version = "HTTP/1.0"
        self.command = getattr(self, "command", None) or "GET"
        self._write(problem(code, "bad_request"))

    def version_string(self) -> str:
        """Name the program and no version."""
        return "Suanpan"

    def log_message(self, format: str, *args: object) -> None:
        """Leave the library's own lines to the debug log."""
        _LOG.debug("http %s", format % args)
