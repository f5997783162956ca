"""What belongs to this machine and not to the shop: its screen and its devices. ``till.toml``.

A missing file means the defaults: no device but a scanner that types. Every fault names the file,
the place in it, and what it may hold.
"""

import contextlib
import json
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text

FILE = "till.toml"
_TABLE = re.compile(r"\s*\[")
_DEVICE = re.compile(r"""\s*\[{1,2}\s*(?:device|"device"|'device')\s*[].]""")
_SCREEN = re.compile(r"""\s*\[\s*(?:screen|"screen"|'screen')\s*\]""")
_DIAGONAL = re.compile(r"""\s*(?:diagonal_inch|"diagonal_inch"|'diagonal_inch')\s*=""")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
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
    return read(_plain(path), path.name)


def load_what_is_right(path: Path) -> tuple[Config, tuple[Text, ...]]:
    """Read the file as far as it is right, and say what is wrong: a till has to sell anyhow."""
    try:
        plain = _plain(path)
    except Refused as refused:
        return Config(), (refused.text,)
    kept: dict[str, Any] = {}
    wrong: list[Text] = []
    for name, value in plain.items():
        try:
            read({name: value}, path.name)
        except Refused as refused:
            wrong.append(refused.text)
        else:
            kept[name] = value
    return read(kept, path.name), tuple(wrong)


def _plain(path: Path) -> Mapping[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise Refused(Text.of("config.unreadable", file=path.name, reason=str(error))) from None


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


def save_devices(path: Path, devices: Iterable[Mapping[str, Any]]) -> str:
    """Write these devices into the file in place of those that stand there.

    All that stands before the first ``[[device]]`` stays as somebody wrote it, with its comments;
    the tables of devices are written anew. The file before is kept beside it as ``.bak``; one that
    cannot be read is set aside whole, under a name that is never given twice and that is returned.
    Raises Refused when it cannot be written or would say something else than it should.
    """
    wanted = tuple(dict(each) for each in devices)
    try:
        before = path.read_bytes() if path.exists() else b""
        head, damaged = _head_of(before)
        text = head + "".join(map(_device_table, wanted))
        _assert_says(tomllib.loads(text), list(wanted), path.name)
        aside = _set_aside(path, before) if damaged else ""
        if before and not damaged:
            write_whole(path.with_name(f"{path.name}.bak"), before)
        write_whole(path, text.encode())
    except (OSError, ValueError, TypeError) as error:
        reason = str(error)[:80]
        raise Refused(Text.of("config.not_written", file=path.name, reason=reason)) from error
    return aside


def _head_of(data: bytes) -> tuple[str, bool]:
    """Return what stands before the devices, as far as it can be kept; whether all is damaged."""
    text = data.decode("utf-8", "replace")
    head = _without_devices(text)
    try:
        tomllib.loads(data.decode("utf-8"))
    except ValueError:
        return (head if _is_right(head) else ""), True
    return head, False


def _is_right(text: str) -> bool:
    try:
        read(tomllib.loads(text))
    except (ValueError, Refused):
        return False
    return True


def _set_aside(path: Path, data: bytes) -> str:
    """Keep a damaged file beside itself under a name that nothing has yet; return the name."""
    for number in count(1):
        aside = path.with_name(f"{path.name}.damaged-{number}")
        with contextlib.suppress(FileExistsError):
            with aside.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            return aside.name
    raise AssertionError


def save_diagonal(path: Path, inches: float) -> None:
    """Write the screen's diagonal into the file; every other line stays as somebody wrote it.

    The file before is kept beside it as ``.bak``. Raises Refused when it cannot be written or
    would say something else than it should.
    """
    try:
        old = path.read_text("utf-8") if path.exists() else ""
        before = tomllib.loads(old)
        text = _with_diagonal(old, f"diagonal_inch = {inches:.2f}")
        after = tomllib.loads(text)
        screen = {**before.get("screen", {}), "diagonal_inch": round(inches, 2)}
        _assert_same(after, {**before, "screen": screen}, path.name)
        if old:
            write_whole(path.with_name(f"{path.name}.bak"), old.encode())
        write_whole(path, text.encode())
    except (OSError, ValueError, TypeError) as error:
        reason = str(error)[:80]
        raise Refused(Text.of("config.not_written", file=path.name, reason=reason)) from error


def _assert_same(plain: Mapping[str, Any], wanted: Mapping[str, Any], file: str) -> None:
    """Refuse a text that would change anything else, whatever stood in the file before."""
    read(plain, file)
    if plain != wanted:
        raise ValueError("[screen]")


def _with_diagonal(text: str, line: str) -> str:
    """Return the text with this line in its ``[screen]`` table, in place of the one there was."""
    lines = text.splitlines()
    head = next((at for at, each in enumerate(lines) if _SCREEN.match(each)), None)
    if head is None:
        return "\n".join(("[screen]", line, "", *lines)).rstrip() + "\n"
    end = next((at for at in range(head + 1, len(lines)) if _TABLE.match(lines[at])), len(lines))
    inside = [each for each in lines[head + 1 : end] if not _DIAGONAL.match(each)]
    return "\n".join((*lines[: head + 1], line, *inside, *lines[end:])) + "\n"


def _assert_says(plain: Mapping[str, Any], wanted: list[dict[str, Any]], file: str) -> None:
    """Refuse a text that does not say what was meant, whatever stood in the file before."""
    read(plain, file)
    if plain.get("device", []) != wanted:
        raise ValueError("[[device]]")


def _without_devices(text: str) -> str:
    """Return a file's text without its tables of devices, and with an end of line."""
    kept: list[str] = []
    in_device = False
    for line in text.splitlines():
        if _TABLE.match(line):
            in_device = bool(_DEVICE.match(line))
        if not in_device:
            kept.append(line)
    return "\n".join(kept).rstrip() + "\n" if any(line.strip() for line in kept) else ""


def _device_table(device: Mapping[str, Any]) -> str:
    options = device.get("options")
    table = {} if not isinstance(options, Mapping) else {"options": options}
    lines = ["", "[[device]]"]
    lines += [f"{_key(name)} = {_value(device[name])}" for name in device if name not in table]
    for name, inside in table.items():
        lines += [f"[device.{name}]"]
        lines += [f"{_key(each)} = {_value(value)}" for each, value in inside.items()]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _value(name)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Mapping):
        pairs = (f"{_key(each)} = {_value(inside)}" for each, inside in value.items())
        return f"{{{', '.join(pairs)}}}"
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def write_whole(path: Path, data: bytes) -> None:
    """Put a file there whole or leave the old one, also when the power goes; raises OSError."""
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


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
