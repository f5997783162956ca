"""Verbs of the checkout: scan, change a line, discount, tender, complete, undo, park, copies."""

from collections.abc import Callable

from inventory.kernel.errors import Refused
from inventory.kernel.money import Rate
from inventory.kernel.text import Text
from inventory.orders.tender import Offer
from inventory.orders.tenders import KINDS
from inventory.pricing import cart as c
from suanpan.scenario.script import Statement
from suanpan.scenario.stage import Hand, Stage
from suanpan.scenario.verb import NONE, Verb, choice, money, quantity, rate, unit_price, whole

UNKNOWN_CODE = "scenario.unknown_code"
GIFT = c.LineDiscount(Rate(1, 1), "gift")


def _scan(stage: Stage, line: Statement) -> None:
    """Do what the checkout does with a scan: look the code up, make the edit, draw it, keep it."""
    hand = stage.open_hand()
    code = line.words[0]
    for _ in range(whole(line, line.options.get("times", "1"))):
        found = stage.catalogue.find_code(stage.actor, code)
        if found is None:
            raise Refused(Text.of(UNKNOWN_CODE, code=code))
        if found.price is not None:
            stage.edit(c.AddLine(found.item, found.quantity, "scanned", code, found.price))
        else:
            stage.edit(c.scan(hand.cart, found.item, found.quantity, "scanned", code))


def _quantity(stage: Stage, line: Statement) -> None:
    number = _number(stage, line)
    unit = stage.hand.cart.line(number).item.unit
    stage.edit(c.SetQuantity(number, quantity(line, line.words[1], unit)))


def _override(stage: Stage, line: Statement) -> None:
    stage.edit(c.SetPrice(_number(stage, line), unit_price(stage, line, line.words[1])))


def _discount(stage: Stage, line: Statement) -> None:
    text = line.words[1]
    wanted = None if text == NONE else c.LineDiscount(rate(line, text))
    stage.edit(c.SetDiscount(_number(stage, line), wanted))


def _gift(stage: Stage, line: Statement) -> None:
    stage.edit(c.SetDiscount(_number(stage, line), GIFT))


def _order_discount(stage: Stage, line: Statement) -> None:
    text = line.words[0]
    stage.open_hand()
    if text == NONE:
        stage.edit(c.SetOrderDiscount(None))
    elif text.endswith("%"):
        stage.edit(c.SetOrderDiscount(c.OrderDiscount("percent", rate=rate(line, text))))
    else:
        amount = money(stage, line, text)
        stage.edit(c.SetOrderDiscount(c.OrderDiscount("amount", amount=amount)))


def _round_off(stage: Stage, line: Statement) -> None:
    text = line.words[0]
    stage.open_hand()
    stage.edit(c.SetRoundOff(None if text == NONE else money(stage, line, text)))


def _remove(stage: Stage, line: Statement) -> None:
    stage.edit(c.RemoveLine(_number(stage, line)))


def _clear(stage: Stage, _: Statement) -> None:
    stage.open_hand()
    stage.edit(c.ClearCart())


def _number(stage: Stage, line: Statement) -> int:
    stage.open_hand()
    return whole(line, line.words[0])


def _tender(stage: Stage, line: Statement) -> None:
    """Offer a tender; without an amount it is what settles the rest, as the big key does."""
    kind = line.words[0]
    hand = stage.hand
    if hand.done is not None and not hand.offered_anew:
        hand.offers, hand.offered_anew = [], True
    if len(line.words) > 1:
        amount = money(stage, line, line.words[1])
    else:
        amount = stage.standing().still_open
        amount = stage.rules.cash.due(amount) if kind == "cash" else amount
    options = line.options
    offer = Offer(kind, amount, options.get("tail", ""), options.get("approval", ""))
    stage.standing(offer)
    hand.offers.append(offer)


def _untender(stage: Stage, line: Statement) -> None:
    if not stage.hand.offers:
        raise line.wrong("no tender to take away")
    stage.hand.offers.pop()


