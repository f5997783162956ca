"""A counter for tests of the checkout: a bench with goods, signed on, and a recorded navigator."""

from inventory.catalogue.product import Names
from inventory.people.staff import Role
from pos_app.viewmodels.checkout import CheckoutVM
from pos_app.viewmodels.tender import TenderVM
from tests.inventory.shop import a_style, a_variant, price
from tests.pos_app.viewmodels.tills import Bench

TEE, TEE_BLACK, JEANS, KNIT = "6900000000012", "6900000000029", "6900000000036", "6900000000043"
FREE, UNKNOWN = "6900000000050", "6901234599991"
PAYMENT_CODE = "134567890123456789"


class Places:
    """Where the checkout wanted to go."""

    def __init__(self) -> None:
        self.gone: list[tuple[str, str]] = []

    def go(self, place: str, argument: str = "") -> None:
        self.gone.append((place, argument))

    def go_on(self, here: str, place: str) -> None:
        self.go(place)

    def lock(self) -> None:
        self.gone.append(("login", ""))


class Counter:
    """The checkout at work."""

    def __init__(self, bench: Bench, role: Role = Role.CASHIER) -> None:
        self.bench = bench
        bench.writer.submit(lambda: stock_goods(bench)).result()
        bench.sign_on(role)
        self.places = Places()
        self.vm = CheckoutVM(bench.till, self.places)
        self.at_ms = 1_000
        self.pump()

    @property
    def state(self):
        return self.vm.state

    def pump(self) -> None:
        self.bench.hands.pump()

    def scan(self, *codes: str, after_ms: int = 1_000, device: str = "s1") -> None:
        for code in codes:
            self.at_ms += after_ms
            assert self.vm.on_scan(code, device, self.at_ms)
        self.pump()

    def wait(self, seconds: float) -> None:
        """Let time pass for timers and for the books' clock alike."""
        self.bench.shop.clock.advance(round(seconds * 1_000))
        self.bench.hands.pass_time(seconds)

    def rows(self, statement: str):
        return self.bench.shop.rows(statement)

    def amounts(self) -> list[str]:
        return [line.amount for line in self.state.lines]

    def tender(self) -> TenderVM:
        made = TenderVM(self.bench.till, self.places, self.vm)
        made.enter()
        self.wait(1)  # a touch right after it came would not count
        return made


def stock_goods(bench: Bench) -> None:
    """Put a few styles into the shop."""
    bench.shop.create(
        a_style(
            "TS1001",
            a_variant("白", "M", code=TEE, stock=5), a_variant("黑", "M", code=TEE_BLACK, stock=2),
            a_variant("白", "L", stock=3),
        ),
        a_style(
            "JN2001", a_variant("蓝", "31", cost="259", code=JEANS, stock=1),
            names=Names("直筒牛仔裤", "直筒牛仔褲", "Straight-leg jeans"), garment="jeans",
        ),
        a_style(
            "KN3001", a_variant("驼色", "L", cost="399", code=KNIT, stock=9),
            names=Names("羊毛针织开衫", "羊毛針織開衫", "Merino cardigan"), garment="knit",
        ),
        a_style(
            "FR0001", a_variant("白", "OS", cost="0", code=FREE),
            names=Names("赠送胸针", "贈送胸針", "Gift brooch"),
        ),
        a_style(
            "GC0001", a_variant("", "OS", cost="0"),
            names=Names("礼品卡", "禮品卡", "Gift card"), garment="gift_card",
            open_price=True, no_code_key=1, stocked=False,
        ),
        a_style(
            "BG0001", a_variant("", "OS", cost="1", stock=99),
            names=Names("纸袋", "紙袋", "Paper bag"), garment="paper_bag", no_code_key=2,
        ),
    )  # fmt: skip


__all__ = ["Counter", "price"]
