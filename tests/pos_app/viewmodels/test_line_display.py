"""What customers see: the line, the total, money and change, and nothing of it for long."""

from typing import TYPE_CHECKING

import pytest

from pos_app.viewmodels.line_display import LineDisplayPresenter
from tests.pos_app.viewmodels.checkouts import JEANS, TEE, UNKNOWN, Counter

if TYPE_CHECKING:
    from pos_app.hardware.categories import DisplayFace


class Pole:
    """A display that notes its faces, and the till that feeds it."""

    def __init__(self, bench) -> None:
        self.faces: list[DisplayFace] = []
        self.counter = Counter(bench)
        bench.shell.register("checkout", self.counter.vm, self.counter.vm.enter)
        bench.shell.go("checkout")
        self.presenter = LineDisplayPresenter(
            bench.till, self.counter.vm, bench.shell, self.faces.append
        )

    @property
    def said(self) -> tuple[str, str, str, str]:
        face = self.faces[-1]
        return (
            f"{face.upper.words.text}|{face.upper.digits}",
            f"{face.lower.words.text}|{face.lower.digits}",
            face.lamp,
            face.amount,
        )


@pytest.fixture
def pole(bench) -> Pole:
    return Pole(bench)


WELCOME = ("欢迎光临|", "试验店|", "none", "")


def pay(pole: Pole, given: str) -> None:
    vm = pole.counter.vm
    vm.money.cash([amount.plain() for amount in vm.amounts].index(given))
    pole.counter.pump()


def test_display_when_nobody_is_served_then_it_welcomes_in_the_shop_s_words(pole) -> None:
    assert pole.said == WELCOME
    assert pole.faces[-1].upper.words.english == "Welcome"


def test_display_when_goods_are_scanned_then_the_line_and_soon_the_total(pole) -> None:
    pole.counter.scan(TEE)
    assert pole.said == ("圆领纯棉T恤|", "1 x 89.00|89.00", "price", "89.00")
    pole.counter.scan(TEE)
    assert pole.said == ("圆领纯棉T恤|", "2 x 89.00|178.00", "price", "89.00")
    pole.counter.scan(JEANS)
    assert pole.said == ("直筒牛仔裤|", "1 x 259.00|259.00", "price", "259.00")
    pole.counter.wait(3)
    assert pole.said == ("合计|437.00", "共 3 件|", "total", "437.00")


def test_display_when_a_discount_is_given_then_the_line_is_shown_as_it_is_charged(pole) -> None:
    pole.counter.scan(TEE)
    pole.counter.vm.act("10")
    assert pole.said[1:] == ("1 x 80.10|80.10", "price", "80.10")


def test_display_when_a_line_goes_or_the_order_changes_then_the_total_is_shown(pole) -> None:
    pole.counter.scan(TEE, JEANS)
    pole.counter.vm.act("delete")
    assert pole.said[0] == "合计|89.00"
    pole.counter.vm.function("order")
    pole.counter.vm.pad.choose("10")
    assert pole.said[0] == "合计|80.10"


def test_display_when_it_is_paid_then_money_and_change_for_eight_seconds_at_most(pole) -> None:
    pole.counter.scan(TEE, JEANS)
    pay(pole, "400.00")
    assert pole.said == ("收款|400.00", "找零|52.00", "change", "52.00")
    pole.counter.wait(7.9)
    assert pole.said[2] == "change"
    pole.counter.wait(0.1)
    assert pole.said == WELCOME


def test_display_when_it_is_paid_exactly_then_it_thanks(pole) -> None:
    pole.counter.scan(TEE)
    pay(pole, "89.00")
    assert pole.said == ("收款|89.00", "谢谢惠顾|", "paid", "89.00")


def test_display_when_the_next_customer_comes_soon_then_the_change_gives_way(pole) -> None:
    pole.counter.scan(TEE)
    pay(pole, "100.00")
    pole.counter.scan(JEANS)
    assert pole.said[2] == "price"
    pole.counter.wait(8)
    assert pole.said[:1] == ("合计|259.00",)


def test_display_when_a_code_is_unknown_then_customers_see_nothing_of_it(pole) -> None:
    before = list(pole.faces)
    pole.counter.scan(UNKNOWN)
    assert pole.faces == before


def test_display_when_the_payment_opens_then_the_total_is_there_at_once(bench, pole) -> None:
    pole.counter.scan(TEE)
    bench.shell.go("tender")
    assert pole.said[0] == "合计|89.00"


def test_display_when_the_till_is_locked_then_nothing_of_the_cart_is_seen(bench, pole) -> None:
    pole.counter.scan(TEE)
    bench.shell.lock()
    pole.counter.wait(8)
    assert pole.said == WELCOME
    bench.sign_on()
    assert pole.said[0] == "合计|89.00"


def test_display_when_the_cashier_speaks_another_language_then_the_shop_s_stays(
    bench, pole
) -> None:
    bench.till.words.switch("en")
    pole.counter.scan(TEE)
    assert pole.said[0] == "圆领纯棉T恤|"


def test_display_when_a_sale_is_taken_back_then_its_total_is_shown_again(pole) -> None:
    pole.counter.scan(TEE, JEANS)
    pay(pole, "400.00")
    pole.counter.vm.strip.undo()
    pole.counter.pump()
    assert pole.said[0] == "合计|348.00"


def test_faces_when_looked_at_then_no_cost_and_no_name_of_staff_is_in_them(pole) -> None:
    pole.counter.scan(TEE, JEANS)
    pay(pole, "400.00")
    everything = repr(pole.faces)
    assert "陈晨" not in everything
    assert "cost" not in everything
