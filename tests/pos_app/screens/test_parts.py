"""What parts tell when they are touched, and what they show when they are told."""

from dataclasses import replace

import pytest

from pos_app.screens import widgets as w
from pos_app.screens.metrics import metrics
from pos_app.screens.theme import theme
from tests.ui import samples
from tests.ui.driver import Driver
from tests.ui.stage import stand, told, words_of


def test_key_when_tapped_then_it_is_pressed_at_once_and_tells_when_let_go(driver: Driver) -> None:
    key = w.Key(text="挂单", size=(150, 60), pos=(20, 20))
    heard = told(key, "on_press", "on_release")
    stand(driver, key)
    before = tuple(key.fill)
    driver.down(90, 50)
    assert key.pressed
    assert tuple(key.fill) != before
    assert heard == [("on_press",)]
    driver.up()
    assert heard == [("on_press",), ("on_release",)]


def test_key_when_the_finger_leaves_then_nothing_happens(driver: Driver) -> None:
    key = w.Key(text="挂单", size=(150, 60), pos=(20, 20))
    heard = told(key, "on_release")
    stand(driver, key)
    driver.drag((90, 50), (600, 500))
    assert heard == []
    assert not key.pressed


def test_keys_when_the_gap_is_touched_then_the_nearer_one_answers(driver: Driver) -> None:
    keys = [w.Key(text=str(at), size=(100, 60), pos=(20 + at * 108, 20)) for at in range(2)]
    heard = [told(key, "on_release") for key in keys]
    stand(driver, *keys)
    driver.tap((122, 50))
    driver.tap((126, 50))
    assert [len(each) for each in heard] == [1, 1]


@pytest.mark.parametrize("state", ["disabled", "locked"])
def test_key_when_it_may_not_then_a_tap_is_refused(driver: Driver, state: str) -> None:
    key = w.Key(text="挂单", size=(150, 60), pos=(20, 20), **{state: True})
    heard = told(key, "on_release", "on_refuse")
    stand(driver, key)
    driver.tap(key)
    assert heard == [("on_refuse",)]


def test_part_when_unseen_then_what_lies_below_gets_the_touch(driver: Driver) -> None:
    key = w.Key(text="挂单", size=(150, 60), pos=(20, 20))
    ghost = w.NumberPad(size=(300, 300), pos=(0, 0))
    heard = told(key, "on_release")
    stand(driver, key, ghost)
    ghost.opacity = 0
    driver.tap(key)
    assert heard == [("on_release",)]


def test_pad_when_tapped_then_it_tells_digits_clear_and_back(driver: Driver) -> None:
    pad = w.NumberPad(size=(464, 334), pos=(20, 20))
    heard = told(pad, "on_digit", "on_clear", "on_back")
    stand(driver, pad)
    for name in ("7", "0", "clear", "back"):
        driver.tap(pad.keys[name])
    assert heard == [("on_digit", "7"), ("on_digit", "0"), ("on_clear",), ("on_back",)]


@pytest.mark.parametrize(("calculator", "upper"), [(False, "1"), (True, "7")])
def test_pad_when_the_setting_changes_then_its_order_follows(
    driver: Driver, calculator: bool, upper: str
) -> None:
    pad = w.NumberPad(size=(464, 334), pos=(20, 20))
    stand(driver, pad)
    metrics.calculator = calculator
    driver.settle()
    assert pad.keys[upper].y > pad.keys["4"].y > pad.keys["0"].y


def test_dots_when_the_pin_is_wrong_then_they_shake_and_come_to_rest(driver: Driver) -> None:
    dots = w.PinDots(text="密码", filled=3, size=(320, 40), pos=(20, 20))
    stand(driver, dots)
    dots.shake()
    driver.settle()
    assert dots.slide == 0
    theme.still = True
    dots.shake()
    assert dots.slide == 0


def test_stepper_when_tapped_then_it_tells_which_part_but_not_below_the_least(
    driver: Driver,
) -> None:
    stepper = w.Stepper(value="2", size=(250, 60), pos=(20, 20))
    stepper.mark = "line"
    heard = told(stepper, "on_step")
    stand(driver, stepper)
    driver.tap(stepper.less)
    driver.tap(stepper.more)
    driver.tap(stepper)
    stepper.least = True
    driver.settle()
    driver.tap(stepper.less)
    assert heard == [("on_step", name, "line") for name in ("less", "more", "quantity")]


def test_choices_when_tapped_then_they_tell_and_do_not_choose_themselves(driver: Driver) -> None:
    chips = w.ChipRow(options=[("a", "A"), ("b", "B")], chosen="a", size=(300, 60), pos=(20, 20))
    parts = w.Segmented(options=[("a", "A"), ("b", "B")], chosen="a", size=(300, 60), pos=(20, 120))
    heard = told(chips, "on_choose") + told(parts, "on_choose")
    chips_heard, parts_heard = told(chips, "on_choose"), told(parts, "on_choose")
    stand(driver, chips, parts)
    driver.tap((250, 50))
    driver.tap((250, 150))
    assert chips_heard == parts_heard == [("on_choose", "b")]
    assert (chips.chosen, parts.chosen) == ("a", "a")
    assert heard == []


