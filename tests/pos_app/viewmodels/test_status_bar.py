"""The words around every screen."""

from threading import Event

import pytest

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from pos_app.hardware.categories.device import Condition, DeviceStatus
from pos_app.viewmodels.clock_watch import ClockWatch
from pos_app.viewmodels.device_care import Misfit
from pos_app.viewmodels.status_bar import StatusBarVM
from tests.pos_app.viewmodels.care import a_view, listed
from tests.pos_app.viewmodels.checkouts import TEE, Counter


def status(category: str, condition: Condition, device_id: str = "") -> DeviceStatus:
    reason = Text.of("ui.none")
    return DeviceStatus(device_id or category, category, condition, reason, 0)


def test_state_when_somebody_signs_on_then_shop_till_person_and_language_are_named(bench) -> None:
    bar = StatusBarVM(bench.till)
    bench.sign_on()
    assert (bar.state.place, bar.state.till, bar.state.person) == ("试验店", "T01", "陈晨")
    bench.shell.speak("en")
    assert (bar.state.place, bar.state.language_word) == ("Test shop", "EN")


def test_state_when_devices_change_then_the_worst_of_a_kind_is_shown(bench) -> None:
    bar = StatusBarVM(bench.till)
    bench.devices.show(
        status("scanner", Condition.READY, "s1"),
        status("scanner", Condition.OFFLINE, "s2"),
        status("printer", Condition.PAPER_LOW),
        status("drawer", Condition.READY),
    )
    assert bar.state.statuses[2:] == (
        ("warn", "打印机 纸将尽", ""), ("ok", "钱箱 就绪", ""), ("fault", "扫码枪 断开", ""),
    )  # fmt: skip
    assert [line.icon for line in bar.state.lines[2:]] == ["printer", "drawer", "scan"]


@pytest.mark.parametrize(
    ("reason", "word"),
    [("hardware.drawer.is_shut", "已关"), ("hardware.drawer.stands_open", "已打开"),
     ("hardware.status.ready", "就绪")],
)  # fmt: skip
def test_drawer_when_it_works_then_its_word_says_no_more_than_it_tells(
    bench, reason: str, word: str
) -> None:
    bar = StatusBarVM(bench.till)
    bench.devices.show(DeviceStatus("d", "drawer", Condition.READY, Text.of(reason), 0))
    assert ("ok", f"钱箱 {word}", "") in bar.state.statuses


def test_bar_when_a_device_of_the_file_cannot_be_used_then_it_is_in_trouble(bench) -> None:
    bar = StatusBarVM(bench.till)
    assert "设备 设置有误" not in [word for _, word, _ in bar.state.statuses]
    bench.devices.care.unfit = (Misfit("m", Text.of("ui.none"), {"id": "gun"}),)
    bench.devices.show()
    assert ("fault", "设备 设置有误", "") in bar.state.statuses


def test_state_when_head_office_is_away_then_it_says_what_waits(bench) -> None:
    bench.sync.now = ("offline", 12, None)
    assert StatusBarVM(bench.till).state.statuses == (
        ("warn", "网络 离线", ""), ("warn", "同步 12 待传", ""),
    )  # fmt: skip


def test_state_when_there_is_no_head_office_then_nothing_is_said_of_it(bench) -> None:
    bench.sync.now = ("none", 0, None)
    assert StatusBarVM(bench.till).state.statuses == ()


def test_clock_when_a_minute_ends_then_it_shows_the_next_and_nothing_happens_between(bench) -> None:
    bar = StatusBarVM(bench.till)
    heard: list[str] = []
    bar.listen(lambda state: heard.append(state.clock))
    before = bar.state.clock
    into_minute_s = bench.shop.clock.now_ms() // 1_000 % 60
    rest_s = 60 - into_minute_s
    bench.shop.clock.advance((rest_s - 1) * 1_000)
    bench.hands.pass_time(rest_s - 1)
    assert heard == []
    bench.shop.clock.advance(2_000)
    bench.hands.pass_time(2)
    assert len(heard) == 1
    assert heard[0] > before


def test_close_when_called_then_it_hears_nothing_more(bench) -> None:
    bar = StatusBarVM(bench.till)
    before = bar.state
    bar.close()
    bench.sign_on()
    bench.shop.clock.advance(120_000)
    bench.hands.pass_time(120)
    assert bar.state is before


