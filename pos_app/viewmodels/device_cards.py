"""One card for each device, the office, the clock and the disk: state, three facts, two keys.

Faults come first, then warnings, then a fixed order by kind.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from inventory.kernel.clock import local_time
from inventory.kernel.text import Text
from inventory.people.staff import Permission
from pos_app.hardware.categories.device import Condition, DeviceStatus
from pos_app.viewmodels import device_words
from pos_app.viewmodels.conditions import alone, state_of
from pos_app.viewmodels.device_care import DeviceView, Misfit
from pos_app.viewmodels.device_misfit import misfit_name
from pos_app.viewmodels.device_serving import short
from pos_app.viewmodels.status_bar import condition_word
from pos_app.viewmodels.till import Till

_ICONS = {
    "printer": "printer", "drawer": "drawer", "scanner": "scan",
    "display": "screen", "scale": "ruler", "labels": "tag", "tone": "speaker",
}  # fmt: skip
_KINDS = ("printer", "drawer", "scanner", "display", "scale", "labels", "tone")
_FIRST = {"fault": 0, "warn": 1}
_TESTS = {"printer": "test_print"}
_LOW_DISK = 0.1
Fact = tuple[str, str]
Way = tuple[str, str]  # name, word


@dataclass(frozen=True, slots=True)
class Heard:
    """A scan of the test: what it was and why, and how long it took to the screen."""

    code: str
    kind: str
    took_ms: int
    device_id: str = ""
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class DeviceCard:
    """One device: how it is, up to three facts, its test, and with a fault a key that mends it.

    A label printer that works has the key to its price tags there.
    ``off`` says why the test takes no tap. ``opens``: a tap beside the keys shows all of it.
    """

    key: str
    icon: str
    name: str
    note: str
    state: str
    word: str
    reason: str
    facts: tuple[Fact, ...]
    way: str
    way_word: str
    off: str = ""
    chosen: bool = False
    mend: str = ""
    mend_word: str = ""
    opens: bool = False


class Cards:
    """Makes the cards of the moment."""

    def __init__(self, till: Till) -> None:
        self._till = till
        self.heard: Heard | None = None
        self.listening = self.armed = ""

    def all(self, waiting_papers: int) -> list[DeviceCard]:
        """Return every card, faults first."""
        views = {each.status.device_id: each for each in self._till.devices.care.views()}
        statuses = sorted(self._till.devices.statuses(), key=lambda s: _KINDS.index(s.category))
        cards = [self._device(each, views, waiting_papers) for each in statuses]
        cards += [self._misfit(each) for each in self._till.devices.care.misfits()]
        cards += self._around()
        return sorted(cards, key=lambda card: _FIRST.get(card.state, len(_FIRST)))

    # --- devices ------------------------------------------------------------------------

    def _device(
        self, status: DeviceStatus, views: Mapping[str, DeviceView], papers: int
    ) -> DeviceCard:
        till, tr = self._till, self._till.words
        view = views.get(status.device_id)
        state = state_of(status.condition)
        names = device_words.names_of(tr, till.devices.statuses())
        way = _TESTS.get(status.category, f"test_{status.category}")
        chosen = status.category == "scanner" and self.listening == status.device_id
        mend = "" if state in ("ok", "off") else "mend"
        sure = self.armed == status.device_id
        if status.category == "labels" and not mend:
            mend, mend_word = "tags", tr("devices.tags")
        else:
            mend_word = tr(self._mend_word(status.condition)) if mend else ""
        return DeviceCard(
            key=status.device_id,
            icon=_ICONS[status.category],
            name=names[status.device_id],
            note=device_words.note(tr, view, brief=True) if view is not None else "",
            state=state,
            word=alone(condition_word(till, status)),
            reason=self._why(status) if state == "ok" else self._reason(status, names),
            facts=(*self._serves(view, names), *self._facts(status, view, papers))[:3],
            way=way,
            way_word=tr(f"devices.sure.{status.category}")
            if sure
            else tr(f"devices.{'listening' if chosen else way}"),
            off=self._off(status),
            chosen=chosen,
            mend=mend,
            mend_word=mend_word,
            opens=view is not None,
        )

    def _why(self, status: DeviceStatus) -> str:
        """Say of a scanner that works why the last code of the test means what it does."""
        heard = self.heard
        if heard is None or heard.why is None or heard.device_id != status.device_id:
            return ""
        return self._till.words.text(heard.why)

    def _reason(self, status: DeviceStatus, names: Mapping[str, str]) -> str:
        tr, device_id = self._till.words, status.device_id
        return device_words.reason(tr, status.category, status.reason, device_id, names)

    @staticmethod
    def _mend_word(condition: Condition) -> str:
        paper = condition in (Condition.PAPER_OUT, Condition.PAPER_LOW)
        return "devices.mend.paper" if paper else "devices.mend.steps"

    def _off(self, status: DeviceStatus) -> str:
        actor = self._till.session.actor
        may = actor is not None and actor.may(Permission.OPEN_DRAWER)
        return (
            "" if status.category != "drawer" or may else self._till.words("devices.needs_manager")
        )

    def _facts(self, status: DeviceStatus, view: DeviceView | None, papers: int) -> Iterator[Fact]:
        tr = self._till.words
        counts = view.statistics if view is not None else {}
        if status.category == "printer":
            yield tr("devices.cover"), self._cover(status.condition)
            if view is None or view.serves != "practice":
                yield tr("devices.waiting"), tr("devices.sheets", n=papers)
        elif status.category == "drawer":
            opened = counts.get("DrawerGoodOpenCount", 0)
            yield tr("devices.opened"), tr("devices.times", n=opened)
            if view is not None and "printer" in view.options:
                word = "works" if "drawer_open_level" in view.options else "none"
                yield tr("devices.sensor"), tr(f"devices.sensor.{word}")
        elif status.category == "scanner":
            yield from self._scan_facts(status.device_id, view)
        yield tr("devices.since"), self._time(status.since_ms)

    def _serves(self, view: DeviceView | None, names: Mapping[str, str]) -> Iterator[Fact]:
        if view is not None and view.serves:
            yield self._till.words("devices.serves"), short(self._till.words, view, names)

    def _cover(self, condition: Condition) -> str:
        shut = condition in (Condition.READY, Condition.PAPER_LOW, Condition.PAPER_OUT)
        known = "open" if condition is Condition.COVER_OPEN else "shut" if shut else "unknown"
        return self._till.words(f"devices.cover.{known}")

    def _scan_facts(self, device_id: str, view: DeviceView | None) -> Iterator[Fact]:
        tr, heard = self._till.words, self.heard
        if heard is None or heard.device_id != device_id:
            last = view.last_scan.code.strip() if view is not None and view.last_scan else ""
            yield tr("devices.last_scan"), last or tr("devices.nothing_yet")
            return
        kind = tr(f"devices.kind.{heard.kind}")
        yield tr("devices.last_scan"), heard.code or tr("devices.hidden")
        yield tr("devices.scan_kind"), f"{kind} • {tr('devices.ms', n=heard.took_ms)}"

    # --- what cannot be used ------------------------------------------------------------

    def _misfit(self, misfit: Misfit) -> DeviceCard:
        """Return what stands in the file of devices and is none, with the reason."""
        tr, own = self._till.words, misfit.plain is not None
        names = device_words.names_of(tr, self._till.devices.statuses())
        moved = misfit.reason.code == "config.set_aside"
        words = {"config.set_aside": "file.aside", "config.unreadable": "file.bad"}
        word = words.get(misfit.reason.code, "misfit.word")
        return DeviceCard(
            key=misfit.key, icon=_ICONS.get(misfit.category or "", "disk"),
            name=misfit_name(tr, misfit), note=tr("devices.misfit.note") if own else "",
            state="warn" if moved else "fault",
            word=alone(tr(f"devices.{word}")),
            reason=device_words.say(tr, misfit.reason, names), facts=(), way="", way_word="",
            mend="mend" if own else "", mend_word=tr("devices.mend.steps") if own else "",
            opens=own,
        )  # fmt: skip

    # --- what is no device --------------------------------------------------------------

    def _around(self) -> Iterable[DeviceCard]:
        if self._till.sync.state()[0] != "none":
            yield self._office()
        if self._till.machine is not None:
            yield self._clock()
            yield self._disk()

    def _office(self) -> DeviceCard:
        tr = self._till.words
        online, waiting, why = self._till.sync.state()
        state = {"online": "ok", "rejected": "fault"}.get(online, "warn")
        facts = ((tr("frame.sync"), tr("frame.sync.waiting", n=waiting)),)
        return DeviceCard(
            key="office", icon="network", name=tr("devices.office"), note=tr("devices.office_note"),
            state=state, word=alone(tr(f"frame.network.{online}")),
            reason=tr.text(why) if why is not None and state != "ok" else "",
            facts=facts, way="send", way_word=tr("devices.send"),
        )  # fmt: skip

    def _clock(self) -> DeviceCard:
        """Return the till's clock, which nothing here can check: the shop compares it by eye."""
        tr, context = self._till.words, self._till.context
        now_ms = context.clock.now_ms()
        facts = (
            (tr("devices.time.now"), self._time(now_ms)[:5]),
            (tr("devices.time.zone"), str(context.site.zone)),
            (tr("devices.time.day"), str(context.business_date(now_ms))),
        )
        return DeviceCard(
            key="clock", icon="clock", name=tr("devices.time"), note=tr("devices.time.note"),
            state="off", word=tr("devices.time.unchecked"), reason=tr("devices.time.compare"),
            facts=facts, way="", way_word="",
        )  # fmt: skip

    def _disk(self) -> DeviceCard:
        tr, machine = self._till.words, self._till.machine
        assert machine is not None
        about = machine.facts()
        share = about.free / about.total if about.total else 0.0
        state = "ok" if share >= _LOW_DISK else "warn"
        backup = about.backup_ms
        when = tr("devices.disk.no_backup") if backup is None else self._day(backup)
        facts = (
            (tr("devices.disk.free"), tr("devices.disk.gb", n=f"{about.free / 1e9:.1f}")),
            (tr("devices.disk.backup"), when),
        )
        return DeviceCard(
            key="disk", icon="disk", name=tr("devices.disk"), note=tr("devices.disk.note"),
            state=state, word=tr(f"devices.disk.{state}", n=round(share * 100)),
            reason="" if state == "ok" else tr("devices.disk.reason"),
            facts=facts, way="", way_word="",
        )  # fmt: skip

    def _day(self, at_ms: int) -> str:
        return local_time(at_ms, self._till.context.site.zone)[5:16]

    def _time(self, at_ms: int) -> str:
        return local_time(at_ms, self._till.context.site.zone)[11:19]
