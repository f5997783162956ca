"""Goods sold by weight: the scale answers, a hand may, and no weight is ever guessed."""

from dataclasses import replace

import pytest

from inventory.catalogue.product import Names
from inventory.kernel.quantity import KILOGRAM
from inventory.kernel.text import Text
from pos_app.hardware.categories import Weighed
from pos_app.viewmodels.checkout import CheckoutVM
from tests.inventory.shop import a_style, a_variant
from tests.pos_app.viewmodels.checkouts import TEE, Counter

YARN = "6900000000067"
MOVING = Weighed(0, Text.of("hardware.scale.moving"))


class Scale:
    """A scale whose answers wait until the test gives them."""

    def __init__(self, *, there: bool = True) -> None:
        self._there = there
        self.asked: list = []

    def has_scale(self) -> bool:
        return self._there

    def weigh(self, then) -> None:
        self.asked.append(then)

    def says(self, grams: int) -> None:
        self.asked.pop()(Weighed(grams, Text.of("hardware.scale.weight", grams=grams)))


def a_counter(bench, scale: Scale | None) -> Counter:
    bench.till = replace(bench.till, scale=scale)
    counter = Counter(bench)
    bench.writer.submit(
        lambda: bench.shop.create(
            a_style(
                "YA0001", a_variant("", "OS", cost="80", code=YARN, stock=9),
                names=Names("毛线", "毛線", "Yarn"), unit=KILOGRAM, no_code_key=3,
            )
        )
    ).result()  # fmt: skip
    counter.vm.enter()
    assert isinstance(counter.vm, CheckoutVM)
    return counter


@pytest.fixture
def scale() -> Scale:
    return Scale()


@pytest.fixture
def counter(bench, scale) -> Counter:
    return a_counter(bench, scale)


def rung(counter: Counter) -> list[tuple[str, str, str]]:
    return [(line.title, line.quantity, line.amount) for line in counter.state.lines]


def test_scan_when_goods_are_sold_by_weight_then_the_scale_is_asked_at_once(counter, scale) -> None:
    counter.scan(YARN)
    assert (counter.state.pad.title, counter.state.pad.options) == (
        "重量（公斤）：毛线", (("weigh", "称重中…"),),
    )  # fmt: skip
    scale.says(345)
    counter.pump()
    assert rung(counter) == [("毛线", "0.345", "27.60")]
    assert counter.state.pad is None
    assert counter.rows("SELECT COUNT(*) FROM cart_edit") == [(1,)]


def test_scan_when_it_does_not_lie_still_then_words_and_one_key_weighs_again(
    counter, scale
) -> None:
    counter.scan(YARN)
    scale.asked.pop()(MOVING)
    assert counter.state.pad.trouble == "重量还不稳定，请稍等再称。"
    assert counter.state.pad.options == (("weigh", "称重"),)
    assert rung(counter) == []
    assert counter.bench.tones[-1] == "blocked"
    counter.vm.pad.choose("weigh")
    assert counter.state.pad.options == (("weigh", "称重中…"),)
    scale.says(1_200)
    assert rung(counter) == [("毛线", "1.2", "96.00")]


def test_weight_when_it_is_typed_then_the_preview_says_what_it_costs(counter, scale) -> None:
    counter.scan(YARN)
    for digit in ("0", ".", "5", "5"):
        counter.vm.pad.digit(digit)
    assert counter.state.pad.preview == "44.00"
    scale.says(345)
    assert rung(counter) == []
    counter.vm.pad.ok()
    assert rung(counter) == [("毛线", "0.55", "44.00")]


@pytest.mark.parametrize(("text", "trouble"), [("0", "请输入大于零的重量。")])
def test_weight_when_it_is_nothing_then_the_pad_stays(counter, text: str, trouble: str) -> None:
    counter.scan(YARN)
    counter.vm.pad.digit(text)
    counter.vm.pad.ok()
    assert counter.state.pad.trouble == trouble
    assert rung(counter) == []


def test_weight_when_the_pad_was_closed_then_a_late_answer_is_nobody_s(counter, scale) -> None:
    counter.scan(YARN)
    counter.vm.close()
    counter.scan(TEE)
    scale.says(345)
    assert [line[0] for line in rung(counter)] == ["圆领纯棉T恤"]


def test_weight_when_another_question_is_open_then_a_late_answer_leaves_it_alone(
    counter, scale
) -> None:
    counter.scan(TEE)
    counter.scan(YARN)
    counter.vm.act("note")
    scale.says(345)
    assert counter.state.pad.typed
    assert len(rung(counter)) == 1


def test_key_when_tapped_twice_then_the_scale_is_asked_once(counter, scale) -> None:
    counter.scan(YARN)
    counter.vm.pad.choose("weigh")
    assert len(scale.asked) == 1
    assert counter.state.pad is not None


def test_scan_when_the_same_goods_come_again_then_each_weighing_is_a_line(counter, scale) -> None:
    for grams in (345, 500):
        counter.scan(YARN)
        scale.says(grams)
    assert [line[1] for line in rung(counter)] == ["0.345", "0.5"]


def test_goods_when_picked_by_their_key_then_they_are_weighed_too(counter, scale) -> None:
    yarn = next(each for each in counter.state.goods if each.word == "毛线")
    counter.vm.add(yarn.key)
    scale.says(345)
    assert rung(counter) == [("毛线", "0.345", "27.60")]


@pytest.mark.parametrize("scale_there", [None, Scale(there=False)])
def test_scan_when_there_is_no_scale_then_the_pad_takes_the_weight(bench, scale_there) -> None:
    counter = a_counter(bench, scale_there)
    counter.scan(YARN)
    assert counter.state.pad.options == ()
    for digit in "2":
        counter.vm.pad.digit(digit)
    counter.vm.pad.ok()
    assert rung(counter) == [("毛线", "2", "160.00")]


def test_scan_when_the_goods_are_pieces_then_nothing_is_weighed(counter, scale) -> None:
    counter.scan(TEE)
    assert counter.state.pad is None
    assert scale.asked == []
