"""What the view models work with: services on both sides, devices, words, and who is signed on.

``main`` builds one ``Till``. What is marked *writer* is called inside ``hands.write`` only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from inventory.documents.blocks import Document
from inventory.documents.price_label import LabelSize, TagGoods
from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.people.staff import Actor
from inventory.service.catalogue import Catalogue
from inventory.service.catalogue_admin import CatalogueAdmin
from inventory.service.checkout import Checkout
from inventory.service.context import Context
from inventory.service.glance import Glance
from inventory.service.history import History
from inventory.service.print_jobs import OpenJob, PrintJobs
from inventory.service.settings import SettingsDesk, TaxTable
from inventory.service.shop_settings import ShopSettings
from inventory.service.staff import Roster, StaffDesk
from inventory.service.stock_query import StockQuery
from inventory.service.taking import Taking
from pos_app.hardware.categories.device import Category, DeviceStatus
from pos_app.hardware.categories.label_printer import LabelBatch, LabelsRun
from pos_app.hardware.categories.scale import Weighed
from pos_app.hardware.categories.tone_indicator import Tone
from pos_app.i18n import Translator
from pos_app.viewmodels.base import Cancel, Failed, Hands
from pos_app.viewmodels.device_care import DeviceCare
from pos_app.viewmodels.device_windows import DeviceWindows

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from inventory.service.labels import Labels

Listener = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Kick:
    """Why a drawer is opened: by whom, for what (``sale``, ``void``, ``test`` ...), which sale."""

    actor: Actor
    reason: str
    receipt_no: str = ""


class Tags(Protocol):
    """Price tags: ``picture`` and ``batch`` belong on a spare thread, ``print`` returns at once.

    ``printer`` is a device id; a picture is drawn without one as well.
    """

    def picture(self, printer: str, goods: TagGoods, size: LabelSize, language: str) -> bytes:
        """Return the tag as a PNG, drawn from the very bytes that would be sent."""

    def batch(
        self, printer: str, wanted: Sequence[tuple[TagGoods, int]], size: LabelSize, language: str
    ) -> LabelBatch:
        """Return what will be printed, and why some of it will not."""

    def print(self, printer: str, batch: LabelBatch, told: Callable[[LabelsRun], None]) -> Cancel:
        """Print a batch; ``told`` hears on the UI thread how far it is. Calling it off is asked."""


class Devices(Protocol):
    """The shop's devices as the screens see them; every call returns at once."""

    @property
    def tags(self) -> Tags:
        """Price tags on the label printers."""

    @property
    def care(self) -> DeviceCare:
        """Looking after them: health, setting up, captures, the switches of simulators."""

    @property
    def windows(self) -> DeviceWindows:
        """The windows of simulated devices."""

    def statuses(self) -> tuple[DeviceStatus, ...]:
        """Return how each device stands now, scanners, printers and drawers."""

    def listen(self, listener: Listener) -> Cancel:
        """Call on the UI thread whenever a status has changed."""

    def wake_printer(self) -> None:
        """Tell the printer's thread that a paper waits."""

    def kick_drawer(self, why: Kick | None = None) -> None:
        """Open the drawer, once and now or not at all; journal why and how it ended."""

    def note_opening(self, why: Kick, passed: bool | None) -> None:  # noqa: FBT001 - as it is told
        """Journal how an opening ended that a check made: opened, perhaps (None), or not."""

    def drawer_open(self) -> bool:
        """Tell whether a drawer is known to stand open; most cannot tell and count as shut."""

    def test_print(self, device_id: str, name: str, told: Callable[[Text], None]) -> None:
        """Print a page that shows what a printer can do, under its name; no receipt, no journal.

        ``told`` hears on the UI thread how it went.
        """

    def try_out(self, category: Category, told: Callable[[Text], None]) -> None:
        """Try the first device of a kind; ``told`` hears on the UI thread how it went."""

    def preview(self, document: Document, paper_mm: int) -> bytes:
        """Return the paper as a PNG, decoded from the very bytes that would be sent."""

    def save_pdf(self, document: Document, paper_mm: int) -> str:
        """Write the paper as a PDF; return the folder it lies in. On a spare thread."""


