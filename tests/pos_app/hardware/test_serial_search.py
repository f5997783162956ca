"""Serial ports asked what hangs on them: the right answer names it, nothing else ever does."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from pos_app.hardware import serial_search
from pos_app.hardware.categories.found import Found, SerialAnswer, SerialPort
from pos_app.hardware.discovery import free_ports, listening, look, look_further, propose
from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.kernel_view import Machine, held
from pos_app.hardware.serial_search import Question
from pos_app.hardware.virtual_labels import VirtualLabelPrinter
from pos_app.hardware.virtual_printer import VirtualPrinter
from pos_app.hardware.virtual_scale import VirtualScale
from pos_app.i18n import LANGUAGES, Translator
from tests.pos_app.hardware.machines import Built
from tests.pos_app.hardware.ports import a_port, ports
from tests.rigs.uart import Line, heard

NOISE = Random(1)
PRINTER, BOTH = VirtualPrinter(), VirtualPrinter()
TAGS = VirtualLabelPrinter("tspl")


def both(data: bytes) -> bytes:
    """A printer of labels that speaks ESC/POS as well, as some do."""
    return BOTH.take(data) + TAGS.take(data)


def noise(_: bytes) -> bytes:
    return NOISE.randbytes(NOISE.randrange(1, 20))


DEVICES = {
    "silent": (lambda _: b"", None, False),
    "echo": (lambda data: data, None, False),
    "chatter": (noise, None, True),
    "nonsense": (noise, None, False),
    "acknowledges": (lambda _: b"\x06", None, False),
    "returns": (lambda _: b"\r", None, False),
    "zero": (lambda _: b"\0", None, False),
    "hayes": (lambda _: b"\r\nERROR\r\n", None, False),
    "printer": (PRINTER.take, Line(19_200), False),
    "both": (both, Line(9_600), False),
    "mettler": (VirtualScale("mettler_8217").take, Line(9_600, 7, "E"), False),
    "cas": (VirtualScale("cas").take, Line(9_600), False),
    "tspl": (VirtualLabelPrinter("tspl").take, Line(9_600), False),
    "zpl": (VirtualLabelPrinter("zpl").take, Line(19_200), False),
}  # fmt: skip
FOUND = {
    "printer": ("escpos", 19_200, ()), "both": ("escpos", 9_600, ("tspl",)),
    "mettler": ("mettler_8217", 9_600, ()), "cas": ("cas", 9_600, ()),
    "tspl": ("tspl", 9_600, ()), "zpl": ("zpl", 19_200, ()),
}  # fmt: skip


def as_a_pty_can(questions: tuple[Question, ...]) -> tuple[Question, ...]:
    """A pseudo-terminal cannot be set to 7E1; the rig's serial port can."""
    return tuple(replace(each, bits=8, parity="N") for each in questions)


@pytest.fixture(scope="module")
def answers() -> Iterator[dict[str, SerialAnswer]]:
    """All of them asked at once, as a till's ports are."""
    with pytest.MonkeyPatch.context() as patch, ports(**DEVICES) as there:
        patch.setattr(serial_search, "BAUDS", (9_600, 19_200))
        patch.setattr(serial_search, "ROUNDS", tuple(map(as_a_pty_can, serial_search.ROUNDS)))
        found = serial_search.search(there.values(), answer_s=0.5, within_s=60)
        names = [thread.name for thread in threading.enumerate()]
        assert not [name for name in names if name.startswith("serial-search")]
        yield {each.port.name: each for each in found}


@pytest.mark.parametrize("name", DEVICES)
def test_port_when_asked_then_the_right_answer_names_it_and_no_other_does(
    answers: dict[str, SerialAnswer], name: str
) -> None:
    found = answers.get(name)
    told = (found.spoken, found.baud, found.also) if found is not None else None
    assert told == FOUND.get(name)


