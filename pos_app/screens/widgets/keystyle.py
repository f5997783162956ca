"""How a key looks: colours and edge from its kind and state. Pure: theme in, look out."""

from dataclasses import dataclass

from pos_app.screens.palette import Colour
from pos_app.screens.theme import Theme

KINDS = (
    "plain", "soft", "ink", "danger", "cash", "pay", "amber", "returns", "rail", "alert",
    "alert_line", "ghost",
)  # fmt: skip
CHOSEN = ("ink", "edge", "primary", "returns")
_CLEAR: Colour = (0, 0, 0, 0)
# kind: fill, edge, words, second line
_TABLE = {
    "plain": ("surface", "line", "text", "text2"),
    "soft": ("surface2", "", "text", "text2"),
    "ink": ("ink", "", "ink_on", "ink_on"),
    "danger": ("surface", "line", "danger_text", "danger_text"),
    "cash": ("pay_soft", "pay", "pay_text", "pay_text"),
    "pay": ("pay", "", "pay_on", "pay_on"),
    "amber": ("warn_soft", "warn_text", "warn_text", "warn_text"),
    "returns": ("returns", "", "returns_on", "returns_on"),
    "rail": ("rail", "rail_line", "rail_on", "rail_text"),
    "alert": ("danger_on", "", "danger_text", "danger_text"),
    "alert_line": ("danger", "danger_on", "danger_on", "danger_on"),
    "ghost": ("clear", "", "text", "text2"),
}
_CHOSEN = {
    "ink": ("ink", "", "ink_on", "ink_on"),
    "edge": ("surface", "ink", "text", "text2"),
    "primary": ("primary_soft", "primary", "text", "text2"),
    "returns": ("returns_soft", "returns", "returns_text", "returns_text"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of a key; ``thick`` asks for the 3 px edge of a chosen one."""

    fill: Colour
    edge: Colour
    words: Colour
    second: Colour
    thick: bool = False
    dashed: bool = False


def look(
    theme: Theme, kind: str, *, pressed: bool = False, disabled: bool = False, chosen_as: str = ""
) -> Look:
    """Return the look; ``chosen_as`` is empty or how a chosen key of this group shows itself."""
    if disabled:
        edge, words = theme.colour("off_edge"), theme.colour("off_text")
        return Look(theme.colour("off"), edge, words, words, dashed=True)
    names = _CHOSEN[chosen_as] if chosen_as else _TABLE[kind]
    fill, edge, words, second = (theme.colour(name) if name else _CLEAR for name in names)
    if pressed:
        fill = theme.pressed(fill)
    return Look(fill, edge, words, second, thick=bool(chosen_as) and chosen_as != "ink")
