"""A screen of seven inches lying flat: nothing lies over another and every digit can be hit."""

import pytest

from pos_app.i18n import LANGUAGES
from pos_app.screens.metrics import metrics
from pos_app.screens.widgets import Key, NumberPad
from tests.ui import checkout_bench as goods
from tests.ui.audit import TARGET_MM, audit, seen
from tests.ui.rooms_bench import RoomsBench

KINDS = {"texts overlap", "targets overlap", "outside", "contrast", "glyph"}


def faults_of(root, driver) -> list[str]:
    """Return what lies over another or out of the window, and digits too low to hit."""
    found = [str(each) for each in audit(root, driver) if each.kind in KINDS]
    for each in seen(root):
        if isinstance(each.widget, Key) and isinstance(each.widget.parent, NumberPad):
            height_mm = each.widget.height / metrics.px_per_mm
            if each.widget.x >= 0 and height_mm < TARGET_MM - 0.2:
                found.append(f"{each.widget.text} is {height_mm:.1f} mm high")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_checkout_when_the_screen_is_low_then_nothing_lies_over_another(till, language) -> None:
    till.show("S1")
    till.bench.till.words.switch(language)
    till.settle()
    faults = faults_of(till.root, till.driver)
    till.scan(*goods.CART)
    faults += faults_of(till.root, till.driver)
    till.vm.money.charge()
    till.settle()
    till.wait(1)
    faults += faults_of(till.root, till.driver)
    till.tender.chip("2000.00")
    till.settle()
    till.wait(1)
    assert till.vm.state.strip is not None
    faults += faults_of(till.root, till.driver)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", LANGUAGES)
def test_login_when_the_screen_is_low_then_nothing_lies_over_another(
    rooms: RoomsBench, language
) -> None:
    root = rooms.show("S1")
    rooms.bench.till.words.switch(language)
    rooms.settle()
    faults = faults_of(root, rooms.driver)
    assert not faults, "\n".join(faults)
