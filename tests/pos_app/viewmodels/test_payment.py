"""Money that was taken belongs to the cart: no screen, lock or restart forgets it."""

from dataclasses import replace

import pytest

from inventory.kernel.errors import Refused
from inventory.kernel.money import CNY, Money
from inventory.kernel.text import Text
from inventory.orders.tender import Offer
from inventory.people.staff import SYSTEM
from pos_app.viewmodels.checkout import CheckoutVM
from pos_app.viewmodels.tender import TenderVM
from tests.pos_app.viewmodels.checkouts import JEANS, KNIT, TEE, UNKNOWN, Counter


@pytest.fixture
def counter(bench) -> Counter:
    made = Counter(bench)
    made.scan(KNIT, JEANS)
    return made


@pytest.fixture
def tender(counter) -> TenderVM:
    made = counter.tender()
    made.chip("200.00")
    counter.pump()
    counter.wait(1)
    return made


def taken(vm: TenderVM) -> list[tuple[str, str]]:
    return [(each.word, each.amount) for each in vm.state.taken]


def kept(counter: Counter):
    return counter.rows("SELECT kind, amount, state FROM tender_attempt ORDER BY rowid")


def test_taken_when_the_screen_is_left_then_charge_comes_back_to_it(counter, tender) -> None:
    counter.vm.enter()
    state = counter.state
    assert not any(key.live for key in (*state.cash, state.exact))
    assert (state.charge.live, state.charge.sub) == (True, "已收 200.00 • 继续收款")
    assert (state.title, state.total, state.saved) == ("待收", "458.00", "已收 200.00，共 658.00")
    counter.vm.money.charge()
    assert counter.places.gone[-1] == ("tender", "")
    tender.enter()
    assert taken(tender) == [("现金", "200.00")]
    assert (tender.state.rest, tender.state.kind, tender.busy) == ("458.00", "cash", False)


def test_edit_when_money_was_taken_then_refused_in_words(counter, tender) -> None:
    for code in (TEE, UNKNOWN):
        counter.scan(code)
        assert "已收了钱" in counter.state.notice.text
        counter.vm.notices.hush()
    for verb in ("delete", "more", "10"):
        counter.vm.act(verb)
        assert counter.state.notice.tone == "danger"
        counter.vm.notices.hush()
    for name in ("park", "clear", "resume"):
        counter.vm.function(name)
    counter.vm.money.cash(0)
    counter.pump()
    assert counter.amounts() == ["399.00", "259.00"]
    assert counter.state.alert is None
    assert counter.rows("SELECT COUNT(*) FROM sale") == [(0,)]
    assert not any(each.live for each in counter.state.functions)


def test_taken_when_locked_then_the_next_person_finds_it(counter, tender) -> None:
    counter.bench.till.session.sign_on(None, "")
    counter.bench.sign_on()
    tender.enter()
    assert taken(tender) == [("现金", "200.00")]
    counter.wait(0.5)  # a key of a screen that has just come takes no tap
    tender.choose("card")
    tender.ok()
    counter.pump()
    assert counter.rows("SELECT kind, amount FROM tender ORDER BY position") == [
        ("cash", 20000), ("card", 45800),
    ]  # fmt: skip
    assert kept(counter) == []
    assert counter.vm.counter.free


def test_taken_when_the_till_stops_then_it_is_back_with_the_cart(counter, tender) -> None:
    bench = counter.bench
    later = CheckoutVM(bench.till, counter.places)
    later.parking.recover(later.recovered)
    counter.pump()
    again = TenderVM(bench.till, counter.places, later)
    again.enter()
    counter.wait(1)
    assert taken(again) == [("现金", "200.00")]
    assert later.can_charge and not later.can_pay
    again.remove(again.state.taken[0].key)
    counter.pump()
    assert kept(counter) == []
    assert later.counter.free


def test_given_back_when_all_then_the_cart_is_free_again(counter, tender) -> None:
    assert kept(counter) == [("cash", 20000, "confirmed")]
    key = tender.state.taken[0].key
    tender.remove(key)
    tender.remove(key)
    counter.pump()
    counter.scan(TEE)
    assert counter.amounts() == ["399.00", "259.00", "89.00"]
    assert kept(counter) == []


