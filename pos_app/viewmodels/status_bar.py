"""The words around every screen: shop and till, who, shift, devices, sending, clock. Ready strings.

It changes when something changed, and once a minute for the clock: never while nothing happens.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from inventory.kernel.clock import local_time
from inventory.kernel.errors import SuanpanError
from inventory.service.glance import NOTHING_SEEN, Seen
from inventory.service.print_jobs import of_late
from pos_app.hardware.categories.device import CATEGORIES, Category, Condition, DeviceStatus
from pos_app.viewmodels.base import Cancel, ViewModel
from pos_app.viewmodels.clock_watch import fallen
from pos_app.viewmodels.conditions import alone, condition_in, state_of
from pos_app.viewmodels.till import Till

Status = tuple[str, str, str]  # state, word, icon ("" is the state's own)
_MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that works or not, spelled out: icon, its name, its state and the state's word."""

    icon: str
    name: str
    state: str
    word: str


@dataclass(frozen=True, slots=True)
class StatusBarState:
    """What the frame says; ``short`` is for screens with little room, ``lines`` for the login."""

    place: str
    till: str
    person: str
    shift: str
    statuses: tuple[Status, ...]
    short: tuple[Status, ...]
    lines: tuple[Line, ...]
    clock: str
    date: str
    language_word: str
    scan_word: str
    search_word: str
    calm_word: str
    receipts_waiting: str


class StatusBarVM(ViewModel[StatusBarState]):
    """Listens to session, words, devices and sending.

    What it says of the books is asked on the writer's thread; until the answer the last one holds.
    """

    def __init__(self, till: Till) -> None:
        self._till = till
        self._seen = NOTHING_SEEN
        self._asking = self._again = self._closed = False
        super().__init__(_state(till, self._seen))
        self._leave: list[Cancel] = [
            till.session.listen(self.refresh),
            till.words.listen(self.refresh),
            till.devices.listen(self.refresh),
            till.sync.listen(self.refresh),
        ]
        self._next: Cancel = till.hands.later(self._to_next_minute(), self._minute)
        self._ask()

    def refresh(self) -> None:
        """Ask everything again; an unchanged answer is told to nobody."""
        self._show()
        self._ask()

    def _show(self) -> None:
        self._set(_state(self._till, self._seen))

    def _ask(self) -> None:
        """Look at the books, once at a time: whoever asks meanwhile is answered by one more."""
        self._again = self._asking
        if not self._asking:
            self._asking = True
            self._till.hands.write(self._till.writes.glance.look, self._saw, self._saw_nothing)

    def _saw(self, seen: Seen) -> None:
        self._asking = False
        if self._closed:
            return
        self._seen = seen
        self._show()
        if self._again:
            self._ask()

    def _saw_nothing(self, _: SuanpanError) -> None:
        """Books that cannot be read are told by whoever needs them; the next minute asks again."""
        self._asking = self._again = False

    def close(self) -> None:
        """Stop listening and stop the clock."""
        self._closed = True
        self._next()
        for leave in self._leave:
            leave()

    def _minute(self) -> None:
        self.refresh()
        self._next = self._till.hands.later(self._to_next_minute(), self._minute)

    def _to_next_minute(self) -> float:
        """Return the seconds to the next full minute, a moment past it so as not to be early."""
        gone_ms = self._till.context.clock.now_ms() % (_MINUTE_S * 1_000)
        return _MINUTE_S - gone_ms / 1_000 + 0.05


def _state(till: Till, seen: Seen) -> StatusBarState:
    tr, site = till.words, till.context.site
    now_ms = till.context.clock.now_ms()
    day, _, time = local_time(now_ms, site.zone).partition(" ")
    lines, statuses, short = _lines(till, seen)
    waiting = len(of_late(seen.papers, now_ms))
    return StatusBarState(
        place=till.session.settings.name.in_language(tr.language),
        till=site.till_id,
        person=till.session.name,
        shift=tr("ui.shift", n=seen.shift) if seen.shift else "",
        statuses=statuses,
        short=short,
        lines=lines,
        clock=time[:5],
        date=f"{tr.date(day)}  {tr.weekday(day)}",
        language_word=tr(f"ui.language.{tr.language}"),
        scan_word=scan_word(till),
        search_word=tr("ui.search_short"),
        calm_word=tr("ui.all_ready"),
        receipts_waiting=str(waiting) if waiting else "",
    )


