"""The page of the staff: who works here, as what, with which PIN. Names stay out of the journal."""

from collections.abc import Iterable

from inventory.kernel.errors import SuanpanError
from inventory.people.staff import Permission, Role
from inventory.service.shop_settings import LANGUAGES
from inventory.service.staff import Person
from pos_app.viewmodels.settings_form import Desk, FormLine

_FIELDS = {
    "staff.bad_name": "name",
    "staff.bad_code": "code",
    "staff.code_taken": "code",
    "staff.pin_shape": "pin",
    "staff.pin_weak": "pin",
    "staff.last_owner": "role",
}
_AS_SHOP = "shop"


class StaffPage:
    """The list; inside it a page of one person, or of a new one."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._inside = ""
        self._texts: dict[str, str] = {}
        self._people: tuple[Person, ...] = ()
        self.reset()

    def title(self) -> str:
        """Return who is open."""
        if self._inside == "new":
            return self._say("settings_ui.new_person")
        person = self._person()
        return person.name if person is not None else ""

    def lines(self) -> tuple[FormLine, ...]:
        """Return the list, or the rows of one person."""
        return tuple(self._person_lines() if self._inside else self._list_lines())

    def edit(self, key: str, value: str) -> None:
        """Take a text or a choice."""
        self._texts[key] = value
        self._desk.changed()

    def tap(self, key: str) -> None:
        """Open a person, or a new one."""
        self._open(key)
        self._desk.changed()

    def back(self) -> bool:
        """Go back to the list."""
        was, self._inside = bool(self._inside), ""
        return was

    def saves(self) -> bool:
        """Whether a person is open."""
        return bool(self._inside)

    def reset(self) -> None:
        """Read the staff again and show the list."""
        till = self._desk.till
        actor = till.session.actor
        may = actor is not None and actor.may(Permission.STAFF)
        self._inside = ""
        self._people = till.reads.roster.everybody(actor) if actor is not None and may else ()

    def save(self) -> None:
        """Save the person; a PIN is asked twice and hashed off the UI thread."""
        texts, till = dict(self._texts), self._desk.till
        if texts["pin"] != texts["pin_again"]:
            self._desk.trouble("pin_again", self._say("settings_ui.pin_differs"))
            return
        if self._inside == "new" and not texts["pin"]:
            self._desk.trouble("pin", self._say("settings_ui.pin_missing"))
            return
        self._desk.begun()
        if texts["pin"]:
            staff = till.writes.staff
            till.hands.work(
                lambda: staff.hashed(texts["pin"]),
                lambda kept: self._write(texts, kept),
                self._failed,
            )
        else:
            self._write(texts, "")

    # --- saving -------------------------------------------------------------------------

    def _write(self, texts: dict[str, str], pin_hash: str) -> None:
        till, staff_id = self._desk.till, self._inside
        actor, staff = till.session.require(), till.writes.staff
        role = Role(texts["role"])
        language = "" if texts["language"] == _AS_SHOP else texts["language"]

        before = _texts_of(self._person())
        other = {key for key, text in texts.items() if text != before[key]}

        def job() -> None:
            if staff_id == "new":
                staff.add(
                    actor, code=texts["code"], name=texts["name"], role=role, pin_hash=pin_hash,
                    language=language,
                )  # fmt: skip
                return
            if other & {"name", "role", "language"}:
                staff.change(actor, staff_id, name=texts["name"], role=role, language=language)
            if "active" in other:
                staff.set_active(actor, staff_id, active=bool(texts["active"]))
            if pin_hash:
                staff.set_pin(actor, staff_id, pin_hash)

        till.hands.write(job, lambda _: self._saved(), self._failed)

    def _saved(self) -> None:
        till = self._desk.till
        self.reset()
        till.sync.wake()
        self._desk.saved("settings_ui.saved")
        actor = till.session.actor
        if actor is not None and not till.reads.roster.still(actor):
            self._desk.lock()  # who changed their own rights signs on with the new ones

    def _failed(self, error: SuanpanError) -> None:
        field = _FIELDS.get(error.text.code, "")
        if field:
            self._desk.trouble(field, self._desk.till.words.text(error.text))
        else:
            self._desk.failed(error)

    # --- rows ---------------------------------------------------------------------------

    def _person(self) -> Person | None:
        return next((each for each in self._people if each.id == self._inside), None)

    def _open(self, staff_id: str) -> None:
        self._inside = staff_id
        self._texts = _texts_of(self._person())

    def _list_lines(self) -> Iterable[FormLine]:
        for person in self._people:
            role = self._say(f"staff.role.{person.role.value}")
            left = "" if person.active else f" • {self._say('settings_ui.left')}"
            hint = f"{self._say('settings_ui.staff_code')} {person.code} • {role}{left}"
            word = self._say("settings_ui.change")
            yield FormLine(person.id, "action", person.name, hint, word=word)
        yield FormLine("new", "action", "", word=self._say("settings_ui.new_person"))

    def _person_lines(self) -> Iterable[FormLine]:
        say, texts, person = self._say, self._texts, self._person()
        if person is None:
            yield FormLine("code", "text", say("settings_ui.staff_code"), value=texts["code"])
        yield FormLine("name", "text", say("settings_ui.person_name"), value=texts["name"])
        roles = tuple((role.value, say(f"staff.role.{role.value}")) for role in Role)
        yield FormLine("role", "choice", say("settings_ui.role"), "", texts["role"], roles)
        spoken = tuple((each, say(f"ui.language.{each}")) for each in LANGUAGES)
        languages = ((_AS_SHOP, say("settings_ui.as_shop")), *spoken)
        label = say("settings.field.language")
        yield FormLine("language", "choice", label, "", texts["language"], languages)
        hint = say("settings_ui.pin_hint" if person is None else "settings_ui.pin_keep")
        yield FormLine("pin", "secret", say("settings_ui.pin"), hint, texts["pin"])
        yield FormLine("pin_again", "secret", say("settings_ui.pin_again"), "", texts["pin_again"])
        if person is not None:
            hint = say("settings_ui.active_hint")
            yield FormLine("active", "switch", say("settings_ui.active"), hint, texts["active"])

    def _say(self, key: str, /, **fields: str | int) -> str:
        return self._desk.till.words(key, **fields)


def _texts_of(person: Person | None) -> dict[str, str]:
    """Return what the page of a person shows at first, or that of a new one."""
    return {
        "code": person.code if person else "",
        "name": person.name if person else "",
        "role": (person.role if person else Role.CASHIER).value,
        "language": (person.language if person else "") or _AS_SHOP,
        "pin": "",
        "pin_again": "",
        "active": "1" if person is None or person.active else "",
    }
