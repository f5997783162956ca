"""Codes that nobody knew belong to their cart: aside, back, over a restart, never to the next."""

import pytest

from pos_app.viewmodels.checkout import CheckoutVM
from tests.pos_app.viewmodels.checkouts import JEANS, TEE, UNKNOWN, Counter


@pytest.fixture
def counter(bench) -> Counter:
    made = Counter(bench)
    made.scan(TEE, UNKNOWN)
    return made


def codes(vm: CheckoutVM) -> list[str]:
    return [line.title for line in vm.state.lines if line.trouble]


def test_park_when_a_code_is_open_then_it_goes_and_comes_with_its_cart(counter) -> None:
    counter.vm.function("park")
    counter.pump()
    assert counter.state.alert is None
    counter.scan(JEANS)
    counter.wait(1)
    counter.vm.money.cash(0)
    counter.pump()
    assert counter.rows("SELECT total FROM sale") == [(25900,)]
    counter.vm.resume()
    counter.pump()
    assert counter.state.alert.code == UNKNOWN
    assert codes(counter.vm) == [UNKNOWN]


def test_park_when_there_are_only_open_codes_then_they_are_kept_aside(counter) -> None:
    counter.vm.act("less")
    counter.vm.choose("1")
    counter.vm.act("delete")
    assert [each.name for each in counter.state.functions if each.live][:2] == ["clear", "park"]
    counter.vm.function("park")
    counter.pump()
    assert counter.state.empty
    assert len(counter.state.parked) == 1
    counter.vm.resume()
    counter.pump()
    assert codes(counter.vm) == [UNKNOWN]
    assert not counter.state.charge.live


def test_till_when_it_stops_then_open_codes_are_back(counter) -> None:
    later = CheckoutVM(counter.bench.till, counter.places)
    later.parking.recover(later.recovered)
    counter.pump()
    assert codes(later) == [UNKNOWN]
    assert later.state.alert.code == UNKNOWN


def test_clear_when_a_code_is_open_then_it_goes_and_undo_brings_it_back(counter) -> None:
    counter.vm.function("clear")
    assert counter.state.empty
    counter.vm.notices.act("undo")
    counter.pump()
    assert codes(counter.vm) == [UNKNOWN]
    assert (
        counter.bench.writer.submit(counter.bench.till.writes.checkout.recover).result()
        == counter.vm.cart.cart
    )


def test_sale_when_a_code_was_open_then_it_is_no_part_of_it_and_undo_brings_it_back(
    counter,
) -> None:
    counter.vm.money.cash(0)
    counter.vm.notices.act("go_on")
    counter.pump()
    assert counter.rows("SELECT COUNT(*) FROM sale_line") == [(1,)]
    assert (
        UNKNOWN.encode() not in counter.rows("SELECT body FROM journal WHERE type = 'sale'")[0][0]
    )
    assert counter.state.empty
    counter.vm.money.last_sale("undo")
    counter.pump()
    assert codes(counter.vm) == [UNKNOWN]


def test_ignore_when_tapped_then_the_row_says_so_and_the_newest_line_is_chosen(counter) -> None:
    assert counter.state.chosen == "unknown-1"
    counter.vm.money.alert("ignore")
    counter.pump()
    assert counter.state.chosen == "1"
    assert counter.rows("SELECT COUNT(*) FROM cart_edit") == [(3,)]


@pytest.mark.parametrize("way", ["emptied", "scanned"])
def test_search_for_a_code_when_given_up_then_the_next_search_does_not_answer_it(
    counter, way
) -> None:
    counter.vm.money.alert("search")
    counter.vm.finding.type("JN")
    if way == "emptied":
        counter.vm.finding.type("")
    else:
        counter.scan(TEE)
    counter.vm.finding.submit(JEANS)
    counter.pump()
    assert "259.00" in counter.amounts()
    assert codes(counter.vm) == [UNKNOWN]
