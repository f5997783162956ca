"""How a device fared: health reports, its faults one by one, its last scan. Values, no thread.

Source of the words: UnifiedPOS 1.15, chapter 1 (checkHealth, statistics).
"""

from dataclasses import dataclass
from typing import Literal

from inventory.kernel.text import Text
from pos_app.hardware.categories.device import Condition

HealthLevel = Literal["internal", "external", "interactive"]


@dataclass(frozen=True, slots=True)
class HealthReport:
    """What a check found.

    ``internal`` only asks the device, ``external`` makes it do something that can be seen, and
    ``interactive`` ends with a question. ``passed`` is None where only a person can judge.
    """

    device_id: str
    level: HealthLevel
    passed: bool | None
    lines: tuple[Text, ...]
    at_ms: int


@dataclass(frozen=True, slots=True)
class Fault:
    """A time in which a device did not work: what was wrong and what to do, in ``reason``.

    ``ended_ms`` is None while it lasts; instants are UTC milliseconds.
    """

    device_id: str
    condition: Condition
    reason: Text
    began_ms: int
    ended_ms: int | None = None


@dataclass(frozen=True, slots=True)
class LastScan:
    """The last code that a scanner sent, character by character in milliseconds from the first.

    ``code`` shows stars where it was a secret, such as a wallet's payment code.
    """

    device_id: str
    code: str
    at_ms: int
    offsets_ms: tuple[int, ...]

    @property
    def took_ms(self) -> int:
        """From its first to its last character."""
        return self.offsets_ms[-1] if self.offsets_ms else 0
