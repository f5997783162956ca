"""A clock that has fallen back is told, in the frame and to whoever signs on."""

from inventory.service import history
from inventory.service.history import DAYS_OF
from pos_app.viewmodels.clock_watch import ClockWatch, fallen
from pos_app.viewmodels.status_bar import StatusBarVM
from tests.inventory.shop import NOW_MS
from tests.pos_app.viewmodels.checkouts import TEE, Counter

IN_2010 = 1_262_304_000_000
DAY_MS = 86_400_000


def behind(bench) -> tuple[str, str] | None:
    last = bench.writer.submit(bench.till.writes.glance.look).result().latest_day
    today = fallen(bench.till.context, last)
    return (today, last) if today else None


def shown(bar: StatusBarVM, bench):
    bench.hands.pump()
    return bar.state


def sold(bench) -> Counter:
    counter = Counter(bench)
    ring(counter)
    return counter


def ring(counter: Counter) -> None:
    counter.scan(TEE)
    counter.vm.money.cash(0)
    counter.pump()
    counter.wait(20)


def test_fallen_when_nothing_was_sold_or_the_clock_is_right_then_there_is_nothing_to_tell(
    bench,
) -> None:
    bench.shop.clock.set(IN_2010)
    assert behind(bench) is None
    bench.shop.clock.set(NOW_MS)
    sold(bench)
    assert behind(bench) is None
    bench.shop.clock.set(NOW_MS - 3_600_000)
    assert behind(bench) is None
    assert shown(StatusBarVM(bench.till), bench).statuses[0][1] == "网络 在线"


def test_frame_when_the_clock_has_fallen_back_then_it_says_the_day_until_it_is_right(bench) -> None:
    sold(bench)
    bench.shop.clock.set(IN_2010)
    assert behind(bench) == ("2010-01-01", "2026-09-21")
    bar = StatusBarVM(bench.till)
    date = bench.till.words.date("2010-01-01")
    assert shown(bar, bench).statuses[0] == ("fault", f"时钟 {date}，早于最近的销售", "")
    assert bar.state.short[0] == ("fault", date, "")
    assert bar.state.lines[0].icon == "clock"
    bench.shop.clock.set(NOW_MS)
    bar.refresh()
    assert shown(bar, bench).lines[0].icon != "clock"


def test_watch_when_somebody_signs_on_then_each_person_is_told_once(bench) -> None:
    said: list = []
    ClockWatch(bench.till, said.append)
    sold(bench)
    assert said == []
    bench.till.session.sign_on(None, "")
    bench.shop.clock.set(IN_2010)
    bench.till.session.sign_on(None, "")
    assert said == []
    bench.sign_on()
    bench.till.session.use(bench.till.session.settings)
    bench.hands.pump()
    assert len(said) == 1
    words = bench.till.words
    shown = words.text(said[0](words))
    assert words.date("2010-01-01") in shown and words.date("2026-09-21") in shown
    bench.till.session.sign_on(None, "")
    bench.sign_on()
    bench.hands.pump()
    assert len(said) == 2
    bench.till.session.sign_on(None, "")
    bench.sign_on()
    bench.till.session.sign_on(None, "")
    bench.hands.pump()
    assert len(said) == 2  # who has gone by the time of the answer is told nothing


def test_fallen_when_a_day_ran_ahead_then_it_is_told_while_its_sales_are_among_the_newest(
    bench, monkeypatch
) -> None:
    counter = sold(bench)
    bench.shop.clock.set(NOW_MS + 400 * DAY_MS)
    ring(counter)
    bench.shop.clock.set(NOW_MS)
    ring(counter)
    assert DAYS_OF == 200 and behind(bench) == ("2026-09-21", "2027-10-26")
    monkeypatch.setattr(history, "DAYS_OF", 1)
    assert behind(bench) is None
