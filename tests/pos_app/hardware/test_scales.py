"""Scales on pseudo-terminals: a right answer is a weight, any other is words, silence no scale."""

import os
import select
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Literal

import pytest

from inventory.kernel.clock import SystemClock
from inventory.kernel.errors import DeviceError, Refused
from pos_app.hardware.categories import Condition, Weighed
from pos_app.hardware.driver import DeviceConfig, Surroundings
from pos_app.hardware.drivers import serial_scale
from pos_app.hardware.registry import Registry
from pos_app.hardware.scale_protocols import PROTOCOLS, identify
from pos_app.hardware.simulators.scale import SimulatedScale
from pos_app.hardware.transports.serial_port import SerialLink
from pos_app.hardware.virtual_scale import VirtualScale
from pos_app.hardware.weighing import ProtocolScale
from tests.pos_app.hardware.listening import Heard, answer, simulated
from tests.pos_app.hardware.ptys import a_pty

Name = Literal["mettler_8217", "cas"]
AROUND = Surroundings(lambda _: None, SystemClock())


@pytest.fixture(params=list(PROTOCOLS))
def protocol(request: pytest.FixtureRequest) -> Name:
    return "cas" if request.param == "cas" else "mettler_8217"


@contextmanager
def wired(take: Callable[[bytes], bytes]) -> Iterator[str]:
    """Let something answer at the far end of a real serial line; yields the near end's path."""
    master, slave = a_pty()
    tty.setraw(slave)
    ended_here, ended_there = os.pipe()

    def serve() -> None:
        while True:
            ready = select.select([master, ended_here], [], [])[0]
            if ended_here in ready:
                return
            with suppress(OSError):
                os.write(master, take(os.read(master, 4096)))

    thread = threading.Thread(target=serve, name="scale")
    thread.start()
    try:
        yield os.ttyname(slave)
    finally:
        os.write(ended_there, b".")
        thread.join(5)
        for each in (master, slave, ended_here, ended_there):
            os.close(each)
        assert not thread.is_alive()


def built(path: str, protocol: Name) -> ProtocolScale:
    """Return a scale with less patience than in a shop, on a line of eight bits as a pty is."""
    return ProtocolScale(SerialLink(path), PROTOCOLS[protocol], still_s=0.6, answer_s=1.0)


def test_scale_when_it_is_set_up_then_the_driver_weighs_on_a_real_line(protocol: Name) -> None:
    with wired(VirtualScale(protocol, 345).take) as path:
        options: dict[str, str | int] = {
            "path": path, "protocol": protocol, "bits": 8, "parity": "N",
        }  # fmt: skip
        plain = DeviceConfig("scale", "scale", "serial_scale", options)
        scale = serial_scale.DRIVER.build(plain, AROUND)
        assert isinstance(scale, ProtocolScale)
        scale.open()
        assert scale.weigh().grams == 345
        scale.close()


@pytest.mark.parametrize("grams", [1, 40, 345, 1_000, 12_345, 29_999])
def test_weight_when_it_lies_still_then_it_is_exact_to_the_gram(protocol: Name, grams: int) -> None:
    inside = VirtualScale(protocol, grams)
    with wired(inside.take) as path:
        scale = built(path, protocol)
        scale.open()
        assert scale.attend(0).condition is Condition.READY
        weighed = scale.weigh()
        scale.close()
    assert (weighed.grams, weighed.sure, weighed.reason.code) == (
        grams, True, "hardware.scale.weight",
    )  # fmt: skip


def test_weight_when_it_settles_soon_then_it_is_waited_for(protocol: Name) -> None:
    inside = VirtualScale(protocol)
    with wired(inside.take) as path:
        scale = built(path, protocol)
        scale.open()
        inside.put(760, settles_after=3)
        inside.asked = 0
        assert scale.weigh().grams == 760
        assert inside.asked == 4
        scale.close()


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("motion", "hardware.scale.moving"),
        ("over", "hardware.scale.over"),
        ("under", "hardware.scale.under"),
        ("bad_check", "hardware.scale.unreadable"),
        ("garbage", "hardware.scale.unreadable"),
        ("silent", "hardware.scale.silent"),
    ],
)
def test_weight_when_it_cannot_be_sold_by_then_the_reason_is_told_and_no_grams(
    protocol: Name, fault: str, code: str
) -> None:
    inside = VirtualScale(protocol, 500)
    with wired(inside.take) as path:
        scale = built(path, protocol)
        scale.open()
        inside.switch(fault)
        weighed = scale.weigh()
        scale.close()
    assert (weighed.grams, weighed.sure, weighed.reason.code) == (0, False, code)


