from dataclasses import replace

import pytest

from inventory.kernel.errors import Damaged, Refused
from inventory.kernel.money import CNY, UnitPrice
from inventory.kernel.quantity import Quantity
from inventory.ledger.envelope import decode
from inventory.orders.tender import Offer
from inventory.people import secrets
from inventory.people.staff import SYSTEM, Actor, Role
from inventory.pricing.cart import SetPrice
from inventory.service.print_jobs import PrintJobs
from inventory.service.settings import SettingsDesk, current
from inventory.service.staff import Roster, StaffDesk
from inventory.store import people_repo
from inventory.store.engine import Database
from tests.inventory.makers import refusal_of
from tests.inventory.service.ringing import TEE, edit, open_till, ring, yuan
from tests.inventory.shop import OWNER_PIN


@pytest.fixture(autouse=True)
def cheap_argon(monkeypatch):
    """Hash new PINs with little memory; what a shop was created with keeps its own cost."""
    monkeypatch.setattr(secrets, "MEMORY_KIB", 64)
    monkeypatch.setattr(secrets, "PASSES", 1)


@pytest.fixture
def desk(shop):
    return StaffDesk(shop.context, shop.books, shop.pepper)


@pytest.fixture
def owner(shop):
    return Roster(shop.reader).people()[0]


def refusal(call):
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.text


def fail(desk, staff_id):
    return desk.finish(desk.begin(staff_id), right=False)


def entries(shop, kind):
    return [decode(row[0]) for row in shop.rows("SELECT body FROM journal WHERE type = ?", kind)]


def hire(desk, code="2", name="李强", role=Role.CASHIER, pin="246813"):
    return desk.add(SYSTEM, code=code, name=name, role=role, pin_hash=desk.hashed(pin))


def test_verify_pin_when_right_then_actor_and_a_sign_on_entry(shop, desk, owner):
    actor = desk.verify_pin(owner.id, OWNER_PIN)
    assert actor == Actor(owner.id, "1", Role.OWNER)
    assert entries(shop, "sign_on") == [{"staff_id": owner.id}]
    assert shop.rows("SELECT COUNT(*) FROM pin_failure") == [(0,)]


def test_verify_pin_when_wrong_pin_nobody_or_inactive_then_the_same_answer(shop, desk, owner):
    gone = hire(desk)
    desk.set_active(SYSTEM, gone.id, active=False)
    answers = {
        str(refusal(lambda: desk.verify_pin(owner.id, "000000"))),
        str(refusal(lambda: desk.verify_pin("nobody", OWNER_PIN))),
        str(refusal(lambda: desk.verify_pin(gone.id, "246813"))),
    }
    assert answers == {"staff.sign_on_failed seconds=1"}
    assert entries(shop, "sign_on") == []


def test_begin_when_failed_before_then_1_2_4_seconds_and_at_most_a_minute(shop, desk, owner):
    waits = []
    for _ in range(9):
        waits.append(refusal(lambda: fail(desk, owner.id)).params["seconds"])
        shop.clock.advance(waits[-1] * 1_000 - 1)
        assert refusal(lambda: desk.begin(owner.id)).code == "staff.wait"
        shop.clock.advance(1)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_begin_when_killed_before_the_answer_then_the_attempt_counts(shop, desk, owner):
    desk.begin(owner.id)
    again = Database(shop.path)
    try:
        later = StaffDesk(shop.context, again, shop.pepper)
        assert refusal(lambda: later.begin(owner.id)).code == "staff.wait"
    finally:
        again.close()


def test_begin_when_two_at_once_then_the_second_has_to_wait(desk, owner):
    desk.begin(owner.id)
    assert refusal(lambda: desk.begin(owner.id)).code == "staff.wait"