def _lines(
    till: Till, seen: Seen
) -> tuple[tuple[Line, ...], tuple[Status, ...], tuple[Status, ...]]:
    """Return every fact spelled out, as the bar says them, and the same in few letters.

    Several simulated devices are said in few letters everywhere: they take no other's room.
    """
    tr = till.words
    lines: list[Line] = []
    statuses: list[Status] = []
    short: list[Status] = []
    unreal: list[Status] = []
    for name, icon, state, word, brief in _facts(till, seen):
        line = Line(icon, tr(f"frame.{name}"), state, alone(word))
        lines.append(line)
        (statuses if brief else unreal).append((state, f"{line.name} {word}", ""))
        short += [(state, brief, "")] if brief else []
    several = [(_UNREAL, tr("frame.simulated_devices"), "")]
    programs = tuple(unreal if len(unreal) <= 1 else several)
    return tuple(lines), (*statuses, *programs), (*short, *programs)


# name, icon, state, word, word with little room (none: simulated, which is said once for all)
Fact = tuple[str, str, str, str, str]
_UNREAL = "off"


def _facts(till: Till, seen: Seen) -> Iterable[Fact]:
    yield from _clock(till, seen)
    yield from _sending(till)
    yield from _devices(till)


def _clock(till: Till, seen: Seen) -> Iterable[Fact]:
    """Say, while it lasts, that the clock shows a day before that of sales in the books."""
    today = fallen(till.context, seen.latest_day)
    if today:
        date = till.words.date(today)
        yield "clock", "clock", "fault", till.words("frame.clock.behind", date=date), date


def _sending(till: Till) -> Iterable[Fact]:
    tr = till.words
    online, waiting, _ = till.sync.state()
    if online == "none":
        return
    state = {"online": "ok", "rejected": "fault"}.get(online, "warn")
    word = tr(f"frame.network.{online}")
    yield "network", "network", state, word, alone(word)
    queued = tr("frame.sync.waiting", n=waiting)
    yield "sync", "cloud", state if waiting else "ok", queued, f"{tr('frame.sync')} {waiting}"


def _devices(till: Till) -> Iterable[Fact]:
    tr, practising = till.words, till.devices.care.practising()
    statuses = [each for each in till.devices.statuses() if each.device_id not in practising]
    programs = till.devices.care.simulated()
    if till.devices.care.misfits():
        word = tr("devices.misfit.word")
        yield "devices", "octagon", "fault", word, tr("frame.devices")
    for category in CATEGORIES_SHOWN:
        of_kind = [each for each in statuses if each.category == category]
        worst = _worst(of_kind)
        if worst is None or (category in _ONLY_IN_TROUBLE and state_of(worst.condition) == "ok"):
            continue
        word = condition_word(till, worst)
        name = tr(f"frame.{category}")
        ours = not programs.isdisjoint(each.device_id for each in of_kind)
        if ours and state_of(worst.condition) == "ok":
            yield category, _ICONS[category], _UNREAL, tr("frame.simulated"), ""
            continue
        brief = name if worst.condition == Condition.READY else f"{name} {word}"
        yield category, _ICONS[category], state_of(worst.condition), word, brief


_ICONS: dict[Category, str] = {
    "printer": "printer", "drawer": "drawer", "scanner": "scan",
    "display": "screen", "scale": "ruler", "labels": "tag",
}  # fmt: skip
CATEGORIES_SHOWN: tuple[Category, ...] = (
    "printer", "drawer", "scanner", "display", "scale", "labels",
)  # fmt: skip
# Shown while something is wrong with them: the bar has little room.
_ONLY_IN_TROUBLE = frozenset({"display", "scale", "labels"})
# A till without a sound card works: every tone has its twin on the screen.
assert set(CATEGORIES) - set(CATEGORIES_SHOWN) == {"tone"}


def condition_word(till: Till, status: DeviceStatus) -> str:
    """Return one word for how a device is; of a drawer that works how it stands, where it tells."""
    return condition_in(till.words, status.condition, status.reason)


def scanner_away(till: Till) -> DeviceStatus | None:
    """Return the scanner that is missing where none of those set up works; typing goes on."""
    scanners = [each for each in till.devices.statuses() if each.category == "scanner"]
    if any(_may_scan(each) for each in scanners):
        return None
    return next(iter(scanners), None)


def _may_scan(status: DeviceStatus) -> bool:
    """Tell whether a scanner works, or has only just begun."""
    lent = status.reason.code == "hardware.status.lent"
    return state_of(status.condition) in ("ok", "off") and not lent


def scan_word(till: Till) -> str:
    """Return that codes can be scanned, or what is wrong with the scanner."""
    away = scanner_away(till)
    if away is None:
        return till.words("ui.ready_to_scan")
    return f"{till.words('frame.scanner')} {condition_word(till, away)}"


def _worst(statuses: list[DeviceStatus]) -> DeviceStatus | None:
    order = ("ok", "off", "warn", "fault")
    return max(statuses, key=lambda each: order.index(state_of(each.condition)), default=None)
