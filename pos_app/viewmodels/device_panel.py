"""All of one device on a sheet: how it is, checks, counts, faults, capture, a simulator's switches.

A check that a printer prints or a drawer opens for is asked for twice; an opening is journaled
before it happens. Payment codes never come here: what listens to the scanner hides them.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from inventory.kernel.errors import SuanpanError
from inventory.kernel.text import Text
from pos_app.hardware.categories.device import Condition
from pos_app.hardware.categories.health import HealthLevel, HealthReport
from pos_app.viewmodels import device_serving
from pos_app.viewmodels.conditions import alone, state_of
from pos_app.viewmodels.device_about import About
from pos_app.viewmodels.device_care import DeviceView
from pos_app.viewmodels.device_lines import Option, Panel, PanelLine
from pos_app.viewmodels.device_room import Room
from pos_app.viewmodels.receipts import LISTED
from pos_app.viewmodels.status_bar import condition_word
from pos_app.viewmodels.till import Kick

if TYPE_CHECKING:
    from pos_app.viewmodels.base import Cancel

ARMED_S = 6.0
_CHANGES = frozenset(
    {"remove", "replace", "capture", "learn", "drawer", "lend", "prefer", "silent"}
)
_PART_OF_ITS_PRINTER = "printer_drawer"
_STEPS = {
    Condition.PAPER_OUT: "paper", Condition.PAPER_LOW: "paper", Condition.OFFLINE: "cable",
    Condition.FAULT: "cable", Condition.COVER_OPEN: "cover",
}  # fmt: skip
_TESTS = {
    "printer": "test_print", "drawer": "test_drawer", "display": "test_display",
    "scale": "test_scale", "labels": "test_labels", "tone": "test_tone",
}  # fmt: skip


class DeviceSheet:
    """One device; ``fresh`` is one that was set up a moment ago."""

    def __init__(self, room: Room, device_id: str, *, fresh: bool = False) -> None:
        self._room, self._till, self._id = room, room.till, device_id
        self._fresh = fresh
        jobs = room.till.reads.open_jobs(("queued", "sending"), LISTED) if fresh else ()
        self._waited = len(jobs)
        self._report: HealthReport | None = None
        self._checking = self._armed = self._note = self._code = ""
        self._wrong, self._told = False, 0
        self._png = b""
        self._disarm: Cancel | None = None

    def panel(self) -> Panel | None:
        """Return all that is known now; None when the device is gone."""
        view = self._view()
        if view is None:
            return None
        title = self._room.names().get(self._id, self._id)
        return Panel(f"device {self._id}", title, tuple(self._lines(view)), told=self._told)

    def close(self) -> None:
        """Forget what was asked for once."""
        self._arm("")

    def submit(self) -> None:
        """Let a simulated scanner read what was typed."""
        self.tap("scan")

    def back(self) -> bool:
        """Nothing lies behind it."""
        return False

    def edit(self, key: str, value: str) -> None:
        """Take the code that a simulated scanner is to read."""
        if key == "code":
            self._code = value
            self._room.changed()

    def takes_scan(self, code: str) -> bool:
        """Keep scans on a scanner's sheet: they are tried here, not sold."""
        view = self._view()
        if view is None or view.status.category != "scanner":
            return False
        self._room.changed()
        return True

    def tap(self, key: str) -> None:
        """Do what a key says."""
        view = self._view()
        if view is None:
            return
        self._note, self._wrong = "", False
        name, _, rest = key.partition(":")
        verbs: dict[str, Callable[[], None]] = {
            "check": lambda: self._check("internal"),
            "test": lambda: self._test(view),
            "learn": lambda: self._learn("open" if rest == "open" else "closed"),
            "capture": lambda: self._capture(view),
            "fault": lambda: self._switch(view, rest),
            "scan": self._scan,
            "paper": self._paper,
            "lend": lambda: self._till.devices.care.lend(self._id, lent=not view.lent),
            "window": lambda: self._till.devices.windows.open(self._id, self._failed),
            "prefer": self._prefer,
            "silent": lambda: self._silent(view),
            "remove": self._remove,
            "replace": lambda: self._room.setup(view, ""),
            "drawer": lambda: self._room.setup(None, self._id),
            "tags": lambda: self._room.tags(self._id),
        }
        if name in _CHANGES and not self._room.may_set_up():
            self._till.tone("blocked")
            return
        if name not in ("test", "remove"):
            self._arm("")
        verbs[name]()
        self._room.changed()

    # --- what keys do -------------------------------------------------------------------

    def _arm(self, key: str) -> None:
        """Wait for a second tap on a key for a while."""
        if self._disarm is not None:
            self._disarm()
        self._disarm = None
        self._armed = key
        if key:
            self._disarm = self._till.hands.later(ARMED_S, self._forget)

    def _forget(self) -> None:
        self._armed = ""
        self._room.changed()

    def _twice(self, key: str) -> bool:
        """Tell whether this is the second tap on a key; the first one arms it."""
        again = self._armed == key
        self._arm("" if again else key)
        return again

    def _check(self, level: HealthLevel) -> None:
        self._checking = level
        self._till.devices.care.check(self._id, level, self._checked)

    def _checked(self, report: HealthReport) -> None:
        self._checking, self._report, self._fresh = "", report, False
        self._told += 1
        self._room.changed()

    def _test(self, view: DeviceView) -> None:
        category = view.status.category
        if category == "tone":
            self._till.tone("scan")
        elif category in ("display", "scale", "labels"):
            self._till.devices.try_out(category, self._say)
        elif self._twice("test"):
            if category == "drawer":
                self._open_drawer()
            else:
                name = self._room.names().get(self._id, self._id)
                self._till.devices.test_print(self._id, name, self._tested)

    def _tested(self, how: Text) -> None:
        """Say how the page ended, and what to look for on it."""
        self._fresh = False
        self._tell(self._room.tested(how))

    def _open_drawer(self) -> None:
        """Journal the opening, then open."""
        till, actor = self._till, self._till.session.require()

        def journaled(_: None) -> None:
            till.sync.wake()
            self._checking = "external"
            till.devices.care.check(self._id, "external", opened)
            self._room.changed()

        def opened(report: HealthReport) -> None:
            till.devices.note_opening(Kick(actor, "check"), report.passed)
            self._checked(report)

        till.hands.write(
            lambda: till.writes.checkout.no_sale(actor, "test"), journaled, self._failed
        )

    def _learn(self, step: str) -> None:
        self._till.devices.care.learn_polarity(
            self._id, "open" if step == "open" else "closed", self._say
        )

    def _capture(self, view: DeviceView) -> None:
        care = self._till.devices.care
        if view.capturing:
            care.stop_capture(self._id)
            self._note = self._till.words("devices.capture.ended")
            self._told += 1
        else:
            care.start_capture(self._id, self._capturing, self._failed)

    def _capturing(self, name: str) -> None:
        self._tell(self._till.words("devices.capture.into", file=name))

    def _switch(self, view: DeviceView, fault: str) -> None:
        if fault in view.switches:
            self._till.devices.care.switch(self._id, fault, on=not view.switches[fault])

    def _scan(self) -> None:
        if self._code.strip():
            self._till.devices.care.scan(self._id, self._code.strip())

    def _paper(self) -> None:
        self._till.devices.care.paper(self._id, self._drawn, self._failed)

    def _drawn(self, png: bytes) -> None:
        self._png = png
        self._tell("" if png else self._till.words("devices.no_paper_yet"))

    def _silent(self, view: DeviceView) -> None:
        """Set it up anew as one that is never asked."""
        plain = {"id": self._id, "category": "printer", "driver": view.driver,
                 "options": {**view.options, "answers": False}}  # fmt: skip
        said = self._till.words("devices.answers.never_done")
        self._till.devices.care.replace(plain, lambda: self._tell(said), self._failed)

    def _prefer(self) -> None:
        said = self._till.words("devices.preferred")
        self._till.devices.care.prefer(self._id, lambda: self._tell(said), self._failed)

    def _remove(self) -> None:
        if not self._twice("remove"):
            self._note = self._left_waiting()
            return
        name = self._room.names().get(self._id, self._id)

        def removed() -> None:
            self._room.show(None)
            self._room.told(self._till.words("devices.removed", device=name))

        self._till.devices.care.remove(self._id, removed, self._failed)

    def _left_waiting(self) -> str:
        """Say, before the last printer goes, that papers wait and stay."""
        printers = [each.device_id for each in self._till.devices.statuses()
                    if each.category == "printer"]  # fmt: skip
        waiting = len(self._till.reads.open_jobs(("queued",))) if printers == [self._id] else 0
        return self._till.words("devices.remove.waiting", n=waiting) if waiting else ""

    def _say(self, how: Text) -> None:
        self._tell(self._room.say(how))

    def _failed(self, error: SuanpanError) -> None:
        self._wrong = True
        self._till.tone("blocked")
        self._tell(self._room.say(error.text))

    def _tell(self, words: str) -> None:
        self._note, self._told = words, self._told + bool(words)
        self._room.changed()

    # --- what is shown ------------------------------------------------------------------

    def _view(self) -> DeviceView | None:
        views = self._till.devices.care.views()
        return next((each for each in views if each.status.device_id == self._id), None)

    def _lines(self, view: DeviceView) -> Iterator[PanelLine]:
        yield from self._state(view)
        yield self._keys(view)
        yield from self._steps(view)
        yield from self._answers()
        yield from self._after_setup(view)
        yield from device_serving.lines(
            self._till.words, view, self._room.names(), may=self._room.may_set_up()
        )
        yield from About(self._room, view, self._code, self._png).lines()
        yield from self._last_keys(view)

    def _state(self, view: DeviceView) -> Iterator[PanelLine]:
        status = view.status
        state = state_of(status.condition)
        reason = self._room.reason(self._id, status.category, status.reason)
        word = alone(condition_word(self._till, status))
        text = word if state == "ok" or reason == word else reason
        yield PanelLine("state", "note", text, state=state)

    def _steps(self, view: DeviceView) -> Iterator[PanelLine]:
        """Return what mends it, below the keys: those stay where they are when it is mended."""
        tr, status = self._till.words, view.status
        steps = _STEPS.get(status.condition, "")
        if status.reason.code == "hardware.printer.silent":
            steps = "silent"
        if not steps or status.category not in ("printer", "drawer", "scanner"):
            return
        if status.reason.code.startswith("hardware.drawer."):
            return  # left open, or its printer is away: what is wrong says it all
        kind = f"{steps}.scanner" if status.category == "scanner" else steps
        yield PanelLine("steps", "note", tr(f"devices.steps.{kind}"), state="info")
        if self._room.may_set_up() and (steps == "silent" or "host" in view.options):
            yield self._mending(silent=steps == "silent" and status.category == "printer")

    def _mending(self, *, silent: bool) -> PanelLine:
        """Return the key that leads to another address, and the one for what never answers."""
        keys = [("replace", self._till.words("devices.replace"), "plain", "pencil")]
        if silent:
            keys.append(("silent", self._till.words("devices.answers.never_key"), "plain", ""))
        return PanelLine("mending", "keys", options=tuple(keys))

    def _keys(self, view: DeviceView) -> PanelLine:
        tr, category = self._till.words, view.status.category
        checking = tr("devices.checking") if self._checking else tr("devices.check")
        keys: list[Option] = [("check", checking, "plain", "refresh")]
        test = _TESTS.get(category)
        if test is not None:
            armed = self._armed == "test"
            word = tr(f"devices.sure.{category}") if armed else tr(f"devices.{test}")
            kind = "amber" if armed else "ink" if self._fresh else "plain"
            keys.append(("test", word, kind, ""))
        return PanelLine("keys", "keys", options=tuple(keys))

    def _answers(self) -> Iterator[PanelLine]:
        tr, report = self._till.words, self._report
        if self._note:
            state = "fault" if self._wrong else "info"
            yield PanelLine("note", "note", self._note, state=state, news=True)
        if report is None:
            return
        result = {True: "passed", False: "failed", None: "asks"}[report.passed]
        state = {True: "done", False: "fault", None: "info"}[report.passed]
        yield PanelLine("result", "head", tr(f"devices.report.{result}"),
                        value=self._room.time(report.at_ms), news=True)  # fmt: skip
        for at, line in enumerate(report.lines):
            said = self._room.say(line)
            yield PanelLine(f"report {at}", "note", said, state=state, news=True)

    def _after_setup(self, view: DeviceView) -> Iterator[PanelLine]:
        """Say what to do with a new device, and offer the drawer of a printer that has none."""
        tr, category = self._till.words, view.status.category
        if self._fresh and state_of(view.status.condition) == "ok":
            yield PanelLine("fresh", "note", tr(f"devices.fresh.{category}"), state="done")
            if category == "printer" and self._waited:
                said = tr("devices.fresh.waited", n=self._waited)
                yield PanelLine("waited", "note", said, state="info")
        if category == "labels":
            tags = ("tags", tr("devices.tags"), "ink", "tag")
            yield PanelLine("tags", "keys", options=(tags,))
        drawers = [each for each in self._till.devices.statuses() if each.category == "drawer"]
        if category == "printer" and not drawers and self._room.may_set_up():
            yield PanelLine("drawer", "keys", options=(
                ("drawer", tr("devices.setup.drawer_here"), "plain", "drawer"),
            ))  # fmt: skip

    def _last_keys(self, view: DeviceView) -> Iterator[PanelLine]:
        tr, may = self._till.words, self._room.may_set_up()
        yield PanelLine("more", "head", tr("devices.more"))
        if not may:
            yield PanelLine("right", "note", tr("devices.setup.no_right"), state="info")
            return
        yield PanelLine("capture", "switch", tr("devices.capture"), "1" if view.capturing else "",
                        hint=tr("devices.capture.hint"))  # fmt: skip
        holds = view.driver != _PART_OF_ITS_PRINTER and view.status.category != "tone"
        if holds and not view.switches:
            yield PanelLine("lend", "switch", tr("devices.lend"), "1" if view.lent else "",
                            hint=tr("devices.lend.hint" if view.status.category == "printer"
                                    else "devices.lend.hint.plain"))  # fmt: skip
        sure = self._armed == "remove"
        yield PanelLine("change", "keys", options=(
            ("remove", tr("devices.remove.sure" if sure else "devices.remove"),
             "amber" if sure else "danger", "bin"),
            ("replace", tr("devices.replace"), "plain", "pencil"),
        ))  # fmt: skip
