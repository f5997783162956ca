"""The payment screen: three arrangements of the same parts."""

from collections.abc import Callable
from functools import partial

from kivy.clock import Clock

from pos_app.screens import (
    pay_panel,  # noqa: F401  the kv rules name it
    widgets,
)
from pos_app.screens.base import BoundScreen, load_kv
from pos_app.screens.checkout_parts import NoticeBar, Page, as_tall_as_wanted, keep
from pos_app.screens.metrics import COMPACT, PORTRAIT, WIDE, metrics
from pos_app.screens.tender_parts import TakenRow, TenderLineRow
from pos_app.screens.widgets import Drawer
from pos_app.screens.widgets.typed import PadKeys
from pos_app.viewmodels.tender import TenderVM
from pos_app.viewmodels.tender_state import TenderState


class TenderBody(Page):
    """What the arrangements share: the bar of notices and the taken money."""

    def __init__(self, vm: TenderVM) -> None:
        self.notice = NoticeBar()
        self.notice.bind(on_way=lambda _, name, number: vm.notices.act(name, number))
        self.notice.bind(width=as_tall_as_wanted)
        super().__init__(vm, pos_hint={"x": 0, "y": 0})
        self.ids.taken.make_row = partial(TakenRow, vm)

    def show(self, state: TenderState) -> None:  # type: ignore[override]  # its own state
        """Show a new state."""
        self.state = state
        if state.notice is not None:
            self.notice.show(state.notice)
            as_tall_as_wanted(self.notice)
        else:
            self.notice.line.stop()
        middle = self.ids.middle
        at = middle.children.index(self.ids.panel) + 1
        keep(middle, self.notice, shown=state.notice is not None, index=at)


class TenderWide(TenderBody):
    """A register: cart, money, pad beside each other."""

    def __init__(self, vm: TenderVM) -> None:
        super().__init__(vm)
        self.ids.lines.make_row = TenderLineRow


class TenderCompact(TenderBody):
    """A small screen: money and pad."""


class TenderPortrait(TenderBody):
    """A handheld: everything below each other; the pad comes from below when it is needed."""


class TenderPad(Page):
    """The pad in the drawer of a handheld."""


_BODIES: dict[str, Callable[[TenderVM], TenderBody]] = {
    WIDE: TenderWide, COMPACT: TenderCompact, PORTRAIT: TenderPortrait,
}  # fmt: skip


class TenderScreen(BoundScreen):
    """The payment in the arrangement of the moment."""

    def __init__(self, vm: TenderVM) -> None:
        widgets.load()
        load_kv("tender")
        self._later = Clock.create_trigger(self._refresh, -1)
        self._stale = False
        self.body: TenderBody | None = None
        super().__init__(vm)
        self.drawer = Drawer(pos_hint={"x": 0, "y": 0})
        self.drawer.bind(on_dismiss=lambda _: vm.close_pad())
        self.pad = TenderPad(vm)
        self.drawer.put(self.pad)
        self._typing = PadKeys(lambda: self.body, lambda: self.pad.ids.pad, vm.back)
        metrics.bind(layout=self._arrange)
        self._arrange()

    def _arrange(self, *_: object) -> None:
        """Build the arrangement of this layout; unseen, it waits until it is shown again."""
        if self.parent is None and self.body is not None:
            self._stale = True
            return
        self._stale = False
        self.clear_widgets()
        self.body = _BODIES[metrics.layout](self.vm)
        self.add_widget(self.body)
        self.add_widget(self.drawer)
        self._refresh()

    def on_parent(self, *_: object) -> None:
        """Take the layout that was chosen while this was unseen; hear a real keyboard."""
        if self._stale and self.parent is not None:
            self._arrange()
        self.take_keys(self._typing)

    def _heard(self, state: object) -> None:
        """Show the newest state before the next frame, however many came."""
        self._later()

    def _refresh(self, *_: object) -> None:
        state: TenderState = self.vm.state
        self._show(state)
        if self.body is not None:
            self.body.show(state)
            self.pad.state = state
            self.drawer.title = state.typing.word
            self.drawer.shown = state.pad and metrics.layout == PORTRAIT
