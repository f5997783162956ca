"""Listens to what passes between a device and the till: its last moments, or all of it in a file.

A capture is JSON lines: ``at_ms`` since its beginning, ``way`` (``in`` comes from the device,
``out`` goes to it), ``hex``. Secrets are masked before anything is kept: a scanner's characters
wait until their code is whole, and a wallet's payment code or a PIN becomes stars.
"""

import json
import re
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from inventory.catalogue.codes import payment_wallet
from inventory.kernel.clock import Clock
from pos_app.hardware.categories.health import LastScan
from pos_app.hardware.link import Link

Way = Literal["in", "out"]
MOST_BYTES = 50_000_000
_ENDS = "\r\n\t"
_WHOLE_AFTER_S = 1.0
_DIGITS = re.compile(r"\d+")
_PIN_DIGITS = range(4, 7)  # a till's PIN is as short; a style's number has letters beside it
_LONGEST_CODE = 24  # a longer run may be two codes that no end came between


@dataclass(frozen=True, slots=True)
class Passed:
    """Some bytes that passed at one moment; seconds of the monotonic clock."""

    at_s: float
    way: Way
    data: bytes


def masked(text: str) -> str:
    """Return the text with every secret in it as stars of the same length."""
    return _DIGITS.sub(_stars, text)


def _stars(found: re.Match[str]) -> str:
    digits, text = found.group(), found.string
    beside = text[max(0, found.start() - 1) : found.start()] + text[found.end() : found.end() + 1]
    alone = not any(each.isalpha() or each in "-_./" for each in beside)
    secret = payment_wallet(digits) is not None or (alone and len(digits) in _PIN_DIGITS)
    secret = secret or len(digits) > _LONGEST_CODE
    return "*" * len(digits) if secret else digits


class Tap:
    """One device's. Every method may be called on any thread and none waits for the device."""

    def __init__(self, device_id: str, clock: Clock) -> None:
        self._id, self._clock = device_id, clock
        self._lock = threading.Lock()
        self._code: list[Passed] = []
        self._last: LastScan | None = None
        self._file: IO[str] | None = None
        self._began_s, self._written = 0.0, 0

    def typed(self, text: str) -> None:
        """Take a scanner's characters as they came, a part of a code or several."""
        with self._lock:
            now = self._clock.monotonic()
            if self._code and now - self._code[-1].at_s > _WHOLE_AFTER_S:
                self._code_whole()
            for character in text:
                self._code.append(Passed(now, "in", character.encode("utf-8", "surrogatepass")))
                if character in _ENDS or len(self._code) > 4096:
                    self._code_whole()

    def passed(self, way: Way, data: bytes) -> None:
        """Take bytes of a line that carries no secrets: a printer's, a drawer's, a display's."""
        with self._lock:
            if self._file is not None and data:
                self._write(Passed(self._clock.monotonic(), way, data))

    def over(self, link: Link) -> Link:
        """Return the same way to the device, listened to."""
        return TappedLink(link, self)

    def last_scan(self) -> LastScan | None:
        """Return the last whole code with its timing; a code without an end shows after 1 s."""
        with self._lock:
            if self._code and self._clock.monotonic() - self._code[-1].at_s > _WHOLE_AFTER_S:
                self._code_whole()
            return self._last

    def start(self, path: Path) -> None:
        """Begin to write all that passes into a file; raises OSError. A second start ends one."""
        self.stop()
        file = path.open("w", encoding="utf-8")
        with self._lock:
            self._file, self._written = file, 0
            self._began_s = self._clock.monotonic()

    def stop(self) -> bool:
        """End the capture; False when none was under way."""
        with self._lock:
            if self._code:
                self._code_whole()
            file, self._file = self._file, None
        if file is not None:
            file.close()
        return file is not None

    @property
    def capturing(self) -> bool:
        """Whether a capture is under way."""
        return self._file is not None

    def _code_whole(self) -> None:
        """Show the code that is whole now, and keep it where it is captured."""
        passed, self._code = self._code, []
        text = b"".join(each.data for each in passed).decode("utf-8", "surrogatepass")
        hidden = masked(text)
        first = passed[0].at_s
        if hidden.strip(_ENDS):
            offsets = tuple(round((each.at_s - first) * 1000) for each in passed)
            now_ms = self._clock.now_ms()
            self._last = LastScan(self._id, hidden.strip(_ENDS), now_ms, offsets)
        if self._file is None:
            return
        for each, character in zip(passed, hidden, strict=True):
            self._write(Passed(each.at_s, "in", character.encode("utf-8", "replace")))

    def _write(self, passed: Passed) -> None:
        """Write one line; a file that grew too long, or a full disk, ends the capture."""
        assert self._file is not None
        at_ms = round((passed.at_s - self._began_s) * 1000)
        line = {"at_ms": at_ms, "way": passed.way, "hex": passed.data.hex()}
        try:
            self._written += self._file.write(json.dumps(line) + "\n")
            full = self._written > MOST_BYTES
            self._file.flush()
        except OSError:
            full = True
        if full:
            file, self._file = self._file, None
            file.close()


class TappedLink:
    """A way to a device that a tap listens to."""

    def __init__(self, link: Link, tap: Tap) -> None:
        self.link, self._tap = link, tap

    @property
    def answers(self) -> bool:
        """Whether the device can say anything on this way."""
        return self.link.answers

    @property
    def pace(self) -> int:
        """Bytes in a quarter of a second where a power cut does not break the way, else 0."""
        return self.link.pace

    @property
    def spools(self) -> bool:
        """Whether what is handed over may wait and reach the device much later."""
        return self.link.spools

    def open(self, within_s: float) -> None:
        """Reach the device."""
        self.link.open(within_s)

    def send(self, data: bytes, within_s: float) -> None:
        """Hand over all bytes in time; what was tried is what is noted."""
        self._tap.passed("out", data)
        self.link.send(data, within_s)

    def receive(self, most: int, within_s: float) -> bytes:
        """Return what came."""
        said = self.link.receive(most, within_s)
        self._tap.passed("in", said)
        return said

    def finish(self, within_s: float) -> None:
        """End one job."""
        self.link.finish(within_s)

    def close(self) -> None:
        """Give the way back."""
        self.link.close()
