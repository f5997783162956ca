"""Which typed characters are a scanner's and which a person's, by their timing alone. No Kivy.

Limits and error rates: docs/scanners.md; ``pos bench wedge`` measures them.
"""

from dataclasses import dataclass

GAP_S = 0.08
STUTTER_S = 0.15
SHORTEST = 4
TURNS = 2
HAND_S = 0.075
PROOF_S = 0.18
RUN_S = 0.4
RUN_PROOF_S = 0.35
TURN_S = 1 / 60
QUIET_S = GAP_S + 0.01
AT_ONCE = 9


@dataclass(slots=True)
class Burst:
    """Characters so close together that no hand typed them. Pure: time comes in.

    Close means within ``gap_s``, or within ``turns`` of the loop: while the screen was busy, the
    letters of one scan wait in the queue and are read late, but one right after the other. What
    looks like a scan already may stutter once for longer, or its tail would be taken for a code.

    A code is proven when it came faster, by ``proof_s`` in all, than a quick hand that needs
    ``hand_s`` for a key. Right after something typed, within ``run_s``, it needs ``run_proof_s``:
    the last keys of a quick person are no scan.

    ``swift`` tells of what was last given up as typed that it is hardly a hand's: as fast as a
    scan, though without Enter, or more than ``AT_ONCE`` keys so close together. Enter once more
    right behind a scan, from a scanner that ends with two, is its ``tail``.
    """

    gap_s: float = GAP_S
    shortest: int = SHORTEST
    turns: int = TURNS
    hand_s: float = HAND_S
    proof_s: float = PROOF_S
    run_s: float = RUN_S
    run_proof_s: float = RUN_PROOF_S
    held: str = ""
    took: float = 0.0
    began: float = 0.0
    last: float = -1e9
    last_turn: int = -1000
    typed_at: float = -1e9
    swift: bool = False
    ended: bool = False

    def close(self, at: float, turn: int, turn_s: float = TURN_S) -> bool:
        """Tell whether now is close to the last character; this turn of the loop took ``turn_s``.

        What is read now may have come as early as this turn began.
        """
        gap_s = STUTTER_S if self._proven(self.took, len(self.held) - 1) else self.gap_s
        return self._least(at, turn_s) <= gap_s or turn - self.last_turn <= self.turns

    def add(self, text: str, at: float, turn: int, turn_s: float = TURN_S) -> str:
        """Hold a character; return what turned out to be typed by hand."""
        typed = "" if self.close(at, turn, turn_s) else self.by_hand()
        self.ended = False
        if self.held:
            self.took += self._gap(at, turn, turn_s)
        else:
            self.began, self.took = at, 0.0
        self.held += text
        self.last, self.last_turn = at, turn
        return typed

    def end(self, at: float, turn: int, turn_s: float = TURN_S) -> str:
        """Enter came: return the scanned code, or nothing when a hand typed."""
        took = self.took + self._gap(at, turn, turn_s)
        fast = self.close(at, turn, turn_s) and self._proven(took, len(self.held))
        if fast:
            self.last, self.last_turn, self.ended = at, turn, True
        return self.take() if fast else ""

    def tail(self, at: float, turn: int, turn_s: float = TURN_S) -> bool:
        """Tell whether an Enter belongs to the scan that has just ended."""
        self.ended = self.ended and self.close(at, turn, turn_s)
        if self.ended:
            self.last, self.last_turn = at, turn
        return self.ended

    def by_hand(self) -> str:
        """Return and forget what is held, as typed by a person."""
        if self.held:
            fast = self._proven(self.took, len(self.held) - 1)
            self.swift, self.typed_at = fast or len(self.held) > AT_ONCE, self.last
        return self.take()

    @property
    def hurried(self) -> bool:
        """Whether what is held came so fast already that it is likely to become a scan."""
        gaps = len(self.held) - 1
        return gaps > 0 and self.took < gaps * self.hand_s / 2

    def take(self) -> str:
        """Return and forget what is held."""
        held, self.held = self.held, ""
        return held

    def _least(self, at: float, turn_s: float) -> float:
        """Return how long ago the last key was at least."""
        return at - self.last - max(turn_s - TURN_S, 0)

    def _gap(self, at: float, turn: int, turn_s: float) -> float:
        """Return how long the last key took, as far as the loop can tell.

        Keys that are read in one turn came at once. After a long turn a key came, for all that is
        known, in the middle of it.
        """
        if turn == self.last_turn:
            return 0.0
        return max(at - self.last - max(turn_s - TURN_S, 0) / 2, 0)

    def _proven(self, took: float, gaps: int) -> bool:
        """Tell whether these gaps were too short for a hand."""
        proof_s = self.run_proof_s if self.began - self.typed_at <= self.run_s else self.proof_s
        return len(self.held) >= self.shortest and gaps * self.hand_s - took >= proof_s