def cart(driver: Driver, **sizes: object) -> w.CartList:
    theme.still = True
    part = w.CartList(items=samples.cart("zh-Hans"), size=(762, 490), pos=(93, 80))
    part.actions.actions = samples.actions("zh-Hans")
    stand(driver, part, **sizes)
    return part


def test_cart_when_a_line_is_tapped_then_its_key_is_told(driver: Driver) -> None:
    part = cart(driver)
    heard = told(part, "on_choose")
    row = part.rows["0"]
    driver.tap((row.center_x, row.top - 30))
    assert heard == [("on_choose", "0")]


def test_cart_when_an_action_is_tapped_then_only_the_action_is_told(driver: Driver) -> None:
    part = cart(driver)
    heard = told(part, "on_choose", "on_action")
    for key in part.actions.keys:
        driver.tap(key)
    driver.tap(part.actions.stepper.more)
    driver.tap(part.actions.stepper.less)
    names = ["delete", "discount", "price", "gift", "note", "more", "less"]
    assert heard == [("on_action", name, None) for name in names]


def test_cart_when_chips_are_set_then_they_stand_in_the_row_beside_delete(driver: Driver) -> None:
    part = cart(driver)
    part.actions.chips = [("90", "9 折"), ("80", "8 折")]
    driver.settle()
    shown = [key.name for key in part.actions.keys if key.opacity]
    assert shown == ["delete", "90", "80"]
    assert part.actions.stepper.opacity == 0
    heard = told(part, "on_action")
    driver.tap(part.actions.keys[1])
    assert heard == [("on_action", "90", None)]


def test_cart_when_dragged_then_it_scrolls_and_no_line_is_chosen(driver: Driver) -> None:
    part = cart(driver)
    part.items = samples.long_cart("zh-Hans", 40)
    driver.settle()
    heard = told(part, "on_choose")
    driver.drag((300, 200), (300, 500))
    assert part.offset > 200
    assert heard == []


def test_cart_when_a_line_is_revealed_then_it_is_in_sight(driver: Driver) -> None:
    part = cart(driver)
    part.items = samples.long_cart("zh-Hans", 40)
    part.reveal = "line-39"
    driver.settle()
    row = part.rows["line-39"]
    assert part.y <= row.y < row.top <= part.top


def test_cart_when_a_line_changes_then_its_row_shows_it(driver: Driver) -> None:
    part = cart(driver)
    part.items = (replace(part.items[0], quantity="3", amount="267.00"), *part.items[1:])
    driver.settle()
    assert {"×3", "267.00"} <= set(words_of(part.rows["0"]))


def test_cart_when_a_line_is_fresh_then_it_flashes_once_unless_still(driver: Driver) -> None:
    part = cart(driver)
    theme.still = False
    fresh = replace(part.items[0], key="new", fresh=True, chosen=False)
    part.items = (*part.items[:3], fresh)
    driver.step(2)
    assert part.rows["new"].flash > 0
    driver.settle()
    assert part.rows["new"].flash == 0
    theme.still = True
    part.items = (*part.items[:3], replace(fresh, key="next"))
    driver.step(2)
    assert part.rows["next"].flash == 0


def test_matrix_when_a_cell_is_tapped_then_its_key_is_told(driver: Driver) -> None:
    part = w.SizeMatrix(sizes=["S", "M", "L", "XL"], colours=samples.colours("zh-Hans"))
    part.size, part.pos = (456, 245), (20, 20)
    heard = told(part, "on_cell")
    stand(driver, part)
    driver.tap(next(cell for cell in part.cells if cell.key == "13"))
    assert heard == [("on_cell", "13", None)]


def test_bar_when_a_way_is_tapped_then_its_name_is_told(driver: Driver) -> None:
    bar = w.Bar(tone="alert", text="未找到条码", ways=[("search", "搜索"), ("skip", "忽略")])
    bar.size, bar.pos = (1200, 80), (20, 20)
    heard = told(bar, "on_way")
    stand(driver, bar)
    for key in bar.keys:
        driver.tap(key)
    assert heard == [("on_way", "search", None), ("on_way", "skip", None)]


def test_line_when_its_time_is_over_then_it_tells_once(driver: Driver) -> None:
    line = w.TimeLine(size=(300, 4), pos=(20, 20))
    heard = told(line, "on_over")
    stand(driver, line)
    line.run(0.05)
    assert line.share > 0
    driver.until(lambda: heard)
    driver.settle()
    assert heard == [("on_over",)]
    line.run(5)
    line.stop()
    driver.settle()
    assert heard == [("on_over",)]


def test_last_sale_when_small_then_change_and_keys_stay(driver: Driver) -> None:
    rows, ways = [("应收", "96.90"), ("实收", "100.00")], [("reprint", "重打", "printer")]
    part = w.LastSale(title="上一单", rows=rows, change_word="找零", change="3.10", ways=ways)
    part.size, part.pos = (764, 111), (20, 20)
    heard = told(part, "on_way")
    stand(driver, part)
    assert "96.90" in words_of(part)
    part.small = True
    part.height = part.wanted()
    driver.settle()
    driver.tap(part.keys[0])
    assert heard == [("on_way", "reprint")]
    assert part.height == pytest.approx(47, abs=1)