class Weighs(Protocol):
    """The shop's scale as the checkout sees it."""

    def has_scale(self) -> bool:
        """Tell whether a scale is set up, working or not."""

    def weigh(self, then: Callable[[Weighed], None]) -> None:
        """Ask what lies on it; ``then`` is called on the UI thread, soon or with a reason."""


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """The machine: bytes free and in all where the shop's data lies, when it was last copied.

    Below ``needed`` bytes no money is taken.
    ``backup_ms`` is UTC milliseconds, or None where there is no backup yet.
    """

    free: int
    total: int
    backup_ms: int | None
    diagonal_inch: float
    needed: int = 0


class Machine(Protocol):
    """This machine as the screens see it; its settings stand in ``till.toml``."""

    def facts(self) -> MachineFacts:
        """Return what is known now; one look at the disk."""

    @property
    def can_close(self) -> bool:
        """Whether the till has to offer its own end: it fills the screen, no frame has a cross."""

    def close(self) -> None:
        """End the till, as the cross of a window does."""

    def save_diagonal(self, inches: float, then: Callable[[], None], failed: Failed) -> None:
        """Write the screen's diagonal down; the answer comes on the UI thread."""


class Sync(Protocol):
    """How the sending to head office stands."""

    def state(self) -> tuple[str, int, Text | None]:
        """Return (``online``, ``offline``, ``rejected`` or ``none``; entries waiting; why)."""

    def listen(self, listener: Listener) -> Cancel:
        """Call on the UI thread whenever that has changed."""

    def wake(self) -> None:
        """Tell it that something was journaled."""


@dataclass(slots=True)
class Session:
    """Who is signed on and by which settings the till works; changed on the UI thread only."""

    settings: ShopSettings
    actor: Actor | None = None
    name: str = ""
    _listeners: list[Listener] = field(default_factory=list)
    _greeters: list[Callable[[str], None]] = field(default_factory=list)

    @property
    def person(self) -> str:
        """The id of who is signed on, empty for nobody."""
        return "" if self.actor is None else self.actor.id

    def require(self) -> Actor:
        """Return who acts; nobody signed on is refused."""
        if self.actor is None:
            raise Refused(Text.of("staff.sign_on_first"))
        return self.actor

    def use(self, settings: ShopSettings) -> None:
        """Work by these settings from now on."""
        self.settings = settings
        self._tell()

    def sign_on(self, actor: Actor | None, name: str) -> None:
        """Let this person act; ``None`` locks the till."""
        before, self.actor, self.name = self.person, actor, name
        self._tell()
        if self.person and self.person != before:
            for greeter in self._greeters:
                greeter(self.person)

    def greet(self, greeter: Callable[[str], None]) -> None:
        """Call with the person's id whenever somebody has signed on."""
        self._greeters.append(greeter)

    def listen(self, listener: Listener) -> Cancel:
        """Call whenever person or settings have changed."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


@dataclass(frozen=True, slots=True)
class Reads:
    """Questions that the UI thread asks itself: each is one short indexed read.

    ``labels`` are not: they are asked on a spare thread, and opened there for each question.
    """

    catalogue: Catalogue
    roster: Roster
    stock: StockQuery
    history: History
    settings: Callable[[], ShopSettings]
    taxes: Callable[[], TaxTable]
    picture: Callable[[str], bytes | None]
    open_jobs: Callable[..., tuple[OpenJob, ...]]
    jobs_of_sale: Callable[[str], tuple[OpenJob, ...]]
    labels: "Callable[[], AbstractContextManager[Labels]]"


@dataclass(frozen=True, slots=True)
class Writes:
    """Use cases on the writing connection: *writer*, every one of them."""

    checkout: Checkout
    taking: Taking
    print_jobs: PrintJobs
    staff: StaffDesk
    settings: SettingsDesk
    admin: CatalogueAdmin
    glance: Glance


@dataclass(frozen=True, slots=True)
class Till:
    """Everything a view model may reach."""

    context: Context
    session: Session
    hands: Hands
    words: Translator
    reads: Reads
    writes: Writes
    devices: Devices
    sync: Sync
    pepper: bytes
    tone: Callable[[Tone], None] = lambda _: None
    scale: Weighs | None = None
    machine: Machine | None = None
