"""A clock that has fallen back: said in the frame while it lasts, and once to whoever signs on.

Nobody is stopped: a shop sells with a dead battery too. Its sales come under the day that the
clock shows, so somebody has to see it.
"""

from collections.abc import Callable

from inventory.kernel.text import Text
from inventory.service.context import Context
from pos_app.i18n import Translator
from pos_app.viewmodels.till import Till


def fallen(context: Context, last: str) -> str:
    """Return the clock's business day when it is behind that of newer sales; else nothing."""
    today = context.business_date(context.clock.now_ms())
    return today if today < last else ""


class ClockWatch:
    """Tells each person who signs on, through ``say``."""

    def __init__(self, till: Till, say: Callable[[Callable[[Translator], Text]], None]) -> None:
        self._till, self._say = till, say
        till.session.greet(self._signed_on)

    def _signed_on(self, person: str) -> None:
        self._till.hands.write(
            self._till.writes.glance.look, lambda seen: self._look(person, seen.latest_day)
        )

    def _look(self, person: str, last: str) -> None:
        date = fallen(self._till.context, last)
        if date and person == self._till.session.person:
            self._say(
                lambda tr: Text.of("checkout.clock_behind", date=tr.date(date), last=tr.date(last))
            )
