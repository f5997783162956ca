"""An ESC/POS printer on any way: asked before, sent in bands, confirmed as far as it can.

A job is never sent twice from here. What may have reached the paper is ``unknown``, and only a
person decides about it.
"""

import itertools
import os
from dataclasses import dataclass

from inventory.documents.blocks import Document
from inventory.kernel.clock import Clock
from inventory.kernel.errors import DeviceError
from inventory.kernel.text import Text
from pos_app.hardware.categories import WORKING, Condition, ConfirmLevel, Kicked, Printed
from pos_app.hardware.driver import READY, Finding
from pos_app.hardware.link import Link, LinkError
from pos_app.hardware.printer_answers import ASK, ASK_DONE, ASKED, Heard, ask_number, finding
from pos_app.hardware.profiles import Profile
from pos_app.hardware.render_escpos import render

BLIND = Finding(Condition.READY, Text.of("hardware.printer.blind"))
SILENT = Finding(Condition.OFFLINE, Text.of("hardware.printer.silent"))


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a printer may take, in seconds: to be reached, to answer, to take, to print."""

    reach_s: float = 2.0
    answer_s: float = 0.3
    take_s: float = 10.0
    print_s: float = 12.0
    pulse_s: float = 1.0


class EscposPrinter:
    """The driver; the way to the printer and its profile come from the settings."""

    waits = False

    def __init__(
        self, link: Link, profile: Profile, clock: Clock, patience: Patience | None = None
    ) -> None:
        self._link, self._profile, self._clock = link, profile, clock
        self._patience = patience or Patience()
        start = int.from_bytes(os.urandom(2), "big")
        self._numbers = itertools.count(start)
        self._answers = link.answers and profile.status != "none"

    # --- the life of the device ------------------------------------------------------------

    def open(self) -> None:
        """Reach the printer."""
        self._link.open(self._patience.reach_s)

    def attend(self, wait_s: float) -> Finding:
        """Ask how it is; one that gives no answer is as good as off."""
        if not self._answers:
            return BLIND
        found = self._ask()
        if found is SILENT:
            raise DeviceError(SILENT.reason, state="offline")
        return found

    def close(self) -> None:
        """Give the way back."""
        self._link.close()

    # --- printing --------------------------------------------------------------------------

    def print_document(self, document: Document) -> Printed:
        """Print one document; the answer says what is known, never what is hoped."""
        return self.print_bytes(render(document, self._profile))

    def print_bytes(self, job: bytes) -> Printed:
        """Print a job that is rendered already."""
        try:
            before = self._ask() if self._answers else READY
        except LinkError as error:
            self._renew()
            return Printed("failed", error.text)
        if before.condition not in WORKING:
            if before is SILENT:
                self._renew()
            return Printed("failed", before.reason)
        try:
            self._link.send(job, self._patience.take_s)
            self._link.finish(self._patience.take_s)
        except LinkError as error:
            self._renew()
            return Printed("unknown" if error.maybe_taken else "failed", error.text)
        return self._confirmed()

    def _confirmed(self) -> Printed:
        """Find out what became of a job that was sent whole."""
        try:
            match self._profile.confirm if self._answers else "L0":
                case "L0":
                    return Printed("confirmed", Text.of("hardware.print.sent"))
                case "L1":
                    return self._looked_after()
                case "L2":
                    return self._heard(ASK_DONE, b"", "L2")
                case "L3" | "L4" as level:
                    number = f"{next(self._numbers) % 10_000:04d}".encode()
                    return self._heard(ask_number(number), number, level)
        except LinkError as error:
            self._renew()
            return Printed("unknown", error.text)

    def _looked_after(self) -> Printed:
        """L1: the printer still answers and has no trouble; more it cannot say."""
        after = self._ask()
        if after.condition in WORKING:
            return Printed("confirmed", Text.of("hardware.print.sent"), "L1")
        return Printed("unknown", after.reason, "L1")

    def _heard(self, question: bytes, number: bytes, level: ConfirmLevel) -> Printed:
        """L2 and L3: wait for the answer that comes after the cut; look for trouble meanwhile."""
        self._link.send(question, self._patience.answer_s)
        end = self._clock.monotonic() + self._patience.print_s
        heard = Heard()
        trouble = READY
        while self._clock.monotonic() < end:
            heard.take(self._link.receive(64, self._patience.answer_s))
            if number in heard.numbers if number else heard.done:
                return Printed("confirmed", Text.of("hardware.print.printed"), level)
            if len(heard.status) >= ASKED:
                trouble, heard.status = finding(heard.status[-ASKED:]), b""
                if trouble.condition not in WORKING:
                    break
            self._link.send(ASK, self._patience.answer_s)
        self._renew()
        silent = Text.of("hardware.print.no_answer")
        return Printed("unknown", silent if trouble.condition in WORKING else trouble.reason)

    # --- the drawer ------------------------------------------------------------------------

    def kick(self, pin: int) -> Kicked:
        """Send one pulse. A printer in trouble gets the kind that it obeys at once or never.

        Left in its buffer, a pulse would open the drawer when someone puts paper in.
        """
        if pin not in self._profile.drawer_pins:
            return Kicked("failed", Text.of("hardware.drawer.no_pin", pin=pin))
        line = 1 if pin == 5 else 0
        try:
            state = self._ask() if self._answers else READY
            if state is SILENT:
                self._renew()
                return Kicked("failed", state.reason)
            ready = state.condition in WORKING
            pulse = bytes([0x1B, 0x70, line, 50, 50]) if ready else bytes([16, 20, 1, line, 1])
            self._link.send(pulse, self._patience.pulse_s)
            self._link.finish(self._patience.pulse_s)
        except LinkError as error:
            self._renew()
            return Kicked("failed", error.text)
        return Kicked("sent", Text.of("hardware.drawer.sent"))

    # --- asking ----------------------------------------------------------------------------

    def _ask(self) -> Finding:
        """Return how the printer is, within its patience."""
        while self._link.receive(256, 0):
            continue  # what it said before does not answer what is asked now
        self._link.send(ASK, self._patience.answer_s)
        heard = Heard()
        end = self._clock.monotonic() + self._patience.answer_s
        while len(heard.status) < ASKED:
            left = end - self._clock.monotonic()
            if left <= 0:
                return SILENT
            heard.take(self._link.receive(64, left))
        return finding(heard.status)

    def _renew(self) -> None:
        """Take up a new connection, so that nothing late is heard; the next call may fail."""
        self._link.close()
        try:
            self._link.open(self._patience.reach_s)
        except LinkError:
            self._link.close()
