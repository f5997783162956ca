"""The till inside a machine whose power is cut: it sells and says on its terminal what it does."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from sqlalchemy.engine import Connection

from inventory.store.engine import Database
from tests.rigs.crash_day import Day, Event

MARK = "till:"


class Careless(Database):
    """The control: nothing that is booked waits for the disk."""

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[Connection]:
        with super().transaction(durable=False) as connection:
            yield connection


def till(path: Path, seed: int) -> None:
    """Recover, then sell until the power goes, saying each thing on a line."""
    kind = Careless if os.environ.get("TILL_SYNC") == "NORMAL" else Database
    day = Day(kind(path), Random(seed), told=_say)
    day.till.recover()
    while True:
        day.step()


def _say(event: Event) -> None:
    """Say it and wait until the line has left the machine: what was said must be heard outside."""
    os.write(1, f"{MARK} {' '.join(event)} .\n".encode())
    if os.isatty(1):
        import termios  # this module is also read, for its words, where there are no terminals

        termios.tcdrain(1)


def spoken(line: bytes) -> Event | None:
    """Read one whole line of the till; a line that the cut tore is nothing."""
    words = line.decode(errors="replace").split()
    return tuple(words[1:-1]) if words[:1] == [MARK] and words[-1] == "." else None


if __name__ == "__main__":
    till(Path(sys.argv[1]), int(sys.argv[2]))
