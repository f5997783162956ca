"""Devices that are only programs are said to be so in the top bar, and nothing else gives way."""

import pytest

from pos_app.screens.metrics import PORTRAIT, metrics
from pos_app.screens.widgets import TopBar
from pos_app.screens.widgets.tags import StatusWord
from tests.pos_app.viewmodels.care import a_view, listed
from tests.ui.audit import audit
from tests.ui.rooms_bench import RoomsBench

LANGUAGES = ("zh-Hans", "zh-Hant", "en")


def fit(rooms: RoomsBench, *, simulated: tuple[str, ...]) -> None:
    """Give the till a printer, a drawer and a scanner, some of them programs."""
    drivers = {"printer": "escpos", "drawer": "escpos_drawer", "scanner": "evdev"}
    serves = {"printer": "receipts", "drawer": "opens", "scanner": ""}
    listed(
        rooms.bench,
        *(
            a_view(kind, kind, driver=f"simulated_{kind}" if kind in simulated else driver,
                   serves=serves[kind])
            for kind, driver in drivers.items()
        ),
    )  # fmt: skip
    rooms.settle()


def shown(rooms: RoomsBench) -> tuple[list[str], bool]:
    """Return the states in the bar, and whether the shift is there too."""
    bar = next(each for each in rooms.root.walk() if isinstance(each, TopBar))
    words = [each.text for each in bar.children if isinstance(each, StatusWord) and each.opacity]
    return words, bool(bar._shift.opacity and bar._shift.text)


@pytest.mark.parametrize(
    "simulated", [("printer",), ("printer", "drawer"), ("printer", "drawer", "scanner")]
)
@pytest.mark.parametrize("name", ["R1", "T1", "T2", "H1"])
def test_bar_when_devices_are_simulated_then_it_says_so_and_drops_nothing_for_it(
    rooms, name: str, simulated: tuple[str, ...]
) -> None:
    root = rooms.show(name)
    rooms.sign_on()
    rooms.go("checkout")
    faults = []
    for language in LANGUAGES:
        rooms.bench.till.words.switch(language)
        fit(rooms, simulated=())
        before, shift = shown(rooms)
        fit(rooms, simulated=simulated)
        said, still = shown(rooms)
        state = rooms.rooms.bar.state
        meant = state.statuses if metrics.layout == "wide" else state.short
        told = [word for kind, word, _ in meant if kind == "off"]
        assert told and set(told) <= set(said), (language, said)
        if metrics.layout != PORTRAIT:  # where one word stands for all
            every = {word for _, word, _ in meant}
            assert set(said) == every or len(said) == len(before), (language, before, said)
            assert still == shift, language
        faults += [f"{language}: {each}" for each in audit(root, rooms.driver)]
    assert not faults, "\n".join(faults)
