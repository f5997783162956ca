"""The four keys of cash: exact, then what a customer plausibly hands over, the change before."""

from inventory.kernel.money import Money
from inventory.orders.tender import PayRules, quick_cash
from inventory.service.shop_settings import ShopSettings
from pos_app.i18n import Translator
from pos_app.viewmodels.checkout_state import CashKey

KEYS = 4


def amounts(total: Money, rules: PayRules, settings: ShopSettings) -> tuple[Money, ...]:
    """Return the amounts of the keys, exact first."""
    return quick_cash(total, rules.cash, settings.note_values)


def faces(found: tuple[Money, ...], tr: Translator, *, live: bool) -> tuple[CashKey, ...]:
    """Return four keys; places never move: a missing amount is a pale key or the one that asks."""
    if not found:
        return (
            CashKey(tr("payment.cash_exact")),
            CashKey(tr("payment.take_cash")),
            CashKey(tr("payment.take_cash")),
            CashKey(tr("payment.other_amount"), other=True),
        )
    due = found[0]
    keys = [CashKey(tr("payment.cash"), tr("payment.exact"), tr.money(due), live)]
    for each in found[1:KEYS]:
        change = tr("payment.change_of", amount=tr.money(each - due))
        keys.append(CashKey(tr("payment.take_cash"), change, tr.short_money(each), live))
    while len(keys) < KEYS - 1:
        keys.append(CashKey(tr("payment.take_cash")))
    if len(keys) < KEYS:
        keys.append(CashKey(tr("payment.other_amount"), live=live, other=True))
    return tuple(keys)


def exact(found: tuple[Money, ...], tr: Translator, *, live: bool) -> CashKey:
    """Return the key of the exact amount where it stands alone, with its whole name."""
    amount = tr.money(found[0]) if found else ""
    return CashKey(tr("payment.cash_exact"), amount=amount, live=bool(found) and live)
