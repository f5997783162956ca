"""A job in pieces that end where a command or a line ends, to ask the printer between them.

A picture is cut between its rows: one that takes seconds on a slow line would hide a power cut.
"""

from collections.abc import Iterator

from pos_app.hardware import escpos_table as table

_LF = 0x0A
_RASTER, _HEAD = b"\x1dv0", 8


def pieces(job: bytes, most: int) -> Iterator[bytes]:
    """Return the job in pieces of about ``most`` bytes; together they print the same paper."""
    piece = b""
    for part in _parts(job, most):
        if piece and len(piece) + len(part) > most:
            yield piece
            piece = b""
        piece += part
    if piece:
        yield piece


def _parts(job: bytes, most: int) -> Iterator[bytes]:
    """Return what must not be cut: a line of letters, a command, some rows of a picture."""
    at = begun = 0
    while at < len(job):
        if job[at] not in table.LEADS:
            at += 1
            if job[at - 1] == _LF:
                yield job[begun:at]
                begun = at
            continue
        found = table.read(job, at)
        if isinstance(found, table.Wrong):
            at += max(found.size, 1)
            continue
        command = job[at : at + found.size]
        if command[:3] == _RASTER and len(command) > most:
            yield job[begun:at]
            yield from _rows(command, most)
        else:
            yield job[begun : at + found.size]
        at += found.size
        begun = at
    yield job[begun:]


def _rows(command: bytes, most: int) -> Iterator[bytes]:
    """Return one GS v 0 as several, with as many rows each as fit."""
    stride = int.from_bytes(command[4:6], "little")
    some = max((most - _HEAD) // stride, 1)
    rows = command[_HEAD:]
    for at in range(0, len(rows), some * stride):
        part = rows[at : at + some * stride]
        height = len(part) // stride
        yield command[:6] + height.to_bytes(2, "little") + part
