"""Asking one printer how it is and whether a job is done; no answer counts for another job.

A printer may answer late, on a line where the answer waits: what is still owed is heard first, and
nothing is printed meanwhile.
"""

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass

from inventory.kernel.clock import Clock
from inventory.kernel.text import Text
from pos_app.hardware.categories import Condition
from pos_app.hardware.driver import READY, Finding
from pos_app.hardware.link import Link
from pos_app.hardware.printer_answers import (
    ASK,
    ASK_DONE,
    ASK_ONCE,
    ASKED,
    DONE,
    GARBLED,
    SILENT,
    Heard,
    all_done,
    ask_number,
    drawer_level,
    finding,
    finding_of_frame,
    works,
)

_LOG = logging.getLogger(__name__)
OWING = Finding(Condition.UNKNOWN, Text.of("hardware.printer.owing"))
_MOST_OLD = 64
_LATE_S = 0.05
_AGAIN = 4  # times the usual wait before an unanswered question is asked again
NO_ANSWER = Text.of("hardware.print.no_answer")
RESTARTED = Text.of("hardware.print.restarted")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a printer may take, in seconds: to be reached, to answer, to take, to print.

    ``quiet_s``: after so long without a byte nothing more follows an answer. ``forget_s``: a
    printer that has been well for so long will not answer an old question any more.
    """

    reach_s: float = 2.0
    answer_s: float = 0.3
    take_s: float = 10.0
    print_s: float = 12.0
    pulse_s: float = 1.0
    quiet_s: float = 0.3
    forget_s: float = 60.0


class PrinterTalk:
    """The questions to one printer; ``hear_drawer`` is told the level of the drawer's pin.

    ``let_in`` is called while a job is awaited, each time that the printer has said that it works.
    """

    def __init__(self, link: Link, clock: Clock, patience: Patience) -> None:
        self._link, self._clock, self._patience = link, clock, patience
        self._heard = Heard()
        self._owed = 0
        self._unheard = 0  # status bytes that were asked for and did not come yet
        self._well_since: float | None = None
        self.hear_drawer: Callable[[int], None] = lambda _: None
        self.let_in: Callable[[], None] = lambda: None

    def restart(self) -> None:
        """Begin on a new connection: half of something said on the old one is not gone on with."""
        self._heard = Heard(frame=self._heard.frame)
        self._unheard = 0

    def ask(self) -> Finding:
        """Return how the printer is, within its patience; noise is asked about once more."""
        found = GARBLED
        for _ in range(2):
            found = self._ask_once()
            if found is not GARBLED:
                break
        self._note(found)
        return found

    def _ask_once(self) -> Finding:
        for _ in range(_MOST_OLD):
            # What it said before, or says late, does not answer what is asked now.
            said = self._link.receive(256, _LATE_S if self._unheard else 0)
            self._take(said)
            if not said:
                break
        else:
            return GARBLED  # it never falls silent
        self._question()
        end = self._clock.monotonic() + self._patience.answer_s
        while len(self._heard.status) < ASKED:
            left = end - self._clock.monotonic()
            if left <= 0:
                return GARBLED if self._heard.status or self._heard.stray else SILENT
            self._take(self._link.receive(64, left))
        self._take(self._link.receive(64, 0))
        return GARBLED if self._heard.stray else finding(self._heard.status)

    def _question(self) -> None:
        """Ask how it is; the answer is four bytes, whenever it comes."""
        self._heard.begin()
        self._link.send(ASK, self._patience.answer_s)
        self._unheard = ASKED

    def _note(self, found: Finding) -> None:
        """Remember since when it has been well, and pass on where the drawer stands."""
        now = self._clock.monotonic()
        self._well_since = (self._well_since or now) if works(found) else None
        if found is not GARBLED and self._heard.status:
            self.hear_drawer(drawer_level(self._heard.status[0]))

    def _take(self, said: bytes) -> None:
        """Sort what was said; an answer to GS r pays what is owed."""
        before, frames = len(self._heard.done), self._heard.frames
        status = len(self._heard.status)
        self._heard.take(said)
        self._unheard = max(self._unheard - (len(self._heard.status) - status), 0)
        self._owed = max(self._owed - (len(self._heard.done) - before), 0)
        if self._heard.frames > frames:
            self.hear_drawer(drawer_level(self._heard.frame[0]))

    # --- what is owed ----------------------------------------------------------------------

    def settled(self) -> bool:
        """Tell whether no old answer can come any more; hear the ones that are owed first.

        All questions that were not answered stand behind the same job: where one is answered,
        the others follow at once, and a silence after it is the end of them.
        """
        if not self._owed or self._forgotten():
            self._owed = 0
            return True
        self._heard.begin()
        self._link.send(ASK_ONCE, self._patience.answer_s)
        self._owed += 1
        end = self._clock.monotonic() + self._patience.print_s
        while said := self._link.receive(64, self._patience.quiet_s):
            self._take(said)
            if self._clock.monotonic() > end:
                return False  # it never falls silent: noise
        if self._heard.done:
            self._owed = 0
        return not self._owed

    def _forgotten(self) -> bool:
        since = self._well_since
        return since is not None and (self._clock.monotonic() - since > self._patience.forget_s)

    # --- inside of a job -------------------------------------------------------------------

    def still_on(self) -> Text | None:
        """Ask between two pieces of a job; None when each question is answered and all is well.

        A printer without power loses the questions that come meanwhile. One that answers late
        answers all of them in the end.
        """
        self._heard.begin()
        end = self._clock.monotonic() + self._patience.print_s
        asked, asked_at = 0, -math.inf
        while (now := self._clock.monotonic()) < end:
            if now - asked_at > self._patience.answer_s * _AGAIN:
                self._link.send(ASK, self._patience.answer_s)
                asked, asked_at = asked + 1, now
                self._unheard += ASKED
            said = self._link.receive(64, self._patience.answer_s)
            self._take(said)
            if len(self._heard.status) >= asked * ASKED:
                found = finding(self._heard.status[:ASKED])
                return None if works(found) else found.reason
            if self._heard.status and not said:
                return RESTARTED
        return RESTARTED if self._heard.status else NO_ANSWER

    # --- after a job -----------------------------------------------------------------------

    def handed_over(self) -> Text | None:
        """L1: wait until the printer says how it is behind the job; None when it is well.

        One that prints more slowly than its way takes bytes answers only when it comes to it.
        """
        self._heard.begin()
        why = self._await(lambda: len(self._heard.status) >= ASKED)
        found = finding(self._heard.status[:ASKED])
        if why is None and found is GARBLED:
            found = self.ask()
        if why is None:
            self._note(found)
        return why if why is not None or works(found) else found.reason

    def worked_through(self) -> Text | None:
        """L2: wait for the answers that come after the cut; None when they came, else why not."""
        self._heard.begin()
        self._link.send(ASK_DONE, self._patience.answer_s)
        self._owed += DONE
        self._well_since = None
        why = self._await(lambda: len(self._heard.done) >= DONE, noise_ends=True)
        if why is not None:
            return why
        if not all_done(self._heard.done):
            return NO_ANSWER
        # Another byte, or trouble by now: then those two were not the answers.
        after = self.ask()
        if self._heard.done:
            return NO_ANSWER
        return None if works(after) else after.reason

    def named(self, number: bytes, *, frames: bool) -> Text | None:
        """L3: wait until the printer names this job; L4, ``frames``: with no trouble told since."""
        self._heard.begin()
        self._link.send(ask_number(number), self._patience.answer_s)
        why = self._await(lambda: number in self._heard.numbers, frames=frames)
        if why is None and frames and self._heard.frames:
            told = finding_of_frame(self._heard.frame)
            return None if works(told) else told.reason
        return why

    def _await(
        self, answered: Callable[[], bool], *, noise_ends: bool = False, frames: bool = False
    ) -> Text | None:
        """Wait for an answer and look for trouble meanwhile; None when it came."""
        end = self._clock.monotonic() + self._patience.print_s
        was_silent = restarted = False
        asked_at = -math.inf
        while (left := end - self._clock.monotonic()) > 0:
            said = self._link.receive(64, min(self._patience.answer_s, left))
            self._take(said)
            if noise_ends and self._heard.stray:
                return GARBLED.reason
            if answered():
                return None
            trouble = self._trouble(frames=frames)
            if not works(trouble):
                return trouble.reason
            if self._well():
                self.let_in()
            restarted = restarted or (was_silent and bool(said))
            was_silent = was_silent or (bool(self._unheard) and not said)
            # One question at a time: more would wait behind the job and answer in a burst.
            now = self._clock.monotonic()
            pause = self._patience.answer_s * (_AGAIN if self._unheard else 1)
            if now - asked_at > pause:
                self._heard.status = b""
                self._link.send(ASK, self._patience.answer_s)
                self._unheard, asked_at = self._unheard + ASKED, now
        if restarted:
            _LOG.warning("printer_restarted during=job")
        return RESTARTED if restarted else NO_ANSWER

    def _well(self) -> bool:
        """Tell whether the last question was answered, and well; where so, pass on the drawer."""
        status = self._heard.status[:ASKED]
        well = works(finding(status))
        if well:
            self.hear_drawer(drawer_level(status[0]))
        return well

    def _trouble(self, *, frames: bool) -> Finding:
        """Return what was told meanwhile; a status that is not whole or makes no sense is none."""
        if frames and self._heard.frames:
            told = finding_of_frame(self._heard.frame)
            if not works(told):
                return told
        if len(self._heard.status) < ASKED:
            return READY
        found = finding(self._heard.status[:ASKED])
        return READY if found is GARBLED else found
