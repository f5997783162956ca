"""A clock that has fallen back: said in the frame while it lasts, and once to whoever signs on.

Nobody is stopped: a shop sells with a dead battery too. Its sales come under the day that the
clock shows, so somebody has to see it.
"""

from collections.abc import Callable

from inventory.kernel.text import Text
from pos_app.i18n import Translator
from pos_app.viewmodels.till import Till


def fallen(till: Till) -> tuple[str, str] | None:
    """Return (the clock's business day, that of newer sales) when the clock is behind them."""
    context = till.context
    today = context.business_date(context.clock.now_ms())
    last = till.reads.history.latest_day()
    return (today, last) if today < last else None


class ClockWatch:
    """Tells each person who signs on, through ``say``."""

    def __init__(self, till: Till, say: Callable[[Callable[[Translator], Text]], None]) -> None:
        self._till, self._say = till, say
        self._told = ""
        till.session.listen(self._person_changed)

    def _person_changed(self) -> None:
        actor = self._till.session.actor
        person = "" if actor is None else actor.id
        if person == self._told:
            return
        self._told = person
        days = fallen(self._till)
        if person and days is not None:
            date, last = days
            self._say(
                lambda tr: Text.of("checkout.clock_behind", date=tr.date(date), last=tr.date(last))
            )
