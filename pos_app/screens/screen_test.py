"""What covers the devices' page while the screen itself is tried: crosses, or a card's frame."""

from math import hypot
from typing import TYPE_CHECKING, ClassVar

from kivy.graphics import Color, Line
from kivy.input.motionevent import MotionEvent
from kivy.properties import ObjectProperty

from pos_app.screens.keyboard import keyboard
from pos_app.screens.metrics import WIDE, Profile, metrics
from pos_app.screens.theme import theme
from pos_app.screens.tr import tr
from pos_app.screens.widgets import Key, StatusWord, Surface, Words
from pos_app.screens.widgets.part import Part, across, place, show
from pos_app.screens.widgets.typed import PanelKeys
from pos_app.viewmodels.devices import DevicesVM
from pos_app.viewmodels.screen_check import ScreenTest
from pos_app.viewmodels.touch_test import CARD_MM

if TYPE_CHECKING:
    from collections.abc import Callable

_MM_PER_INCH = 25.4
_ARM_MM = 5.0
_STATES = {"info": "off", "done": "done", "fault": "fault"}
_GRID = ("ruler", "touch", "end")
_KEYS = {
    "ruler": ("devices.ruler", "ruler", "plain"),
    "touch": ("devices.touch.again", "refresh", "plain"),
    "smaller": ("devices.ruler.smaller", "minus", "plain"),
    "larger": ("devices.ruler.larger", "plus", "plain"),
    "save": ("ui.save", "check", "ink"),
    "end": ("devices.touch.close", "cross", "plain"),
}
_RULER = ("end", "smaller", "larger", "save")


