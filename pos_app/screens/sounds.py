"""The tones, worked out and not recorded; a till without a sound card stays silent and starts.

Each tone says what the screen says too (its twin), so a deaf or silent till misses nothing:
``scan`` the new line flashes · ``more`` its number changes and the undo chip shows · ``refused``
the red bar · ``paid`` the strip of the last sale · ``click`` the pressed key · ``alarm`` the drawer
that was left open, red in the frame.
"""

import logging
import math
import struct
import tempfile
from pathlib import Path
from typing import Any

RATE = 22_050
_FADE_S = 0.006
_LOG = logging.getLogger(__name__)
# tone: (frequency in Hz, length in ms), one after the other; 0 Hz is a pause
TONES: dict[str, tuple[tuple[int, int], ...]] = {
    "scan": ((1800, 60),),
    "more": ((1800, 40), (0, 40), (1800, 40)),
    "refused": ((300, 250),),
    "paid": ((1047, 70), (1568, 110)),
    "click": ((2400, 8),),
    "alarm": ((2000, 300),),
}


def samples(tone: str, loudness: float = 0.6) -> bytes:
    """Return a tone as 16-bit little-endian mono samples, each part faded in and out."""
    out = bytearray()
    for hertz, length_ms in TONES[tone]:
        count = RATE * length_ms // 1000
        fade = min(count // 2, int(RATE * _FADE_S)) or 1
        for at in range(count):
            level = min(1.0, at / fade, (count - 1 - at) / fade) * loudness if hertz else 0.0
            value = level * math.sin(2 * math.pi * hertz * at / RATE)
            out += struct.pack("<h", round(32767 * value))
    return bytes(out)


def wav(tone: str) -> bytes:
    """Return a tone as a WAV file."""
    body = samples(tone)
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(body), b"WAVE", b"fmt ", 16, 1, 1,
                       RATE, RATE * 2, 2, 16, b"data", len(body))  # fmt: skip
    return head + body


class Sounds:
    """Plays tones by name; ``volume`` from 0 to 1. Loads them at the first ``prepare``."""

    def __init__(self) -> None:
        self.volume = 0.8
        self.clicks = False
        self._loaded: dict[str, Any] = {}
        self._tried = False

    @property
    def silent(self) -> bool:
        """Whether this machine turned out to have no sound."""
        return self._tried and not self._loaded

    def prepare(self) -> None:
        """Load every tone; call it after the first frame. Never raises for want of a sound card."""
        if self._tried:
            return
        self._tried = True
        from kivy.core.audio import SoundLoader

        with tempfile.TemporaryDirectory(prefix="tones") as folder:
            for tone in TONES:
                file = Path(folder) / f"{tone}.wav"
                file.write_bytes(wav(tone))
                sound = SoundLoader.load(str(file))
                if sound is None or not sound.length:
                    _LOG.warning("sound_missing tone=%s", tone)
                    self._loaded.clear()
                    return
                self._loaded[tone] = sound

    def play(self, tone: str) -> None:
        """Play a tone from its start. Raises KeyError for one that does not exist."""
        if tone not in TONES:
            raise KeyError(tone)
        self.prepare()
        sound = self._loaded.get(tone)
        if sound is None or not self.volume or (tone == "click" and not self.clicks):
            return
        sound.stop()
        sound.volume = self.volume
        sound.play()


sounds = Sounds()
