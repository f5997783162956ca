"""A camera as a scanner: real codes in generated pictures, read by the real library."""

import sys
from types import SimpleNamespace

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from inventory.kernel.clock import FixedClock
from inventory.kernel.errors import DeviceError, Refused
from pos_app.hardware.categories import Scan
from pos_app.hardware.driver import DeviceConfig, Option, Surroundings
from pos_app.hardware.drivers.camera_scanner import CameraScanner, OpenCvFrames

EMPTY = Image.new("L", (640, 480), 150)
FORMATS = zxingcpp.BarcodeFormat


def picture(*codes: tuple[str, object], turned: float = 6.0) -> Image.Image:
    """Lay codes on a counter, a little turned and out of focus, as a camera sees them."""
    seen = Image.new("L", (900, 360 * max(len(codes), 1)), 255)
    for at, (text, form) in enumerate(codes):
        drawn = memoryview(zxingcpp.create_barcode(text, form).to_image(scale=3))
        height, width = drawn.shape
        label = Image.frombytes("L", (width, height), drawn.tobytes())
        seen.paste(label, (80, 40 + 360 * at))
    return seen.rotate(turned, fillcolor=255).filter(ImageFilter.GaussianBlur(0.7))


class Shown:
    """Pictures that a test holds before the camera."""

    def __init__(self, *pictures: object) -> None:
        self.pictures = list(pictures)
        self.closed = 0

    def open(self) -> None:
        """Be there."""

    def read(self) -> object | None:
        return self.pictures.pop(0) if self.pictures else None

    def close(self) -> None:
        self.closed += 1


def scanner(
    shown: Shown, heard: list[object], **options: Option
) -> tuple[CameraScanner, FixedClock]:
    clock = FixedClock(5_000)
    config = DeviceConfig("camera", "scanner", "camera_scanner", options)
    return CameraScanner(config, Surroundings(heard.append, clock), shown), clock


@pytest.mark.parametrize(
    ("text", "form", "symbology"),
    [
        ("6901234567892", FORMATS.EAN13, "E0"),
        ("SH01-T3-1-S-000322-K", FORMATS.Code128, "C0"),
        ("https://id.gs1.org/01/09501101530003?10=会员", FORMATS.QRCode, "Q1"),
    ],
)
def test_camera_when_a_code_is_in_the_picture_then_it_is_read_with_its_symbology(
    text: str, form: object, symbology: str
) -> None:
    heard: list[object] = []
    driver, _ = scanner(Shown(EMPTY, picture((text, form))), heard)
    driver.open()
    driver.attend(0.2)
    assert heard == []
    driver.attend(0.2)
    assert heard == [Scan(text, symbology, "camera", 5_000)]


def test_camera_when_a_code_stays_in_sight_then_it_counts_once_and_later_again() -> None:
    heard: list[object] = []
    seen = picture(("6901234567892", FORMATS.EAN13))
    driver, clock = scanner(Shown(*[seen] * 8, EMPTY, seen), heard, again_ms=1_000)
    driver.open()
    for _ in range(8):
        driver.attend(0.2)
        clock.advance(900)
    assert len(heard) == 1
    driver.attend(0.2)
    clock.advance(200)
    driver.attend(0.2)
    assert len(heard) == 2


def test_camera_when_two_codes_are_in_sight_then_both_count() -> None:
    heard: list[object] = []
    two = picture(("6901234567892", FORMATS.EAN13), ("4006381333931", FORMATS.EAN13), turned=0)
    driver, _ = scanner(Shown(two), heard)
    driver.open()
    driver.attend(0.2)
    assert {event.code for event in heard if isinstance(event, Scan)} == {
        "6901234567892",
        "4006381333931",
    }


def test_camera_when_it_gives_no_picture_then_it_is_lost_and_given_back() -> None:
    shown = Shown()
    driver, _ = scanner(shown, [])
    driver.open()
    with pytest.raises(DeviceError) as caught:
        driver.attend(0.2)
    driver.close()
    assert (caught.value.state, caught.value.text.code) == (
        "offline",
        "hardware.scanner.no_picture",
    )
    assert shown.closed


@pytest.mark.parametrize(("module", "name"), [("zxingcpp", "zxing-cpp"), ("cv2", "OpenCV")])
def test_camera_when_a_library_is_missing_then_it_says_which(
    monkeypatch: pytest.MonkeyPatch, module: str, name: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    config = DeviceConfig("camera", "scanner", "camera_scanner", {})
    driver = CameraScanner(config, Surroundings(lambda _: None, FixedClock()))
    with pytest.raises(DeviceError) as caught:
        driver.open()
    assert caught.value.state == "fault"
    assert dict(caught.value.text.params)["missing"] == name


def test_camera_when_the_window_is_out_of_reason_then_it_is_refused() -> None:
    with pytest.raises(Refused):
        scanner(Shown(), [], again_ms=5)


@pytest.mark.parametrize(("path", "asked"), [("2", 2), ("/dev/video2", "/dev/video2")])
def test_frames_when_opencv_has_the_camera_then_its_pictures_come(
    monkeypatch: pytest.MonkeyPatch, path: str, asked: int | str
) -> None:
    """OpenCV itself is not in the tests: what is asked of it, and that it is released."""
    calls: list[object] = []

    class Capture:
        def __init__(self, source: int | str) -> None:
            calls.append(source)
            self.left = [(True, "picture"), (False, None)]

        def isOpened(self) -> bool:
            return path != "/dev/video2"

        def read(self) -> tuple[bool, object]:
            return self.left.pop(0)

        def release(self) -> None:
            calls.append("released")

    monkeypatch.setitem(sys.modules, "cv2", SimpleNamespace(VideoCapture=Capture))
    frames = OpenCvFrames(path, "camera")
    if path == "/dev/video2":
        with pytest.raises(DeviceError):
            frames.open()
    else:
        frames.open()
        assert [frames.read(), frames.read()] == ["picture", None]
        frames.close()
    assert frames.read() is None
    assert calls == [asked, "released"]
