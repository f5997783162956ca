"""Badge readers type like scanners: RFID cards as digits, magnetic stripes with their sentinels."""

import pytest

from inventory.kernel.clock import FixedClock
from pos_app.hardware.categories import Scan
from pos_app.hardware.driver import DeviceConfig, Surroundings
from pos_app.hardware.scanning import KeyReading
from tests.pos_app.hardware.test_scanners import strokes

RFID, STRIPE, HEX = "0006739412", ";0001234567=99?", "04A1B2C3D4E5F6"


@pytest.mark.parametrize("badge", [RFID, STRIPE, HEX])
def test_badge_when_its_reader_is_held_below_the_keyboard_then_the_whole_code_is_a_scan(
    badge: str,
) -> None:
    heard: list[object] = []
    plain = DeviceConfig("badge reader", "scanner", "evdev", {"path": "x"})
    keys = KeyReading(plain, Surroundings(heard.append, FixedClock(5_000)))
    for event in strokes(f"{badge}\n" * 2):
        keys.event(*event)
    assert heard == [Scan(badge, "", "badge reader", 5_000)] * 2
