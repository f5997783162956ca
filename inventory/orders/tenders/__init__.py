"""The registry of tender kinds, and paying as a fold of offers."""

from collections.abc import Sequence

from inventory.kernel.errors import Refused
from inventory.kernel.money import AMOUNT_MAX_MINOR, Money
from inventory.kernel.text import Text
from inventory.orders.tender import Offer, PayRules, Standing, TenderKind, begin
from inventory.orders.tenders.card import Card
from inventory.orders.tenders.cash import Cash

KINDS: dict[str, TenderKind] = {kind.code: kind for kind in (Cash(), Card())}


def settle(total: Money, offers: Sequence[Offer], rules: PayRules) -> Standing:
    """Take the offers in order and return how the sale stands; a bad offer is refused.

    A sale with nothing to pay is settled by no offer at all.
    """
    standing = begin(total)
    if total.minor == 0 and not offers:
        return Standing(total, total, (), Money.zero(total.currency), settled=True)
    for offer in offers:
        if standing.settled:
            raise Refused(Text.of("tender.already_settled"))
        kind = KINDS.get(offer.kind)
        if kind is None:
            raise Refused(Text.of("tender.unknown_kind", kind=offer.kind))
        if offer.amount.minor > AMOUNT_MAX_MINOR:
            limit = Money(AMOUNT_MAX_MINOR, total.currency)
            raise Refused(Text.of("tender.too_large", limit=limit.plain()))
        standing = kind.take(standing, offer, rules)
    return standing


def opens_drawer(standing: Standing) -> bool:
    """Tell whether any row of this sale is one that needs the cash drawer."""
    return any(KINDS[row.kind].opens_drawer for row in standing.rows)
