"""Frame, panels, forms and paper: what they tell, and that a switch made live leaves no trace."""

from collections.abc import Callable

import pytest
from kivy.uix.widget import Widget

from pos_app.screens import widgets as w
from pos_app.screens.metrics import PROFILES, metrics
from pos_app.screens.theme import theme
from pos_app.screens.tr import tr
from tests.ui.driver import Driver
from tests.ui.stage import stand, told, words_of


def test_dialog_when_open_then_nothing_below_is_touched(driver: Driver) -> None:
    key = w.Key(text="挂单", size=(150, 60), pos=(20, 20))
    dialog = w.Dialog(title="退款？", shown=True, ways=[("no", "取消"), ("yes", "退款", "danger")])
    dialog.size = (1366, 768)
    below, heard = told(key, "on_release"), told(dialog, "on_way", "on_dismiss")
    stand(driver, key, dialog)
    driver.tap(key)
    driver.tap(dialog.keys[1])
    assert below == []
    assert heard == [("on_dismiss",), ("on_way", "yes")]
    apart_mm = (dialog.keys[1].x - dialog.keys[0].right) / metrics.px_per_mm
    assert apart_mm >= 19.9


def test_drawer_when_open_then_its_body_works_and_its_close_key_dismisses(driver: Driver) -> None:
    drawer = w.Drawer(title="尺码", shown=True, size=(1366, 768))
    pad = w.NumberPad()
    drawer.put(pad)
    digits, heard = told(pad, "on_digit"), told(drawer, "on_dismiss")
    stand(driver, drawer)
    driver.tap(pad.keys["5"])
    driver.tap(drawer.close)
    assert digits == [("on_digit", "5")]
    assert heard == [("on_dismiss",)]


@pytest.mark.parametrize(("mirrored", "left"), [(False, 892), (True, 0)])
def test_drawer_when_left_handed_then_it_comes_from_the_other_side(
    driver: Driver, mirrored: bool, left: int
) -> None:
    metrics.mirrored = mirrored
    drawer = w.Drawer(shown=True, size=(1366, 768))
    stand(driver, drawer)
    assert drawer.sheet.x == pytest.approx(left, abs=2)


def test_row_when_left_handed_then_its_children_change_sides(driver: Driver) -> None:
    row = w.Row(mirrors=True, size=(600, 60), pos=(20, 20))
    first, second = w.Key(text="A"), w.Key(text="B", size_hint_x=2)
    row.add_widget(first)
    row.add_widget(second)
    stand(driver, row)
    assert first.x < second.x
    metrics.mirrored = True
    driver.settle()
    assert second.x == 20
    assert first.right == 620


def test_bar_on_top_when_the_layout_changes_then_it_arranges_itself(driver: Driver) -> None:
    def bar() -> w.TopBar:
        return w.TopBar(
            place_word="上海南京路店", till="T03", person="王芳", clock="14:05",
            calm_word="全部就绪", scan_word="扫码就绪", search_word="款号", language_word="简",
            height=metrics.top_bar,
            statuses=[("ok", "网络 在线"), ("warn", "打印机 纸将尽"), ("ok", "钱箱 已关")],
        )  # fmt: skip

    shown = {}
    for name in ("R1", "T2", "H1"):
        size = PROFILES[name]
        part = bar()
        part.size, part.pos = (size.width, size.height / 16), (0, size.height * 15 / 16)
        heard = told(part, "on_menu", "on_lock", "on_search", "on_language")
        stand(driver, part, profile=name)
        driver.tap(part.lock)
        assert heard == [("on_lock",)]
        shown[name] = set(words_of(part))
    assert "上海南京路店 • T03" in shown["R1"]
    assert {"T03 • 王芳", "扫码就绪"} <= shown["T2"]
    assert "打印机 纸将尽" in shown["H1"]
    assert "钱箱 已关" not in shown["H1"]


