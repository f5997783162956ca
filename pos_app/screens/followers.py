"""Who looks again when colours, sizes, hand or language change: one list, held weakly.

Kivy's ``bind`` compares each new observer with all that are there, so that a thousand texts bound
to one theme would take seconds to build; and it keeps an entry for each that is gone.
"""

from typing import Protocol
from weakref import WeakSet

from pos_app.screens.metrics import metrics
from pos_app.screens.theme import theme
from pos_app.screens.tr import tr


class Follower(Protocol):
    """A part that takes its looks from theme, metrics or language."""

    def changed(self, *_: object) -> None:
        """Look again, before the next frame."""


_followers: "WeakSet[Follower]" = WeakSet()


def follow(part: Follower) -> None:
    """Call ``part.changed()`` after each change, as long as the part lives."""
    _followers.add(part)


def _tell(*_: object) -> None:
    for each in tuple(_followers):
        each.changed()


theme.bind(name=_tell)
metrics.bind(u=_tell, mirrored=_tell, calculator=_tell)
tr.bind(t=_tell)
