"""What is known of one device, as lines: live, last scan, sensor, simulator, counts, faults."""

from collections.abc import Iterator

from pos_app.hardware.categories.device import Condition
from pos_app.viewmodels import device_words
from pos_app.viewmodels.device_care import DeviceView
from pos_app.viewmodels.device_lines import PanelLine
from pos_app.viewmodels.device_room import Room

_FAULTS_SHOWN = 8


class About:
    """The lines of one device at this moment."""

    def __init__(self, room: Room, view: DeviceView, code: str, png: bytes) -> None:
        self._room, self._view, self._tr = room, view, room.till.words
        self._code, self._png = code, png

    def lines(self) -> Iterator[PanelLine]:
        """Return all of them."""
        yield from self._facts()
        if self._view.status.category == "drawer" and "printer" in self._view.options:
            yield from self._sensor()  # only a printer's contact is there to be learned
        yield from self._simulator()
        yield from self._counts()
        yield from self._faults()

    def _facts(self) -> Iterator[PanelLine]:
        tr, view = self._tr, self._view
        status = view.status
        yield PanelLine("live", "head", tr("devices.now"))
        facts = [("devices.kind_word", device_words.note(tr, view))]
        if status.category == "printer":
            facts += [("devices.paper", self._paper(status.condition)),
                      ("devices.cover", self._cover(status.condition))]  # fmt: skip
        facts.append(("devices.power", tr(f"devices.power.{view.power.value}")))
        if view.waiting:
            facts.append(("devices.queue", tr("devices.jobs", n=view.waiting)))
        facts.append(("devices.since", self._room.time(status.since_ms)))
        for label, value in facts:
            yield PanelLine(label, "fact", tr(label), value)
        yield from self._last_scan()

    def _paper(self, condition: Condition) -> str:
        """Return how the paper is, as far as the printer tells."""
        words = {Condition.PAPER_OUT: "out", Condition.PAPER_LOW: "low"}
        known = words.get(condition, "enough" if condition is Condition.READY else "unknown")
        return self._tr(f"devices.paper.{known}")

    def _cover(self, condition: Condition) -> str:
        """Return how the cover is, as far as the printer tells."""
        shut = condition in (Condition.READY, Condition.PAPER_LOW, Condition.PAPER_OUT)
        known = "open" if condition is Condition.COVER_OPEN else "shut" if shut else "unknown"
        return self._tr(f"devices.cover.{known}")

    def _last_scan(self) -> Iterator[PanelLine]:
        tr, view = self._tr, self._view
        last = view.last_scan
        if view.status.category != "scanner":
            return
        if last is None:
            yield PanelLine("scan", "note", tr("devices.scan_something"), state="info")
            return
        yield PanelLine("code", "fact", tr("devices.last_scan"), last.code.strip())
        if set(last.code.strip()) == {"*"}:
            yield PanelLine("hidden", "note", tr("devices.scan_hidden"), state="info")
        yield PanelLine("at", "fact", tr("devices.scan_at"), self._room.time(last.at_ms))
        count, ms = len(last.code.strip()), last.took_ms
        took = tr("devices.scan_at_once", n=count)
        if ms:
            each = f"{ms / max(1, count - 1):.1f}"
            took = tr("devices.scan_timing", n=count, ms=ms, each=each)
        yield PanelLine("took", "fact", tr("devices.scan_took"), took)

    def _sensor(self) -> Iterator[PanelLine]:
        tr, view = self._tr, self._view
        learned = "drawer_open_level" in view.options
        yield PanelLine("sensor", "head", tr("devices.sensor"))
        word = tr("devices.sensor.learned" if learned else "devices.sensor.how")
        yield PanelLine("how", "note", word, state="done" if learned else "info")
        if self._room.may_set_up():
            steps = (("learn:open", "open"), ("learn:closed", "shut"))
            keys = tuple((key, tr(f"devices.sensor.{word}")) for key, word in steps)
            yield PanelLine("learn", "keys", options=keys)

    def _simulator(self) -> Iterator[PanelLine]:
        tr, view = self._tr, self._view
        if not view.switches:
            return
        yield PanelLine("simulator", "head", tr("devices.simulator"))
        windows, device_id = self._room.till.devices.windows, view.status.device_id
        if windows.has(device_id):
            word = "devices.window.front" if windows.is_open(device_id) else "devices.window"
            yield PanelLine("window", "keys", options=(("window", tr(word), "plain", "upload"),))
        if view.status.category == "scanner":
            yield PanelLine("code", "text", tr("devices.simulator.code"), self._code)
            read = ("scan", tr("devices.simulator.scan"), "ink", "scan")
            yield PanelLine("scan", "keys", options=(read,))
        for fault, on in view.switches.items():
            key = f"devices.fault.{fault}"
            word = tr(key) if tr.knows(key) else fault
            yield PanelLine(f"fault:{fault}", "switch", word, "1" if on else "")
        if view.status.category == "printer":
            show = ("paper", tr("devices.simulator.paper"), "plain", "receipt")
            yield PanelLine("paper", "keys", options=(show,))
            if self._png:
                yield PanelLine("picture", "picture", png=self._png)

    def _counts(self) -> Iterator[PanelLine]:
        tr, view = self._tr, self._view
        known = [
            (name, n) for name, n in view.statistics.items() if tr.knows(f"devices.stat.{name}")
        ]
        if known:
            yield PanelLine("counts", "head", tr("devices.counts"))
        for name, n in known:
            yield PanelLine(name, "fact", tr(f"devices.stat.{name}"), str(n))

    def _faults(self) -> Iterator[PanelLine]:
        tr, view = self._tr, self._view
        yield PanelLine("faults", "head", tr("devices.faults"))
        if not view.faults:
            yield PanelLine("none", "note", tr("devices.no_faults"), state="done")
        for at, fault in enumerate(view.faults[:_FAULTS_SHOWN]):
            ended = fault.ended_ms
            until = tr("devices.lasting") if ended is None else self._room.time(ended)
            when = f"{self._room.time(fault.began_ms)} – {until}"
            yield PanelLine(f"when {at}", "fact", tr(f"hardware.condition.{fault.condition}"), when)
            category = view.status.category
            said = self._room.reason(fault.device_id, category, fault.reason)
            state = "fault" if ended is None else "info"
            said = said if ended is None else tr("devices.fault_over", reason=said)
            yield PanelLine(f"fault {at}", "note", said, state=state)
