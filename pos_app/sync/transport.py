"""HTTP to head office: signed, with a time limit on everything, and an answer that is verified."""

import gzip
import threading
import time
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from types import TracebackType

import requests
from requests.adapters import HTTPAdapter

from inventory.kernel.errors import SyncError
from inventory.kernel.text import Text
from inventory.ledger import envelope, wire
from inventory.ledger.wire import Ack, Batch, Enrolment, Refusal, WireFault
from pos_app.sync import link as links
from pos_app.sync.link import Link

CONNECT_S = 3
READ_S = 10
TOTAL_S = 20
_CHUNK = 8 * 1024
_SIGNED = (HTTPStatus.OK, HTTPStatus.CONFLICT)


class UnreachableError(SyncError):
    """Nobody answered, or not in words that can be believed; trying again may help.

    ``wait_s`` is how long head office asked to be left alone.
    """

    def __init__(self, text: Text, wait_s: int = 0) -> None:
        super().__init__(text)
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    body: bytes
    signature: str
    wait_s: int


class Transport:
    """One session with one head office; used by one thread, closed from any."""

    def __init__(self, url: str, *, read_s: int = READ_S) -> None:
        self._url = url
        self._read_s = read_s
        self._closed = threading.Event()
        self._session = requests.Session()
        # A proxy or a password from the environment has no business between till and head office.
        self._session.trust_env = False
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=1, max_retries=0))

    def __enter__(self) -> "Transport":
        """Use for one exchange."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

    def push(self, link: Link, batch: Batch) -> Ack | Refusal:
        """Send a batch and return the verified answer.

        Raises ``UnreachableError`` when trying again may help, ``SyncError`` when a person must.
        """
        payload = envelope.pack(batch)
        payload_hash = envelope.digest(payload)
        signature = envelope.sign(link.private, wire.batch_statement(payload_hash))
        headers = {
            "Suanpan-Till": f"{batch.store}/{batch.till}",
            "Suanpan-Payload-Hash": payload_hash.hex(),
            "Suanpan-Signature": wire.base(signature),
            "Content-Encoding": "gzip",
        }
        reply = self._post("/v1/push", gzip.compress(payload, 6, mtime=0), headers)
        if reply.status not in _SIGNED:
            raise _refusal_of(reply)
        return _believed(link, batch, payload_hash, reply)

    def enrol(self, link: Link, till: tuple[str, str], token: str) -> Link:
        """Make the till's key known against a one-time token and return the finished link."""
        public = wire.base(envelope.public_key(link.private))
        wish = Enrolment(wire.VERSION, token, *till, public, proof="")
        proof = envelope.sign(link.private, wire.enrolment_statement(wish))
        body = envelope.pack(replace(wish, proof=wire.base(proof)))
        reply = self._post("/v1/enrol", body, {})
        if reply.status != HTTPStatus.CREATED:
            raise _refusal_of(reply)
        try:
            answer = wire.read_enrolled(reply.body)
        except WireFault:
            raise UnreachableError(Text.of("sync.bad_answer")) from None
        office_public = wire.unbase(answer.public, envelope.KEY_BYTES)
        return replace(link, office=answer.office, office_public=office_public)

    def close(self) -> None:
        """Let go of the connection; an exchange under way ends with its next piece."""
        self._closed.set()
        self._session.close()

    def _post(self, path: str, body: bytes, headers: dict[str, str]) -> _Reply:
        until = time.monotonic() + TOTAL_S
        try:
            with self._session.post(
                self._url + path,
                data=body,
                headers={"Content-Type": "application/json", **headers},
                timeout=(CONNECT_S, self._read_s),
                stream=True,
                allow_redirects=False,
            ) as response:
                content = self._read(response, until)
                return _Reply(
                    response.status_code,
                    content,
                    response.headers.get("Suanpan-Signature", ""),
                    _seconds(response.headers.get("Retry-After", "")),
                )
        except (requests.RequestException, OSError) as error:
            raise UnreachableError(Text.of("sync.unreachable")) from error

    def _read(self, response: requests.Response, until: float) -> bytes:
        """Read an answer that may be neither endless nor endlessly slow."""
        content = b""
        for piece in response.iter_content(_CHUNK):
            content += piece
            late = time.monotonic() > until or self._closed.is_set()
            if late or len(content) > wire.ANSWER_BYTES_MAX:
                raise UnreachableError(Text.of("sync.bad_answer"))
        return content


def enrol(database: Path, till: tuple[str, str], url: str, token: str) -> Link:
    """Enrol this database's till at a head office and keep the link; returns it.

    The same token may be used again with the same key, so that a cut connection costs nothing.
    """
    link = links.begin(database, url)
    with Transport(link.url) as transport:
        link = transport.enrol(link, till, token)
    links.keep(database, link)
    return link


def _believed(link: Link, batch: Batch, payload_hash: bytes, reply: _Reply) -> Ack | Refusal:
    """Return the answer if head office signed it for this very payload and it fits the question."""
    try:
        signature = wire.unbase(reply.signature, envelope.SIGNATURE_BYTES)
        statement = wire.ack_statement(payload_hash, reply.body)
        if not envelope.verify(link.office_public, statement, signature):
            raise UnreachableError(Text.of("sync.bad_answer"))
        if reply.status == HTTPStatus.CONFLICT:
            return wire.read_refusal(reply.body)
        ack = wire.read_ack(reply.body)
    except WireFault:
        raise UnreachableError(Text.of("sync.bad_answer")) from None
    asked = (link.office, batch.store, batch.till, batch.epoch)
    if (ack.office, ack.store, ack.till, ack.epoch) != asked:
        raise UnreachableError(Text.of("sync.bad_answer"))
    return ack


def _refusal_of(reply: _Reply) -> SyncError:
    """Return what an answer without a signature means: busy, at fault, or a refusal."""
    try:
        code = wire.read_refusal(reply.body).code
    except WireFault:
        code = ""
    if code and code != wire.BUSY and reply.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return SyncError(Text.of(f"sync.refused.{code}"))
    if code == wire.BUSY:
        return UnreachableError(Text.of("sync.refused.busy"), reply.wait_s)
    return UnreachableError(Text.of("sync.failed", status=reply.status), reply.wait_s)


def _seconds(text: str) -> int:
    return min(int(text), 300) if text.isascii() and text.isdigit() else 0
