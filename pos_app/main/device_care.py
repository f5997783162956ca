"""Looking after the devices for the screens: health, setting up, captures, simulators' switches.

What waits for a device runs off the UI thread; answers come back through the hands.
"""

import logging
import re
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, cast

from inventory.kernel.clock import Clock
from inventory.kernel.errors import Refused, SuanpanError
from inventory.kernel.text import Text
from pos_app import config
from pos_app.hardware.categories.found import Proposal
from pos_app.hardware.categories.health import HealthLevel, HealthReport
from pos_app.hardware.chains import Chains, simulated
from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.polarity import Polarity
from pos_app.main import device_lists as lists
from pos_app.main.captures import begin_capture
from pos_app.main.checking import check
from pos_app.main.looking import discovered, pair
from pos_app.main.misfits import Misfits
from pos_app.main.own_line import require_own_line
from pos_app.viewmodels.base import Cancel, Failed, Hands
from pos_app.viewmodels.device_care import DeviceView, Misfit, Plain

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.hardware.devices import DrawerDevice, WorkedDevice
    from pos_app.hardware.registry import Registry

_LOG = logging.getLogger(__name__)
LETS_GO_WITHIN_S = 15.0
CAPTURES = "captures"


class CareDesk:
    """Looks after the devices of a registry that may not have started yet. UI thread only."""

    def __init__(
        self, configs: list[DeviceConfig], folder: "Path", hands: Hands, clock: Clock
    ) -> None:
        self._configs, self._folder = configs, folder
        self.unfit = Misfits((), ())
        self._hands, self._clock = hands, clock
        self._registry: Registry | None = None
        self._changing = threading.Lock()
        self._polarities: dict[str, Polarity] = {}
        self.changed: Callable[[], None] = lambda: None

    def begin(self, registry: "Registry") -> None:
        """Work with these devices from now on."""
        self._registry = registry

    def set_up(self) -> None:
        """Set up all devices, or those that are right; the others are misfits from now on."""
        registry, wanted = self._devices(), list(self._configs)
        try:
            registry.set_up(wanted)
        except SuanpanError:
            for described, reason in registry.set_up_each(wanted):
                number = next(at for at, each in enumerate(wanted) if each is described)
                self.unfit.refused(described, reason, number)
            self._configs[:] = registry.configs()

    # --- looking -----------------------------------------------------------------------------

    def views(self) -> tuple[DeviceView, ...]:
        """Return every device as it is now."""
        if self._registry is None:
            return ()
        configs, served = {each.device_id: each for each in self._configs}, self.services()
        return tuple(
            self._view(each, configs[each.device_id], served.get(each.device_id, lists.Service("")))
            for each in self._registry.devices()
            if each.device_id in configs
        )

    def services(self) -> Mapping[str, lists.Service]:
        """Return what each printer and drawer serves for."""
        if self._registry is None:
            return {}
        registry, found = self._registry, {each.device_id for each in self.drawers()}
        served = lists.services(registry.configs(), self.chains())
        away = {each.device_id for each in registry.drawers()} - found
        return {**served, **dict.fromkeys(away, lists.Service("practice"))}

    def chains(self) -> Chains:
        """Return who prints what: no simulated printer where a real one stands in the file."""
        chains = self._devices().chains
        practice = all(chains.is_simulated(each) for each in chains.of("receipt"))
        return Chains() if practice and self.unfit.real("printer") else chains

    def practising(self) -> frozenset[str]:
        """Return the simulated printers and drawers that are only there to be tried."""
        return frozenset(name for name, each in self.services().items() if each.what == "practice")

    def simulated(self) -> frozenset[str]:
        """Return the devices in service that are only programs."""
        registry = self._registry
        return lists.unreal(registry.configs(), self.services()) if registry else frozenset()

    def drawers(self) -> "tuple[DrawerDevice, ...]":
        """Return the drawers; the first one is the one that sales open."""
        if self._registry is None:
            return ()
        found = {each.device_id: each for each in self._registry.drawers()}
        programs = simulated(self._registry.configs())
        names = [each for each in found if each not in programs or not self.unfit.real("drawer")]
        return tuple(found[name] for name in lists.by_service(names, programs))

    def _view(
        self, device: "WorkedDevice", described: DeviceConfig, service: lists.Service
    ) -> DeviceView:
        registry, device_id = self._devices(), device.device_id
        tap, record = registry.tap(device_id), registry.records.of(device_id)
        return DeviceView(
            status=device.status,
            state=device.state,
            power=device.power,
            claimed=device.claimed,
            lent=device.lent,
            enabled=device.enabled,
            waiting=device.worker.waiting,
            statistics=record.statistics(),
            faults=record.faults(),
            last_scan=tap.last_scan(),
            capturing=tap.capturing,
            switches=self._switches(device_id),
            driver=described.driver,
            options=described.options,
            serves=service.what,
            behind=service.behind,
        )

    def check(
        self, device_id: str, level: HealthLevel, then: Callable[[HealthReport], None]
    ) -> None:
        """Check a device; one that hangs is reported by the deadline."""
        check(self._find(device_id), (device_id, level), self._hands, self._clock, then)

    def misfits(self) -> tuple[Misfit, ...]:
        """Return what stands in the file and cannot be used."""
        return self.unfit.all()

    # --- setting up --------------------------------------------------------------------------

    def discover(
        self,
        then: Callable[[tuple[Proposal, ...]], None],
        failed: Failed,
        *,
        network: bool = False,
        serial: bool = False,
    ) -> None:
        """Look for devices that are not set up yet, on a spare thread."""
        configs = tuple(self._configs)
        self._hands.work(lambda: discovered(configs, network=network, serial=serial), then, failed)

    def pair(self, then: Callable[[Proposal | None], None], within_s: float = 30.0) -> Cancel:
        """Wait for a scan on a thread of its own."""
        return pair(self._configs, self._hands, self._clock, within_s, then)

    def add(
        self, plain: Plain, then: Callable[[], None], failed: Failed, instead: str = ""
    ) -> None:
        """Set a device up and write it down."""
        self._change(lambda: self._added(plain, instead), then, failed)

    def replace(
        self, plain: Plain, then: Callable[[], None], failed: Failed, name: str = ""
    ) -> None:
        """Set a device up anew, under its name or another one."""
        self._change(lambda: self._replaced(plain, name), then, failed)

    def prefer(self, device_id: str, then: Callable[[], None], failed: Failed) -> None:
        """Let this printer or drawer serve first among its kind."""
        self._change(lambda: self._preferred(device_id), then, failed)

    def remove(self, device_id: str, then: Callable[[], None], failed: Failed) -> None:
        """Take a device away."""
        self._change(lambda: self._removed(device_id), then, failed)

    def _change(
        self, work: Callable[[], list[DeviceConfig]], then: Callable[[], None], failed: Failed
    ) -> None:
        """Change the devices off the UI thread, one change after the other, and write them down.

        What is refused, or cannot be written, is taken back. A misfit that a change mended is a
        device again.
        """

        def change() -> None:
            with self._changing:
                before, unfit = list(self._devices().configs()), self.unfit.all()
                records = self._devices().records
                named = records.named()
                try:
                    after = self._with_mended(work())
                    aside = config.save_devices(self._folder / config.FILE, self.unfit.among(after))
                except SuanpanError:
                    self.unfit.restore(unfit)
                    records.rename_back(named)
                    self._bring_about(before)
                    raise
                self._configs[:] = after
                if aside:
                    self.unfit.set_aside(aside)

        def told(answer: Callable[..., None], *given: SuanpanError) -> None:
            self.changed()  # also where it was refused: devices that were taken back are new ones
            answer(*given)

        self._hands.work(change, lambda _: told(then), lambda error: told(failed, error))

    def _with_mended(self, wanted: list[DeviceConfig]) -> list[DeviceConfig]:
        """Return the devices with those misfits that can be set up beside them."""
        mended = self.unfit.mended(self._devices())
        self.unfit.leave([each for each, _ in mended])
        for misfit, described in sorted(mended, key=lambda each: each[0].place):
            wanted.insert(self.unfit.at(misfit), described)
        self._devices().arrange([each.device_id for each in wanted])
        return wanted

    def _added(self, plain: Plain, instead: str = "") -> list[DeviceConfig]:
        added = DeviceConfig.of(plain)
        if added.device_id in {each.device_id for each in self._configs}:
            raise Refused(Text.of("hardware.config.twice", device=added.device_id))
        require_own_line(added, self._configs)
        gone = [*self.unfit.of(instead), *self.unfit.of(added.device_id)]
        place = self.unfit.at(gone[0]) if gone else len(self._configs)
        wanted = self._tried([*self._configs[:place], added, *self._configs[place:]])
        self.unfit.leave(gone)
        return wanted

    def _removed(self, device_id: str) -> list[DeviceConfig]:
        unfit = [each for each in self.unfit.of(device_id) if each.key == device_id]
        if unfit:
            lost = self.unfit.real("printer")
            self.unfit.leave(unfit)
            return self._tried(list(self._configs), lost=lost)
        gone = self._known(device_id)
        for other in lists.hanging_on(self._configs, device_id)[:1]:
            raise Refused(Text.of("hardware.config.in_use", device=device_id, other=other))
        return self._tried([each for each in self._configs if each is not gone])

    def _replaced(self, plain: Plain, name: str = "") -> list[DeviceConfig]:
        new = DeviceConfig.of(plain)
        there = {each.device_id for each in self._configs}
        if new.device_id not in there:
            return self._added(plain)
        if name in there or self.unfit.of(name):
            raise Refused(Text.of("hardware.config.twice", device=name))
        old = self._known(new.device_id)
        require_own_line(new, self._configs, old)
        wanted = [new if each is old else each for each in self._configs]
        if not name:
            return self._tried(wanted)
        self._devices().records.rename(new.device_id, name)
        self.unfit.renamed(new.device_id, name)
        return self._tried(lists.renamed(wanted, new.device_id, name))

    def _preferred(self, device_id: str) -> list[DeviceConfig]:
        self._known(device_id)
        return self._tried(lists.preferred(self._configs, device_id))

    def _tried(self, wanted: list[DeviceConfig], *, lost: bool = False) -> list[DeviceConfig]:
        """Bring these devices about, a simulated printer so that it takes no paper that waits."""
        there = self._devices().configs()
        wanted = lists.marked(there, wanted, self._clock.now_ms() + 1, lost=lost)
        self._bring_about(wanted)
        return wanted

    def _bring_about(self, wanted: list[DeviceConfig]) -> None:
        """Let these devices be there: those that differ are closed and made, others stay.

        A drawer that hangs on a printer is made anew with it; one that only gets another place
        among the printers stays. What is being printed is waited for.
        """
        registry = self._devices()
        there = registry.configs()
        changed = {each.device_id for each in there if not lists.stays(each, wanted)}
        hanging = {each.device_id for each in there if each.options.get("printer") in changed}
        for name in changed:
            registry.let_end(name, LETS_GO_WITHIN_S)
        for name in (*hanging, *(changed - hanging)):
            registry.remove(name)
        registry.place(wanted)
        kept = {each.device_id for each in registry.configs()}
        registry.set_up([each for each in wanted if each.device_id not in kept])
        registry.arrange([each.device_id for each in wanted])

    def _known(self, device_id: str) -> DeviceConfig:
        for each in self._configs:
            if each.device_id == device_id:
                return each
        raise Refused(Text.of("config.device_unknown", device=device_id, file=config.FILE))

    # --- captures, simulators, the drawer's sensor -------------------------------------------

    def lend(self, device_id: str, *, lent: bool) -> None:
        """Let another program have it."""
        device = self._devices().device(device_id)
        (device.release if lent else device.claim)()

    def start_capture(self, device_id: str, then: Callable[[str], None], failed: Failed) -> None:
        """Begin to keep what passes."""
        tap, folder = self._devices().tap(device_id), self._folder / CAPTURES
        name = re.sub(r"[^A-Za-z0-9_-]", "_", device_id)
        path = folder / f"{name}-{self._clock.now_ms()}.jsonl"
        self._hands.work(lambda: begin_capture(tap.start, path), then, failed)

    def stop_capture(self, device_id: str) -> None:
        """End a capture."""
        self._devices().tap(device_id).stop()

    def replay(self, device_id: str, name: str, failed: Failed) -> None:
        """Let a simulated scanner read what a capture holds; refused for a strange file."""
        from pos_app.hardware import replay

        scan = cast("Any", self._devices().driver(device_id)).scan
        path = self._folder / CAPTURES / name
        self._hands.work(lambda: replay.into_scanner(replay.read(path), scan), None, failed)

    def scan(self, device_id: str, code: str) -> None:
        """Let a simulated scanner read a code."""
        driver: Any = self._simulator(device_id)
        if not hasattr(driver, "scan"):
            raise KeyError(device_id)
        driver.scan(code)

    def paper(self, device_id: str, then: Callable[[bytes], None], failed: Failed) -> None:
        """Draw the last paper of a simulated printer, on a spare thread."""
        driver: Any = self._simulator(device_id)
        if driver is None or not getattr(driver, "papers", ()):
            then(b"")
            return
        self._hands.work(driver.paper_png, then, failed)

    def _switches(self, device_id: str) -> Mapping[str, bool]:
        driver: Any = self._simulator(device_id)
        return dict(driver.switches) if driver is not None else {}

    def switch(self, device_id: str, fault: str, *, on: bool) -> None:
        """Turn a simulator's fault on or off."""
        driver: Any = self._simulator(device_id)
        if driver is None or fault not in driver.switches:
            raise KeyError(fault)
        driver.switch(fault, on=on)

    def _simulator(self, device_id: str) -> object | None:
        """Return what is inside a simulated device; a drawer on a printer is not one itself."""
        try:
            driver = self._devices().driver(device_id)
        except KeyError:
            return None
        return driver if hasattr(driver, "switches") else None

    def learn_polarity(
        self, device_id: str, step: Literal["open", "closed"], then: Callable[[Text], None]
    ) -> None:
        """Take the drawer's sensor as it reads now; a printer that cannot tell says so."""
        learner = self._polarities.setdefault(device_id, Polarity())

        def take(high: bool | None) -> None:  # noqa: FBT001 - a reading, as the device gives it
            told = learner.take(step, high=high)
            level = learner.open_is_high
            if level is None:
                then(told)
            else:
                self._keep_level(device_id, int(level), told, then)

        device: Any = self._find(device_id)
        if device is None or not hasattr(device, "sense"):
            take(None)
        else:
            device.sense(lambda high: self._hands.post(lambda: take(high)))

    def _keep_level(
        self, device_id: str, open_level: int, told: Text, then: Callable[[Text], None]
    ) -> None:
        """Write what was learned into the drawer's settings and let it work by that."""
        old = next(each for each in self._configs if each.device_id == device_id)
        new = {**old.options, "drawer_open_level": open_level}
        plain = {**old.as_plain(), "options": new}
        self.replace(plain, lambda: then(told), lambda error: then(error.text))

    def _find(self, device_id: str) -> "WorkedDevice | None":
        try:
            return self._devices().device(device_id)
        except KeyError:
            return None

    def _devices(self) -> "Registry":
        assert self._registry is not None
        return self._registry