def test_printer_when_asked_at_other_speeds_then_nothing_is_printed(
    answers: dict[str, SerialAnswer],
) -> None:
    assert answers["printer"].baud == 19_200
    for each in (PRINTER, BOTH):
        assert (each.papers, each.pulses, each._paper) == ([], [], b"\x1b@")


def test_proposals_when_ports_answered_then_each_says_how_it_was_told(
    answers: dict[str, SerialAnswer],
) -> None:
    there = tuple(each.port for each in answers.values())
    proposals = propose(Found(serial=there, answers=tuple(answers.values())))
    told = {each.driver: set() for each in proposals}
    for each in proposals:
        told[each.driver].add(each.why.code)
        DeviceConfig.of(each.as_plain())
        for language in LANGUAGES:
            said = Translator(language, strict=True).text(each.why)
            assert str(each.why.params["baud"]) in said
    assert all(each.sure for each in proposals)
    assert told == {
        "escpos": {"hardware.found.printer_answered", "hardware.found.printer_answered.also"},
        "serial_scale": {"hardware.found.scale_answered"},
        "label_printer": {"hardware.found.labels_answered"},
    }
    options = {str(each.options["path"]): each.options for each in proposals}
    assert options[answers["printer"].port.stable]["baud"] == 19_200
    assert "baud" not in options[answers["mettler"].port.stable]


class Saying:
    """A line on which any question is answered by noise."""

    answers, pace, spools = True, 0, False

    def __init__(self, random: Random) -> None:
        self._random, self._said = random, b""

    def send(self, data: bytes, within_s: float) -> None:
        self._said = self._random.randbytes(self._random.randrange(1, 6))

    def receive(self, most: int, within_s: float) -> bytes:
        said, self._said = self._said[:most], self._said[most:]
        return said


@pytest.mark.parametrize("question", [q for each in serial_search.ROUNDS for q in each],
                         ids=lambda each: each.spoken)  # fmt: skip
def test_question_when_noise_answers_a_thousand_times_then_it_never_fits(question) -> None:
    random = Random(question.spoken)
    assert not any(question.fits(Saying(random), 0.0) for _ in range(1_000))


def test_port_when_another_holds_it_then_it_is_left_alone() -> None:
    from pos_app.hardware.transports.serial_port import SerialLink

    with a_port("held", PRINTER.take) as port:
        holder = SerialLink(port.node)
        holder.open(1.0)
        assert serial_search.search([port], 0.05) == ()
        holder.close()


def test_port_when_the_time_is_over_then_no_more_is_asked() -> None:
    asked: list[bytes] = []

    def take(data: bytes) -> bytes:
        asked.append(data)
        return b""

    with a_port("slow", take) as port:
        assert serial_search.search([port], 0.05, within_s=0.0) == ()
    assert asked == []


def test_port_when_it_talks_by_itself_then_nothing_is_sent_to_it() -> None:
    sent: list[bytes] = []

    def take(data: bytes) -> bytes:
        sent.append(data)
        return b"$GPGGA,0\r\n"

    with a_port("talks", take, talks=True) as port:
        assert serial_search.search([port], 0.05) == ()
    assert b"".join(sent) == b""


def test_port_when_it_is_not_there_then_nothing_is_found() -> None:
    gone = SerialPort("/dev/ttyNONE", "/dev/ttyNONE", "gone")
    assert serial_search.search([gone]) == ()


def test_ports_when_one_is_set_up_then_only_the_others_are_asked() -> None:
    first, second = (SerialPort(f"/dev/ttyUSB{n}", f"/dev/ttyUSB{n}", "x") for n in (0, 1))
    plain = {"id": "s", "category": "scanner", "driver": "serial_scanner",
             "options": {"port": "/dev/ttyUSB0"}}  # fmt: skip
    found = Found(serial=(first, second))
    assert free_ports(found, [DeviceConfig.of(plain)]) == (second,)