@pytest.mark.parametrize(
    ("shift", "kept"), [("Shift #1", True), ("Shift #1 of the day before", False)]
)
def test_bar_on_top_when_it_is_full_then_the_shift_goes_before_a_device(
    driver: Driver, shift: str, kept: bool
) -> None:
    devices = [f"{name} ready" for name in ("Network", "Sync", "Printer", "Drawer", "Scanner")]
    part = w.TopBar(
        place_word="Nanjing Rd Shanghai", till="T03", person="王芳", shift=shift,
        clock="14:05", language_word="EN", statuses=[("ok", each) for each in devices],
        size=(PROFILES["R1"].width, 48), pos=(0, 700),
    )  # fmt: skip
    stand(driver, part, profile="R1")
    shown = set(words_of(part))
    assert set(devices) <= shown
    assert (shift in shown) is kept


def test_way_when_tapped_then_its_name_is_told(driver: Driver) -> None:
    entries = [("sale", "收银", "cart"), ("stock", "库存", "boxes", "3")]
    rail = w.NavBar(entries=entries, here="sale", brand="算盘", size=(80, 768), pos=(0, 0))
    heard = told(rail, "on_choose")
    stand(driver, rail)
    driver.tap(rail.items[1])
    assert heard == [("on_choose", "stock")]
    assert rail.here == "sale"


def test_form_row_when_in_trouble_then_it_grows_and_says_so(driver: Driver) -> None:
    row = w.FormRow(label="税号", width=600, pos=(20, 300))
    row.put(w.Entry(text="9131"))
    stand(driver, row)
    before = row.height
    row.trouble = "税号要 18 位"
    driver.settle()
    assert row.height > before
    assert "税号要 18 位" in words_of(row)


def test_toggle_when_tapped_then_it_tells_and_does_not_turn(driver: Driver) -> None:
    toggle = w.Toggle(active=False, word_on="开", word_off="关", size=(200, 60), pos=(20, 20))
    heard = told(toggle, "on_release")
    stand(driver, toggle)
    driver.tap(toggle)
    assert heard == [("on_release",)]
    assert not toggle.active


def test_paper_when_drawn_then_its_dots_are_on_the_screen(driver: Driver) -> None:
    paper = w.Paper(size=(216, 400), pos=(20, 300))
    stand(driver, paper)
    with pytest.raises(ValueError, match="dots"):
        paper.draw(10, 10, b"")
    paper.draw(192, 96, b"\x00" * (192 * 48) + b"\xff" * (192 * 48))
    driver.settle()
    width, _, pixels = driver.pixels()

    def dot(x: float, y: float) -> bytes:
        at = (round(y) * width + round(x)) * 4
        return bytes(pixels[at : at + 3])

    top = paper.top - metrics.s3
    assert dot(paper.center_x, top - 20) == b"\x00\x00\x00"
    assert dot(paper.center_x, top - 70) == b"\xff\xff\xff"


LIVE: tuple[tuple[str, Callable[[], None]], ...] = (
    ("language", lambda: tr.translator.switch("en")),
    ("colours", lambda: theme.use("dark")),
)


@pytest.mark.parametrize(("what", "change"), LIVE)
def test_screen_when_switched_live_then_it_looks_as_if_it_had_started_so(
    driver: Driver, what: str, change: Callable[[], None]
) -> None:
    def parts() -> list[Widget]:
        return [
            w.NumberPad(size=(464, 334), pos=(20, 20)),
            w.CartHead(size=(760, 30), pos=(500, 600)),
            w.TopBar(till="T03", clock="14:05", size=(1366, 44), pos=(0, 724)),
            w.LastSale(title="1", change="3.10", size=(700, 110), pos=(500, 400)),
        ]

    stand(driver, *parts())
    before = driver.pixels()[2]
    change()
    driver.root().children[-1].color = theme.bg
    driver.settle()
    switched = driver.pixels()[2]
    stand(driver, *parts())
    assert driver.pixels()[2] == switched, what
    assert switched != before
