"""What belongs to this machine and not to the shop: its screen and its devices. ``till.toml``.

A missing file means the defaults: no device but a scanner that types. Every fault names the file,
the place in it, and what it may hold.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text

FILE = "till.toml"
_NO_PLAIN: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Screen:
    """The screen: pixels (0 = take the whole screen's), its diagonal, and whether it is a kiosk."""

    width: int = 0
    height: int = 0
    diagonal_inch: float = 15.6
    kiosk: bool = False
    low_power: bool = False


@dataclass(frozen=True, slots=True)
class Config:
    """This machine's settings. ``devices`` are plain tables for the devices' registry."""

    screen: Screen = field(default_factory=Screen)
    devices: tuple[Mapping[str, Any], ...] = ()


def load(path: Path) -> Config:
    """Read the file; a missing one is the default, a faulty one is refused with its place."""
    if not path.exists():
        return Config()
    try:
        plain = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(Text.of("config.unreadable", file=path.name, reason=str(error))) from None
    return read(plain, path.name)


def read(plain: Mapping[str, Any], file: str = FILE) -> Config:
    """Build the settings from plain tables; unknown names are refused, so that none is mistyped."""
    _known(file, "", plain, {"screen", "device"})
    screen = _table(file, plain, "screen")
    _known(file, "screen", screen, set(Screen.__dataclass_fields__))
    devices = plain.get("device", [])
    if not isinstance(devices, list) or not all(isinstance(each, dict) for each in devices):
        raise _wrong(file, "device", "[[device]]")
    return Config(
        Screen(
            width=_whole(file, "screen.width", screen.get("width", 0), 16_384),
            height=_whole(file, "screen.height", screen.get("height", 0), 16_384),
            diagonal_inch=_inches(file, screen.get("diagonal_inch", 15.6)),
            kiosk=_yes(file, "screen.kiosk", screen.get("kiosk", False)),
            low_power=_yes(file, "screen.low_power", screen.get("low_power", False)),
        ),
        tuple(MappingProxyType(each) for each in devices),
    )


def _table(file: str, plain: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = plain.get(name, _NO_PLAIN)
    if not isinstance(found, Mapping):
        raise _wrong(file, name, f"[{name}]")
    return found


def _known(file: str, where: str, plain: Mapping[str, Any], names: set[str]) -> None:
    for name in plain:
        if name not in names:
            place = f"{where}.{name}" if where else name
            allowed = ", ".join(sorted(names))
            raise Refused(Text.of("config.unknown", file=file, place=place, allowed=allowed))


def _wrong(file: str, place: str, wanted: str) -> Refused:
    return Refused(Text.of("config.wrong", file=file, place=place, wanted=wanted))


def _whole(file: str, place: str, value: object, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise _wrong(file, place, f"0–{most}")
    return value


def _inches(file: str, value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 4 <= value <= 60:
        raise _wrong(file, "screen.diagonal_inch", "4–60")
    return float(value)


def _yes(file: str, place: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong(file, place, "true / false")
    return value
