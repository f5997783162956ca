"""A printer that is a folder: every job a new file, whole or not there, with its picture beside it.

For shops without a printer, for demonstrations, and for receipts that are sent on.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

from pos_app.hardware.link import broken, unreachable

_NAME = re.compile(r"receipt-(\d{6})\.bin")


class FolderLink:
    """Collects a job and writes it when it is finished; ``draw`` makes the picture, if wanted."""

    answers = False
    pace = 0
    spools = True

    def __init__(self, folder: Path, draw: Callable[[bytes], bytes] | None = None) -> None:
        self._folder, self._draw = folder, draw
        self._job = b""

    def open(self, within_s: float) -> None:
        """Make sure the folder is there and can be written to."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unreachable(str(self._folder)) from error
        if not os.access(self._folder, os.W_OK):
            raise unreachable(str(self._folder))

    def send(self, data: bytes, within_s: float) -> None:
        """Keep the bytes until the job is finished."""
        self._job += data

    def receive(self, most: int, within_s: float) -> bytes:
        """Return nothing: a folder does not answer."""
        return b""

    def finish(self, within_s: float) -> None:
        """Write the job under the next number; half a file never has its name."""
        if not self._job:
            return
        job, self._job = self._job, b""
        try:
            target = self._folder / f"receipt-{self._last() + 1:06d}.bin"
            if self._draw is not None:
                _write(target.with_suffix(".png"), self._draw(job))
            _write(target, job)
        except OSError as error:
            raise broken(str(self._folder), maybe_taken=False) from error

    def close(self) -> None:
        """Forget a job that was not finished."""
        self._job = b""

    def _last(self) -> int:
        names = (_NAME.fullmatch(path.name) for path in self._folder.iterdir())
        return max((int(name.group(1)) for name in names if name), default=0)


def _write(path: Path, data: bytes) -> None:
    """Write a whole new file: under another name first, on the disk before it is renamed."""
    beside = path.with_name(f".{path.name}.part")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
