"""What tills say to head office: push a batch, enrol. Nothing is answered before it is durable."""

import logging
import queue
import threading
import zlib
from concurrent.futures import Future, TimeoutError
from http import HTTPStatus
from typing import TypeVar

from head_office.http import Answer, Request, problem
from head_office.writer import GroupWriter
from inventory.kernel.clock import Clock
from inventory.ledger import envelope, wire
from inventory.ledger.wire import Ack, Batch, Refusal, WireFault
from inventory.service import enrolment, intake
from inventory.service.intake import Office, Proof
from inventory.store.engine import Database

T = TypeVar("T")
ANSWER_S = 15
_LOG = logging.getLogger(__name__)
_STATUS = {
    wire.UNKNOWN_TILL: HTTPStatus.UNAUTHORIZED,
    wire.BAD_SIGNATURE: HTTPStatus.FORBIDDEN,
    wire.BAD_TOKEN: HTTPStatus.FORBIDDEN,
    wire.WRONG_TILL: HTTPStatus.FORBIDDEN,
    wire.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    wire.TOO_MANY: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    wire.BAD_ENCODING: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}


class Api:
    """The tills' side of head office."""

    def __init__(self, office: Office, writer: GroupWriter, reader: Database, clock: Clock) -> None:
        self._office = office
        self._writer = writer
        self._reader = reader
        self._reading = threading.Lock()
        self._clock = clock
        self.seen: dict[tuple[str, str], int] = {}

    def push(self, request: Request) -> Answer:
        """Take in a batch: 200 with what is durable, 409 for a gap or another history."""
        try:
            till, proof = self._prove(request)
            batch = wire.read_batch(_unpacked(request, proof.payload_hash), till)
            answer = self._receive(batch, proof)
        except WireFault as fault:
            return _refused(fault)
        except (queue.Full, TimeoutError):
            return _busy()
        self.seen[(batch.store, batch.till)] = self._clock.now_ms()
        return self._signed(answer, proof)

    def enrol(self, request: Request) -> Answer:
        """Let a till's key send, against a one-time token."""
        try:
            wish = wire.read_enrolment(request.body)
            now = self._clock.now_ms()
            answer = _wait(
                self._writer.submit(
                    lambda connection: enrolment.enrol(connection, self._office, wish, now)
                )
            )
        except WireFault as fault:
            return _refused(fault)
        except (queue.Full, TimeoutError):
            return _busy()
        _LOG.info("till_enrolled store=%s till=%s", wish.store, wish.till)
        return Answer(HTTPStatus.CREATED, envelope.pack(answer))

    def _prove(self, request: Request) -> tuple[str, Proof]:
        """Return who sent this, before anything of it is unpacked."""
        till = request.headers.get("Suanpan-Till", "")
        wire.till_of(till)
        try:
            payload_hash = bytes.fromhex(request.headers.get("Suanpan-Payload-Hash", ""))
        except ValueError:
            raise WireFault(wire.BAD_HEADER, "payload hash") from None
        signature = wire.unbase(
            request.headers.get("Suanpan-Signature", ""), envelope.SIGNATURE_BYTES
        )
        with self._reading:
            return till, intake.authenticate(self._reader, till, payload_hash, signature)

    def _receive(self, batch: Batch, proof: Proof) -> Ack | Refusal:
        now = self._clock.now_ms()
        return _wait(
            self._writer.submit(
                lambda connection: intake.receive(connection, self._office, batch, proof, now)
            )
        )

    def _signed(self, answer: Ack | Refusal, proof: Proof) -> Answer:
        status = HTTPStatus.OK if isinstance(answer, Ack) else HTTPStatus.CONFLICT
        body = envelope.pack(answer)
        statement = wire.ack_statement(proof.payload_hash, body)
        signature = wire.base(envelope.sign(self._office.private, statement))
        return Answer(status, body, headers={"Suanpan-Signature": signature})


def _wait(answer: "Future[T]") -> T:
    """Wait until a job is committed; one that was never begun is taken back."""
    try:
        return answer.result(ANSWER_S)
    except TimeoutError:
        answer.cancel()
        raise


def _unpacked(request: Request, payload_hash: bytes) -> bytes:
    """Return the payload, never more than the limit, and only if it is the one that was signed."""
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding == "identity":
        payload = request.body
    elif encoding == "gzip":
        payload = _gunzip(request.body)
    else:
        raise WireFault(wire.BAD_ENCODING, encoding[:20])
    if len(payload) > wire.PAYLOAD_BYTES_MAX:
        raise WireFault(wire.TOO_LARGE)
    if envelope.digest(payload) != payload_hash:
        raise WireFault(wire.BAD_HASH)
    return payload


def _gunzip(data: bytes) -> bytes:
    """Unpack up to one byte more than the limit, however far the rest would swell."""
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        payload = unpacker.decompress(data, wire.PAYLOAD_BYTES_MAX + 1)
    except zlib.error as error:
        raise WireFault(wire.BAD_ENCODING) from error
    if len(payload) <= wire.PAYLOAD_BYTES_MAX and not unpacker.eof:
        raise WireFault(wire.BAD_ENCODING, "cut short")
    return payload


def _refused(fault: WireFault) -> Answer:
    _LOG.warning("refused code=%s", fault.code)
    return problem(_STATUS.get(fault.code, HTTPStatus.BAD_REQUEST), fault.code)


def _busy() -> Answer:
    answer = problem(HTTPStatus.SERVICE_UNAVAILABLE, wire.BUSY)
    return Answer(answer.status, answer.body, headers={"Retry-After": "5"})
