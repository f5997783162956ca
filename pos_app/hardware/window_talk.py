"""What a till and the window of a simulated device say to each other: lines of JSON over pipes.

Till → window: all that can be seen of the device, again whenever it changed. Window → till: what a
person did at the device. Neither believes the other: a line that says nothing it may say is
``Rubbish``, one longer than its bound ends the talk. No process and no thread lives here.
"""

import binascii
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import IO, Any, Literal, Protocol, get_args

from inventory.kernel.text import Text
from pos_app.hardware.categories.device import CATEGORIES, Category, Condition

ACT_MOST, VIEW_MOST = 8_192, 8_000_000
"""Bytes of one line: of what a person did, of what can be seen."""
CODE_MOST, GRAMS_MOST = 512, 99_999
SEPARATOR = "\x1d"  # between the fields of a GS1 code
Verb = Literal["ready", "switch", "scan", "put", "push"]
_VERBS = get_args(Verb)


class Rubbish(ValueError):
    """A line that is none of ours."""


class TooLong(ValueError):
    """A line beyond its bound: whoever sent it has gone wrong."""


@dataclass(frozen=True, slots=True)
class Act:
    """What a person did at a device: ``switch`` a fault (``value``) on or off, ``scan`` a code,
    ``put`` so many grams on a scale, ``push`` a drawer shut. ``ready``: the window is there.
    """

    verb: Verb
    value: str = ""
    on: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What can be seen of a device beyond its faults.

    ``mark`` changes with the picture of its paper or label, empty where there is none; ``lines``
    of ``columns`` places stand on a display, ``lamps`` are lit beside its digits.
    """

    mark: str = ""
    lines: tuple[str, ...] = ()
    columns: int = 0
    lamps: tuple[str, ...] = ()
    is_open: bool | None = None
    grams: int | None = None


class AtHand(Protocol):
    """A simulated device as somebody who stands beside it has it; every thread may call this."""

    @property
    def switches(self) -> Mapping[str, bool]:
        """Every fault it knows, and whether it is turned on."""

    def switch(self, fault: str, *, on: bool = True) -> None:
        """Turn a fault on or off."""

    def seen(self) -> Seen:
        """Return what can be seen now; cheap."""

    def picture(self) -> bytes:
        """Draw the paper or label that ``mark`` stands for as a PNG; empty where there is none."""

    def act(self, act: Act) -> None:
        """Do what a person did. Raises Rubbish for what cannot be done here."""


@dataclass(frozen=True, slots=True)
class WindowLook:
    """How the till looks, so that its windows look the same; ``text_scale`` 1 is as drawn.

    ``left``, ``top``, ``width`` and ``height`` are the pixels of the till's own window: these stand
    over it, and none is larger.
    """

    language: str = "zh-Hans"
    theme: str = "light"
    px_per_mm: float = 3.95
    text_scale: float = 1.0
    left: int = 0
    top: int = 0
    width: int = 1366
    height: int = 768


@dataclass(frozen=True, slots=True)
class WindowView:
    """All that a window shows. ``png`` None: the picture is the one that it has already.

    ``codes`` are offered for scanning; ``place`` counts the windows that stand already; ``front``
    asks for it to come before the others.
    """

    device_id: str
    category: Category
    condition: Condition
    reason: Text
    switches: tuple[tuple[str, bool], ...] = ()
    seen: Seen = Seen()
    look: WindowLook = WindowLook()
    codes: tuple[str, ...] = ()
    png: bytes | None = None
    place: int = 0
    front: bool = False


def do(device: AtHand, act: Act) -> None:
    """Do at a device what a person did; a switch is the same on each. Raises Rubbish."""
    if act.verb != "switch":
        device.act(act)
    elif act.value in device.switches:
        device.switch(act.value, on=act.on)
    else:
        raise Rubbish("no such fault")


def lines_of(stream: IO[bytes], most: int) -> Iterator[bytes]:
    """Yield whole lines until the other side is gone. Raises TooLong, and what reading raises."""
    while line := stream.readline(most + 1):
        if len(line) > most:
            raise TooLong(f"more than {most} bytes")
        if line.endswith(b"\n"):
            yield line


def nothing_to_do(act: Act) -> Rubbish:
    """Return what a device raises that has nothing of the kind to do."""
    return Rubbish(f"nothing to {act.verb} here")


# --- window → till --------------------------------------------------------------------------


def act_line(act: Act) -> bytes:
    """Return the line that says this."""
    return _line({"verb": act.verb, "value": act.value, "on": act.on})


def read_act(line: bytes) -> Act:
    """Return what a person did. Raises Rubbish."""
    said = _object(line)
    verb = next((each for each in _VERBS if each == said.get("verb")), None)
    if verb is None or set(said) - {"verb", "value", "on"}:
        raise Rubbish("no verb of ours")
    act = Act(verb, _text(said, "value"), _flag(said, "on"))
    if verb == "scan" and not is_code(act.value):
        raise Rubbish("no code")
    if verb == "put":
        grams_of(act)
    return act


def grams_of(act: Act) -> int:
    """Return the weight that somebody put on a scale, in grams. Raises Rubbish."""
    digits = act.value
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(GRAMS_MOST))):
        raise Rubbish("no weight")
    return int(digits)


def is_code(code: str) -> bool:
    """Tell whether a scanner can read this: not nothing, not too much, all can be printed."""
    return 0 < len(code) <= CODE_MOST and code.replace(SEPARATOR, "").isprintable()


# --- till → window --------------------------------------------------------------------------


def view_line(view: WindowView) -> bytes:
    """Return the line that shows this; a picture that is too large for it is left out."""
    plain = _plain(view)
    if view.png is not None:
        plain["png"] = b64encode(view.png).decode("ascii")
    line = _line(plain)
    return line if len(line) <= VIEW_MOST else _line({**plain, "png": ""})


def _plain(view: WindowView) -> dict[str, object]:
    seen, look, reason = view.seen, view.look, view.reason
    return {
        "device_id": view.device_id, "category": view.category,
        "condition": view.condition.value, "reason": [reason.code, dict(reason.params)],
        "switches": dict(view.switches), "codes": list(view.codes),
        "place": view.place, "front": view.front,
        "seen": asdict(seen),
        "look": asdict(look),
    }  # fmt: skip


def read_view(line: bytes) -> WindowView:
    """Return what is to be shown. Raises Rubbish."""
    said = _object(line)
    try:
        code, params = said["reason"]
        seen, look = dict(said["seen"]), dict(said["look"])
        png = said.get("png")
        return WindowView(
            device_id=str(said["device_id"]),
            category=next(each for each in CATEGORIES if each == said["category"]),
            condition=Condition(said["condition"]),
            reason=Text.of(str(code), **params),
            switches=tuple((str(name), bool(on)) for name, on in said["switches"].items()),
            seen=Seen(**{**seen, "lines": tuple(seen["lines"]), "lamps": tuple(seen["lamps"])}),
            look=WindowLook(**look),
            codes=tuple(map(str, said["codes"])),
            png=None if png is None else b64decode(png, validate=True),
            place=int(said["place"]),
            front=bool(said["front"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration, binascii.Error) as bad:
        raise Rubbish(f"no view: {type(bad).__name__}") from bad


# --- both -----------------------------------------------------------------------------------


def _line(plain: Mapping[str, object]) -> bytes:
    return json.dumps(plain, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


def _object(line: bytes) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as error:  # bytes that are no UTF-8 are a ValueError too
        raise Rubbish("no JSON") from error
    if not isinstance(said, dict):
        raise Rubbish("no object")
    return said


def _text(said: Mapping[str, object], name: str) -> str:
    value = said.get(name, "")
    if not isinstance(value, str):
        raise Rubbish(f"no text in {name}")
    return value


def _flag(said: Mapping[str, object], name: str) -> bool:
    value = said.get(name, False)
    if not isinstance(value, bool):
        raise Rubbish(f"neither true nor false in {name}")
    return value
