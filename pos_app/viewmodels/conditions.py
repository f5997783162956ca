"""How a device is, as a look and in a word."""

from inventory.kernel.text import Text
from pos_app.hardware.categories.device import Condition
from pos_app.i18n import Translator

_STATES = {
    Condition.READY: "ok", Condition.BUSY: "ok", Condition.PAPER_LOW: "warn",
    Condition.UNKNOWN: "off",
}  # fmt: skip
_STANDS = {
    "hardware.drawer.is_shut": "shut", "hardware.drawer.stands_open": "open",
    "hardware.status.lent": "lent", "hardware.drawer.left_open": "left_open",
}  # fmt: skip


def state_of(condition: Condition) -> str:
    """Return how a condition looks: ``ok``, ``off`` (nobody can tell), ``warn`` or ``fault``."""
    return _STATES.get(condition, "fault")


def condition_in(tr: Translator, condition: Condition, reason: Text) -> str:
    """Return one word for how a device is; of a drawer that works how it stands, where it tells."""
    stands = _STANDS.get(reason.code)
    return tr(f"frame.condition.{stands or condition}")


def alone(word: str) -> str:
    """Return a word that has no name before it as a label begins: with a capital, where there are.

    In the top bar the same word follows the name of its device.
    """
    return word[:1].upper() + word[1:]