class ScreenTestView(Part):
    """Crosses to tap, or the frame of a card; ``face`` is None while neither is wanted."""

    follows: ClassVar[tuple[str, ...]] = ("face",)
    face: ScreenTest | None = ObjectProperty(None, allownone=True)

    def __init__(self, vm: DevicesVM) -> None:
        self._vm, self._fits = vm, 0
        super().__init__()

    def build(self) -> None:
        """Make the ground, the words, the keys, the cross and the card."""
        self.sheet: Surface | None = None
        self._ground, self._card = Surface(), Surface()
        self._title, self._text = Words(bold=True, halign="center"), Words(lines=4, halign="center")
        self._state, self._inches = StatusWord(bold=True), Words(bold=True, halign="center")
        self._keys = {name: Key() for name in _KEYS}
        for name, key in self._keys.items():
            key.bind(on_release=lambda _, name=name: self._act(name))
        self.hold(self._ground, self._card, self._title, self._text, self._inches)
        self.hold(*self._keys.values())
        with self.canvas.after:
            self._ink = Color(0, 0, 0, 0)
            self._lines = [Line(), Line()]
        self.opacity = 0
        self.typed = PanelKeys(lambda: None, self._vm.screen.end)

    def on_face(self, *_: object) -> None:
        """Keep keys from the page below as well; Escape ends the test."""
        if self.face is not None:
            keyboard.cover(self)
        else:
            keyboard.uncover(self)

    def _act(self, name: str) -> None:
        check = self._vm.screen
        verbs: dict[str, Callable[[], None]] = {
            "ruler": check.ruler, "touch": check.touch, "end": check.end, "save": check.save,
            "smaller": lambda: check.step(1), "larger": lambda: check.step(-1),
        }  # fmt: skip
        verbs[name]()

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Keep every touch; one beside the keys is a try at the cross."""
        face = self.face
        if face is None or not self.collide_point(*touch.pos):
            return False
        if super().on_touch_down(touch) or face.target is None:
            return True
        x, y = self._cross(face.target)
        mm = metrics.px_per_mm
        self._vm.screen.touched((touch.x - x) / mm, (touch.y - y) / mm)
        return True

    def _cross(self, target: tuple[float, float]) -> tuple[float, float]:
        return self.x + self.width * target[0], self.y + self.height * (1 - target[1])

    def refresh(self) -> None:
        """Place what belongs to the test of the moment."""
        face = self.face
        show(self, face is not None)
        self.sheet = self._ground if face is not None else None
        self._ink.a = 0
        if face is None:
            return
        self._ground.fill, self._ground.radius = theme.colour("surface"), 0
        place(self._ground, self.x, self.y, self.width, self.height)
        self._write(face)
        show(self._card, face.inches)
        show(self._inches, face.inches)
        if face.inches:
            self._lay_ruler(face)
        else:
            self._lay_grid(face)
        self._fit(face)

    def _write(self, face: ScreenTest) -> None:
        self._title.text, self._title.font_size = face.title, metrics.title
        self._text.text, self._text.font_size = face.text, metrics.body
        tints = {"fault": "danger_text", "done": "pay_text"}
        self._title.color = theme.colour("text")
        self._text.color = theme.colour(tints.get(face.state, "text"))
        for name, key in self._keys.items():
            word, key.icon, key.kind = _KEYS[name]
            key.text, key.padding_px = tr.t(word), metrics.s1
            shown = name in (_RULER if face.inches else _GRID)
            show(key, shown and (name != "touch" or face.done))
            key.disabled = not shown or (name == "save" and not face.can_save)

    def _lay_keys(self, names: tuple[str, ...], y: float) -> None:
        high, gap = (metrics.key if metrics.layout == WIDE else metrics.key_low), metrics.s3
        width = min(self.width - 2 * gap, metrics.u(55) * len(names))
        places = across(self.center_x - width / 2, width, len(names), gap)
        for name, (x, wide) in zip(names, places, strict=True):
            place(self._keys[name], x, y - high / 2, wide, high)

    def _lay_words(self, top: float, room: float) -> float:
        high = self._title.measure()[1]
        low = self._text.measure(room)[1]
        left = self.center_x - room / 2
        place(self._title, left, top - high, room, high)
        place(self._text, left, top - high - metrics.s1 - low, room, low)
        return float(top - high - metrics.s1 - low)

    def _lay_grid(self, face: ScreenTest) -> None:
        """Words and keys stand between the rows of crosses."""
        names = tuple(name for name in _GRID if name != "touch" or face.done)
        self._lay_keys(names, self.y + self.height * 0.185)
        self._lay_words(self.y + self.height * 0.69, self.width * 0.8)
        if face.target is None:
            return
        x, y = self._cross(face.target)
        arm = metrics.u(_ARM_MM)
        self._ink.rgba = theme.colour("ink")
        for line, points in zip(
            self._lines, ((x - arm, y, x + arm, y), (x, y - arm, x, y + arm)), strict=True
        ):
            line.points, line.width = points, max(1, metrics.hair)

    def _lay_ruler(self, face: ScreenTest) -> None:
        bottom = self._lay_words(self.top - metrics.s4, self.width * 0.9)
        ppm = hypot(metrics.width, metrics.height) / (face.inches * _MM_PER_INCH)
        wide, high = (side * ppm for side in CARD_MM)
        foot = metrics.key + 2 * metrics.s4
        middle = (bottom + self.y + foot) / 2
        self._card.fill, self._card.edge = theme.colour("primary_soft"), theme.colour("primary")
        self._card.edge_px, self._card.radius = metrics.edge, round(3.18 * ppm)
        place(self._card, self.center_x - wide / 2, middle - high / 2, wide, high)
        self._inches.text, self._inches.font_size = face.inches_word, metrics.title
        place(
            self._inches, self.center_x - wide / 2, middle - metrics.title, wide, 2 * metrics.title
        )
        self._lay_keys(_RULER, self.y + foot / 2)

    def _fit(self, face: ScreenTest) -> None:
        """Take the size that was saved: everything is drawn by it from now on."""
        if face.fits > self._fits:
            self._fits = face.fits
            width, height = int(metrics.width), int(metrics.height)
            metrics.use(Profile.of_diagonal(width, height, face.inches))
