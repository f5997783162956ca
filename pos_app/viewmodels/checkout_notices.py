"""Bars that tell something: one at a time, the newest wins, in the language of the moment."""

from collections.abc import Callable
from dataclasses import dataclass

from inventory.kernel.errors import SuanpanError
from inventory.kernel.text import Text
from pos_app.i18n import Translator
from pos_app.viewmodels.base import Cancel, Hands
from pos_app.viewmodels.checkout_state import Notice

TROUBLE_S = 8
Message = Text | Callable[[Translator], Text]  # the latter when it names goods in words


@dataclass(frozen=True, slots=True)
class Way:
    """A key in a bar: its name, the key of its word, an icon, and what it does."""

    name: str
    word: str
    icon: str
    job: Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Said:
    number: int
    tone: str
    text: Message
    icon: str
    ways: tuple[Way, ...]
    seconds: int


class Notices:
    """What the bar says now. ``told`` runs after every change."""

    def __init__(self, hands: Hands, told: Callable[[], None]) -> None:
        self._hands = hands
        self._told = told
        self._count = 0
        self._said: _Said | None = None
        self._end: Cancel = lambda: None
        self._behind: dict[str, tuple[str, Message, str]] = {}

    def say(self, tone: str, text: Message, *ways: Way, seconds: int = 0, icon: str = "") -> None:
        """Show a bar; after ``seconds`` it is gone by itself, else with the next work."""
        self._end()
        self._count += 1
        self._said = _Said(self._count, tone, text, icon, ways, seconds)
        self._end = self._hands.later(seconds, self.hush) if seconds else lambda: None
        self._told()

    def say_behind(self, name: str, tone: str, text: Message, *, icon: str = "") -> None:
        """Show a bar when nothing else is said any more: it must be seen, and take nothing away.

        Behind another bar it comes while somebody works, so it stays for its seconds. Of one
        ``name`` only the newest waits.
        """
        if self._said is None:
            self.say(tone, text, icon=icon)
        else:
            self._behind[name] = tone, text, icon

    def trouble(self, error: SuanpanError) -> None:
        """Say what a rule, the disk or the books answered."""
        self.say("danger", error.text, seconds=TROUBLE_S)

    def hush(self) -> None:
        """Take the bar away."""
        if self._said is None:
            return
        self._end()
        self._said = None
        if self._behind:
            tone, text, icon = self._behind.pop(next(iter(self._behind)))
            self.say(tone, text, seconds=TROUBLE_S, icon=icon)
        else:
            self._told()

    def withdraw(self) -> None:
        """Another cart is on the counter: a bar that offers something about the one before goes."""
        if self._said is not None and self._said.ways:
            self.hush()

    def pass_by(self) -> None:
        """Work goes on: a bar that waits for nothing else goes."""
        if self._said is not None and not self._said.seconds:
            self.hush()

    def act(self, name: str, number: int = 0) -> None:
        """Do what a key of the bar says; the bar goes first.

        ``number`` is of the bar that was touched: if another has come since, nothing is done.
        """
        said = self._said
        if said is None or (number and number != said.number):
            return
        way = next(each for each in said.ways if each.name == name)
        self.hush()
        way.job()

    def face(self, tr: Translator) -> Notice | None:
        """Return the bar in this language."""
        said = self._said
        if said is None:
            return None
        ways = tuple((way.name, tr(way.word), way.icon) for way in said.ways)
        text = said.text if isinstance(said.text, Text) else said.text(tr)
        return Notice(said.number, said.tone, tr.text(text), said.icon, ways, said.seconds)
