"""What drivers of scanners share: rules from the settings, framed codes as events."""

from typing import cast

from inventory.kernel.text import Text
from pos_app.hardware.categories import Scan, ScanLost
from pos_app.hardware.driver import DeviceConfig, Surroundings
from pos_app.hardware.framer import Code, Framed, Framer, Lost, Rules, unwrapped
from pos_app.hardware.keymap import Alt, Keymap
from pos_app.hardware.layouts import LAYOUTS

RULES = frozenset({"prefix", "suffix", "end", "by_silence", "gap_ms"})
KEY_RULES = RULES | {"layout", "alt"}
ENDS = {"any": "\r\n\t", "enter": "\r\n", "tab": "\t", "etx": "\x03"}
LETTERS = {"auto": "", "utf8": "utf-8", "gbk": "gb18030", "latin1": "latin-1"}
EV_SYN, EV_KEY, SYN_REPORT, SYN_DROPPED = 0, 1, 0, 3


def rules(config: DeviceConfig) -> Rules:
    """Return how the settings say that a scanner frames its codes."""
    gap_ms = config.number("gap_ms", 100)
    if not 10 <= gap_ms <= 2000:
        raise config.wrong("gap_ms", "10–2000")
    end = config.choice("end", *ENDS)
    return Rules(
        prefix=config.text("prefix", ""),
        suffix=config.text("suffix", ""),
        ends=ENDS[end],
        start="\x02" if end == "etx" else "",
        gap_s=gap_ms / 1000,
        by_silence=config.flag("by_silence"),
    )


def decoded(data: bytes, letters: str = "auto") -> tuple[str, bytes]:
    """Return the text and the bytes of a character that has not come whole.

    ``auto``: UTF-8 or, where it is none, the Chinese double-byte set. A byte that is no character
    becomes U+FFFD, never nothing: a code may be wrong then, but not shorter and right.
    """
    encoding = LETTERS[letters] or "utf-8"
    try:
        return data.decode(encoding), b""
    except UnicodeDecodeError as error:
        tail = error.reason in ("unexpected end of data", "incomplete multibyte sequence")
        if tail and error.end == len(data):
            return data[: error.start].decode(encoding), data[error.start :]
        return data.decode("gb18030" if letters == "auto" else encoding, "replace"), b""


def decoded_whole(data: bytes, letters: str = "auto") -> str:
    """Return the text of a code that is whole, whatever its bytes are."""
    text, rest = decoded(data, letters)
    if not rest:
        return text
    fallback = "gb18030" if letters == "auto" else LETTERS[letters]
    return data.decode(fallback, "replace")


class Reading:
    """Codes of one scanner on their way to the till."""

    def __init__(self, config: DeviceConfig, around: Surroundings) -> None:
        self._id, self._around = config.device_id, around
        self._rules = rules(config)
        self.framer = Framer(self._rules)
        self._empty_s = self.now_s()

    def now_s(self) -> float:
        """Return the time in which silence is measured; Linux stamps events with the same."""
        return self._around.clock.monotonic()

    def text(self, text: str, at_s: float | None = None) -> None:
        """Take characters that came at a moment; else some time since the line was empty."""
        self._around.ear.typed(text)
        if at_s is None:
            self._tell(self.framer.feed(text, self._empty_s, self.now_s()))
        else:
            self._tell(self.framer.feed(text, at_s))

    def idle(self, at_s: float) -> None:
        """Say that nothing waited to be read at this moment or later: a silence may end a code.

        What waits while this thread is held up is no silence, however late it is read.
        """
        self._empty_s = at_s
        self._tell(self.framer.idle(at_s))

    def patience_s(self, wait_s: float) -> float:
        """Return how long to wait for more at one time, so that a silence is measured well."""
        return min(wait_s, self._rules.gap_s / 2) if self._rules.by_silence else wait_s

    def void(self) -> None:
        """Drop what is under way: a part of it was lost."""
        self._tell(self.framer.void())

    def whole(self, text: str, symbology: str = "") -> None:
        """Take a code that the device itself framed; its own word on the symbology counts."""
        self._around.ear.typed(text + "\r")
        code = unwrapped(text, self._rules)
        if code is not None:
            self._tell([Code(code.code, symbology or code.symbology)])

    def lose(self) -> None:
        """Say that a code did not arrive whole, where nothing of it is held here."""
        self._tell([Lost()])

    def _tell(self, framed: list[Framed]) -> None:
        now = self._around.clock.now_ms()
        for each in framed:
            if isinstance(each, Code):
                self._around.emit(Scan(each.code, each.symbology, self._id, now))
            else:
                lost = Text.of("hardware.scanner.lost", device=self._id)
                self._around.emit(ScanLost(self._id, lost, now))


class KeyReading(Reading):
    """A scanner that presents itself as a keyboard: kernel events to characters."""

    def __init__(self, config: DeviceConfig, around: Surroundings) -> None:
        super().__init__(config, around)
        alt = config.choice("alt", "ansi", "utf8", "gbk", "unicode")
        self.keymap = Keymap(config.choice("layout", *LAYOUTS), cast("Alt", alt))
        self.lost_step = False

    def event(self, kind: int, code: int, value: int, at_s: float | None = None) -> bool:
        """Take one kernel event; True when its step was lost and the keys must be read anew.

        ``at_s``: its moment as the kernel stamped it, where it does that in our time.

        After SYN_DROPPED all up to the next SYN_REPORT is left out, as the kernel demands.
        """
        if kind == EV_SYN and code == SYN_DROPPED:
            self.lost_step = True
            self.void()
        elif kind == EV_SYN and code == SYN_REPORT and self.lost_step:
            self.lost_step = False
            return True
        elif kind == EV_KEY and not self.lost_step:
            character = self.keymap.key(code, value)
            if character is None:
                self.void()
            elif character:
                self.text(character, at_s)
        return False
