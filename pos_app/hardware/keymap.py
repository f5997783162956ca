"""Linux key codes to characters, in the layout the scanner is set up for. No device here.

Source of the codes: linux/input-event-codes.h. Independent of the keyboard layout of the system.
"""

import unicodedata
from typing import Literal

from pos_app.hardware.layouts import LAYOUTS, Layout

Alt = Literal["ansi", "utf8", "gbk", "unicode"]

UP, DOWN = 0, 1
CAPS_LOCK, _SPACE = 58, 57
_SHIFTS, _CONTROLS = frozenset({42, 54}), frozenset({29, 97})
_ALT, _ALT_GR = 56, 100
_PAD = {
    82: "0", 79: "1", 80: "2", 81: "3", 75: "4", 76: "5", 77: "6", 71: "7", 72: "8", 73: "9",
}  # fmt: skip
_ALWAYS = {
    **_PAD, 15: "\t", 28: "\n", 96: "\n", 55: "*", 74: "-", 78: "+", 98: "/", 83: ".", 117: "=",
    121: ",",
}  # fmt: skip
# Keys that a scanner means as a control character, at their places on a US keyboard.
_CONTROL_PLACES = {26: "\x1b", 43: "\x1c", 27: "\x1d", 7: "\x1e", 12: "\x1f"}
# Accents that stand alone, and what they are when they are put on a letter.
_MARKS = {"´": "\u0301", "`": "\u0300", "^": "\u0302", "¨": "\u0308", "~": "\u0303"}


class Keymap:
    """Remembers which keys are held; repeats of a held key are not characters.

    ``alt`` says what the numbers mean that a scanner types on the pad while it holds Alt: bytes of
    Windows' Latin page, of UTF-8 or of GBK, or a number of Unicode.
    """

    def __init__(self, layout: str = "us", alt: Alt = "ansi") -> None:
        self._layout: Layout = LAYOUTS[layout]
        self._alt = alt
        self._held: set[int] = set()
        self._caps = False
        self._number = ""
        self._bytes = b""
        self._dead = ""

    def key(self, code: int, value: int) -> str | None:
        """Return the characters that an event completes, mostly none; None when one is unreadable.

        Unreadable is a key without a character in this layout, or a number that is no character:
        without it the code would come shorter, so that all of it is void.
        """
        if value == UP:
            self._held.discard(code)
            return self._numbered() if code == _ALT else ""
        if value != DOWN:
            return ""
        self._held.add(code)
        if code == CAPS_LOCK:
            self._caps = not self._caps
            return ""
        return self._down(code)

    def resync(self, held: set[int], *, caps: bool) -> None:
        """Take over what the device says is held, after events were lost."""
        self._held, self._caps = set(held), caps
        self._number, self._bytes, self._dead = "", b"", ""

    def _down(self, code: int) -> str | None:
        character = self._character(code)
        if _ALT in self._held and not self._held & _CONTROLS:
            self._number += _PAD.get(code, "")
            return "" if code in _PAD or character == "" else None
        if character == "":
            return ""
        if self._bytes or character is None:
            self._bytes, self._dead = b"", ""
            return None
        return self._accented(code, character)

    def _character(self, code: int) -> str | None:
        """Return the character of a key, none for a key that never has one."""
        if code in _ALWAYS:
            return _ALWAYS[code]
        plain = self._layout.plain.get(code)
        if plain is None:
            return ""
        third = _ALT_GR in self._held or bool(_ALT in self._held and self._held & _CONTROLS)
        if third:
            return self._layout.third.get(code)
        if self._held & _CONTROLS:
            if plain.isascii() and plain.isalpha():
                return chr(ord(plain.upper()) & 0x1F)
            return _CONTROL_PLACES.get(code)
        shifted = bool(self._held & _SHIFTS) ^ (self._caps and code in self._layout.caps)
        return self._layout.shifted.get(code) if shifted else plain

    def _accented(self, code: int, character: str) -> str:
        """Put a waiting accent on a letter; on a space it stands alone."""
        dead, self._dead = self._dead, ""
        if (code, character) in self._layout.dead and not dead:
            self._dead = character
            return ""
        if not dead:
            return character
        if code == _SPACE:
            return dead
        joined = unicodedata.normalize("NFC", character + _MARKS[dead])
        return joined if len(joined) == 1 else dead + character

    def _numbered(self) -> str | None:
        """Return the character whose number was typed while Alt was held."""
        typed, self._number = self._number, ""
        if not typed:
            return ""
        number = int(typed)
        if self._alt == "unicode":
            return chr(number) if number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else None
        if number < 0x80 and not self._bytes:
            return chr(number)
        if number > (0xFF if self._alt == "ansi" else 0xFFFF):
            self._bytes = b""
            return None
        self._bytes += number.to_bytes(1 if number <= 0xFF else 2, "big")
        return self._whole_bytes()

    def _whole_bytes(self) -> str | None:
        """Return the character of the bytes so far, none while it is not whole."""
        encoding = {"ansi": "cp1252", "utf8": "utf-8", "gbk": "gb18030"}[self._alt]
        held, self._bytes = self._bytes, b""
        try:
            return held.decode(encoding)
        except UnicodeDecodeError as error:
            if len(held) >= 4:
                return None
            if error.reason in ("unexpected end of data", "incomplete multibyte sequence"):
                self._bytes = held
                return ""
            return None
