"""The sheet of what stands in ``till.toml`` and cannot be used: why, and two ways out."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from inventory.kernel.errors import SuanpanError
from pos_app.config import FILE
from pos_app.i18n import Translator
from pos_app.viewmodels import device_words
from pos_app.viewmodels.device_care import Misfit
from pos_app.viewmodels.device_lines import Panel, PanelLine
from pos_app.viewmodels.device_room import Room

if TYPE_CHECKING:
    from pos_app.viewmodels.base import Cancel

ARMED_S = 6.0


def misfit_name(tr: Translator, misfit: Misfit) -> str:
    """Return what a misfit is called: its name, its kind, or the file."""
    if misfit.plain is None:
        return FILE
    if misfit.category is not None and misfit.device_id:
        return device_words.name_of(tr, misfit.device_id, misfit.category)
    return misfit.device_id or tr("devices.misfit.unnamed")


class MisfitSheet:
    """One device of the file that cannot be used."""

    def __init__(self, room: Room, key: str) -> None:
        self._room, self._till, self._key = room, room.till, key
        self._note, self._told, self._armed = "", 0, False
        self._disarm: Cancel | None = None

    def panel(self) -> Panel | None:
        """Return all that is known of it; None when it is gone."""
        misfit = self._misfit()
        if misfit is None:
            return None
        lines = tuple(self._lines(misfit))
        return Panel(self._key, misfit_name(self._till.words, misfit), lines, told=self._told)

    def tap(self, key: str) -> None:
        """Do what a key says."""
        misfit = self._misfit()
        if misfit is None:
            return
        if not self._room.may_set_up():
            self._till.tone("blocked")
        elif key == "replace":
            self._room.anew(misfit)
        elif key == "remove":
            self._remove(misfit)
        self._room.changed()

    def edit(self, key: str, value: str) -> None:
        """Take nothing: there is no field."""

    def submit(self) -> None:
        """Do nothing: there is no field."""

    def back(self) -> bool:
        """Nothing lies behind it."""
        return False

    def takes_scan(self, code: str) -> bool:
        """Let scans go on."""
        return False

    def close(self) -> None:
        """Forget what was asked for once."""
        self._arm(armed=False)

    def _misfit(self) -> Misfit | None:
        all_ = self._till.devices.care.misfits()
        return next((each for each in all_ if each.key == self._key), None)

    def _arm(self, *, armed: bool) -> None:
        if self._disarm is not None:
            self._disarm()
        self._armed = armed
        self._disarm = self._till.hands.later(ARMED_S, self._forget) if armed else None

    def _forget(self) -> None:
        self._armed = False
        self._room.changed()

    def _remove(self, misfit: Misfit) -> None:
        again = self._armed
        self._arm(armed=not again)
        if not again:
            return
        tr = self._till.words
        name = misfit_name(tr, misfit)

        def removed() -> None:
            self._room.show(None)
            self._room.told(tr("devices.removed", device=name))

        self._till.devices.care.remove(self._key, removed, self._failed)

    def _failed(self, error: SuanpanError) -> None:
        self._note, self._told = self._room.say(error.text), self._told + 1
        self._till.tone("blocked")
        self._room.changed()

    def _lines(self, misfit: Misfit) -> Iterator[PanelLine]:
        tr = self._till.words
        yield PanelLine("state", "note", self._room.say(misfit.reason), state="fault")
        yield PanelLine("steps", "note", tr("devices.misfit.steps"), state="info")
        if self._note:
            yield PanelLine("note", "note", self._note, state="fault", news=True)
        if self._room.may_set_up():
            yield PanelLine("change", "keys", options=(
                ("remove", tr("devices.remove.sure" if self._armed else "devices.remove"),
                 "amber" if self._armed else "danger", "bin"),
                ("replace", tr("devices.replace"), "ink", "pencil"),
            ))  # fmt: skip
        else:
            yield PanelLine("right", "note", tr("devices.setup.no_right"), state="info")
        yield PanelLine("file", "head", tr("devices.misfit.file"))
        for at, (name, value) in enumerate(_facts(misfit.plain or {})):
            yield PanelLine(f"fact {at}", "fact", name, value)


def _facts(plain: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield what stands in the file, name by name."""
    for name, value in plain.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{inner}", str(each)) for inner, each in value.items())
        else:
            yield str(name), str(value)
