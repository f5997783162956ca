"""The checkout in a window for tests: the design's goods, a real till behind it, real touches."""

from pathlib import Path

from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from inventory.catalogue.drafts import BarcodeDraft, StyleDraft, StyleFacts, VariantDraft
from inventory.catalogue.product import Names
from inventory.kernel.quantity import Quantity
from inventory.people.staff import SYSTEM, Role
from pos_app.screens.checkout import CheckoutScreen
from pos_app.screens.keyboard import keyboard
from pos_app.screens.layout import Ground
from pos_app.screens.metrics import PORTRAIT, WIDE, metrics
from pos_app.screens.tender import TenderScreen
from pos_app.screens.theme import theme
from pos_app.screens.tr import tr
from pos_app.screens.widgets import SoftKeys
from pos_app.viewmodels.checkout import CheckoutVM
from pos_app.viewmodels.shell import Shell
from pos_app.viewmodels.tender import TenderVM
from tests.inventory.shop import price
from tests.pos_app.viewmodels.tills import Bench
from tests.ui.driver import Driver

UNKNOWN, UNKNOWN_TOO = "6901234599991", "6901234599984"
TEE, JEANS, KNIT = "6900000000012", "6900000000029", "6900000000036"
DOWN, SOCKS, TOTE = "6900000000043", "6900000000050", "6900000000067"
CART = (TEE, TEE, JEANS, KNIT, DOWN, SOCKS, TOTE)
_CAMEL = Names("驼色", "駝色", "Camel")
_COLOURS = (
    (_CAMEL, "C19A6B", (2, 0, 5, 1)), (Names("黑", "黑", "Black"), "23272E", (1, 4, 3, 0)),
    (Names("雾蓝", "霧藍", "Mist blue"), "8EA6C6", (0, 2, 1, 2)),
    (Names("酒红", "酒紅", "Wine"), "7A2A38", (3, 1, 0, 0)),
)  # fmt: skip


class CheckoutBench:
    """A till with its checkout and payment in the window."""

    def __init__(self, folder: Path, driver: Driver, language: str = "zh-Hans") -> None:
        self.driver = driver
        self.bench = Bench(folder, language=language)
        self.bench.writer.submit(self._stock_goods).result()
        self.bench.sign_on(Role.CASHIER)
        tr.follow(self.bench.till.words)
        self.shell = Shell(self.bench.till)
        self.vm = CheckoutVM(self.bench.till, self.shell)
        self.tender = TenderVM(self.bench.till, self.shell, self.vm)
        self.shell.register("checkout", self.vm, self.vm.enter)
        self.shell.register("tender", self.tender, self.tender.enter)
        self.shell.go("checkout")
        self.at_ms = 1_000
        self.root: Window | None = None
        self.settle()

    def _stock_goods(self) -> None:
        shop = self.bench.shop
        shop.admin.set_size_systems(SYSTEM, {"alpha": ("S", "M", "L", "XL")})
        shop.create(*_goods())

    def show(self, profile: str = "R1", look: str = "light", *, mirrored: bool = False) -> "Window":
        """Put the screen of the place into a window of this profile, where the frame leaves it."""
        self.driver.show(Widget(), profile)
        theme.use(look)
        metrics.mirrored = mirrored
        if self.root is None:
            self.root = Window(self)
        self.driver.show(self.root, profile)
        self.settle()
        return self.root

    def scan(self, *codes: str, after_ms: int = 1_000) -> None:
        """Read codes with a scanner."""
        for code in codes:
            self.at_ms += after_ms
            self.shell.on_scan(code, "s1", self.at_ms)
        self.settle()

    def settle(self) -> None:
        """Let the writer, the UI and the picture come to rest."""
        self.bench.hands.pump()
        if self.root is not None:
            self.driver.settle()

    def wait(self, seconds: float) -> None:
        """Let time pass for timers and books."""
        self.bench.shop.clock.advance(round(seconds * 1_000))
        self.bench.hands.pass_time(seconds)
        self.settle()

    def tap(self, widget: Widget) -> None:
        """Touch once, and let everything that follows from it happen."""
        self.driver.tap(widget)
        self.settle()
        self.bench.shop.clock.advance(1_000)

    def close(self) -> None:
        """Leave the shop as the driver found the window."""
        metrics.mirrored = False
        theme.use("light")
        keyboard.fallback = None
        keyboard.focus(None)
        keyboard.shown = False
        self.driver.show(Widget(), metrics.profile)
        if self.root is not None:
            for screen in self.root.screens.values():
                screen.leave()
            self.root = None
        self.bench.close()


