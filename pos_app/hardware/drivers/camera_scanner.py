"""A camera as a scanner: pictures through OpenCV, codes read from them by zxing-cpp.

Both are the extra ``camera``; without them the device says what is missing. A code that stays in
sight counts once. Slower than a scanner, and no match for one: for a shop that has nothing else.
"""

import importlib
from typing import Any, Protocol

from inventory.kernel.errors import DeviceError
from inventory.kernel.text import Text
from pos_app.hardware.driver import READY, DeviceConfig, DriverKind, Finding, Needs, Surroundings
from pos_app.hardware.scanning import Reading

# What stands on goods, receipts and phones; formats without a check character are left out.
_FORMATS = ("EANUPC", "Code128", "DataBar", "QRCode", "DataMatrix", "Aztec", "PDF417")


class Frames(Protocol):
    """Where pictures come from."""

    def open(self) -> None:
        """Begin; raises DeviceError."""

    def read(self) -> object | None:
        """Return the next picture in a form that zxing-cpp takes, none when there is none."""

    def close(self) -> None:
        """End; also after an error, also twice."""


class OpenCvFrames:
    """A camera of the system, by its number or its path."""

    def __init__(self, path: str, device_id: str) -> None:
        self._path, self._id = path, device_id
        self._camera: Any = None

    def open(self) -> None:
        """Open the camera."""
        cv2 = _needed("cv2", "OpenCV", self._id)
        self._camera = cv2.VideoCapture(int(self._path) if self._path.isdigit() else self._path)
        if not self._camera.isOpened():
            self.close()
            raise _error("hardware.scanner.no_picture", "offline", self._id)

    def read(self) -> object | None:
        """Return the next picture."""
        if self._camera is None:
            return None
        came, picture = self._camera.read()
        return picture if came else None

    def close(self) -> None:
        """Give the camera back."""
        if self._camera is not None:
            self._camera.release()
            self._camera = None


class CameraScanner:
    """Reads every picture; ``again_ms`` is how long a code must be out of sight to count again."""

    waits = True

    def __init__(
        self, config: DeviceConfig, around: Surroundings, frames: Frames | None = None
    ) -> None:
        self._id, self._clock = config.device_id, around.clock
        again_ms = config.number("again_ms", 1_500)
        if not 200 <= again_ms <= 60_000:
            raise config.wrong("again_ms")
        self._again_s = again_ms / 1000
        self._frames = frames or OpenCvFrames(config.text("path", "0"), config.device_id)
        self._reading = Reading(config, around)
        self._seen: dict[tuple[str, str], float] = {}
        self._zxing: Any = None

    def open(self) -> None:
        """Find the libraries and the camera."""
        self.close()
        self._zxing = _needed("zxingcpp", "zxing-cpp", self._id)
        self._frames.open()
        self._seen.clear()

    def attend(self, wait_s: float) -> Finding:
        """Read one picture; a camera that gives none is lost."""
        if not wait_s:
            return READY
        picture = self._frames.read()
        if picture is None:
            raise _error("hardware.scanner.no_picture", "offline", self._id)
        formats = tuple(getattr(self._zxing.BarcodeFormat, name) for name in _FORMATS)
        plain = self._zxing.TextMode.Plain
        for found in self._zxing.read_barcodes(picture, formats=formats, text_mode=plain):
            self._take(found.text, found.symbology_identifier.removeprefix("]"))
        return READY

    def close(self) -> None:
        """Give the camera back."""
        self._frames.close()

    def _take(self, text: str, symbology: str) -> None:
        """Tell a code unless it was in sight a moment ago."""
        now = self._clock.monotonic()
        self._seen = {key: at for key, at in self._seen.items() if now - at <= self._again_s}
        key = (text, symbology)
        again = key in self._seen
        self._seen[key] = now
        if not again:
            self._reading.whole(text, symbology)


def _needed(module: str, name: str, device_id: str) -> Any:
    """Import a library of the extra, or say in words that it is missing."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        missing = Text.of("hardware.scanner.unmet", device=device_id, missing=name)
        raise DeviceError(missing, state="fault") from error


def _error(key: str, state: str, device_id: str) -> DeviceError:
    return DeviceError(Text.of(key, device=device_id), state=state)


DRIVER = DriverKind(
    "scanner",
    frozenset({"path", "again_ms", "prefix", "suffix"}),
    CameraScanner,
    id="camera_scanner",
    name="hardware.driver.camera_scanner",
    needs=Needs((), ("video",), ("video*",)),
)
