"""The windows of simulated devices: looked over in every state, driven with a finger."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from kivy.core.window import Window

from inventory.kernel.text import Text
from pos_app.hardware.categories.device import Condition
from pos_app.hardware.window_talk import Act, Seen, WindowLook
from pos_app.i18n import Translator
from pos_app.main.simulator_window import window_at, window_px
from pos_app.main.window import _dress_windows
from pos_app.screens import simulator
from pos_app.screens.keyboard import keyboard
from pos_app.screens.metrics import COMPACT, PROFILES, Profile, metrics
from pos_app.screens.theme import theme
from pos_app.screens.tr import tr
from pos_app.screens.widgets import SoftKeys, Touchable
from pos_app.viewmodels.simulator import SimulatorVM
from tests.pos_app.viewmodels.simulators import CODES, KINDS, a_view, paper
from tests.ui.audit import audit
from tests.ui.driver import Driver
from tests.ui.stage import words_of

pytestmark = pytest.mark.ui
OUT = Text.of("hardware.printer.paper_out")
LAMPS = Seen(lines=("  178.00",), columns=8, lamps=("total",))
STATES = {
    **{kind: a_view(kind) for kind in KINDS},
    "torn": a_view("printer", "paper_out", "slow", "cover_open", condition=Condition.PAPER_OUT,
                   reason=OUT, seen=Seen(), png=b""),
    "no label": a_view("labels", "paused", "ribbon_out", seen=Seen(), png=b""),
    "shut": a_view("drawer", "offline", seen=Seen(is_open=False), condition=Condition.OFFLINE,
                   reason=Text.of("hardware.link.unreachable", where="drawer")),
    "digits": a_view("display", "garble", seen=LAMPS),
    "silent": a_view("scale", "silent", "motion", condition=Condition.FAULT,
                     reason=Text.of("hardware.scale.silent")),
}  # fmt: skip


class Bench:
    """A device's window at the size that it has beside a till, and what it sent."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.sent: list[Act] = []
        self.screen: simulator.SimulatorScreen | None = None

    def show(self, view, till: str = "R1", language: str = "zh-Hans", **look: object):
        screen = PROFILES[till]
        tr.follow(Translator(language, strict=True))
        theme.use(look.get("theme", "light"))
        view = _of(view, WindowLook(language, px_per_mm=screen.px_per_mm, width=screen.width,
                                    height=screen.height, **look))  # fmt: skip
        self.view = view
        self.vm = SimulatorVM(tr.translator, self.sent.append, view)
        width, height = window_px(view)
        self.profile = Profile("window", width, height, screen.px_per_mm)
        metrics.use(self.profile, layout=COMPACT)
        if self.screen is not None:
            self.screen.leave()
        self.screen = simulator.SimulatorScreen(self.vm)
        self.driver.show(self.screen, self.profile, layout=COMPACT)
        Window.clearcolor = theme.colour("bg")
        self.driver.settle()
        return self.screen

    def hear(self, view) -> None:
        self.vm.heard(_of(view, self.view.look))
        self.driver.settle()

    def tap(self, words: str) -> None:
        keys = [each for each in self.screen.walk()
                if isinstance(each, Touchable) and getattr(each, "text", "") == words]  # fmt: skip
        assert keys, f"nothing to touch says {words}"
        self.driver.tap(keys[-1])


def _of(view, look: WindowLook):
    return replace(view, look=look)


@pytest.fixture
def bench(driver):
    before = tr.translator
    made = Bench(driver)
    yield made
    driver.clear()
    made.screen.leave()
    tr.follow(before)


@pytest.mark.parametrize(
    ("till", "language"),
    [("R1", "zh-Hans"), ("R1", "en"), ("T1", "zh-Hant"), ("T2", "en"), ("H1", "en")],
)
def test_windows_when_looked_over_then_there_is_no_fault(bench, till: str, language: str) -> None:
    faults = []
    for at, (name, view) in enumerate(STATES.items()):
        colours = "dark" if (at + len(language)) % 2 else "light"
        screen = bench.show(view, till, language, theme=colours)
        faults += [f"{name} {language} {each}" for each in audit(screen, bench.driver)]
    assert not faults, "\n".join(faults)


def test_fault_when_its_key_is_tapped_then_it_is_sent_and_the_key_turns(bench) -> None:
    bench.show(STATES["printer"])
    bench.tap("撕掉纸")
    assert bench.sent == [Act("switch", "paper_out", on=True)]
    bench.hear(STATES["torn"])
    bench.tap("装上纸")
    assert bench.sent[1:] == [Act("switch", "paper_out", on=False)]
    assert "里面没有纸" in words_of(bench.screen)


def test_paper_when_it_prints_then_it_rises_out_of_the_slot_to_its_end(bench) -> None:
    screen = bench.show(a_view("printer", seen=Seen(), png=b""))
    body = screen._body
    assert body.paper.height == 0
    bench.vm.heard(_of(STATES["printer"], bench.view.look))
    bench.driver.step(2)
    early = body.paper.height
    bench.driver.settle()
    wide, high = body.paper.size_dots
    assert early < body.paper.height == round(body.paper.width * high / wide)
    assert body.scroller.offset == body.scroller.furthest > 0
    x, y = body.scroller.center
    bench.driver.drag((x, y), (x, y - 60))
    assert body.scroller.offset < body.scroller.furthest
    before = body.scroller.offset
    bench.hear(a_view("printer", "slow", png=None))
    assert body.scroller.offset == before


