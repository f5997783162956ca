"""The checkout: scans become lines at once, every tap is an answer, nothing stops the scanner."""

from collections.abc import Callable
from functools import partial

from inventory.catalogue.product import Item
from inventory.kernel.clock import local_time
from inventory.kernel.errors import Refused, SuanpanError
from inventory.kernel.money import Money, Rate
from inventory.kernel.quantity import Quantity
from inventory.kernel.text import Text
from inventory.pricing.cart import (
    Cart,
    ClearCart,
    Edit,
    LineDiscount,
    RemoveLine,
    RestoreLine,
    SetDiscount,
    SetOrderDiscount,
    SetQuantity,
    SetRoundOff,
    SwapItem,
    scan,
)
from inventory.service.checkout import Finished, Voided, pay_rules
from pos_app.viewmodels import cart_lines, cash_keys
from pos_app.viewmodels import checkout_questions as questions
from pos_app.viewmodels.base import ViewModel
from pos_app.viewmodels.checkout_cart import OpenCart
from pos_app.viewmodels.checkout_face import compose
from pos_app.viewmodels.checkout_money import TakingMoney
from pos_app.viewmodels.checkout_notices import Notices, Way
from pos_app.viewmodels.checkout_pad import Pad
from pos_app.viewmodels.checkout_parking import Parking
from pos_app.viewmodels.checkout_paying import Paying
from pos_app.viewmodels.checkout_scanning import Scanning
from pos_app.viewmodels.checkout_state import CheckoutState
from pos_app.viewmodels.checkout_stock import StockBeside
from pos_app.viewmodels.checkout_weighing import Weighing, by_weight
from pos_app.viewmodels.finding import Finding
from pos_app.viewmodels.last_sale import LastSale
from pos_app.viewmodels.shell import Navigator
from pos_app.viewmodels.till import Till
from pos_app.viewmodels.unknown_codes import UnknownCodes

UNDO_S = 8
_ONE = Quantity.pieces(1)
_WHOLE = Rate(1, 1)


