"""The web server beneath: slow and greedy clients, foreign names, headers, a tidy end."""

import socket
import threading
from http import HTTPStatus

import pytest

from head_office import http
from head_office.http import Answer, Request, Server, as_json

BODY_MAX = 1_000


@pytest.fixture
def server():
    started = Server(
        ("127.0.0.1", 0), answer, body_max=BODY_MAX, hosts=frozenset({"localhost", "127.0.0.1"})
    )
    started.request_s, started.idle_s = 0.5, 0.5
    thread = threading.Thread(target=started.serve_forever, args=(0.05,))
    thread.start()
    yield started
    started.stop()
    thread.join()


def answer(request: Request) -> Answer:
    if request.path == "/bug":
        raise LookupError(request.path)
    return as_json(HTTPStatus.OK, [request.method, request.path, dict(request.query)])


def connect(server: Server) -> socket.socket:
    return socket.create_connection(server.server_address[:2], 5)


def ask(server: Server, data: bytes) -> bytes:
    """Send bytes and return all that comes back until the server closes."""
    with connect(server) as line:
        line.sendall(data)
        return line.makefile("rb").read()


def get(path: str, host: str = "localhost", verb: str = "GET") -> bytes:
    return f"{verb} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()


def test_answer_when_given_then_it_carries_every_guard(server: Server) -> None:
    head, _, body = ask(server, get("/x?a=1&a=2")).partition(b"\r\n\r\n")
    assert body == b'["GET", "/x", {"a": "2"}]'
    lines = head.decode().split("\r\n")
    assert lines[0] == "HTTP/1.1 200 OK"
    assert {f"{name}: {value}" for name, value in http._HEADERS.items()} <= set(lines)
    assert "Server: Suanpan" in lines
    assert "script-src 'self'" in head.decode()
    assert "unsafe" not in head.decode()


def test_head_when_asked_then_there_is_no_body(server: Server) -> None:
    assert ask(server, get("/x", verb="HEAD")).endswith(b"\r\n\r\n")


def test_request_when_under_a_foreign_name_then_421(server: Server) -> None:
    assert b"421" in ask(server, get("/", "evil.example:80")).split(b"\r\n")[0]
    assert b"200" in ask(server, get("/", "LOCALHOST:80")).split(b"\r\n")[0]


def test_request_when_it_drips_then_it_is_cut_off_in_time(server: Server) -> None:
    with connect(server) as line:
        line.sendall(b"GET / HTTP/1.1\r\n")
        waiting = threading.Event()
        sent = 0
        try:
            while sent < 100:
                line.sendall(b"X-A: b\r\n")
                sent += 1
                waiting.wait(0.05)
        except OSError:
            pass
        assert 2 < sent < 30


def test_body_when_it_drips_then_it_is_cut_off_in_time(server: Server) -> None:
    with connect(server) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\nabc")
        assert line.makefile("rb").read() == b""


def test_connection_when_silent_then_it_is_closed(server: Server) -> None:
    with connect(server) as line:
        assert line.recv(1) == b""


def test_connections_when_one_address_has_too_many_then_more_are_closed(
    server: Server, monkeypatch
) -> None:
    monkeypatch.setattr(http, "CONNECTIONS_OF_ONE", 2)
    server.idle_s = 20
    with connect(server) as one, connect(server) as two:
        for each in (one, two):
            each.sendall(b"GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert each.recv(12) == b"HTTP/1.1 200"
        with connect(server) as third:
            assert third.recv(1) == b""
    until_free = threading.Event()
    for _ in range(100):
        if not server._open:
            break
        until_free.wait(0.02)
    assert b"200" in ask(server, get("/")).split(b"\r\n")[0]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", b"414"),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n", b"431"),
        (b"BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"501"),
    ],
)
def test_request_when_it_is_no_http_of_ours_then_it_is_refused_without_an_echo(
    server: Server, data: bytes, status: bytes
) -> None:
    said = ask(server, data)
    assert status in said.split(b"\r\n")[0]
    assert b"nonsense" not in said
    assert b"BREW" not in said
    assert b'"code": "bad_request"' in said


def test_connection_when_kept_alive_then_many_requests_share_it(server: Server) -> None:
    with connect(server) as line:
        for _ in range(3):
            line.sendall(b"POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc")
            answer = line.recv(4096)
            assert answer.startswith(b"HTTP/1.1 200") and b'["POST", "/p"' in answer


def test_server_when_a_route_has_a_bug_then_it_serves_on(server: Server, caplog) -> None:
    assert ask(server, get("/bug")) == b""
    assert "request_failed" in caplog.text
    assert b"200" in ask(server, get("/")).split(b"\r\n")[0]


def test_body_when_the_client_asks_first_then_it_is_told_to_go_on(server: Server) -> None:
    with connect(server) as line:
        line.sendall(
            b"POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n"
            b"Expect: 100-continue\r\nConnection: close\r\n\r\n"
        )
        assert line.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"
        line.sendall(b"abc")
        assert line.recv(4096).startswith(b"HTTP/1.1 200")
