"""Setting up a device with the screens alone: look around, scan to pair, or fill in a form."""

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from inventory.kernel.errors import SuanpanError
from pos_app.hardware.categories.found import Proposal
from pos_app.viewmodels import device_drafts, device_models, device_words
from pos_app.viewmodels.device_care import DeviceView, Misfit
from pos_app.viewmodels.device_drafts import BY_HAND, Draft, answered, fields, option_of, wrongs
from pos_app.viewmodels.device_lines import Panel, PanelLine
from pos_app.viewmodels.device_room import Room

if TYPE_CHECKING:
    from pos_app.viewmodels.base import Cancel

PAIR_S = 30


class SetupSheet:
    """Looks around at once; a proposal, a scan or the form sets a device up.

    What is set up takes the place and the name of a ``misfit``.
    """

    def __init__(
        self,
        room: Room,
        view: DeviceView | None = None,
        printer: str = "",
        misfit: Misfit | None = None,
    ) -> None:
        self._room, self._till, self._misfit = room, room.till, misfit
        self._found: tuple[Proposal, ...] = ()
        self._looking = self._saving = False
        self._further, self._asked = "", 0
        self._note, self._wrong, self._told = "", False, 0
        self._troubles: dict[str, str] = {}
        self._stop: Cancel | None = None
        self._tick: Cancel | None = None
        self._left = 0
        self._models = False
        self._draft: Draft | None = None
        self._from = view.status.device_id if view is not None else printer
        if view is not None:
            status = view.status
            name = "" if device_words.is_raw(status.device_id) else status.device_id
            self._draft = Draft(
                status.category, view.driver, view.options, name, kept=status.device_id
            )
        elif printer:
            self._draft = Draft("drawer", "printer_drawer",
                                MappingProxyType({"printer": printer, "pin": 2}))  # fmt: skip
        else:
            self._look()

    # --- verbs --------------------------------------------------------------------------

    def tap(self, key: str) -> None:
        """Do what a key says."""
        self._note, self._wrong, self._troubles = "", False, {}
        name, _, rest = key.partition(":")
        if name == "look":
            self._look(rest)
        elif name == "pair":
            self._pair()
        elif name == "stop":
            self._end_pairing()
        elif name == "take":
            self._take(self._found[int(rest)])
        elif name == "hand":
            self._begin_by_hand(rest)
        elif name == "save":
            self._save()
        elif name == "answers" and self._draft is not None:
            never = self._draft.options.get("answers", True) is False
            self._draft = self._draft.with_option("answers", never)
        elif name == "models":
            self._models = not self._models
        elif name == "back":
            self.back()
        self._room.changed()

    def edit(self, key: str, value: str) -> None:
        """Take what was typed or chosen in the form."""
        draft = self._draft
        if draft is None:
            return
        self._troubles.pop(key, None)
        if key == "name":
            self._draft = replace(draft, name=value)
        else:
            number = key in device_drafts.NUMBERS and value.isdigit()
            self._draft = draft.with_option(option_of(draft, key), int(value) if number else value)
            self._models = self._models and key != "profile"
        self._room.changed()

    def submit(self) -> None:
        """Do nothing: who has typed one field is not done with the others; a key sets it up."""

    def back(self) -> bool:
        """Leave the form; False when there is nothing behind it."""
        if self._from:
            self._room.back_to(self._from)
            return True
        if self._draft is None:
            return False
        self._draft, self._note, self._troubles = None, "", {}
        self._room.changed()
        return True

    def takes_scan(self, code: str) -> bool:
        """Keep scans from the checkout while a device is being set up.

        One that comes while a scan is waited for was typed: that scanner needs no setting up.
        """
        if self._stop is not None:
            self._end_pairing()
            self._note, self._wrong = self._till.words("devices.pair.keyboard"), False
            self._told += 1
            self._room.changed()
        return True

    def close(self) -> None:
        """End a wait for a scan."""
        self._end_pairing()

    # --- looking around -----------------------------------------------------------------

    def _look(self, further: str = "") -> None:
        """Look around; ``further`` is ``network`` or ``serial``, where that was asked for."""
        if self._looking and self._further == "serial":
            return  # the ports are being asked: nobody else gets them meanwhile
        self._looking, self._further, self._asked = True, further, self._asked + 1
        asked, network, serial = self._asked, further == "network", further == "serial"
        self._till.devices.care.discover(
            lambda found: self._seen(found, asked), self._failed, network=network, serial=serial
        )

    def _seen(self, found: tuple[Proposal, ...], asked: int) -> None:
        if asked != self._asked:
            return
        self._looking, self._found = False, found
        if self._further == "serial" and not any(answered(each) for each in found):
            self._note = self._till.words("devices.look_serial.none")
        beside = any(each.options.get("way") == "tcp" for each in found)
        if self._further == "network" and not beside:
            self._note, self._wrong = self._till.words("devices.found_no_network"), False
            self._told += 1
        self._room.changed()

    def _take(self, proposal: Proposal) -> None:
        """Open the form filled in, or set up at once what leaves nothing to choose."""
        draft = Draft(proposal.category, proposal.driver, proposal.options)
        if proposal.category in ("printer", "drawer"):
            self._draft = draft
        else:
            self._add(draft)

    def _pair(self) -> None:
        self._end_pairing()
        self._left = PAIR_S
        self._stop = self._till.devices.care.pair(self._paired, float(PAIR_S))
        self._tick = self._till.hands.later(1.0, self._second)

    def _second(self) -> None:
        self._left = max(0, self._left - 1)
        self._tick = self._till.hands.later(1.0, self._second) if self._left else None
        self._room.changed()

    def _end_pairing(self) -> None:
        stop, tick = self._stop, self._tick
        self._stop = self._tick = None
        self._left = 0
        if tick is not None:
            tick()
        if stop is not None:
            stop()

    def _paired(self, found: Proposal | None) -> None:
        wanted = self._stop is not None
        if self._tick is not None:
            self._tick()
        self._stop = self._tick = None
        self._left = 0
        if found is not None and wanted:
            self._add(Draft(found.category, found.driver, found.options))
        elif wanted:
            self._note, self._wrong = self._till.words("devices.pair.none"), True
            self._told += 1
        self._room.changed()

    # --- the form -----------------------------------------------------------------------

    def _begin_by_hand(self, name: str) -> None:
        for key, category, driver, options in BY_HAND:
            if key != name:
                continue
            draft = Draft(category, driver, MappingProxyType(dict(options)))
            if category == "printer":
                usual = device_models.usual(self._till.session.settings.language)
                draft = draft.with_option("profile", usual)
            printers = self._printers()
            if key == "drawer" and printers:
                draft = draft.with_option("printer", printers[0])
            if driver.startswith("simulated"):
                self._add(draft)
            else:
                self._draft = draft

    def _printers(self) -> list[str]:
        """Return the printers that a drawer may hang on, real ones first."""
        statuses, programs = self._till.devices.statuses(), self._programs()
        names = [each.device_id for each in statuses if each.category == "printer"]
        return sorted(names, key=lambda name: name in programs)

    def _programs(self) -> set[str]:
        return {each.status.device_id for each in self._till.devices.care.views()
                if each.driver.startswith("simulated")}  # fmt: skip

    def _save(self) -> None:
        draft = self._draft
        if draft is None or self._saving:
            return
        path = option_of(draft, "path") if "path" in fields(draft) else ""
        taken = {each.device_id for each in self._till.devices.statuses()}
        self._troubles = {
            field: self._till.words(f"devices.setup.wrong.{field}")
            for field in wrongs(draft, path, self._printers(), taken)
        }
        if self._troubles:
            self._told += 1
            self._till.tone("blocked")
            return
        port = draft.options.get("port")
        if "host" in draft.options and isinstance(port, str):
            draft = draft.with_option("port", int(port))
        self._add(draft)

    def _add(self, draft: Draft) -> None:
        """Set it up; what the till refuses is said beside the field it names."""
        device_id = draft.name.strip() or draft.kept or self._free(draft.category)
        if draft.kept and not draft.name.strip() and not device_words.is_raw(draft.kept):
            device_id = self._free(draft.category)
        options = {name: value.strip() if isinstance(value, str) else value
                   for name, value in draft.options.items()}  # fmt: skip
        plain = {"id": draft.kept or device_id, "category": draft.category, "driver": draft.driver,
                 "options": options}  # fmt: skip
        self._saving = True
        care, misfit = self._till.devices.care, self._misfit
        if draft.kept:
            name = device_id if device_id != draft.kept else ""
            care.replace(plain, lambda: self._done(device_id), self._failed, name)
        else:
            instead = misfit.key if misfit is not None else ""
            care.add(plain, lambda: self._done(device_id), self._failed, instead)

    def _free(self, category: str) -> str:
        """Return a name that no device has; the screens show it as the kind in words."""
        misfit = self._misfit
        if misfit is not None and misfit.device_id and misfit.category == category:
            return misfit.device_id
        taken = {each.device_id for each in self._till.devices.statuses()}
        name, number = category, 2
        while name in taken:
            name, number = f"{category} {number}", number + 1
        return name

    def _done(self, device_id: str) -> None:
        self._saving = False
        self._room.open_device(device_id)

    def _failed(self, error: SuanpanError) -> None:
        self._saving = self._looking = False
        self._told += 1
        words = self._room.say(error.text)
        field = str(error.text.params.get("field", "")).removeprefix("options.")
        if error.text.code == "hardware.config.twice":
            field = "name"
        shown = fields(self._draft) if self._draft is not None else []
        if field in (*shown, "name") and self._draft is not None:
            self._troubles[field] = words
        else:
            self._note, self._wrong = words, True
        self._till.tone("blocked")
        self._room.changed()

    # --- what is shown ------------------------------------------------------------------

    def panel(self) -> Panel | None:
        """Return the page of the moment."""
        tr, draft = self._till.words, self._draft
        if draft is None:
            return Panel("setup", tr("devices.setup"), tuple(self._around()), told=self._told)
        word = tr(f"hardware.category.{draft.category}")
        word = self._room.names().get(draft.kept, word)
        title = tr("devices.setup.anew" if draft.kept else "devices.setup.of", kind=word)
        lines = tuple(self._form(draft))
        return Panel(f"setup {draft.driver}", title, lines, inside=True, told=self._told)

    def _around(self) -> Iterator[PanelLine]:
        tr = self._till.words
        if self._stop is not None:
            yield PanelLine("pairing", "note", tr("devices.pair.now", n=self._left), state="busy")
            stop = ("stop", tr("devices.pair.stop"), "plain", "cross")
            yield PanelLine("stop", "keys", options=(stop,))
        else:
            yield PanelLine("pair", "keys", options=(("pair", tr("devices.pair"), "ink", "scan"),))
        yield from self._answers()
        yield PanelLine("found", "head", tr("devices.found"))
        if self._looking:
            words = {"serial": "devices.asking", "network": "devices.looking_network"}
            word = words.get(self._further, "devices.looking")
            yield PanelLine("looking", "note", tr(word), state="busy")
        elif not self._found:
            yield PanelLine("nothing", "note", tr("devices.found_nothing"), state="info")
        for at, each in enumerate(self._found):
            yield PanelLine(f"take:{at}", "row", tr(f"hardware.category.{each.category}"),
                            tr("devices.setup.take"), hint=self._room.say(each.why))  # fmt: skip
        yield PanelLine("look", "keys", options=(
            ("look", tr("devices.look_again"), "plain", "refresh"),
            ("look:network", tr("devices.look_network"), "plain", "network"),
        ))  # fmt: skip
        yield PanelLine("look:serial", "row", tr("devices.look_serial"),
                        tr("devices.look_serial.do"),
                        hint=tr("devices.look_serial.hint"))  # fmt: skip
        yield from self._by_hand()

    def _by_hand(self) -> Iterator[PanelLine]:
        tr = self._till.words
        for head, wanted in (("hand", False), ("simulated", True)):
            yield PanelLine(head, "head", tr(f"devices.setup.{head}"))
            for key, _, driver, _ in BY_HAND:
                if driver.startswith("simulated") is wanted:
                    yield PanelLine(f"hand:{key}", "row", tr(f"devices.hand.{key}"),
                                    tr("devices.setup.take"),
                                    hint=tr(f"devices.hand.{key}.hint"))  # fmt: skip

    def _answers(self) -> Iterator[PanelLine]:
        if self._note:
            state = "fault" if self._wrong else "info"
            yield PanelLine("note", "note", self._note, state=state, news=True)

    def _form(self, draft: Draft) -> Iterator[PanelLine]:
        tr = self._till.words
        back = ("back", tr("devices.setup.back"), "soft", "arrow_left")
        yield PanelLine("back", "keys", options=(back,))
        for name in fields(draft):
            yield self._field(draft, name)
        yield PanelLine("name", "text", tr("devices.field.name"), draft.name,
                        hint=tr("devices.field.name.hint"),
                        trouble=self._troubles.get("name", ""))  # fmt: skip
        yield from self._answers()
        word = tr("devices.setup.saving" if self._saving else "devices.setup.save")
        yield PanelLine("save", "keys", options=(("save", word, "ink", "check"),))

    def _field(self, draft: Draft, name: str) -> PanelLine:
        tr, options = self._till.words, draft.options
        value = str(options.get(option_of(draft, name), ""))
        choices: tuple[tuple[str, str], ...] = ()
        if name == "profile":
            language = self._till.session.settings.language
            choices, value = device_models.models(tr, language), value or "generic-80-zh"
            if not self._models:
                word = dict(choices).get(value, value)
                return PanelLine("models", "row", tr("devices.field.profile"),
                                 tr("devices.setup.change"), hint=word)  # fmt: skip
        elif name in device_drafts.WORDS:
            choices = device_drafts.WORDS[name]
        elif name == "pin":
            choices = tuple((each, tr("devices.pin", n=each)) for each in ("2", "5"))
            value = value or "2"
        elif name == "answers":
            never = options.get("answers", True) is False
            return PanelLine(name, "switch", tr("devices.field.answers"), "1" if never else "",
                             hint=tr("devices.field.answers.hint"))  # fmt: skip
        elif name == "printer":
            names = self._room.names()
            names |= {each: tr("devices.named_simulated", name=names[each])
                      for each in self._programs()}  # fmt: skip
            choices = tuple((each, names[each]) for each in self._printers())
        if choices or name == "printer":
            kind = "grid"
        else:
            kind = "digits" if name == "port" else "text"
        trouble = self._troubles.get(name, "")
        if name == "printer" and not choices:
            trouble = tr("devices.setup.wrong.printer")
        return PanelLine(name, kind, tr(f"devices.field.{name}"), value,  # type: ignore[arg-type]
                         hint=tr(f"devices.field.{name}.hint"), options=choices,
                         trouble=trouble)  # fmt: skip
