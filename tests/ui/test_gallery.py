"""Every part in every state, on every screen, in every language and theme: no fault."""

import pytest

from pos_app.i18n import LANGUAGES
from pos_app.screens.metrics import metrics
from tests.ui.driver import Driver
from tests.ui.gallery import PAGES, THEMES, pictures

EVERY = [
    (profile, language, look) for profile in PAGES for language in LANGUAGES for look in THEMES
]
# One of each, chosen so that every profile, language and theme is in it.
SOME = [
    ("R1", "zh-Hans", "light"), ("R1", "en", "dark"), ("T1", "zh-Hant", "dark"),
    ("T2", "en", "light"), ("H1", "zh-Hant", "light"), ("H1", "en", "dark"),
]  # fmt: skip


def faults(driver: Driver, profile: str, language: str, look: str, scale: float = 1.0) -> list[str]:
    pages = pictures(driver, profile, language, look, scale=scale)
    return [str(fault) for _, found in pages for fault in found]


@pytest.mark.ui
@pytest.mark.parametrize(("profile", "language", "look"), SOME)
def test_parts_when_shown_then_the_audit_finds_nothing(
    driver: Driver, profile: str, language: str, look: str
) -> None:
    assert faults(driver, profile, language, look) == []


@pytest.mark.ui
@pytest.mark.long
@pytest.mark.parametrize(("profile", "language", "look"), EVERY)
def test_parts_when_shown_everywhere_then_the_audit_finds_nothing(
    driver: Driver, profile: str, language: str, look: str
) -> None:
    assert faults(driver, profile, language, look) == []


@pytest.mark.ui
def test_parts_when_mirrored_then_the_audit_finds_nothing(driver: Driver) -> None:
    metrics.mirrored = True
    assert faults(driver, "R1", "zh-Hans", "light") == []


@pytest.mark.ui
@pytest.mark.parametrize(("profile", "scale"), [("R1", 0.85), ("T2", 1.15), ("H1", 1.3)])
def test_parts_when_the_text_is_scaled_then_the_audit_finds_nothing(
    driver: Driver, profile: str, scale: float
) -> None:
    assert faults(driver, profile, "en", "light", scale) == []
