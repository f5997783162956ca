"""Devices of a test: all simulated, all closed at its end."""

from collections.abc import Iterator

import pytest

from inventory.kernel.clock import SystemClock
from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.registry import Registry
from tests.pos_app.hardware.listening import CONFIGS, Heard


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def devices(heard: Heard) -> Iterator[Registry]:
    registry = Registry(heard, SystemClock(), poll_s=0.05)
    registry.set_up(DeviceConfig.of(plain) for plain in CONFIGS)
    yield registry
    assert registry.close(5) == ()
