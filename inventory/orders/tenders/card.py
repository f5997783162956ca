"""A card on a stand-alone terminal: the cashier records what the terminal approved."""

from dataclasses import replace

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.orders.tender import Offer, PayRules, Standing, TenderRow, put_row

TAIL_DIGITS = 4
APPROVAL_MAX = 12


class Card:
    """Exact by nature; more than is open only where the site allows cash back (R10)."""

    code = "card"
    opens_drawer = False
    moves_elsewhere = True

    def take(self, standing: Standing, offer: Offer, rules: PayRules) -> Standing:
        """Take what the terminal approved, or refuse."""
        if offer.amount.minor <= 0:
            raise Refused(Text.of("tender.amount_positive"))
        if standing.still_open.minor <= 0:
            raise Refused(Text.of("tender.nothing_open"))
        if offer.amount > standing.still_open and not rules.cash_back:
            raise Refused(Text.of("tender.card_above_open", amount=standing.still_open.plain()))
        _require_slip(offer)
        row = TenderRow(self.code, offer.amount, card_tail=offer.card_tail, approval=offer.approval)
        paid = put_row(standing, row)
        return replace(paid, settled=paid.still_open.minor == 0)


def _require_slip(offer: Offer) -> None:
    """No card number may enter: at most four digits, and a short approval number."""
    if offer.card_tail and not (
        len(offer.card_tail) == TAIL_DIGITS and offer.card_tail.isdecimal()
    ):
        raise Refused(Text.of("tender.card_tail"))
    if len(offer.approval) > APPROVAL_MAX or (not offer.approval.isalnum() and offer.approval):
        raise Refused(Text.of("tender.approval"))
