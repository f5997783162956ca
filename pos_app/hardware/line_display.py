"""The code of every line display, real or simulated: a dialect over some way to it."""

from pos_app.hardware.categories.line_display import DisplayFace
from pos_app.hardware.display_dialects import ENCODINGS, Dialect
from pos_app.hardware.driver import READY, DeviceConfig, Finding
from pos_app.hardware.link import Link

_OPEN_S, _TAKE_S = 2.0, 1.0
COLUMNS_MOST = 40


class DialectDisplay:
    """Shows a face when told, and again after the display was away."""

    waits = False

    def __init__(self, link: Link, dialect: Dialect, config: DeviceConfig) -> None:
        self._link, self._dialect = link, dialect
        self._encoding = ENCODINGS[config.choice("encoding", *ENCODINGS)]
        self._columns = config.number("columns", 20)
        if not 8 <= self._columns <= COLUMNS_MOST:
            raise config.wrong("columns")
        self._face = DisplayFace()

    def open(self) -> None:
        """Reach it, wake it up, and show what was to be seen."""
        self._link.open(_OPEN_S)
        self._link.send(self._dialect.start, _TAKE_S)
        self.show(self._face)

    def attend(self, wait_s: float) -> Finding:
        """Find out whether the port is still there; a display itself says nothing."""
        self._link.receive(64, 0.0)
        return READY

    def close(self) -> None:
        """Give the way back."""
        self._link.close()

    def keep(self, face: DisplayFace) -> None:
        """Show this when the display is back; any thread may call it."""
        self._face = face

    def show(self, face: DisplayFace) -> None:
        """Show a face; raises LinkError."""
        self._face = face
        self._link.send(self._dialect.say(face, self._encoding, self._columns), _TAKE_S)
