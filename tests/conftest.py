"""What every test runs under: an off-screen window, no user's settings, the same random choices."""

import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings

# Before anything can import Kivy: it reads these once, at import.
os.environ.update(
    KIVY_NO_ARGS="1",
    KIVY_NO_CONFIG="1",
    KIVY_NO_FILELOG="1",
    KIVY_LOG_MODE="MIXED",
    KIVY_METRICS_DENSITY="1",
    KIVY_DPI="96",
    KIVY_CLIPBOARD="sdl2",
)
os.environ.update(LC_ALL="C.UTF-8")  # what a command says is in English, whoever runs the tests
os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.register_profile("search", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the tests marked long as well")
    parser.addoption("--devices", action="store_true", help="run the tests marked devices as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what is long, or needs a kernel of its own, to the run that asks for it or names it."""
    for group in ("long", "devices"):
        if config.getoption(f"--{group}") or group in (config.getoption("-m") or ""):
            continue
        skip = pytest.mark.skip(reason=f"{group}: run it with ./pos test --{group}")
        for item in items:
            if group in item.keywords:
                item.add_marker(skip)


def pytest_collection_finish() -> None:
    """Let no search for garbage go through what stays to the end: tests, modules, pytest."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _no_shop_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep a test away from the shop of whoever runs it."""
    monkeypatch.setenv("SUANPAN_HOME", str(tmp_path / "shop"))