def test_paper_when_motion_is_off_then_it_is_there_at_once(bench) -> None:
    bench.show(a_view("printer", seen=Seen(), png=b""))
    theme.still = True
    bench.vm.heard(_of(STATES["printer"], bench.view.look))
    bench.driver.step(2)
    assert bench.screen._body.paper.out == 1.0
    assert bench.vm.state.png == paper()


def test_scanner_when_typed_on_the_screen_then_the_code_is_scanned(bench) -> None:
    screen = bench.show(STATES["scanner"])
    bench.tap(CODES[0])
    bench.driver.tap(screen._body.ids.code)
    soft = next(each for each in screen.walk() if isinstance(each, SoftKeys))
    assert soft.opacity
    assert not audit(screen, bench.driver)
    for digit in "120":
        bench.tap(digit)
    bench.tap("扫码")
    assert bench.sent == [Act("scan", CODES[0]), Act("scan", "120")]
    keyboard.shown = False


def test_scanner_when_typed_by_hand_then_enter_scans(bench) -> None:
    screen = bench.show(STATES["scanner"])
    bench.driver.tap(screen._body.ids.code)
    bench.driver.type("TS10")
    bench.driver.key("enter")
    assert bench.sent == [Act("scan", "TS10")]


def test_drawer_when_pushed_then_it_is_sent_and_shows_shut(bench) -> None:
    bench.show(STATES["drawer"])
    tray = bench.screen._body.children[-1]._tray
    assert tray.height > 0
    bench.tap("推上钱箱")
    assert bench.sent == [Act("push")]
    bench.hear(a_view("drawer", seen=Seen(is_open=False)))
    assert tray.height == 0
    bench.tap("推上钱箱")
    assert bench.sent == [Act("push")]


def test_scale_when_grams_are_typed_on_the_pad_then_they_are_put_on(bench) -> None:
    bench.show(STATES["scale"])
    assert "0.345 kg" in words_of(bench.screen)
    for digit in "750":
        bench.tap(digit)
    assert "750 克" in words_of(bench.screen)
    bench.tap("放上去")
    bench.tap("取下来")
    assert bench.sent == [Act("put", "750"), Act("put", "0")]


def test_display_when_it_shows_then_letters_stand_in_their_cells(bench) -> None:
    bench.show(STATES["display"])
    letters = bench.screen._body._letters
    shown = [each for each in letters if each.text == "圆"]
    assert shown[0].width == pytest.approx(2 * letters[-1].width, abs=2)
    assert len({each.y for each in letters}) == 2


def test_window_when_the_till_changes_its_looks_then_it_follows(bench) -> None:
    bench.show(STATES["drawer"])
    shown = simulator.SimulatorWindow(bench.vm)
    bench.vm.heard(_of(STATES["drawer"], WindowLook("en", "dark")))
    bench.driver.settle()
    assert theme.name == "dark"
    assert "Cash drawer" in words_of(shown.screen)
    assert tuple(Window.clearcolor) == theme.colour("bg")
    shown.leave()
    assert shown.screen.parent is None


def test_scanner_when_a_real_one_types_into_its_window_then_the_code_is_passed_on(bench) -> None:
    for kind in ("scanner", "scale"):
        bench.show(STATES[kind])
        shown = simulator.SimulatorWindow(bench.vm)
        bench.driver.scan("6907001000036")
        shown.leave()
    bench.driver.scan("6907001005208")
    assert bench.sent == [Act("scan", "6907001000036")]


def test_windows_when_the_till_changes_language_and_theme_then_they_are_told(rooms) -> None:
    windows = SimpleNamespace(look=None)
    words, shell = rooms.bench.till.words, rooms.rooms.shell
    _dress_windows(windows, shell, words)
    assert (windows.look.language, windows.look.theme) == ("zh-Hans", "light")
    assert (windows.look.width, windows.look.height) == tuple(Window.size)
    words.switch("en")
    rooms.bench.till.session.use(replace(rooms.bench.till.session.settings, theme="dark"))
    shell.go("login")
    rooms.settle()
    assert (windows.look.language, windows.look.theme) == ("en", "dark")


def test_windows_when_six_stand_then_each_is_over_the_till_and_every_head_in_sight() -> None:
    look = WindowLook(left=100, top=50, width=1366, height=768)
    places = [window_at(a_view(kind, place=at, look=look)) for at, kind in enumerate(KINDS)]
    sizes = [window_px(a_view(kind, look=look)) for kind in KINDS]
    assert len(set(places)) == len(KINDS)
    for (left, top), (wide, high) in zip(places, sizes, strict=True):
        assert 100 <= left <= left + wide <= 100 + 1366
        assert 50 <= top <= top + high <= 50 + 768
