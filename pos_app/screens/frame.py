"""What stands around every screen: the ways between them, and the bar of words above.

Wide: a rail at the side. Compact: a menu key that opens a drawer. Portrait: tabs below. A screen
with ``bare = True`` (the login) has the whole window.
"""

from collections.abc import Callable

from kivy.clock import Clock
from kivy.factory import Factory
from kivy.input.motionevent import MotionEvent
from kivy.properties import BooleanProperty, ListProperty, StringProperty
from kivy.uix.widget import Widget

from pos_app.i18n import LANGUAGES
from pos_app.screens import widgets
from pos_app.screens.base import BoundScreen, load_kv, on_ui
from pos_app.screens.keyboard import keyboard
from pos_app.screens.layout import Column
from pos_app.screens.metrics import COMPACT, PORTRAIT, WIDE, metrics
from pos_app.screens.tr import tr
from pos_app.screens.widgets.part import place, show
from pos_app.viewmodels.shell import Place, Shell
from pos_app.viewmodels.status_bar import StatusBarVM

# place, its word, its icon; every one of them works
WAYS: tuple[tuple[Place, str, str], ...] = (
    ("checkout", "ui.rail.sale", "cart"),
    ("receipt", "frame.place.receipt", "receipt"),
    ("price_tags", "frame.place.price_tags", "tag"),
    ("devices", "frame.place.devices", "printer"),
    ("settings", "frame.place.settings", "settings"),
)
# A place that belongs to another's work is shown under it.
_UNDER: dict[Place, Place] = {"tender": "checkout", "quick_create": "checkout"}


class Frame(BoundScreen):
    """``show(screen)`` puts a screen inside; ``search`` is what the bar's search key does."""

    entries = ListProperty([])
    here = StringProperty("")
    searches = BooleanProperty(False)

    def __init__(
        self, vm: StatusBarVM, shell: Shell, search: Callable[[], None] | None = None
    ) -> None:
        widgets.load()
        load_kv("frame")
        self._shell, self._search = shell, search
        self._body: Widget | None = None
        self._later = Clock.create_trigger(self._arrange, -1)
        super().__init__(vm)
        shell.listen(lambda _: on_ui(self._write))
        self.bind(pos=self._later, size=self._later, state=self._turned)
        metrics.bind(u=self._turned, mirrored=self._turned)
        tr.bind(t=self._turned)
        self._turned()

    @property
    def body(self) -> Widget | None:
        """The screen that is shown now."""
        return self._body

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Let bar and ways feel a touch first: whatever lies open in a screen, the lock locks."""
        if not self.ids.menu.shown:
            for part in (self.ids.bar, self.ids.nav):
                inside = part.opacity and part.collide_point(*touch.pos)
                if inside and part.on_touch_down(touch):
                    return True
        return bool(super().on_touch_down(touch))

    def show(self, screen: Widget) -> None:
        """Show this screen instead of the one before."""
        if screen is self._body:
            return
        keyboard.move_on()
        keyboard.shown = False
        self.close_menu()
        if self._body is not None:
            self.remove_widget(self._body)
        self._body = screen
        screen.size_hint = (None, None)
        self.add_widget(screen, index=self.children.index(self.ids.menu) + 1)
        self._arrange()

    # --- verbs --------------------------------------------------------------------------

    def choose(self, name: Place) -> None:
        """Go to a place."""
        self.close_menu()
        self._shell.go(name)

    def search(self) -> None:
        """Do what the search key of this till does."""
        if self._search is not None:
            self._search()

    def next_language(self) -> None:
        """Speak the next language of the three."""
        here = LANGUAGES.index(tr.language)
        self._shell.speak(LANGUAGES[(here + 1) % len(LANGUAGES)])

    def lock(self) -> None:
        """Lock the till."""
        self._shell.lock()

    def open_menu(self) -> None:
        """Open the ways of a compact screen."""
        body = Column(spacing=metrics.s2)
        for name, word, icon, badge in self.entries:
            key = Factory.MenuKey(text=word, icon=icon, badge=badge, chosen=name == self.here)
            key.bind(on_release=lambda _, name=name: self.choose(name))
            body.add_widget(key)
        words = f"{tr.t('frame.language')} {self.state.language_word}"
        key = Factory.MenuKey(text=words, icon="language", kind="soft")
        key.bind(on_release=lambda _: self.next_language())
        body.add_widget(key)
        body.add_widget(Widget())
        self.ids.menu.put(body)
        self.ids.menu.shown = True

    def close_menu(self) -> None:
        """Close the ways again."""
        self.ids.menu.shown = False

    # --- what is shown ------------------------------------------------------------------

    def _turned(self, *_: object) -> None:
        self._write()
        self._later()

    def _write(self) -> None:
        place_now = self._shell.state.place
        self.here = _UNDER.get(place_now, place_now)
        self.searches = self._search is not None and place_now == "checkout"
        waiting = self.state.receipts_waiting
        self.entries = [
            (name, tr.t(word), icon, waiting if name == "receipt" else "")
            for name, word, icon in WAYS
        ]
        if self.ids.menu.shown:
            self.open_menu()

    def _arrange(self, *_: object) -> None:
        nav, bar = self.ids.nav, self.ids.bar
        x, y, width, height = self.x, self.y, self.width, self.height
        place(self.ids.ground, x, y, width, height)
        place(self.ids.menu, x, y, width, height)
        framed = not getattr(self._body, "bare", False)
        show(bar, framed)
        show(nav, framed and metrics.layout != COMPACT)
        if framed:
            x, y, width, height = self._around(x, y, width, height)
        if self._body is not None:
            place(self._body, x, y, width, height)

    def _around(
        self, x: float, y: float, width: float, height: float
    ) -> tuple[float, float, float, float]:
        """Place rail or tabs, and the bar; return what is left for the screen."""
        rail = metrics.rail if metrics.layout == WIDE else 0
        tabs = metrics.rail_item if metrics.layout == PORTRAIT else 0
        bar = metrics.top_bar
        left = x if metrics.mirrored else x + rail
        self.ids.nav.direction = "tabs" if tabs else "rail"
        if rail:
            place(self.ids.nav, x + width - rail if metrics.mirrored else x, y, rail, height)
        else:
            place(self.ids.nav, x, y, width, tabs)
        place(self.ids.bar, left, y + height - bar, width - rail, bar)
        return left, y + tabs, width - rail, height - bar - tabs