def _complete(stage: Stage, line: Statement) -> None:
    """Book the sale; ``again`` sends a finished one once more, as a second tap would."""
    hand = stage.hand
    again = "again" in line.words
    if again is (hand.done is None):
        raise line.wrong("nothing to complete again" if again else "this sale is finished already")
    one_tap = "one-tap" in line.words
    _require(line, set(line.words) <= {"again", "one-tap"})
    done = stage.checkout.complete(stage.actor, hand.cart, hand.offers, one_tap=one_tap)
    hand.done, hand.job = done, done.job
    if not again:
        stage.finished.append((done, stage.priced()))


def _undo(stage: Stage, line: Statement) -> None:
    """Take the last sale back; its lines come back as an open cart."""
    if not stage.finished:
        raise line.wrong("no sale to undo")
    voided = stage.checkout.post_void(stage.actor, stage.finished[-1][0].sale_id)
    stage.voided.append(voided.receipt_no)
    stage.hand = Hand(voided.cart, job=voided.job)


def _park(stage: Stage, line: Statement) -> None:
    label = line.words[0] if line.words else ""
    stage.checkout.park(stage.actor, stage.open_hand().cart, label)
    stage.parked[label] = stage.hand.cart.sale_id
    stage.hand = Hand(stage.checkout.new_cart())


def _resume(stage: Stage, line: Statement) -> None:
    label = line.words[0] if line.words else ""
    if label not in stage.parked:
        raise line.wrong(f"no parked cart {label}; there are: {', '.join(stage.parked) or NONE}")
    stage.hand = Hand(stage.checkout.resume(stage.actor, stage.parked[label]))


def _discard(stage: Stage, _: Statement) -> None:
    stage.checkout.discard(stage.actor, stage.open_hand().cart.sale_id)
    stage.hand = Hand(stage.checkout.new_cart())


def _reprint(stage: Stage, line: Statement) -> None:
    if not (line.words or stage.finished):
        raise line.wrong("no sale to reprint")
    wanted = line.words[0] if line.words else stage.finished[-1][0].receipt_no
    stage.hand.job = stage.checkout.reprint(stage.actor, wanted)


def _no_sale(stage: Stage, line: Statement) -> None:
    stage.checkout.no_sale(stage.actor, choice(line, line.words[0], "change", "check", "test"))


def _restart(stage: Stage, _: Statement) -> None:
    stage.restart()


def _require(line: Statement, held: bool) -> None:  # noqa: FBT001  a condition
    if not held:
        raise line.wrong(f"usage: {VERBS[line.verb].usage}")


def _verb(run: Callable[[Stage, Statement], None], usage: str, *options: str) -> Verb:
    """Return a verb that takes as many words as its usage line shows."""
    words = [each for each in usage.split()[1:] if "=" not in each]
    least = sum(1 for each in words if not each.startswith("["))
    return Verb(run, usage, least, len(words), options)


VERBS: dict[str, Verb] = {
    "scan": _verb(_scan, "scan CODE times=N", "times"),
    "quantity": _verb(_quantity, "quantity LINE QUANTITY"),
    "override": _verb(_override, "override LINE PRICE"),
    "discount": _verb(_discount, "discount LINE PERCENT|none"),
    "gift": _verb(_gift, "gift LINE"),
    "order-discount": _verb(_order_discount, "order-discount PERCENT|AMOUNT|none"),
    "round-off": _verb(_round_off, "round-off AMOUNT|none"),
    "remove": _verb(_remove, "remove LINE"),
    "clear": _verb(_clear, "clear"),
    "tender": _verb(
        _tender, f"tender {'|'.join(KINDS)} [AMOUNT] tail=DIGITS approval=NUMBER",
        "tail", "approval",
    ),
    "untender": _verb(_untender, "untender"),
    "complete": _verb(_complete, "complete [again] [one-tap]"),
    "undo": _verb(_undo, "undo"),
    "park": _verb(_park, "park [LABEL]"),
    "resume": _verb(_resume, "resume [LABEL]"),
    "discard": _verb(_discard, "discard"),
    "reprint": _verb(_reprint, "reprint [RECEIPT]"),
    "no-sale": _verb(_no_sale, "no-sale change|check|test"),
    "restart": _verb(_restart, "restart"),
}  # fmt: skip
