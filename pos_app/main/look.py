"""How a start may ask the window to look. No Kivy here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """What a start may say about the window instead of the machine's file and the shop."""

    width: int = 0
    height: int = 0
    diagonal_inch: float = 0.0
    language: str = ""
    theme: str = ""
