"""What the pad of the payment screen has typed: an amount, four digits of a card, an approval."""

from dataclasses import dataclass, replace
from typing import Any

AMOUNT, TAIL, APPROVAL = "amount", "tail", "approval"
_LONGEST = {AMOUNT: 10, TAIL: 4, APPROVAL: 12}
FIELDS = tuple(_LONGEST)


@dataclass(frozen=True, slots=True)
class TenderEntry:
    """Texts of the three fields and which of them the pad fills.

    ``filled``: the amount was put there whole by a key; the next digit begins a new one.
    """

    field: str = AMOUNT
    amount: str = ""
    tail: str = ""
    approval: str = ""
    filled: bool = False

    def with_digit(self, digit: str, decimals: int) -> "TenderEntry":
        """Return the entry with a digit more, if the field takes it."""
        if self.filled and self.field == AMOUNT:
            return replace(self, amount="", filled=False).with_digit(digit, decimals)
        text = getattr(self, self.field) + digit
        if self.field != AMOUNT:
            fits = text.isdigit() and len(text) <= _LONGEST[self.field]
            return self._with(text) if fits else self
        whole, point, rest = text.partition(".")
        if (point and not decimals) or "." in rest or len(rest) > decimals:
            return self
        if len(whole) > _LONGEST[AMOUNT]:
            return self
        return self._with(text if whole else f"0{text}")

    def without_last(self) -> "TenderEntry":
        """Return the entry with a digit less; an amount that a key put there goes whole."""
        if self.filled and self.field == AMOUNT:
            return replace(self, amount="", filled=False)
        return self._with(getattr(self, self.field)[:-1])

    def _with(self, text: str) -> "TenderEntry":
        changed: dict[str, Any] = {self.field: text}
        return replace(self, **changed)
