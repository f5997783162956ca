"""What stands in a simulated device's window: its head, the device as a picture, its keys."""

from io import BytesIO
from typing import Any, ClassVar

from kivy.animation import Animation
from kivy.core.image import Image as Picture
from kivy.graphics import Color, Rectangle
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from pos_app.screens.keyboard import keyboard
from pos_app.screens.layout import Column
from pos_app.screens.metrics import metrics
from pos_app.screens.theme import theme
from pos_app.screens.widgets import Icon, Key, Scroller, StatusWord, Surface, Words
from pos_app.screens.widgets.part import Part, place, show
from pos_app.viewmodels.simulator import SimulatorState, SimulatorVM

_ICONS = {
    "printer": "printer", "drawer": "drawer", "scanner": "scan",
    "display": "screen", "scale": "ruler", "labels": "tag",
}  # fmt: skip
_TILES = {"fault": ("danger_soft", "danger_text"), "warn": ("warn_soft", "warn_text")}
_RISE_S = 0.5
_DOTS_PER_MM = 8  # of a printer of receipts, and of most that print labels
_GROWN = 1.5  # how much larger than in the hand a paper is shown, where there is room


class SimulatorHead(Part):
    """Picture, name, how the till finds the device, and why that is."""

    follows: ClassVar[tuple[str, ...]] = ("face",)
    face: SimulatorState | None = ObjectProperty(None, allownone=True)

    def build(self) -> None:
        """Make the parts."""
        self.size_hint_y = None
        self._tile, self._icon = Surface(), Icon()
        self._title, self._state = Words(bold=True, squeeze=0.7), StatusWord(bold=True)
        self._reason = Words(lines=3, valign="top", squeeze=0.8)
        self.hold(self._tile, self._icon, self._title, self._state, self._reason)

    def refresh(self) -> None:
        """Colour, write and place the parts."""
        face = self.face
        if face is None:
            return
        side, gap = metrics.u(10), metrics.s3
        room = self.width - side - gap
        self._reason.text, self._reason.font_size = face.reason, metrics.small
        self._reason.color = theme.colour("text2")
        low = self._reason.measure(self.width)[1]
        self.height = side + (low + metrics.s1 if low else 0)
        ground, ink = _TILES.get(face.state, ("surface2", "text"))
        self._tile.fill, self._tile.radius = theme.colour(ground), metrics.radius
        self._icon.name, self._icon.color = _ICONS[face.category], theme.colour(ink)
        top, glyph = self.top, metrics.icon * 1.1
        place(self._tile, self.x, top - side, side, side)
        inset = (side - glyph) / 2
        place(self._icon, self.x + inset, top - side + inset, glyph, glyph)
        left = self.x + side + gap
        self._title.text, self._title.font_size = face.title, metrics.title
        self._title.color = theme.colour("text")
        place(self._title, left, top - side * 0.56, room, side * 0.56)
        self._state.text, self._state.font_size = face.word, metrics.caption
        self._state.state = "done" if face.state == "ok" else face.state
        place(self._state, left, top - side, room, side * 0.42)
        place(self._reason, self.x, self.y, self.width, low)


class _Hanging(Widget):
    """The picture of a paper; ``out`` is how much of it has come out, 0 to 1."""

    out = NumericProperty(1.0)

    def __init__(self) -> None:
        super().__init__(size_hint_y=None)
        self.size_dots = (0, 0)
        with self.canvas:
            self._colour = Color(1, 1, 1, 1)
            self._picture = Rectangle()
        self.bind(pos=self._place, size=self._place, out=self._place)

    def draw(self, png: bytes) -> None:
        """Show this paper, or none."""
        self.size_dots = (0, 0)
        if png:
            texture = Picture(BytesIO(png), ext="png", mipmap=True, nocache=True).texture
            self._picture.texture, self.size_dots = texture, texture.size
        self._place()

    def natural(self) -> float:
        """Return the pixels of its width as it is in the hand."""
        return float(self.size_dots[0] / _DOTS_PER_MM * metrics.px_per_mm)

    def _place(self, *_: object) -> None:
        """Let what is out stand upon the slot: its head first, its foot still inside."""
        wide, high = self.size_dots
        self._colour.a = 1.0 if wide else 0.0
        whole = round(self.width * high / wide) if wide else 0
        self.height = round(whole * self.out)
        self._picture.pos = (self.x, round(self.y + self.height - whole))
        self._picture.size = (self.width, whole)


class Body(Part):
    """What is drawn of a device; ``face`` is how it stands."""

    follows: ClassVar[tuple[str, ...]] = ("face",)
    face: SimulatorState | None = ObjectProperty(None, allownone=True)

    def __init__(self, vm: SimulatorVM) -> None:
        self.vm = vm
        super().__init__()


