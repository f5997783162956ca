"""Scan now to pair: the input that reads wins, a hand does not, and all others are given back."""

import contextlib
import os
import queue
import threading
import tty
from collections.abc import Callable, Iterator

import pytest

from inventory.kernel.clock import FixedClock, SystemClock
from inventory.kernel.text import Text
from pos_app.hardware import registry as registry_module
from pos_app.hardware.categories import Scan, ScanLost
from pos_app.hardware.categories.found import Proposal
from pos_app.hardware.driver import READY, DeviceConfig, DriverKind, Finding, Surroundings
from pos_app.hardware.pairing import Pairing, in_background
from pos_app.hardware.polarity import Polarity
from tests.pos_app.hardware.ptys import a_pty

WHY = Text.of("hardware.found.port", name="x")
CODE = "6901234567892"


def candidate(name: str, driver: str = "serial_scanner", **options: object) -> Proposal:
    return Proposal(name, "scanner", driver, options, WHY, sure=False)  # type: ignore[arg-type]


@pytest.fixture
def two_ports() -> Iterator[list[tuple[int, str]]]:
    """Two serial lines: the scanner's end, and the name of the till's."""
    pairs = [a_pty() for _ in range(2)]
    for _, slave in pairs:
        tty.setraw(slave)
    yield [(master, os.ttyname(slave)) for master, slave in pairs]
    for pair in pairs:
        for end in pair:
            os.close(end)


def test_pairing_when_one_of_two_equal_scanners_reads_then_it_is_the_one_set_up(
    two_ports: list[tuple[int, str]],
) -> None:
    proposals = [candidate(f"s{n}", port=name) for n, (_, name) in enumerate(two_ports)]
    pairing = Pairing(proposals, SystemClock())
    told: queue.Queue[Proposal | None] = queue.Queue()
    in_background(pairing, 30, told.put)
    winner = None
    for _ in range(40):  # what is scanned before the port is open is thrown away with its buffer
        os.write(two_ports[1][0], f"{CODE}\r".encode())
        with contextlib.suppress(queue.Empty):
            winner = told.get(timeout=0.5)
            break
    assert winner is not None
    assert (winner.device_id, winner.options, winner.sure) == (
        "s1",
        {"port": two_ports[1][1]},
        True,
    )
    DeviceConfig.of(winner.as_plain())
    names = [thread.name for thread in threading.enumerate()]
    assert not [name for name in names if name in ("device-s0", "device-s1")]


def test_pairing_when_called_off_then_nobody_won() -> None:
    pairing = Pairing([candidate("s", port="/dev/ttyNONE")], SystemClock())
    told: queue.Queue[Proposal | None] = queue.Queue()
    stop = in_background(pairing, 30, told.put)
    stop()
    assert told.get(timeout=10) is None


def test_pairing_when_the_time_is_over_then_nobody_won() -> None:
    assert Pairing([], SystemClock()).wait(0.01) is None


# --- a candidate that is only a script -------------------------------------------------------

Script = Callable[[Surroundings, FixedClock], None]
SCRIPTS: dict[str, Script] = {}
CLOCK = FixedClock()


class Scripted:
    waits = True

    def __init__(self, config: DeviceConfig, around: Surroundings) -> None:
        self._script, self._around = SCRIPTS.get(config.device_id), around
        self._idle = threading.Event()

    def open(self) -> None:
        """Nothing to open."""

    def attend(self, wait_s: float) -> Finding:
        if self._script is not None:
            self._script(self._around, CLOCK)
            self._script = None
        self._idle.wait(wait_s)
        return READY

    def close(self) -> None:
        """Nothing to give back."""


DRIVER = DriverKind("scanner", frozenset({"by_silence"}), Scripted)


def typing(around: Surroundings, code: str, gap_ms: int, *, end: bool = True) -> None:
    for character in code:
        around.ear.typed(character)
        CLOCK.advance(gap_ms)
    if end:
        around.ear.typed("\r")
        around.emit(Scan(code, "", "s", 0))
    else:
        CLOCK.advance(1_500)
        around.emit(ScanLost("s", WHY, 0))


@pytest.mark.parametrize(
    ("script", "options"),
    [
        (lambda around, _: typing(around, CODE, 2), {}),
        (lambda around, _: typing(around, CODE, 20), {}),
        (lambda around, _: typing(around, CODE, 2, end=False), {"by_silence": True}),
        (lambda around, _: typing(around, CODE, 90), None),
        (lambda around, _: typing(around, CODE, 90, end=False), None),
        (lambda around, _: typing(around, "1", 2), None),
        (lambda around, _: around.emit(ScanLost("s", WHY, 0)), None),
    ],
    ids=["scanner", "slow scanner", "no end", "hand", "hand, no end", "one key", "overflow"],
)
def test_pairing_when_characters_come_then_only_a_scanner_s_speed_pairs(
    monkeypatch: pytest.MonkeyPatch, script: Script, options: dict[str, object] | None
) -> None:
    monkeypatch.setattr(
        registry_module, "DRIVERS", {**registry_module.DRIVERS, "scripted": __name__}
    )
    monkeypatch.setitem(SCRIPTS, "s", script)
    winner = Pairing([candidate("s", "scripted")], CLOCK).wait(5 if options is not None else 0.4)
    assert (None if winner is None else winner.options) == options


# --- the drawer's sensor ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("readings", "open_is_high", "last"),
    [
        ([("open", True), ("closed", False)], True, "learned"),
        ([("closed", True), ("open", False)], False, "learned"),
        ([("open", True), ("closed", True)], None, "same"),
        ([("open", True), ("closed", True), ("open", False), ("closed", True)], False, "learned"),
        ([("open", None)], None, "no_answer"),
        ([("open", True), ("closed", None), ("closed", False)], None, "then.open"),
        ([("open", True)], None, "then.closed"),
        ([("open", True), ("open", False), ("closed", True)], False, "learned"),
    ],
)
def test_polarity_when_two_readings_differ_then_it_is_learned_else_it_is_said_why_not(
    readings: list[tuple[str, bool | None]], open_is_high: bool | None, last: str
) -> None:
    polarity = Polarity()
    for step, high in readings:
        told = polarity.take(step, high=high)  # type: ignore[arg-type]
    assert told.code == f"hardware.polarity.{last}"
    assert polarity.open_is_high is open_is_high
