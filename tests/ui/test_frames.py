"""A change is on the screen in the next frame; what it costs is measured in benchmarks."""

from dataclasses import replace

import pytest
from kivy.uix.widget import Widget

from pos_app.screens import widgets as w
from pos_app.screens.metrics import metrics
from pos_app.screens.theme import theme
from tests.ui import samples
from tests.ui.driver import Driver
from tests.ui.stage import stand


def till(driver: Driver) -> tuple[w.CartList, w.Amount, list[Widget]]:
    cart = w.CartList(size=(762, 490), pos=(93, 80))
    cart.actions.actions = samples.actions("zh-Hans")
    total = w.Amount(text="1.00", font_size=metrics.hero, size=(444, 95), pos=(889, 580))
    keys = [
        w.MoneyKey(
            text="现金", amount="1", size=(239, 64), pos=(868 + 247 * (at % 2), 100 + 72 * at)
        )
        for at in range(4)
    ]
    stand(driver, cart, total, *keys)
    return cart, total, keys


def with_lines(faces: tuple[samples.Face, ...], count: int) -> tuple[samples.Face, ...]:
    last = count - 1
    return tuple(
        replace(face, chosen=at == last, fresh=at == last) for at, face in enumerate(faces[:count])
    )


@pytest.mark.ui
@pytest.mark.parametrize("still", [False, True])
def test_line_when_added_to_thirty_then_it_is_in_the_next_frame(
    driver: Driver, still: bool
) -> None:
    theme.still = still
    cart, total, keys = till(driver)
    faces = samples.long_cart("zh-Hans", 60)
    cart.items = with_lines(faces, 30)
    driver.settle()
    for count in range(31, 46):

        def add(count: int = count) -> None:
            cart.items = with_lines(faces, count)
            cart.reveal = cart.items[-1].key
            total.text = f"{count}.00"
            for at, key in enumerate(keys):
                key.amount = f"{count}.{at}0"

        assert driver.frames(add) == 1
        assert cart.rows[cart.items[-1].key].face.key == cart.items[-1].key
        driver.settle()


@pytest.mark.ui
def test_cart_when_it_has_500_lines_then_only_rows_in_sight_are_widgets(driver: Driver) -> None:
    theme.still = True
    cart, _, _ = till(driver)
    cart.items = with_lines(samples.long_cart("zh-Hans", 500), 500)
    cart.reveal = "line-499"
    driver.settle()
    made = len(cart.inner.children)
    assert made <= 2 * cart.height / metrics.row + 4
    driver.drag((400, 540), (400, 100))
    driver.settle()
    assert "line-499" not in cart.rows
    assert len(cart.inner.children) <= made + 2


@pytest.mark.ui
def test_cart_when_it_has_scrolled_then_it_looks_as_if_laid_out_anew(driver: Driver) -> None:
    theme.still = True
    cart, _, _ = till(driver)
    cart.items = with_lines(samples.long_cart("zh-Hans", 40), 40)
    for offset in (1, 90, 91, 400, 396):
        cart.offset = offset
        driver.settle()
        moved = driver.pixels()
        cart.changed()
        for row in cart.rows.values():
            row.changed()
            for part in row.walk(restrict=True):
                getattr(part, "changed", row.changed)()
        driver.settle()
        assert driver.pixels() == moved, offset


@pytest.mark.ui
def test_cart_when_it_scrolls_then_no_line_is_laid_out_anew(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme.still = True
    cart, _, _ = till(driver)
    cart.items = with_lines(samples.long_cart("zh-Hans", 12), 12)
    cart.offset = 30
    driver.settle()
    laid: list[Widget] = []
    monkeypatch.setattr(w.CartRow, "refresh", laid.append)
    cart.offset = 20
    driver.settle()
    assert laid == []


@pytest.mark.ui
def test_cart_when_a_line_comes_then_the_others_are_not_built_again(driver: Driver) -> None:
    theme.still = True
    cart, _, _ = till(driver)
    faces = samples.long_cart("zh-Hans", 6)
    cart.items = faces[:4]
    driver.settle()
    before = dict(cart.rows)
    cart.items = faces[:5]
    driver.settle()
    assert {key: cart.rows[key] for key in before} == before


@pytest.mark.ui
def test_screen_when_nothing_changes_then_nothing_is_drawn(driver: Driver) -> None:
    till(driver)
    driver.settle()
    before = driver.flips
    driver.step(30)
    assert driver.flips == before
