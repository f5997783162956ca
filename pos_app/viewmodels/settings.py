"""The settings: sections, the rows of one of them, what is wrong with a field, saved or not.

Each section is a page of rows; what is typed is kept until it is saved or discarded, or another
person works. Who leaves a page with something typed is asked which; a scan that leads away loses
nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from inventory.kernel.errors import SuanpanError
from inventory.people.staff import Permission
from pos_app.viewmodels.base import ViewModel
from pos_app.viewmodels.settings_form import Desk, FormLine, Page
from pos_app.viewmodels.settings_shop import ShopPage
from pos_app.viewmodels.settings_staff import StaffPage
from pos_app.viewmodels.settings_taxes import TaxPage
from pos_app.viewmodels.shell import Navigator
from pos_app.viewmodels.till import Till

SECTIONS = (
    ("shop", "store"), ("tax", "percent"), ("money", "cash"), ("receipt", "receipt"),
    ("look", "sun"), ("staff", "users"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SettingsState:
    """``sections`` are (name, word, icon); ``note`` says what came of the last save.

    ``asks`` means that somebody wants to leave what is typed: save or discard.
    """

    sections: tuple[tuple[str, str, str], ...] = ()
    section: str = "shop"
    title: str = ""
    lines: tuple[FormLine, ...] = ()
    inside: bool = False
    saves: bool = False
    can_save: bool = False
    note: str = ""
    wrong: bool = False
    asks: bool = False
    volume: int = 70
    calculator: bool = False


class SettingsVM(ViewModel[SettingsState]):
    """Everybody may look; to change needs the right, and the note says so."""

    def __init__(self, till: Till, navigator: Navigator) -> None:
        super().__init__(SettingsState())
        self._till, self._navigator = till, navigator
        self._troubles: dict[str, str] = {}
        self._section, self._note, self._wrong, self._saving = "shop", "", False, False
        self._typed = self._typed_since = False
        self._actor = till.session.actor
        self._leaving: Callable[[], None] | None = None
        self._desk = Desk(
            till, self._refresh, self._begun, self._saved, self._failed, self._at_field,
            navigator.lock,
        )  # fmt: skip
        self._page: Page = ShopPage(self._desk, "shop")
        till.words.listen(self._refresh)
        till.session.listen(self._session_changed)
        self._refresh()

    # --- verbs --------------------------------------------------------------------------

    def enter(self, section: str = "") -> None:
        """Begin anew, perhaps at a section; where something is typed and not saved, go on."""
        if section or not self._typed:
            self.choose(section or "shop")

    def choose(self, section: str) -> None:
        """Open a section; what was typed elsewhere and not saved is asked about first."""
        self._leave(lambda: self._show_section(section))

    def discard(self) -> None:
        """Forget what was typed and go where the person wanted to."""
        if self._saving:
            return
        go, self._leaving = self._leaving, None
        if go is not None:
            self._typed = False
            go()

    def edit(self, key: str, value: str) -> None:
        """Take what was typed or chosen in a row."""
        self._troubles.pop(key, None)
        self._note, self._leaving = "", None

        def typed() -> None:
            # What saves at once leaves nothing to lose.
            self._typed = self._typed_since = self._page.saves()
            self._page.edit(key, value)

        self._allowed(typed)

    def tap(self, key: str) -> None:
        """Do what the key of a row says; a switch is turned and saved like whatever is typed."""
        row = next((each for each in self._page.lines() if each.key == key), None)
        if row is not None and row.kind == "switch":
            self.edit(key, "" if row.value else "1")
            return
        self._troubles, self._note = {}, ""
        self._allowed(lambda: self._page.tap(key))

    def back(self) -> None:
        """Leave the page inside a section; what was typed there is asked about first."""
        self._leave(self._go_back)

    def save(self) -> None:
        """Save what was typed."""
        self._troubles = {}
        if not self._saving:
            self._allowed(self._page.save)

    # --- what comes of it ---------------------------------------------------------------

    def _leave(self, go: Callable[[], None]) -> None:
        """Go, or ask first where something typed would be lost."""
        if not self._typed:
            go()
            return
        self._leaving = go
        if self._saving:  # then its answer leads on
            self._refresh()
            return
        self._at_field("", self._till.words("settings_ui.typed"))

    def _show_section(self, section: str) -> None:
        self._section, self._troubles, self._note = section, {}, ""
        self._saving = self._typed = False
        self._leaving = None
        self._page = self._open(section)
        self._refresh()

    def _go_back(self) -> None:
        self._troubles, self._note = {}, ""
        self._page.back()
        self._refresh()

    def _open(self, section: str) -> Page:
        if section == "tax":
            return TaxPage(self._desk)
        if section == "staff":
            return StaffPage(self._desk)
        return ShopPage(self._desk, section)

    def _may(self) -> bool:
        actor = self._till.session.actor
        wanted = Permission.STAFF if self._section == "staff" else Permission.SETTINGS
        return actor is not None and actor.may(wanted)

    def _allowed(self, verb: Callable[[], None]) -> None:
        if self._may():
            verb()
        else:
            self._till.tone("blocked")
            self._refresh()

    def _session_changed(self) -> None:
        """Follow the settings; what one person typed, a PIN perhaps, is not for another."""
        other = self._till.session.actor != self._actor
        self._actor = self._till.session.actor
        if other and self._typed:
            self._show_section(self._section)
        else:
            self._refresh()

    def _begun(self) -> None:
        self._saving, self._typed_since = True, False
        self._refresh()

    def _saved(self, key: str) -> None:
        """Say so; what was typed since the save began, perhaps on another page, is not in it."""
        self._saving = self._wrong = False
        self._typed = self._typed_since and self._page.saves()
        go, self._leaving = self._leaving, None
        if go is not None:
            go()
        self._note = self._till.words(key)
        self._refresh()

    def _failed(self, error: SuanpanError) -> None:
        """Put a refusal at the field it names; one that names none stands below."""
        words = self._till.words.text(error.text)
        field = str(error.text.params.get("field", ""))
        keys = [line.key for line in self._page.lines()]
        near = next((key for key in keys if key == field or key.startswith(f"{field}.")), "")
        self._at_field(near if field else "", words)

    def _at_field(self, key: str, words: str) -> None:
        self._saving, self._wrong = False, True
        self._till.tone("blocked")
        if key:
            self._troubles[key] = words
        self._note = self._till.words("settings_ui.not_saved") if key else words
        self._refresh()

    # --- what is shown ------------------------------------------------------------------

    def _refresh(self) -> None:
        tr, may, settings = self._till.words, self._may(), self._till.session.settings
        lines = tuple(
            replace(line, trouble=self._troubles.get(line.key, "")) for line in self._page.lines()
        )
        word = tr(f"settings_ui.section.{self._section}")
        inside = self._page.title()
        self._set(
            SettingsState(
                sections=tuple(
                    (name, tr(f"settings_ui.section.{name}"), icon) for name, icon in SECTIONS
                ),
                section=self._section,
                title=inside or word,
                lines=lines if may or self._section != "staff" else (),
                inside=bool(inside),
                saves=self._page.saves(),
                can_save=may and not self._saving,
                note=self._note if may else tr("settings_ui.no_right"),
                wrong=(self._wrong and bool(self._note)) or not may,
                asks=self._leaving is not None,
                volume=settings.volume,
                calculator=settings.keypad == "calculator",
            )
        )
