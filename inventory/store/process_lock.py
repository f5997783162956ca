"""One till process per database: a lock the operating system takes back when the process dies."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.store.files import files_of


class ProcessLock:
    """Hold ``<database>.lock``; a second holder is refused, by whatever name it comes."""

    def __init__(self, database: Path) -> None:
        real = database.resolve()
        self._path = real.with_name(real.name + ".lock")
        with files_of(self._path):
            # Nothing of it is held back: what finds no room would fail again when it is closed.
            self._file: IO[bytes] = self._path.open("a+b", buffering=0)
        try:
            _lock(self._file)
        except OSError:
            self._file.close()
            raise Refused(Text.of("store.second_process", path=database.name)) from None
        with suppress(OSError):  # the number only tells people; a full disk has no room for it
            self._file.truncate(0)
            self._file.write(str(os.getpid()).encode())

    def release(self) -> None:
        """Let another process have the database."""
        self._file.close()


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
