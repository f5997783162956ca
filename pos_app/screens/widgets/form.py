"""Rows of settings: a label with its hint at the left, the control at the right, trouble below."""

from typing import ClassVar

from kivy.graphics import Color, Rectangle
from kivy.properties import BooleanProperty, ListProperty, StringProperty
from kivy.uix.widget import Widget

from pos_app.screens.metrics import PORTRAIT, metrics
from pos_app.screens.theme import theme
from pos_app.screens.widgets.icon import Icon
from pos_app.screens.widgets.part import Part, across, place, show
from pos_app.screens.widgets.surface import Surface
from pos_app.screens.widgets.touch import Touchable
from pos_app.screens.widgets.words import Words

_CONTROL_SHARE = 0.52


class FormRow(Part):
    """``label``, ``hint`` below it, one control (``put``), ``trouble`` in words under the control.

    Its height is ``wanted()``: portrait stacks label and control.
    """

    follows: ClassVar[tuple[str, ...]] = ("label", "hint", "trouble")
    label = StringProperty("")
    hint = StringProperty("")
    trouble = StringProperty("")

    def build(self) -> None:
        """Make the words and the line below."""
        self.size_hint_y = None
        self._label, self._hint = Words(lines=2, squeeze=0.85), Words(lines=2, squeeze=0.85)
        self._icon, self._trouble = Icon(name="octagon"), Words(lines=5, squeeze=0.85)
        self.control: Widget | None = None
        self.hold(self._label, self._hint, self._icon, self._trouble)
        with self.canvas.before:
            self._colour = Color(0, 0, 0, 1)
            self._line = Rectangle()

    def put(self, control: Widget) -> None:
        """Take the control."""
        if self.control is not None:
            self.remove_widget(self.control)
        self.control = control
        control.size_hint = (None, None)
        self.add_widget(control)
        self.later()

    def add_widget(self, widget: Widget, *args: object, **kwargs: object) -> None:
        """In kv, the child of a row is its control."""
        known = {self.__dict__.get(name) for name in ("_label", "_hint", "_icon", "_trouble")}
        if widget not in known and self.control is None and widget is not self.control:
            self.control = widget
            widget.size_hint = (None, None)
        super().add_widget(widget, *args, **kwargs)

    def _stacked(self) -> bool:
        return metrics.layout == PORTRAIT and not isinstance(self.control, Toggle)

    def wanted(self) -> int:
        """Return the height its words and control need."""
        self._write()
        key = max(metrics.key_low, metrics.target)
        texts = self._texts(self._room())
        trouble = self._trouble_high()
        if self._stacked():
            return int(texts + metrics.s2 + key + trouble + 2 * metrics.s3)
        return int(max(texts, key + trouble) + 2 * metrics.s3)

    def _room(self) -> float:
        if self._stacked():
            return float(self.width)
        if isinstance(self.control, Toggle):
            return float(self.width - self.control.wanted() - metrics.s4)
        return float(self.width * (1 - _CONTROL_SHARE) - metrics.s4)

    def _trouble_high(self) -> int:
        """Return how tall the trouble is, as wide as it stands below the control."""
        if not self.trouble:
            return 0
        room = self.width - (0 if self._stacked() else self._room() + metrics.s4)
        return int(self._trouble.measure(room - metrics.icon_small - metrics.s1)[1])

    def _texts(self, room: float) -> int:
        return int(self._label.measure(room)[1] + self._hint.measure(room)[1])

    def _write(self) -> None:
        self._label.text, self._label.font_size = self.label, metrics.body
        self._hint.text, self._hint.font_size = self.hint, metrics.small
        self._trouble.text, self._trouble.font_size = self.trouble, metrics.small
        self._label.color, self._hint.color = theme.colour("text"), theme.colour("text2")
        self._icon.color = self._trouble.color = theme.colour("danger_text")

    def refresh(self) -> None:
        """Place label, control and trouble."""
        self.height = self.wanted()
        self._colour.rgba = theme.colour("hairline")
        self._line.pos, self._line.size = (self.x, round(self.y)), (self.width, metrics.hair)
        room, key = self._room(), max(metrics.key_low, metrics.target)
        high, low = self._label.measure(room)[1], self._hint.measure(room)[1]
        stacked = self._stacked()
        top = self.top - metrics.s3 if stacked else self.center_y + (high + low) / 2
        place(self._label, self.x, top - high, room, high)
        place(self._hint, self.x, top - high - low, room, low)
        trouble = self._trouble_high()
        left = self.x if stacked else self.x + room + metrics.s4
        y = self.y + metrics.s3 if stacked else self.center_y - (key - trouble) / 2
        if stacked:
            y += trouble
        if self.control is not None:
            place(self.control, left, y, self.right - left, key)
        show(self._icon, trouble)
        side = metrics.icon_small
        place(self._icon, left, y - trouble / 2 - side / 2, side, side)
        gap = side + metrics.s1
        place(self._trouble, left + gap, y - trouble, self.right - left - gap, trouble)


