"""A simulated device in its own window: what can be seen of it, and what a person does to it.

The till is elsewhere: what is done goes out as an ``Act``, what came of it comes in as a view.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from inventory.kernel.text import Text
from pos_app.hardware.categories.device import Category
from pos_app.hardware.width import cells
from pos_app.hardware.window_talk import GRAMS_MOST, Act, WindowLook, WindowView, is_code
from pos_app.i18n import Translator
from pos_app.viewmodels import conditions, device_words
from pos_app.viewmodels.base import ViewModel

# Codes for a till that brings none: goods that hardly any shop has, and a code of letters.
_SAMPLES = ("6901234567892", "TEST-0123456789")
_CODES_SHOWN = 8
_SIZES_MM = {
    "printer": (112, 176), "labels": (112, 150), "scanner": (112, 158), "drawer": (100, 122),
    "display": (150, 104), "scale": (160, 132),
}  # fmt: skip
_DRAWER: dict[bool | None, Text] = {
    True: Text.of("hardware.drawer.stands_open"), False: Text.of("hardware.drawer.is_shut"),
}  # fmt: skip
_LAMPS = ("price", "total", "paid", "change")
_PAPERS = frozenset({"printer", "labels"})
_LOW_MM, _LOW_BELOW_MM = (168, 118), 150
_SLOTS = {"paper_out": "no_paper", "cover_open": "cover", "head_open": "head"}
Letter = tuple[int, str, int]  # place, letter, places that it takes
GRAMS_LONG = len(str(GRAMS_MOST))


def size_mm(category: Category, room_mm: float) -> tuple[int, int]:
    """Return width and height of a device's window in millimetres.

    On a till that is lower than a printer's window, paper and faults stand beside each other.
    """
    low = category in _PAPERS and room_mm < _LOW_BELOW_MM
    return _LOW_MM if low else _SIZES_MM.get(category, _SIZES_MM["drawer"])


@dataclass(frozen=True, slots=True)
class FaultKey:
    """A fault: what a tap does now, and whether it is on."""

    name: str
    word: str
    on: bool


@dataclass(frozen=True, slots=True)
class SimulatorState:
    """All that the window shows.

    ``png`` is the paper or label, ``slot`` says what is to be seen where there is none. ``weight``
    lies on the scale, ``typed`` grams are on the way there. ``lamps`` are words and whether lit.
    """

    category: Category
    title: str
    state: str
    word: str
    reason: str
    faults: tuple[FaultKey, ...]
    look: WindowLook
    png: bytes = b""
    slot: str = ""
    code: str = ""
    codes: tuple[str, ...] = ()
    is_open: bool = False
    rows: tuple[tuple[Letter, ...], ...] = ()
    columns: int = 0
    lamps: tuple[tuple[str, bool], ...] = ()
    weight: str = ""
    typed: str = ""


class SimulatorVM(ViewModel[SimulatorState]):
    """One device; ``say`` tells the till what was done."""

    def __init__(self, tr: Translator, say: Callable[[Act], None], view: WindowView) -> None:
        self._tr, self._say, self._view = tr, say, view
        self._png = view.png or b""
        self._code = self._typed = ""
        super().__init__(self._made())

    def heard(self, view: WindowView) -> None:
        """Take what the till says; its language is ours."""
        self._view = view
        if view.png is not None:
            self._png = view.png
        if view.look.language != self._tr.language:
            self._tr.switch(view.look.language)
        self._refresh()

    # --- what a person does -----------------------------------------------------------------

    def switch(self, fault: str) -> None:
        """Turn a fault on, or off where it is on."""
        known = dict(self._view.switches)
        if fault in known:
            self._say(Act("switch", fault, on=not known[fault]))

    def edit(self, code: str) -> None:
        """Take the code that is being typed."""
        self._code = code
        self._refresh()

    def scan(self, code: str = "") -> None:
        """Hold a code before the scanner: this one, or the one that was typed."""
        wanted = (code or self._code).strip()
        if is_code(wanted):
            self._say(Act("scan", wanted))

    def push(self) -> None:
        """Push the drawer shut."""
        self._say(Act("push"))

    def digit(self, digit: str) -> None:
        """Add to the grams that are to be put on the scale."""
        if len(self._typed + digit) <= GRAMS_LONG:
            self._typed = (self._typed + digit).lstrip("0") or "0"
            self._refresh()

    def back(self) -> None:
        """Take the last digit away."""
        self._typed = self._typed[:-1]
        self._refresh()

    def clear(self) -> None:
        """Take all digits away."""
        self._typed = ""
        self._refresh()

    def put(self) -> None:
        """Put so many grams on the scale."""
        if self._typed:
            self._say(Act("put", self._typed))
            self.clear()

    def take_off(self) -> None:
        """Take everything off the scale."""
        self._say(Act("put", "0"))

    # --- what is shown ------------------------------------------------------------------------

    def _refresh(self) -> None:
        self._set(self._made())

    def _made(self) -> SimulatorState:
        tr, view, seen = self._tr, self._view, self._view.seen
        state = conditions.state_of(view.condition)
        word = conditions.alone(conditions.condition_in(tr, view.condition, self._stands()))
        codes = tuple(dict.fromkeys(view.codes)) or _SAMPLES
        return SimulatorState(
            category=view.category,
            title=self._name(),
            state=state,
            word=word,
            reason="" if state == "ok" else self._reason(word),
            faults=tuple(self._faults()),
            look=view.look,
            png=self._png if seen.mark else b"",
            slot=self._slot(),
            code=self._code,
            codes=codes[:_CODES_SHOWN] if view.category == "scanner" else (),
            is_open=bool(seen.is_open),
            rows=tuple(_letters(line) for line in seen.lines),
            columns=seen.columns,
            lamps=self._lamps(),
            weight=_kilograms(seen.grams),
            typed=self._typed,
        )

    def _stands(self) -> Text:
        """Return how the till finds it; of a drawer how it stands, which is seen sooner."""
        stands = _DRAWER.get(self._view.seen.is_open)
        return stands if stands is not None else self._view.reason

    def _name(self) -> str:
        return device_words.name_of(self._tr, self._view.device_id, self._view.category)

    def _reason(self, word: str) -> str:
        """Return why it is not well, where that says more than the word."""
        view = self._view
        said = device_words.reason(
            self._tr, view.category, view.reason, view.device_id, {view.device_id: self._name()}
        )
        return "" if said == word else said

    def _faults(self) -> Iterator[FaultKey]:
        """Return a key for each fault; one that is on says how it ends, where that has a word."""
        tr = self._tr
        for name, on in self._view.switches:
            key, undo = f"devices.fault.{name}", f"simulator.undo.{name}"
            if on and tr.knows(undo):
                key = undo
            yield FaultKey(name, tr(key) if tr.knows(key) else name, on)

    def _slot(self) -> str:
        """Return what is to be seen where no paper hangs out."""
        on = {name for name, is_on in self._view.switches if is_on}
        none = "no_label" if self._view.category == "labels" else "nothing"
        return self._tr(
            f"simulator.slot.{next((_SLOTS[each] for each in _SLOTS if each in on), none)}"
        )

    def _lamps(self) -> tuple[tuple[str, bool], ...]:
        """Return the lamps of a display of digits, which has one line."""
        if len(self._view.seen.lines) != 1:
            return ()
        lit = self._view.seen.lamps
        return tuple((self._tr(f"simulator.lamp.{name}"), name in lit) for name in _LAMPS)


def _letters(line: str) -> tuple[Letter, ...]:
    """Return everything but the spaces of a display's line; a hanzi takes two places."""
    found, at = [], 0
    for letter in line:
        wide = cells(letter, multi_byte=True)
        if letter != " ":
            found.append((at, letter, wide))
        at += wide
    return tuple(found)


def _kilograms(grams: int | None) -> str:
    """Return a weight as a scale shows it."""
    return "" if grams is None else f"{grams // 1000}.{grams % 1000:03d}"
