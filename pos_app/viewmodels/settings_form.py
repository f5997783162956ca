"""What every page of the settings is made of: rows with a control each, and who answers them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from inventory.kernel.errors import SuanpanError
from pos_app.viewmodels.till import Till

Kind = Literal["text", "amount", "digits", "secret", "choice", "grid", "switch", "action"]
Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FormLine:
    """A row: what it is called, what stands in it, and what is wrong with it in words.

    ``value`` is the text, the chosen option, or ``1``/empty of a switch; ``word`` is on a key.
    """

    key: str
    kind: Kind
    label: str
    hint: str = ""
    value: str = ""
    options: tuple[Option, ...] = ()
    word: str = ""
    trouble: str = ""


class Page(Protocol):
    """A page of rows. Taps and texts go in, the desk hears what came of them."""

    def title(self) -> str:
        """Return the heading; empty for the section's own name."""

    def lines(self) -> tuple[FormLine, ...]:
        """Return the rows of the moment, without troubles."""

    def edit(self, key: str, value: str) -> None:
        """Take what was typed or chosen."""

    def tap(self, key: str) -> None:
        """Do what a key says; a switch is not tapped but edited."""

    def back(self) -> bool:
        """Leave a page inside; ``False`` when there is none."""

    def saves(self) -> bool:
        """Tell whether this page has something to save with a key."""

    def save(self) -> None:
        """Save what was typed."""

    def reset(self) -> None:
        """Forget what was typed and read everything again."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a page may ask of the settings screen."""

    till: Till
    changed: Callable[[], None]
    begun: Callable[[], None]
    saved: Callable[[str], None]
    failed: Callable[[SuanpanError], None]
    trouble: Callable[[str, str], None]
    lock: Callable[[], None]
