"""A scanner that types: tells its bursts from a person's keys by their timing. Pure.

Fed by a hook on the window before any field sees a key, so that a scan never passes through a
focused field. Keys are held back for a moment; what a person typed is given back for the field.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pos_app.hardware.framer import Code, Framer

GAP_S = 0.050
_LEAST = 4
# A burst that looks like a scan may stutter this long before it counts as typing after all.
_STUTTER_S = 0.150
_ENDS = frozenset("\r\n\t")


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed, to be given to the focused field now."""

    text: str


@dataclass(frozen=True, slots=True)
class Scanned:
    """A code; ``symbology`` as in its AIM identifier, or empty."""

    code: str
    symbology: str


Heard = Typed | Scanned


class Wedge:
    """Classifies keys; times are seconds of a clock that never goes back.

    A scan is a burst of at least four characters whose median gap is under 50 ms and that a
    terminator ends. The first key waits at most one gap, then it is a person's.
    """

    def __init__(self, ends: Iterable[str] = _ENDS) -> None:
        self._ends = frozenset(ends)
        self._held = ""
        self._times: list[float] = []

    @property
    def holds(self) -> bool:
        """Whether keys are held back, so that ``tick`` must be called soon."""
        return bool(self._held)

    def key(self, character: str, at_s: float) -> list[Heard]:
        """Take one character; return what is decided by it."""
        heard = self.tick(at_s)
        if character in self._ends:
            return heard + self._ended(character, at_s)
        self._held += character
        self._times.append(at_s)
        return heard

    def tick(self, now_s: float) -> list[Heard]:
        """Say that the time is now this; keys that no scan can explain are a person's."""
        if not self._held or now_s - self._times[-1] <= self._patience():
            return []
        return [self._typed()]

    def flush(self) -> list[Heard]:
        """Give back all that is held, as when the window loses the keyboard."""
        return [self._typed()] if self._held else []

    def _ended(self, character: str, at_s: float) -> list[Heard]:
        if len(self._held) < _LEAST or self._median(at_s) >= GAP_S:
            text = self._held + character
            self._held, self._times = "", []
            return [Typed(text)]
        held = self._typed().text
        framed = Framer().feed(held + "\n", at_s)
        return [Scanned(each.code, each.symbology) for each in framed if isinstance(each, Code)]

    def _typed(self) -> Typed:
        text, self._held, self._times = self._held, "", []
        return Typed(text)

    def _patience(self) -> float:
        likely = len(self._held) >= _LEAST and self._median(self._times[-1]) < GAP_S
        return _STUTTER_S if likely else GAP_S

    def _median(self, end_s: float) -> float:
        """Return the middle of the gaps between the keys held, the last one up to ``end_s``."""
        times = [*self._times, end_s] if end_s > self._times[-1] else self._times
        gaps = [after - before for before, after in pairwise(times)]
        return median(gaps) if gaps else GAP_S
