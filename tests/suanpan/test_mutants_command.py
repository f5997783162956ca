"""`pos mutants`: mutmut's answer becomes a figure and a list of survivors with their reasons."""

import json
from pathlib import Path

import pytest

from suanpan.cli import main
from suanpan.commands import mutants

RESULTS = """
    inventory.orders.a.x_f__mutmut_1: killed
    inventory.orders.a.x_f__mutmut_2: timeout
    inventory.orders.a.x_f__mutmut_3: survived
    inventory.orders.a.x_f__mutmut_4: not checked
To apply a mutant: mutmut apply
"""
SHOWN = """# inventory.orders.a.x_f__mutmut_3: survived
--- inventory/orders/a.py
+++ inventory/orders/a.py
@@ -1,3 +1,3 @@
 def f(n):
-    return n <= 3
+    return n < 3
"""


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout in which mutmut has run."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.setattr(mutants.checkout, "ROOT", tmp_path)
    monkeypatch.setattr(mutants, "_mutate", lambda names: True)
    monkeypatch.setattr(
        mutants, "_mutmut", lambda *words: RESULTS if words[0] == "results" else SHOWN
    )
    return tmp_path


def test_report_when_one_of_three_survived_then_it_is_shown_and_ends_with_one(
    source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["mutants"]) == 1
    assert capsys.readouterr().out == (
        "inventory.orders.a.x_f  (NOT TOLD in docs/mutants.md)\n"
        "  - return n <= 3\n"
        "  + return n < 3\n"
        "2 of 3 changes noticed: 66.66 % / 95 %\n"
    )


def test_report_when_the_survivor_is_explained_then_it_says_so(
    source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (source / "docs" / "mutants.md").write_text("| f | `return n < 3` | the same |\n")
    assert main(["mutants", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report == {
        "total": 3, "states": {"killed": 1, "survived": 1, "timeout": 1},
        "noticed_percent": "66.66",
        "survivors": [
            {"function": "inventory.orders.a.x_f", "before": "return n <= 3",
             "after": "return n < 3", "told": True},
        ],
    }  # fmt: skip


def test_report_when_all_were_noticed_then_it_is_fine(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = RESULTS.replace("survived", "killed")
    monkeypatch.setattr(mutants, "_mutmut", lambda *words: killed)
    assert main(["mutants"]) == 0


def test_run_when_mutmut_fails_then_two(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutants, "_mutate", lambda names: False)
    assert main(["mutants"]) == 2
