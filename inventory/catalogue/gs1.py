"""GS1 element strings and Digital Links to item, quantity and amount. The only room with biip.

The library is loaded when the first of them comes by.
"""

import importlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from inventory.catalogue.check_digits import has_check_digit
from inventory.kernel.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from biip.gs1_element_strings import GS1ElementString

Form = Literal["gs1_marked", "gs1_bare", "gs1_link"]
FNC1 = "\x1d"
_LINK = re.compile(
    r"https?://[^/\s]+/(?:[^?#\s]*/)?(?:01|gtin)/\d{8,14}(?:[/?#]\S*)?", re.IGNORECASE
)


def load() -> None:
    """Load the library now, on a thread that nobody waits for: it takes a quarter of a second."""
    importlib.import_module("biip.gs1_digital_link_uris")
    importlib.import_module("biip.gs1_messages")


def form_of(code: str, *, marked: bool) -> Form | None:
    """Say in which form a code may be GS1; ``marked``: the scanner said that it is one."""
    if marked or FNC1 in code:
        return "gs1_marked"
    if _LINK.fullmatch(code):
        return "gs1_link"
    return "gs1_bare" if code.startswith(("01", "(01)")) and len(code) >= 16 else None


COUNT_MAX = 999


@dataclass(frozen=True, slots=True)
class Told:
    """What an element string says: GTIN, pieces or weight, an amount and its decimals.

    None of it is proven but the GTIN: who can print a label can print any of this.
    """

    gtin: str
    quantity: Quantity | None
    counted: bool
    amount: int | None
    decimals: int | None


def read(code: str, form: Form) -> Told | None:
    """Return what it says; None when it says no right GTIN."""
    fields = {each.ai.ai: each.value for each in _elements(code, form)}
    gtin = fields.get("01")
    if gtin is None or not has_check_digit(gtin):
        return None
    pieces = _pieces(fields)
    return Told(gtin, pieces or _weight(fields), pieces is not None, *_amount(fields))


def _elements(code: str, form: Form) -> "Iterable[GS1ElementString]":
    from biip import ParseError
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI
    from biip.gs1_messages import GS1Message

    try:
        if form == "gs1_link":
            return GS1DigitalLinkURI.parse(code).element_strings
        if code.startswith("("):
            return GS1Message.parse_hri(code).element_strings
        return GS1Message.parse(code.strip(FNC1)).element_strings
    except ParseError:
        return ()


def _pieces(fields: dict[str, str]) -> Quantity | None:
    """Read a count (AI 30); one that no box of goods holds is none."""
    count = int(fields.get("30", "0"))
    return Quantity.pieces(count) if 0 < count <= COUNT_MAX else None


def _weight(fields: dict[str, str]) -> Quantity | None:
    """Read a net weight in kilograms (AI 310n)."""
    for ai, value in fields.items():
        if ai.startswith("310"):
            milli = int(value) * 1_000 // int(10 ** int(ai[3]))
            return Quantity(milli) if milli else None
    return None


def _amount(fields: dict[str, str]) -> tuple[int | None, int | None]:
    """Read the amount payable (AI 392n) and how many of its digits stand after the point."""
    for ai, value in fields.items():
        if ai.startswith("392") and int(value):
            return int(value), int(ai[3])
    return None, None
