"""The checkout's state put together: from what its parts know to ready strings."""

from dataclasses import replace
from typing import TYPE_CHECKING

from inventory.people.staff import Permission
from pos_app.i18n import Translator
from pos_app.viewmodels import cart_lines, cash_keys
from pos_app.viewmodels.checkout_state import (
    Action,
    CheckoutState,
    GoodsKey,
    LineOf,
    MatrixFace,
    Options,
)
from pos_app.viewmodels.status_bar import scan_word, scanner_away
from pos_app.viewmodels.till import Till

if TYPE_CHECKING:
    from pos_app.viewmodels.checkout import CheckoutVM


def compose(vm: "CheckoutVM") -> CheckoutState:
    """Return what is shown now."""
    tr, cart, actor = vm.till.words, vm.cart, vm.till.session.actor
    marks = cart_lines.Marks(cart.chosen, cart.fresh, cart.on_hand)
    lines = vm.line_faces.of(cart.priced, tr, actor, marks)
    line = cart.line
    chips, chip = cart_lines.chips(line, tr)
    hits, pad = vm.finding.faces(tr), vm.pad.face(tr)
    sheet = ("note" if pad.typed else "pad") if pad else vm.sheet
    total = vm.cart.priced.total
    has = bool(cart.cart.lines)
    title, left, saved = _headline(vm, tr)
    return CheckoutState(
        lines=(*lines, *vm.unknown.faces(tr)),
        chosen=_reveal(vm),
        line=_line(vm),
        actions=_actions(vm, tr),
        less_word=tr("checkout.act.less"),
        more_word=tr("checkout.act.more"),
        quantity=tr.quantity(line.quantity) if line else "1",
        least=line is None or line.quantity.milli <= 1_000,
        chips=chips if vm.discounting and line else (),
        chip_chosen=chip,
        empty=not has and not vm.unknown.waiting,
        title=title,
        pieces=tr("ui.pieces", n=-(-cart.cart.pieces_milli // 1_000)),
        total=left,
        symbol=total.currency.symbol,
        saved=saved,
        ready=scan_word(vm.till),
        waiting="" if has else _waiting(vm.till),
        facts=cart_lines.facts(cart.priced, tr) if has else (),
        cash=cash_keys.faces(vm.amounts if has else (), tr, live=vm.can_pay),
        exact=cash_keys.exact(vm.amounts if has else (), tr, live=vm.can_pay),
        charge=_charge(vm, tr),
        functions=_functions(vm, tr),
        more=_more(vm, tr),
        matrix=_matrix(vm, tr) if has else None,
        alert=vm.unknown.alert(tr),
        notice=vm.notices.face(tr),
        strip=vm.strip.face(tr),
        parked=vm.parking.faces(tr) if actor else (),
        goods=_goods(vm, tr),
        search=vm.finding.text,
        hits=hits,
        hits_note=vm.finding.note(tr),
        sheet=sheet,
        sheet_title=_sheet_title(vm, tr, sheet),
        pad=pad,
        busy=vm.counter.changing,
        money=vm.money.revision,
    )


def _headline(vm: "CheckoutVM", tr: Translator) -> tuple[str, str, str]:
    """Return the largest amount, what it is, and a word below: the rest once money was taken."""
    priced, taken = vm.cart.priced, vm.payment.total
    if not vm.counter.paying or not taken:
        saved = tr("checkout.saved", amount=tr.money(priced.saved)) if priced.saved else ""
        return tr("payment.total"), tr.money(priced.total), saved
    left = priced.total - taken
    word = "payment.rest" if left.minor >= 0 else "payment.give_back"
    of_all = tr("checkout.taken_of", amount=tr.money(taken), total=tr.money(priced.total))
    return tr(word), tr.money(left if left.minor >= 0 else -left), of_all


def _reveal(vm: "CheckoutVM") -> str:
    """Return the key of the line to keep in sight: the chosen one, else the newest open code."""
    if vm.cart.line is not None:
        return str(vm.cart.chosen)
    return f"unknown-{vm.unknown.waiting[-1].number}" if vm.unknown.waiting else ""


def _line(vm: "CheckoutVM") -> LineOf | None:
    """Return the line that the actions are about."""
    return (vm.cart.cart.sale_id, vm.cart.chosen) if vm.cart.line is not None else None


def _actions(vm: "CheckoutVM", tr: Translator) -> Options:
    line = vm.cart.line
    discount = line.discount if line else None
    percent = "applied" if discount and discount.kind == "percent" else ""
    gift = "applied" if discount and discount.kind == "gift" else _locked(vm)
    price = "applied" if line and line.price_overridden and not line.item.open_price else ""
    note = "applied" if line and line.note else ""
    return (
        ("delete", tr("checkout.act.delete"), "bin", "danger"),
        ("discount", tr("checkout.act.discount"), "percent", percent),
        ("price", tr("checkout.act.price"), "pencil", price),
        ("gift", tr("checkout.act.gift"), "gift", gift),
        ("note", tr("checkout.act.note"), "note", note),
        ("quantity", tr("ui.column.quantity"), "boxes", ""),
        ("size", tr("checkout.act.size"), "ruler", ""),
        ("rest", tr("ui.more"), "dots", ""),
    )


def _locked(vm: "CheckoutVM") -> str:
    """A key that gives goods away shows a lock to a person without the right."""
    actor = vm.till.session.actor
    return "" if actor is not None and actor.may(Permission.PRICE_ZERO) else "locked"


def _matrix(vm: "CheckoutVM", tr: Translator) -> MatrixFace | None:
    face = vm.stock.face(tr)
    return face and replace(face, of=(vm.cart.cart.sale_id, vm.stock.number))


def _charge(vm: "CheckoutVM", tr: Translator) -> Action:
    sub = tr("checkout.charge.sub")
    if vm.counter.changing:
        sub = tr("checkout.charge.busy")
    elif vm.counter.paying:
        sub = tr("checkout.charge.taken", amount=tr.money(vm.payment.total))
    elif vm.barred:
        sub = tr(vm.barred)
    return Action("charge", tr("checkout.charge"), "charge", live=vm.can_charge, sub=sub)


def _functions(vm: "CheckoutVM", tr: Translator) -> tuple[Action, ...]:
    has = not vm.cart.cart.empty and vm.counter.free
    cart, parked = vm.cart.cart, len(vm.parking.carts)
    order = "amber" if cart.order_discount else "plain"
    rounded = "amber" if cart.round_off else "plain"
    return (
        Action("clear", tr("ui.clear"), "bin", live=has, kind="danger"),
        Action("park", tr("checkout.park"), "pause", live=has),
        Action(
            "resume", tr("checkout.resume"), "play", str(parked) if parked else "",
            live=parked > 0 and vm.counter.free,
        ),
        Action("order", tr("checkout.order_discount"), "percent", live=has, kind=order),
        Action("round_off", tr("checkout.round_off"), "cash", live=has, kind=rounded),
    )  # fmt: skip


def _more(vm: "CheckoutVM", tr: Translator) -> tuple[Action, ...]:
    """Return what compact and portrait keep behind one key."""
    chosen = vm.cart.line is not None and vm.counter.free
    line = tuple(
        Action(
            name,
            word,
            "lock" if state == "locked" else icon,
            live=chosen and state != "locked",
            kind="amber" if state == "applied" else "plain",
            of=_line(vm),
        )
        for name, word, icon, state in _actions(vm, tr)
        if name in {"quantity", "price", "gift", "note", "size"}
    )
    rest = {each.name: each for each in _functions(vm, tr)}
    search = Action("search", tr("ui.search"), "search")
    order = ("order", "round_off", "park", "resume", "clear")
    return (search, *line, *(rest[name] for name in order))


def _goods(vm: "CheckoutVM", tr: Translator) -> tuple[GoodsKey, ...]:
    return tuple(
        GoodsKey(
            item.variant_id,
            cart_lines.name(item, tr),
            tr("catalogue.any_amount") if item.open_price else tr.money(item.price.shown()),
            item.garment,
        )
        for item in vm.goods[:4]
    )


def _sheet_title(vm: "CheckoutVM", tr: Translator, sheet: str) -> str:
    match sheet:
        case "resume":
            return tr("checkout.parked.title", n=len(vm.parking.carts))
        case "find":
            return tr("ui.search")
        case "more":
            return tr("ui.more")
        case "matrix":
            face = vm.stock.face(tr)
            return face.title if face else ""
    return ""


def _waiting(till: Till) -> str:
    return till.words("checkout.waiting_typed" if scanner_away(till) else "checkout.waiting")
