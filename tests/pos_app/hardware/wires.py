"""Scanners as programs on the far end of a pipe, a terminal or a node: what real drivers read."""

import os
import struct
from collections.abc import Iterator

ROWS = {2: ("1234567890-=", "!@#$%^&*()_+"), 16: ("qwertyuiop[]", "QWERTYUIOP{}"),
        30: ("asdfghjkl;'`", 'ASDFGHJKL:"~'), 43: ("\\zxcvbnm,./", "|ZXCVBNM<>?"),
        57: (" ", " "), 28: ("\n", "\n")}  # fmt: skip
LEFT_SHIFT, SYN, KEY = 42, 0, 1
Event = tuple[int, int, int]


def strokes(text: str) -> list[Event]:
    """Return the kernel's events for a text on a US keyboard, shift included."""
    events: list[Event] = []
    for character in text:
        code, shifted = next(
            (first + keys.index(character), bool(at))
            for first, rows in ROWS.items()
            for at, keys in enumerate(rows)
            if character in keys
        )
        events += [(KEY, LEFT_SHIFT, 1), (SYN, 0, 0)] * shifted
        events += [(KEY, code, 1), (SYN, 0, 0), (KEY, code, 0), (SYN, 0, 0)]
        events += [(KEY, LEFT_SHIFT, 0), (SYN, 0, 0)] * shifted
    return events


class Wire:
    """The kernel's side of an evdev device: raw ``struct input_event`` through a pipe."""

    def __init__(self) -> None:
        self.fd, self._in = os.pipe()
        os.set_blocking(self.fd, False)
        self._gone = False

    def put(self, events: list[Event]) -> None:
        """Hand events over; waits while the pipe is full."""
        packed = b"".join(struct.pack("llHHi", 0, 0, *event) for event in events)
        os.write(self._in, packed)

    def type(self, text: str) -> None:
        """Type a text."""
        self.put(strokes(text))

    # --- what the driver asks of evdev.InputDevice -------------------------------------------

    def grab(self) -> None:
        """Be held."""

    def read(self) -> Iterator[object]:
        """Return the events that wait."""
        from evdev import InputEvent, _input

        for event in _input.device_read_many(self.fd):
            yield InputEvent(*event)

    def active_keys(self) -> list[int]:
        """Return which keys are down."""
        return []

    def leds(self) -> list[int]:
        """Return which lights are on."""
        return []

    def close(self) -> None:
        """End both sides, once."""
        if not self._gone:
            self._gone = True
            os.close(self.fd)
            os.close(self._in)
