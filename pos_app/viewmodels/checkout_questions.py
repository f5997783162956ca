"""The questions of the checkout, built for the pad: what is asked and which edit is the answer.

What speaks of the whole cart is asked of the cart as it is now: ``anew`` makes it again.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from inventory.catalogue.product import Item
from inventory.kernel.errors import Refused
from inventory.kernel.money import Currency, Money, Rate, UnitPrice
from inventory.kernel.quantity import Quantity
from inventory.kernel.text import Text
from inventory.pricing.cart import (
    AddLine,
    CartLine,
    Edit,
    Entry,
    LineDiscount,
    OrderDiscount,
    SetDiscount,
    SetNote,
    SetOrderDiscount,
    SetPrice,
    SetQuantity,
    SetRoundOff,
)
from inventory.pricing.pipeline import PricedCart
from pos_app.i18n import Translator
from pos_app.viewmodels import cart_lines
from pos_app.viewmodels.checkout_pad import Ask, Quick

Do = Callable[[Edit], None]
Priced = Callable[[], PricedCart]
_ROUND_STEPS = (1, 5, 10)
NONE = "none"


def quantity(line: CartLine, edit: Do) -> Ask:
    """Ask how many; pieces are whole."""
    unit = line.item.unit

    def done(text: str) -> None:
        edit(SetQuantity(line.number, Quantity.parse(text, unit)))

    return Ask(
        title=lambda tr: tr("checkout.pad.quantity", goods=cart_lines.name(line.item, tr)),
        done=done,
        decimals=unit.decimals,
        preview=lambda _, tr: tr("checkout.pad.was", amount=tr.quantity(line.quantity)),
    )


def percent(line: CartLine, edit: Do) -> Ask:
    """Ask for the percentage that is taken off a line."""

    def done(text: str) -> None:
        edit(SetDiscount(line.number, LineDiscount(_rate(text))))

    return Ask(
        title=lambda tr: tr("checkout.pad.percent", goods=cart_lines.name(line.item, tr)),
        done=done,
        sign="%",
        decimals=1,
        preview=lambda text, tr: cart_lines.percent_word(_rate(text), tr),
    )


def price(line: CartLine, edit: Do) -> Ask:
    """Ask for another unit price."""
    currency = line.unit_price.currency

    def done(text: str) -> None:
        edit(SetPrice(line.number, UnitPrice.of_money(Money.parse_exact(text, currency))))

    quick: tuple[Quick, ...] = ()
    if line.price_overridden:
        quick = (
            Quick(
                NONE,
                lambda tr: tr("checkout.pad.tag_price", amount=tr.money(line.item.price.shown())),
                lambda: edit(SetPrice(line.number, line.item.price)),
            ),
        )
    return Ask(
        title=lambda tr: tr("checkout.pad.price", goods=cart_lines.name(line.item, tr)),
        done=done,
        sign=currency.symbol,
        decimals=currency.exponent,
        preview=lambda _, tr: tr("checkout.pad.was", amount=tr.money(line.unit_price.shown())),
        quick=quick,
    )


def open_price(item: Item, code: str, edit: Do) -> Ask:
    """Ask for the amount of goods that have none, as a gift card."""
    currency = item.price.currency

    def done(text: str) -> None:
        amount = Money.parse_exact(text, currency)
        if amount.minor <= 0:
            raise Refused(Text.of("tender.amount_positive"))
        entry: Entry = "scanned" if code else "picked"
        chosen = UnitPrice.of_money(amount)
        edit(AddLine(item, Quantity.pieces(1), entry, code, unit_price=chosen))

    return Ask(
        title=lambda tr: tr("checkout.pad.open_price", goods=cart_lines.name(item, tr)),
        done=done,
        sign=currency.symbol,
        decimals=currency.exponent,
    )


def note(line: CartLine, edit: Do) -> Ask:
    """Ask for a note on a line."""
    return Ask(
        title=lambda tr: tr("checkout.pad.note", goods=cart_lines.name(line.item, tr)),
        done=lambda text: edit(SetNote(line.number, text.strip())),
        text=line.note,
        letters=True,
    )


def order(priced_now: Priced, mode: str, edit: Do) -> Ask:
    """Ask for the discount on the whole order, as a percentage or as an amount."""
    priced = priced_now()
    currency = priced.total.currency
    in_force = priced.cart.order_discount

    def done(text: str) -> None:
        if mode == "percent":
            discount = OrderDiscount("percent", rate=_rate(text))
        else:
            discount = OrderDiscount("amount", amount=Money.parse_exact(text, currency))
        edit(SetOrderDiscount(discount))

    def take(each: int) -> Quick:
        rate = Rate.percent(each)
        return Quick(
            str(each),
            lambda tr: cart_lines.percent_word(rate, tr),
            lambda: edit(SetOrderDiscount(OrderDiscount("percent", rate=rate))),
        )

    quick = tuple(take(each) for each in cart_lines.LINE_PERCENTS) if mode == "percent" else ()
    chosen = ""
    if in_force is not None:
        chosen = in_force.rate.plain_percent() if in_force.rate else ""
        quick = (*quick, _none(lambda: edit(SetOrderDiscount(None))))
    return Ask(
        title=lambda tr: tr("checkout.pad.order"),
        done=done,
        sign="%" if mode == "percent" else currency.symbol,
        decimals=1 if mode == "percent" else currency.exponent,
        preview=_order_preview(priced, mode),
        quick=quick,
        chosen=chosen,
        modes=(
            ("percent", lambda tr: tr("checkout.pad.by_percent")),
            ("amount", lambda tr: tr("checkout.pad.by_amount")),
        ),
        mode=mode,
        anew=lambda: order(priced_now, mode, edit),
    )


def round_off(priced_now: Priced, edit: Do) -> Ask:
    """Ask how much of the small change is given away (抹零)."""
    priced = priced_now()
    currency = priced.total.currency
    before = priced.total + (priced.cart.round_off or Money.zero(currency))

    def take(step: int) -> Quick | None:
        spare = Money(before.minor % (step * currency.unit), currency)
        if not spare or spare == before:
            return None
        return Quick(
            spare.plain(),
            lambda tr: tr("checkout.pad.down_to", amount=tr.money(before - spare)),
            lambda: edit(SetRoundOff(spare)),
        )

    quick = {each.name: each for step in _ROUND_STEPS if (each := take(step)) is not None}
    answers = tuple(quick.values())
    if priced.cart.round_off is not None:
        answers = (*answers, _none(lambda: edit(SetRoundOff(None))))
    return Ask(
        title=lambda tr: tr("checkout.pad.round_off"),
        done=lambda text: edit(SetRoundOff(Money.parse_exact(text, currency))),
        sign=currency.symbol,
        decimals=currency.exponent,
        preview=lambda text, tr: _leaves(before, Money.parse(text, currency), tr),
        quick=answers,
        chosen=priced.cart.round_off.plain() if priced.cart.round_off else "",
        anew=lambda: round_off(priced_now, edit),
    )


def cash(due_now: Callable[[], Money], pay: Callable[[Money], None]) -> Ask:
    """Ask how much cash was handed over; less than is due is refused by the pad."""
    due = due_now()
    currency = due.currency

    def done(text: str) -> None:
        given = Money.parse_exact(text, currency)
        if given < due:
            raise Refused(Text.of("tender.still_open", amount=(due - given).plain()))
        pay(given)

    def change(text: str, tr: Translator) -> str:
        given = Money.parse(text, currency)
        return tr("payment.change_of", amount=tr.money(given - due)) if given >= due else ""

    return Ask(
        title=lambda tr: tr("payment.other_amount"),
        done=done,
        sign=currency.symbol,
        decimals=currency.exponent,
        preview=change,
        anew=lambda: cash(due_now, pay),
    )


OF_A_LINE: Mapping[str, Callable[[CartLine, Do], Ask]] = MappingProxyType(
    {"quantity": quantity, "price": price, "note": note, cart_lines.OTHER: percent}
)


def _none(job: Callable[[], None]) -> Quick:
    return Quick(NONE, lambda tr: tr("checkout.pad.none"), job)


def _rate(text: str) -> Rate:
    return Rate.parse(text)


def _order_preview(priced: PricedCart, mode: str) -> Callable[[str, Translator], str]:
    base = priced.total + priced.order_discounts

    def preview(text: str, tr: Translator) -> str:
        currency: Currency = base.currency
        if mode == "percent":
            return cart_lines.percent_word(_rate(text), tr)
        return _leaves(base, Money.parse(text, currency), tr)

    return preview


def _leaves(before: Money, off: Money, tr: Translator) -> str:
    return tr("checkout.pad.down_to", amount=tr.money(before - off))
