"""What stands in ``till.toml`` and cannot be used: kept there, mended or taken away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

from inventory.kernel.errors import Refused, SuanpanError
from inventory.kernel.text import Text
from pos_app import config
from pos_app.hardware.categories import Category
from pos_app.hardware.driver import DeviceConfig
from pos_app.main import device_lists as lists
from pos_app.viewmodels.device_care import Misfit

if TYPE_CHECKING:
    from pos_app.hardware.registry import Registry


class Misfits:
    """Keeps them; ``plain`` are the tables of the file, ``faults`` what is wrong with itself."""

    def __init__(self, plain: Sequence[Mapping[str, Any]], faults: Sequence[Text]) -> None:
        self._number = count(1)
        self._all = [Misfit(self._key(), each) for each in faults]
        self._right: list[DeviceConfig] = []
        self._places: list[int] = []
        for place, table in enumerate(plain):
            try:
                self._right.append(DeviceConfig.of(table))
                self._places.append(place)
            except Refused as wrong:
                self._all.append(Misfit(self._key(), wrong.text, table, place))

    def _key(self) -> str:
        """Return a name that no device can have."""
        return f"misfit\n{next(self._number)}"

    @property
    def right(self) -> list[DeviceConfig]:
        """The devices that can be read; whether they can be set up is seen by trying."""
        return self._right

    def all(self) -> tuple[Misfit, ...]:
        """Return every one, in the order of the file."""
        return tuple(self._all)

    def among(self, devices: Iterable[DeviceConfig]) -> list[Mapping[str, Any]]:
        """Return the tables of the file: the devices', and those that stay as they stand, in place.

        The order says who serves, also when a misfit is mended one day.
        """
        tables: list[Mapping[str, Any]] = [each.as_plain() for each in devices]
        for each in sorted(self._all, key=lambda each: each.place):
            if each.plain is not None:
                tables.insert(each.place, each.plain)
        return tables

    def real(self, category: Category) -> bool:
        """Tell whether a real device of a kind is among them: one that is only a program is not."""
        drivers = [str((e.plain or {}).get("driver")) for e in self._all if e.category == category]
        return any(not each.startswith("simulated") for each in drivers)

    def at(self, misfit: Misfit) -> int:
        """Return where one belongs among the devices that are there."""
        tables = [each for each in self._all if each.plain is not None]
        return misfit.place - len([each for each in tables if each.place < misfit.place])

    def refused(self, config: DeviceConfig, reason: Text, at: int) -> None:
        """Take in a device that could be read and not set up, by its number among those."""
        self._all.append(Misfit(self._key(), reason, config.as_plain(), self._places[at]))

    def of(self, name: str) -> list[Misfit]:
        """Return those of this key or this device's name."""
        return [each for each in self._all if name and name in (each.key, each.device_id)]

    def leave(self, gone: Iterable[Misfit]) -> None:
        """Forget these."""
        keys = {each.key for each in gone}
        self._all = [each for each in self._all if each.key not in keys]

    def renamed(self, old: str, new: str) -> None:
        """Let those that hang on a device, or stand behind it, call it by its new name."""
        self._all = [
            replace(each, plain=lists.calling(each.plain, old, new)) if each.plain else each
            for each in self._all
        ]

    def restore(self, before: Sequence[Misfit]) -> None:
        """Have those of before again: a change was taken back."""
        self._all = list(before)

    def mended(self, registry: "Registry") -> list[tuple[Misfit, DeviceConfig]]:
        """Set up those that can be by now: what a drawer hangs on may have come."""
        found: list[tuple[Misfit, DeviceConfig]] = []
        for each in self._all:
            try:
                if each.plain is not None:
                    described = DeviceConfig.of(each.plain)
                    registry.set_up([described])
                    found.append((each, described))
            except SuanpanError:
                continue
        return found

    def set_aside(self, name: str) -> None:
        """Say that the damaged file lies under this name now."""
        moved = Text.of("config.set_aside", file=config.FILE, aside=name)
        kept = [each for each in self._all if each.plain is not None]
        self._all = [Misfit(self._key(), moved), *kept]