def test_bar_when_devices_in_service_are_simulated_then_none_of_them_is_said_to_be_ready(
    bench,
) -> None:
    bar = StatusBarVM(bench.till)
    printer = a_view(serves="receipts_practice")
    drawer = a_view("drawer", "drawer", serves="opens_practice")
    listed(bench, printer, drawer, a_view("s", "scanner", driver="evdev"))
    assert bar.state.statuses[2:] == (("ok", "扫码枪 就绪", ""), ("off", "模拟设备", ""))
    assert bar.state.short[2:] == (("ok", "扫码枪", ""), ("off", "模拟设备", ""))
    listed(bench, printer, a_view("drawer", "drawer", driver="printer_drawer"))
    assert bar.state.statuses[2:] == (("ok", "钱箱 就绪", ""), ("off", "打印机 模拟", ""))
    assert bar.state.short[2:] == (("ok", "钱箱", ""), ("off", "打印机 模拟", ""))
    listed(bench, printer, drawer, a_view("s", "scanner"))
    assert bar.state.statuses[2:] == bar.state.short[2:] == (("off", "模拟设备", ""),)
    assert [line.word for line in bar.state.lines[2:]] == ["模拟"] * 3


def test_drawer_when_it_is_simulated_and_stands_open_then_it_is_simulated_all_the_same(
    bench,
) -> None:
    bar = StatusBarVM(bench.till)
    stands = DeviceStatus(
        "drawer", "drawer", Condition.READY, Text.of("hardware.drawer.stands_open"), 0
    )
    listed(bench, a_view("drawer", "drawer", serves="opens_practice", status=stands))
    assert bar.state.statuses[2:] == bar.state.short[2:] == (("off", "钱箱 模拟", ""),)


def test_scanner_when_a_real_one_is_away_beside_a_simulated_one_then_that_is_said(bench) -> None:
    bar = StatusBarVM(bench.till)
    away = status("scanner", Condition.OFFLINE, "gun")
    listed(bench, a_view("gun", "scanner", driver="evdev", status=away), a_view("s", "scanner"))
    assert bar.state.statuses[2:] == (("fault", "扫码枪 断开", ""),)


def test_bar_when_a_simulated_device_has_trouble_then_that_is_said(bench) -> None:
    bar = StatusBarVM(bench.till)
    out = status("printer", Condition.PAPER_OUT)
    listed(bench, a_view(serves="receipts_practice", status=out))
    assert bar.state.statuses[2:] == (("fault", "打印机 缺纸", ""),)


@pytest.mark.parametrize("category", ["display", "scale", "labels"])
def test_bar_when_more_devices_work_then_they_take_no_room_and_in_trouble_they_are_named(
    bench, category: str
) -> None:
    bar = StatusBarVM(bench.till)
    bench.devices.show(status(category, Condition.READY))
    before = len(bar.state.lines)
    bench.devices.show(status(category, Condition.OFFLINE))
    assert len(bar.state.lines) == before + 1
    assert bar.state.lines[-1].state == "fault"


def test_bar_when_there_is_no_sound_card_then_it_says_nothing_of_it(bench) -> None:
    bar = StatusBarVM(bench.till)
    before = len(bar.state.lines)
    bench.devices.show(status("tone", Condition.OFFLINE))
    assert len(bar.state.lines) == before


def test_frame_when_it_changes_then_the_ui_thread_reads_no_books(bench, monkeypatch) -> None:
    monkeypatch.setattr(bench.shop.reader, "reading", None)
    said: list = []
    ClockWatch(bench.till, said.append)
    bar = StatusBarVM(bench.till)
    bench.sign_on()
    bench.shell.speak("en")
    bench.devices.show(status("printer", Condition.OFFLINE))
    bench.hands.pass_time(61)
    assert (bar.state.shift, said) == ("", [])


def test_frame_when_a_sale_is_booked_then_the_shift_is_named_with_the_next_change(bench) -> None:
    counter = Counter(bench)
    bar = StatusBarVM(bench.till)
    counter.scan(TEE)
    counter.vm.money.cash(0)
    counter.pump()
    bar.refresh()
    counter.pump()
    assert bar.state.shift == "班次 #1"


def test_frame_when_much_changes_while_the_books_are_busy_then_one_more_look_answers_all(
    bench, monkeypatch
) -> None:
    looks: list[int] = []
    look = bench.till.writes.glance.look
    monkeypatch.setattr(bench.till.writes.glance, "look", lambda: (looks.append(1), look())[1])
    busy = Event()
    bench.writer.submit(busy.wait)
    bar = StatusBarVM(bench.till)
    for _ in range(5):
        bar.refresh()
    busy.set()
    bench.hands.pump()
    assert len(looks) == 2


def test_frame_when_the_books_cannot_be_read_then_it_stays_and_asks_again(
    bench, monkeypatch
) -> None:
    def broken() -> None:
        raise Refused(Text.of("store.busy"))

    glance = bench.till.writes.glance
    look = glance.look
    monkeypatch.setattr(glance, "look", broken)
    bar = StatusBarVM(bench.till)
    bench.hands.pump()
    assert bar.state.receipts_waiting == ""
    seen: list[int] = []
    monkeypatch.setattr(glance, "look", lambda: (seen.append(1), look())[1])
    bar.refresh()
    bench.hands.pump()
    assert seen == [1]
