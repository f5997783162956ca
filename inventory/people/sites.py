"""Where a row was born: store, till and epoch, and the places that goods move between."""

from dataclasses import dataclass

from inventory.kernel.money import Currency

STORE_FLOOR = "store"
CUSTOMER = "customer"
SUPPLIER = "supplier"
LOSS = "loss"
DAMAGED = "damaged"
TRANSIT = "transit"
LOCATION_KINDS = (STORE_FLOOR, CUSTOMER, SUPPLIER, LOSS, DAMAGED, TRANSIT)


@dataclass(frozen=True, slots=True)
class Site:
    """This till: ids on every row, the shop's zone, day cut and currency."""

    store_id: str
    till_id: str
    epoch: int
    zone: str
    day_cut_hour: int
    currency: Currency

    @property
    def floor(self) -> str:
        """Return the location that this till sells from."""
        return f"{self.store_id}:{STORE_FLOOR}"

    def place(self, kind: str) -> str:
        """Return the location of this kind that belongs to the store."""
        return f"{self.store_id}:{kind}"
