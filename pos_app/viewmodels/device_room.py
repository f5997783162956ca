"""What the sheets of the devices' page share: the till, the page, names, moments, rights."""

from collections.abc import Callable
from dataclasses import dataclass

from inventory.kernel.clock import local_time
from inventory.kernel.text import Text
from inventory.people.staff import Permission
from pos_app.viewmodels import device_words
from pos_app.viewmodels.device_care import DeviceView, Misfit
from pos_app.viewmodels.device_lines import Sheet
from pos_app.viewmodels.till import Till

_ON_PAPER = frozenset({"hardware.print.printed", "hardware.print.sent"})


@dataclass(frozen=True, slots=True)
class Room:
    """What a sheet may ask of the devices' page; ``setup`` opens the form for a device,
    ``anew`` that for one that cannot be used as it stands, ``back_to`` a device's own sheet,
    ``tags`` the page of a label printer."""

    till: Till
    changed: Callable[[], None]
    show: Callable[[Sheet | None], None]
    told: Callable[[str], None]
    open_device: Callable[[str], None]
    setup: Callable[[DeviceView | None, str], None]
    anew: Callable[[Misfit], None]
    back_to: Callable[[str], None]
    tags: Callable[[str], None]

    def may_set_up(self) -> bool:
        """Whether this person may add, change and take away devices."""
        actor = self.till.session.actor
        return actor is not None and actor.may(Permission.SETTINGS)

    def names(self) -> dict[str, str]:
        """Return device id → name on the screens."""
        return device_words.names_of(self.till.words, self.till.devices.statuses())

    def say(self, text: Text) -> str:
        """Return a sentence with the devices' names in it."""
        return device_words.say(self.till.words, text, self.names())

    def reason(self, device_id: str, category: str, text: Text) -> str:
        """Return what is wrong with a device, in words that fit its kind."""
        return device_words.reason(self.till.words, category, text, device_id, self.names())

    def tested(self, how: Text) -> str:
        """Return how a test page ended, and what to look for where there can be one."""
        if how.code not in _ON_PAPER:
            return self.say(how)
        return self.till.words("devices.test_look", how=self.say(how).rstrip(".。"))

    def time(self, at_ms: int) -> str:
        """Return a moment on the shop's clock, with its day where that is not today."""
        zone = self.till.context.site.zone
        shown, now = local_time(at_ms, zone), local_time(self.till.context.clock.now_ms(), zone)
        return shown[11:19] if shown[:10] == now[:10] else shown[5:16]
