"""What the tests of a real keyboard share: a checkout, one moment, and keys that are pressed."""

import pytest

from inventory.kernel.money import UnitPrice
from pos_app.screens.keyboard import keyboard
from tests.ui.checkout_bench import CheckoutBench
from tests.ui.rooms_bench import RoomsBench

LAYOUTS = ("R1", "T2", "H1")


@pytest.fixture
def moment(monkeypatch) -> None:
    """Whatever a test presses, it does so at one moment, however slow the machine is."""
    monkeypatch.setattr(keyboard, "now", lambda: 1_000.0)


def sales(till: CheckoutBench) -> list[int]:
    return [total for (total,) in till.bench.shop.rows("SELECT total FROM sale")]


def press(till: CheckoutBench | RoomsBench, *keys: str) -> None:
    for name in keys:
        till.driver.key(name)
    till.settle()


def cart(till: CheckoutBench) -> list[tuple[int, UnitPrice]]:
    return [(line.quantity.milli, line.unit_price) for line in till.vm.cart.cart.lines]


def hurry(till: CheckoutBench, text: str) -> None:
    """Type and press Enter twice at once: what is typed is still held when Enter comes."""
    for letter in text:
        till.driver.key(letter, steps=0)
    till.driver.key("enter")
    till.settle()
    till.driver.key("enter")
    till.settle()
