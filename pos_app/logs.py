"""The till's log: one line of JSON per event in the shop's folder, small and turned over.

Names of events and whole numbers; never a person's name, a card, a payment code or a PIN.
"""

import json
import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

FILE = "till.log"
BYTES_MAX = 2_000_000
FILES_KEPT = 5
_OURS = ("pos_app", "inventory", "suanpan", "head_office")
_KIVY = "kivy"  # speaks at its own level: warnings and worse


class _Line(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; an exception stands in it with its trace."""
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"),
            "level": record.levelname.lower(),
            "from": record.name,
            "thread": record.threadName,
            "event": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def to_file(folder: Path, *, level: int = logging.INFO) -> logging.Handler:
    """Write our events and Kivy's warnings to the shop's folder; returns the handler to close."""
    handler = RotatingFileHandler(
        folder / FILE, maxBytes=BYTES_MAX, backupCount=FILES_KEPT, encoding="utf-8", delay=True
    )
    handler.setFormatter(_Line())
    for name in _OURS:
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        logger.setLevel(level)
    logging.getLogger(_KIVY).addHandler(handler)
    return handler


def close(handler: logging.Handler) -> None:
    """End writing to this file."""
    for name in (*_OURS, _KIVY):
        logging.getLogger(name).removeHandler(handler)
    handler.close()
