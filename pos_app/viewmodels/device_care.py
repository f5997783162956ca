"""Looking after devices, as a doctor's screen asks for it; ``main`` fulfils it.

Every call returns at once. Answers (``then``, ``failed``) come on the UI thread, one of them once.
What is asked of a device that hangs is answered too, by its deadline.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from inventory.kernel.text import Text
from pos_app.hardware.categories.device import CATEGORIES, Category, DeviceStatus, Power, State
from pos_app.hardware.categories.found import Proposal
from pos_app.hardware.categories.health import Fault, HealthLevel, HealthReport, LastScan
from pos_app.viewmodels.base import Cancel, Failed

Option = str | int | bool
Plain = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DeviceView:
    """All that is known of one device at this moment.

    ``waiting`` jobs are in its queue. ``statistics`` have the names of UnifiedPOS and count since
    it was set up. ``faults`` are newest first. ``switches`` are a simulator's faults and whether
    each is on; a real device has none. ``options`` are those of ``till.toml``. ``serves``: what a
    printer or drawer is for (``receipts``, ``stands_in``, ``copies``, ``opens``, ``unused``,
    ``practice``), ``behind`` the printer in whose place it stands.
    """

    status: DeviceStatus
    state: State
    power: Power
    claimed: bool
    lent: bool
    enabled: bool
    waiting: int
    statistics: Mapping[str, int]
    faults: tuple[Fault, ...]
    last_scan: LastScan | None
    capturing: bool
    switches: Mapping[str, bool]
    driver: str
    options: Mapping[str, Option]
    serves: str = ""
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Misfit:
    """What stands in ``till.toml`` and cannot be used, and why.

    ``plain`` is one device's table as it stands there; None: the fault is the file's own. ``place``
    is where among the devices it stood.
    """

    key: str
    reason: Text
    plain: Plain | None = None
    place: int = 0

    @property
    def device_id(self) -> str:
        """The name that the file gives it, perhaps none."""
        return str((self.plain or {}).get("id") or "")

    @property
    def category(self) -> Category | None:
        """What kind of device it is meant to be, where that can be told."""
        word = (self.plain or {}).get("category")
        return next((each for each in CATEGORIES if each == word), None)


class DeviceCare(Protocol):
    """What can be asked and done beyond using the devices."""

    def views(self) -> tuple[DeviceView, ...]:
        """Return every device as it is now; cheap enough to ask once a second."""

    def practising(self) -> frozenset[str]:
        """Return the simulated printers and drawers that are only there to be tried."""

    def simulated(self) -> frozenset[str]:
        """Return the devices in service that are only programs."""

    def misfits(self) -> tuple[Misfit, ...]:
        """Return what stands in ``till.toml`` and cannot be used."""

    def check(
        self, device_id: str, level: HealthLevel, then: Callable[[HealthReport], None]
    ) -> None:
        """Check a device; a report comes in any case, at the latest after twenty seconds.

        Above ``internal`` a printer prints and a drawer opens: who may open it is asked before,
        and it is journaled, as with every opening.
        """

    def discover(
        self,
        then: Callable[[tuple[Proposal, ...]], None],
        failed: Failed,
        *,
        network: bool = False,
        serial: bool = False,
    ) -> None:
        """Look for devices that are not set up yet; with ``network`` also beside this machine.

        With ``serial`` every free port is asked what hangs on it: within about fifteen seconds.
        """

    def pair(self, then: Callable[[Proposal | None], None], within_s: float = 30.0) -> Cancel:
        """Wait for a scan on every input that could be a scanner's and is not set up.

        ``then`` gets the one that sent a whole code, or None when the time is over or it was
        called off by the function that is returned.
        """

    def add(
        self, plain: Plain, then: Callable[[], None], failed: Failed, instead: str = ""
    ) -> None:
        """Set a device up and write it to ``till.toml``; a wrong one is refused, nothing changes.

        ``plain`` is what ``Proposal.as_plain`` returns. A misfit of that name, or with the key
        ``instead``, makes room for it.
        """

    def replace(
        self, plain: Plain, then: Callable[[], None], failed: Failed, name: str = ""
    ) -> None:
        """Set a device of that name up anew, perhaps under another ``name``.

        A wrong one is refused and the old one stays.
        """

    def prefer(self, device_id: str, then: Callable[[], None], failed: Failed) -> None:
        """Let this printer print the receipts, or this drawer open, and write that down."""

    def remove(self, device_id: str, then: Callable[[], None], failed: Failed) -> None:
        """Take a device away, also from ``till.toml``; refused while a drawer hangs on it.

        A misfit is taken away by its key.
        """

    def lend(self, device_id: str, *, lent: bool) -> None:
        """Let another program have a device, or take it back."""

    def start_capture(self, device_id: str, then: Callable[[str], None], failed: Failed) -> None:
        """Begin to keep all that passes to and from it; ``then`` gets the file's name."""

    def stop_capture(self, device_id: str) -> None:
        """End it; without one nothing happens."""

    def replay(self, device_id: str, name: str, failed: Failed) -> None:
        """Let a simulated scanner read what the capture of that name holds."""

    def scan(self, device_id: str, code: str) -> None:
        """Let a simulated scanner read a code; raises KeyError where there is none."""

    def paper(self, device_id: str, then: Callable[[bytes], None], failed: Failed) -> None:
        """Draw the last paper of a simulated printer as a PNG; empty where none came out."""

    def switch(self, device_id: str, fault: str, *, on: bool) -> None:
        """Turn a fault of a simulator on or off; raises KeyError for what is none."""

    def learn_polarity(
        self, device_id: str, step: Literal["open", "closed"], then: Callable[[Text], None]
    ) -> None:
        """Take the drawer's sensor as it reads now, while it stands as ``step`` says.

        ``then`` gets what is known after it: what to do next, that it is learned, or why not.
        """
