"""Batches of tags on their way: followed, called off, stopped by the printer; nothing twice."""

import queue
from collections.abc import Iterator

import pytest

from inventory.documents.price_label import SIZES, TagGoods, price_label
from inventory.kernel.clock import SystemClock
from inventory.kernel.money import CNY, Money
from inventory.kernel.text import Text
from pos_app.hardware.categories import Condition, LabelBatch, LabelOrder, LabelsRun, Printed
from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.label_batch import batch
from pos_app.hardware.label_run import SLICE, LabelRun, slices
from pos_app.hardware.registry import Registry
from pos_app.hardware.simulators.label_printer import SimulatedLabelPrinter
from pos_app.hardware.virtual_labels import VirtualLabelPrinter
from tests.pos_app.hardware.listening import Heard, simulated

TEE = TagGoods("TS1001", "圆领纯棉T恤", "藏青", "M", "6901234567892", Money(8900, CNY))
SKU = TagGoods("JN2001", "直筒牛仔裤", "蓝", "31", "JN2001-01", Money(25900, CNY))
FREE = TagGoods("FR0001", "赠品", "白", "OS", "FR0001", Money(0, CNY))
LONG = TagGoods("LG0001", "外套", "白", "M", "A" * 40, Money(100, CNY))
TAKEN = Text.of("hardware.labels.taken", n=1)
SIZE = SIZES["40x30"]


def order(copies: int, goods: TagGoods = TEE) -> LabelOrder:
    return LabelOrder(price_label(goods, SIZE, "zh-Hans"), copies)


class Till:
    """A label printer of either language, and what its runs tell."""

    def __init__(self, language: str) -> None:
        self.heard = Heard()
        self.registry = Registry(self.heard, SystemClock(), poll_s=0.02)
        options = {"language": language}
        self.registry.set_up([DeviceConfig("tags", "labels", "simulated_labels", options)])
        self.heard.condition("tags", Condition.READY)
        self.driver = simulated(self.registry, "tags", SimulatedLabelPrinter)
        self.told: queue.SimpleQueue[LabelsRun] = queue.SimpleQueue()

    @property
    def inside(self) -> VirtualLabelPrinter:
        return self.driver.inside

    def printed(self) -> dict[str, int]:
        """Return code → labels that it was told to print."""
        counts: dict[str, int] = {}
        for label in self.inside.labels:
            counts[label.bars[0].data] = counts.get(label.bars[0].data, 0) + label.copies
        return counts

    def run(self, *orders: LabelOrder) -> LabelRun:
        (device,) = self.registry.label_printers()
        run = LabelRun(device, orders, self.told.put)
        run.start()
        return run

    def end(self) -> tuple[LabelsRun, list[int]]:
        """Wait for the end; return it and how far it was said to be before."""
        before: list[int] = []
        while (state := self.told.get(timeout=20)).outcome == "printing":
            before.append(state.sure)
        return state, before


@pytest.fixture(params=["tspl", "zpl"])
def till(request: pytest.FixtureRequest) -> Iterator[Till]:
    made = Till(str(request.param))
    yield made
    assert made.registry.close(5) == ()


def test_slices_when_cut_then_none_is_larger_and_nothing_is_lost() -> None:
    wanted = (order(3), order(9, SKU), order(1))
    cut = list(slices(wanted))
    assert [sum(each.copies for each in part) for part in cut] == [5, 5, 3]
    whole = [each.label.title for part in cut for each in part for _ in range(each.copies)]
    assert whole == [each.label.title for each in wanted for _ in range(each.copies)]


@pytest.mark.parametrize(("came", "left"), [(0, [3, 2]), (2, [1, 2]), (3, [2]), (4, [1]), (9, [])])
def test_batch_when_some_came_out_then_the_rest_is_what_follows(came: int, left: list) -> None:
    after = LabelBatch((order(3), order(2, SKU))).after(came)
    assert [each.copies for each in after.orders] == left


