"""Who works at this till: a person, six digits, and nothing that helps a guesser.

The slow check runs off the UI thread; every attempt is counted before it is tried. An answer never
says which part was wrong. Digits are kept only until they are checked.
"""

from collections.abc import Callable
from dataclasses import dataclass

from inventory.catalogue.codes import OwnCode
from inventory.kernel.errors import SuanpanError
from inventory.people.secrets import PIN_LENGTH
from inventory.people.staff import Actor
from inventory.service.staff import Person, PinAttempt
from pos_app.i18n import LANGUAGES
from pos_app.viewmodels.base import Cancel, ViewModel
from pos_app.viewmodels.double_tap import Taps
from pos_app.viewmodels.shell import Navigator
from pos_app.viewmodels.status_bar import StatusBarState, StatusBarVM
from pos_app.viewmodels.till import Till

CARDS = 4
SURE_S = 6.0


@dataclass(frozen=True, slots=True)
class PersonFace:
    """A person as a card shows them."""

    key: str
    name: str
    chosen: bool
    number: int = 0


@dataclass(frozen=True, slots=True)
class LoginState:
    """What the login shows. ``shakes`` grows by one with each attempt that did not succeed."""

    bar: StatusBarState
    heading: str
    people: tuple[PersonFace, ...]
    everybody: tuple[PersonFace, ...]
    more: str
    listing: bool
    prompt: str
    filled: int
    length: int
    checking: bool
    waiting: bool
    trouble: str
    shakes: int
    kept: str
    languages: tuple[tuple[str, str], ...]
    language: str
    close: str
    closing: bool

    @property
    def locked(self) -> bool:
        """Whether the pad takes no digit now."""
        return self.checking or self.waiting


