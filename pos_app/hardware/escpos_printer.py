"""An ESC/POS printer on any way: asked before, sent in bands, confirmed as far as it can.

A job is never sent twice from here. What may have reached the paper is ``unknown``, and only a
person decides about it.
"""

import itertools
import os
from collections.abc import Callable

from inventory.documents.blocks import Document
from inventory.kernel.clock import Clock
from inventory.kernel.errors import DeviceError
from inventory.kernel.text import Text
from pos_app.hardware.categories import Condition, ConfirmLevel, Kicked, Printed
from pos_app.hardware.driver import READY, Finding
from pos_app.hardware.job_pieces import pieces
from pos_app.hardware.link import Link, LinkError
from pos_app.hardware.printer_answers import SILENT, TELL, TELL_NOTHING, works
from pos_app.hardware.printer_talk import NO_ANSWER, OWING, RESTARTED, Patience, PrinterTalk
from pos_app.hardware.profiles import Profile
from pos_app.hardware.render_escpos import clearing, render

BLIND = Finding(Condition.READY, Text.of("hardware.printer.blind"))
SENT = Text.of("hardware.print.sent")
PULSED = Kicked("sent", Text.of("hardware.drawer.sent"))
_GONE = (RESTARTED, NO_ANSWER)
_LOOK_S = 0.01
_SIGNS = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class EscposPrinter:
    """The driver; the way to the printer and its profile come from the settings."""

    waits = False

    def __init__(
        self, link: Link, profile: Profile, clock: Clock, patience: Patience | None = None
    ) -> None:
        self._link, self._profile = link, profile
        self._patience = patience or Patience()
        self._numbers = itertools.count(int.from_bytes(os.urandom(3), "big"))
        self._talk = PrinterTalk(link, clock, self._patience)
        self._half = self._mistrusted = False  # whether it may have half a job; of a till before

    @property
    def _answers(self) -> bool:
        """Whether it can be asked: the way lets it, and the model knows the questions."""
        return self._link.answers and self._profile.status != "none"

    @property
    def spools(self) -> bool:
        """Whether what it is given may reach it much later: no way for a pulse."""
        return self._link.spools

    def watch_drawer(self, hear: Callable[[int], None]) -> Callable[[int], None]:
        """Tell the level of the drawer's pin whenever the printer says it; return who was told."""
        before, self._talk.hear_drawer = self._talk.hear_drawer, hear
        return before

    # --- the life of the device ------------------------------------------------------------

    def open(self) -> None:
        """Reach the printer, and say whether it shall tell of itself: its own default is unsure."""
        self._link.open(self._patience.reach_s)
        self._greet()

    def attend(self, wait_s: float) -> Finding:
        """Ask how it is; one that gives no answer is as good as off."""
        if not self._answers:
            self._reach()
            return BLIND
        found = self._talk.ask()
        if found is SILENT:
            raise DeviceError(SILENT.reason, state="offline")
        if works(found) and not self._talk.settled():
            return OWING
        return found

    def close(self) -> None:
        """Give the way back."""
        self._link.close()

    def _listen(self) -> None:
        """Find out whether the way is still there, of a printer that is not asked."""
        if self._link.answers:
            self._link.receive(256, _LOOK_S)

    def _reach(self) -> None:
        """Take up a way anew that the other end has ended, as print servers do after a silence.

        What is sent on such a one is lost, and nobody would know.
        """
        try:
            self._listen()
        except LinkError:
            self._link.close()
            self._link.open(self._patience.reach_s)
            self._greet()

    def mistrust(self) -> None:
        """A till was killed while it printed: the next job begins with an end of that one, once."""
        if not self._mistrusted:
            self._half = self._mistrusted = True

    def _clear(self) -> None:
        """End the half of a job that broke: a printer would take what comes next for its rest.

        Not before there is something to print or to open: nobody wants a slip from a printer that
        may be well.
        """
        if self._half:
            self._link.send(clearing(self._profile, self._link.pace), self._patience.take_s)
            self._half = False
            self._greet()

    def _greet(self) -> None:
        self._talk.restart()
        if self._half:
            return  # it would take this for the rest of a picture
        if self._answers and self._profile.confirm in ("L2", "L3", "L4"):
            tells = self._profile.status == "asb"
            self._link.send(TELL if tells else TELL_NOTHING, self._patience.answer_s)

    # --- printing --------------------------------------------------------------------------

    def print_document(self, document: Document) -> Printed:
        """Print one document; the answer says what is known, never what is hoped."""
        return self.print_bytes(render(document, self._profile))

    def print_bytes(self, job: bytes) -> Printed:
        """Print a job that is rendered already."""
        try:
            before = self._before()
        except LinkError as error:
            self._renew()
            return Printed("failed", error.text)
        if not works(before):
            if before is SILENT:
                self._renew()
            return Printed("failed", before.reason)
        try:
            why = self._hand_over(job)
        except LinkError as error:
            self._half = error.maybe_taken
            self._renew()
            return Printed("unknown" if error.maybe_taken else "failed", error.text)
        if why is not None:
            self._half = True
            self._renew()
            return Printed("unknown", why)
        return self._confirmed()

    def _hand_over(self, job: bytes) -> Text | None:
        """Send a job; return why the printer cannot have had all of it, None when it may have.

        A serial line does not break when its printer loses power: what follows would be printed,
        and answered, by a printer that knows nothing of the beginning. So it is asked in between.
        """
        pace = self._link.pace if self._answers else 0
        doubt: Text | None = None
        begun = False
        for piece in pieces(job, pace) if pace else (job,):
            try:
                self._link.send(piece, self._patience.take_s)
                begun = True
                doubt = doubt or (self._talk.still_on() if pace else None)
            except LinkError as error:
                raise LinkError(error.text, maybe_taken=error.maybe_taken or begun) from error
            if doubt in _GONE:
                return doubt
            if pace and doubt is None:
                self._talk.let_in()
        self._link.finish(self._patience.take_s)
        return doubt

    def _before(self) -> Finding:
        """Return how it is before a job; one that still owes an answer gets none."""
        if not self._answers:
            self._reach()
            self._clear()
            return READY
        found = self._talk.ask()
        if works(found):
            self._clear()
        return OWING if works(found) and not self._talk.settled() else found

    def _confirmed(self) -> Printed:
        """Find out what became of a job that was sent whole."""
        level: ConfirmLevel = self._profile.confirm if self._answers else "L0"
        if level == "L0":
            return Printed("confirmed", SENT)
        try:
            why = self._doubt(level)
        except LinkError as error:
            self._half = True
            self._renew()
            return Printed("unknown", error.text)
        if why is None:
            told = SENT if level == "L1" else Text.of("hardware.print.printed")
            return Printed("confirmed", told, level)
        self._half = why is RESTARTED
        if level != "L1":
            self._renew()
        return Printed("unknown", why)

    def _doubt(self, level: ConfirmLevel) -> Text | None:
        """Return why a job may not be on paper, None when the printer said what the level needs."""
        if level == "L1":
            return self._talk.handed_over()
        if level == "L2":
            return self._talk.worked_through()
        return self._talk.named(self._number(), frames=level == "L4")

    def _number(self) -> bytes:
        """Return four signs that no job of late had, also not before a restart of the till."""
        left, signs = next(self._numbers), b""
        for _ in range(4):
            left, digit = divmod(left, len(_SIGNS))
            signs += _SIGNS[digit : digit + 1]
        return signs

    # --- the drawer ------------------------------------------------------------------------

    def kick(self, pin: int) -> Kicked:
        """Send one pulse. A printer in trouble gets the kind that it obeys at once or never.

        Left in its buffer, a pulse would open the drawer when someone puts paper in.
        """
        if pin not in self._profile.drawer_pins:
            return Kicked("failed", Text.of("hardware.drawer.no_pin", pin=pin))
        if self._link.spools:
            return Kicked("failed", Text.of("hardware.drawer.spools"))
        line = 1 if pin == 5 else 0
        try:
            state = self._how()
            if state is SILENT:
                self._renew()
                return Kicked("failed", state.reason)
            if works(state):
                self._clear()
            self._pulse(bytes([0x1B, 0x70, line, 50, 50]) if works(state) else _at_once(line))
        except LinkError as error:
            self._renew()
            return Kicked("failed", error.text)
        return PULSED

    def let_in(self, others: Callable[[], None]) -> None:
        """Call this inside of a job, whenever the printer has just said that it works."""
        self._talk.let_in = others

    def kick_between(self, pin: int) -> Kicked:
        """Send one pulse inside of a job, of the kind that is obeyed at once or never.

        The other kind would wait behind that job, also until somebody puts paper in.
        """
        if pin not in self._profile.drawer_pins:
            return Kicked("failed", Text.of("hardware.drawer.no_pin", pin=pin))
        try:
            self._pulse(_at_once(1 if pin == 5 else 0))
        except LinkError as error:
            return Kicked("failed", error.text)  # the job will find out for itself
        return PULSED

    def _how(self) -> Finding:
        if self._answers:
            return self._talk.ask()
        self._listen()
        return READY

    def _pulse(self, pulse: bytes) -> None:
        self._link.send(pulse, self._patience.pulse_s)
        self._link.finish(self._patience.pulse_s)

    def _renew(self) -> None:
        """Take up a new connection, so that nothing late is heard; the next call may fail."""
        self._link.close()
        try:
            self._link.open(self._patience.reach_s)
            self._greet()
        except LinkError:
            self._link.close()


def _at_once(line: int) -> bytes:
    """Return the pulse that a printer obeys at once or never (DLE DC4)."""
    return bytes([16, 20, 1, line, 1])
