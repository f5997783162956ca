"""What a finger meant when it came down, and never what came under it: real touches, real scans."""

import pytest

from pos_app.screens.metrics import metrics
from pos_app.screens.widgets import Key, MoneyKey, Touchable
from tests.ui import checkout_bench as goods
from tests.ui.audit import box_of, seen
from tests.ui.checkout_bench import CheckoutBench
from tests.ui.test_checkout_taps import key, rows

PROFILES = ("R1", "T1", "T2", "H1")


def middle(widget: Touchable) -> tuple[float, float]:
    return widget.to_window(*widget.center)


def sold(till: CheckoutBench) -> list[tuple]:
    return rows(till, "SELECT total FROM sale")


@pytest.mark.parametrize("profile", PROFILES)
def test_charge_when_tapped_twice_then_no_money_is_taken(till, profile) -> None:
    till.show(profile)
    till.scan(goods.TEE, goods.JEANS)
    till.wait(1)
    place = middle(key(till, "收款"))
    for _ in range(2):
        till.driver.tap(place)
        till.settle()
        till.bench.shop.clock.advance(150)
    assert till.shell.state.place == "tender"
    assert till.tender.state.taken == ()
    assert sold(till) == []
    till.wait(1)
    till.driver.tap(place)
    till.settle()
    assert sold(till) == []


@pytest.mark.parametrize("profile", PROFILES)
def test_cash_when_a_scan_lands_under_the_finger_then_nothing_is_booked(till, profile) -> None:
    till.show(profile)
    till.scan(goods.TEE)
    till.wait(1)
    note = key(till, "100")
    till.driver.down(*middle(note))
    till.driver.step()
    till.scan(goods.DOWN)
    till.driver.up()
    till.settle()
    assert sold(till) == []
    assert till.vm.state.notice.tone == "danger"
    till.wait(1)
    till.tap(key(till, "588.00"))
    assert sold(till) == [(58800,)]


def test_cash_when_the_scan_was_not_drawn_yet_then_nothing_is_booked(till) -> None:
    till.show("R1")
    till.scan(goods.TEE)
    till.wait(1)
    place = middle(key(till, "100"))
    till.shell.on_scan(goods.DOWN, "s1", till.at_ms + 1_000)
    till.driver.down(*place)
    till.driver.up()
    till.settle()
    assert sold(till) == []


def test_charge_when_a_scan_lands_under_the_finger_then_the_cart_stays(till) -> None:
    till.show("R1")
    till.scan(goods.TEE)
    till.wait(1)
    till.driver.down(*middle(key(till, "收款")))
    till.driver.step()
    till.scan(goods.DOWN)
    till.driver.up()
    till.settle()
    assert till.shell.state.place == "checkout"


def test_card_when_a_scan_leaves_the_payment_under_the_finger_then_nothing_is_booked(till) -> None:
    till.show("R1")
    till.scan(goods.TEE)
    till.tap(key(till, "收款"))
    till.tap(key(till, "刷卡"))
    till.driver.down(*middle(key(till, "刷卡成功")))
    till.driver.step()
    till.scan(goods.UNKNOWN)
    assert till.shell.state.place == "checkout"
    till.driver.up()
    till.settle()
    assert sold(till) == []


@pytest.mark.parametrize("profile", ("R1", "T2", "H1"))
def test_line_key_when_a_scan_lands_under_the_finger_then_its_own_line_is_meant(
    till, profile
) -> None:
    till.show(profile)
    till.scan(goods.TEE, goods.JEANS)
    till.wait(1)
    till.driver.down(*middle(key(till, "删除")))
    till.driver.step()
    till.scan(goods.DOWN)
    till.driver.up()
    till.settle()
    assert [line.amount for line in till.vm.state.lines] == ["89.00", "499.00"]


def test_matrix_when_a_scan_lands_under_the_finger_then_its_own_line_is_swapped(till) -> None:
    till.show("R1")
    till.scan(goods.KNIT)
    till.wait(0.3)
    cells = till.root.screen.body.ids.beside.children[-1].matrix.cells
    cell = next(each for each in cells if each.text == "4")
    till.driver.down(*middle(cell))
    till.driver.step()
    till.scan(goods.TEE)
    till.driver.up()
    till.settle()
    assert [line.title for line in till.vm.state.lines] == ["羊毛针织开衫", "圆领纯棉T恤"]
    assert till.vm.state.lines[1].caption == "白 / L"


def test_number_of_the_stepper_when_tapped_then_it_can_be_typed(till) -> None:
    till.show("R1")
    till.scan(goods.TEE)
    stepper = next(w.widget for w in seen(till.root) if type(w.widget).__name__ == "Stepper")
    till.tap(stepper)
    till.tap(key(till, "1"))
    till.tap(key(till, "2"))
    till.tap(key(till, "确定"))
    assert [line.quantity for line in till.vm.state.lines] == ["12"]


def test_number_on_a_handheld_when_tapped_in_more_then_it_can_be_typed(till) -> None:
    till.show("H1")
    till.scan(goods.TEE)
    till.tap(key(till, "更多"))
    till.tap(key(till, "数量"))
    till.tap(key(till, "3"))
    till.tap(key(till, "确定"))
    assert [line.quantity for line in till.vm.state.lines] == ["3"]


@pytest.mark.parametrize("mirrored", (False, True))
@pytest.mark.parametrize("profile", ("R1", "R2", "R3", "T1", "T2", "S1", "H1"))
def test_destructive_keys_when_shown_then_20_mm_from_every_key_of_money(
    till, profile, mirrored
) -> None:
    root = till.show(profile, mirrored=mirrored)
    till.scan(*goods.CART)
    for line in till.vm.state.lines:
        till.vm.choose(line.key)
        till.settle()
        shown = [each.widget for each in seen(root) if isinstance(each.widget, Key)]
        danger = [each for each in shown if each.kind == "danger"]
        money = [each for each in shown if isinstance(each, MoneyKey) or each.kind == "pay"]
        assert danger
        assert money
        apart = min(_apart_mm(one, other, metrics.px_per_mm) for one in danger for other in money)
        assert apart >= 20


def _apart_mm(one: Key, other: Key, px_per_mm: float) -> float:
    a, b = box_of(one), box_of(other)
    across = max(b[0] - a[2], a[0] - b[2], 0)
    along = max(b[1] - a[3], a[1] - b[3], 0)
    return (across**2 + along**2) ** 0.5 / px_per_mm
