"""The payment screen: a locked cart, what is due and taken, cash and the stand-alone card."""

from dataclasses import replace
from functools import partial

from inventory.catalogue.codes import EitherCode, PaymentCode
from inventory.kernel.clock import local_time
from inventory.kernel.errors import Refused, SuanpanError
from inventory.kernel.money import Money
from inventory.kernel.text import Text
from inventory.orders.tender import Offer, Standing, Taken
from inventory.orders.tenders import KINDS
from inventory.service.checkout import pay_rules
from pos_app.viewmodels.base import ViewModel
from pos_app.viewmodels.checkout import CheckoutVM
from pos_app.viewmodels.checkout_notices import TROUBLE_S, Notices, Way
from pos_app.viewmodels.money_touch import MoneyTouch, Revision
from pos_app.viewmodels.shell import Navigator
from pos_app.viewmodels.tender_entry import AMOUNT, FIELDS, TenderEntry
from pos_app.viewmodels.tender_face import compose
from pos_app.viewmodels.tender_state import TenderState
from pos_app.viewmodels.till import Till

CASH, CARD = "cash", "card"
EXACT = "exact"
ANSWER_S = 30


class TenderVM(ViewModel[TenderState]):
    """Takes money for the cart on the counter; nothing is booked before the sum is complete."""

    def __init__(self, till: Till, navigator: Navigator, checkout: CheckoutVM) -> None:
        self.till = till
        self.checkout = checkout
        self._navigator = navigator
        self._ready = False
        self.notices = Notices(till.hands, self.draw)
        self.payment = checkout.payment
        self.kind = CASH
        self.entry = TenderEntry()
        self.checking = self.pad = False
        self._looks, self._turned = 0, False
        self._revision = Revision()
        self._ready = True
        super().__init__(compose(self))
        self.payment.listen(self.draw, self.notices.trouble)
        till.words.listen(self.draw)

    def draw(self) -> None:
        """Show what is known now."""
        if self._ready:
            self._set(compose(self))

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What was taken for the cart so far."""
        return self.payment.offers

    @property
    def times(self) -> tuple[str, ...]:
        """When each of it was taken."""
        zone = self.till.context.site.zone
        return tuple(local_time(each.at_ms, zone)[11:] for each in self.payment.taken)

    @property
    def standing(self) -> Standing:
        """How the sale stands."""
        return self.payment.standing

    @property
    def due_now(self) -> Money:
        """What cash would settle the rest; below zero it goes back to the customer."""
        return pay_rules(self.till.session.settings).cash.due(self.standing.still_open)

    @property
    def busy(self) -> bool:
        """Tell whether the disk is asked, or the sale is being booked."""
        return self.checking or self.checkout.counter.changing

    @property
    def notes(self) -> tuple[Money, ...]:
        """What a customer likes to give in cash when the rest is paid otherwise."""
        values = self.till.session.settings.note_values
        currency = self.standing.total.currency
        wanted = (*values[-2:], values[-1] * 2)
        return tuple(Money(each, currency) for each in dict.fromkeys(wanted))

    @property
    def revision(self) -> int:
        """The number of what the keys of money say now."""
        said = (self.checkout.money.revision, self.offers, self.kind, self.entry)
        return self._revision.of(*said)

    def touch(self, revision: int) -> MoneyTouch:
        """Note a finger that comes down on a key of money that shows this revision."""
        return self.checkout.money.touch(revision)

    def _may(self, touch: MoneyTouch | None) -> bool:
        """Tell whether a tap on a key of money counts: not soon after another, nothing changed."""
        touch = touch or self.touch(self.revision)
        if self.checkout.paying.second_tap(touch.at_s) or self.busy:
            return False
        if touch.revision != self.revision:
            self._refuse(Refused(Text.of("payment.changed")))
            return False
        return True

    def enter(self, _: str = "") -> None:
        """Come on top: the books must take the sale before any money is taken.

        What was taken before for this cart stands where it stood.
        """
        self.checkout.paying.stand_back()
        cart = self.checkout.cart.cart
        self.entry, self.pad = TenderEntry(), False
        last = self.offers[-1].kind if self.offers else CASH
        self.kind = CASH if last == CASH else self._next_kind()
        self._turned = True
        self.notices.hush()
        if self.offers:
            self.draw()
            return
        self.checking = True
        require_room = self.till.writes.checkout.require_room
        require_kept = self.checkout.cart.require_kept()

        def look() -> None:
            require_kept()
            require_room(cart)

        self._looks += 1
        answer = partial(self._looked, self._looks)
        self.till.hands.write(look, lambda _: answer(), answer)
        self.draw()

    def _looked(self, number: int, error: SuanpanError | None = None) -> None:
        """The books have looked; if they take nothing now, back, before anybody paid."""
        if number != self._looks:
            return  # somebody left and came again: another look is under way, or was
        self.checking = False
        if error is None:
            self.draw()
            return
        self._navigator.go_on("tender", "checkout")
        self.checkout.trouble(error)

    def on_scan(self, code: str, device_id: str, at_ms: int) -> bool:
        """Goods go into the cart as long as nothing was taken; a wallet's code says what to do."""
        meaning = self.till.reads.catalogue.meaning(code)
        payment = isinstance(meaning, PaymentCode | EitherCode)
        if payment or self.offers or self.busy:
            self.till.tone("blocked")
            key = "payment.no_codes" if payment else "payment.finish_first"
            self.notices.say("warn", Text.of(key), seconds=8)
            return True
        return False

    # --- what is typed ---------------------------------------------------------------------------

    def choose(self, kind: str) -> None:
        """Pay the rest this way."""
        if not self.checkout.counter.changing and kind in {CASH, CARD}:
            self.kind, self.entry, self._turned = kind, TenderEntry(), False
            self.draw()

    def focus(self, field: str) -> None:
        """Let the pad fill this field."""
        if field in FIELDS:
            self.entry, self.pad = replace(self.entry, field=field), True
            self.draw()

    def close_pad(self) -> None:
        """Put the pad away, where it comes over the screen."""
        self.pad = False
        self.draw()

    def digit(self, digit: str) -> None:
        """Add a digit, ``00`` or the point."""
        exponent = self.standing.total.currency.exponent
        self.entry = self.entry.with_digit(digit, exponent)
        self.draw()

    def back_digit(self) -> None:
        """Take the last digit away."""
        self.entry = self.entry.without_last()
        self.draw()

    # --- what is taken ---------------------------------------------------------------------------

    def chip(self, name: str, touch: MoneyTouch | None = None) -> None:
        """Take an amount of cash in one tap; beside the card terminal it only fills the field."""
        if self.kind != CASH:
            self._fill(name)
        elif self._may(touch):
            given = self.due_now if name == EXACT else self._money(name)
            self._take(Offer(CASH, given), by_note=True)

    def _fill(self, name: str) -> None:
        """Put an amount into the field: nothing is taken before the terminal has approved."""
        if not self.checkout.counter.changing:
            amount = self.standing.still_open.plain() if name == EXACT else name
            self.entry = replace(self.entry, field=AMOUNT, amount=amount, filled=True)
            self.draw()

    def split(self, name: str, touch: MoneyTouch | None = None) -> None:
        """Take so much in cash and the rest, which the terminal approved, by card: both at once."""
        if not self._may(touch):
            return
        cash = self._money(name)
        self._take(Offer(CASH, cash), Offer(CARD, self.standing.still_open - cash))

    @property
    def can_ok(self) -> bool:
        """Tell whether the large key means something: cash is counted, so it has to be typed."""
        typed = self.kind != CASH or bool(self.entry.amount) or self.due_now.minor <= 0
        return not self.busy and (typed or self.standing.settled)

    def ok(self, touch: MoneyTouch | None = None) -> None:
        """Take what was typed; by card all of the rest when nothing was."""
        if not self.can_ok or not self._may(touch):
            return
        if self.standing.settled:
            self._book()
            return
        typed = self.entry.amount
        try:
            given = self._money(typed) if typed else self._rest()
        except Refused as refused:
            self._refuse(refused)
            return
        entry = self.entry
        card = (entry.tail, entry.approval) if self.kind == CARD else ("", "")
        self._take(Offer(self.kind, given, *card))

    def asks_first(self) -> bool:
        """Ask, once, whether Enter means the card: nobody chose it, the rest just came to it."""
        asks = self._turned and self.kind == CARD and self.can_ok
        if asks:
            self._turned, typed = False, self.entry.amount
            words = self.till.words
            amount = words.number(typed) if typed else words.money(self.standing.still_open)
            self.till.tone("blocked")
            self.notices.say("warn", Text.of("payment.card_asked", amount=amount), seconds=ANSWER_S)
        return asks

    def ok_refused(self) -> None:
        """OK came before the books answered: it is not remembered, for it means money.

        Whoever types the amount once more begins it anew.
        """
        if self.checking:
            self.entry = replace(self.entry, filled=bool(self.entry.amount))
            self.till.tone("blocked")
            self.notices.say("warn", Text.of("payment.checking"), seconds=TROUBLE_S)

    def _rest(self) -> Money:
        return self.due_now if self.kind == CASH else self.standing.still_open

    def _money(self, text: str) -> Money:
        return Money.parse_exact(text, self.standing.total.currency)

    def _take(self, *offers: Offer, by_note: bool = False) -> None:
        """Take these one after the other; the sale is booked as soon as nothing is open.

        Who gives one note is likely to give another; who names a sum pays the rest by card. All of
        it by one note, or exactly, is one tap as on the checkout: it can be taken back as easily.
        """
        alone = by_note and not self.offers
        if not self.standing.total and not any(offer.amount for offer in offers):
            offers = ()
        try:
            standing = self.payment.settled_with((*self.offers, *offers))
        except Refused as refused:
            self._refuse(refused)
            return
        self.entry = TenderEntry()
        self.notices.hush()
        self.payment.take(offers)
        if standing.settled:
            self._book(one_tap=alone)
        else:
            self.payment.keep()
            self.kind, self._turned = CASH if by_note else self._next_kind(), True
            self.till.tone("scan")
        self.draw()

    def _next_kind(self) -> str:
        """Return how the rest is most likely paid: what was paid too much goes back in cash."""
        return CASH if self.standing.still_open.minor < 0 else CARD

    def _refuse(self, refused: Refused) -> None:
        self.till.tone("blocked")
        self.notices.trouble(refused)

    def remove(self, key: str, touch: MoneyTouch | None = None) -> None:
        """Give a taken tender back, always; of one a terminal approved it is asked first."""
        gone = self._listed(key)
        if gone is None or not self._may(touch):
            return
        if not KINDS[gone.offer.kind].moves_elsewhere:
            self._give_back(key)
            return
        way = Way("give_back", "payment.card_back.done", "undo", lambda: self._refunded(key))
        amount = self.till.words.money(gone.offer.amount)
        text = Text.of("payment.card_back", amount=amount)
        self.till.tone("blocked")
        self.kind, self.entry = CASH, TenderEntry()  # nothing of the card stands beside it
        self.notices.say("warn", text, way, seconds=ANSWER_S)
        self.checkout.paying.stand_back()

    def _listed(self, key: str) -> Taken | None:
        return next((each for each in self.payment.taken if each.id == key), None)

    def _refunded(self, key: str) -> None:
        if self._may(None):
            self._give_back(key)

    def _give_back(self, key: str) -> None:
        """Give one back; the rows move up, so that a second tap would be on another one's key."""
        gone = self._listed(key)
        if gone is not None:
            self.kind, self.entry = CASH, TenderEntry()  # an amount for the card is none in cash
            self.payment.give_back(gone)
            self.checkout.paying.stand_back()

    def _book(self, *, one_tap: bool = False) -> None:
        """Book the sale; if that fails the money stays listed and ``ok`` tries again."""
        cart = self.checkout.cart.cart
        self.checkout.paying.take(
            cart,
            self.offers,
            one_tap=one_tap,
            then=self._booked,
            failed=self._not_booked,
        )

    def _booked(self) -> None:
        self._navigator.go_on("tender", "checkout")
        self.draw()

    def _not_booked(self, error: SuanpanError) -> None:
        self.payment.keep()
        self.notices.trouble(error)
        self.draw()

    def back(self) -> None:
        """Go back to the cart; only while nothing is taken."""
        if not self.offers and not self.busy:
            self._navigator.go("checkout")