class Toggle(Part, Touchable):
    """On or off: a switch with its word beside it. ``on_release``; it never turns by itself."""

    follows: ClassVar[tuple[str, ...]] = ("active", "word_on", "word_off", "pressed")
    active = BooleanProperty(False)
    word_on = StringProperty("")
    word_off = StringProperty("")

    def build(self) -> None:
        """Make track, knob and word."""
        self._track, self._knob = Surface(), Surface()
        self._word, self._check = Words(halign="right"), Icon(name="check")
        self.hold(self._track, self._knob, self._check, self._word)

    def wanted(self) -> int:
        """Return the width of word and switch."""
        words = [Words(text=text, font_size=metrics.body) for text in (self.word_on, self.word_off)]
        return int(max(word.measure()[0] for word in words) + metrics.s3 + metrics.u(15))

    def refresh(self) -> None:
        """Colour and place the parts."""
        high = metrics.u(7.6 if metrics.layout != PORTRAIT else 6.5)
        wide, rim = round(high * 1.8), max(2, metrics.s1 - 1)
        x, y = self.right - wide, self.center_y - high / 2
        self._track.radius = high / 2
        self._track.fill = theme.colour("ink" if self.active else "surface2")
        self._track.edge = theme.colour("ink" if self.active else "line")
        self._track.edge_px = metrics.hair
        place(self._track, x, y, wide, high)
        knob = high - 2 * rim
        self._knob.radius = knob / 2
        self._knob.fill = theme.colour("surface" if self.active else "line")
        left = x + wide - rim - knob if self.active else x + rim
        place(self._knob, left, y + rim, knob, knob)
        show(self._check, self.active)
        self._check.color = theme.colour("ink")
        mark = knob * 0.7
        place(self._check, left + (knob - mark) / 2, y + rim + (knob - mark) / 2, mark, mark)
        self._word.text = self.word_on if self.active else self.word_off
        self._word.font_size, self._word.color = metrics.body, theme.colour("text")
        place(self._word, self.x, self.y, x - metrics.s3 - self.x, self.height)


class Segmented(Part, Surface):
    """Few choices in one frame; the chosen one is ink-filled and has a check. ``on_choose``."""

    follows: ClassVar[tuple[str, ...]] = ("options", "chosen", "pressed_at")
    options = ListProperty([])
    chosen = StringProperty("")
    pressed_at = StringProperty("")
    __events__ = ("on_choose",)

    def build(self) -> None:
        """Make nothing yet: segments come with the options."""
        self.segments: list[_Segment] = []

    def refresh(self) -> None:
        """Keep one segment an option, and place them."""
        self.fill, self.edge = theme.colour("surface"), theme.colour("line")
        self.radius, self.edge_px = metrics.radius, metrics.hair
        while len(self.segments) > len(self.options):
            self.remove_widget(self.segments.pop())
        while len(self.segments) < len(self.options):
            segment = _Segment()
            segment.bind(on_release=lambda each: self.dispatch("on_choose", each.name))
            self.segments.append(segment)
            self.add_widget(segment)
        rim = metrics.hair
        places = across(self.x + rim, self.width - 2 * rim, len(self.segments), 0)
        for segment, option, (x, width) in zip(self.segments, self.options, places, strict=True):
            segment.name, segment.text = option[0], option[1]
            segment.chosen = option[0] == self.chosen
            place(segment, x, self.y + rim, width, self.height - 2 * rim)

    def on_choose(self, name: str) -> None:
        """One was tapped (event)."""


class _Segment(Part, Touchable, Surface):
    """One choice of a segmented control."""

    follows: ClassVar[tuple[str, ...]] = ("text", "chosen", "pressed")
    name = StringProperty("")
    text = StringProperty("")
    chosen = BooleanProperty(False)

    def build(self) -> None:
        """Make check and word."""
        self.reach = 0
        self._check, self._word = Icon(name="check"), Words(squeeze=0.7)
        self.hold(self._check, self._word)

    def refresh(self) -> None:
        """Colour and place check and word."""
        base = theme.colour("ink" if self.chosen else "surface")
        self.fill = theme.pressed(base) if self.pressed else base
        self.radius = max(0, metrics.radius - metrics.hair)
        colour = theme.colour("ink_on" if self.chosen else "text")
        self._word.text, self._word.bold, self._word.color = self.text, self.chosen, colour
        self._word.font_size = metrics.body
        self._check.color = colour
        mark = metrics.icon_small if self.chosen else 0
        if self._word.measure()[0] + mark + 3 * metrics.s1 > self.width:
            mark = 0
        show(self._check, mark)
        gap = metrics.s1 if mark else 0
        width = min(self._word.measure()[0], self.width - mark - gap - 2 * metrics.s1)
        left = self.center_x - (width + mark + gap) / 2
        place(self._check, left, self.center_y - mark / 2, mark, mark)
        place(self._word, left + mark + gap, self.y, width, self.height)
