"""Codes that nobody knew: they wait in order, each keeps its place in the cart, none is lost.

They are part of the cart and go where it goes: aside, over a restart, back on the counter.
"""

from collections.abc import Callable

from inventory.catalogue.codes import without_mark
from inventory.kernel.clock import local_time
from inventory.pricing.cart import AddCode, Edit, OpenCode, RemoveCode
from pos_app.i18n import Translator
from pos_app.viewmodels.checkout_cart import OpenCart
from pos_app.viewmodels.checkout_state import Alert, LineFace
from pos_app.viewmodels.till import Till


class UnknownCodes:
    """The queue of the cart on the counter; the first one stands in the bar."""

    def __init__(self, till: Till, open_cart: OpenCart, edit: Callable[[Edit], None]) -> None:
        self._till = till
        self._cart = open_cart
        self._edit = edit

    @property
    def waiting(self) -> tuple[OpenCode, ...]:
        """Those that wait for an answer, the oldest first."""
        return self._cart.cart.codes

    @property
    def first(self) -> OpenCode | None:
        """The one that is asked about."""
        return self.waiting[0] if self.waiting else None

    def add(self, code: str) -> None:
        """Let a code wait for an answer. Raises ``Refused`` while the cart takes no edit."""
        self._edit(AddCode(code, self._till.context.clock.now_ms()))

    def answered(self, number: int) -> None:
        """Forget one that was ignored, or rung up in another way; one that is gone stays gone.

        Raises ``Refused`` while the cart takes no edit.
        """
        if any(each.number == number for each in self.waiting):
            self._edit(RemoveCode(number))

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
        word, zone = tr("checkout.unknown.line"), self._till.context.site.zone
        return tuple(
            LineFace(
                f"unknown-{each.number}",
                _shown(each.code),
                amount=local_time(each.at_ms, zone)[11:],
                trouble=word,
            )
            for each in self.waiting
        )


def _shown(code: str) -> str:
    """Return a code as it can be shown: no identifier, no control characters, not endless."""
    _, code = without_mark(code)
    plain = "".join(each if each.isprintable() else " " for each in code)
    return plain if len(plain) <= 24 else f"{plain[:23]}…"
