"""What a start leaves out for an early first frame, and that nothing is missing for it."""

import gc
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import kivy
import pytest
from kivy.uix.widget import Widget

import kv
from pos_app import screens
from pos_app.main import window
from tests.inventory.shop import a_shop

ROOT = Path(__file__).parents[3]
# A till that has shown its first frame; prints what of the program it had loaded by then.
FIRST_FRAME = """
import sys
from pathlib import Path
from pos_app import boot
boot.prepare(boot.Display(1024, 600))
from kivy.base import stopTouchApp
from kivy.core.window import Window
from pos_app.main import window
def shown(*_):
    print(*sorted(each for each in sys.modules if each.startswith(("pos_app.", "inventory."))))
    stopTouchApp()
Window.bind(on_flip=shown)
window.run(Path(sys.argv[1]))
"""


def rules(path: Path) -> set[str]:
    """Return the classes that a kv file has rules for."""
    heads = re.findall(r"(?m)^<([^>@]+)", path.read_text("utf-8"))
    return {name.strip(" -") for head in heads for name in head.split(",")}


def widgets(kind: type[Widget]) -> set[type[Widget]]:
    """Return every class of widgets that is loaded."""
    return {kind}.union(*(widgets(each) for each in kind.__subclasses__()))


def test_style_when_we_use_a_widget_of_kivy_then_the_rules_it_has_there_are_ours_too() -> None:
    for module in walk_packages(screens.__path__, f"{screens.__name__}."):
        import_module(module.name)
    ours = [each for each in widgets(Widget) if each.__module__.startswith("pos_app.")]
    used = {base.__name__ for each in ours for base in each.__mro__}
    theirs = rules(Path(kivy.kivy_data_dir) / "style.kv")
    assert len(theirs) > 50
    assert used & theirs == rules(Path(kv.path_of("style")))


@pytest.mark.usefixtures("_collector")
def test_collector_when_the_start_is_over_then_it_works_again() -> None:
    gc.disable()
    window._settle_memory(0)
    assert gc.isenabled()


@pytest.fixture
def _collector():
    yield
    gc.unfreeze()
    gc.enable()


def test_first_frame_when_it_comes_then_only_what_the_login_needs_is_loaded(tmp_path: Path) -> None:
    a_shop(tmp_path).close()
    done = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME, str(tmp_path)], cwd=ROOT,
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    loaded = set(done.stdout.split())
    assert "pos_app.screens.login" in loaded
    late = ["checkout", "tender", "receipt", "devices", "settings", "quick_create"]
    assert not loaded & {f"pos_app.viewmodels.{name}" for name in late}
    assert not loaded & {f"pos_app.screens.{name}" for name in late}
    assert "inventory.service.verify" not in loaded
