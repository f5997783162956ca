"""One till process per database: a lock the operating system takes back when the process dies."""

import os
import sys
from pathlib import Path
from typing import IO

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text


class ProcessLock:
    """Hold ``<database>.lock``; a second holder is refused, by whatever name it comes."""

    def __init__(self, database: Path) -> None:
        real = database.resolve()
        self._path = real.with_name(real.name + ".lock")
        self._file: IO[str] = self._path.open("a+", encoding="ascii")
        try:
            _lock(self._file)
        except OSError:
            self._file.close()
            raise Refused(Text.of("store.second_process", path=database.name)) from None
        self._file.seek(0)
        self._file.truncate()
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        """Let another process have the database."""
        self._file.close()


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
