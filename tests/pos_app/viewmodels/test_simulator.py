"""The window of a simulated device without a window: what it says, what it sends."""

from dataclasses import replace

import pytest

from inventory.kernel.text import Text
from pos_app.hardware.categories.device import Condition
from pos_app.hardware.window_talk import CODE_MOST, Act, Seen, WindowLook, act_line, read_act
from pos_app.i18n import LANGUAGES, Translator
from pos_app.viewmodels.simulator import SimulatorVM, size_mm
from tests.pos_app.viewmodels.simulators import CODES, KINDS, a_view, paper

OUT = Text.of("hardware.printer.paper_out")


class Window:
    """A view model and all that it sent, as the till would read it."""

    def __init__(self, view, language: str = "zh-Hans") -> None:
        self.sent: list[Act] = []
        self.tr = Translator(language, strict=True)
        self.vm = SimulatorVM(self.tr, lambda act: self.sent.append(read_act(act_line(act))), view)

    @property
    def state(self):
        return self.vm.state


def word(window: Window, fault: str) -> str:
    return next(each.word for each in window.state.faults if each.name == fault)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_faults_when_turned_then_each_has_a_word_in_every_language(kind, language) -> None:
    window = Window(a_view(kind, look=WindowLook(language)), language)
    for fault in [each.name for each in window.state.faults]:
        off = word(window, fault)
        window.vm.heard(a_view(kind, fault, look=WindowLook(language)))
        assert fault not in (off, word(window, fault))
        assert [each.name for each in window.state.faults if each.on] == [fault]


def test_fault_when_it_is_on_then_its_key_says_how_it_ends_and_a_tap_ends_it() -> None:
    window = Window(a_view("printer"))
    assert word(window, "paper_out") == "撕掉纸"
    window.vm.switch("paper_out")
    window.vm.heard(a_view("printer", "paper_out"))
    assert word(window, "paper_out") == "装上纸"
    window.vm.switch("paper_out")
    assert window.sent == [Act("switch", "paper_out", on=True), Act("switch", "paper_out")]
    window.vm.switch("explode")
    assert len(window.sent) == 2


def test_state_when_there_is_a_fault_then_word_and_reason_are_plain() -> None:
    window = Window(a_view("printer", "paper_out", condition=Condition.PAPER_OUT, reason=OUT))
    assert (window.state.title, window.state.state) == ("小票打印机", "fault")
    assert window.state.word == "缺纸"
    assert "请换上新纸卷" in window.state.reason
    window.vm.heard(a_view("printer"))
    assert (window.state.state, window.state.word, window.state.reason) == ("ok", "就绪", "")


def test_reason_when_it_names_the_device_then_by_the_name_on_the_screens() -> None:
    gone = Text.of("hardware.link.unreachable", where="printer 2")
    view = a_view("printer", "offline", device_id="printer 2", condition=Condition.OFFLINE,
                  reason=gone)  # fmt: skip
    window = Window(view)
    assert window.state.title == "小票打印机 2"
    assert "小票打印机 2" in window.state.reason
    assert "printer" not in window.state.reason


def test_paper_when_it_changed_then_it_is_shown_and_kept_until_the_next() -> None:
    window = Window(a_view("printer", seen=Seen(), png=b""))
    assert (window.state.png, window.state.slot) == (b"", "没有打出的小票")
    window.vm.heard(a_view("printer"))
    assert window.state.png == paper()
    window.vm.heard(a_view("printer", "slow", png=None))
    assert window.state.png == paper()
    window.vm.heard(a_view("printer", "paper_out", seen=Seen(), png=b""))
    assert (window.state.png, window.state.slot) == (b"", "里面没有纸")
    window.vm.heard(a_view("printer", "cover_open", seen=Seen(), png=None))
    assert window.state.slot == "上盖开着"


