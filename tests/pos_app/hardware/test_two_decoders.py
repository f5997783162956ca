"""Two decoders that share no line agree on every kept receipt; a stranger's stream is whole."""

from hashlib import sha256
from pathlib import Path

import pytest

from pos_app.hardware.decoder import (
    Cut,
    Decoded,
    Feed,
    PrintedBarcode,
    PrintedImage,
    PrintedLine,
    TextRun,
    decode,
)
from pos_app.hardware.profiles import PROFILES, Profile
from tests.pos_app.hardware.other_decoder import Printer

HERE = Path(__file__).parent
KEPT = sorted((HERE / "golden").glob("*.bin"))
CODECS = {"gb18030": "gb18030", "big5": "cp950"}
FOREIGN = (
    ("gb18030-80", "generic-80-zh", "应收 ￥796.10"),
    ("generic-80", "generic-80-zh", "应收 ￥796.10"),
    ("big5-80", "big5-80", "應收 ￥796.10"),
    ("latin-58", "latin-58", "xx x796.10"),
)


def profile_of(path: Path) -> Profile:
    name = path.stem
    return next(PROFILES[each] for each in sorted(PROFILES, key=len) if name.endswith(each))


def letters(run: TextRun, profile: Profile) -> list[tuple]:
    """Take a run apart into its letters, each with its place."""
    found, x = [], run.x
    for text in run.text:
        wide = 2 if profile.multi_byte and ord(text) > 0x7E else 1
        dots = wide * profile.cell * run.across
        found.append((text, x, dots, run.bold, run.across, run.down))
        x += dots
    assert x == run.right
    return found


def plain(decoded: Decoded, profile: Profile) -> list[tuple]:
    """Return what our decoder says in the words of the other one."""
    said: list[tuple] = []
    for event in decoded.events:
        match event:
            case PrintedLine():
                said.append(
                    ("line", tuple(each for run in event.runs for each in letters(run, profile)))
                )
            case PrintedImage():
                said.append(("picture", event.width, event.height, sha256(event.rows).hexdigest()))
            case PrintedBarcode("QR"):
                said.append(("qr", event.data))
            case PrintedBarcode():
                said.append((event.system.lower(), event.data))
            case Cut():
                said.append(("cut",))
            case Feed():
                said.append(("feed", event.dots // profile.line_dots))
            case _:
                said.append(("unknown", event))
    return said


@pytest.mark.parametrize("path", KEPT, ids=lambda each: each.stem)
def test_receipt_when_two_decoders_read_it_then_they_see_the_same_paper(path: Path) -> None:
    profile, job = profile_of(path), path.read_bytes()
    other = Printer(CODECS.get(profile.encoding, ""), profile.kanji_default_on, profile.dots)
    said = list(other.read(job))
    assert said == plain(decode(job, profile), profile)
    assert not [each for each in said if each[0] == "unknown"]
    assert sum(each[0] in ("line", "picture") for each in said) >= 5


def test_receipts_when_kept_then_there_are_enough_of_them() -> None:
    assert len(KEPT) >= 29


@pytest.mark.parametrize(("name", "model", "total"), FOREIGN)
def test_stream_of_another_program_when_read_then_nothing_in_it_is_unknown(
    name: str, model: str, total: str
) -> None:
    job = decode((HERE / "foreign" / f"{name}.bin").read_bytes(), PROFILES[model])
    assert job.faults == ()
    assert total in job.lines
    codes = [(each.system, each.data) for each in job.events if isinstance(each, PrintedBarcode)]
    assert codes == [("CODE128", "SH01T3")]
    assert job.count(PrintedImage) >= 2  # the logo, and the QR code, which it draws itself
    # One cut is written in the document, one follows at its end unless that is switched off.
    assert job.count(Cut) == (1 if name == "latin-58" else 2)
