"""What every use case needs beside its arguments: this till, the clock, new ids, the version."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from inventory import __version__
from inventory.kernel.clock import Clock, SystemClock, business_date
from inventory.kernel.ids import new_id
from inventory.ledger.journal import Entry, NewEntry, Origin
from inventory.people.sites import Site
from inventory.people.staff import Actor
from inventory.store import ledger_repo
from inventory.store.engine import Connection
from inventory.store.migrate import schema_version


@dataclass(frozen=True, slots=True)
class Context:
    """One till at work. ``Context.of(site)`` is the real one; tests and replays give a clock."""

    site: Site
    origin: Origin
    clock: Clock
    new_id: Callable[[], str]

    @classmethod
    def of(
        cls, site: Site, clock: Clock | None = None, ids: Callable[[], str] | None = None
    ) -> "Context":
        """Build the context of this till."""
        origin = Origin(site.store_id, site.till_id, site.epoch, schema_version(), __version__)
        return cls(site, origin, clock or SystemClock(), ids or new_id)

    def business_date(self, at_ms: int) -> str:
        """Return the business date of an instant in this shop."""
        return business_date(at_ms, self.site.zone, self.site.day_cut_hour)

    def record(
        self,
        connection: Connection,
        actor: Actor,
        entry_type: str,
        body: Mapping[str, object],
    ) -> Entry:
        """Journal an event without an amount, as of now; part of the caller's transaction."""
        now = self.clock.now_ms()
        new = NewEntry(entry_type, self.business_date(now), now, now, actor.id, body)
        return ledger_repo.append(connection, self.origin, new)