def test_language_when_the_till_switches_then_the_window_follows() -> None:
    window = Window(a_view("drawer"))
    window.vm.heard(a_view("drawer", look=WindowLook("en", "dark")))
    assert (window.state.title, window.state.word) == ("Cash drawer", "Open")
    assert window.state.look.theme == "dark"
    assert window.tr.language == "en"


def test_scanner_when_a_code_is_typed_or_tapped_then_it_is_sent() -> None:
    window = Window(a_view("scanner"))
    assert window.state.codes == CODES
    window.vm.scan()
    window.vm.edit(" 12345 ")
    window.vm.scan()
    window.vm.scan(CODES[1])
    assert [(each.verb, each.value) for each in window.sent] == [
        ("scan", "12345"), ("scan", CODES[1]),
    ]  # fmt: skip
    window.vm.edit("1" * (CODE_MOST + 1))
    window.vm.scan()
    assert len(window.sent) == 2


def test_scanner_when_the_till_brings_no_codes_then_there_are_some_to_try() -> None:
    window = Window(a_view("scanner", codes=()))
    assert len(window.state.codes) == 2
    many = tuple(str(at) for at in range(20))
    window.vm.heard(a_view("scanner", codes=many))
    assert window.state.codes == many[:8]


def test_drawer_when_it_moves_then_its_word_does_not_wait_for_the_till() -> None:
    shut = Text.of("hardware.drawer.is_shut")
    window = Window(a_view("drawer", reason=shut))
    assert (window.state.is_open, window.state.word) == (True, "已打开")
    window.vm.push()
    assert window.sent == [Act("push")]
    window.vm.heard(a_view("drawer", reason=shut, seen=Seen(is_open=False)))
    assert (window.state.is_open, window.state.word) == (False, "已关")


def test_scale_when_grams_are_typed_then_they_are_put_on_and_taken_off() -> None:
    window = Window(a_view("scale"))
    assert (window.state.weight, window.state.typed) == ("0.345", "")
    window.vm.put()
    for digit in "0012507":
        window.vm.digit(digit)
    assert window.state.typed == "12507"
    window.vm.digit("9")
    assert window.state.typed == "12507"
    window.vm.back()
    assert window.state.typed == "1250"
    window.vm.put()
    assert window.state.typed == ""
    window.vm.digit("7")
    window.vm.clear()
    window.vm.take_off()
    assert window.sent == [Act("put", "1250"), Act("put", "0")]
    window.vm.heard(a_view("scale", seen=Seen(grams=12)))
    assert window.state.weight == "0.012"


def test_display_when_it_shows_then_every_letter_has_its_place() -> None:
    window = Window(a_view("display", seen=Seen(lines=("袜 2", ""), columns=20)))
    assert window.state.rows == (((0, "袜", 2), (3, "2", 1)), ())
    assert window.state.lamps == ()
    digits = Seen(lines=("  178.00",), columns=8, lamps=("total",))
    window.vm.heard(a_view("display", seen=digits))
    assert window.state.lamps == (("单价", False), ("总计", True), ("实收", False),
                                  ("找零", False))  # fmt: skip


def test_state_when_nothing_changed_then_nobody_hears_of_it() -> None:
    window, heard = Window(a_view("scale")), []
    window.vm.listen(heard.append)
    window.vm.heard(replace(a_view("scale"), front=True, place=3))
    assert heard == []
    window.vm.heard(a_view("scale", "motion"))
    assert len(heard) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_size_when_asked_then_it_is_one_of_a_small_window(kind: str) -> None:
    for room_mm in (100, 200):
        wide, high = size_mm(kind, room_mm)
        assert 90 <= wide <= 180
        assert 90 <= high <= 180


def test_code_when_it_has_the_separator_of_its_fields_then_it_is_scanned() -> None:
    code = "0109506000134352\x1d10A"
    window = Window(a_view("scanner", codes=(code,)))
    window.vm.scan(code)
    assert window.sent == [Act("scan", code)]
