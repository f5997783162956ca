"""The payment's state put together: from cart, standing and typed digits to ready strings."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from inventory.kernel.money import Money
from pos_app.i18n import Translator
from pos_app.viewmodels import cart_lines
from pos_app.viewmodels.checkout_state import Action, Options
from pos_app.viewmodels.tender_state import Field, Taken, TenderLine, TenderState

if TYPE_CHECKING:
    from pos_app.viewmodels.tender import TenderVM

_ICONS = {"cash": "cash", "card": "card"}
_FACTS = {
    "cash": (("change", "cash"), ("drawer", "drawer"), ("undo", "undo")),
    "card": (("slip", "receipt"), ("undo", "undo")),
}
_STEPS = (("enter", "now"), ("customer", "later"), ("approved", "later"))


def compose(vm: "TenderVM") -> TenderState:
    """Return what is shown now."""
    tr, standing = vm.till.words, vm.standing
    open_now = _open(vm)
    live = not vm.busy and not standing.settled
    return TenderState(
        title=tr("payment.this_sale", n=vm.checkout.pieces),
        locked=tr("payment.locked"),
        lines=_lines(vm, tr),
        sums=_sums(vm, tr),
        rows=(
            (tr("payment.due"), tr.money(standing.total + standing.rounding)),
            (tr("payment.taken"), tr.money(-_taken_sum(vm))),
        ),
        rest_word=tr("payment.give_back" if open_now.minor < 0 else "payment.rest"),
        rest=tr.money(open_now if open_now.minor > 0 else -open_now),
        symbol=standing.total.currency.symbol,
        taken=tuple(_taken(vm, at, tr) for at in range(len(vm.offers))),
        kind=vm.kind,
        methods=tuple(
            (kind, tr(f"payment.kind.{kind}"), "", icon) for kind, icon in _ICONS.items()
        ),
        methods_word=tr("payment.methods"),
        icon=_ICONS[vm.kind],
        panel=tr(f"payment.panel.{vm.kind}"),
        panel_text=tr(f"payment.panel_text.{vm.kind}"),
        panel_amount=tr.money(_wanted(vm)),
        steps=_steps(vm, tr),
        warning=tr("payment.warn.card") if vm.kind == "card" else "",
        facts=tuple(_facts(vm, tr)),
        fields=_fields(vm, tr),
        splits=_splits(vm, tr) if live else (),
        splits_word=tr("payment.splits"),
        amount_word=tr("payment.amount"),
        entry=tr.number(vm.entry.amount) if vm.entry.amount else tr.money(_wanted(vm)),
        typing=_typing(vm, tr),
        pad=vm.pad,
        chips=_chips(vm, tr),
        point=standing.total.currency.exponent > 0,
        ok=_ok(vm, tr),
        back=_back(vm, tr),
        notice=vm.notices.face(tr),
        busy=vm.busy,
        booking=vm.checkout.counter.changing,
        typed=bool(vm.entry.amount),
        money=vm.revision,
    )


def _open(vm: "TenderVM") -> Money:
    return vm.payment.left


def _facts(vm: "TenderVM", tr: Translator) -> Iterable[tuple[str, str]]:
    """Yield what comes with the booking; of a drawer only where one is set up."""
    drawer = any(
        each.category == "drawer" and each.reason.code != "hardware.drawer.lent"
        for each in vm.till.devices.statuses()
    )
    for name, icon in _FACTS[vm.kind]:
        if name != "drawer" or drawer:
            yield icon, tr(f"payment.fact.{name}")


def _wanted(vm: "TenderVM") -> Money:
    """Return what is taken when nothing is typed."""
    if vm.standing.settled:
        return Money.zero(vm.standing.total.currency)
    return vm.due_now if vm.kind == "cash" else vm.standing.still_open


def _taken_sum(vm: "TenderVM") -> Money:
    zero = Money.zero(vm.standing.total.currency)
    return sum((offer.amount for offer in vm.offers), zero)


def _lines(vm: "TenderVM", tr: Translator) -> tuple[TenderLine, ...]:
    found = []
    for line in vm.checkout.cart.priced.lines:
        each = line.line
        parts = [cart_lines.caption(each.item, tr)]
        if each.quantity.milli != 1_000:
            parts.append(f"×{tr.quantity(each.quantity)}")
        if each.discount is not None:
            gift = each.discount.kind == "gift"
            rate = each.discount.rate
            parts.append(tr("checkout.tag.gift") if gift else cart_lines.percent_word(rate, tr))
        found.append(
            TenderLine(
                key=str(each.number),
                title=cart_lines.name(each.item, tr),
                caption=" • ".join(filter(None, parts)),
                amount=tr.money(line.amount),
                garment=each.item.garment,
                rgb=each.item.colour_rgb,
            )
        )
    return tuple(found)


def _sums(vm: "TenderVM", tr: Translator) -> Options:
    priced = vm.checkout.cart.priced
    return (
        (tr("checkout.fact.tags"), tr.money(priced.tag_total)),
        (tr("payment.off"), cart_lines.off(priced.tag_total - priced.total, tr)),
    )


def _taken(vm: "TenderVM", at: int, tr: Translator) -> Taken:
    offer, time = vm.offers[at], vm.times[at]
    parts = [tr("payment.got"), time]
    if offer.card_tail:
        parts.append(tr("payment.tail_of", tail=offer.card_tail))
    return Taken(
        key=vm.payment.taken[at].id,
        word=tr(f"payment.kind.{offer.kind}"),
        note=" • ".join(parts),
        amount=tr.money(offer.amount),
        remove=tr("payment.remove"),
        live=not vm.busy,
    )


def _fields(vm: "TenderVM", tr: Translator) -> tuple[Field, ...]:
    if vm.kind != "card":
        return ()
    entry = vm.entry
    return (
        Field("tail", tr("payment.tail"), entry.tail, entry.field == "tail"),
        Field("approval", tr("payment.approval"), entry.approval, entry.field == "approval"),
    )


def _steps(vm: "TenderVM", tr: Translator) -> Options:
    """Return what happens at the terminal; this till does not hear from it."""
    if vm.kind != "card":
        return ()
    return tuple((tr(f"payment.step.{name}"), state) for name, state in _STEPS)


def _typing(vm: "TenderVM", tr: Translator) -> Field:
    """Return the field that the pad fills."""
    for field in _fields(vm, tr):
        if field.chosen:
            return field
    value = vm.entry.amount or tr.money(_wanted(vm))
    return Field("amount", tr("payment.amount"), value, chosen=True)


def _splits(vm: "TenderVM", tr: Translator) -> tuple[Action, ...]:
    """Return cash and card in one tap, where it opened: nothing is taken or chosen yet."""
    if vm.offers or vm.kind != "cash":
        return ()
    rest = vm.standing.still_open
    return tuple(
        Action(
            note.plain(),
            tr("payment.split_cash", amount=tr.short_money(note)),
            "",
            sub=tr("payment.split_card", amount=tr.money(rest - note)),
        )
        for note in vm.notes
        if note < rest
    )


def _chips(vm: "TenderVM", tr: Translator) -> Options:
    symbol = vm.standing.total.currency.symbol
    notes = tuple((note.plain(), f"{symbol}{tr.short_money(note)}") for note in vm.notes)
    return (*notes, ("exact", tr("payment.exact")))


def _ok(vm: "TenderVM", tr: Translator) -> Action:
    if vm.standing.settled and vm.offers:
        return Action("ok", tr("payment.try_again"), "refresh", live=not vm.busy)
    sub = "" if vm.can_ok or vm.busy else tr("payment.ok.typed")
    # Enter of a keyboard may not say "card approved" by habit: something has to be typed.
    entry = vm.entry
    kind = "entered" if entry.amount or entry.tail or entry.approval else "plain"
    return Action("ok", tr(f"payment.ok.{vm.kind}"), "check", live=vm.can_ok, sub=sub, kind=kind)


def _back(vm: "TenderVM", tr: Translator) -> Action:
    if vm.offers:
        return Action("back", tr("payment.back"), "return", live=False, sub=tr("payment.back_not"))
    return Action("back", tr("payment.back"), "return", live=not vm.busy)
