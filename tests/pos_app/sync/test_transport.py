"""What a till believes of what comes back: only what head office signed for this very payload."""

import gzip
import threading
from dataclasses import replace

import pytest

from inventory.kernel.errors import SyncError
from inventory.ledger import envelope, wire
from inventory.ledger.wire import Ack, Batch, Refusal
from pos_app.sync import transport
from pos_app.sync.link import Link
from pos_app.sync.transport import Transport, UnreachableError, enrol
from tests.pos_app.sync.server import answering, plainly

OFFICE_KEY = envelope.new_key()
TILL_KEY = envelope.new_key()
LINK = Link("", TILL_KEY, "office-1", envelope.public_key(OFFICE_KEY))
BATCH = Batch(1, "SH01", "T01", 1, 0, ())
ACK = Ack(1, "office-1", "SH01", "T01", 1, 0, "0" * 64, 0, 0, (), 5)


def office(answer: object = ACK, status: int = 200, key: bytes = OFFICE_KEY, bend=lambda b: b):
    """Return a reply that checks what came and signs its answer."""

    def reply(handler, body: bytes) -> None:
        payload = gzip.decompress(body)
        digest = envelope.digest(payload)
        assert handler.headers["Suanpan-Payload-Hash"] == digest.hex()
        assert handler.headers["Suanpan-Till"] == "SH01/T01"
        signature = wire.unbase(handler.headers["Suanpan-Signature"], 64)
        public = envelope.public_key(TILL_KEY)
        assert envelope.verify(public, wire.batch_statement(digest), signature)
        content = envelope.pack(answer)
        signed = wire.base(envelope.sign(key, wire.ack_statement(digest, content)))
        plainly(status, bend(content), Suanpan_Signature=signed)(handler, body)

    return reply


def pushed(reply) -> Ack | Refusal:
    with answering(reply) as url, Transport(url, read_s=1) as sender:
        return sender.push(LINK, BATCH)


def test_push_when_acknowledged_then_the_answer_is_believed() -> None:
    assert pushed(office()) == ACK
    refusal = Refusal(1, wire.GAP, 3, "ab" * 32)
    assert pushed(office(refusal, 409)) == refusal


@pytest.mark.parametrize(
    "reply",
    [
        office(key=envelope.new_key()),
        office(bend=lambda content: content.replace(b'"seq":0', b'"seq":9')),
        office(bend=lambda content: content[:-3]),
        office(replace(ACK, office="office-2")),
        office(replace(ACK, till="T02")),
        office(replace(ACK, hash="no")),
        office(replace(ACK, v=2)),
        office(Refusal(1, "nonsense"), 409),
        plainly(200, envelope.pack(ACK)),
        plainly(200, b"<html>welcome to the hotel's network</html>"),
        plainly(302, b"", Location="http://127.0.0.1:1/"),
        plainly(500, b"oops"),
        plainly(200, b"x" * (wire.ANSWER_BYTES_MAX + 1)),
    ],
)  # fmt: skip
def test_push_when_the_answer_cannot_be_believed_then_it_counts_as_no_answer(reply) -> None:
    with pytest.raises(UnreachableError):
        pushed(reply)


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, wire.UNKNOWN_TILL), (403, wire.BAD_SIGNATURE), (400, wire.BAD_SHAPE)],
)
def test_push_when_refused_then_a_person_has_to_act(status: int, code: str) -> None:
    with pytest.raises(SyncError, match=f"sync.refused.{code}") as refused:
        pushed(plainly(status, envelope.pack(Refusal(1, code))))
    assert not isinstance(refused.value, UnreachableError)


@pytest.mark.parametrize(("said", "wait"), [("7", 7), ("99999", 300), ("soon", 0)])
def test_push_when_head_office_is_busy_then_it_is_left_alone_as_long_as_it_asks(
    said: str, wait: int
) -> None:
    with pytest.raises(UnreachableError, match="busy") as busy:
        pushed(plainly(503, envelope.pack(Refusal(1, wire.BUSY)), Retry_After=said))
    assert busy.value.wait_s == wait


def test_push_when_nobody_listens_then_it_is_unreachable() -> None:
    with Transport("http://127.0.0.1:9") as sender, pytest.raises(UnreachableError):
        sender.push(LINK, BATCH)


def test_push_when_the_answer_never_comes_then_it_ends_in_time() -> None:
    done = threading.Event()
    with pytest.raises(UnreachableError), answering(lambda *_: done.wait(5)) as url:
        try:
            with Transport(url, read_s=1) as sender:
                sender.push(LINK, BATCH)
        finally:
            done.set()


def test_push_when_the_answer_drips_then_it_ends_in_time(monkeypatch) -> None:
    monkeypatch.setattr(transport, "TOTAL_S", 0.3)
    monkeypatch.setattr(transport, "_CHUNK", 1)
    done = threading.Event()

    def drip(handler, _: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        for _ in range(1000):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            if done.wait(0.02):
                return

    with pytest.raises(UnreachableError), answering(drip) as url:
        try:
            with Transport(url, read_s=1) as sender:
                sender.push(LINK, BATCH)
        finally:
            done.set()


def test_push_when_the_environment_names_a_proxy_then_it_is_not_used(monkeypatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert pushed(office()) == ACK


def test_enrolment_when_the_answer_is_nonsense_then_nothing_is_believed(tmp_path) -> None:
    with answering(plainly(201, b"{}")) as url, pytest.raises(UnreachableError, match="bad_answer"):
        enrol(tmp_path / "till.db", ("SH01", "T01"), url, "token")