def test_weight_when_nothing_lies_there_then_it_says_so(protocol: Name) -> None:
    with wired(VirtualScale(protocol).take) as path:
        scale = built(path, protocol)
        scale.open()
        assert scale.weigh().reason.code == "hardware.scale.empty"
        scale.close()


def test_weight_when_a_cas_scale_is_not_ready_then_it_is_moving() -> None:
    inside = VirtualScale("cas", 100)
    with wired(inside.take) as path:
        scale = built(path, "cas")
        scale.open()
        inside.switch("not_ready")
        assert scale.weigh().reason.code == "hardware.scale.moving"
        scale.close()


@pytest.mark.parametrize(
    ("said", "code", "grams"),
    [
        (b"\x02 1.345\r", "hardware.scale.weight", 1_345),
        (b"\x0201.345N\r", "hardware.scale.weight", 1_345),
        (b"\x0201.34\r", "hardware.scale.weight", 1_340),
        (b"\x0201345\r", "hardware.scale.unreadable", 0),
        (b"\x02?P\r", "hardware.scale.empty", 0),
        (b"\x02?@\r", "hardware.scale.unreadable", 0),
        (b"\x02?G\r", "hardware.scale.over", 0),
        (b"\x02?E\r", "hardware.scale.under", 0),
        (b"\x02?H\r", "hardware.scale.moving", 0),
        (b"01.345\r", "hardware.scale.unreadable", 0),
        (b"\x0201.345\r\x0209.999\r", "hardware.scale.unreadable", 0),
        (b"\x0201.345\r\x0201.345\r", "hardware.scale.weight", 1_345),
        (b"\x0201.345\r\x0201.345", "hardware.scale.unreadable", 0),
        (b"\x0201.345", "hardware.scale.unreadable", 0),
    ],
)
def test_mettler_when_it_answers_then_only_a_whole_right_answer_is_a_weight(
    said: bytes, code: str, grams: int
) -> None:
    inside = VirtualScale("mettler_8217")
    with wired(lambda data: said if data == b"W" else inside.take(data)) as path:
        scale = built(path, "mettler_8217")
        scale.open()
        weighed = scale.weigh()
        scale.close()
    assert (weighed.reason.code, weighed.grams) == (code, grams)


def framed(body: bytes, check: int | None = None) -> bytes:
    found = 0
    for byte in body:
        found ^= byte
    return b"\x01\x02" + body + bytes([found if check is None else check]) + b"\x03\x04"


@pytest.mark.parametrize(
    ("said", "code", "grams"),
    [
        (framed(b"S 01.345kg"), "hardware.scale.weight", 1_345),
        (framed(b"S    345 g"), "hardware.scale.weight", 345),
        (framed(b"S 01.345lb"), "hardware.scale.unit", 0),
        (framed(b"S-00.010kg"), "hardware.scale.under", 0),
        (framed(b"SF00.000kg"), "hardware.scale.over", 0),
        (framed(b"S 01.345kg", check=0), "hardware.scale.unreadable", 0),
        (framed(b"S 01.345kg")[:-3], "hardware.scale.unreadable", 0),
        (framed(b"X 01.345kg"), "hardware.scale.unreadable", 0),
    ],
)
def test_cas_when_it_answers_then_only_a_whole_right_frame_is_a_weight(
    said: bytes, code: str, grams: int
) -> None:
    inside = VirtualScale("cas")
    answers = [inside.take(b"\x11")]  # the probe gets a right frame

    def take(data: bytes) -> bytes:
        if data != b"\x11":
            return inside.take(data)
        return answers.pop() if answers else said

    with wired(take) as path:
        scale = built(path, "cas")
        scale.open()
        weighed = scale.weigh()
        scale.close()
    assert (weighed.reason.code, weighed.grams) == (code, grams)


