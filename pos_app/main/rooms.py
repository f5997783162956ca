"""View models and screens, each loaded when it is first needed, and how they know of each other."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from kivy.uix.widget import Widget

from inventory.kernel.errors import SuanpanError
from inventory.kernel.text import Text
from pos_app.screens.frame import Frame
from pos_app.viewmodels.clock_watch import ClockWatch
from pos_app.viewmodels.login import LoginVM
from pos_app.viewmodels.room_watch import RoomWatch
from pos_app.viewmodels.shell import Place, Shell, TakesScans
from pos_app.viewmodels.status_bar import StatusBarVM
from pos_app.viewmodels.till import Till

if TYPE_CHECKING:
    from pos_app.viewmodels.checkout import CheckoutVM
    from pos_app.viewmodels.checkout_notices import Message
    from pos_app.viewmodels.devices import DevicesVM
    from pos_app.viewmodels.quick_create import QuickCreateVM
    from pos_app.viewmodels.receipt import ReceiptVM
    from pos_app.viewmodels.settings import SettingsVM
    from pos_app.viewmodels.tender import TenderVM

Maker = Callable[[], Widget]


class Room(TakesScans, Protocol):
    """A view model with a place of its own."""

    def enter(self, argument: str = "") -> None:
        """Come on top."""


class _LateScans:
    """Hands a scan to a view model that may not exist yet."""

    def __init__(self, room: Callable[[], Room]) -> None:
        self._room = room

    def on_scan(self, code: str, device_id: str, at_ms: int) -> bool:
        """Hand it on."""
        return self._room().on_scan(code, device_id, at_ms)


class Rooms:
    """Everything that is shown. Screens are loaded late: the first frame is the login's."""

    def __init__(self, till: Till, *, theme: str = "") -> None:
        self._till = till
        if theme:
            till.session.use(replace(till.session.settings, theme=theme))
        self.shell = Shell(till)
        self.bar = StatusBarVM(till)
        ClockWatch(till, self._clock_behind)
        RoomWatch(till, self._little_room)
        self.login = LoginVM(till, self.shell, self.bar, self._pieces)
        self.shell.register("login", self.login, self.login.enter)
        self._late("checkout", lambda: self.checkout)
        self._late("tender", lambda: self.tender)
        self._late("quick_create", lambda: self.quick_create)
        self._late("receipt", lambda: self.receipt)
        self._late("devices", lambda: self.devices)
        self.shell.register("settings", enter=lambda argument: self.settings.enter(argument))

    def _late(self, place: Place, room: Callable[[], "Room"]) -> None:
        """Register a place whose view model is made when somebody first goes there."""
        self.shell.register(place, _LateScans(room), lambda argument: room().enter(argument))

    @staticmethod
    def load_ahead() -> None:
        """Load what places behind the first two need, on any thread: their first tap waits less."""
        for name in ("tender", "receipt", "devices", "quick_create", "settings"):
            import_module(f"pos_app.viewmodels.{name}")

    @cached_property
    def checkout(self) -> "CheckoutVM":
        """Where goods are scanned; made right after the first frame, by ``recover``."""
        from pos_app.viewmodels.checkout import CheckoutVM

        made = CheckoutVM(self._till, self.shell)
        made.listen(lambda _: self.login.look() if self.shell.state.place == "login" else None)
        return made

    def _pieces(self) -> int:
        """Return how many pieces the open cart holds: none before there is a checkout."""
        return self.checkout.pieces if "checkout" in vars(self) else 0

    @cached_property
    def tender(self) -> "TenderVM":
        """The payment of the checkout's cart."""
        from pos_app.viewmodels.tender import TenderVM

        return TenderVM(self._till, self.shell, self.checkout)

    @cached_property
    def quick_create(self) -> "QuickCreateVM":
        """Goods for a code that nobody knew."""
        from pos_app.viewmodels.quick_create import QuickCreateVM

        return QuickCreateVM(self._till, self.shell)

    @cached_property
    def receipt(self) -> "ReceiptVM":
        """Sales that were booked, and their papers."""
        from pos_app.viewmodels.receipt import ReceiptVM

        return ReceiptVM(self._till, self.shell)

    @cached_property
    def devices(self) -> "DevicesVM":
        """How the devices are."""
        from pos_app.viewmodels.devices import DevicesVM

        made = DevicesVM(self._till, self.shell)
        self.shell.listen(lambda state: None if state.place == "devices" else made.leave())
        return made

    @cached_property
    def settings(self) -> "SettingsVM":
        """The shop's settings."""
        from pos_app.viewmodels.settings import SettingsVM

        return SettingsVM(self._till, self.shell)

    def frame(self) -> Frame:
        """Return the frame around all screens."""
        return Frame(self.bar, self.shell, lambda: self.checkout.start_search())

    def refused(self, error: SuanpanError) -> None:
        """Say what a rule answered when nobody was left who had asked."""
        self.checkout.trouble(error)

    def scan_lost(self, reason: Text) -> None:
        """Say, where goods are scanned, that something was not read or not set up."""
        self.checkout.devices.lost(reason)
        if self.shell.state.place == "tender":
            from pos_app.viewmodels.checkout_notices import TROUBLE_S

            self.tender.notices.say("danger", reason, seconds=TROUBLE_S)

    def _clock_behind(self, text: "Message") -> None:
        """Say that the clock has fallen back, behind what the checkout says already."""
        self.checkout.notices.say_behind("clock", "danger", text, icon="clock")

    def _little_room(self, text: Text) -> None:
        """Say that the disk fills up, behind what the checkout says already."""
        self.checkout.notices.say_behind("disk", "danger", text)

    def backup_failed(self) -> None:
        """Say that there is no backup of the day, behind what the checkout says already."""
        self.checkout.notices.say_behind("backup", "danger", Text.of("app.backup_failed"))

    def drawer_shut(self, reason: Text) -> None:
        """Say that the drawer did not open."""
        self.checkout.devices.drawer_shut()
        if self.shell.state.place == "devices":
            self.devices.drawer_shut(reason)

    def recover(self) -> None:
        """Bring back the cart that was open when the till stopped."""
        self.checkout.parking.recover(self.checkout.recovered)

    def makers(self) -> Mapping[Place, Maker]:
        """Return how each screen is made, when it is first shown."""
        return {
            "login": self._login, "checkout": self._checkout, "tender": self._tender,
            "quick_create": self._quick_create, "receipt": self._receipt,
            "devices": self._devices, "settings": self._settings,
        }  # fmt: skip

    def _login(self) -> Widget:
        from pos_app.screens.login import LoginScreen

        return LoginScreen(self.login)

    def _checkout(self) -> Widget:
        from pos_app.screens.checkout import CheckoutScreen

        return CheckoutScreen(self.checkout)

    def _tender(self) -> Widget:
        from pos_app.screens.tender import TenderScreen

        return TenderScreen(self.tender)

    def _quick_create(self) -> Widget:
        from pos_app.screens.quick_create import QuickCreateScreen

        return QuickCreateScreen(self.quick_create)

    def _receipt(self) -> Widget:
        from pos_app.screens.receipt import ReceiptScreen

        return ReceiptScreen(self.receipt)

    def _devices(self) -> Widget:
        from pos_app.screens.devices import DevicesScreen

        return DevicesScreen(self.devices)

    def _settings(self) -> Widget:
        from pos_app.screens.settings import SettingsScreen

        return SettingsScreen(self.settings)
