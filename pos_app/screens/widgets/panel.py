"""What lies over a screen: a drawer with more of the same work, a dialog where money leaves."""

from typing import ClassVar

from kivy.graphics import Color, Rectangle
from kivy.input.motionevent import MotionEvent
from kivy.properties import BooleanProperty, ListProperty, OptionProperty, StringProperty
from kivy.uix.widget import Widget

from pos_app.screens.keyboard import keyboard
from pos_app.screens.metrics import PORTRAIT, metrics
from pos_app.screens.theme import theme
from pos_app.screens.widgets.icon import Icon
from pos_app.screens.widgets.keys import Key
from pos_app.screens.widgets.part import Part, place, show
from pos_app.screens.widgets.surface import Surface
from pos_app.screens.widgets.typed import PanelKeys
from pos_app.screens.widgets.words import Words

_SCRIM = (0.04, 0.06, 0.09, 0.55)


class _Over(Part):
    """Dims what is below, swallows its touches, ends by a tap beside (``on_dismiss``).

    While it is shown what a real keyboard types is its own as well: ``typed``.
    """

    follows: ClassVar[tuple[str, ...]] = ("shown",)
    shown = BooleanProperty(False)
    __events__ = ("on_dismiss",)

    def build(self) -> None:
        """Make the scrim and the sheet."""
        with self.canvas.before:
            self._dim = Color(0, 0, 0, 0)
            self._scrim = Rectangle()
        self.sheet = Surface()
        self.add_widget(self.sheet)
        self.opacity = 0
        self.typed = PanelKeys(self.answers, lambda: self.dispatch("on_dismiss"))

    def answers(self) -> Widget | None:
        """Return what holds the pad, the field and the key of OK, where there are some."""
        return None

    def on_shown(self, *_: object) -> None:
        """Take the keys of a real keyboard, or give them back to what is below."""
        if self.shown:
            keyboard.cover(self)
        else:
            keyboard.uncover(self)

    def refresh(self) -> None:
        """Show or hide scrim and sheet."""
        show(self, self.shown)
        self._dim.rgba = _SCRIM
        self._scrim.pos, self._scrim.size = self.pos, self.size
        self.sheet.fill, self.sheet.edge = theme.colour("surface"), theme.colour("hairline")
        self.sheet.radius = metrics.radius_card

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Keep every touch from what is below; one beside the sheet dismisses."""
        if not self.shown:
            return False
        if not super().on_touch_down(touch) and not self.sheet.collide_point(*touch.pos):
            self.dispatch("on_dismiss")
        return True

    def on_touch_move(self, touch: MotionEvent) -> bool:
        """Keep moves from what is below too."""
        return self.shown and (bool(super().on_touch_move(touch)) or True)

    def on_dismiss(self) -> None:
        """A tap beside, or the close key (event): set ``shown`` to False."""


class Drawer(_Over):
    """A sheet at the side with a title and a close key; ``put(widget)`` fills it.

    Wide and compact: from the right (mirrored: the left), ``metrics.drawer`` wide. Portrait: from
    the bottom.
    """

    follows: ClassVar[tuple[str, ...]] = ("shown", "title", "side")
    title = StringProperty("")
    side = OptionProperty("end", options=("end", "start"))

    def build(self) -> None:
        """Make title and close key as well."""
        super().build()
        self._title = Words(bold=True, squeeze=0.8, yields=True)
        self.close = Key(icon="cross", kind="soft")
        self.close.bind(on_release=lambda *_: self.dispatch("on_dismiss"))
        self.body: Widget | None = None
        self.hold(self._title, self.close)

    def answers(self) -> Widget | None:
        """Pad, field and key of OK stand in what was put in."""
        return self.body

    def put(self, body: Widget) -> None:
        """Show this in the sheet, instead of what was there."""
        if self.body is not None:
            keyboard.forget(self.body)
            self.remove_widget(self.body)
        self.body = body
        body.size_hint = (None, None)
        self.add_widget(body)
        self.later()

    def refresh(self) -> None:
        """Place the sheet, its head and its body."""
        super().refresh()
        x, y, width, high = self.x, self.y, float(metrics.drawer), self.height
        if metrics.layout == PORTRAIT:
            width, high = self.width, self.height * 0.86
        elif (self.side == "end") != metrics.mirrored:
            x = self.right - width
        place(self.sheet, x, y, width, high)
        pad, bar = metrics.s4, metrics.target
        self._title.text, self._title.font_size = self.title, metrics.title
        self._title.color = theme.colour("text")
        top = y + high - metrics.s2
        place(self.close, x + width - bar - metrics.s3, top - bar, bar, bar)
        self.close.padding_px = 1
        place(self._title, x + pad, top - bar, width - bar - 2 * pad - metrics.s3, bar)
        if self.body is not None:
            place(self.body, x + pad, y + pad, width - 2 * pad, top - bar - metrics.s2 - y - pad)


class Dialog(_Over):
    """One question before money leaves: what, how much, and two keys far from each other.

    ``ways`` are (name, word[, kind[, icon]]); the first stands at the left. ``on_way(name)`` tells.
    """

    follows: ClassVar[tuple[str, ...]] = ("shown", "title", "text", "icon", "ways")
    title = StringProperty("")
    text = StringProperty("")
    icon = StringProperty("triangle")
    ways = ListProperty([])
    __events__ = ("on_way",)

    def build(self) -> None:
        """Make picture, words; keys come with the ways."""
        super().build()
        self._icon, self._title = Icon(), Words(bold=True, lines=2, squeeze=0.8)
        self._text = Words(lines=8, valign="top", squeeze=0.8)
        self.keys: list[Key] = []
        self.hold(self._icon, self._title, self._text)

    def answers(self) -> Widget | None:
        """Enter taps the only key; between several a hand has to choose."""
        return self.keys[0] if len(self.keys) == 1 else None

    def refresh(self) -> None:
        """Place everything in the middle."""
        super().refresh()
        pad, key = metrics.s6, metrics.key
        width = min(self.width - 2 * metrics.s4, metrics.u(130))
        inner = width - 2 * pad
        self._title.text, self._title.font_size = self.title, metrics.title
        self._text.text, self._text.font_size = self.text, metrics.body
        self._title.color = self._text.color = theme.colour("text")
        self._icon.name, self._icon.color = self.icon, theme.colour("warn_text")
        side = metrics.icon_big
        room = inner - side - metrics.s4
        high, low = self._title.measure(room)[1], self._text.measure(room)[1]
        tall = pad + max(side, high) + metrics.s3 + low + metrics.s5 + key + pad
        x, y = self.center_x - width / 2, self.center_y - tall / 2
        place(self.sheet, x, y, width, tall)
        top = y + tall - pad
        place(self._icon, x + pad, top - side, side, side)
        left = x + pad + side + metrics.s4
        place(self._title, left, top - high, room, high)
        place(self._text, left, top - high - metrics.s3 - low, room, low)
        self._lay_keys(x + pad, y + pad, inner)

    def _lay_keys(self, x: float, y: float, width: float) -> None:
        while len(self.keys) > len(self.ways):
            self.remove_widget(self.keys.pop())
        while len(self.keys) < len(self.ways):
            key = Key(enter=True)
            key.bind(on_release=lambda key: self.dispatch("on_way", key.name))
            self.keys.append(key)
            self.add_widget(key)
        apart = metrics.u(20.3 if metrics.layout != PORTRAIT else 5)
        each = (width - apart * (len(self.keys) - 1)) / max(1, len(self.keys))
        for at, (key, way) in enumerate(zip(self.keys, self.ways, strict=True)):
            key.name, key.text, kind, key.icon = (*way, "", "")[:4]
            key.kind = kind or "plain"
            place(key, x + at * (each + apart), y, each, metrics.key)

    def on_way(self, name: str) -> None:
        """One of the keys was tapped (event)."""
