"""Printer models: paper, letters, commands. What a printer can do stands here and nowhere else."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from pos_app.hardware.categories import ConfirmLevel

Cutter = Literal["none", "part", "full"]
Region = Literal["SC", "TC"]
StatusWay = Literal["dle_eot", "none"]

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
    in China and Taiwan do. ``max_band``: rows of a picture sent in one command.
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
    max_band: int = MAX_BAND
    status: StatusWay = "dle_eot"
    confirm: ConfirmLevel = "L2"
    cell: int = 12
    line_dots: int = 30

    def __post_init__(self) -> None:
        assert self.cols_a * self.cell <= self.dots, self.name
        assert 0 < self.max_band <= MAX_BAND, self.name
        known = self.multi_byte or self.encoding in CODE_PAGES or self.encoding == "none"
        assert known, self.encoding

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


_ALL = (
    Profile("generic-58-zh", 58, 384, 32, "gb18030", kanji_default_on=True, max_band=120),
    Profile("generic-80-zh", 80, 576, 48, "gb18030", kanji_default_on=True),
    Profile("epson-80-zh", 80, 576, 48, "gb18030", kanji_default_on=True, confirm="L3"),
    Profile("big5-80", 80, 576, 48, "big5", kanji_default_on=True),
    Profile("latin-80", 80, 576, 48, "cp858", kanji_default_on=False),
    Profile("latin-58", 58, 384, 32, "cp1252", kanji_default_on=False, max_band=120),
    Profile("epson-80-latin", 80, 512, 42, "cp858", kanji_default_on=False, confirm="L3"),
    Profile("picture-80", 80, 576, 48, "none", kanji_default_on=False, confirm="L1"),
)
PROFILES = MappingProxyType({each.name: each for each in _ALL})


def profile(name: str, device_id: str = "") -> Profile:
    """Return a printer model by its name; an unknown one is refused with the names there are."""
    found = PROFILES.get(name)
    if found is None:
        known = ", ".join(PROFILES)
        raise Refused(
            Text.of("hardware.config.unknown_profile", device=device_id, value=name, known=known)
        )
    return found
