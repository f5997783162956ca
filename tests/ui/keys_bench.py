"""What the tests of a real keyboard share: a checkout, one moment, and keys that are pressed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from kivy.core.window import Window

from inventory.kernel.money import UnitPrice
from inventory.people.staff import Role
from pos_app.screens.keyboard import keyboard
from tests.inventory.service.ringing import TEE
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


@contextmanager
def watched(till: CheckoutBench) -> Iterator[list[tuple[object, ...]]]:
    """Yield the list that grows with whatever keys meet on the payment screen meanwhile."""
    pad, met = till.root.screens["tender"].pad.ids.pad.__self__, []

    def note(name: str) -> Callable[..., None]:
        return lambda *said: met.append((name, *map(str, said[1:])))

    bound = [
        (pad, {"on_digit": note("digit"), "on_back": note("back"), "locked": note("locked")}),
        (keyboard, {"focused": note("focused"), "fallback": note("fallback")}),
        (Window, {"on_textinput": note("letter"), "on_key_down": note("key")}),
    ]
    told = [
        till.tender.listen(lambda state: met.append(("entry", state.entry, state.busy))),
        till.shell.listen(lambda state: met.append(("place", state.place))),
    ]
    for each, notes in bound:
        each.bind(**notes)
    try:
        yield met
    finally:
        for each, notes in bound:
            each.unbind(**notes)
        for leave in told:
            leave()


def with_a_tee(rooms: RoomsBench, profile: str, role: Role = Role.CASHIER) -> None:
    """Open the checkout with one thing in its cart, and let no tap be a hasty one."""
    rooms.show(profile)
    rooms.sign_on(role)
    rooms.go("checkout")
    rooms.rooms.shell.on_scan(TEE, "scanner", rooms.bench.shop.clock.now_ms())
    rooms.settle()
    rooms.bench.shop.clock.advance(1_000)


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
