"""Who signs on, and the staff's administration.

Signing on has three steps, so that the slow one blocks nobody: ``begin`` on the writer's thread
counts the attempt as failed before anything is tried (so a kill or a restart forgives nothing),
``PinAttempt.check`` runs anywhere, ``finish`` on the writer's thread forgets or refuses. No answer
says which part was wrong.
"""

from dataclasses import dataclass, replace

from inventory.catalogue.drafts import clean
from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.ledger import journal
from inventory.ledger.envelope import digest
from inventory.people import secrets, throttle
from inventory.people.staff import Actor, Permission, Role
from inventory.service.context import Context
from inventory.service.standing import require_still, still
from inventory.store import people_repo
from inventory.store.engine import Connection, Database
from inventory.store.people_repo import StaffRow

NAME_MAX = 40
CODE_MAX = 12
# Checked when the person is not there, so that the answer takes as long; nobody's PIN.
_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=1$WRp43kHuT94GuQJnzPVQnQ$"
    "TbuBR7u4lbfounhEJP790L7ypbhzI62vk8OXB3j5AmA"
)


@dataclass(frozen=True, slots=True)
class Person:
    """One of the staff as the login screen and the settings show them."""

    id: str
    code: str
    name: str
    role: Role
    language: str
    active: bool


@dataclass(frozen=True, slots=True)
class PinAttempt:
    """One attempt to sign on, already counted; ``check`` is slow and runs on any thread."""

    staff_id: str
    known: bool
    stored: str

    def check(self, pin: str, pepper: bytes) -> bool:
        """Tell whether the PIN is right; takes about 0.2 s whoever is asked for."""
        return secrets.verify(pin, self.stored, pepper) and self.known


class Roster:
    """Reads of the staff for the user interface."""

    def __init__(self, reader: Database) -> None:
        self._reader = reader

    def people(self) -> tuple[Person, ...]:
        """Return who may sign on; asked before anybody has, so without an actor."""
        with self._reader.reading() as connection:
            return tuple(_person(row) for row in people_repo.everybody(connection) if row.active)

    def everybody(self, actor: Actor) -> tuple[Person, ...]:
        """Return all people, those who left too."""
        actor.require(Permission.STAFF)
        with self._reader.reading() as connection:
            return tuple(_person(row) for row in people_repo.everybody(connection))

    def still(self, actor: Actor) -> bool:
        """Tell whether somebody who signed on still has the rights they signed on with."""
        with self._reader.reading() as connection:
            return still(connection, actor)

    def wait_s(self, staff_id: str, now_ms: int) -> int:
        """Return how many seconds this person has to wait before another attempt."""
        with self._reader.reading() as connection:
            return _seconds(_wait_ms(connection, staff_id, now_ms))


