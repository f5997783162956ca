"""What a serial line makes of bytes when its two ends are set alike, or are not.

Neither a pseudo-terminal nor a USB gadget has a wire with bits: bytes pass whatever the ends are
set to. Rigs and tests put this in between: each bit as long as its sender makes it, sampled in the
middle of what the receiver takes for one.
"""

from typing import NamedTuple


class Line(NamedTuple):
    """How one end of a line is set; ``parity`` is ``N``, ``E`` or ``O``."""

    baud: int
    bits: int = 8
    parity: str = "N"
    stop: int = 1


def heard(data: bytes, sent: Line, at: Line, *, checks: bool) -> bytes:
    """Return what an end set to ``at`` takes of bytes sent back to back by one set to ``sent``.

    One that ``checks`` drops characters of wrong parity, as devices do; a kernel that was not told
    to hands them over.
    """
    if sent == at:
        return bytes(byte & (1 << at.bits) - 1 for byte in data)
    levels = [level for byte in data for level in _levels(byte, sent)]
    return bytes(_sampled(levels, 2 * at.baud, 2 * sent.baud, at, checks=checks))


def _levels(byte: int, line: Line) -> list[int]:
    """Return the line's levels for one character: start, bits, parity, stop."""
    bits = [byte >> at & 1 for at in range(line.bits)]
    parity = [] if line.parity == "N" else [sum(bits) % 2 ^ (line.parity == "O")]
    return [0, *bits, *parity, *[1] * line.stop]


def _sampled(levels: list[int], width: int, step: int, at: Line, *, checks: bool) -> list[int]:
    """Return the characters seen; ``width`` is the time of a bit sent, ``step`` of one read."""

    def level(time: int) -> int:
        return levels[time // width] if time // width < len(levels) else 1

    found, time, end = [], 0, len(levels) * width
    count = at.bits + (at.parity != "N")
    while time < end:
        if level(time) or level(time + step // 2):  # idle, or too short for a start
            time = (time // width + 1) * width
            continue
        middle = time + step // 2
        bits = [level(middle + step * each) for each in range(1, count + 1)]
        wrong = at.parity != "N" and sum(bits) % 2 != (at.parity == "O")
        if not (checks and wrong):
            found.append(sum(bit << place for place, bit in enumerate(bits[: at.bits])))
        time = middle + step * (count + 1)
        while time < end and not level(time):  # no stop: wait until the line rests
            time += step // 4
    return found
