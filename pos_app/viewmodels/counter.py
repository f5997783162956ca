"""What the counter is doing: free, locked by money that was taken, or waiting for the books.

One change at a time: whoever begins one keeps every other away until it has ended. Knows no cart.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Literal, TypeVar

from inventory.kernel.errors import Refused, SuanpanError
from inventory.kernel.states import COUNTER
from inventory.kernel.text import Text
from pos_app.viewmodels.base import Hands

T = TypeVar("T")
Change = Literal["booking", "undoing", "parking", "resuming"]
FREE, PAYING = "free", "paying"


class CounterState:
    """The till's one counter. ``told`` runs after every change, ``at_rest`` when one has ended."""

    def __init__(self, told: Callable[[], None], at_rest: Callable[[], None]) -> None:
        self._told = told
        self._at_rest = at_rest
        self._state = COUNTER.start

    @property
    def free(self) -> bool:
        """Tell whether the cart may be changed."""
        return self._state == FREE

    @property
    def paying(self) -> bool:
        """Tell whether money was taken for the cart, and nothing is being booked."""
        return self._state == PAYING

    @property
    def changing(self) -> bool:
        """Tell whether a change waits for the books: nothing else may begin, scans are held."""
        return self._state not in {FREE, PAYING}

    def require_free(self) -> None:
        """Refuse, in words, to change the cart while it is not free."""
        if self.changing:
            raise Refused(Text.of("checkout.busy"))
        if self.paying:
            raise Refused(Text.of("payment.finish_first"))

    def begin(self, change: Change) -> None:
        """Begin a change and keep every other away. Raises ``Refused`` while it may not begin."""
        if self.changing or change != "booking":
            self.require_free()
        self._become(change)

    def end(self, *, paying: bool = False) -> None:
        """End the change under way; ``paying`` where money stays taken for the cart."""
        self._become(PAYING if paying else FREE)
        self._at_rest()

    @contextmanager
    def ending(self, *, paying: bool = False) -> Iterator[None]:
        """End the change after this, whatever comes of it: the counter is never left locked."""
        try:
            yield
        finally:
            self.end(paying=paying)

    def ends_with(
        self, hands: Hands, job: Callable[[], T], *, paying: bool = False
    ) -> Callable[[], T]:
        """Return a job for the writer after whose bug the change under way ends as well.

        What a rule refuses is an answer: whoever asked for the change ends it.
        """

        def run() -> T:
            try:
                return job()
            except SuanpanError:
                raise
            except BaseException:
                hands.post(partial(self.end, paying=paying))
                raise

        return run

    def lock(self, *, paying: bool) -> None:
        """Lock the cart while money is taken for it, and let it go when all was given back."""
        if not self.changing and paying != self.paying:
            self._become(PAYING if paying else FREE)

    def _become(self, state: str) -> None:
        COUNTER.require(self._state, state)
        self._state = state
        self._told()