class StaffDesk:
    """Sign-on and administration on the writer's connection."""

    def __init__(self, context: Context, books: Database, pepper: bytes) -> None:
        self._context = context
        self._books = books
        self._pepper = pepper

    def begin(self, staff_id: str) -> PinAttempt:
        """Count an attempt; refused while this person or the whole till has to wait."""
        now = self._context.clock.now_ms()
        with self._books.transaction() as connection:
            wait = _wait_ms(connection, staff_id, now)
            if wait:
                raise Refused(Text.of("staff.wait", seconds=_seconds(wait)))
            row = people_repo.find(connection, staff_id)
            people_repo.add_failure(connection, staff_id, now)
        known = row is not None and row.active
        return PinAttempt(staff_id, known, row.pin_hash if row and known else _NOBODY)

    def check(self, attempt: PinAttempt, pin: str) -> bool:
        """Tell whether the PIN is right; slow, pure, for any thread but the user interface's."""
        return attempt.check(pin, self._pepper)

    def finish(self, attempt: PinAttempt, right: bool) -> Actor:  # noqa: FBT001  an answer
        """Sign the person on and journal it, or refuse and say how long to wait."""
        now = self._context.clock.now_ms()
        with self._books.transaction() as connection:
            row = people_repo.find(connection, attempt.staff_id)
            if right and attempt.known and row is not None and row.active:
                people_repo.forget_failures(connection, row.id)
                actor = Actor(row.id, row.code, row.role)
                self._context.record(connection, actor, journal.SIGN_ON, {"staff_id": row.id})
                return actor
            wait = _wait_ms(connection, attempt.staff_id, now)
        raise Refused(Text.of("staff.sign_on_failed", seconds=_seconds(wait)))

    def verify_pin(self, staff_id: str, pin: str) -> Actor:
        """Do the three steps in one, for callers without a user interface."""
        attempt = self.begin(staff_id)
        return self.finish(attempt, self.check(attempt, pin))

    def sign_off(self, actor: Actor) -> None:
        """Journal that a person left the till."""
        with self._books.transaction() as connection:
            self._context.record(connection, actor, journal.SIGN_OFF, {"staff_id": actor.id})

    def hashed(self, pin: str) -> str:
        """Return what is kept of a new PIN; refuses a weak one. Slow: not for the UI thread."""
        secrets.require_pin(pin)
        return secrets.hash_pin(pin, self._pepper)

    def add(  # noqa: PLR0913  the facts of one person
        self, actor: Actor, *, code: str, name: str, role: Role, pin_hash: str, language: str = ""
    ) -> Person:
        """Add a person; ``pin_hash`` comes from ``hashed``."""
        actor.require(Permission.STAFF)
        row = StaffRow(self._context.new_id(), _code(code), _name(name), role, language, pin_hash)
        with self._books.transaction() as connection:
            require_still(connection, actor)
            _require_code_free(connection, row)
            now = self._context.clock.now_ms()
            people_repo.insert(connection, _origin(self._context), row, now)
            self._note(connection, actor, row, "added")
        return _person(row)

    def change(
        self,
        actor: Actor,
        staff_id: str,
        *,
        name: str | None = None,
        role: Role | None = None,
        language: str | None = None,
    ) -> Person:
        """Change what is given of a person; the last owner stays one."""
        actor.require(Permission.STAFF)
        with self._books.transaction() as connection:
            require_still(connection, actor)
            row = _require(connection, staff_id)
            wanted = replace(
                row,
                name=row.name if name is None else _name(name),
                role=role or row.role,
                language=row.language if language is None else language,
            )
            _require_owner_left(connection, wanted)
            people_repo.update(connection, wanted)
            self._note(connection, actor, wanted, "changed")
        return _person(wanted)

    def set_pin(self, actor: Actor, staff_id: str, pin_hash: str) -> None:
        """Give a person a new PIN (from ``hashed``), with the right to; one's own is no exception.

        Whoever stands at a till that somebody left open must not lock them out of it.
        """
        actor.require(Permission.STAFF)
        with self._books.transaction() as connection:
            require_still(connection, actor)
            row = replace(_require(connection, staff_id), pin_hash=pin_hash)
            people_repo.update(connection, row)
            people_repo.forget_failures(connection, staff_id)
            self._note(connection, actor, row, "pin")

    def set_active(self, actor: Actor, staff_id: str, *, active: bool) -> None:
        """Let a person sign on or not; rows of those who left stay, the books name their ids."""
        actor.require(Permission.STAFF)
        with self._books.transaction() as connection:
            require_still(connection, actor)
            wanted = replace(_require(connection, staff_id), active=active)
            _require_owner_left(connection, wanted)
            people_repo.update(connection, wanted)
            self._note(connection, actor, wanted, "active" if active else "inactive")

    def _note(self, connection: Connection, actor: Actor, row: StaffRow, what: str) -> None:
        self._context.record(connection, actor, journal.STAFF, staff_told(row, what))


def staff_told(row: StaffRow, what: str) -> dict[str, object]:
    """Return what the journal tells of a person: an id and a right, for ever, and never a name.

    ``pin`` is a hash of the kept hash: it shows whether that was exchanged, and nothing else.
    """
    return {
        "staff_id": row.id, "what": what, "role": row.role.value, "active": row.active,
        "pin": digest(row.pin_hash.encode()).hex(),
    }  # fmt: skip


def _wait_ms(connection: Connection, staff_id: str, now_ms: int) -> int:
    person = throttle.person_wait_ms(people_repo.failures(connection, staff_id), now_ms)
    since = now_ms - throttle.TILL_WINDOW_MS
    return max(person, throttle.till_wait_ms(people_repo.till_failures(connection, since), now_ms))


def _seconds(milliseconds: int) -> int:
    return -(-milliseconds // 1_000)


def _person(row: StaffRow) -> Person:
    return Person(row.id, row.code, row.name, row.role, row.language, row.active)


def _origin(context: Context) -> tuple[str, str, int]:
    return context.site.store_id, context.site.till_id, context.site.epoch


def _name(name: str) -> str:
    shown = clean(name)
    if not shown or len(shown) > NAME_MAX:
        raise Refused(Text.of("staff.bad_name", limit=NAME_MAX))
    return shown


def _code(code: str) -> str:
    shown = clean(code)
    if not shown.isascii() or not shown.isalnum() or len(shown) > CODE_MAX:
        raise Refused(Text.of("staff.bad_code", limit=CODE_MAX))
    return shown


def _require(connection: Connection, staff_id: str) -> StaffRow:
    row = people_repo.find(connection, staff_id)
    if row is None:
        raise Refused(Text.of("staff.no_such_person"))
    return row


def _require_code_free(connection: Connection, row: StaffRow) -> None:
    if people_repo.code_taken(connection, row.code, row.id):
        raise Refused(Text.of("staff.code_taken", code=row.code))


def _require_owner_left(connection: Connection, wanted: StaffRow) -> None:
    """Refuse to leave the shop without anybody who may do everything."""
    if wanted.active and wanted.role is Role.OWNER:
        return
    others = (
        row
        for row in people_repo.everybody(connection)
        if row.active and row.role is Role.OWNER and row.id != wanted.id
    )
    if next(others, None) is None:
        raise Refused(Text.of("staff.last_owner"))
