"""The rig of printer faults in short: a till that is killed before printers that fail, seeded."""

from pathlib import Path

import pytest

from tests.rigs.printer_faults import MODELS, run


@pytest.mark.slow
@pytest.mark.parametrize(("link", "model"), list(zip(("tcp", "pty", "usb"), MODELS, strict=True)))
def test_till_when_killed_before_a_faulty_printer_then_no_receipt_is_doubled_or_made_up(
    tmp_path: Path, link: str, model: str
) -> None:
    found = run(tmp_path, link, model, seed=5, sales=6)
    assert found.finished
    assert found.twice == []
    assert found.wrong == []
    assert found.sales == 6
    assert found.states["confirmed"] + found.states["unknown"] == sum(found.states.values())
    assert sum(n for fate, n in found.fates.items() if fate != "print") > 0


@pytest.mark.long
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("link", ["tcp", "pty", "usb"])
def test_till_when_killed_for_long_then_no_receipt_is_doubled_or_made_up(
    tmp_path: Path, link: str, model: str
) -> None:
    found = run(tmp_path, link, model, seed=9, sales=40)
    assert found.good, (found.twice, found.wrong, found.paid_ms[-3:])
    assert found.kills > 0
