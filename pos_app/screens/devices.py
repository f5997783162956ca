"""The devices on a page: a card each, and the papers that wait for somebody to look."""

from collections.abc import Callable
from typing import ClassVar

from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from pos_app.screens import widgets
from pos_app.screens.base import BoundScreen, load_kv
from pos_app.screens.layout import Column, Hairline
from pos_app.screens.metrics import PORTRAIT, WIDE, metrics
from pos_app.screens.theme import theme
from pos_app.screens.widgets import Fact, Icon, Key, StatusWord, Surface, Words
from pos_app.screens.widgets.part import Part, place, show
from pos_app.viewmodels.devices import DeviceCard, DevicesState, DevicesVM, PaperRow

_EDGES = {"fault": "danger_text", "warn": "warn_text"}
_TILES = {"fault": ("danger_soft", "danger_text"), "warn": ("warn_soft", "warn_text")}
_FACTS = 3


class DeviceView(Part, Surface):
    """A device: picture, name, state in a word, what still works, facts, one key."""

    follows: ClassVar[tuple[str, ...]] = ("face",)
    face: DeviceCard | None = ObjectProperty(None, allownone=True)
    __events__ = ("on_way",)

    def build(self) -> None:
        """Make the parts once."""
        self.size_hint_y = None
        self._tile, self._icon = Surface(), Icon()
        self._name, self._note = Words(bold=True, squeeze=0.7), Words(squeeze=0.7, yields=True)
        self._state, self._reason = StatusWord(bold=True), Words(lines=4, valign="top", squeeze=0.8)
        self._facts = [Fact() for _ in range(_FACTS)]
        self.key = Key()
        self.key.bind(on_release=lambda _: self.dispatch("on_way", self.key.name))
        self.hold(self._tile, self._icon, self._name, self._note, self._state, self._reason)
        self.hold(*self._facts, self.key)

    def refresh(self) -> None:
        """Colour, write and place the parts."""
        face = self.face
        if face is None:
            return
        self.height = metrics.u(78 if metrics.layout == WIDE else 58)
        self.fill, self.radius = theme.colour("surface"), metrics.radius_card
        self.edge = theme.colour(_EDGES.get(face.state, "hairline"))
        self.edge_px = max(2, metrics.edge - metrics.hair) if face.state in _EDGES else metrics.hair
        ground, ink = _TILES.get(face.state, ("surface2", "text"))
        self._tile.fill, self._tile.radius = theme.colour(ground), metrics.radius
        self._icon.name, self._icon.color = face.icon, theme.colour(ink)
        for words, text, px, tint in (
            (self._name, face.name, metrics.title, "text"),
            (self._note, face.note, metrics.small, "text2"),
            (self._reason, face.reason, metrics.small, "text2"),
        ):
            words.text, words.font_size, words.color = text, px, theme.colour(tint)
        self._state.text, self._state.font_size = face.word, metrics.body
        self._state.state = "done" if face.state == "ok" else face.state
        self._write_key(face)
        self._arrange(face)

    def _write_key(self, face: DeviceCard) -> None:
        self.key.name, self.key.text, self.key.sub = face.way, face.way_word, face.off
        self.key.disabled, self.key.locked = bool(face.off), bool(face.off)
        self.key.chosen, self.key.checked = face.chosen, False
        self.key.kind = "ink" if face.state in _EDGES and not face.off else "plain"

    def _arrange(self, face: DeviceCard) -> None:
        pad = metrics.s4
        x, width, top = self.x + pad, self.width - 2 * pad, self.y + self.height - pad
        side = metrics.u(12 if metrics.layout == WIDE else 10)
        place(self._tile, x, top - side, side, side)
        glyph = metrics.icon * 1.1
        gap = (side - glyph) / 2
        place(self._icon, x + gap, top - side + gap, glyph, glyph)
        left = x + side + metrics.s3
        place(self._name, left, top - side * 0.56, self.right - pad - left, side * 0.56)
        place(self._note, left, top - side, self.right - pad - left, side * 0.42)
        top -= side + metrics.s1
        high = metrics.body * 1.7
        place(self._state, x, top - high, width, high)
        top -= high
        key = metrics.key if metrics.layout == WIDE else metrics.key_low
        place(self.key, x, self.y + pad, width, key)
        row = metrics.caption * 1.6
        for at, fact in enumerate(self._facts):
            show(fact, at < len(face.facts))
            if at < len(face.facts):
                fact.label, fact.value = face.facts[at]
                place(fact, x, self.y + pad + key + metrics.s2 + (len(face.facts) - 1 - at) * row,
                      width, row)  # fmt: skip
        bottom = self.y + pad + key + metrics.s2 + len(face.facts) * row
        place(self._reason, x, bottom, width, max(0, top - bottom))

    def on_way(self, name: str) -> None:
        """The key was tapped (event)."""


