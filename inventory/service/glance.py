"""What the frame around every screen says of the books, in one look behind every earlier write."""

from dataclasses import dataclass

from inventory.service.context import Context
from inventory.service.history import History
from inventory.service.print_jobs import OpenJob, open_jobs
from inventory.store.engine import Database


@dataclass(frozen=True, slots=True)
class Seen:
    """Today's shift (0 before it opens), the newest sales' latest day, papers in doubt."""

    shift: int = 0
    latest_day: str = ""
    papers: tuple[OpenJob, ...] = ()


NOTHING_SEEN = Seen()


class Glance:
    """Looks at the books through one connection."""

    def __init__(self, context: Context, books: Database) -> None:
        self._history = History(context, books)
        self._books = books

    def look(self) -> Seen:
        """Return how they are now."""
        history = self._history
        papers = open_jobs(self._books, ("failed", "unknown"))
        return Seen(history.shift_number(), history.latest_day(), papers)