def test_begin_when_ten_failures_of_several_people_then_the_till_is_shut_for_all(shop, desk, owner):
    people = [f"guess{number}" for number in range(10)]
    for each in people:
        refusal(lambda each=each: fail(desk, each))
    shop.clock.advance(60_000)
    shut = refusal(lambda: desk.begin(owner.id))
    assert (shut.code, shut.params["seconds"]) == ("staff.wait", 14 * 60)
    shop.clock.advance(14 * 60_000)
    assert desk.verify_pin(owner.id, OWNER_PIN).id == owner.id


def test_finish_when_right_then_only_that_persons_failures_are_forgotten(shop, desk, owner):
    refusal(lambda: fail(desk, "guess"))
    refusal(lambda: fail(desk, owner.id))
    shop.clock.advance(60_000)
    desk.verify_pin(owner.id, OWNER_PIN)
    assert shop.rows("SELECT staff_id FROM pin_failure") == [("guess",)]


def test_finish_when_deactivated_meanwhile_then_refused(shop, desk):
    person = hire(desk)
    attempt = desk.begin(person.id)
    desk.set_active(SYSTEM, person.id, active=False)
    assert refusal(lambda: desk.finish(attempt, right=True)).code == "staff.sign_on_failed"


def test_wait_s_when_asked_for_the_screen_then_the_rest(shop, desk, owner):
    refusal(lambda: fail(desk, owner.id))
    roster = Roster(shop.reader)
    assert roster.wait_s(owner.id, shop.clock.now_ms()) == 1
    assert roster.wait_s(owner.id, shop.clock.now_ms() + 1_000) == 0


def test_sign_off_when_done_then_journaled(shop, desk, owner):
    desk.sign_off(Actor(owner.id, owner.code, owner.role))
    assert entries(shop, "sign_off") == [{"staff_id": owner.id}]


def test_add_when_hired_then_on_the_login_screen_and_journaled_without_name(shop, desk):
    person = hire(desk)
    assert [each.name for each in Roster(shop.reader).people()] == ["王芳", "李强"]
    assert desk.verify_pin(person.id, "246813").role is Role.CASHIER
    told = entries(shop, "staff")[-1]
    assert (told["staff_id"], told["what"], told["role"]) == (person.id, "added", "cashier")
    assert told["active"] is True and set(told) == {"staff_id", "what", "role", "active", "pin"}
    assert "李强" not in str(shop.rows("SELECT CAST(body AS TEXT) FROM journal"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"code": "1"}, "staff.code_taken"),
        ({"code": ""}, "staff.bad_code"),
        ({"code": "店"}, "staff.bad_code"),
        ({"name": " "}, "staff.bad_name"),
        ({"name": "长" * 41}, "staff.bad_name"),
        ({"pin": "123456"}, "staff.pin_weak"),
    ],
)
def test_add_when_something_is_wrong_then_refused(desk, change, code):
    assert refusal(lambda: hire(desk, **change)).code == code


def test_change_when_renamed_then_the_id_stays(shop, desk):
    person = hire(desk)
    changed = desk.change(SYSTEM, person.id, name="李小强", role=Role.MANAGER, language="en")
    assert (changed.id, changed.name, changed.role, changed.language) == (
        person.id, "李小强", Role.MANAGER, "en",
    )  # fmt: skip
    assert entries(shop, "staff")[-1]["what"] == "changed"


def test_set_pin_when_new_then_only_the_new_one_opens(shop, desk):
    person = hire(desk)
    desk.set_pin(SYSTEM, person.id, desk.hashed("975310"))
    assert desk.verify_pin(person.id, "975310")
    assert refusal(lambda: desk.verify_pin(person.id, "246813")).code == "staff.sign_on_failed"


def test_set_pin_when_without_the_right_then_refused_for_others_and_for_ones_own(desk, owner):
    person = hire(desk)
    cashier = Actor(person.id, person.code, person.role)
    for staff_id in (owner.id, person.id):
        call = lambda whose=staff_id: desk.set_pin(cashier, whose, "anything")  # noqa: E731
        assert refusal(call).code == "staff.no_right"
    assert desk.verify_pin(person.id, "246813")