class LoginVM(ViewModel[LoginState]):
    """``kept`` tells how many pieces the open cart holds, so that a locked till can say so."""

    def __init__(
        self,
        till: Till,
        navigator: Navigator,
        bar: StatusBarVM | None = None,
        kept: Callable[[], int] = lambda: 0,
    ) -> None:
        self._till, self._navigator, self._kept = till, navigator, kept
        self._bar = bar or StatusBarVM(till)
        self._people: tuple[Person, ...] = till.reads.roster.people()
        self._recent: list[str] = []
        self._chosen = self._people[0].id if self._people else ""
        self._pin, self._trouble = "", ""
        self._checking, self._listing, self._own_language = False, False, False
        self._wait, self._shakes = 0, 0
        self._closing: Cancel | None = None
        self._taps = Taps(till.context.clock)
        self._next: Cancel = lambda: None
        super().__init__(self._shown())
        self._bar.listen(lambda _: self._refresh())
        till.words.listen(self._refresh)

    # --- verbs --------------------------------------------------------------------------

    def enter(self, _: str = "") -> None:
        """Begin anew: the till was started or locked."""
        if self._own_language:
            self._own_language = False
            self._till.words.switch(self._till.session.settings.language)
        self._people = self._till.reads.roster.people()
        if all(person.id != self._chosen for person in self._people):
            self._chosen = self._people[0].id if self._people else ""
        self._pin, self._trouble, self._listing, self._wait = "", "", False, 0
        self._count_down()

    def look(self) -> None:
        """Show what has changed meanwhile, such as a cart that came back."""
        self._refresh()

    def choose(self, staff_id: str) -> None:
        """Say who wants to work."""
        if self._checking:
            return
        self._chosen, self._pin, self._trouble, self._listing = staff_id, "", "", False
        self._wait = 0
        if staff_id not in {face.key for face in self.state.people}:
            self._remember(staff_id)
        self._count_down()

    def close_till(self) -> None:
        """End the till at the second tap within six seconds; an open cart is kept."""
        machine = self._till.machine
        if machine is None or not machine.can_close or self._taps.hasty():
            return
        if self._closing is None:
            self._closing = self._till.hands.later(SURE_S, self._stay)
            self._refresh()
        else:
            self._closing()
            machine.close()

    def _stay(self) -> None:
        self._closing = None
        self._refresh()

    def show_everybody(self) -> None:
        """Open the list of all people."""
        self._listing = True
        self._refresh()

    def close_list(self) -> None:
        """Close the list of all people."""
        self._listing = False
        self._refresh()

    def digit(self, text: str) -> None:
        """Take a digit; the last one is followed by the check, without another tap."""
        if self.state.locked or not self._chosen or len(self._pin) == PIN_LENGTH:
            return
        self._pin += text
        self._trouble = ""
        if len(self._pin) == PIN_LENGTH:
            self._try()
        self._refresh()

    def back(self) -> None:
        """Take the last digit back."""
        if not self._checking:
            self._pin = self._pin[:-1]
            self._refresh()

    def clear(self) -> None:
        """Take all digits back."""
        if not self._checking:
            self._pin = ""
            self._refresh()

    def on_scan(self, code: str, device_id: str, at_ms: int) -> bool:
        """Say of a badge that it signs nobody on here; no other code concerns the login."""
        meaning = self._till.reads.catalogue.meaning(code)
        if self.state.locked or not isinstance(meaning, OwnCode) or meaning.kind != "badge":
            return False
        self._till.tone("blocked")
        self._trouble = self._till.words("codes.badge_login")
        self._refresh()
        return True

    def speak(self, language: str) -> None:
        """Show another language from now on."""
        self._own_language = False
        self._till.words.switch(language)

    # --- signing on ---------------------------------------------------------------------

    def _try(self) -> None:
        pin, staff_id, staff = self._pin, self._chosen, self._till.writes.staff
        self._checking = True
        self._till.hands.write(
            lambda: staff.begin(staff_id), lambda made: self._check(made, pin), self._refused
        )

    def _check(self, attempt: PinAttempt, pin: str) -> None:
        pepper = self._till.pepper
        self._till.hands.work(
            lambda: attempt.check(pin, pepper), lambda right: self._finish(attempt, right)
        )

    def _finish(self, attempt: PinAttempt, right: bool) -> None:  # noqa: FBT001  an answer
        staff = self._till.writes.staff
        self._till.hands.write(lambda: staff.finish(attempt, right), self._signed_on, self._refused)

    def _signed_on(self, actor: Actor) -> None:
        person = next(each for each in self._people if each.id == actor.id)
        self._pin, self._checking = "", False
        self._remember(person.id)
        if person.language in LANGUAGES and person.language != self._till.words.language:
            self._own_language = True
            self._till.words.switch(person.language)
        self._till.session.sign_on(actor, person.name)
        self._refresh()
        self._navigator.go("checkout")

    def _refused(self, error: SuanpanError) -> None:
        self._pin, self._checking = "", False
        self._shakes += 1
        self._trouble = self._till.words.text(error.text)
        self._till.tone("blocked")
        self._count_down()

    def _count_down(self) -> None:
        """Show how long this person has to wait, and again each second until it is over."""
        self._next()
        self._next = lambda: None
        before, roster = self._wait, self._till.reads.roster
        now = self._till.context.clock.now_ms()
        self._wait = roster.wait_s(self._chosen, now) if self._chosen else 0
        if self._wait:
            self._next = self._till.hands.later(1.0, self._count_down)
        elif before:
            self._trouble = self._till.words("login.try_again")
        self._refresh()

    def _remember(self, staff_id: str) -> None:
        self._recent = [staff_id, *(each for each in self._recent if each != staff_id)]

    # --- what is shown ------------------------------------------------------------------

    def _refresh(self) -> None:
        self._set(self._shown())

    def _shown(self) -> LoginState:
        tr, faces = self._till.words, self._faces()
        many = len(faces) > CARDS
        kept = self._kept()
        return LoginState(
            bar=self._bar.state,
            heading=tr("login.who"),
            people=faces[: CARDS - 1] if many else faces,
            everybody=faces,
            more=tr("login.everybody", n=len(faces)) if many else "",
            listing=self._listing,
            prompt=self._prompt(),
            filled=len(self._pin),
            length=PIN_LENGTH,
            checking=self._checking,
            waiting=bool(self._wait),
            trouble=self._trouble_words(),
            shakes=self._shakes,
            kept=tr("login.cart_kept", n=kept) if kept else "",
            languages=tuple((name, tr(f"ui.language.{name}")) for name in LANGUAGES),
            language=tr.language,
            close=self._close_word(),
            closing=self._closing is not None,
        )

    def _close_word(self) -> str:
        """Return the word on the key that ends the till; empty where the window has a cross."""
        machine = self._till.machine
        if machine is None or not machine.can_close:
            return ""
        return self._till.words("login.close" if self._closing is None else "login.close.sure")

    def _prompt(self) -> str:
        tr = self._till.words
        if self._checking:
            return tr("login.checking")
        name = next((each.name for each in self._people if each.id == self._chosen), "")
        return tr("login.pin_of", name=name, length=PIN_LENGTH)

    def _trouble_words(self) -> str:
        if self._wait:
            return self._till.words("login.wait", seconds=self._wait)
        return self._trouble

    def _faces(self) -> tuple[PersonFace, ...]:
        """Return everybody by code; where not all have a card, who signed on last comes first."""
        recent = self._recent if len(self._people) > CARDS else ()
        ranks = {staff_id: at for at, staff_id in enumerate(recent)}
        ordered = sorted(self._people, key=lambda each: ranks.get(each.id, len(ranks)))
        numbers = {each.id: at for at, each in enumerate(self._people)}
        return tuple(
            PersonFace(each.id, each.name, each.id == self._chosen, numbers[each.id])
            for each in ordered
        )
