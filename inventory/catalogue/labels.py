"""Labels that a shop's scale or label printer makes: item, amount, weight or pieces in one code.

The numbers from 20 to 29 are the shop's own (GS1 General Specifications 2.1.11), so each shop says
what stands where: ``2`` codes of 13 digits as in Britain, of 18 digits as on Chinese scales.
"""

import re
from dataclasses import dataclass

from inventory.catalogue.check_digits import check_digit, digits, has_check_digit, price_check_digit
from inventory.kernel.errors import Refused
from inventory.kernel.quantity import Quantity
from inventory.kernel.text import Text

_PATTERN = re.compile(r"(?:2|02)\d*P+(?:K(?=V{4,5}(?!V)|W{4,5}(?!W)))?[VWNX]+C?")
DEFAULT_TEMPLATES = ("23PPPPPVVVVVC", "21PPPPPWWWWWC")


def may_be_shops(code: str) -> bool:
    """Tell whether a code can be a label of some shop: no other begins with 2 and is all digits."""
    return digits(code) and code.startswith(("2", "02"))


@dataclass(frozen=True, slots=True)
class Label:
    """What a label says: keys to look for, and the item's own label without a value.

    ``price_minor`` is what all of it costs, in minor units; None means the catalogue decides.
    """

    keys: tuple[str, ...]
    base: str
    quantity: Quantity
    price_minor: int | None
    checked: bool


@dataclass(frozen=True, slots=True)
class Template:
    """A 2x label: digits stand for themselves, P is the item, C the check digit of all.

    V is an amount in minor units, W a weight in thousandths, N a number of pieces, X is skipped.
    K is the check digit of the four or five digits of V or W behind it.
    """

    pattern: str

    @classmethod
    def parse(cls, pattern: str) -> "Template":
        """Read a pattern such as ``23PPPPPVVVVVC``; refuse one that cannot work."""
        shown = pattern.strip().upper()
        if not _PATTERN.fullmatch(shown) or not 8 <= len(shown) <= 24:
            raise Refused(Text.of("codes.bad_template", value=pattern[:30]))
        return cls(shown)

    @property
    def checked(self) -> bool:
        """Whether its labels prove themselves by a check digit of all digits."""
        return self.pattern.endswith("C")

    def read(self, code: str) -> Label | None:
        """Return what this label says, or None when the code is not of its shape."""
        if len(code) != len(self.pattern) or not digits(code):
            return None
        parts: dict[str, str] = {}
        for letter, digit in zip(self.pattern, code, strict=True):
            if letter.isdigit():
                if letter != digit:
                    return None
            else:
                parts[letter] = parts.get(letter, "") + digit
        if "C" in parts and not has_check_digit(code):
            return None
        if "K" in parts and parts["K"] != price_check_digit(self._behind_k(code)):
            return None
        return self._label(code, parts)

    def base(self, code: str) -> str:
        """Return the label of the same item with value 0 and its right check digit."""
        bare = "".join(
            digit if letter.isdigit() or letter == "P" else "0"
            for letter, digit in zip(self.pattern, code, strict=True)
        )
        return bare[:-1] + check_digit(bare[:-1]) if self.checked else bare

    def _behind_k(self, code: str) -> str:
        """Return the digits that K proves: the run of the letter that follows it."""
        first = self.pattern.index("K") + 1
        run = self.pattern[first:]
        return code[first : first + len(run) - len(run.lstrip(run[0]))]

    def _label(self, code: str, parts: dict[str, str]) -> Label | None:
        """A label without a value is the item's base label: the catalogue's price, one unit."""
        minor, milli = int(parts.get("V", "0")), int(parts.get("W", "0"))
        milli = milli or int(parts.get("N", "0")) * 1_000
        if not minor and not milli:
            return None
        quantity = Quantity(milli) if milli else Quantity.pieces(1)
        base = self.base(code)
        keys = (parts["P"], base, parts["P"].lstrip("0") or "0")
        return Label(keys, base, quantity, minor or None, self.checked)
