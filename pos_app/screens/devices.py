"""The devices on a page: a card each, and the papers that wait for somebody to look."""

from collections.abc import Callable
from typing import ClassVar

from kivy.properties import ListProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from pos_app.screens import widgets
from pos_app.screens.base import BoundScreen, load_kv
from pos_app.screens.device_panel import PanelBody
from pos_app.screens.layout import Column, Hairline
from pos_app.screens.metrics import PORTRAIT, WIDE, metrics
from pos_app.screens.screen_test import ScreenTestView
from pos_app.screens.theme import theme
from pos_app.screens.tr import tr
from pos_app.screens.widgets import Drawer, Fact, Icon, Key, StatusWord, Surface, Touchable, Words
from pos_app.screens.widgets.field import settle_focus
from pos_app.screens.widgets.part import Part, across, place, show
from pos_app.viewmodels.device_cards import DeviceCard
from pos_app.viewmodels.device_papers import PaperRow
from pos_app.viewmodels.devices import DevicesState, DevicesVM

_EDGES = {"fault": "danger_text", "warn": "warn_text"}
_TILES = {"fault": ("danger_soft", "danger_text"), "warn": ("warn_soft", "warn_text")}
_FACTS = 3
_OVER = {"x": 0, "y": 0}
_HEAD_KEYS = (("add", "plus"), ("touch", "ruler"), ("sound", "speaker"), ("check", "refresh"))
_HEAD_WORDS = ("devices.add", "devices.touch", "devices.sound", "devices.check_all")


class DeviceView(Part, Touchable, Surface):
    """A device: picture, name, state in a word, facts, what still works, one or two keys.

    A tap beside the keys opens all of it (``on_open``).
    """

    follows: ClassVar[tuple[str, ...]] = ("face", "pressed")
    face: DeviceCard | None = ObjectProperty(None, allownone=True)
    __events__ = ("on_way", "on_open")

    def build(self) -> None:
        """Make the parts once."""
        self.size_hint_y = None
        self.reach = 0
        self._tile, self._icon, self._more = Surface(), Icon(), Icon(name="chevron_right")
        self._name, self._note = Words(bold=True, squeeze=0.7), Words(squeeze=0.7, yields=True)
        self._state = StatusWord(bold=True)
        self._reason = Words(lines=3, valign="top", squeeze=0.8, yields=True)
        self._facts = [Fact() for _ in range(_FACTS)]
        self.mend, self.key = Key(kind="ink"), Key()
        for key in (self.mend, self.key):
            key.bind(on_release=lambda key: self.dispatch("on_way", key.name))
        self.hold(self._tile, self._icon, self._more, self._name, self._note, self._state)
        self.hold(self._reason, *self._facts, self.mend, self.key)

    def on_release(self) -> None:
        """Open it, where there is more to see."""
        if self.face is not None and self.face.opens:
            self.dispatch("on_open")

    def refresh(self) -> None:
        """Colour, write and place the parts."""
        face = self.face
        if face is None:
            return
        self.height = metrics.u({WIDE: 78, PORTRAIT: 52}.get(metrics.layout, 56))
        surface = theme.colour("surface")
        self.fill = theme.pressed(surface) if self.pressed and face.opens else surface
        self.radius, self.edge = (
            metrics.radius_card,
            theme.colour(_EDGES.get(face.state, "hairline")),
        )
        self.edge_px = max(2, metrics.edge - metrics.hair) if face.state in _EDGES else metrics.hair
        ground, ink = _TILES.get(face.state, ("surface2", "text"))
        self._tile.fill, self._tile.radius = theme.colour(ground), metrics.radius
        self._icon.name, self._icon.color = face.icon, theme.colour(ink)
        self._more.color = theme.colour("text2")
        show(self._more, face.opens)
        for words, text, px, tint in (
            (self._name, face.name, metrics.title, "text"),
            (self._note, face.note, metrics.small, "text2"),
            (self._reason, face.reason, metrics.small, "text2"),
        ):
            words.text, words.font_size, words.color = text, px, theme.colour(tint)
        self._state.text, self._state.font_size = face.word, metrics.body
        self._state.state = "done" if face.state == "ok" else face.state
        self._write_keys(face)
        self._arrange(face)

    def _write_keys(self, face: DeviceCard) -> None:
        self.mend.name, self.mend.text = face.mend, face.mend_word
        self.key.name, self.key.text, self.key.sub = face.way, face.way_word, face.off
        self.key.disabled, self.key.locked = bool(face.off), bool(face.off)
        self.key.chosen, self.key.checked = face.chosen, False
        for key in (self.mend, self.key):
            key.padding_px = metrics.s2
            show(key, key.name)

    def _arrange(self, face: DeviceCard) -> None:
        pad = metrics.s4
        x, width, top = self.x + pad, self.width - 2 * pad, self.y + self.height - pad
        top = self._lay_head(x, width, top) - metrics.s1
        high = metrics.body * 1.7
        place(self._state, x, top - high, width, high)
        top -= high
        key = metrics.key if metrics.layout == WIDE else metrics.key_low
        keys = [each for each in (self.mend, self.key) if each.name]
        for each, (left, wide) in zip(keys, across(x, width, len(keys), metrics.s2), strict=True):
            place(each, left, self.y + pad, wide, key)
        row = metrics.caption * 1.6
        for at, fact in enumerate(self._facts):
            show(fact, at < len(face.facts))
            if at < len(face.facts):
                fact.label, fact.value = face.facts[at]
                top -= row
                place(fact, x, top, width, row)
        bottom = self.y + pad + (key + metrics.s1 if keys else 0)
        self._reason.lines = max(1, int((top - bottom) / (metrics.small * 1.5)))
        place(self._reason, x, bottom, width, max(0, top - metrics.s1 - bottom))

    def _lay_head(self, x: float, width: float, top: float) -> float:
        side = metrics.u(12 if metrics.layout == WIDE else 10)
        place(self._tile, x, top - side, side, side)
        glyph = metrics.icon * 1.1
        gap = (side - glyph) / 2
        place(self._icon, x + gap, top - side + gap, glyph, glyph)
        left, mark = x + side + metrics.s3, metrics.icon_small
        right = x + width - mark
        place(self._more, right, top - side * 0.28 - mark / 2, mark, mark)
        place(self._name, left, top - side * 0.56, right - left, side * 0.56)
        place(self._note, left, top - side, right - left, side * 0.42)
        return top - side

    def on_way(self, name: str) -> None:
        """A key was tapped (event)."""

    def on_open(self) -> None:
        """It was tapped beside its keys (event)."""


