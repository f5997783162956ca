"""How scales are asked and what they answer: Mettler-Toledo 8217 and CAS. No port is opened here.

Nothing is a scale because it is silent, echoes, or says something: only after the right answer.
Sources: Mettler-Toledo 8217 service manual (weight-only protocol); CAS manuals of the SW and AP
series (``ENQ`` ``ACK`` ``DC1``, BCC over status, sign, weight and unit).
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import xor
from types import MappingProxyType
from typing import Literal

from pos_app.hardware.link import Link

State = Literal["still", "moving", "over", "under", "unreadable", "silent", "unit"]
ANSWER_S = 0.5
_SEND_S, _OPEN_S = 0.5, 2.0
_ENQ, _ACK, _NAK, _DC1 = b"\x05", b"\x06", b"\x15", b"\x11"
_MOTION, _OVER, _UNDER, _OFF_ZERO, _AT_ZERO = 0x01, 0x02, 0x04, 0x08, 0x10
_METTLER = re.compile(rb"\x02(?:\?(?P<status>[\x20-\x7f])|\s*(?P<weight>[0-9. ]+)N?)\r")
_CAS = re.compile(
    rb"\x01\x02(?P<body>(?P<still>[SU])(?P<sign>[ \-F])(?P<weight>[0-9. ]{6,7})"
    rb"(?P<unit>[A-Za-z ]{2}))(?P<bcc>[\x00-\xff])\x03\x04?"
)
_KILOGRAMS = re.compile(r"(\d{1,3})\.(\d{2,3})")
_GRAMS = re.compile(r"\d{1,6}")


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer; ``grams`` counts only where it is ``still``."""

    state: State
    grams: int = 0


SILENT, UNREADABLE = Reading("silent"), Reading("unreadable")


@dataclass(frozen=True, slots=True)
class Protocol:
    """One way of asking; ``probe`` tells for sure that such a scale is there.

    Both take the link and how many seconds an answer may need.
    """

    name: str
    baud: int
    bits: int
    parity: str
    probe: Callable[[Link, float], bool]
    ask: Callable[[Link, float], Reading]


def exchange(link: Link, question: bytes, whole: Callable[[bytes], bool], answer_s: float) -> bytes:
    """Ask after what waits was thrown away; return what came until it was whole or time was up."""
    while link.receive(4096, 0.0):
        pass
    link.send(question, _SEND_S)
    said, end = b"", time.monotonic() + answer_s
    while not whole(said):
        more = link.receive(4096, max(end - time.monotonic(), 0.0))
        if not more:
            break
        said += more
    return said


def _kilograms(text: str) -> int | None:
    """Return grams of ``01.345``; a scale without a point cannot be understood."""
    found = _KILOGRAMS.fullmatch(text.replace(" ", ""))
    return int(found.group(1)) * 1_000 + int(found.group(2).ljust(3, "0")) if found else None


# --- Mettler-Toledo 8217 ------------------------------------------------------------------------

_ECHO = b"\x02E\rhello"


def _mettler_probe(link: Link, answer_s: float) -> bool:
    """Ask it to echo: a line that only echoes lacks the answer before the echo."""
    said = exchange(link, b"Ehello", lambda data: len(data) >= len(_ECHO), answer_s)
    link.send(b"F", _SEND_S)
    return said == _ECHO


def _mettler_ask(link: Link, answer_s: float) -> Reading:
    said = exchange(link, b"W", lambda data: data.endswith(b"\r"), answer_s)
    if not said:
        return SILENT
    found = _METTLER.fullmatch(_once(said))
    if found is None:
        return UNREADABLE
    if found.group("status") is not None:
        return _mettler_status(found.group("status")[0])
    grams = _kilograms(found.group("weight").decode("ascii"))
    return UNREADABLE if grams is None else Reading("still", grams)


def _once(said: bytes) -> bytes:
    """Return one answer of several that are the same: the one before may have come late, in front.

    Answers that differ stay together, and say nothing.
    """
    frame, end, rest = said.partition(b"\r")
    several = bool(rest) and said == (frame + end) * said.count(b"\r")
    return frame + end if several else said


def _mettler_status(bits: int) -> Reading:
    """Say why there is no weight: too much before too little before not yet still."""
    if bits & _OVER:
        return Reading("over")
    if bits & _UNDER:
        return Reading("under")
    if bits & (_MOTION | _OFF_ZERO):
        return Reading("moving")
    return Reading("still", 0) if bits & _AT_ZERO else UNREADABLE


# --- CAS ----------------------------------------------------------------------------------------


def _cas_probe(link: Link, answer_s: float) -> bool:
    """Take a whole frame with its right check: an ACK alone may come from anything."""
    return _cas_ask(link, answer_s).state not in ("silent", "unreadable")


def _cas_ask(link: Link, answer_s: float) -> Reading:
    ready = exchange(link, _ENQ, bool, answer_s)
    if ready == _NAK:
        return Reading("moving")
    if ready != _ACK:
        return UNREADABLE if ready else SILENT
    said = exchange(link, _DC1, lambda data: _CAS.fullmatch(data) is not None, answer_s)
    found = _CAS.fullmatch(said)
    if found is None:
        return UNREADABLE if said else SILENT
    body = found.group("body")
    if reduce(xor, body) != found.group("bcc")[0]:
        return UNREADABLE
    return _cas_reading(found)


def _cas_reading(found: re.Match[bytes]) -> Reading:
    if found.group("sign") == b"F":
        return Reading("over")
    if found.group("still") == b"U":
        return Reading("moving")
    if found.group("sign") == b"-":
        return Reading("under")
    unit = found.group("unit").decode("ascii").strip().lower()
    text = found.group("weight").decode("ascii")
    if unit == "kg":
        grams = _kilograms(text)
    elif unit == "g":
        whole = _GRAMS.fullmatch(text.replace(" ", ""))
        grams = int(whole.group()) if whole else None
    else:
        return Reading("unit")
    return UNREADABLE if grams is None else Reading("still", grams)


_ALL = (
    Protocol("mettler_8217", 9600, 7, "E", _mettler_probe, _mettler_ask),
    Protocol("cas", 9600, 8, "N", _cas_probe, _cas_ask),
)
PROTOCOLS = MappingProxyType({each.name: each for each in _ALL})


def identify(link_for: Callable[[Protocol], Link], answer_s: float = ANSWER_S) -> Protocol | None:
    """Return which of the protocols a line answers rightly, or None; raises LinkError.

    ``link_for`` makes the link with a protocol's own settings; it is opened and closed here.
    """
    for protocol in _ALL:
        link = link_for(protocol)
        link.open(_OPEN_S)
        try:
            if protocol.probe(link, answer_s):
                return protocol
        finally:
            link.close()
    return None
