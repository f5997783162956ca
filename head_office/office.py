"""The whole of head office: its books, its writer, the tills' side, the web pages, one server."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from head_office.api import Api
from head_office.http import Answer, Request, Server, as_json, problem
from head_office.pages import Pages
from head_office.writer import GroupWriter
from inventory.kernel.clock import Clock, SystemClock
from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.ledger import wire
from inventory.service import intake
from inventory.store.engine import Database
from inventory.store.process_lock import ProcessLock

DATABASE = "office.db"
LOOPBACK = "127.0.0.1"
_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where head office keeps its books and where it listens; port 0 takes a free one."""

    folder: Path
    host: str = LOOPBACK
    port: int = 0

    @property
    def database(self) -> Path:
        """Return the database."""
        return database_in(self.folder)

    @property
    def is_loopback(self) -> bool:
        """Tell whether only this machine can reach it."""
        return self.host in ("localhost", "::1") or self.host.startswith("127.")


def database_in(folder: Path) -> Path:
    """Return head office's database in its folder."""
    return folder / DATABASE


class HeadOffice:
    """Opens everything at once; ``serve`` answers until ``stop`` is called from another thread."""

    def __init__(self, place: Place, clock: Clock | None = None) -> None:
        clock = clock or SystemClock()
        place.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = _lock(place)
        undo: list[Callable[[], None]] = [self._lock.release]
        try:
            books, self.office = intake.open_office(place.database, clock)
            self._writer = GroupWriter(books)
            undo.append(self._writer.close)
            self._readers = [Database(place.database, write=False) for _ in range(2)]
            undo.extend(reader.close for reader in self._readers)
            self._api = Api(self.office, self._writer, self._readers[0], clock)
            self._pages = Pages(self._readers[1], clock, self._api.seen)
            self._server = _server(place, self._route)
        except BaseException:
            for each in reversed(undo):
                each()
            raise
        self._stopping = threading.Lock()

    @property
    def port(self) -> int:
        """Return the port it listens on."""
        return int(self._server.server_address[1])

    def serve(self) -> None:
        """Answer requests until stopped."""
        self._server.serve_forever(poll_interval=0.2)

    def stop(self) -> None:
        """Finish what is under way and close everything; call from another thread than serve's."""
        with self._stopping:
            self._server.stop()
            for reader in self._readers:
                reader.close()
            self._writer.close()
            self._lock.release()

    def _route(self, request: Request) -> Answer:
        asked = (request.method.replace("HEAD", "GET"), request.path)
        match asked:
            case ("POST", "/v1/push"):
                return self._api.push(request)
            case ("POST", "/v1/enrol"):
                return self._api.enrol(request)
            case ("GET", "/v1/health"):
                return as_json(HTTPStatus.OK, {"v": wire.VERSION, "office": self.office.id})
            case ("GET", path):
                return self._pages.answer(request, path)
        return problem(HTTPStatus.NOT_FOUND, "not_found")


def _lock(place: Place) -> ProcessLock:
    try:
        return ProcessLock(place.database)
    except Refused:
        path = place.folder.name
        raise Refused(Text.of("head_office.second_process", path=path)) from None


def _server(place: Place, routes: Callable[[Request], Answer]) -> Server:
    """Listen; on loopback only under its own names, so that no web site can borrow a browser."""
    hosts = _NAMES | {place.host.lower()} if place.is_loopback else frozenset()
    try:
        return Server(
            (place.host, place.port), routes, body_max=wire.WIRE_BYTES_MAX, hosts=frozenset(hosts)
        )
    except OSError:
        host, port = place.host, place.port
        raise Refused(Text.of("head_office.port_taken", host=host, port=port)) from None
