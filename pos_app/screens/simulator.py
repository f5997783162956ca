"""The window of a simulated device: the device itself, what can be done to it, its faults."""

from collections.abc import Callable
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.properties import BooleanProperty, NumericProperty

from pos_app.screens import widgets
from pos_app.screens.base import BoundScreen, load_kv
from pos_app.screens.keyboard import keyboard
from pos_app.screens.layout import Column
from pos_app.screens.metrics import COMPACT, Profile, metrics
from pos_app.screens.simulator_parts import (
    DisplayBody,
    DrawerBody,
    PaperBody,
    ScaleBody,
    ScannerBody,
)
from pos_app.screens.theme import theme
from pos_app.screens.widgets import Key, SoftKeys
from pos_app.screens.widgets.part import show
from pos_app.viewmodels.simulator import FaultKey, SimulatorState, SimulatorVM

_BODIES: dict[str, Callable[[SimulatorVM], Any]] = {
    "printer": PaperBody, "labels": PaperBody, "scanner": ScannerBody, "drawer": DrawerBody,
    "display": DisplayBody, "scale": ScaleBody,
}  # fmt: skip


_LEAST_MM = {"scale": 92, "drawer": 50, "scanner": 44}
_BESIDE = frozenset({"scale", "printer", "labels"})
_NARROW_MM = 70


class SimulatorScreen(BoundScreen):
    """Bound to a ``SimulatorVM``.

    ``beside``: device and faults stand beside each other. ``lifted``: what the keys on the screen
    cover below.
    """

    beside = BooleanProperty(False)
    lifted = NumericProperty(0)

    def __init__(self, vm: SimulatorVM) -> None:
        widgets.load()
        load_kv("simulator")
        self._body = _BODIES[vm.state.category](vm)
        self._faults = FaultKeys(vm)
        self._fit = Clock.create_trigger(self._fitted, -1)
        super().__init__(vm)
        self.ids.place.add_widget(self._body)
        self.ids.side.hold(self._faults)
        self.add_widget(SoftKeys())
        self.ids.middle.bind(size=self._fit)
        self._faults.bind(height=self._fit)
        keyboard.bind(height=self._fit, shown=self._fit)
        self._show(vm.state)
        self._fit()

    def _show(self, state: SimulatorState) -> None:
        super()._show(state)
        self._body.face = state
        self._faults.show(state.faults)

    def _fitted(self, *_: object) -> None:
        """Give the faults what the device leaves; none while somebody types."""
        side, category = self.ids.side, self.state.category
        typing = keyboard.shown and keyboard.height > 0
        self.lifted = keyboard.height if typing else 0
        self.beside = self.width > self.height and category in _BESIDE
        show(side, not typing)
        if self.beside:
            return
        room = self.ids.middle.height - metrics.u(_LEAST_MM.get(category, 30)) - metrics.s3
        side.height = 0 if typing else max(0, min(self._faults.height, room))


class FaultKeys(Column):
    """A key for each fault; one that is on is amber and says how it ends."""

    count = NumericProperty(1)

    def __init__(self, vm: SimulatorVM) -> None:
        super().__init__()
        self._vm = vm

    def show(self, faults: tuple[FaultKey, ...]) -> None:
        """Keep one key a fault; a key stays while its fault does."""
        cells = self.ids.cells
        self.count = max(1, len(faults))
        while len(cells.children) > len(faults):
            cells.remove_widget(cells.children[0])
        while len(cells.children) < len(faults):
            key = Key()
            key.bind(on_release=lambda key: self._vm.switch(key.name))
            cells.add_widget(key)
        for key, fault in zip(reversed(cells.children), faults, strict=True):
            key.name, key.text = fault.name, fault.word
            key.kind = "amber" if fault.on else "plain"
            key.icon = "triangle" if fault.on and self.width > metrics.u(_NARROW_MM) else ""
            key.padding_px = metrics.s2 if self.width > metrics.u(_NARROW_MM) else metrics.s1


def dress(state: SimulatorState) -> None:
    """Take the till's millimetres, colours and size of type."""
    look = state.look
    theme.use("dark" if look.theme == "dark" else "light")
    width, height = (int(side) for side in Window.size)
    profile = Profile("window", width, height, look.px_per_mm)
    metrics.use(profile, layout=COMPACT, scale=look.text_scale)
    Window.clearcolor = theme.colour("bg")
    Window.set_title(state.title)


class SimulatorWindow:
    """Shows a device in this process's window; what a scanner types there is scanned."""

    def __init__(self, vm: SimulatorVM) -> None:
        self._vm = vm
        self._worn = (vm.state.look, vm.state.title)
        dress(vm.state)
        self.screen = SimulatorScreen(vm)
        self._leave = vm.listen(self._wear)
        keyboard.attach()
        keyboard.bind(on_scan=self._scanned)
        Window.bind(on_resize=self._resized)
        Window.add_widget(self.screen)

    def leave(self) -> None:
        """Give the window back."""
        Window.unbind(on_resize=self._resized)
        keyboard.unbind(on_scan=self._scanned)
        Window.remove_widget(self.screen)
        self.screen.leave()
        self._leave()

    def _wear(self, state: SimulatorState) -> None:
        worn = (state.look, state.title)
        if worn != self._worn:
            self._worn = worn
            dress(state)

    def _resized(self, *_: object) -> None:
        dress(self._vm.state)

    def _scanned(self, _: object, code: str, __: int) -> None:
        if self._vm.state.category == "scanner":
            self._vm.scan(code)