class PaperView(Part):
    """A paper that is not surely on paper, the key that prints it, and the one to put it aside."""

    follows: ClassVar[tuple[str, ...]] = ("face",)
    face: PaperRow | None = ObjectProperty(None, allownone=True)
    __events__ = ("on_way", "on_aside")

    def build(self) -> None:
        """Make the parts once."""
        self.size_hint_y = None
        self._line, self._state = Hairline(), StatusWord(bold=True)
        self._title, self._caption = Words(bold=True, squeeze=0.6), Words(squeeze=0.7, yields=True)
        self.key, self.aside = Key(), Key(icon="check")
        self.key.bind(on_release=lambda _: self.dispatch("on_way", self.key.name))
        self.aside.bind(on_release=lambda _: self.dispatch("on_aside", self.key.name))
        self.hold(self._line, self._state, self._title, self._caption, self.key, self.aside)

    def refresh(self) -> None:
        """Colour, write and place the parts."""
        face = self.face
        if face is None:
            return
        beside = metrics.layout == WIDE
        high = metrics.key if beside else metrics.key_low
        self.height = high + 2 * metrics.s1 if beside else 2 * high + 3 * metrics.s1
        self._line.color = theme.colour("hairline")
        place(self._line, self.x, self.top - metrics.hair, self.width, metrics.hair)
        self.key.name, self.key.text = face.key, face.way_word
        self.key.icon = "refresh" if face.way == "retry" else "printer"
        self.aside.name, self.aside.text = face.key, face.aside_word
        wide, left = metrics.u(38 if beside else 30), self.right
        place(self.aside, left - wide, self.y + metrics.s1, wide, high)
        if beside:
            left -= wide + metrics.s2
            place(self.key, left - wide, self.y + metrics.s1, wide, high)
        else:
            place(self.key, left - wide, self.y + 2 * metrics.s1 + high, wide, high)
        self._title.text, self._title.font_size = face.title, metrics.body
        self._caption.text, self._caption.font_size = face.caption, metrics.small
        self._caption.color = theme.colour("text2")
        self._state.text, self._state.state = face.word, face.state
        room, half = left - wide - metrics.s3 - self.x, self.height / 2
        self._state.refresh()
        state = self._state.width
        place(self._title, self.x, self.y + half, room, half)
        place(self._state, self.x, self.y, state, half)
        from_x = state + metrics.s2
        place(self._caption, self.x + from_x, self.y, room - from_x, half)

    def on_way(self, name: str) -> None:
        """The key was tapped (event)."""

    def on_aside(self, name: str) -> None:
        """The key to put it aside was tapped (event)."""


class DevicesBody(Column):
    """Cards above, papers below; a device keeps its card while it is there."""

    vm = ObjectProperty(None)
    title = StringProperty("")
    empty = StringProperty("")

    def __init__(self, vm: DevicesVM) -> None:
        super().__init__(vm=vm)

    def show(self, state: DevicesState) -> None:
        """Show another state."""
        self.title, self.empty = state.papers_title, state.papers_empty
        cards, papers = self.ids.cards, self.ids.papers
        _as_many(cards, len(state.cards), self._new_card)
        _as_many(papers, len(state.papers), self._new_paper)
        for view, card in zip(reversed(cards.children), state.cards, strict=True):
            view.face = card
        for view, paper in zip(reversed(papers.children), state.papers, strict=True):
            view.face = paper

    def _new_card(self) -> DeviceView:
        view = DeviceView()
        view.bind(on_way=lambda _, name: self.vm.way(name))
        return view

    def _new_paper(self) -> PaperView:
        view = PaperView()
        view.bind(on_way=lambda _, name: self.vm.paper(name))
        view.bind(on_aside=lambda _, name: self.vm.put_aside(name))
        return view


class DevicesScreen(BoundScreen):
    """Bound to a ``DevicesVM``."""

    def __init__(self, vm: DevicesVM) -> None:
        widgets.load()
        load_kv("devices")
        super().__init__(vm)
        self._body = DevicesBody(vm)
        self.ids.scroller.hold(self._body)
        self._show(vm.state)

    def _show(self, state: DevicesState) -> None:
        super()._show(state)
        self._body.show(state)
        counts = self.ids.counts
        shown = state.counts[: 1 if metrics.layout == PORTRAIT else None]
        _as_many(counts, len(shown), StatusWord)
        for view, (kind, word) in zip(reversed(counts.children), shown, strict=True):
            view.state, view.text = kind, word


def _as_many(holder: Widget, count: int, make: Callable[[], Widget]) -> None:
    """Keep exactly so many children."""
    while len(holder.children) > count:
        holder.remove_widget(holder.children[0])
    while len(holder.children) < count:
        holder.add_widget(make())