def test_batch_when_cut_then_each_order_knows_whose_it_was() -> None:
    made = batch([(FREE, 1), (TEE, 3), (LONG, 1), (SKU, 2)], SIZE, "zh-Hans")
    assert [each.place for each in made.after(2).orders] == [1, 3]
    assert [each.place for part in slices(made.orders, 2) for each in part] == [1, 1, 3, 3]


def test_batch_when_goods_have_no_price_or_a_long_code_then_they_are_left_out_and_named() -> None:
    made = batch([(TEE, 2), (FREE, 1), (LONG, 1), (SKU, 1)], SIZE, "zh-Hans")
    assert [each.copies for each in made.orders] == [2, 1]
    assert [each.code for each in made.left_out] == ["labels.no_price", "labels.code_too_long"]


def test_run_when_all_is_well_then_it_is_followed_and_every_tag_is_printed_once(till) -> None:
    till.run(order(7), order(4, SKU))
    state, before = till.end()
    assert (state.outcome, state.sure, state.maybe, state.total) == ("confirmed", 11, 0, 11)
    assert before == [5, 10]
    assert till.printed() == {TEE.code: 7, SKU.code: 4}


def test_run_when_the_printer_is_still_at_it_then_the_next_tags_wait_for_that(till) -> None:
    till.inside.busy = 3
    till.run(order(2))
    state, _ = till.end()
    assert state.outcome == "confirmed"
    assert till.inside.busy == 0


def test_run_when_the_roll_ends_in_it_then_those_under_way_may_have_printed(till) -> None:
    till.inside.roll = 8
    till.run(order(20))
    state, before = till.end()
    assert (state.outcome, state.sure, state.maybe) == ("unknown", 5, 5)
    assert before == [5]
    assert till.printed() == {TEE.code: 10}


def test_run_when_the_printer_is_unplugged_in_it_then_what_was_taken_is_known(till) -> None:
    taken = till.inside.take

    def unplugged_after_one(data: bytes) -> bytes:
        said = taken(data)
        if sum(till.printed().values()) >= SLICE:
            till.inside.switch("offline")
        return said

    till.driver._link.link._take = unplugged_after_one
    till.run(order(20))
    state, _ = till.end()
    assert state.sure + state.maybe == SLICE
    assert state.outcome in ("unknown", "failed")
    assert till.printed() == {TEE.code: SLICE}


@pytest.mark.parametrize("fault", ["paper_out", "ribbon_out", "head_open", "paused", "offline"])
def test_run_when_the_printer_has_trouble_before_it_then_nothing_is_begun(till, fault) -> None:
    till.inside.switch(fault)
    till.run(order(6))
    state, before = till.end()
    assert (state.outcome, state.sure, state.maybe) == ("failed", 0, 0)
    assert (before, till.printed()) == ([], {})


class Held:
    """A label printer whose answers the test gives."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def print_labels(self, orders, done) -> None:
        self.asked.append(sum(each.copies for each in orders))
        self.done = done


def test_run_when_called_off_then_no_other_slice_is_begun() -> None:
    printer, told = Held(), []
    run = LabelRun(printer, [order(12)], told.append)
    run.start()
    run.cancel()
    printer.done(Printed("confirmed", TAKEN))
    assert printer.asked == [SLICE]
    assert [(each.outcome, each.sure, each.total) for each in told] == [
        ("printing", 5, 12), ("cancelled", 5, 12),
    ]  # fmt: skip


def test_run_when_called_off_while_the_last_tags_print_then_all_of_them_were_taken() -> None:
    printer, told = Held(), []
    run = LabelRun(printer, [order(5)], told.append)
    run.start()
    run.cancel()
    printer.done(Printed("confirmed", TAKEN))
    assert [(each.outcome, each.sure) for each in told] == [("confirmed", 5)]


def test_run_when_called_off_before_it_began_then_nothing_is_printed() -> None:
    printer, told = Held(), []
    run = LabelRun(printer, [order(3)], told.append)
    run.cancel()
    run.start()
    assert (printer.asked, [each.outcome for each in told]) == ([], ["cancelled"])
