"""The file of a capture: beside the shop's books, refused in words where it cannot be written."""

from collections.abc import Callable
from pathlib import Path

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text


def begin_capture(start: Callable[[Path], None], path: Path) -> str:
    """Let a capture begin in a file; return the file's name."""
    try:
        path.parent.mkdir(exist_ok=True)
        start(path)
    except OSError as error:
        raise Refused(
            Text.of("config.not_written", file=path.name, reason=str(error)[:80])
        ) from error
    return path.name
