"""Nothing cut, too small, too pale or on top of another: every state, screen, language, theme."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.i18n import LANGUAGES
from pos_app.screens.checkout_parts import CartPage
from tests.ui import checkout_bench as goods
from tests.ui.audit import audit
from tests.ui.checkout_bench import CheckoutBench
from tests.ui.driver import Driver

PROFILES = ("R1", "T1", "T2", "H1")
# A theme moves nothing, so its contrast needs one language only.
LOOKS = {"light": LANGUAGES, "dark": ("en",)}
STATES = ("filled", "empty", "unknown", "tender", "split")


@pytest.fixture(scope="module")
def driver() -> Driver:
    return Driver()


def prepare(till: CheckoutBench, state: str) -> None:
    """Bring the till into a state of the design."""
    if state == "empty":
        for code in (goods.KNIT, goods.TEE):
            till.scan(code)
            till.vm.function("park")
            till.settle()
        till.scan(goods.TOTE)
        till.vm.money.cash(1)
    elif state == "unknown":
        till.scan(goods.TEE, goods.TEE, goods.JEANS, goods.SOCKS, goods.UNKNOWN, goods.UNKNOWN_TOO)
    else:
        till.scan(*goods.CART)
        till.vm.choose(till.vm.state.lines[2].key)
        till.vm.act("10")
        till.wait(0.3)
        if state in {"tender", "split"}:
            till.vm.money.charge()
            till.settle()
        if state == "tender":
            till.tender.chip("200.00")
    till.settle()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture(params=STATES)
def till(request, folder, driver) -> Iterator[CheckoutBench]:
    made = CheckoutBench(folder, driver)
    made.show("R1")
    prepare(made, request.param)
    yield made
    made.close()


def test_every_screen_when_looked_over_then_there_is_no_fault(till) -> None:
    faults = []
    for profile in PROFILES:
        for look, languages in LOOKS.items():
            till.show(profile, look)
            for language in languages:
                till.bench.till.words.switch(language)
                till.driver.settle()
                where = f"{profile} {look} {language}"
                faults += [f"{where}: {fault}" for fault in audit(till.root, till.driver)]
    assert not faults, "\n".join(faults)


def filled(column) -> bool:
    """Tell whether the children of a column leave no hole in it."""
    taken = sum(child.height for child in column.children)
    gaps = column.spacing * (len(column.children) - 1) + column.padding[1] + column.padding[3]
    return abs(taken + gaps - column.height) <= 1


@pytest.mark.parametrize("profile", PROFILES)
def test_unknown_code_when_it_comes_then_bar_and_placeholder_stand_whole(
    folder, driver, profile
) -> None:
    made = CheckoutBench(folder, driver)
    made.show(profile)
    made.scan(*goods.CART, goods.UNKNOWN)
    made.settle()
    body = made.root.screen.body
    assert filled(body.alert.parent)
    cart = body._pages[CartPage].ids.cart
    top, bottom = cart.top_of(cart.reveal)
    assert cart.offset <= top
    assert bottom <= cart.offset + cart.height
    made.close()


def test_row_when_it_was_a_placeholder_then_its_amount_is_bold_again(folder, driver) -> None:
    made = CheckoutBench(folder, driver)
    made.show("R1")
    made.scan(goods.TEE, goods.UNKNOWN)
    made.vm.money.alert("ignore")
    made.settle()
    made.scan(goods.SOCKS, goods.JEANS)
    made.settle()
    rows = made.root.screen.body._pages[CartPage].ids.cart.rows.values()
    assert [row._amount.bold for row in rows] == [True] * 3
    made.close()
