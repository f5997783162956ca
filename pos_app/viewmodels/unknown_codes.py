"""Codes that nobody knew: they wait in order, each keeps its place in the cart, none is lost."""

from collections.abc import Callable
from dataclasses import dataclass

from inventory.kernel.clock import local_time
from pos_app.i18n import Translator
from pos_app.viewmodels.checkout_state import Alert, LineFace
from pos_app.viewmodels.till import Till


@dataclass(frozen=True, slots=True)
class Unknown:
    """A code that was scanned and not found."""

    number: int
    code: str
    time: str


class UnknownCodes:
    """The queue; the first one stands in the bar. ``told`` runs after every change."""

    def __init__(self, till: Till, told: Callable[[], None]) -> None:
        self._till = till
        self._told = told
        self._count = 0
        self.waiting: tuple[Unknown, ...] = ()

    @property
    def first(self) -> Unknown | None:
        """The one that is asked about."""
        return self.waiting[0] if self.waiting else None

    def add(self, code: str) -> None:
        """Let a code wait for an answer."""
        context = self._till.context
        time = local_time(context.clock.now_ms(), context.site.zone)[11:]
        self._count += 1
        self.waiting = (*self.waiting, Unknown(self._count, code, time))
        self._told()

    def answered(self, number: int) -> None:
        """Forget one that was ignored, or rung up in another way."""
        self.waiting = tuple(each for each in self.waiting if each.number != number)
        self._told()

    def clear(self) -> None:
        """Forget all: the sale they belonged to is over."""
        if self.waiting:
            self.waiting = ()
            self._told()

    def alert(self, tr: Translator) -> Alert | None:
        """Return the bar of the first one, with how many wait behind it."""
        first = self.first
        if first is None:
            return None
        behind = len(self.waiting) - 1
        sub = tr("checkout.unknown.sub")
        if behind:
            sub = f"{sub} • {tr('checkout.unknown.behind', n=behind)}"
        ways = (
            ("search", tr("checkout.unknown.search"), "search"),
            ("create", tr("checkout.unknown.create"), "plus"),
            ("ignore", tr("checkout.unknown.ignore"), "cross"),
        )
        title = tr("checkout.unknown.title")
        why = tr("checkout.unknown.why")
        return Alert(title, _shown(first.code), sub, ways, why, first.number)

    def faces(self, tr: Translator) -> tuple[LineFace, ...]:
        """Return the placeholders in the cart."""
        word = tr("checkout.unknown.line")
        return tuple(
            LineFace(f"unknown-{each.number}", _shown(each.code), amount=each.time, trouble=word)
            for each in self.waiting
        )


def _shown(code: str) -> str:
    """Return a code as it can be shown: no control characters, and not endless."""
    plain = "".join(each if each.isprintable() else " " for each in code)
    return plain if len(plain) <= 24 else f"{plain[:23]}…"
