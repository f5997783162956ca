"""The code of every label printer, real or simulated: a language over some way to it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from inventory.kernel.errors import DeviceError
from inventory.kernel.text import Text
from pos_app.hardware import label_tspl, label_zpl
from pos_app.hardware.categories.device import WORKING, Condition
from pos_app.hardware.categories.label_printer import LabelOrder
from pos_app.hardware.categories.receipt_printer import Printed
from pos_app.hardware.driver import DeviceConfig, Finding
from pos_app.hardware.label_layout import DPIS, Page, lay_out
from pos_app.hardware.label_states import BLIND, SILENT
from pos_app.hardware.link import Link, LinkError

_OPEN_S, _ANSWER_S, _LABEL_S, _LEFT_S = 2.0, 0.5, 10.0, 30.0
_BUSY_S, _LOOK_S = 10.0, 0.2


@dataclass(frozen=True, slots=True)
class Language:
    """How a label is written, and ended where half of it came; how a printer is asked how it is."""

    encode: Callable[[Page, int, int], bytes]
    ending: Callable[[int], bytes]
    ask: bytes
    answered: Callable[[bytes], bool]
    finding: Callable[[bytes], Finding]


LANGUAGES = MappingProxyType(
    {
        "tspl": Language(
            label_tspl.encode, label_tspl.ending,
            label_tspl.ASK, label_tspl.answered, label_tspl.finding,
        ),
        "zpl": Language(
            label_zpl.encode, label_zpl.ending,
            label_zpl.ASK, label_zpl.answered, label_zpl.finding,
        ),
    }
)  # fmt: skip
OPTIONS = frozenset({"language", "dpi", "gap_mm", "status"})


class LanguagePrinter:
    """Writes labels in one language; asks how the printer is where it can answer."""

    waits = False

    def __init__(self, link: Link, config: DeviceConfig, answer_s: float = _ANSWER_S) -> None:
        self._link, self._answer_s = link, answer_s
        self._language = LANGUAGES[config.choice("language", *LANGUAGES)]
        self._dpi, self._gap_mm = config.number("dpi", DPIS[0]), config.number("gap_mm", 2)
        if self._dpi not in DPIS:
            raise config.wrong("dpi")
        if not 0 <= self._gap_mm <= 20:
            raise config.wrong("gap_mm")
        self._asks = config.flag("status", default=True) and link.answers
        self._half = 0  # bytes of a label that did not come whole

    def open(self) -> None:
        """Reach it; what was begun on another connection is ended first."""
        self._link.open(_OPEN_S)
        if self._half:
            self._link.send(self._language.ending(self._half), _LABEL_S)
            self._half = 0

    def attend(self, wait_s: float) -> Finding:
        """Ask how it is; one that gives no answer is as good as off."""
        found = self._ask()
        if found is SILENT:
            raise DeviceError(SILENT.reason, state="offline")
        return found

    def close(self) -> None:
        """Give the way back."""
        self._link.close()

    def print_labels(self, orders: Sequence[LabelOrder]) -> Printed:
        """Print a batch; nothing is begun while the printer has trouble."""
        try:
            before = self._ask()
        except LinkError as error:
            self._renew()
            return Printed("failed", error.text)
        if before.condition not in WORKING:
            return Printed("failed", before.reason)
        pages = [(lay_out(each.label, self._dpi), each.copies) for each in orders]
        for sent, (page, copies) in enumerate(pages):
            data = self._language.encode(page, copies, self._gap_mm)
            try:
                self._link.send(data, _LABEL_S)
            except LinkError as error:
                self._half = len(data)
                self._renew()
                if sent == 0 and not error.maybe_taken:
                    return Printed("failed", error.text)
                return self._stopped(sent, len(pages))
        try:
            self._link.finish(_LEFT_S)
            after = self._settled()
        except LinkError:
            self._renew()
            return self._stopped(len(pages), len(pages))
        if not self._asks:
            return Printed("confirmed", Text.of("hardware.labels.sent", n=len(pages)))
        if after.condition not in WORKING:
            return self._stopped(len(pages), len(pages))
        return Printed("confirmed", Text.of("hardware.labels.taken", n=len(pages)), "L1")

    def _settled(self) -> Finding:
        """Ask until what it took is printed, where it tells, but not for ever."""
        end = time.monotonic() + _BUSY_S
        found = self._ask()
        while found.condition is Condition.BUSY and time.monotonic() < end:
            self._link.receive(1, _LOOK_S)  # nothing should come: a rest that trouble cuts short
            found = self._ask()
        return found

    def _renew(self) -> None:
        """Take up a new connection; where that fails, the next one ends what was begun."""
        self._link.close()
        try:
            self.open()
        except LinkError:
            self._link.close()

    def _stopped(self, sent: int, wanted: int) -> Printed:
        """Say how far it came at most: people count what came out, and print the rest."""
        return Printed("unknown", Text.of("hardware.labels.stopped", sent=sent, wanted=wanted))

    def _ask(self) -> Finding:
        if not self._asks:
            return BLIND
        while self._link.receive(4096, 0.0):
            pass  # an answer that came late belongs to an older question
        self._link.send(self._language.ask, self._answer_s)
        said, end = b"", time.monotonic() + self._answer_s
        while not self._language.answered(said):
            more = self._link.receive(4096, max(end - time.monotonic(), 0.0))
            if not more:
                return SILENT
            said += more
        return self._language.finding(said)
