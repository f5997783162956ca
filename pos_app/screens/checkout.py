"""The checkout screen: three arrangements of the same parts, and the drawer over them."""

from collections.abc import Callable

from kivy.clock import Clock
from kivy.uix.widget import Widget

from pos_app.screens import widgets
from pos_app.screens.base import BoundScreen, load_kv
from pos_app.screens.checkout_parts import (
    CartPage,
    EmptyPage,
    HitsPage,
    MatrixPage,
    NoticeBar,
    Page,
    ParkedPage,
    WhyPage,
    as_tall_as_wanted,
    keep,
)
from pos_app.screens.checkout_sheets import Sheet, make_sheet
from pos_app.screens.keyboard import keyboard
from pos_app.screens.metrics import COMPACT, PORTRAIT, WIDE, metrics
from pos_app.screens.tr import tr
from pos_app.screens.widgets import Bar, Drawer, LastSale, ScanField
from pos_app.viewmodels.checkout import CheckoutVM
from pos_app.viewmodels.checkout_state import CheckoutState, Strip


class CheckoutBody(Page):
    """What the three arrangements share: a place for the cart, bars above it, the strip."""

    def __init__(self, vm: CheckoutVM) -> None:
        self._pages: dict[type[Page], Page] = {}
        self.alert = Bar(tone="alert", size_hint_y=None)
        self.alert.bind(on_way=lambda _, name, code: vm.money.alert(name, code))
        self.notice = NoticeBar()
        self.notice.bind(on_way=lambda _, name, number: vm.notices.act(name, number))
        self.strip = LastSale(size_hint_y=None)
        self.strip.bind(on_way=lambda _, name: vm.money.last_sale(name))
        self._strip_number = 0
        for bar in (self.alert, self.notice, self.strip):
            bar.bind(width=as_tall_as_wanted, ways=as_tall_as_wanted)
        super().__init__(vm, pos_hint={"x": 0, "y": 0})

    def show(self, state: CheckoutState) -> None:
        """Show a new state in whatever page stands now."""
        super().show(state)
        self._bars(state)
        self._put(self.ids.place, self.wanted_page(state), state)
        if self.field is not None:
            self.field.fill_in(state.search)

    @property
    def field(self) -> ScanField | None:
        """The field for typing, where this arrangement has one."""
        found = self.ids.get("field")
        return None if found is None else found.__self__  # the widget behind the weak id

    def wanted_page(self, state: CheckoutState) -> type[Page]:
        """Return what stands in the place of the cart."""
        if self.field is not None and (state.search or state.sheet == "find"):
            return HitsPage
        return EmptyPage if state.empty else CartPage

    def _put(self, card: Widget, kind: type[Page], state: CheckoutState) -> None:
        """Let one page stand in a card; a page that stands already only hears the state."""
        page = self._pages.get(kind)
        if page is None:
            page = self._pages[kind] = kind(self.vm)
        elif page.state is not state:
            page.show(state)
        if page not in card.children:  # never ``is``: an id is a weak proxy, no widget
            for other in [each for each in card.children if isinstance(each, Page)]:
                card.remove_widget(other)
            card.add_widget(page, index=len(card.children))

    def _bars(self, state: CheckoutState) -> None:
        if state.alert is not None:
            alert = state.alert
            self.alert.text, self.alert.strong, self.alert.sub = alert.text, alert.code, alert.sub
            self.alert.mark = alert.number
            self.alert.ways = list(alert.ways)
        if state.notice is not None:
            self.notice.show(state.notice)
        else:
            self.notice.line.stop()
        if state.strip is not None:
            self._show_strip(state.strip)
        else:
            self.strip.line.stop()
        self._keep_bars(state)

    def _keep_bars(self, state: CheckoutState) -> None:
        """Let the bars stand where this arrangement has them."""
        card, work = self.ids.place, self.ids.get("work", self)
        top = len(self.children) if work is not self else self.children.index(card) + 1
        keep(self, self.alert, shown=state.alert is not None, index=top)
        keep(card, self.notice, shown=state.notice is not None, index=0)
        at = work.children.index(card) + 1
        keep(work, self.strip, shown=state.strip is not None, index=at)

    def _show_strip(self, face: Strip) -> None:
        strip = self.strip
        strip.title, strip.receipt, strip.note = face.title, face.receipt, face.note
        strip.rows, strip.ways = [list(row) for row in face.rows], list(face.ways)
        strip.change_word, strip.change, strip.small = face.change_word, face.change, face.small
        strip.symbol = self.state.symbol
        as_tall_as_wanted(strip)
        fresh, self._strip_number = face.number != self._strip_number, face.number
        if fresh and face.seconds:
            strip.line.run(face.seconds)
        elif fresh or face.small:
            strip.line.stop()


