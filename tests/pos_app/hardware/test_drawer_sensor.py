"""A drawer's contact: moves are told, left open is told once, and only with a learned level."""

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from inventory.kernel.clock import SystemClock
from inventory.kernel.errors import Refused
from pos_app.hardware.categories import Condition, DrawerLeftOpen, DrawerMoved, StatusUpdate
from pos_app.hardware.drawer_sensor import Contact, DrawerSensor
from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.escpos_printer import EscposPrinter
from pos_app.hardware.printer_talk import OWING
from pos_app.hardware.profiles import PROFILES
from pos_app.hardware.registry import Registry
from pos_app.hardware.simulators.printer import SimulatedPrinter
from pos_app.hardware.transports.folder import FolderLink
from pos_app.hardware.worker import Job
from tests.pos_app.hardware.listening import CONFIGS, Heard, answer, ignore, simulated


class HandClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.s = 100.0

    def monotonic(self) -> float:
        return self.s

    def now_ms(self) -> int:
        return int(self.s * 1000)


def sensor(level: int, alarm_s: int = 60) -> tuple[DrawerSensor, HandClock, list[object]]:
    clock, told = HandClock(), []
    return DrawerSensor("drawer", Contact(level, alarm_s), told.append, clock), clock, told


@pytest.mark.parametrize("open_level", [0, 1])
def test_contact_when_its_level_changes_then_open_and_shut_are_told_by_the_learned_level(
    open_level: int,
) -> None:
    found, clock, told = sensor(open_level)
    for level in (1 - open_level, 1 - open_level, open_level, open_level, 1 - open_level):
        found.hear(level)
        clock.s += 1
    assert [each.open for each in told] == [True, False]


def test_drawer_when_left_open_then_it_is_told_once_until_it_is_shut() -> None:
    found, clock, told = sensor(1)
    for _ in range(2):
        found.hear(0)
        for _ in range(5):
            found.hear(1)
            clock.s += 31
        assert found.left_open
    found.hear(0)
    assert not found.left_open
    late = [each for each in told if isinstance(each, DrawerLeftOpen)]
    assert [each.open_s for each in late] == [62, 62]


def test_drawer_when_no_alarm_is_wanted_then_none_comes() -> None:
    found, clock, told = sensor(1, alarm_s=0)
    found.hear(1)
    clock.s += 10_000
    found.hear(1)
    assert [type(each) for each in told] == [DrawerMoved]


@pytest.fixture
def watched(heard: Heard) -> Iterator[Registry]:
    registry = Registry(heard, SystemClock(), poll_s=0.02)
    plain = [dict(each) for each in CONFIGS]
    plain[2]["options"] = {"printer": "printer", "pin": 5, "drawer_open_level": 1, "alarm_s": 1}
    registry.set_up(DeviceConfig.of(each) for each in plain)
    yield registry
    assert registry.close(5) == ()


def test_drawer_on_a_printer_when_left_open_then_its_status_says_so_until_it_is_shut(
    watched: Registry, heard: Heard
) -> None:
    printer = simulated(watched, "printer", SimulatedPrinter)
    heard.condition("printer", Condition.READY)
    printer.inside.move_drawer(is_open=True)
    heard.until(lambda each: isinstance(each, DrawerMoved) and each.open)
    status = heard.condition("below", Condition.FAULT)
    assert status.reason.code == "hardware.drawer.left_open"
    printer.inside.move_drawer(is_open=False)
    heard.until(lambda each: isinstance(each, DrawerMoved) and not each.open)
    assert heard.condition("below", Condition.READY).works


def test_drawer_without_a_learned_level_when_it_moves_then_nothing_is_said(
    devices: Registry, heard: Heard
) -> None:
    printer = simulated(devices, "printer", SimulatedPrinter)
    heard.condition("printer", Condition.READY)
    printer.inside.move_drawer(is_open=True)
    drawer = devices.drawers()[1]
    assert answer(drawer.kick).kick == "sent"
    printer.switch("paper_low")
    seen: list[object] = []
    heard.until(
        lambda each: (
            seen.append(each)
            or (isinstance(each, StatusUpdate) and each.status.condition is Condition.PAPER_LOW)
        )
    )
    assert not [each for each in seen if isinstance(each, DrawerMoved | DrawerLeftOpen)]


