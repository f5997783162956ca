"""What devices say that a cashier has to know at once: a lost scan, a drawer that is shut."""

from typing import TYPE_CHECKING

from inventory.kernel.text import Text
from inventory.people.staff import Permission
from pos_app.viewmodels.checkout_notices import TROUBLE_S, Way
from pos_app.viewmodels.till import Kick

if TYPE_CHECKING:
    from pos_app.viewmodels.checkout import CheckoutVM

REASON = "change"


class DeviceWords:
    """Bars of the checkout about devices."""

    def __init__(self, vm: "CheckoutVM") -> None:
        self._vm = vm

    def lost(self, reason: Text) -> None:
        """Say that a scan, or the set-up of the devices, was not taken; it stays till the next."""
        self._vm.till.tone("blocked")
        self._vm.notices.say("danger", reason)

    def drawer_shut(self) -> None:
        """Say that the drawer did not open; who may open it without a sale gets a key for that."""
        vm = self._vm
        actor = vm.till.session.actor
        vm.till.tone("blocked")
        may = actor is not None and actor.may(Permission.OPEN_DRAWER)
        again = Way("open_drawer", "checkout.drawer.again", "drawer", self._open_again)
        text = Text.of("checkout.drawer.shut")
        vm.notices.say("warn", text, *([again] if may else []), seconds=TROUBLE_S)

    def _open_again(self) -> None:
        """Kick once more: an opening without a sale, which is journaled first."""
        till = self._vm.till
        actor = till.session.require()

        def journaled(_: None) -> None:
            till.devices.kick_drawer(Kick(actor, REASON))
            till.sync.wake()

        till.hands.write(
            lambda: till.writes.checkout.no_sale(actor, REASON), journaled, self._vm.trouble
        )