class DevicesHead(Part):
    """Title, counts, and the keys for everything at once; two rows where one has no room."""

    follows: ClassVar[tuple[str, ...]] = ("title", "counts", "words")
    title = StringProperty("")
    counts = ListProperty([])
    words = ListProperty([])
    __events__ = ("on_key",)

    def build(self) -> None:
        """Make title and keys; counts come with what is counted."""
        self.size_hint_y = None
        self._title = Words(bold=True, squeeze=0.8)
        self._counts = [StatusWord() for _ in range(3)]
        self.keys = [Key() for _ in _HEAD_KEYS]
        for key, (name, icon) in zip(self.keys, _HEAD_KEYS, strict=True):
            key.name, key.icon = name, icon
            key.bind(on_release=lambda key: self.dispatch("on_key", key.name))
        self.hold(self._title, *self._counts, *self.keys)

    def refresh(self) -> None:
        """Place all in one row, or the keys below."""
        upright = metrics.layout == PORTRAIT
        high = metrics.key if metrics.layout == WIDE else metrics.key_low
        self.height = 2 * high + metrics.s2 if upright else high
        row = float(self.width - metrics.s3)
        wide = row if upright else float(metrics.u(148 if metrics.layout == WIDE else 122))
        keys = across(self.right - wide - metrics.s3, wide, len(self.keys), metrics.s2)
        for key, word, (x, each) in zip(self.keys, self.words, keys, strict=False):
            key.text, key.stacked = word, upright
            key.kind = "ink" if key.name == "check" else "plain"
            key.padding_px = metrics.s2
            place(key, x, self.y, each, high)
        y = self.y + (high + metrics.s2 if upright else 0)
        self._lay_words(y, high, row - (0 if upright else wide + metrics.s3))

    def _lay_words(self, y: float, high: float, room: float) -> None:
        self._title.text, self._title.font_size = self.title, metrics.head
        self._title.color = theme.colour("text")
        wide = min(self._title.measure()[0], room)
        place(self._title, self.x, y, wide, high)
        left, end = self.x + wide + metrics.s4, self.x + room
        counts = [*self.counts, *[("ok", "")] * len(self._counts)]
        for view, (state, word) in zip(self._counts, counts, strict=False):
            view.state, view.text, view.font_size = state, word, metrics.body
            view.refresh()
            shown = bool(word) and left + view.width <= end
            show(view, shown)
            view.pos, view.height = (round(left), round(y)), high
            view.refresh()
            left += view.width + metrics.s3 if shown else 0

    def on_key(self, name: str) -> None:
        """One was tapped (event)."""


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
        show(self.key, face.way)
        show(self.aside, face.aside_word)
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


