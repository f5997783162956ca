"""Keys of the sheet that moved by themselves take no tap for a moment: the finger meant another.

A device that comes back takes its steps away, and what stood below them comes up under the finger.
"""

from inventory.kernel.clock import Clock
from pos_app.viewmodels.device_lines import Panel, PanelLine

STILL_S = 0.5
_LETTERS_IN_LINE = 20
_KEYS = frozenset({"keys", "row", "switch", "grid"})


class MovedKeys:
    """Told of every panel that is shown, and whether a tap brought it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._about = ""
        self._order: tuple[tuple[str, int], ...] = ()
        self._moved_s: dict[str, float] = {}

    def shown(self, panel: Panel | None, *, by_tap: bool) -> None:
        """Note which keys have other lines above them than a moment ago."""
        order = tuple(map(_room_of, panel.lines)) if panel is not None else ()
        same = panel is not None and panel.key == self._about
        if same and order != self._order and not by_tap:
            now_s = self._clock.monotonic()
            assert panel is not None
            for at, line in enumerate(panel.lines):
                if line.kind in _KEYS and self._order[:at] != order[:at]:
                    for name in (line.key, *(option[0] for option in line.options)):
                        self._moved_s[name] = now_s
        elif not same:
            self._moved_s = {}
        self._about, self._order = panel.key if panel is not None else "", order

    def hasty(self, key: str) -> bool:
        """Tell whether a key moved by itself just now."""
        moved_s = self._moved_s.get(key)
        return moved_s is not None and self._clock.monotonic() - moved_s < STILL_S


def _room_of(line: PanelLine) -> tuple[str, int]:
    """Return a line and about how tall it is: a sentence that becomes longer moves all below."""
    return line.key, len(line.label) // _LETTERS_IN_LINE if line.kind == "note" else 0
