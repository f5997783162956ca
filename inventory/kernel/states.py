"""State machines as tables: a forbidden change raises, it is never skipped."""

from collections.abc import Mapping
from dataclasses import dataclass

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Machine:
    """A named table of allowed changes: state → states that may follow it."""

    name: str
    start: str
    changes: Mapping[str, frozenset[str]]

    def require(self, old: str, new: str) -> None:
        """Refuse a change that the table does not hold."""
        if new not in self.changes.get(old, frozenset()):
            raise Refused(Text.of("states.forbidden", machine=self.name, old=old, new=new))

    def faults(self) -> tuple[str, ...]:
        """Name states that are used but unknown, or that can never be reached."""
        known = set(self.changes)
        used = set().union(*self.changes.values()) if self.changes else set()
        reached, todo = {self.start}, [self.start]
        while todo:
            for state in self.changes.get(todo.pop(), frozenset()) - reached:
                reached.add(state)
                todo.append(state)
        unknown = sorted((used | {self.start}) - known)
        lost = sorted(known - reached)
        return tuple(
            [f"unknown {name}" for name in unknown] + [f"unreached {name}" for name in lost]
        )


PRINT_JOB = Machine(
    "print_job",
    "queued",
    {
        "queued": frozenset({"sending", "failed"}),
        "sending": frozenset({"confirmed", "failed", "unknown"}),
        "failed": frozenset({"queued"}),
        "unknown": frozenset(),
        "confirmed": frozenset(),
    },
)
TENDER = Machine(
    "tender",
    "started",
    {
        "started": frozenset({"confirmed", "failed", "unknown"}),
        "unknown": frozenset({"confirmed", "failed"}),
        "confirmed": frozenset({"given_back"}),
        "failed": frozenset(),
        "given_back": frozenset(),
    },
)
CART = Machine(
    "cart",
    "open",
    {
        "open": frozenset({"parked", "closed"}),
        "parked": frozenset({"open"}),
        "closed": frozenset({"open"}),
    },
)
# What a till's counter is doing. Only ``free`` takes edits. While money was taken
# (``paying``) the cart is locked; the other four wait for the books, one at a time, and scans are
# held meanwhile.
COUNTER = Machine(
    "counter",
    "free",
    {
        "free": frozenset({"paying", "booking", "undoing", "parking", "resuming"}),
        "paying": frozenset({"free", "booking"}),
        "booking": frozenset({"free", "paying"}),
        "undoing": frozenset({"free"}),
        "parking": frozenset({"free"}),
        "resuming": frozenset({"free", "paying"}),
    },
)
MACHINES = (PRINT_JOB, TENDER, CART, COUNTER)
