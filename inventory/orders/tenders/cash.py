"""Cash: rounds what is open to the step when it settles, and gives change as its own row."""

from dataclasses import replace

from inventory.kernel.errors import Refused
from inventory.kernel.money import Money
from inventory.kernel.text import Text
from inventory.orders.tender import Offer, PayRules, Standing, TenderRow, put_row


class Cash:
    """Notes and coins. Change is a negative row of its own, never hidden in the first."""

    code = "cash"
    opens_drawer = True
    moves_elsewhere = False

    def take(self, standing: Standing, offer: Offer, rules: PayRules) -> Standing:
        """Take cash, or give it back when a card paid too much."""
        rules.cash.require_legal(offer.amount)
        due = rules.cash.due(standing.still_open)
        if standing.still_open.minor < 0:
            return self._give_back(standing, offer, due)
        if offer.amount.minor < 0 or (offer.amount.minor == 0 and due.minor != 0):
            raise Refused(Text.of("tender.amount_positive"))
        if offer.amount < due:
            return put_row(standing, TenderRow(self.code, offer.amount))
        rounded = self._rounded(standing, due)
        paid = put_row(rounded, TenderRow(self.code, offer.amount))
        change = offer.amount - due
        if change:
            paid = put_row(paid, TenderRow(self.code, -change, is_change=True))
        return replace(paid, settled=True)

    def _give_back(self, standing: Standing, offer: Offer, due: Money) -> Standing:
        if offer.amount != due:
            raise Refused(Text.of("tender.cash_back_exact", amount=(-due).plain()))
        rounded = self._rounded(standing, due)
        return replace(put_row(rounded, TenderRow(self.code, due, is_change=True)), settled=True)

    def _rounded(self, standing: Standing, due: Money) -> Standing:
        return replace(standing, rounding=due - standing.still_open, still_open=due)
