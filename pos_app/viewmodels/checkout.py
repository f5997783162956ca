"""The checkout: scans become lines at once, every tap is an answer, nothing stops the scanner."""

from collections.abc import Callable
from functools import partial

from inventory.catalogue.product import Item
from inventory.kernel.errors import Refused, SuanpanError
from inventory.kernel.money import Money, Rate
from inventory.kernel.quantity import Quantity
from inventory.kernel.text import Text
from inventory.orders.tender import Taken
from inventory.pricing.cart import (
    Cart,
    CartLine,
    ClearCart,
    Edit,
    LineDiscount,
    OpenCode,
    RemoveLine,
    RestoreLine,
    SetDiscount,
    SetQuantity,
    SwapItem,
    refill,
    scan,
)
from inventory.service.catalogue import Found
from inventory.service.checkout import Finished, Voided, pay_rules
from pos_app.i18n import Translator
from pos_app.viewmodels import cart_lines, cash_keys
from pos_app.viewmodels import checkout_questions as questions
from pos_app.viewmodels.base import ViewModel
from pos_app.viewmodels.checkout_cart import OpenCart
from pos_app.viewmodels.checkout_devices import DeviceWords
from pos_app.viewmodels.checkout_face import compose
from pos_app.viewmodels.checkout_money import TakingMoney
from pos_app.viewmodels.checkout_notices import Notices, Way
from pos_app.viewmodels.checkout_pad import Pad
from pos_app.viewmodels.checkout_parking import Parking
from pos_app.viewmodels.checkout_paying import Paying
from pos_app.viewmodels.checkout_recall import after_start
from pos_app.viewmodels.checkout_scanning import Scanning
from pos_app.viewmodels.checkout_searching import Searching
from pos_app.viewmodels.checkout_state import CheckoutState, LineOf
from pos_app.viewmodels.checkout_stock import StockBeside
from pos_app.viewmodels.checkout_weighing import Weighing, by_weight
from pos_app.viewmodels.counter import CounterState
from pos_app.viewmodels.finding import Finding
from pos_app.viewmodels.last_sale import LastSale
from pos_app.viewmodels.payment import Payment
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
        self.counter = CounterState(draw, self._at_rest)
        self.notices = Notices(till.hands, draw)
        self.cart = OpenCart(till, self.counter, self._cart_changed, self.trouble, self._other_cart)
        self.line_faces, self.bar = cart_lines.LineFaces(), cart_lines.Bar()
        self.stock = StockBeside(till, draw)
        self.unknown = UnknownCodes(till, self.cart, self.edit)
        searching = Searching(self)
        self.finding = Finding(till, self._search_changed, searching.found, searching.typed)
        self.pad = Pad(draw, self._pad_mode)
        self.strip = LastSale(till, self.cart, draw, self.trouble, self._voided)
        self.payment = Payment(till, self.cart)
        self.payment.listen(draw, self.trouble)
        self.parking = Parking(till, self.cart, draw, self.trouble, self.payment.use)
        self.parking.doubted = partial(self.notices.say, "warn", Text.of("checkout.from_backup"))
        self.paying = Paying(till, self.cart, self._paid, self.trouble)
        self.sheet = ""
        self.for_unknown = False
        self.discounting = False
        self.goods: tuple[Item, ...] = ()
        self.amounts: tuple[Money, ...] = ()
        self.scanning = Scanning(self, navigator)
        self.weighing = Weighing(self)
        self.money = TakingMoney(self, navigator)
        self.devices = DeviceWords(self)
        self._ready = True
        super().__init__(compose(self))
        for source in (till.words, till.devices):
            source.listen(draw)
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
            self.pad.follow()
        self.draw()

    def _other_cart(self) -> None:
        """Another cart is on the counter: every question and offer about the one before ends."""
        if not self._ready:
            return
        self.notices.withdraw()
        self.payment.use(())
        self.pad.close()
        self.sheet = self.sheet if self.sheet == "find" else ""
        self.for_unknown = self.discounting = False
        self.stock.forget()

    def _require(self, sale_id: str) -> None:
        """Refuse what was meant for a cart that is not on the counter any more."""
        if self.cart.cart.sale_id != sale_id:
            raise Refused(Text.of("checkout.other_cart"))

    def _person_changed(self) -> None:
        actor = self.till.session.actor
        if actor is not None:
            self.goods = self.till.reads.catalogue.no_code_items(actor)
            self.cart.look_up()
        else:
            self.sheet, self.for_unknown = "", False
            self.pad.close()
            self.finding.clear()
        self._cart_changed()
        self._at_rest()

    def _at_rest(self) -> None:
        """Nothing is under way any more: scans that waited find the cart they belong to."""
        if self._ready and not self.counter.changing:
            self.scanning.take_held()

    @property
    def pieces(self) -> int:
        """How many pieces are in the cart, a part of one counted as one."""
        return -(-self.cart.cart.pieces_milli // 1_000)

    @property
    def barred(self) -> str:
        """Return the key of the words for why this person may not charge; nothing if they may."""
        return self.bar.of(self.cart.priced, self.till.session.actor)

    @property
    def can_pay(self) -> bool:
        """Tell whether a sale may be booked in one tap now."""
        return bool(self.cart.cart.lines) and self.counter.free and not self.barred

    @property
    def can_charge(self) -> bool:
        """Tell whether the payment screen may be opened: also to go on with what was taken."""
        return self.can_pay or self.counter.paying

    def enter(self, _: str = "") -> None:
        """Come on top: codes that were unknown may have become goods meanwhile."""
        actor = self.till.session.actor
        if actor is None:
            return
        for each in self.unknown.waiting if self.counter.free else ():
            found = self.till.reads.catalogue.find_code(actor, each.code)
            if found is not None:
                self.attempt(partial(self._known_now, each, found))
        self.goods = self.till.reads.catalogue.no_code_items(actor)
        self.draw()

    def _known_now(self, waiting: OpenCode, found: Found) -> None:
        self.scanning.ring_up(found, waiting.code)
        self.unknown.answered(waiting.number)

    def recovered(self, cart: Cart | None, taken: tuple[Taken, ...] = ()) -> None:
        """Put the cart back that was open when the till stopped; without one say what was sold."""
        after_start(self, cart, taken)

    # --- scanning ------------------------------------------------------------------------------

    def on_scan(self, code: str, device_id: str, at_ms: int) -> bool:
        """Take what a scanner read; always taken, whatever it is."""
        self.for_unknown = False
        self.scanning.take(code, device_id, at_ms)
        return True

    def undo(self, job: Callable[[], None]) -> Way:
        """Return the key that takes a step back in this cart."""
        cart = self.cart.cart.sale_id

        def back() -> None:
            self._require(cart)
            job()

        return Way("undo", "ui.undo", "undo", partial(self.attempt, back))

    def start_search(self) -> None:
        """Open the search, as its key in the frame does."""
        self.function("search")

    def next_sale(self) -> None:
        """Put an empty cart on the counter."""
        self.cart.use(self.till.writes.checkout.new_cart())

    # --- changing the cart -----------------------------------------------------------------------

    def edit(self, edit: Edit) -> None:
        """Change the cart. Raises ``Refused``; then nothing happened."""
        open_chips, self.discounting = self.discounting, False
        try:
            self.cart.edit(edit)  # draws, once
        except Refused:
            self.discounting = open_chips
            raise
        self.strip.next_sale()
        self.notices.pass_by()

    def editing(self) -> Callable[[Edit], None]:
        """Return a way to change the cart of now, for an answer that may come late."""
        cart = self.cart.cart.sale_id

        def edit(edit: Edit) -> None:
            self._require(cart)
            self.edit(edit)

        return edit

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

    def act(self, name: str, of: LineOf | None = None) -> None:
        """Do to a line what its key says; a number is a discount in percent.

        ``of`` is the line that the key was about when it was touched, else the chosen one.
        """
        line = self.cart.line_of(of)
        if line is None:
            return
        if name in {"discount", "size", "rest"}:
            self._open(name)
            return
        if self.sheet:
            self.close()
        if name in questions.OF_A_LINE:
            self.pad.ask(questions.OF_A_LINE[name](line, self.editing()))
        elif name == "delete":
            self.attempt(partial(self._delete, line))
        elif name in {"less", "more"}:
            step = line.quantity - _ONE if name == "less" else line.quantity + _ONE
            self.attempt(lambda: self.edit(SetQuantity(line.number, step)))
        elif name == "gift":
            self._discount(line, LineDiscount(_WHOLE, "gift"))
        else:
            self._discount(line, LineDiscount(Rate.percent(int(name))))

    def _open(self, name: str) -> None:
        if name == "discount":
            self.discounting = not self.discounting
        else:
            self.sheet = {"size": "matrix", "rest": "more"}[name]
        self.draw()

    def _discount(self, line: CartLine, discount: LineDiscount) -> None:
        """Give this discount; the one that is in force already is taken away."""
        wanted = None if line.discount == discount else discount
        self.attempt(lambda: self.edit(SetDiscount(line.number, wanted)))

    def _delete(self, line: CartLine) -> None:
        position = self.cart.cart.lines.index(line)
        self.edit(RemoveLine(line.number))

        def text(tr: Translator) -> Text:
            return Text.of("checkout.deleted", goods=cart_lines.name(line.item, tr))

        back = self.undo(lambda: self.edit(RestoreLine(line, position)))
        self.notices.say("undo", text, back, seconds=UNDO_S)

    def swap(self, variant_id: str, of: LineOf | None = None) -> None:
        """Change the line beside the matrix to another colour or size."""
        line = self.cart.line_of(of)
        item = self.till.reads.catalogue.item(self.till.session.require(), variant_id)
        self.close()
        if item is not None and line is not None:
            self.attempt(lambda: self.edit(SwapItem(line.number, item)))

    def add(self, variant_id: str) -> None:
        """Ring up goods that have a key instead of a code."""
        item = next(each for each in self.goods if each.variant_id == variant_id)
        self.attempt(partial(self.pick, item))

    def pick(self, item: Item) -> None:
        """Ring up goods that were not scanned. Raises ``Refused``."""
        if item.open_price:
            self.pad.ask(questions.open_price(item, "", self.editing()))
            return
        if by_weight(item):
            self.weighing.ask(item)
            return
        self.edit(scan(self.cart.cart, item, _ONE, "picked"))
        self.till.tone("scan")
        self.scanning.say_no_price(item)

    def _search_changed(self) -> None:
        """A search for an open code ends when its text is emptied."""
        if self._ready and not self.finding.text:
            self.for_unknown = False
        self.draw()

    # --- the order as a whole --------------------------------------------------------------------

    def function(self, name: str, of: LineOf | None = None) -> None:
        """Do what a key below the cart, or one of the sheet with more, says."""
        if name in {"quantity", "price", "gift", "note", "size"}:
            self.act(name, of)
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
                self.pad.ask(questions.round_off(lambda: self.cart.priced, self.editing()))
            case "more" | "search":
                self.sheet = "find" if name == "search" else "more"
        self.draw()

    def _pad_mode(self, mode: str) -> None:
        self.pad.ask(questions.order(lambda: self.cart.priced, mode, self.editing()))

    def _clear(self) -> None:
        gone = self.cart.cart
        self.edit(ClearCart())

        def back() -> None:
            for each in refill(gone):
                self.edit(each)

        text = Text.of("checkout.cleared", n=len(gone.lines) + len(gone.codes))
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
        self.strip.show(sale)
        self.next_sale()

    def _voided(self, voided: Voided, told: Text) -> None:
        """The sale was taken back: its lines are on the counter again."""
        self.cart.use(voided.cart)
        self.parking.refresh()
        self.notices.say("good", told)
