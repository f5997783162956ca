"""The search for goods that get a tag: styles by code, last digits, name, pinyin initials."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from pos_app.viewmodels.price_tag_list import TagRow
from pos_app.viewmodels.till import Till

if TYPE_CHECKING:
    from inventory.service.catalogue import StyleHit

HITS_MAX = 50
_WAIT_S = 0.08


class TagSearch:
    """Text and hits; ``changed`` runs when others were found."""

    def __init__(self, till: Till, changed: Callable[[], None]) -> None:
        self._till, self._changed = till, changed
        self._asked = 0
        self.text = ""
        self.hits: tuple[StyleHit, ...] = ()

    @property
    def on(self) -> bool:
        """Whether something is looked for."""
        return bool(self.text.strip())

    def type(self, text: str) -> None:
        """Search for this; the last letter typed counts, a moment later."""
        self.text, self._asked = text, self._asked + 1
        mine = self._asked
        if self.on:
            self._till.hands.later(_WAIT_S, lambda: self._look(mine))
        else:
            self.hits = ()
        self._changed()

    def now(self, text: str) -> None:
        """Search for this at once."""
        self.text, self._asked = text, self._asked + 1
        self._look(self._asked)

    def forget(self) -> None:
        """Leave the search."""
        self._asked += 1
        self.text, self.hits = "", ()

    def _look(self, asked: int) -> None:
        if asked == self._asked and self.on:
            actor = self._till.session.require()
            self.hits = self._till.reads.catalogue.search(actor, self.text, HITS_MAX)
            self._changed()

    def rows(self) -> tuple[TagRow, ...]:
        """Return what was found."""
        tr = self._till.words
        return tuple(
            TagRow(
                key=hit.style_id,
                title=hit.names.in_language(tr.language),
                caption=hit.style_code,
                facts=(tr.money(hit.item.price.shown()), tr("tags.kinds", n=hit.variant_count)),
                garment=hit.garment,
                rgb=hit.item.colour_rgb,
            )
            for hit in self.hits
        )

    def nothing(self) -> str:
        """Say that nothing was found, if so."""
        return "" if self.hits else self._till.words("catalogue.no_hits", text=self.text[:20])
