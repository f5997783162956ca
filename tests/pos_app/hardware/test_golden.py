"""Receipts kept as files: their bytes change only with a reason in the commit.

Written anew by ``SUANPAN_GOLDEN=write pytest tests/pos_app/hardware/test_golden.py``.
"""

import os
from pathlib import Path

import pytest

from pos_app.hardware.decoder import Decoded, PrintedBarcode, PrintedImage, PrintedLine, decode
from pos_app.hardware.profiles import PROFILES
from pos_app.hardware.render_escpos import render
from tests.pos_app.hardware.papers import receipt

GOLDEN = Path(__file__).parent / "golden"
CASES = [
    (language, name)
    for language in ("zh-Hans", "zh-Hant", "en")
    for name in ("generic-58-zh", "generic-80-zh")
] + [("zh-Hant", "big5-80"), ("en", "latin-80"), ("en", "latin-58")]


def shown(job: Decoded) -> str:
    """Return what is on the paper, for people: the place of each run, pictures by their size."""
    lines = []
    for event in job.events:
        match event:
            case PrintedLine():
                lines.append("  ".join(f"{run.x}:{run.text}" for run in event.runs))
            case PrintedImage():
                lines.append(f"[picture {event.width} × {event.height}]")
            case PrintedBarcode():
                lines.append(f"[{event.system} {event.data}]")
            case _:
                lines.append(f"[{type(event).__name__}]")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("language", "name"), CASES)
def test_receipt_when_printed_again_then_its_bytes_are_the_kept_ones(
    language: str, name: str
) -> None:
    job = render(receipt(language), PROFILES[name])
    paper = shown(decode(job, PROFILES[name]))
    bytes_file, text_file = (GOLDEN / f"{language}-{name}{end}" for end in (".bin", ".txt"))
    if os.environ.get("SUANPAN_GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        bytes_file.write_bytes(job)
        text_file.write_text(paper, "utf-8")
    assert paper == text_file.read_text("utf-8")
    assert job == bytes_file.read_bytes()
