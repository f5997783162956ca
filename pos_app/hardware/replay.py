"""Plays a captured stream again: a scanner's characters into its framing, a printer's answers.

No device is touched: what was captured in a shop becomes a test at a desk.
"""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from pos_app.hardware.capture import Passed, Way
from pos_app.hardware.framer import Code, Framed, Framer, Rules
from pos_app.hardware.link import broken

_SILENCE = threading.Event()  # never set: a wait on it is a printer that says nothing


def read(path: Path) -> tuple[Passed, ...]:
    """Return what a capture holds; a line that is none of a capture is refused with its number."""
    passed: list[Passed] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            plain = json.loads(line)
            way: Way = "in" if plain["way"] == "in" else "out"
            passed.append(Passed(plain["at_ms"] / 1000, way, bytes.fromhex(plain["hex"])))
        except (ValueError, KeyError, TypeError) as error:
            strange = Text.of("hardware.capture.strange", file=path.name, line=number)
            raise Refused(strange) from error
    return tuple(passed)


def framed(stream: tuple[Passed, ...], rules: Rules | None = None) -> Iterator[Framed]:
    """Yield the codes and losses of a scanner's stream, by the times it was captured with."""
    framer = Framer(rules)
    at_s = 0.0
    for each in stream:
        if each.way == "in":
            at_s = each.at_s
            yield from framer.feed(each.data.decode("utf-8", "replace"), at_s)
    yield from framer.idle(at_s + 60)


def into_scanner(stream: tuple[Passed, ...], scan: Callable[[str, str], None]) -> int:
    """Give every whole code to a scanner that is only a program; return how many."""
    codes = [each for each in framed(stream) if isinstance(each, Code)]
    for each in codes:
        scan(each.code, each.symbology)
    return len(codes)


class ReplayLink:
    """A way to a printer that answers as the captured one did.

    What the driver sends lets the answers come that followed as many bytes then. When the stream
    is over the printer is silent; more bytes sent than captured are taken.
    """

    answers = True
    pace = 0
    spools = False

    def __init__(self, stream: tuple[Passed, ...]) -> None:
        self._stream = stream
        self._at = 0
        self._owed = 0
        self._heard = bytearray()
        self._open = False
        self.sent = bytearray()

    def open(self, within_s: float) -> None:
        """Begin, or go on after a close."""
        self._open = True

    def send(self, data: bytes, within_s: float) -> None:
        """Take bytes and let the answers to them come."""
        if not self._open:
            raise broken("capture", maybe_taken=False)
        self.sent += data
        self._owed += len(data)
        self._advance()

    def receive(self, most: int, within_s: float) -> bytes:
        """Return what the captured printer said by now."""
        if not self._open:
            raise broken("capture", maybe_taken=False)
        self._advance()
        said = bytes(self._heard[:most])
        del self._heard[:most]
        if not said and within_s:
            _SILENCE.wait(within_s)
        return said

    def finish(self, within_s: float) -> None:
        """Do nothing: a wire keeps no jobs apart."""

    def close(self) -> None:
        """Let go."""
        self._open = False

    def _advance(self) -> None:
        """Go on in the stream as far as the bytes sent reach."""
        while self._at < len(self._stream):
            each = self._stream[self._at]
            if each.way == "in":
                self._heard += each.data
            elif self._owed >= len(each.data):
                self._owed -= len(each.data)
            else:
                return
            self._at += 1
