"""Parts hear of new colours, sizes and languages, and are forgotten when they are gone."""

import gc

from pos_app.screens import followers
from pos_app.screens import widgets as w
from pos_app.screens.metrics import PROFILES, metrics
from pos_app.screens.theme import theme
from pos_app.screens.tr import tr
from tests.ui.driver import Driver
from tests.ui.stage import stand


class Ear:
    def __init__(self) -> None:
        self.heard = 0

    def changed(self, *_: object) -> None:
        self.heard += 1


def test_follower_when_anything_changes_then_it_hears_of_it(driver: Driver) -> None:
    assert driver is not None
    ear = Ear()
    followers.follow(ear)
    heard = []
    for change in (
        lambda: theme.use("dark"), lambda: metrics.use(PROFILES["T2"]),
        lambda: tr.translator.switch("en"), lambda: setattr(metrics, "mirrored", True),
    ):  # fmt: skip
        before = ear.heard
        change()
        heard.append(ear.heard > before)
    assert heard == [True] * 4


def test_parts_when_thrown_away_then_nobody_remembers_them(driver: Driver) -> None:
    def once() -> None:
        stand(driver, w.NumberPad(size=(464, 334)), w.TopBar(till="T03", size=(1366, 44)))
        driver.clear()
        driver.settle()
        gc.collect()

    once()
    before = len(followers._followers)
    for _ in range(3):
        once()
    assert len(followers._followers) <= before
