"""Linux key codes to characters as on a US keyboard, which is how a scanner must be set up.

Source: linux/input-event-codes.h. Independent of the keyboard layout of the system.
"""

_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
)
_PLAIN = {first + at: key for first, keys, _ in _ROWS for at, key in enumerate(keys)}
_SHIFTED = {first + at: key for first, _, keys in _ROWS for at, key in enumerate(keys)}
_ALWAYS = {
    15: "\t", 28: "\n", 57: " ", 96: "\n", 55: "*", 74: "-", 78: "+", 98: "/", 83: ".",
    71: "7", 72: "8", 73: "9", 75: "4", 76: "5", 77: "6", 79: "1", 80: "2", 81: "3", 82: "0",
}  # fmt: skip
_SHIFTS, _CONTROLS, CAPS_LOCK = frozenset({42, 54}), frozenset({29, 97}), 58
UP, DOWN = 0, 1


class Keymap:
    """Remembers which keys are held; repeats of a held key are not characters."""

    def __init__(self) -> None:
        self._held: set[int] = set()
        self._caps = False

    def key(self, code: int, value: int) -> str:
        """Return the character of a key that goes down, or nothing."""
        if value == UP:
            self._held.discard(code)
            return ""
        if value != DOWN:
            return ""
        self._held.add(code)
        if code == CAPS_LOCK:
            self._caps = not self._caps
            return ""
        return self._character(code)

    def resync(self, held: set[int], *, caps: bool) -> None:
        """Take over what the device says is held, after events were lost."""
        self._held, self._caps = set(held), caps

    def _character(self, code: int) -> str:
        if code in _ALWAYS:
            return _ALWAYS[code]
        plain = _PLAIN.get(code, "")
        if self._held & _CONTROLS:
            # Ctrl and ] is the group separator between the fields of a GS1 code.
            return chr(ord(plain.upper()) & 0x1F) if plain and "@" <= plain.upper() <= "_" else ""
        shifted = bool(self._held & _SHIFTS)
        if plain.isalpha():
            shifted ^= self._caps
        return _SHIFTED[code] if shifted and plain else plain
