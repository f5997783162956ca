"""Staff, roles and rights. The actor is the first argument of every use case."""

from dataclasses import dataclass
from enum import Enum

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text


class Permission(Enum):
    """What somebody may be allowed to do; the value is the word in the texts."""

    SELL = "sell"
    DISCOUNT = "discount"
    PRICE_OVERRIDE = "price_override"
    PRICE_ZERO = "price_zero"
    UNDO_SALE = "undo_sale"
    REPRINT = "reprint"
    OPEN_DRAWER = "open_drawer"
    QUICK_CREATE = "quick_create"
    CATALOGUE = "catalogue"
    STOCK = "stock"
    SETTINGS = "settings"
    STAFF = "staff"
    BACKUP = "backup"


_CASHIER = frozenset(
    {
        Permission.SELL,
        Permission.DISCOUNT,
        Permission.PRICE_OVERRIDE,
        Permission.UNDO_SALE,
        Permission.REPRINT,
        Permission.QUICK_CREATE,
    }
)
_MANAGER = _CASHIER | {
    Permission.PRICE_ZERO,
    Permission.OPEN_DRAWER,
    Permission.CATALOGUE,
    Permission.STOCK,
    Permission.SETTINGS,
    Permission.BACKUP,
}


class Role(Enum):
    """A post in the shop."""

    CASHIER = "cashier"
    MANAGER = "manager"
    OWNER = "owner"


RIGHTS: dict[Role, frozenset[Permission]] = {
    Role.CASHIER: _CASHIER,
    Role.MANAGER: _MANAGER,
    Role.OWNER: frozenset(Permission),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts: an id for the books, a short code for paper, and a role."""

    id: str
    code: str
    role: Role

    def may(self, permission: Permission) -> bool:
        """Tell whether this person has the right."""
        return permission in RIGHTS[self.role]

    def require(self, permission: Permission) -> None:
        """Refuse what this person has no right to do."""
        if not self.may(permission):
            raise Refused(Text.of("staff.no_right", right=permission.value))


SYSTEM = Actor("system", "0", Role.OWNER)