class Window(FloatLayout):
    """Ground, the screen of the place, and bare bands where the frame would stand."""

    def __init__(self, bench: CheckoutBench) -> None:
        super().__init__()
        self._bench = bench
        self.add_widget(Ground(color=theme.bg))
        self.screens = {
            "checkout": CheckoutScreen(bench.vm), "tender": TenderScreen(bench.tender)
        }  # fmt: skip
        self.screen: Widget | None = None
        self.soft = SoftKeys()
        self.add_widget(self.soft)
        bench.shell.listen(self._place)
        self.bind(size=self._place)
        theme.bind(name=self._place)  # a weak bond: a window that is gone hears nothing
        self._place()

    def _place(self, *_: object) -> None:
        self.children[-1].color = theme.bg
        wanted = self.screens.get(self._bench.shell.state.place)
        if wanted is not self.screen:
            if self.screen is not None:
                self.remove_widget(self.screen)
            self.screen = wanted
            if wanted is not None:
                wanted.size_hint = (None, None)
                self.add_widget(wanted, index=1)
        if self.screen is not None:
            rail = metrics.rail if metrics.layout == WIDE else 0
            tabs = metrics.rail_item if metrics.layout == PORTRAIT else 0
            self.screen.pos = (0 if metrics.mirrored else rail, tabs)
            self.screen.size = (
                self.width - rail, self.height - metrics.top_bar - tabs
            )  # fmt: skip


def _variant(
    colour: Names, rgb: str, size: str, cost: str, code: str = "", stock: int = 9, tag: str = ""
) -> VariantDraft:
    return VariantDraft(
        price(cost), colour, rgb, size=size,
        list_price=price(tag) if tag else None,
        barcodes=(BarcodeDraft(code),) if code else (),
        opening_stock=Quantity.pieces(stock),
    )  # fmt: skip


def _goods() -> list[StyleDraft]:
    def style(code, names, garment, *variants, **more) -> StyleDraft:
        return StyleDraft(code, Names(*names), variants, garment=garment, **more)

    knit = [
        _variant(names, rgb, size, "399", KNIT if (names, size) == (_CAMEL, "L") else "", stock)
        for names, rgb, stocks in _COLOURS
        for size, stock in zip(("S", "M", "L", "XL"), stocks, strict=True)
    ]
    alpha = StyleFacts(size_system="alpha")
    white = Names("白", "白", "White")
    plain = Names()
    return [
        style("TS1001", ("圆领纯棉T恤", "圓領純棉T恤", "Crew-neck cotton tee"), "tee",
              _variant(white, "F7F6F2", "L", "89", TEE), facts=alpha),
        style("JN2001", ("直筒牛仔裤", "直筒牛仔褲", "Straight-leg jeans"), "jeans",
              _variant(Names("深蓝", "深藍", "Indigo"), "2F4F86", "31", "259", JEANS, tag="299")),
        style("KN3001", ("羊毛针织开衫", "羊毛針織開衫", "Merino cardigan"), "knit", *knit,
              facts=alpha),
        style("DJ4001", ("轻薄羽绒服", "輕薄羽絨服", "Light down jacket"), "down",
              _variant(Names("雾灰", "霧灰", "Fog grey"), "8A97A6", "M", "499", DOWN, 0)),
        style("SK5001", ("运动袜三双装", "運動襪三雙裝", "Sport socks 3-pack"), "socks",
              _variant(Names("砖红", "磚紅", "Brick"), "B1493F", "OS", "39", SOCKS)),
        style("BG6001", ("帆布托特包", "帆布托特包", "Canvas tote bag"), "bag",
              _variant(Names("米白", "米白", "Off-white"), "E6D9BE", "", "129", TOTE)),
        style("NC0001", ("纸袋（大）", "紙袋（大）", "Paper bag (large)"), "paper_bag",
              _variant(plain, "", "OS", "1"), no_code_key=1),
        style("NC0002", ("礼盒包装", "禮盒包裝", "Gift box"), "gift_box",
              _variant(plain, "", "OS", "12"), no_code_key=2),
        style("NC0003", ("改裤脚", "改褲腳", "Hemming"), "hemming",
              _variant(plain, "", "OS", "20"), no_code_key=3, stocked=False),
        style("NC0004", ("礼品卡", "禮品卡", "Gift card"), "gift_card",
              _variant(plain, "", "OS", "0"), no_code_key=4, stocked=False, open_price=True),
    ]  # fmt: skip
