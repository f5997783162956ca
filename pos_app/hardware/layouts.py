"""Which character each key gives in the keyboard layouts that scanners are set up for. Tables only.

Key codes: linux/input-event-codes.h. Layouts as Windows has them, since that is what scanners are
made for: in the French one CapsLock turns digits and signs too, and some signs wait for a letter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_SPACE, _KEY_102ND = 57, 86
_ROWS_AT = (2, 16, 30, 43)
# A key that gives nothing at this level.
_NONE = "\0"


@dataclass(frozen=True, slots=True)
class Layout:
    """``plain``, ``shifted`` and ``third`` (AltGr): key code to character.

    ``dead``: characters that wait for the next one, as the accent in ``é`` does. ``caps``: the keys
    that CapsLock turns.
    """

    plain: Mapping[int, str]
    shifted: Mapping[int, str]
    third: Mapping[int, str]
    dead: frozenset[tuple[int, str]]
    caps: frozenset[int]


def _level(*rows: str, key_102nd: str) -> Mapping[int, str]:
    found = {_SPACE: " ", _KEY_102ND: key_102nd}
    for first, row in zip(_ROWS_AT, rows, strict=True):
        found.update({first + at: key for at, key in enumerate(row) if key != _NONE})
    return MappingProxyType(found)


def _layout(
    plain: Mapping[int, str],
    shifted: Mapping[int, str],
    third: Mapping[int, str] | None = None,
    dead: tuple[tuple[int, str], ...] = (),
    *,
    caps_turns_all: bool = False,
) -> Layout:
    turned = {
        code for code, key in plain.items() if caps_turns_all or key.upper() == shifted.get(code)
    }
    caps = frozenset(turned - {_SPACE, _KEY_102ND})
    return Layout(plain, shifted, MappingProxyType(dict(third or {})), frozenset(dead), caps)


_US = _layout(
    _level("1234567890-=", "qwertyuiop[]", "asdfghjkl;'`", "\\zxcvbnm,./", key_102nd="\\"),
    _level("!@#$%^&*()_+", "QWERTYUIOP{}", 'ASDFGHJKL:"~', "|ZXCVBNM<>?", key_102nd="|"),
)
_GB = _layout(
    _level("1234567890-=", "qwertyuiop[]", "asdfghjkl;'`", "#zxcvbnm,./", key_102nd="\\"),
    _level('!"£$%^&*()_+', "QWERTYUIOP{}", "ASDFGHJKL:@¬", "~ZXCVBNM<>?", key_102nd="|"),
    {5: "€", 41: "¦", 18: "é", 22: "ú", 23: "í", 24: "ó", 30: "á"},
)
_DE = _layout(
    _level("1234567890ß´", "qwertzuiopü+", "asdfghjklöä^", "#yxcvbnm,.-", key_102nd="<"),
    _level('!"§$%&/()=?`', "QWERTZUIOPÜ*", "ASDFGHJKLÖÄ°", "'YXCVBNM;:_", key_102nd=">"),
    {3: "²", 4: "³", 8: "{", 9: "[", 10: "]", 11: "}", 12: "\\", 16: "@", 18: "€", 27: "~",
     50: "µ", 86: "|"},
    dead=((13, "´"), (13, "`"), (41, "^")),
)  # fmt: skip
_FR = _layout(
    _level("&é\"'(-è_çà)=", "azertyuiop^$", "qsdfghjklmù²", "*wxcvbn,;:!", key_102nd="<"),
    _level("1234567890°+", "AZERTYUIOP¨£", "QSDFGHJKLM%\0", "µWXCVBN?./§", key_102nd=">"),
    {3: "~", 4: "#", 5: "{", 6: "[", 7: "|", 8: "`", 9: "\\", 10: "^", 11: "@", 12: "]", 13: "}",
     18: "€", 27: "¤"},
    dead=((26, "^"), (26, "¨"), (3, "~"), (8, "`")),
    caps_turns_all=True,
)  # fmt: skip

LAYOUTS: Mapping[str, Layout] = MappingProxyType({"us": _US, "gb": _GB, "de": _DE, "fr": _FR})