def test_card_when_taken_in_part_then_its_row_is_durable_and_cash_is_not(
    counter, tender, monkeypatch
) -> None:
    durable: list[bool] = []
    books = counter.bench.shop.books
    real = books.transaction

    def watched(*, durable: bool = True):
        seen.append(durable)
        return real(durable=durable)

    seen = durable
    monkeypatch.setattr(books, "transaction", watched)
    tender.choose("card")
    for digit in "100":
        tender.digit(digit)
    tender.ok()
    counter.pump()
    counter.wait(1)
    tender.choose("cash")
    tender.chip("50.00")
    counter.pump()
    assert durable == [True, False]
    assert [row[0] for row in kept(counter)] == ["cash", "card", "cash"]


def test_split_when_it_completes_the_sale_then_only_the_sale_is_written(counter) -> None:
    fresh = counter.tender()
    fresh.split(fresh.state.splits[-1].name)
    counter.pump()
    assert kept(counter) == []
    assert counter.rows("SELECT COUNT(*) FROM sale") == [(1,)]


def test_row_when_the_disk_refuses_it_then_the_money_stays_listed_and_is_tried_again(
    counter, tender, monkeypatch
) -> None:
    def full(*_: object) -> None:
        raise Refused(Text.of("store.disk_full"))

    with monkeypatch.context() as patch:
        patch.setattr(counter.bench.till.writes.taking, "keep", full)
        tender.chip("50.00")
        counter.pump()
    assert tender.state.notice.tone == "danger"
    assert [amount for _, amount in taken(tender)] == ["200.00", "50.00"]
    counter.wait(1)
    tender.chip("100.00")
    counter.pump()
    assert [row[1] for row in kept(counter)] == [20000, 5000, 10000]


def test_giving_back_when_the_disk_refuses_it_then_it_is_shown_as_taken(
    counter, tender, monkeypatch
) -> None:
    def full(*_: object) -> None:
        raise Refused(Text.of("store.disk_full"))

    with monkeypatch.context() as patch:
        patch.setattr(counter.bench.till.writes.taking, "give_back", full)
        tender.remove(tender.state.taken[0].key)
        counter.pump()
    assert taken(tender) == [("现金", "200.00")]
    assert counter.vm.counter.paying