class AsideRow(Part, Widget):
    """One key that puts all papers aside; once tapped a question, with its yes and its no."""

    follows: ClassVar[tuple[str, ...]] = ("face",)
    face = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(size_hint_y=None, height=0, **kwargs)

    def build(self) -> None:
        """Make the parts once."""
        self._question = Words(lines=4)
        self.key, self.keep = Key(icon="check"), Key()
        self.hold(self._question, self.keep, self.key)

    def refresh(self) -> None:
        """Place the keys at the right; the question beside them, or above where room is short.

        Asked, no stands where the key stood: who taps once more in haste has put nothing aside.
        """
        face = self.face
        seen, asks = face is not None and bool(face.word), face is not None and bool(face.question)
        for part, shown in ((self.key, seen), (self.keep, asks), (self._question, asks)):
            show(part, shown)
        if face is None or not seen:
            self.height = 0
            return
        beside = metrics.layout == WIDE
        high, half = metrics.key_low, (self.width - metrics.s2) / 2
        wide = min(metrics.u(44 if beside else 38), half if asks else self.width)
        self.key.text, self.keep.text = face.word, face.keep
        self.key.kind = "danger" if asks else "plain"
        words = self._question
        words.text, words.font_size = face.question, metrics.body
        words.color = theme.colour("text")
        room = self.width - (2 * (wide + metrics.s2) if beside else 0)
        above = words.measure(room)[1] + metrics.s1 if asks and not beside else 0
        self.height = high + 2 * metrics.s1 + above
        y = self.y + metrics.s1
        beside_it = self.right - 2 * wide - metrics.s2
        place(self.key, beside_it if asks else self.right - wide, y, wide, high)
        place(self.keep, self.right - wide, y, wide, high)
        place(words, self.x, y if beside else y + high, room, high if beside else above)


class DevicesBody(Column):
    """Cards above, papers below; a device keeps its card while it is there."""

    vm = ObjectProperty(None)
    title = StringProperty("")
    empty = StringProperty("")

    def __init__(self, vm: DevicesVM) -> None:
        super().__init__(vm=vm)
        self.bind(width=self._widen)
        metrics.bind(u=self._widen)
        self.ids.aside.key.bind(on_release=lambda _: vm.papers.put_all_aside())
        self.ids.aside.keep.bind(on_release=lambda _: vm.papers.keep_all())

    def _widen(self, *_: object) -> None:
        """Give every card its column's width, also where a row is not full."""
        cards = self.ids.cards
        room = self.width - self.padding[0] - self.padding[2]
        wide = (room - cards.spacing[0] * (cards.cols - 1)) / cards.cols
        for view in cards.children:
            view.width = int(wide)

    def show(self, state: DevicesState) -> None:
        """Show another state."""
        self.title, self.empty = state.papers_title, state.papers_empty
        cards, papers = self.ids.cards, self.ids.papers
        _as_many(cards, len(state.cards), self._new_card)
        _as_many(papers, len(state.papers), self._new_paper)
        self.ids.aside.face = state.aside
        self._widen()
        for view, card in zip(reversed(cards.children), state.cards, strict=True):
            view.face = card
        for view, paper in zip(reversed(papers.children), state.papers, strict=True):
            view.face = paper

    def _new_card(self) -> DeviceView:
        view = DeviceView(size_hint_x=None)
        view.bind(on_way=lambda each, name: self.vm.way(name, each.face.key))
        view.bind(on_open=lambda each: self.vm.open(each.face.key))
        return view

    def _new_paper(self) -> PaperView:
        view = PaperView()
        view.bind(on_way=lambda _, name: self.vm.papers.print_again(name))
        view.bind(on_aside=lambda _, name: self.vm.papers.put_aside(name))
        return view


class DevicesScreen(BoundScreen):
    """Bound to a ``DevicesVM``."""

    def __init__(self, vm: DevicesVM) -> None:
        widgets.load()
        load_kv("devices")
        super().__init__(vm)
        self._body, self._panel = DevicesBody(vm), PanelBody(vm)
        self.ids.scroller.hold(self._body)
        self._drawer, self._test = Drawer(pos_hint=_OVER), ScreenTestView(vm)
        self._test.pos_hint = _OVER
        self._about = ""
        self._drawer.put(self._panel)
        self._drawer.bind(on_dismiss=lambda _: vm.close())
        self.add_widget(self._drawer)
        self.add_widget(self._test)
        verbs = {
            "add": vm.add, "touch": vm.screen.touch, "sound": vm.test_sound, "check": vm.check_all,
        }  # fmt: skip
        self.ids.head.bind(on_key=lambda _, name: verbs[name]())
        self._show(vm.state)

    def _show(self, state: DevicesState) -> None:
        super()._show(state)
        self._body.show(state)
        head = self.ids.head
        head.title, head.counts = tr.t("devices.title"), list(state.counts)
        head.words = [tr.t(word) for word in _HEAD_WORDS]
        self._test.face = state.screen
        panel = state.panel
        key = panel.key if panel is not None else ""
        if key != self._about:
            self._about = key
            settle_focus()
        self._drawer.shown = panel is not None
        if panel is None:
            self._panel.closed()
        else:
            self._drawer.title = panel.title
            self._panel.show(panel)


def _as_many(holder: Widget, count: int, make: Callable[[], Widget]) -> None:
    """Keep exactly so many children."""
    while len(holder.children) > count:
        holder.remove_widget(holder.children[0])
    while len(holder.children) < count:
        holder.add_widget(make())