@pytest.mark.parametrize(
    "options",
    [
        {"drawer_open_level": 2},
        {"drawer_open_level": 1, "alarm_s": -1},
        {"drawer_open_level": 1, "beep_s": -1},
    ],
)
def test_contact_when_set_up_wrong_then_it_is_refused_by_name(heard: Heard, options: dict) -> None:
    plain = [dict(each) for each in CONFIGS]
    plain[2]["options"] = {"printer": "printer", **options}
    with pytest.raises(Refused) as caught:
        Registry(heard, SystemClock()).set_up(DeviceConfig.of(each) for each in plain)
    assert dict(caught.value.text.params)["device"] == "below"


@pytest.mark.parametrize("way", [{"way": "cups"}, {"way": "folder", "folder": "/nowhere"}])
def test_drawer_when_its_printer_keeps_jobs_in_a_queue_then_it_is_refused(
    heard: Heard, way: dict[str, str]
) -> None:
    registry = Registry(heard, SystemClock())
    plain = (
        {"id": "printer", "category": "printer", "driver": "escpos", "options": way},
        {"id": "drawer", "category": "drawer", "driver": "printer_drawer",
         "options": {"printer": "printer"}},
    )  # fmt: skip
    with pytest.raises(Refused, match=r"hardware\.drawer\.spools"):
        registry.set_up(DeviceConfig.of(each) for each in plain)
    assert registry.devices() == ()


def test_kick_when_the_way_is_a_queue_then_nothing_is_put_into_it(tmp_path: Path) -> None:
    link = FolderLink(tmp_path)
    printer = EscposPrinter(link, PROFILES["generic-80-zh"], SystemClock())
    printer.open()
    assert printer.kick(2).kick == "failed"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("stuck", [True, False])
def test_kick_when_the_contact_was_learned_then_it_tells_whether_the_drawer_moved(
    heard: Heard, watched: Registry, stuck: bool
) -> None:
    inside = simulated(watched, "printer", SimulatedPrinter).inside
    heard.condition("printer", Condition.READY)
    (drawer,) = [each for each in watched.drawers() if each.device_id == "below"]
    heard.until(lambda _: drawer.sensor is not None and drawer.sensor.is_open is False)
    if not stuck:
        inside.on_pulse = lambda *_: inside.move_drawer(is_open=True)
    kicked = answer(drawer.kick)
    wanted = ("failed", "hardware.drawer.stuck") if stuck else ("opened", "hardware.drawer.opened")
    assert (kicked.kick, kicked.reason.code) == wanted
    good, failed = (0, 1) if stuck else (1, 0)
    counts = drawer.record.statistics()
    assert counts.get("DrawerGoodOpenCount", 0) == good
    assert counts.get("DrawerFailedOpenCount", 0) == failed
    assert len(inside.pulses) == 1


def test_contact_when_the_other_drawer_on_the_printer_goes_then_it_is_still_read(
    heard: Heard,
) -> None:
    registry = Registry(heard, SystemClock(), poll_s=0.02)
    plain = [dict(each) for each in CONFIGS[:3]]
    plain[2]["options"] = {"printer": "printer", "pin": 5, "drawer_open_level": 1}
    other = {**plain[2], "id": "other", "options": {"printer": "printer", "drawer_open_level": 1}}
    registry.set_up(DeviceConfig.of(each) for each in (*plain, other))
    heard.condition("printer", Condition.READY)
    inside = simulated(registry, "printer", SimulatedPrinter).inside
    inside.move_drawer(is_open=True)
    moved = {heard.until(lambda each: isinstance(each, DrawerMoved)).device_id for _ in range(2)}
    assert moved == {"below", "other"}
    registry.remove("other")
    inside.move_drawer(is_open=False)
    shut = heard.until(lambda each: isinstance(each, DrawerMoved))
    assert (shut.device_id, shut.open) == ("below", False)
    assert registry.close(5) == ()


def test_drawer_when_its_printer_still_owes_an_answer_then_it_is_not_said_to_be_away(
    devices: Registry, heard: Heard
) -> None:
    heard.condition("below", Condition.READY)
    drawer = next(each for each in devices.drawers() if each.device_id == "below")
    told: queue.Queue[Condition] = queue.Queue()

    def owe() -> None:
        drawer.worker.report(OWING)
        told.put(drawer.status.condition)

    drawer.worker.submit(Job(owe, ignore, ignore))
    assert told.get(timeout=5) is Condition.READY