def test_booking_when_it_fails_and_the_till_stops_then_all_the_money_is_still_listed(
    counter, tender, monkeypatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Refused(Text.of("store.disk_full"))

    with monkeypatch.context() as patch:
        patch.setattr(counter.bench.till.writes.checkout, "complete", full)
        tender.choose("card")
        tender.ok()
        counter.bench.till.session.sign_on(None, "")
        counter.pump()
    assert kept(counter) == [("cash", 20000, "confirmed"), ("card", 45800, "confirmed")]
    counter.bench.sign_on()
    tender.enter()
    assert tender.state.ok.word == "再试一次"
    counter.wait(1)
    tender.ok()
    counter.pump()
    assert counter.rows("SELECT COUNT(*) FROM tender") == [(2,)]
    assert counter.vm.counter.free


# --- giving back -------------------------------------------------------------------------------


def card(counter: Counter, tender: TenderVM, amount: str) -> str:
    tender.choose("card")
    for digit in amount:
        tender.digit(digit)
    tender.ok()
    counter.pump()
    counter.wait(1)
    return tender.state.taken[-1].key


def test_give_back_when_tapped_twice_then_the_row_that_moved_up_stays(counter, tender) -> None:
    tender.chip("50.00")
    counter.pump()
    counter.wait(1)
    tender.remove(tender.state.taken[0].key)
    counter.bench.shop.clock.advance(150)
    tender.remove(tender.state.taken[0].key)
    counter.pump()
    assert taken(tender) == [("现金", "50.00")]
    assert counter.vm.counter.paying


def test_give_back_when_a_terminal_approved_it_then_it_is_asked_and_a_trace_stays(
    counter, tender
) -> None:
    key = card(counter, tender, "100")
    tender.remove(key)
    assert len(taken(tender)) == 2
    bar = tender.state.notice
    assert (bar.tone, bar.ways[0][1]) == ("warn", "已撤销")
    tender.notices.act("give_back", bar.number)  # the same finger, still moving
    assert len(taken(tender)) == 2
    counter.wait(1)
    tender.remove(key)
    counter.wait(1)
    tender.notices.act("give_back", tender.state.notice.number)
    counter.pump()
    assert taken(tender) == [("现金", "200.00")]
    assert kept(counter) == [("cash", 20000, "confirmed"), ("card", 10000, "given_back")]
    assert counter.rows("SELECT COUNT(*) FROM journal WHERE type = 'given_back'") == [(1,)]


def test_cart_when_its_only_tender_was_given_back_then_it_is_free(counter) -> None:
    fresh = counter.tender()
    key = card(counter, fresh, "100")
    fresh.remove(key)
    counter.wait(1)
    fresh.notices.act("give_back", fresh.state.notice.number)
    counter.pump()
    assert counter.vm.counter.free
    counter.scan(TEE)
    counter.wait(9)
    counter.vm.money.cash(0)
    counter.pump()
    assert counter.rows("SELECT total FROM sale") == [(74700,)]


def test_rules_when_changed_under_a_payment_then_its_sum_counts_and_it_can_be_given_back(
    counter, tender
) -> None:
    till = counter.bench.till
    new = replace(till.session.settings, cash_step=30_000)
    save = till.writes.settings.save
    job = counter.bench.writer.submit(lambda: save(SYSTEM, new))
    with pytest.raises(Refused, match=r"settings\.money_taken"):
        job.result()
    till.session.use(new)  # as a payment that came with a backup finds it
    tender.draw()
    assert (tender.state.rest, tender.state.rows[1][1]) == ("458.00", "−200.00")
    tender.remove(tender.state.taken[0].key)
    counter.pump()
    assert counter.vm.counter.free
    assert counter.bench.writer.submit(lambda: save(SYSTEM, new)).result() == new


def test_give_back_when_one_of_two_is_refused_then_only_that_one_is_listed_again(
    counter, tender
) -> None:
    payment, taking = counter.vm.payment, counter.bench.till.writes.taking
    tender.chip("100.00")
    counter.pump()
    first, second = payment.taken
    right = taking.give_back

    def one_refused(actor, cart, gone) -> None:
        if gone == first:
            raise Refused(Text.of("cart.not_there"))
        right(actor, cart, gone)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taking, "give_back", one_refused)
        payment.give_back(first)
        payment.give_back(second)
        counter.pump()
    assert payment.taken == (first,)
    assert [amount for _, amount, _ in kept(counter)] == [first.offer.amount.minor]


def test_given_back_when_two_could_not_be_kept_then_both_are_listed_in_their_order(
    counter, tender, monkeypatch
) -> None:
    payment, taking = counter.vm.payment, counter.bench.till.writes.taking
    payment.take([Offer("card", Money(5_000, CNY), "1234", "000877")])
    payment.keep()
    counter.pump()
    listed = payment.taken
    assert len(listed) == 2

    def busy(*_: object) -> None:
        raise Refused(Text.of("store.busy"))

    with monkeypatch.context() as patch:
        patch.setattr(taking, "give_back", busy)
        for each in listed:
            payment.give_back(each)
        assert payment.taken == ()
        counter.pump()
    assert payment.taken == listed == taking.of(counter.vm.cart.cart)
    assert counter.vm.counter.paying


def test_taken_when_the_disk_refused_an_earlier_one_for_a_while_then_the_sale_is_booked(
    counter, tender, monkeypatch
) -> None:
    payment, taking = counter.vm.payment, counter.bench.till.writes.taking
    keep, refusals = taking.keep, iter((True, False, False))

    def now_and_then(*given: object) -> None:
        if next(refusals):
            raise Refused(Text.of("store.busy"))
        keep(*given)

    monkeypatch.setattr(taking, "keep", now_and_then)
    for amount in (5_000, 6_000):
        counter.bench.shop.clock.advance(5)
        payment.take([Offer("card", Money(amount, CNY), "1234", "000877")])
        payment.keep()
    counter.pump()
    payment.keep()
    counter.pump()
    assert [each[1] for each in kept(counter)] == [20_000, 6_000, 5_000]
    assert taking.of(counter.vm.cart.cart) == payment.taken
    counter.wait(1)
    tender.draw()
    tender.choose("card")
    tender.ok()
    counter.pump()
    assert counter.rows("SELECT COUNT(*) FROM sale") == [(1,)]
    assert kept(counter) == []
