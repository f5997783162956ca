"""What the sheet beside the devices is made of: lines, each with one kind of part."""

from dataclasses import dataclass
from typing import Literal, Protocol

Kind = Literal["head", "fact", "note", "keys", "text", "digits", "grid", "switch", "row", "picture"]
Option = tuple[str, ...]  # name, word[, kind of key[, icon]]


@dataclass(frozen=True, slots=True)
class PanelLine:
    """A line of the sheet.

    ``head`` is a heading, ``fact`` a word and its value, ``note`` a sentence with its ``state``,
    ``keys`` one key an option, ``text`` and ``digits`` a field, ``grid`` one of many, ``switch``
    on or off (``value`` 1 or empty), ``row`` two lines of words and one key, ``picture`` a paper.
    ``off`` is true for a part that takes no tap, ``news`` for words that a tap brought.
    """

    key: str
    kind: Kind
    label: str = ""
    value: str = ""
    hint: str = ""
    options: tuple[Option, ...] = ()
    trouble: str = ""
    state: str = "ok"
    off: bool = False
    png: bytes = b""
    news: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """The sheet: what it is about, its lines, whether a step back leads to another one.

    ``told`` counts how often it had something to say: its news and its troubles belong in sight.
    """

    key: str
    title: str
    lines: tuple[PanelLine, ...]
    inside: bool = False
    told: int = 0


class Sheet(Protocol):
    """What fills the sheet: taps and texts go in, lines come out."""

    def panel(self) -> Panel | None:
        """Return what is shown now; None when there is nothing more to show."""

    def tap(self, key: str) -> None:
        """Do what a key says."""

    def edit(self, key: str, value: str) -> None:
        """Take what was typed or chosen."""

    def submit(self) -> None:
        """Do what Enter in a field means."""

    def back(self) -> bool:
        """Go a step back; False when there is none."""

    def takes_scan(self, code: str) -> bool:
        """Take a scan; False hands it on."""

    def close(self) -> None:
        """End what is under way."""
