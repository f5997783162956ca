"""The day's backup, made beside the till in a process of its own: it reads every row of the books.

A till that verified a year of sales on its own threads would stutter under the cashier's fingers.
"""

import logging
import os
import subprocess
import sys
from pathlib import Path

from inventory.kernel.clock import SystemClock
from inventory.kernel.errors import SuanpanError
from pos_app.main.runtime import DATABASE

FOLDER = "backups"
WITHIN_S = 1_800
POLITE = 10
_LOG = logging.getLogger(__name__)


def run(folder: Path) -> bool:
    """Make the day's backup of the shop in this folder if it is due; tell whether all is well."""
    command = [sys.executable, "-P", "-m", __name__, str(folder)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=WITHIN_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        _LOG.error("backup_failed reason=%s", error)
        return False
    if done.returncode != 0:
        _LOG.error("backup_failed reason=%s", done.stderr.strip()[-500:])
    elif done.stdout.strip():
        _LOG.info("backup_made file=%s", done.stdout.strip())
    return done.returncode == 0


def main(arguments: list[str]) -> int:
    """Do it in this process; the file's name goes to standard output, a refusal to the other."""
    # Here, so that the till itself, which only starts this, does not load it.
    from inventory.service.backup import backup_if_due, open_site_of
    from inventory.service.context import Context

    if hasattr(os, "nice"):
        os.nice(POLITE)
    folder = Path(arguments[0])
    database = folder / DATABASE
    try:
        context = Context.of(open_site_of(database))
        today = context.business_date(SystemClock().now_ms())
        made = backup_if_due(database, folder / FOLDER, today)
    except SuanpanError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if made is not None:
        sys.stdout.write(f"{made.path.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
