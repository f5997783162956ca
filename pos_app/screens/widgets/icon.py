"""Pictures of our own, drawn from one small font: icons, garments, the logo, the hanging tag."""

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.properties import ColorProperty, NumericProperty, StringProperty
from kivy.uix.widget import Widget

from pos_app.screens import fonts, palette
from pos_app.screens.followers import follow
from pos_app.screens.theme import theme
from pos_app.screens.widgets.moves import Place, shift
from pos_app.screens.widgets.surface import Surface, whole
from pos_app.screens.widgets.words import typeset

Layer = tuple[str, palette.Colour]


class Layers(Widget):
    """Tinted glyphs on top of each other, centred, as large as ``glyph_px`` or the box allows."""

    glyph_px = NumericProperty(0)

    def __init__(self, **kwargs: object) -> None:
        self._later = Clock.create_trigger(self._draw, -1)
        super().__init__(**kwargs)
        self._stood = Place(self)
        self._pictures: list[Rectangle] = []
        self.bind(pos=self._moved, size=self._later, glyph_px=self._later)
        follow(self)
        self._later()

    def changed(self, *_: object) -> None:
        """Look again."""
        self._later()

    def layers(self) -> tuple[Layer, ...]:
        """Return what to draw, the lowest first: a glyph's name and its colour."""
        raise NotImplementedError

    def _moved(self, *_: object) -> None:
        step = self._stood.step()
        if step is None:
            self._later()
        else:
            shift(self._pictures, step)

    def _draw(self, *_: object) -> None:
        self.canvas.clear()
        self._pictures = []
        x, y, width, height = whole(self)
        px = int(self.glyph_px or min(width, height))
        if px < 2:
            return
        place = (x + (width - px) // 2, y + (height - px) // 2)
        known = fonts.pictures()
        for name, colour in self.layers():
            picture = typeset(known[name], px, fonts.ICONS)
            self.canvas.add(Color(*colour))
            self._pictures.append(Rectangle(texture=picture, size=picture.size, pos=place))
            self.canvas.add(self._pictures[-1])


class Icon(Layers):
    """One line icon (``name``) in one ``color``; nothing while it has no name."""

    name = StringProperty("")
    color = ColorProperty((0, 0, 0, 1))

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.bind(name=self._later, color=self._later)

    def layers(self) -> tuple[Layer, ...]:
        """Return the icon."""
        return ((self.name, tuple(self.color)),) if self.name else ()


class Logo(Layers):
    """The abacus: frame and rods in ``color``, green beads."""

    color = ColorProperty((1, 1, 1, 1))

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.bind(color=self._later)

    def layers(self) -> tuple[Layer, ...]:
        """Return frame and beads."""
        return ("logo_frame", tuple(self.color)), ("logo_beads", tuple(theme.bead))


class TagPicture(Layers):
    """The hanging tag under the scanner's light, on the empty checkout."""

    def layers(self) -> tuple[Layer, ...]:
        """Return card, edge, bars and light."""
        return (
            ("tag_card", tuple(theme.surface2)),
            ("tag_edge", tuple(theme.line)),
            ("tag_bars", tuple(theme.text)),
            ("tag_light", tuple(theme.danger)),
        )


class _Cloth(Layers):
    """The garment itself, on its tile."""

    garment = StringProperty("")
    rgb = StringProperty("")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.bind(garment=self._later, rgb=self._later)

    def layers(self) -> tuple[Layer, ...]:
        """Return fill and line of a garment, or a plain icon for goods that are none."""
        if f"{self.garment}.fill" in fonts.pictures():
            rgb = self.rgb or "9AA5B1"
            return (
                (f"{self.garment}.fill", palette.rgba(rgb)),
                (f"{self.garment}.line", palette.garment_line(rgb)),
            )
        name = self.garment if self.garment in fonts.pictures() else "tag"
        return ((name, tuple(theme.text)),)


class Garment(Surface):
    """A tile with the silhouette of goods: ``garment`` and ``rgb`` (six hex digits)."""

    garment = StringProperty("")
    rgb = StringProperty("")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._cloth = _Cloth()
        self.add_widget(self._cloth)
        self.bind(pos=self._place, size=self._place, garment=self._tell, rgb=self._tell)
        follow(self)
        self._tell()
        self._place()

    def changed(self, *_: object) -> None:
        """Tint the tile anew."""
        self._tell()

    def _tell(self, *_: object) -> None:
        cloth = f"{self.garment}.fill" in fonts.pictures()
        self._cloth.garment, self._cloth.rgb = self.garment, self.rgb
        self.fill = palette.tile(self.rgb or "9AA5B1", theme.name) if cloth else theme.surface2
        self._place()

    def _place(self, *_: object) -> None:
        cloth = f"{self.garment}.fill" in fonts.pictures()
        self._cloth.pos, self._cloth.size = self.pos, self.size
        self._cloth.glyph_px = 0 if cloth else int(min(self.size) * 0.56)
