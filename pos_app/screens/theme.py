"""The colours of the moment: every token of ``palette`` as a property, switched at run time."""

from kivy.event import EventDispatcher
from kivy.properties import BooleanProperty, ColorProperty, StringProperty

from pos_app.screens import palette


class Theme(EventDispatcher):
    """One for the whole program (``theme``); ``still`` stops all motion (low power)."""

    name = StringProperty("light")
    still = BooleanProperty(False)
    for _token in palette.TABLE:
        locals()[_token] = ColorProperty()
    del _token

    def __init__(self) -> None:
        super().__init__()
        self.use("light")

    def use(self, name: str) -> None:
        """Show the ``light`` or the ``dark`` colours from now on."""
        for token, colour in palette.colours(name).items():
            setattr(self, token, colour)
        self.name = name

    def colour(self, token: str) -> palette.Colour:
        """Return a token's colour as a plain tuple."""
        red, green, blue, alpha = getattr(self, token)
        return red, green, blue, alpha

    def pressed(self, colour: palette.Colour) -> palette.Colour:
        """Return a fill as it looks while touched."""
        return palette.pressed(colour, self.name)


theme = Theme()