class PaperBody(Body):
    """A printer: the paper rises out of its slot; a label lies before it."""

    def build(self) -> None:
        """Make table, paper and slot."""
        self._png, self._out = b"", 0.0
        self._table = Surface()
        self._words = Words(halign="center", lines=2, squeeze=0.8)
        self.paper, self.scroller = _Hanging(), Scroller()
        self.scroller.hold(self.paper)
        self._slot, self._mouth = Surface(), Surface()
        self.hold(self._table, self._words, self.scroller, self._slot, self._mouth)
        self.paper.bind(height=self.later)

    def refresh(self) -> None:
        """Place the slot below, the paper on it as far as it is out."""
        face = self.face
        if face is None:
            return
        if face.png != self._png:
            self._take(face.png)
        self._table.fill, self._table.radius = theme.colour("surface2"), metrics.radius_card
        place(self._table, self.x, self.y, self.width, self.height)
        self._slot.fill, self._slot.radius = theme.colour("rail"), metrics.radius
        self._mouth.fill, self._mouth.radius = theme.colour("rail_line"), metrics.s1
        slot, pad = metrics.u(7), metrics.s4
        place(self._slot, self.x, self.y, self.width, slot)
        line = max(2, metrics.s1)
        place(self._mouth, self.x + pad, self.y + slot - line, self.width - 2 * pad, line)
        inside = slot / 2 if face.category == "printer" else 0  # a label comes out whole
        room = max(0, self.height - slot - metrics.s2)
        wide = min(self.width - 4 * pad, self.paper.natural() * _GROWN)
        high = min(room + inside, self.paper.height)
        place(self.scroller, self.center_x - wide / 2, self.y + inside, wide, high)
        if self.paper.height != self._out:
            self._out = self.paper.height
            self.scroller.offset = self._out  # the newest line stands at the slot
        show(self.scroller, face.png)
        self._words.text, self._words.color = "" if face.png else face.slot, theme.colour("text2")
        place(self._words, self.x + pad, self.y + slot, self.width - 2 * pad, room)

    def _take(self, png: bytes) -> None:
        """Let another paper come out, from the first line to the last."""
        self._png = png
        Animation.cancel_all(self.paper, "out")
        self.paper.draw(png)
        self.paper.out = 1.0
        if png and not theme.still:
            self.paper.out = 0.0
            Animation(out=1.0, d=_RISE_S).start(self.paper)


class ScannerBody(Column):
    """A field and a key to scan what stands in it, and some codes to scan at once."""

    vm = ObjectProperty(None)
    face: SimulatorState | None = ObjectProperty(None, allownone=True)

    def __init__(self, vm: SimulatorVM) -> None:
        super().__init__(vm=vm)
        keyboard.bind(shown=self._fill)

    def on_face(self, _: object, face: SimulatorState) -> None:
        """Show what is typed, and the codes."""
        self.ids.code.fill_in(face.code)
        self._fill()

    def _fill(self, *_: object) -> None:
        """Keep one key a code; none while somebody types on the screen, where its keys are."""
        cells = self.ids.codes
        codes = () if keyboard.shown or self.face is None else self.face.codes
        if [key.name for key in reversed(cells.children)] == list(codes):
            return
        cells.clear_widgets()
        for code in codes:
            key = Key(text=code, icon="barcode")
            key.name = code
            key.bind(on_release=lambda key: self.vm.scan(key.name))
            cells.add_widget(key)


