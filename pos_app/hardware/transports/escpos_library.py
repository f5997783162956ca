"""Printers of the system's own spooler, CUPS, through python-escpos.

Only bytes go through it, no text: its own encoder loses Chinese characters without a word. The
library is imported when such a printer is first opened, because that takes half a second.
"""

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any

from inventory.kernel.text import Text
from pos_app.hardware.link import LinkError, broken, unreachable

# What the library itself needs for a kind of printer; without it its objects fail when they die.
_NEEDS = {"CupsPrinter": "cups"}


class LibraryLink:
    """A printer of python-escpos: ``CupsPrinter``, ``LP`` or ``File``; one that does not answer."""

    answers = False
    pace = 0
    spools = True

    def __init__(self, kind: str, *arguments: object, **named: object) -> None:
        self._kind, self._arguments, self._named = kind, arguments, named
        self._where = f"{kind} {' '.join(map(str, arguments))}".strip()
        self._printer: Any = None
        self._ended = False

    def open(self, within_s: float) -> None:
        """Load the library and reach the printer."""
        self.close()
        needs = _NEEDS.get(self._kind, "escpos")
        if importlib.util.find_spec(needs) is None:
            lacks = Text.of("hardware.link.library_missing", where=self._where)
            raise LinkError(lacks, maybe_taken=False)
        try:
            module = importlib.import_module("escpos.printer")
            self._printer = getattr(module, self._kind)(*self._arguments, **self._named)
            self._printer.open()
        except self._errors() as error:
            raise unreachable(self._where) from error

    def send(self, data: bytes, within_s: float) -> None:
        """Hand the bytes over; the library's own deadline holds."""
        if self._ended:
            self._ended = False
            self._call(lambda printer: printer.open())
        self._call(lambda printer: printer._raw(data))

    def receive(self, most: int, within_s: float) -> bytes:
        """Return nothing: what this library reads cannot be relied upon."""
        return b""

    def finish(self, within_s: float) -> None:
        """End the job: the system's spooler collects it."""
        self._call(lambda printer: printer.close())
        self._ended = True

    def close(self) -> None:
        """Give the printer back."""
        if self._printer is not None:
            printer, self._printer = self._printer, None
            try:
                printer.close()
            except self._errors():
                return

    def _call(self, call: Callable[[Any], object]) -> None:
        if self._printer is None:
            raise broken(self._where, maybe_taken=False)
        try:
            call(self._printer)
        except self._errors() as error:
            raise broken(self._where, maybe_taken=True) from error

    @staticmethod
    def _errors() -> tuple[type[Exception], ...]:
        """Return what the library raises."""
        try:
            own = importlib.import_module("escpos.exceptions").Error
        except ImportError:
            return (OSError, AssertionError)
        return (OSError, AssertionError, ValueError, own)
