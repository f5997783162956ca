"""Nothing cut, too small, too pale or on top of another: every state, screen, language, theme."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.screens.checkout_parts import CartPage
from pos_app.screens.metrics import PROFILES as PROFILES_BY_NAME
from pos_app.screens.metrics import metrics
from pos_app.screens.tender_parts import NoteKeys
from pos_app.screens.theme import theme
from pos_app.screens.widgets import Key, MoneyKey
from pos_app.screens.widgets.cartrow import CartRow
from tests.inventory.shop import a_style, a_variant
from tests.ui import checkout_bench as goods
from tests.ui.audit import audit, seen
from tests.ui.checkout_bench import CheckoutBench
from tests.ui.stage import LOOKS

PROFILES = ("R1", "T1", "T2", "H1")
STATES = ("filled", "empty", "small", "unknown", "tender", "split", "card")


def prepare(till: CheckoutBench, state: str) -> None:
    """Bring the till into a state of the design."""
    if state in {"empty", "small"}:
        for code in (goods.KNIT, goods.TEE):
            till.scan(code)
            till.vm.function("park")
            till.settle()
        till.scan(goods.TOTE)
        till.vm.money.cash(1)
        till.settle()
        if state == "small":
            till.wait(9)
    elif state == "unknown":
        till.scan(goods.TEE, goods.TEE, goods.JEANS, goods.SOCKS, goods.UNKNOWN, goods.UNKNOWN_TOO)
    else:
        till.scan(*goods.CART)
        till.vm.choose(till.vm.state.lines[2].key)
        till.vm.act("10")
        till.wait(0.3)
        if state in {"tender", "split", "card"}:
            till.vm.money.charge()
            till.wait(1)
        if state == "tender":
            till.tender.chip("200.00")
        if state == "card":
            till.tender.choose("card")
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


def test_every_screen_when_looked_over_then_there_is_no_fault(till, request) -> None:
    """Half of the looks of a profile, those in turn with the states; all of them in a long run."""
    faults, every = [], request.config.getoption("--long")
    state = STATES.index(request.node.callspec.params["till"])
    for at, profile in enumerate(PROFILES):
        till.show(profile)
        for turn, (look, language) in enumerate(LOOKS):
            if (turn + at + state) % 2 and not every:
                continue
            theme.use(look)
            till.bench.till.words.switch(language)
            till.driver.settle()
            where = f"{profile} {look} {language}"
            faults += [f"{where}: {fault}" for fault in audit(till.root, till.driver)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("profile", ("R1", "T2", "H1"))
def test_english_when_it_is_large_then_nothing_is_cut_or_lies_over_another(
    folder, driver, profile
) -> None:
    """Words at 130 %, seven digits, money taken and the fields of a card slip."""
    made = CheckoutBench(folder, driver, language="en")
    coat = a_style("RR1", a_variant(code="6922222222229", cost="1234567.80"))
    made.bench.writer.submit(lambda: made.bench.shop.create(coat)).result()
    made.show(profile)
    metrics.use(PROFILES_BY_NAME[profile], scale=1.3)
    made.scan("6922222222229")
    made.wait(1)
    faults = cut(made)
    made.vm.money.charge()
    made.wait(1)
    for _ in range(2):
        made.tender.chip("50.00")
        made.wait(1)
    faults += cut(made)
    metrics.use(PROFILES_BY_NAME[profile], scale=1.0)
    made.close()
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("profile", PROFILES)
def test_row_when_goods_have_no_colour_or_size_then_the_tag_stands_beside_or_below_the_name(
    folder, driver, profile
) -> None:
    made = CheckoutBench(folder, driver)
    plain = a_style("QC1", a_variant("", "", code="6922222222229"))
    made.bench.writer.submit(lambda: made.bench.shop.create(plain)).result()
    made.show(profile)
    made.scan("6922222222229")
    made.wait(1)
    row = next(each.widget for each in seen(made.root) if isinstance(each.widget, CartRow))
    tag, title = row._tags[0], row._title
    assert (tag.opacity, tag.text) == (1, "库存 −1")
    beside, below = tag.x >= title.right, tag.top <= title.y + 1
    aligned = abs(tag.x - title.x) <= 1 and tag.y >= row.top - metrics.row
    faults = cut(made)
    made.close()
    assert beside or (below and aligned)
    assert not faults, "\n".join(faults)


def cut(till: CheckoutBench) -> list[str]:
    """Return what was cut, lies over another or cannot be hit."""
    till.settle()
    serious = ("targets overlap", "texts overlap", "small", "outside")
    found = [str(each) for each in audit(till.root, till.driver) if each.kind in serious]
    keys = [each.widget for each in seen(till.root) if isinstance(each.widget, MoneyKey)]
    return found + [key._sub.text for key in keys if key._sub.clipped or key._amount.clipped]


@pytest.mark.parametrize("profile", ("R1", "T2", "H1"))
def test_discounts_of_a_line_when_opened_then_another_can_be_typed(folder, driver, profile) -> None:
    made = CheckoutBench(folder, driver, language="en")
    made.show(profile)
    made.scan(goods.TEE)
    made.vm.act("discount")
    made.settle()
    words = [each.widget.text for each in seen(made.root) if isinstance(each.widget, Key)]
    assert "Other" in words
    assert "10% off" in words
    made.close()


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


def test_notes_when_the_window_changes_its_size_then_their_gaps_and_type_follow(
    folder, driver
) -> None:
    made = CheckoutBench(folder, driver)
    made.show("T1")
    made.scan(goods.TEE)
    made.vm.money.charge()
    made.settle()
    made.wait(1)
    made.show("H1")
    notes = next(each for each in made.root.walk() if isinstance(each, NoteKeys))
    assert list(notes.spacing) == [metrics.s2] * 2
    assert {key.padding_px for key in notes.children} == {metrics.s1}
    made.close()