@pytest.mark.parametrize(
    ("sent", "at", "said"),
    [
        (Line(9_600), Line(9_600), b"Ehello\x95"),
        (Line(9_600, 7, "E"), Line(9_600, 7, "E"), b"Ehello\x15"),
        (Line(9_600, 7, "E"), Line(9_600), b"\xc5\xe8ello\x95"),
        (Line(9_600), Line(9_600, 7, "E"), b"ello\x15"),
    ],
)  # fmt: skip
def test_line_when_its_ends_differ_then_bits_come_as_they_would(
    sent: Line, at: Line, said: bytes
) -> None:
    assert heard(b"Ehello\x95", sent, at, checks=True) == said


@pytest.mark.parametrize("baud", [9_600, 38_400, 115_200])
def test_line_when_the_speed_is_another_then_the_question_is_not_heard(baud: int) -> None:
    asked = b"\x10\x04\x01\x10\x04\x02\x10\x04\x04\x10\x04\x01"
    assert b"\x10\x04" not in heard(asked, Line(baud), Line(19_200), checks=True)


@pytest.fixture
def two_ports(tmp_path: Path) -> Built:
    built = Built(tmp_path)
    for number in (0, 1):
        built.port(f"ttyUSB{number}", f"1-{number + 1}")
    return built


def asked_on(built: Built, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    asked: list[str] = []
    monkeypatch.setattr(
        serial_search, "search", lambda ports: asked.extend(Path(each.node).name for each in ports)
    )
    look_further((), built.machine, serial=True)
    return asked


def test_port_when_another_program_has_it_open_without_a_lock_then_it_is_not_asked(
    two_ports: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = two_ports.root / "proc/4711/fd"
    files.mkdir(parents=True)
    (files / "3").symlink_to(two_ports.dev / "ttyUSB1")
    assert asked_on(two_ports, monkeypatch) == ["ttyUSB0"]


@pytest.mark.parametrize(("lives", "left"), [(True, ["ttyUSB1"]), (False, ["ttyUSB0", "ttyUSB1"])])
def test_port_when_the_lock_of_an_old_program_lies_there_then_it_counts_while_that_one_lives(
    two_ports: Built, monkeypatch: pytest.MonkeyPatch, lives: bool, left: list[str]
) -> None:
    two_ports.write(two_ports.root / "var/lock", **{"LCK..ttyUSB0": "      4711"})
    if lives:
        (two_ports.root / "proc/4711").mkdir(parents=True)
    assert asked_on(two_ports, monkeypatch) == left


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="NOT TESTED, no /proc here")
def test_port_when_a_real_program_opens_it_then_that_is_seen_until_it_ends() -> None:
    with a_port("held", PRINTER.take) as port:
        assert port.node not in held(Machine())
        program = "import sys; f = open(sys.argv[1], 'rb', 0); print(flush=True); sys.stdin.read()"
        with subprocess.Popen([sys.executable, "-c", program, port.node],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:  # fmt: skip
            assert child.stdout is not None
            assert child.stdout.readline()
            assert port.node in held(Machine())
            child.communicate(timeout=10)
        assert port.node not in held(Machine())


def test_pairing_when_another_program_has_a_port_then_nobody_listens_there(
    two_ports: Built,
) -> None:
    def heard_on() -> list[str]:
        found = listening((), two_ports.machine)
        return [Path(str(each.options["port"])).name for each in found]

    assert heard_on() == ["ttyUSB0", "ttyUSB1"]
    files = two_ports.root / "proc/4711/fd"
    files.mkdir(parents=True)
    (files / "3").symlink_to(two_ports.dev / "ttyUSB1")
    assert heard_on() == ["ttyUSB0"]
    said = {Path(str(each.options["port"])).name: each.why.code
            for each in propose(look(two_ports.machine))}  # fmt: skip
    assert said == {"ttyUSB0": "hardware.found.port", "ttyUSB1": "hardware.found.port_busy"}
