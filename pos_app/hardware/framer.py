"""Characters from a scanner to whole codes: prefix, suffix, AIM identifier, silence. Pure."""

import re
from dataclasses import dataclass

_AIM = re.compile(r"\](?P<symbology>[A-Za-z][0-9A-Za-z])(?P<code>.+)", re.DOTALL)
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Rules:
    """How a scanner is set up.

    ``start`` and ``ends``: characters that begin and end a code; between STX and ETX a code may
    hold lines of its own, and what stands outside is nothing. ``by_silence``: it sends no end, a
    gap ends the code. Otherwise a gap of ten times that length means that something was lost: its
    end, or the middle with the rest still to come. All up to the next end is void then, for the
    rest of a code may be a right code itself.
    """

    prefix: str = ""
    suffix: str = ""
    ends: str = "\r\n\t"
    start: str = ""
    gap_s: float = 0.1
    by_silence: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A whole code; ``symbology`` as in its AIM identifier, ``C1`` for GS1-128, or empty."""

    code: str
    symbology: str


@dataclass(frozen=True, slots=True)
class Lost:
    """A code of which a part is missing; nothing of it is delivered."""


Framed = Code | Lost


class Framer:
    """Takes characters with their time in seconds, gives codes."""

    def __init__(self, rules: Rules | None = None) -> None:
        self._rules = rules or Rules()
        self._held = ""
        self._void = False
        self._stalled = self._untold = False
        self._open = False
        self._last_s = 0.0

    @property
    def pending(self) -> bool:
        """Whether a code is under way, or void."""
        return bool(self._held) or self._void

    def feed(self, text: str, at_s: float, until_s: float | None = None) -> list[Framed]:
        """Take what came at one moment, or not before it; return the codes that it ends.

        ``until_s``: when it had come at the latest, where nobody knows its moment. Only the time
        in which surely nothing came is silence.
        """
        framed = self.idle(at_s)
        for character in text:
            self._last_s = at_s if until_s is None else until_s
            if self._rules.start and (character == self._rules.start or not self._open):
                framed += self._begin(character)
            elif character in self._rules.ends:
                framed += self._end()
            elif self._void:
                self._untold = self._stalled
            else:
                self._held += character
                if len(self._held) > _LONGEST:
                    framed += self.void()
        return framed

    def idle(self, now_s: float) -> list[Framed]:
        """Say that the time is now this; return the code that a silence ended, or its loss."""
        patience = self._rules.gap_s * (1 if self._rules.by_silence else 10)
        if not self.pending or now_s - self._last_s <= patience:
            return []
        if self._rules.by_silence:
            return self._end()
        if self._void:
            return self._tell_more()
        self._stalled = True
        return self.void()

    def _tell_more(self) -> list[Framed]:
        """Tell of what came while all was void after a stall: it may have been a whole code."""
        told: list[Framed] = [Lost()] if self._untold else []
        self._untold = False
        return told

    def void(self) -> list[Framed]:
        """Say that characters were lost: all is dropped up to the next end of a code."""
        told: list[Framed] = [] if self._void else [Lost()]
        self._held, self._void = "", True
        return told

    def forget(self) -> None:
        """Drop everything, as when the scanner was unplugged."""
        self._held, self._void, self._open = "", False, False
        self._stalled = self._untold = False

    def _begin(self, character: str) -> list[Framed]:
        """Take a character outside a code, or the one that begins it while another is open."""
        if character != self._rules.start:
            return []
        told: list[Framed] = [Lost()] if self._held else []
        self._held, self._void, self._open = "", False, True
        return told

    def _end(self) -> list[Framed]:
        held, void, told = self._held, self._void, self._tell_more()
        self.forget()
        if void or not held:
            return told
        code = unwrapped(held, self._rules)
        return [] if code is None else [code]


def unwrapped(held: str, rules: Rules) -> Code | None:
    """Take off what a scanner puts around a code: STX and ETX, prefix and suffix, AIM identifier.

    Some put the prefix before the identifier, some behind it. Nothing is left: no code.
    """
    code = held.strip("\x02\x03" + rules.ends)
    code = code.removeprefix(rules.prefix).removesuffix(rules.suffix)
    aim = _AIM.fullmatch(code)
    if aim is None:
        return Code(code, "") if code else None
    inner = aim["code"].removeprefix(rules.prefix)
    return Code(inner, aim["symbology"]) if inner else None
