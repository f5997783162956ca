"""Millimetres, colours, faces and lines: the pure side of the look."""

import pytest

from pos_app.screens import fonts, palette
from pos_app.screens.metrics import PROFILES, SCALES, Profile, metrics
from pos_app.screens.widgets.wrap import elided, wrapped
from tests.ui.driver import Driver


@pytest.mark.parametrize(
    ("name", "layout", "nine_six", "fifteen"),
    [
        ("R1", "wide", 38, 59), ("R2", "wide", 53, 83), ("R3", "wide", 32, 50),
        ("T1", "compact", 56, 88), ("T2", "compact", 44, 69), ("S1", "compact", 64, 100),
        ("H1", "portrait", 102, 159),
    ],
)  # fmt: skip
def test_profile_when_used_then_millimetres_are_its_pixels(
    driver: Driver, name: str, layout: str, nine_six: int, fifteen: int
) -> None:
    metrics.use(PROFILES[name])
    assert driver is not None
    assert metrics.layout == layout
    assert (metrics.u(9.6), metrics.u(15)) == (nine_six, fifteen)
    assert metrics.u(0) == 0


def test_profile_when_measured_by_its_diagonal_then_it_agrees_with_the_table() -> None:
    measured = Profile.of_diagonal(1366, 768, 15.6)
    assert measured.px_per_mm == pytest.approx(PROFILES["R1"].px_per_mm, abs=0.01)
    assert measured.layout == "wide"


@pytest.mark.parametrize("scale", SCALES)
def test_scale_when_chosen_then_type_changes_and_keys_do_not(scale: float) -> None:
    metrics.use(PROFILES["R1"], scale=1.0)
    key, body, row = metrics.key, metrics.body, metrics.row
    metrics.use(PROFILES["R1"], scale=scale)
    assert metrics.key == key
    assert metrics.body == pytest.approx(body * scale, abs=1)
    assert metrics.row >= row
    metrics.use(PROFILES["R1"], scale=1.0)


@pytest.mark.parametrize(
    ("words", "ground"),
    [
        ("text", "surface"), ("text2", "surface"), ("text2", "bg"), ("text2", "surface2"),
        ("pay_on", "pay"), ("pay_text", "pay_soft"), ("primary_text", "primary_soft"),
        ("warn_text", "warn_soft"), ("danger_on", "danger"), ("danger_text", "danger_soft"),
        ("danger_text", "surface"), ("returns_on", "returns"), ("returns_text", "returns_soft"),
        ("rail_text", "rail"), ("off_text", "off"), ("training_on", "training"),
        ("ink_on", "ink"), ("text2", "primary_soft"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("look", ["light", "dark"])
def test_colours_when_words_stand_on_them_then_they_can_be_read(
    look: str, words: str, ground: str
) -> None:
    colours = palette.colours(look)
    assert palette.contrast(colours[words], colours[ground]) >= 4.5


@pytest.mark.parametrize("look", ["light", "dark"])
def test_edges_when_they_bound_a_control_then_they_stand_out(look: str) -> None:
    colours = palette.colours(look)
    assert palette.contrast(colours["line"], colours["surface"]) >= 3


def test_faces_when_the_language_is_taiwans_then_the_shapes_are_taiwans() -> None:
    assert "TC" in fonts.face("zh-Hant")
    assert "SC" in fonts.face("zh-Hans", bold=True)


def test_faces_when_a_character_is_rare_then_the_wide_face_has_it() -> None:
    file, shown = fonts.fit("䶮记", "zh-Hans", bold=True)
    assert file.endswith(fonts.WIDE)
    assert shown == "䶮记"


def test_faces_when_nobody_has_a_character_then_a_mark_stands_for_it() -> None:
    assert fonts.fit("a😀b\u200d", "en", bold=False)[1] == f"a{fonts.MISSING}b"


def ten(text: str) -> float:
    return 10.0 * len(text)


@pytest.mark.parametrize(
    ("text", "width", "rows"),
    [
        ("可按款号搜索", 30, ["可按款", "号搜索"]),
        ("扫码 Refund policy", 80, ["扫码", "Refund", "policy"]),
        ("很好，谢谢", 20, ["很", "好，", "谢谢"]),
        ("看（这里）", 20, ["看", "（这", "里）"]),
        ("a\nb", 100, ["a", "b"]),
        ("", 100, [""]),
    ],
)
def test_lines_when_broken_then_words_stay_whole_and_marks_stay_with_theirs(
    text: str, width: float, rows: list[str]
) -> None:
    assert wrapped(text, width, ten) == rows


def test_line_when_cut_then_it_fits_with_its_mark() -> None:
    assert elided("abcdefghij", 50, ten) == "abcd…"
