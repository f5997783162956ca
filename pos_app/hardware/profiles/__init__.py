"""Printer models, one TOML file each: paper, letters, commands, and what the printer can confirm.

Every file says where its facts come from. Widths, columns and commands of models that stand in
escpos-printer-db are taken from there (CC BY 4.0, see NOTICE); the rest is from makers' manuals.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Literal

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from pos_app.hardware.categories import ConfirmLevel

Cutter = Literal["none", "part", "full"]
Region = Literal["SC", "TC"]
StatusWay = Literal["asb", "dle_eot", "none"]

# Number of the code page in ESC t, as Epson and most others count them.
CODE_PAGES = MappingProxyType(
    {"cp437": 0, "cp850": 2, "cp860": 3, "cp863": 4, "cp865": 5, "cp1252": 16, "cp866": 17,
     "cp852": 18, "cp858": 19}
)  # fmt: skip
MULTI_BYTE = frozenset({"gb18030", "big5"})
MAX_BAND = 128


@dataclass(frozen=True, slots=True)
class Profile:
    """One printer model. ``dots`` is what it can print across; a letter is ``cell`` dots wide.

    ``encoding`` is ``gb18030``, ``big5``, one of ``CODE_PAGES``, or ``none`` for a printer that
    gets every line as a picture. ``kanji_default_on``: it starts in two-byte mode, as models sold
    in China and Taiwan do. ``max_band``: rows of a picture sent in one command. ``model``: maker
    and model as they stand on it; empty for what many have in common.
    """

    name: str
    paper_mm: int
    dots: int
    cols_a: int
    encoding: str
    kanji_default_on: bool
    cutter: Cutter = "part"
    drawer_pins: tuple[int, ...] = (2, 5)
    barcode: bool = True
    qr: bool = False
    max_band: int = MAX_BAND
    status: StatusWay = "dle_eot"
    confirm: ConfirmLevel = "L2"
    cell: int = 12
    line_dots: int = 30
    model: str = ""

    def __post_init__(self) -> None:
        assert self.cols_a * self.cell <= self.dots, self.name
        assert 0 < self.max_band <= MAX_BAND, self.name
        assert self.confirm == "L0" or self.status != "none", self.name
        assert (self.confirm == "L4") == (self.status == "asb"), self.name
        known = self.multi_byte or self.encoding in CODE_PAGES or self.encoding == "none"
        assert known, self.encoding

    def silent(self) -> "Profile":
        """Return it for a printer that never answers: nothing is asked, nothing is confirmed."""
        return replace(self, status="none", confirm="L0")

    @property
    def multi_byte(self) -> bool:
        """Whether a character beyond ASCII is two bytes and two cells."""
        return self.encoding in MULTI_BYTE

    @property
    def region(self) -> Region:
        """Whose shapes of hanzi are drawn where the printer's own letters do not serve."""
        return "TC" if self.encoding == "big5" else "SC"

    @property
    def width(self) -> int:
        """Dots that text is laid out in."""
        return self.cols_a * self.cell


def _read(path: Traversable) -> Profile:
    """Return the model of one file, named like it; ``source`` and ``note`` are for people."""
    facts = tomllib.loads(path.read_text("utf-8"))
    assert facts.pop("source"), path.name
    facts.pop("note", "")
    facts["drawer_pins"] = tuple(facts.get("drawer_pins", (2, 5)))
    return Profile(path.name.removesuffix(".toml"), **facts)


def _all() -> Mapping[str, Profile]:
    files = (each for each in resources.files(__name__).iterdir() if each.name.endswith(".toml"))
    found = sorted((_read(each) for each in files), key=lambda each: each.name)
    return MappingProxyType({each.name: each for each in found})


PROFILES = _all()


def profile(name: str, device_id: str = "") -> Profile:
    """Return a printer model by its name; an unknown one is refused with the names there are."""
    found = PROFILES.get(name)
    if found is None:
        known = ", ".join(PROFILES)
        raise Refused(
            Text.of("hardware.config.unknown_profile", device=device_id, value=name, known=known)
        )
    return found
