"""Which screen is on top, who gets a scan, and the lock. Knows no widget."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from pos_app.viewmodels.base import ViewModel
from pos_app.viewmodels.till import Till

Place = Literal[
    "login", "checkout", "tender", "receipt", "quick_create", "price_tags", "devices", "settings",
    "more",
]  # fmt: skip
PLACES: tuple[Place, ...] = (
    "login", "checkout", "tender", "receipt", "quick_create", "price_tags", "devices", "settings",
    "more",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShellState:
    """The place that is shown, what it was opened with, and how everything looks.

    ``argument`` is what the place needs: a receipt number, an unknown code; mostly empty.
    """

    place: Place
    argument: str
    language: str
    theme: str
    layout: str
    left_handed: bool
    text_scale: int


class TakesScans(Protocol):
    """A view model that wants what a scanner reads while its place is on top."""

    def on_scan(self, code: str, device_id: str, at_ms: int) -> bool:
        """Take a scan; ``False`` hands it on to the checkout."""


class Navigator(Protocol):
    """What view models ask of the shell."""

    def go(self, place: Place, argument: str = "") -> None:
        """Show another place."""

    def go_on(self, here: Place, place: Place) -> None:
        """Go on from here, for an answer that may come late: not if somebody left meanwhile."""

    def lock(self) -> None:
        """Sign the person off and show the login; the cart stays."""


class Shell(ViewModel[ShellState]):
    """The frame around all screens."""

    def __init__(self, till: Till) -> None:
        super().__init__(_look(till, "login", ""))
        self._till = till
        self._scans: dict[Place, TakesScans] = {}
        self._enters: dict[Place, Callable[[str], None]] = {}
        till.session.listen(self._session_changed)
        till.words.listen(self._session_changed)

    def register(
        self,
        place: Place,
        scans: TakesScans | None = None,
        enter: Callable[[str], None] | None = None,
    ) -> None:
        """Name who takes scans at a place, and what is called when it comes on top."""
        if scans is not None:
            self._scans[place] = scans
        if enter is not None:
            self._enters[place] = enter

    def go(self, place: Place, argument: str = "") -> None:
        """Show another place; without a person signed on there is only the login."""
        if self._till.session.actor is None:
            place, argument = "login", ""
        enter = self._enters.get(place)
        if enter is not None:
            enter(argument)
        self._change(place=place, argument=argument)

    def go_on(self, here: Place, place: Place) -> None:
        """Go on from here, for an answer that may come late: not if somebody left meanwhile.

        Who is there already finds the place as it is after the answer.
        """
        if self.state.place in {here, place}:
            self.go(place)

    def lock(self) -> None:
        """Sign the person off and show the login; the cart stays."""
        session, writes = self._till.session, self._till.writes
        actor = session.actor
        if actor is not None:
            self._till.hands.write(lambda: writes.staff.sign_off(actor))
        session.sign_on(None, "")
        self.go("login")

    def on_scan(self, code: str, device_id: str, at_ms: int) -> None:
        """Give a scan to the place on top, else to the checkout; while locked only to the login."""
        if self._till.session.actor is None:
            login = self._scans.get("login")
            if login is None or not login.on_scan(code, device_id, at_ms):
                self._till.tone("blocked")
            return
        taker = self._scans.get(self.state.place)
        if taker is not None and taker.on_scan(code, device_id, at_ms):
            return
        if self.state.place != "checkout":
            self.go("checkout")
        self._scans["checkout"].on_scan(code, device_id, at_ms)

    def typed_too_fast(self) -> None:
        """Figures that no hand typed were dropped: whoever typed them after all hears of it."""
        self._till.tone("blocked")

    def speak(self, language: str) -> None:
        """Show another language from now on."""
        self._till.words.switch(language)

    def _session_changed(self) -> None:
        self._set(_look(self._till, self.state.place, self.state.argument))


def _look(till: Till, place: Place, argument: str) -> ShellState:
    settings = till.session.settings
    return ShellState(
        place=place,
        argument=argument,
        language=till.words.language,
        theme=settings.theme,
        layout=settings.layout,
        left_handed=settings.left_handed,
        text_scale=settings.text_scale,
    )