class CheckoutWide(CheckoutBody):
    """A register: cart beside the money."""

    def show(self, state: CheckoutState) -> None:
        """Show what stands beside the cart as well."""
        super().show(state)
        beside: type[Page] = MatrixPage
        if state.alert is not None:
            beside = WhyPage
        elif state.empty:
            beside = ParkedPage
        self._put(self.ids.beside, beside, state)


class CheckoutCompact(CheckoutBody):
    """A small screen: the cart over the full width, the money docked below."""


class CheckoutPortrait(CheckoutBody):
    """A handheld: newest line first, total and keys at the thumb."""

    def __init__(self, vm: CheckoutVM) -> None:
        self._count = Clock.create_trigger(self._count_below, 0)
        super().__init__(vm)

    def show(self, state: CheckoutState) -> None:
        """Show a new state, and how many lines are out of sight."""
        super().show(state)
        page = self._pages.get(CartPage)
        if page is not None and not page.watched:
            page.watched = True
            for name in ("offset", "size", "items"):
                page.ids.cart.fbind(name, self._count)
        self._count()

    def _count_below(self, *_: object) -> None:
        page, below = self._pages.get(CartPage), self.ids.below
        hidden, longer = 0.0, False
        if page is not None and page.parent is not None:
            cart = page.ids.cart
            hidden = cart.furthest - cart.offset
            longer = cart.inner.height > cart.height + below.height
        # Its place does not hang on its words: a place that comes and goes moves the list.
        below.height = metrics.u(4.9) if longer else 0
        lines = round(hidden / metrics.row) if longer else 0
        below.text = tr.t("ui.more_below", n=lines) if lines > 0 else ""


class _Typing:
    """Typing where no field stands: the search opens with what was typed."""

    figures = False

    def __init__(self, vm: CheckoutVM) -> None:
        self._vm = vm

    def insert(self, text: str) -> None:
        """Open the search with this."""
        self._vm.start_search()
        self._vm.finding.type(self._vm.finding.text + text)

    def command(self, name: str) -> None:
        """Close what is open."""
        if name == "escape":
            self._vm.close()

    def compose(self, text: str) -> None:
        """Nothing is composed here."""

    def submit(self) -> None:
        """Enter without text means nothing."""


_BODIES: dict[str, Callable[[CheckoutVM], CheckoutBody]] = {
    WIDE: CheckoutWide, COMPACT: CheckoutCompact, PORTRAIT: CheckoutPortrait,
}  # fmt: skip


class CheckoutScreen(BoundScreen):
    """The counter in the arrangement of the moment, and one drawer over it."""

    def __init__(self, vm: CheckoutVM) -> None:
        widgets.load()
        load_kv("checkout", "checkout_narrow", "checkout_sheets")
        self._later = Clock.create_trigger(self._refresh, -1)
        self._typing = _Typing(vm)
        self._stale = False
        self.body: CheckoutBody | None = None
        super().__init__(vm)
        self.drawer = Drawer(pos_hint={"x": 0, "y": 0})
        self.drawer.bind(on_dismiss=lambda _: vm.close())
        self.sheet: Sheet | None = None
        self._searching = False
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
        self.sheet = None
        self._refresh()
        self._take_keys()

    def on_parent(self, *_: object) -> None:
        """Hear typing that no field wants while this is shown."""
        if self._stale and self.parent is not None:
            self._arrange()
        self._take_keys()
        self._later()

    def _take_keys(self) -> None:
        self.take_keys((self.body.field if self.body is not None else None) or self._typing)

    def _heard(self, state: object) -> None:
        """Show the newest state before the next frame, however many came."""
        self._later()

    def _refresh(self, *_: object) -> None:
        state: CheckoutState = self.vm.state
        self._show(state)
        if self.body is not None and self.body.state is not state:
            self.body.show(state)
        self._show_sheet(state)

    def _show_sheet(self, state: CheckoutState) -> None:
        """Open, follow or close the drawer; a register searches without one.

        What opens takes the keys: not while nobody sees it.
        """
        if self.get_root_window() is None:
            return
        name = state.sheet
        field = self.body.field if self.body is not None else None
        if name == "find" and field is not None:
            if not self._searching:
                keyboard.focus(field)
                keyboard.shown = True
            name = ""
        self._searching = state.sheet == "find"
        if not name:
            self.sheet = None
        elif self.sheet is None or self.sheet.name != name:
            self.sheet = make_sheet(name, self.vm)
            self.drawer.put(self.sheet)
        else:
            self.sheet.show(state)
        self.drawer.title = state.pad.title if state.pad else state.sheet_title
        self.drawer.shown = bool(name)
