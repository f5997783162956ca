"""Names of things: UUIDv7 for machines, receipt numbers with a check character for people."""

import re
from dataclasses import dataclass
from typing import NewType

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text

SaleId = NewType("SaleId", str)
VariantId = NewType("VariantId", str)
StyleId = NewType("StyleId", str)
StaffId = NewType("StaffId", str)
StoreId = NewType("StoreId", str)
TillId = NewType("TillId", str)

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHAPE = re.compile(r"([A-Z0-9]{2,8})-([A-Z0-9]{1,6})-(\d{1,9})-([A-Z]{1,2})-(\d{6,10})-([A-Z0-9])")


def new_id() -> str:
    """Return a fresh UUIDv7, 36 lower-case characters, ordered by its time of birth."""
    from uuid6 import uuid7  # here: with all it brings it is 2 % of a start, and no id is needed

    return str(uuid7())


@dataclass(frozen=True, slots=True)
class ReceiptNumber:
    """A document number of one till: gapless per (store, till, epoch, document type)."""

    store: str
    till: str
    epoch: int
    doc_type: str
    number: int

    def __str__(self) -> str:
        """Write it with its check character, as printed and scanned."""
        stem = f"{self.store}-{self.till}-{self.epoch}-{self.doc_type}-{self.number:06d}"
        return f"{stem}-{check_character(stem)}"

    @classmethod
    def parse(cls, text: str) -> "ReceiptNumber":
        """Read a printed number; a wrong shape or check character is refused."""
        shown = text.strip().upper()
        match = _SHAPE.fullmatch(shown)
        if match is None:
            raise Refused(Text.of("receipt.number_shape", value=text[:40]))
        if check_character(shown[:-2]) != match.group(6):
            raise Refused(Text.of("receipt.number_check", value=text[:40]))
        store, till, epoch, doc_type, number = match.groups()[:5]
        return cls(store, till, int(epoch), doc_type, int(number))


def check_character(stem: str) -> str:
    """Return the ISO 7064 MOD 37,36 check character over the letters and digits of ``stem``."""
    product = 36
    for letter in stem:
        if letter not in _ALPHABET:
            continue
        total = (product + _ALPHABET.index(letter)) % 36 or 36
        product = total * 2 % 37
    return _ALPHABET[(37 - product) % 36]