class CheckoutVM(ViewModel[CheckoutState]):
    """The cashier's counter. Its parts do the work; this class says what a tap means."""

    def __init__(self, till: Till, navigator: Navigator) -> None:
        self.till = till
        self._ready = False
        draw = self.draw
        self.notices = Notices(till.hands, draw)
        self.cart = OpenCart(till, self._cart_changed, self.trouble)
        self.stock = StockBeside(till, draw)
        self.unknown = UnknownCodes(till, draw)
        self.finding = Finding(till, draw, self._found_by_search)
        self.pad = Pad(draw, self._pad_mode)
        self.strip = LastSale(till, draw, self.trouble, self._voided)
        self.parking = Parking(till, self.cart, draw, self.trouble)
        self.paying = Paying(till, draw, self._paid, self.trouble)
        self.sheet = ""
        self.for_unknown = False
        self.discounting = False
        self.goods: tuple[Item, ...] = ()
        self.amounts: tuple[Money, ...] = ()
        self.scanning = Scanning(self, navigator)
        self.weighing = Weighing(self)
        self.money = TakingMoney(self, navigator)
        self._ready = True
        super().__init__(compose(self))
        till.words.listen(draw)
        till.session.listen(self._person_changed)
        self._person_changed()
        self.parking.refresh()

    # --- what is shown -------------------------------------------------------------------------

    def draw(self) -> None:
        """Show what is known now."""
        if self._ready:
            self._set(compose(self))

    def trouble(self, error: SuanpanError) -> None:
        """Say why something was not done."""
        self.till.tone("blocked")
        self.notices.trouble(error)

    def _cart_changed(self) -> None:
        settings = self.till.session.settings
        self.amounts = cash_keys.amounts(self.cart.priced.total, pay_rules(settings), settings)
        if self._ready:
            self.stock.follow(self.cart.line)
        self.draw()

    def _person_changed(self) -> None:
        actor = self.till.session.actor
        if actor is not None:
            self.goods = self.till.reads.catalogue.no_code_items(actor)
            self.cart.look_up()
        else:
            self.sheet = ""
            self.pad.close()
        self._cart_changed()

    @property
    def pieces(self) -> int:
        """How many pieces are in the cart, a part of one counted as one."""
        return -(-self.cart.cart.pieces_milli // 1_000)

    def time(self) -> str:
        """Return the time of day in the shop, with seconds."""
        context = self.till.context
        return local_time(context.clock.now_ms(), context.site.zone)[11:]

    @property
    def unpriced(self) -> bool:
        """Tell whether a line has no price and this person may not give it away."""
        return cart_lines.unpriced(self.cart.cart, self.till.session.actor) is not None

    @property
    def can_pay(self) -> bool:
        """Tell whether money may be taken now."""
        return bool(self.cart.cart.lines) and not self.paying.busy and not self.unpriced

    def enter(self, _: str = "") -> None:
        """Come on top: codes that were unknown may have become goods meanwhile."""
        actor = self.till.session.actor
        if actor is None:
            return
        for each in self.unknown.waiting:
            found = self.till.reads.catalogue.find_code(actor, each.code)
            if found is not None:
                self.unknown.answered(each.number)
                self.attempt(partial(self.scanning.ring_up, found, each.code))
        self.goods = self.till.reads.catalogue.no_code_items(actor)
        self.draw()

    def recovered(self, cart: Cart) -> None:
        """Put the cart back that was open when the till stopped, and say so."""
        self.cart.use(cart)
        self.notices.say("good", Text.of("checkout.recovered", n=self.pieces))

    # --- scanning ------------------------------------------------------------------------------

    def on_scan(self, code: str, device_id: str, at_ms: int) -> bool:
        """Take what a scanner read; always taken, whatever it is."""
        self.scanning.take(code, device_id, at_ms)
        return True

    def undo(self, job: Callable[[], None]) -> Way:
        """Return the key that takes a step back."""
        return Way("undo", "ui.undo", "undo", partial(self.attempt, job))

    def start_search(self) -> None:
        """Open the search, as its key in the frame does."""
        self.function("search")

    def next_sale(self) -> None:
        """Put an empty cart on the counter; scans that came while money was taken go into it."""
        self.cart.use(self.till.writes.checkout.new_cart())
        self.stock.forget()
        self.unknown.clear()
        self.scanning.take_held()

    # --- changing the cart -----------------------------------------------------------------------

    def edit(self, edit: Edit) -> None:
        """Change the cart. Raises ``Refused``; then nothing happened."""
        if self.paying.busy:
            raise Refused(Text.of("checkout.busy"))
        open_chips, self.discounting = self.discounting, False
        try:
            self.cart.edit(edit)  # draws, once
        except Refused:
            self.discounting = open_chips
            raise
        self.strip.next_sale()
        self.notices.pass_by()

    def attempt(self, job: Callable[[], None]) -> None:
        """Do something that a rule may refuse; then the bar says why."""
        try:
            job()
        except Refused as refused:
            self.trouble(refused)

    def choose(self, key: str) -> None:
        """Choose a line of the cart; a placeholder cannot be chosen."""
        if key.isdigit():
            self.discounting = False
            self.cart.choose(int(key))

    def act(self, name: str) -> None:
        """Do to the chosen line what its key says; a number is a discount in percent."""
        line = self.cart.line
        if line is None:
            return
        if name in {"discount", "size", "rest"}:
            self._open(name)
            return
        if self.sheet:
            self.close()
        if name in {"price", "note", cart_lines.OTHER}:
            ask = {"price": questions.price, "note": questions.note}.get(name, questions.percent)
            self.pad.ask(ask(line, self.edit))
        elif name == "delete":
            self.attempt(self._delete)
        elif name in {"less", "more"}:
            step = line.quantity - _ONE if name == "less" else line.quantity + _ONE
            self.attempt(lambda: self.edit(SetQuantity(line.number, step)))
        elif name == "gift":
            self._discount(LineDiscount(_WHOLE, "gift"))
        else:
            self._discount(LineDiscount(Rate.percent(int(name))))

    def _open(self, name: str) -> None:
        if name == "discount":
            self.discounting = not self.discounting
        else:
            self.sheet = {"size": "matrix", "rest": "more"}[name]
        self.draw()

    def _discount(self, discount: LineDiscount) -> None:
        """Give this discount; the one that is in force already is taken away."""
        line = self.cart.line
        assert line is not None
        wanted = None if line.discount == discount else discount
        self.attempt(lambda: self.edit(SetDiscount(line.number, wanted)))

    def _delete(self) -> None:
        line = self.cart.line
        assert line is not None
        position = self.cart.cart.lines.index(line)
        self.edit(RemoveLine(line.number))
        text = Text.of("checkout.deleted", goods=cart_lines.name(line.item, self.till.words))
        back = self.undo(lambda: self.edit(RestoreLine(line, position)))
        self.notices.say("undo", text, back, seconds=UNDO_S)

    def swap(self, variant_id: str) -> None:
        """Change the line beside the matrix to another colour or size."""
        number = self.stock.number
        item = self.till.reads.catalogue.item(self.till.session.require(), variant_id)
        self.close()
        if item is not None:
            self.attempt(lambda: self.edit(SwapItem(number, item)))

    def add(self, variant_id: str) -> None:
        """Ring up goods that have a key instead of a code."""
        item = next(each for each in self.goods if each.variant_id == variant_id)
        self.attempt(partial(self._picked, item))

    def _picked(self, item: Item) -> None:
        if item.open_price:
            self.pad.ask(questions.open_price(item, "", self.edit))
            return
        if by_weight(item):
            self.weighing.ask(item)
            return
        self.edit(scan(self.cart.cart, item, _ONE, "picked"))
        self.till.tone("scan")
        self.scanning.say_no_price(item)

    def _found_by_search(self, item: Item) -> None:
        first = self.unknown.first if self.for_unknown else None
        self.sheet, self.for_unknown = "", False
        if first is not None:
            self.unknown.answered(first.number)
        self.attempt(partial(self._picked, item))

    # --- the order as a whole --------------------------------------------------------------------

    def function(self, name: str) -> None:
        """Do what a key below the cart, or one of the sheet with more, says."""
        if name in {"price", "gift", "note", "size"}:
            self.act(name)
            return
        self.sheet = ""
        match name:
            case "clear":
                self.attempt(self._clear)
            case "park":
                self.attempt(self.parking.park)
            case "resume":
                self.resume()
            case "order":
                self._pad_mode("percent")
            case "round_off":
                self.pad.ask(questions.round_off(self.cart.priced, self.edit))
            case "more" | "search":
                self.sheet = "find" if name == "search" else "more"
        self.draw()

    def _pad_mode(self, mode: str) -> None:
        self.pad.ask(questions.order(self.cart.priced, mode, self.edit))

    def _clear(self) -> None:
        gone = self.cart.cart
        self.edit(ClearCart())

        def back() -> None:
            for at, line in enumerate(gone.lines):
                self.edit(RestoreLine(line, at))
            if gone.order_discount is not None:
                self.edit(SetOrderDiscount(gone.order_discount))
            if gone.round_off is not None:
                self.edit(SetRoundOff(gone.round_off))

        text = Text.of("checkout.cleared", n=len(gone.lines))
        self.notices.say("undo", text, self.undo(back), seconds=UNDO_S)

    def resume(self, sale_id: str = "") -> None:
        """Take a parked cart up; without a name the only one, else the list opens."""
        carts = self.parking.carts
        if not sale_id and len(carts) == 1:
            sale_id = carts[0].cart.sale_id
        if sale_id:
            self.sheet = ""
            self.attempt(partial(self.parking.resume, sale_id))
        elif carts:
            self.sheet = "resume"
        self.draw()

    def close(self) -> None:
        """Close what lies over the cart."""
        self.sheet, self.for_unknown = "", False
        self.pad.close()
        self.finding.clear()
        self.draw()

    def _paid(self, sale: Finished) -> None:
        self.sheet = ""
        self.notices.hush()
        self.pad.close()
        self.strip.show(sale)
        self.next_sale()

    def _voided(self, voided: Voided) -> None:
        """The sale was taken back: its lines are on the counter again."""
        if self.cart.cart.lines:
            self.attempt(self.parking.park)
        self.cart.use(voided.cart)
        self.stock.forget()
        self.parking.refresh()
        self.notices.say("good", Text.of("payment.taken_back", receipt=voided.receipt_no))