# --- never a scale by silence -------------------------------------------------------------------


@pytest.mark.parametrize("stranger", ["silent", "echo", "garbage", "ack", "other"])
def test_port_when_something_else_is_there_then_it_is_not_taken_for_a_scale(
    protocol: Name, stranger: str
) -> None:
    other = VirtualScale("cas" if protocol == "mettler_8217" else "mettler_8217", 500)
    inside = VirtualScale(protocol, 500)
    if stranger in ("silent", "echo", "garbage"):
        inside.switch(stranger)
    takes: dict[str, Callable[[bytes], bytes]] = {
        "ack": lambda _: b"\x06", "other": other.take,
    }  # fmt: skip
    with wired(takes.get(stranger, inside.take)) as path:
        scale = built(path, protocol)
        with pytest.raises(DeviceError) as caught:
            scale.open()
        scale.close()
    assert caught.value.text.code == "hardware.scale.stranger"


def link_to(path: str) -> Callable[[object], SerialLink]:
    return lambda _: SerialLink(path)


def test_port_when_it_is_looked_at_then_the_right_protocol_is_found_or_none(
    protocol: Name,
) -> None:
    inside = VirtualScale(protocol, 500)
    with wired(inside.take) as path:
        found = identify(link_to(path), 0.05)
        assert found is not None
        assert found.name == protocol
        for fault in ("silent", "echo", "garbage"):
            inside.switch(fault)
            assert identify(link_to(path), 0.05) is None
            inside.switch(fault, on=False)


def test_protocols_when_a_port_is_set_then_they_are_those_of_the_manuals() -> None:
    settings = {each.name: (each.baud, each.bits, each.parity) for each in PROTOCOLS.values()}
    assert settings == {"mettler_8217": (9600, 7, "E"), "cas": (9600, 8, "N")}


# --- as a device ------------------------------------------------------------------------------


def config(driver: str, **options: str | int) -> DeviceConfig:
    return DeviceConfig("scale", "scale", driver, options)


def weigh(registry: Registry) -> Weighed:
    (scale,) = registry.scales()
    return answer(scale.weigh)


def test_scale_when_it_goes_away_and_comes_back_then_it_is_said_and_it_weighs_again(
    heard: Heard, protocol: Name
) -> None:
    registry = Registry(heard, SystemClock(), poll_s=0.02)
    registry.set_up([config("simulated_scale", protocol=protocol)])
    heard.condition("scale", Condition.READY)
    driver = simulated(registry, "scale", SimulatedScale)
    assert weigh(registry).grams == 345
    driver.switch("silent")
    assert heard.condition("scale", Condition.OFFLINE).reason.code == "hardware.scale.silent"
    assert weigh(registry).grams == 0
    driver.switch("silent", on=False)
    heard.condition("scale", Condition.READY)
    assert weigh(registry).grams == 345
    assert registry.close(5) == ()


def test_scale_when_one_answer_is_garbled_then_it_stays_ready(heard: Heard) -> None:
    inside = VirtualScale("cas", 500)
    spoiled = [b"\xff"]

    def take(data: bytes) -> bytes:
        return spoiled.pop() if data == b"\x05" and spoiled else inside.take(data)

    with wired(take) as path:
        scale = built(path, "cas")
        spoiled.clear()
        scale.open()
        spoiled.append(b"\xff")
        assert scale.attend(0).condition is Condition.READY
        scale.close()


@pytest.mark.parametrize(
    ("driver", "options"),
    [
        ("serial_scale", {"path": ""}),
        ("serial_scale", {"path": "p", "protocol": "dialog06"}),
        ("serial_scale", {"path": "p", "bits": 9}),
        ("serial_scale", {"path": "p", "parity": "X"}),
        ("simulated_scale", {"grams": "heavy"}),
    ],
)
def test_scale_when_an_option_is_wrong_then_it_is_refused(
    heard: Heard, driver: str, options: dict[str, str | int]
) -> None:
    registry = Registry(heard, SystemClock())
    with pytest.raises(Refused):
        registry.set_up([config(driver, **options)])
