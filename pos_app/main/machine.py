"""This machine for the screens: its disk, its last backup, the size of its screen."""

import shutil
from collections.abc import Callable
from pathlib import Path

from inventory.store.engine import FREE_BYTES_MIN
from pos_app import config
from pos_app.main.daily_backup import FOLDER
from pos_app.viewmodels.base import Failed, Hands
from pos_app.viewmodels.till import MachineFacts


class ThisMachine:
    """The machine that a shop's folder lies on."""

    def __init__(self, folder: Path, diagonal_inch: float, hands: Hands) -> None:
        self._folder, self._diagonal, self._hands = folder, diagonal_inch, hands
        self.can_close = False
        self.end: Callable[[], None] = lambda: None

    def close(self) -> None:
        """End the till."""
        self.end()

    def facts(self) -> MachineFacts:
        """Return what is known now."""
        try:
            disk = shutil.disk_usage(self._folder)
            free, total = disk.free, disk.total
        except OSError:
            free = total = 0
        return MachineFacts(free, total, self._backup_ms(), self._diagonal, FREE_BYTES_MIN)

    def _backup_ms(self) -> int | None:
        try:
            times = [each.stat().st_mtime for each in (self._folder / FOLDER).iterdir()]
        except OSError:
            return None
        return round(max(times) * 1000) if times else None

    def save_diagonal(self, inches: float, then: Callable[[], None], failed: Failed) -> None:
        """Write the screen's diagonal into ``till.toml``, off the UI thread."""
        path = self._folder / config.FILE

        def saved(_: None) -> None:
            self._diagonal = inches
            then()

        self._hands.work(lambda: config.save_diagonal(path, inches), saved, failed)
