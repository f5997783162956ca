"""What a search on the checkout found goes into the cart, and answers the open code it was for."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from inventory.catalogue.product import Item

if TYPE_CHECKING:
    from pos_app.viewmodels.checkout import CheckoutVM


class Searching:
    """The search's side of the checkout."""

    def __init__(self, vm: "CheckoutVM") -> None:
        self._vm = vm

    def found(self, item: Item) -> None:
        """Ring up goods that were tapped in the list."""
        self._answer(partial(self._vm.pick, item))

    def typed(self, code: str) -> None:
        """Ring up a whole code that was typed: it means what it means to a scanner."""
        self._answer(partial(self._vm.scanning.take_typed, code))

    def _answer(self, take: Callable[[], None]) -> None:
        """Take what was found; the open code that it was looked up for is answered with it."""
        vm = self._vm
        first = vm.unknown.first if vm.for_unknown else None
        vm.sheet, vm.for_unknown = "", False

        def answer() -> None:
            take()
            if first is not None:
                vm.unknown.answered(first.number)

        vm.attempt(answer)
