"""A till behind a line that loses, delays, doubles, cuts and resets: both books end up equal."""

import random
from dataclasses import replace

import pytest

from inventory.people.staff import SYSTEM
from tests.head_office.fault_proxy import FAULTS, FaultProxy
from tests.head_office.office import HURRY, Office, Till, until

SALES = 60


@pytest.mark.slow
@pytest.mark.parametrize(
    "seed", [1, 2, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(3, 43))]
)
def test_stream_when_the_line_is_faulty_then_both_journals_are_equal(
    till: Till, office: Office, seed: int
) -> None:
    chance = random.Random(seed)
    link = till.enrol(office)
    proxy = FaultProxy(office.port, seed)
    client = till.client(
        replace(link, url=proxy.url), pace=replace(HURRY, longest_wait_s=0.04, read_s=1)
    )
    client.start()
    try:
        for number in range(SALES):
            with till.lock:
                sale = till.sell(chance.randint(1, 3), chance.randrange(3))
                if number % 7 == 0:
                    till.checkout.post_void(SYSTEM, sale.sale_id)
                if number % 11 == 0:
                    till.checkout.no_sale(SYSTEM, "check")
            client.wake()
            if number % 4 == 0:
                until(lambda: till.is_sent(link))
        until(lambda: set(FAULTS) <= set(proxy.met) and till.is_sent(link))
        assert client.close()
    finally:
        client.close()
        proxy.close()
    assert office.chain() == till.chain()
    assert office.rows("SELECT COUNT(*) FROM quarantine") == [(0,)]
    books = till.shop.rows(
        "SELECT COUNT(*), SUM(total), SUM(tax), (SELECT COUNT(*) FROM post_void),"
        " (SELECT SUM(total) FROM post_void), MAX(business_date) FROM sale"
    )[0]
    day = office.day(books[5])["totals"][0]
    assert (day["receipts"], day["sold_minor"]) == books[:2]
    assert (day["voids"], day["voided_minor"]) == books[3:5]
