"""Asks serial ports, on demand alone, what hangs on them: a receipt printer, a scale, labels.

Bytes that are a question to one device may be a command to another, so it is never done silently.
What does least harm is asked first, at all the usual speeds; a port that talks unasked is not asked
at all; one that answered rightly is asked on at that speed only. Nothing is claimed by silence, by
an echo, by noise, nor by something that answers whatever it is asked. Displays and scanners
say nothing when they are asked: none is found here.
"""

import contextlib
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from types import MappingProxyType

from inventory.kernel.errors import DeviceError
from pos_app.hardware import label_tspl, label_zpl
from pos_app.hardware.categories.found import SerialAnswer, SerialPort
from pos_app.hardware.link import Link
from pos_app.hardware.printer_answers import ASK, ASKED, Heard
from pos_app.hardware.scale_protocols import PROTOCOLS, exchange
from pos_app.hardware.transports.serial_port import SerialLink

BAUDS = (9_600, 19_200, 38_400, 115_200)
ANSWER_S, WITHIN_S = 0.3, 15.0
_OPEN_S, _SEND_S, _LISTEN_S, _TAIL_S, _LET_GO_S = 1.0, 0.5, 0.1, 0.05, 2.0
_TRIES = 3
# What ends a line that was begun with questions meant for others, so that it is never printed.
_CLEAR = MappingProxyType({"escpos": b"\x1b@", "tspl": b"\r\n"})
# Source: TSC TSPL manual, the list of answers to ``ESC ! ?``: ACK and NAK are none of them.
_TSPL = frozenset(b"\x00\x01\x02\x03\x04\x05\x08\x09\x0a\x0b\x0c\x0d\x10\x20\x80")
_ZPL = re.compile(rb"(?:\x02[0-9A-Fa-f,. ]+\x03\r?\n?){3}")


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask; ``strength`` says how much its right answer proves, ``weak`` is 1."""

    spoken: str
    strength: int
    fits: Callable[[Link, float], bool]
    bits: int = 8
    parity: str = "N"


@dataclass(slots=True)
class Overheard:
    """A way to a port that counts what comes back; what it takes is waited for, or it failed."""

    link: Link
    came: int = 0
    answers: bool = True
    pace: int = 0
    spools: bool = False

    def open(self, within_s: float) -> None:
        """Open the port."""
        self.link.open(within_s)

    def send(self, data: bytes, within_s: float) -> None:
        """Hand bytes over and wait until they have left."""
        self.link.send(data, within_s)
        self.link.finish(within_s)

    def receive(self, most: int, within_s: float) -> bytes:
        """Return what came."""
        said = self.link.receive(most, within_s)
        self.came += len(said)
        return said

    def finish(self, within_s: float) -> None:
        """Do nothing more."""

    def close(self) -> None:
        """Give the port back."""
        self.link.close()


def _told(link: Link, question: bytes, whole: Callable[[bytes], bool], answer_s: float) -> bytes:
    """Return an answer with what comes right behind it: more than was asked for is no answer."""
    said = exchange(link, question, whole, answer_s)
    return said + link.receive(64, _TAIL_S) if said else said


def _is_printer(link: Link, answer_s: float) -> bool:
    """Ask for four status bytes, twice: each has four fixed bits, the last is the first again."""
    for _ in range(2):
        said = _told(link, ASK, lambda data: len(data) >= ASKED, answer_s)
        heard = Heard()
        heard.take(said)
        if not len(said) == len(heard.status) == ASKED or said[0] != said[-1]:
            return False
    return True


def _is_tspl(link: Link, answer_s: float) -> bool:
    """Ask for the status byte three times: each time one of the few there are, and the same."""
    said = {_told(link, label_tspl.ASK, bool, answer_s) for _ in range(_TRIES)}
    return len(said) == 1 and len(one := said.pop()) == 1 and one[0] in _TSPL


def _is_zpl(link: Link, answer_s: float) -> bool:
    """Ask for the three lines of the host status; numbers alone stand in them."""
    said = _told(link, label_zpl.ASK, label_zpl.answered, answer_s)
    counts = [line.count(b",") for line in said.split(b"\x03")[:3]]
    return _ZPL.fullmatch(said) is not None and counts[0] == 11 and counts[1] >= 10


_PRINTER = Question("escpos", 3, _is_printer)
_CAS = Question("cas", 4, PROTOCOLS["cas"].probe)
_METTLER = Question("mettler_8217", 4, PROTOCOLS["mettler_8217"].probe, 7, "E")
_LABELS = (Question("tspl", 1, _is_tspl), Question("zpl", 4, _is_zpl))
# Rounds by what a stranger would make of it: control signs only, then letters.
ROUNDS = ((_PRINTER, _CAS), (_METTLER,), _LABELS)


@dataclass(slots=True)
class Asking:
    """One port being asked; at an ``odd`` speed something was said that fits nothing."""

    port: SerialPort
    answer_s: float
    end: float
    odd: set[int] = field(default_factory=set)
    talks: bool = False

    def answer(self) -> SerialAnswer | None:
        """Return what it is; None: it said nothing that proves anything."""
        for questions in ROUNDS:
            for baud in BAUDS:
                if fitting := sorted(self._at(questions, baud), key=lambda each: -each.strength):
                    first, *others = [each.spoken for each in fitting]
                    return SerialAnswer(self.port, first, baud, tuple(others))
        return None

    def _at(self, questions: tuple[Question, ...], baud: int) -> list[Question]:
        """Return which questions are answered rightly at a speed; some lines cannot be set so."""
        if self.talks or time.monotonic() > self.end:
            return []
        bits, parity = questions[0].bits, questions[0].parity
        link = Overheard(SerialLink(self.port.node, baud, bits=bits, parity=parity))
        try:
            link.open(_OPEN_S)
            self.talks = not _quiet(link)
            fitting = list(self._fitting(link, questions, baud))
            if fitting == [_PRINTER]:
                fitting += self._fitting(link, _LABELS, baud)
            for each in fitting[:1]:
                link.send(_CLEAR.get(each.spoken, b""), _SEND_S)
        except DeviceError:
            return []
        else:
            return fitting
        finally:
            link.close()

    def _fitting(
        self, link: Overheard, questions: Iterable[Question], baud: int
    ) -> Iterator[Question]:
        for each in questions:
            if self.talks or time.monotonic() > self.end:
                return
            link.came = 0
            if each.fits(link, self.answer_s):
                if each.strength > 1 or baud not in self.odd:
                    yield each
            elif link.came:
                self.odd.add(baud)


def _quiet(link: Link) -> bool:
    """Tell whether a port says nothing by itself; the rest of something late may still come."""
    return any(not link.receive(4096, _LISTEN_S) for _ in range(_TRIES))


def search(
    ports: Iterable[SerialPort], answer_s: float = ANSWER_S, within_s: float = WITHIN_S
) -> tuple[SerialAnswer, ...]:
    """Return what answers, all ports asked at once, each on a thread of its own with a deadline."""
    wanted, found = tuple(ports), dict[str, SerialAnswer]()
    end = time.monotonic() + within_s

    def ask(port: SerialPort) -> None:
        with contextlib.suppress(DeviceError):
            if answer := Asking(port, answer_s, end).answer():
                found[port.node] = answer

    threads = [
        threading.Thread(target=ask, args=(each,), name=f"serial-search-{each.name}", daemon=True)
        for each in wanted
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(max(end + _LET_GO_S - time.monotonic(), 0))
    kept = dict(found)
    return tuple(kept[each.node] for each in wanted if each.node in kept)
