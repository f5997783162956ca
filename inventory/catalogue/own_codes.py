"""Codes that a shop makes for people and papers: badge, member, coupon, order, transfer, delivery.

``M-00012345-K``: a letter for the kind, up to 40 letters, digits and hyphens, and the check
character that receipt numbers have too (ISO 7064 MOD 37,36 over letters and digits of all before).
"""

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from inventory.kernel.ids import check_character
from inventory.kernel.text import Text

Own = Literal["badge", "member", "coupon", "order", "transfer", "delivery"]
LETTERS: MappingProxyType[str, Own] = MappingProxyType(
    {
        "B": "badge",
        "M": "member",
        "C": "coupon",
        "O": "order",
        "T": "transfer",
        "D": "delivery",
    }
)
_SHAPE = re.compile(r"([A-Z])-([A-Z0-9](?:[A-Z0-9-]{0,38}[A-Z0-9])?)-([A-Z0-9])")


@dataclass(frozen=True, slots=True)
class OwnCode:
    """A code of the shop's own; ``payload`` names one badge, member, coupon or paper.

    What a badge or a coupon says opens something, so it stands in no log.
    """

    kind: Own
    payload: str = field(repr=False)

    def __str__(self) -> str:
        """Write it as it is printed and scanned."""
        letter = next(letter for letter, kind in LETTERS.items() if kind == self.kind)
        stem = f"{letter}-{self.payload}"
        return f"{stem}-{check_character(stem)}"

    @property
    def why(self) -> Text:
        """Why it is one."""
        return Text.of(f"codes.why.{self.kind}")

    @classmethod
    def parse(cls, text: str) -> "OwnCode | None":
        """Read a code; None when it has another shape or a wrong check character."""
        match = _SHAPE.fullmatch(text.upper())
        if match is None or match.group(1) not in LETTERS:
            return None
        letter, payload, check = match.groups()
        if check_character(f"{letter}-{payload}") != check:
            return None
        return cls(LETTERS[letter], payload)