class DrawerPicture(Part):
    """A cash drawer from the front: shut, or pulled out with its tray in sight."""

    follows: ClassVar[tuple[str, ...]] = ("is_open",)
    is_open = BooleanProperty(False)

    def build(self) -> None:
        """Make case, tray, compartments, front and lock."""
        self._table, self._case, self._tray = Surface(), Surface(), Surface()
        self._cells = [Surface() for _ in range(8)]
        self._front, self._lock = Surface(), Surface()
        self.hold(self._table, self._case, self._tray, *self._cells, self._front, self._lock)

    def refresh(self) -> None:
        """Place the parts: the front hangs lower when it is pulled out."""
        self._table.fill, self._table.radius = theme.colour("surface2"), metrics.radius_card
        place(self._table, self.x, self.y, self.width, self.height)
        pad = metrics.s4
        x, wide = self.x + 2 * pad, self.width - 4 * pad
        top, room = self.top - pad, self.height - 2 * pad
        case, front = room * 0.24, room * 0.28
        pulled = room - case - front if self.is_open else 0
        self._case.fill = theme.colour("rail")
        self._case.radius = self._front.radius = metrics.radius
        place(self._case, x, top - case - front * 0.4, wide, case + front * 0.4)
        self._tray.fill, self._tray.radius = theme.colour("rail_here"), metrics.s1
        y = top - case - pulled
        place(self._tray, x + pad, y, wide - 2 * pad, pulled)
        self._lay_cells(x + pad, y, wide - 2 * pad, pulled)
        self._front.fill, self._front.edge = theme.colour("rail_here"), theme.colour("rail_line")
        self._front.edge_px = metrics.hair
        place(self._front, x, y - front, wide, front)
        self._lock.fill, lock = theme.colour("bead" if self.is_open else "rail_line"), metrics.u(4)
        self._lock.radius = lock / 2
        place(self._lock, self.center_x - lock / 2, y - front / 2 - lock / 2, lock, lock)

    def _lay_cells(self, x: float, y: float, wide: float, high: float) -> None:
        """Lay notes behind and coins before, four each."""
        gap = metrics.s2
        each, tall = (wide - 5 * gap) / 4, max(0, (high - 3 * gap) / 2)
        for at, cell in enumerate(self._cells):
            show(cell, tall)
            cell.fill, cell.radius = theme.colour("rail"), metrics.s1
            place(cell, x + gap + at % 4 * (each + gap), y + gap + at // 4 * (tall + gap),
                  each, tall)  # fmt: skip


class DrawerBody(Column):
    """The drawer, and the key that pushes it shut."""

    vm = ObjectProperty(None)
    face: SimulatorState | None = ObjectProperty(None, allownone=True, rebind=True)

    def __init__(self, vm: SimulatorVM) -> None:
        super().__init__(vm=vm)


class ScaleBody(Column):
    """What lies on the scale, and the pad that says what is put there."""

    vm = ObjectProperty(None)
    face: SimulatorState | None = ObjectProperty(None, allownone=True, rebind=True)

    def __init__(self, vm: SimulatorVM) -> None:
        super().__init__(vm=vm)


class DisplayBody(Body):
    """A line display: a place for every letter, lit on dark; lamps beside digits."""

    def build(self) -> None:
        """Make the glass; letters come with what is shown."""
        self._glass = Surface()
        self.add_widget(self._glass)
        self._letters: list[Words] = []
        self._lamps: list[Words] = []

    def refresh(self) -> None:
        """Put every letter into its place; a hanzi takes two."""
        face = self.face
        if face is None:
            return
        self._glass.fill, self._glass.radius = theme.colour("rail"), metrics.radius_card
        place(self._glass, self.x, self.y, self.width, self.height)
        self._as_many(self._lamps, len(face.lamps))
        rows = face.rows
        self._as_many(self._letters, sum(len(row) for row in rows))
        pad = metrics.s4
        top = self.top - pad
        if face.lamps:
            top = self._lay_lamps(face.lamps, pad, top)
        cell = (self.width - 2 * pad) / max(1, face.columns)
        high = min((top - self.y - pad) / max(1, len(rows)), cell * 2.4)
        top -= (top - self.y - pad - high * len(rows)) / 2
        letters = iter(self._letters)
        for row in rows:
            top -= high
            for at, letter, wide in row:
                self._light(next(letters), letter, (self.x + pad + at * cell, top),
                            (wide * cell, high), cell)  # fmt: skip

    @staticmethod
    def _light(words: Words, letter: str, pos: Any, size: Any, cell: float) -> None:
        words.text, words.font_size = letter, min(round(cell * 1.55), round(size[1] * 0.7))
        words.color, words.halign = theme.colour("bead"), "center"
        place(words, *pos, *size)

    def _lay_lamps(self, lamps: tuple[tuple[str, bool], ...], pad: float, top: float) -> float:
        """Write the lamps above the digits; one that is lit is bold and bright."""
        high = metrics.body * 1.8
        wide = (self.width - 2 * pad) / len(lamps)
        for at, (words, (word, lit)) in enumerate(zip(self._lamps, lamps, strict=True)):
            words.text, words.bold, words.font_size = word, lit, metrics.body
            words.color = theme.colour("bead" if lit else "rail_text")
            words.halign, words.squeeze = "center", 0.7
            place(words, self.x + pad + at * wide, top - high, wide, high)
        return float(top - high - metrics.s1)

    def _as_many(self, kept: list[Words], count: int) -> None:
        while len(kept) > count:
            self.remove_widget(kept.pop())
        while len(kept) < count:
            kept.append(Words())
            self.add_widget(kept[-1])
