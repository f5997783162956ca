"""What was offered or asked about a cart ends when another cart is on the counter."""

import pytest

from tests.pos_app.viewmodels.checkouts import JEANS, KNIT, TEE, UNKNOWN, Counter


@pytest.fixture
def counter(bench) -> Counter:
    made = Counter(bench)
    made.scan(TEE, JEANS)
    return made


def park(counter: Counter) -> None:
    counter.vm.function("park")
    counter.pump()


def undo_kept(counter: Counter):
    """Return the undo of the bar as a finger would still hold it."""
    return counter.vm.notices._said.ways[0].job


@pytest.mark.parametrize("done", ["delete", "clear", "again"])
def test_undo_when_another_cart_came_then_it_is_gone_and_refused(counter, done) -> None:
    if done == "again":
        counter.scan(JEANS, after_ms=100)
    elif done == "clear":
        counter.vm.function("clear")
        counter.scan(TEE)
    else:
        counter.vm.act("delete")
    held = undo_kept(counter)
    park(counter)
    assert counter.state.notice is None
    counter.scan(KNIT, KNIT)
    held()
    assert counter.amounts() == ["798.00"]
    assert "另一单" in counter.state.notice.text


@pytest.mark.parametrize("way", ["park", "pay"])
def test_pad_when_another_cart_came_then_it_is_closed(counter, way) -> None:
    counter.vm.act("price")
    held = counter.vm.pad._ask
    counter.vm.act("discount")
    if way == "pay":
        counter.vm.money.cash(0)
        counter.pump()
    else:
        park(counter)
    assert counter.state.pad is None
    counter.scan(KNIT)
    assert counter.state.chips == ()
    counter.vm.attempt(lambda: held.done("10"))
    assert counter.amounts() == ["399.00"]


def test_go_on_when_another_cart_was_taken_up_then_it_does_not_pay_that_one(counter) -> None:
    park(counter)
    counter.scan(TEE, UNKNOWN)
    counter.wait(1)
    counter.vm.money.cash(0)
    assert counter.state.notice.ways[0][0] == "go_on"
    counter.vm.resume()
    counter.pump()
    assert counter.state.notice is None
    assert counter.rows("SELECT COUNT(*) FROM sale") == [(0,)]
