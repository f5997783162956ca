"""The audit finds what is wrong, each fault planted on purpose, and nothing where all is well."""

import pytest

from pos_app.screens import widgets as w
from pos_app.screens.metrics import metrics
from pos_app.screens.theme import theme
from tests.ui.audit import Fault, audit
from tests.ui.driver import Driver
from tests.ui.stage import stand


def kinds(faults: list[Fault]) -> set[str]:
    return {fault.kind for fault in faults}


def test_audit_when_all_is_well_then_it_finds_nothing(driver: Driver) -> None:
    key = w.Key(text="挂单", icon="pause", size=(150, 60), pos=(20, 20))
    root = stand(driver, key, w.Words(text="应收", size=(200, 30), pos=(20, 200), color=theme.text))
    assert audit(root, driver) == []


def test_audit_when_no_face_has_a_character_then_it_says_which(driver: Driver) -> None:
    root = stand(driver, w.Words(text="emoji 😀", size=(200, 30), pos=(20, 20), color=theme.text))
    faults = audit(root, driver)
    assert kinds(faults) == {"glyph"}
    assert "😀" in faults[0].detail


def test_audit_when_a_text_is_cut_then_it_says_so(driver: Driver) -> None:
    long = w.Words(
        text="a sentence that is too long", size=(80, 30), pos=(20, 20), color=theme.text
    )
    assert kinds(audit(stand(driver, long), driver)) == {"clipped"}


def test_audit_when_a_name_of_goods_is_cut_then_that_is_fine(driver: Driver) -> None:
    long = w.Words(
        text="a name that is too long", yields=True, size=(80, 30), pos=(20, 20), color=theme.text
    )
    assert audit(stand(driver, long), driver) == []


def test_audit_when_words_stick_out_of_their_key_then_it_says_so(driver: Driver) -> None:
    key = w.Key(text="", size=(150, 60), pos=(20, 20))
    key.add_widget(w.Words(text="beside", pos=(160, 30), size=(90, 30), color=theme.text))
    assert kinds(audit(stand(driver, key), driver)) == {"clipped"}


@pytest.mark.parametrize("colour", [(0.6, 0.6, 0.6, 1), (0.53, 0.53, 0.53, 1)])
def test_audit_when_words_are_pale_then_the_ratio_is_measured(
    driver: Driver, colour: tuple[float, ...]
) -> None:
    pale = w.Words(text="Total 1,463.10", size=(200, 30), pos=(20, 20))
    pale.color = colour
    faults = audit(stand(driver, pale), driver)
    assert kinds(faults) == {"contrast"}
    assert float(faults[0].detail) < 4.5


def test_audit_when_something_covers_words_then_their_contrast_is_lost(driver: Driver) -> None:
    words = w.Words(text="hidden", size=(200, 30), pos=(20, 20), color=theme.text)
    cover = w.Surface(fill=theme.text, size=(300, 60), pos=(0, 0), radius=0)
    assert "contrast" in kinds(audit(stand(driver, words, cover), driver))


@pytest.mark.parametrize(("width_mm", "height_mm"), [(9.0, 20.0), (20.0, 9.0)])
def test_audit_when_a_target_is_small_then_it_says_how_small(
    driver: Driver, width_mm: float, height_mm: float
) -> None:
    cell = w.CellCard(text="1", size=(metrics.u(width_mm), metrics.u(height_mm)), pos=(20, 20))
    faults = audit(stand(driver, cell), driver)
    assert kinds(faults) == {"small"}
    assert faults[0].detail.startswith("9.")


def test_audit_when_a_key_is_lower_than_15_mm_then_it_is_too_small(driver: Driver) -> None:
    key = w.Key(text="1", size=(metrics.u(30), metrics.u(14)), pos=(20, 20))
    assert kinds(audit(stand(driver, key), driver)) == {"small"}


def test_audit_when_targets_lie_over_each_other_then_it_names_both(driver: Driver) -> None:
    one = w.Key(text="A", size=(150, 60), pos=(20, 20))
    other = w.Key(text="B", size=(150, 60), pos=(150, 20))
    faults = audit(stand(driver, one, other), driver)
    assert "targets overlap" in kinds(faults)
    assert any("A" in fault.where and "B" in fault.detail for fault in faults)


def test_audit_when_texts_lie_over_each_other_then_it_says_so(driver: Driver) -> None:
    one = w.Words(text="Total due", size=(200, 30), pos=(20, 20), color=theme.text)
    other = w.Words(text="7 pieces", size=(200, 30), pos=(60, 22), color=theme.text)
    assert "texts overlap" in kinds(audit(stand(driver, one, other), driver))


def test_audit_when_a_key_leaves_the_window_then_it_says_so(driver: Driver) -> None:
    key = w.Key(text="A", size=(150, 60), pos=(1300, 20))
    assert "outside" in kinds(audit(stand(driver, key), driver))


def test_audit_when_rows_are_scrolled_away_then_that_is_fine(driver: Driver) -> None:
    rows = w.Column(size_hint=(None, None), size=(300, 2000))
    for at in range(20):
        rows.add_widget(w.Key(text=str(at), size_hint_y=None, height=100))
    scroller = w.Scroller(size=(300, 430), pos=(20, 20))
    scroller.hold(rows)
    assert audit(stand(driver, scroller), driver) == []


def test_audit_when_a_dialog_is_open_then_only_the_dialog_counts(driver: Driver) -> None:
    small = w.CellCard(text="1", size=(10, 10), pos=(20, 20))
    dialog = w.Dialog(
        title="退款 37.05？", shown=True, ways=[("no", "取消"), ("yes", "退款")], size=(1366, 768)
    )
    assert audit(stand(driver, small, dialog), driver) == []
    dialog.shown = False
    driver.settle()
    assert kinds(audit(driver.root(), driver)) >= {"small"}