def test_last_owner_when_demoted_or_deactivated_then_refused_until_there_is_another(desk, owner):
    demote = lambda: desk.change(SYSTEM, owner.id, role=Role.MANAGER)  # noqa: E731
    assert refusal(demote).code == "staff.last_owner"
    leave = lambda: desk.set_active(SYSTEM, owner.id, active=False)  # noqa: E731
    assert refusal(leave).code == "staff.last_owner"
    second = hire(desk, role=Role.OWNER)
    demote()
    assert (
        refusal(lambda: desk.set_active(SYSTEM, second.id, active=False)).code == "staff.last_owner"
    )


def test_everybody_when_somebody_left_then_still_listed_but_not_on_the_login_screen(shop, desk):
    person = hire(desk)
    desk.set_active(SYSTEM, person.id, active=False)
    roster = Roster(shop.reader)
    assert [each.active for each in roster.everybody(SYSTEM)] == [True, False]
    assert len(roster.people()) == 1


def test_admin_when_person_is_unknown_then_refused(desk):
    assert refusal(lambda: desk.change(SYSTEM, "nobody", name="x")).code == "staff.no_such_person"


def test_pepper_when_created_then_only_the_user_may_read_it_and_it_is_never_replaced(shop):
    path = people_repo.pepper_path(shop.path)
    path.unlink()
    with pytest.raises(Damaged):
        people_repo.load_pepper(shop.path)
    made = people_repo.create_pepper(shop.path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert people_repo.create_pepper(shop.path) == made
    path.write_bytes(b"short")
    with pytest.raises(Damaged):
        people_repo.load_pepper(shop.path)


@pytest.mark.parametrize("how", ["inactive", "cashier"])
def test_person_when_switched_off_or_demoted_then_what_they_signed_on_with_is_worth_nothing(
    shop, desk, owner, how
):
    boss = Actor(owner.id, owner.code, owner.role)
    person = desk.add(boss, code="5", name="n", role=Role.MANAGER, pin_hash="h")
    manager = Actor(person.id, person.code, person.role)
    till = open_till(shop)
    cart = ring(shop, till, TEE)
    sold = ring(shop, till, TEE)
    done = till.complete(manager, sold, [Offer("cash", yuan("89"))])
    if how == "inactive":
        desk.set_active(boss, person.id, active=False)
    else:
        desk.change(boss, person.id, role=Role.CASHIER)
    settings, jobs = SettingsDesk(shop.context, shop.books), PrintJobs(shop.context, shop.books)
    tee = sold.lines[0].item.variant_id
    for act in (
        lambda: edit(till, cart, SetPrice(1, UnitPrice(0, CNY)), manager),
        lambda: till.complete(manager, cart, [Offer("cash", yuan("89"))]),
        lambda: till.no_sale(manager, "change"),
        lambda: till.reprint(manager, done.receipt_no),
        lambda: jobs.dismiss_all(manager, [done.job.id]),
        lambda: jobs.dismiss(manager, done.job.id),
        lambda: jobs.retry(manager, done.job.id),
        lambda: shop.admin.set_price(manager, tee, UnitPrice(0, CNY)),
        lambda: shop.admin.count_stock(manager, {tee: Quantity.pieces(0)}),
        lambda: desk.set_pin(replace(manager, role=Role.OWNER), person.id, "h"),
        lambda: settings.save(manager, replace(current(shop.reader), volume=1)),
        lambda: desk.set_active(replace(manager, role=Role.OWNER), owner.id, active=False),
    ):
        assert refusal_of(act).code == "staff.rights_changed"
    # What is booked is booked: the same sale again is answered as before.
    assert till.complete(manager, sold, [Offer("cash", yuan("89"))]).repeated
    if how == "cashier":
        now = Actor(person.id, person.code, Role.CASHIER)
        assert till.complete(now, cart, [Offer("cash", yuan("89"))]).total == yuan("89")
