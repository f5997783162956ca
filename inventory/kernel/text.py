"""A message that is not yet translated: a code and its named values. No language lives here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Value = str | int


@dataclass(frozen=True, slots=True)
class Text:
    """A catalogue key such as ``stock.short`` with the values its wording needs."""

    code: str
    params: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, code: str, /, **params: Value) -> "Text":
        """Build a text from a key and keyword values."""
        return cls(code, MappingProxyType(params))

    def __str__(self) -> str:
        """Show key and values for logs; people see the translation instead."""
        shown = " ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code} {shown}".rstrip()
