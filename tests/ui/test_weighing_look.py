"""The pad that asks for a weight, on a wide and a narrow screen, in every language."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from inventory.catalogue.product import Names
from inventory.kernel.quantity import KILOGRAM
from inventory.kernel.text import Text
from pos_app.hardware.categories import Weighed
from pos_app.i18n import LANGUAGES
from tests.inventory.shop import a_style, a_variant
from tests.ui.audit import audit
from tests.ui.checkout_bench import CheckoutBench
from tests.ui.driver import Driver

PROFILES = ("R1", "H1")
YARN = "6900000000074"
LONGEST = "hardware.scale.unreadable"


class Scale:
    """A scale whose answers are the test's."""

    def __init__(self) -> None:
        self.asked: list = []

    def has_scale(self) -> bool:
        return True

    def weigh(self, then) -> None:
        self.asked.append(then)


@pytest.fixture
def scale() -> Scale:
    return Scale()


@pytest.fixture
def till(tmp_path: Path, scale: Scale, driver: Driver) -> Iterator[CheckoutBench]:
    made = CheckoutBench(tmp_path, driver)
    yarn = a_style(
        "YA0001", a_variant("红", "OS", cost="80", code=YARN, stock=9), unit=KILOGRAM,
        names=Names("羊毛毛线（手编用）", "羊毛毛線（手編用）", "Wool yarn for knitting by hand"),
    )  # fmt: skip
    made.bench.writer.submit(lambda: made.bench.shop.create(yarn)).result()
    made.vm.till = replace(made.vm.till, scale=scale)
    made.show("R1")
    yield made
    made.close()


def faults_of(till: CheckoutBench, what: str) -> list[str]:
    found = []
    for language in LANGUAGES:
        till.bench.till.words.switch(language)
        till.driver.settle()
        found += [f"{what} {language}: {fault}" for fault in audit(till.root, till.driver)]
    return found


def test_pad_when_it_weighs_and_when_it_cannot_then_nothing_is_cut(
    till: CheckoutBench, scale: Scale
) -> None:
    till.scan(YARN)
    faults = []
    for profile in PROFILES:
        till.show(profile)
        faults += faults_of(till, f"{profile} weighing")
    scale.asked[-1](Weighed(0, Text.of(LONGEST)))
    till.settle()
    faults += faults_of(till, f"{PROFILES[-1]} no weight")
    assert not faults, "\n".join(faults)
