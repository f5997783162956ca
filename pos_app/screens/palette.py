"""The colour table, light and dark, and what is worked out from it. No Kivy, no state."""

from functools import lru_cache

Colour = tuple[float, float, float, float]

# token: light, dark
TABLE = {
    "bg": ("F4F6F8", "0F141A"),
    "surface": ("FFFFFF", "1A212A"),
    "surface2": ("E9EDF1", "252E39"),
    "hairline": ("DCE2E8", "2E3945"),
    "line": ("7B8794", "6B7785"),
    "text": ("111827", "F3F5F7"),
    "text2": ("4B5563", "B6C0CC"),
    "ink": ("111827", "F3F5F7"),
    "ink_on": ("FFFFFF", "111827"),
    "pay": ("0A7D48", "4FE3A1"),
    "pay_on": ("FFFFFF", "06210F"),
    "pay_soft": ("E2F3EA", "143527"),
    "pay_text": ("075E36", "7FF0BE"),
    "primary": ("0B5FFF", "6EA8FF"),
    "primary_on": ("FFFFFF", "0B1220"),
    "primary_soft": ("EAF1FF", "1C2A40"),
    "primary_text": ("084AC7", "8FBBFF"),
    "warn": ("F5A524", "FFB020"),
    "warn_on": ("1F1300", "241500"),
    "warn_soft": ("FFF3D9", "392A0C"),
    "warn_text": ("6B4300", "FFCB66"),
    "danger": ("B42318", "FF5A52"),
    "danger_on": ("FFFFFF", "1E0200"),
    "danger_soft": ("FCEBE9", "3D1C1B"),
    "danger_text": ("9A1B12", "FF9A94"),
    "returns": ("7A2E9E", "D5A6F0"),
    "returns_on": ("FFFFFF", "1E0A2A"),
    "returns_soft": ("F5EAFB", "35223F"),
    "returns_text": ("6A2589", "E2C2F5"),
    "rail": ("16202B", "0A0E13"),
    "rail_text": ("C4CED9", "AEB9C6"),
    "rail_here": ("2D3A48", "252E39"),
    "rail_line": ("5B6875", "5B6875"),
    "rail_on": ("FFFFFF", "FFFFFF"),
    "bead": ("4FE3A1", "4FE3A1"),
    "off": ("EEF1F4", "202832"),
    "off_text": ("57606B", "8D98A5"),
    "off_edge": ("C3CBD3", "3A4652"),
    "training": ("FACC15", "FACC15"),
    "training_on": ("111827", "111827"),
    "focus": ("0B5FFF", "9CC4FF"),
    "paper": ("FFFFFF", "FFFFFF"),
    "clear": ("FFFFFF00", "1A212A00"),
}
_TILE = {"light": "FFFFFF", "dark": "AEB8C3"}
_WHITE_CLOTH, _WHITE_TILE = 0.86, "E9EDF1"
_PEOPLE = ("3D5A73", "6B5876", "7A5B3C", "3F6B5C", "8A4B4B", "4B5B8A", "5E6B3A", "72506A")


@lru_cache(maxsize=1024)
def rgba(text: str) -> Colour:
    """Return ``RRGGBB`` or ``RRGGBBAA`` as four parts of 1."""
    full = text if len(text) == 8 else text + "FF"
    red, green, blue, alpha = (int(full[at : at + 2], 16) / 255 for at in (0, 2, 4, 6))
    return red, green, blue, alpha


def colours(name: str) -> dict[str, Colour]:
    """Return every token of the ``light`` or ``dark`` theme."""
    column = 1 if name == "dark" else 0
    return {token: rgba(pair[column]) for token, pair in TABLE.items()}


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """Return ``one`` with ``share`` of ``other`` in it; the alpha is the first one's."""
    parts = [a + (b - a) * share for a, b in zip(one[:3], other[:3], strict=True)]
    return parts[0], parts[1], parts[2], one[3]


def pressed(colour: Colour, theme: str) -> Colour:
    """Return the fill one step darker, as a key shows while it is touched."""
    if colour[3] == 0:
        return (0.5, 0.55, 0.6, 0.25)
    light = luminance(colour) > 0.4
    if theme == "dark" and not light:
        return mixed(colour, (1, 1, 1, 1), 0.14)
    return mixed(colour, (0, 0, 0, 1), 0.10 if light else 0.18)


def tile(rgb: str, theme: str) -> Colour:
    """Return the tile behind a picture: the goods' colour with 80 % of white (dark: grey) in it.

    White cloth stands on pale grey in light, or it would vanish.
    """
    colour = rgba(rgb)
    if theme == "light" and luminance(colour) > _WHITE_CLOTH:
        return rgba(_WHITE_TILE)
    return mixed(colour, rgba(_TILE[theme]), 0.8)


@lru_cache(maxsize=512)
def garment_line(rgb: str) -> Colour:
    """Return the line of a picture: the goods' colour, darkened so that white cloth shows too."""
    colour = rgba(rgb)
    if luminance(colour) > 0.55:
        return mixed(mixed(colour, rgba("1B2430"), 0.5), rgba("7B8794"), 0.15)
    return mixed(colour, rgba("0E141C"), 0.55)


def person(number: int) -> Colour:
    """Return the colour of a person's circle, by number among the staff; neighbours differ."""
    return rgba(_PEOPLE[number % len(_PEOPLE)])


def luminance(colour: Colour) -> float:
    """Return the relative luminance of WCAG 2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of WCAG 2, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
