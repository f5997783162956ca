"""Whether somebody who signed on still has the rights they signed on with."""

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.people.staff import Actor
from inventory.store import people_repo
from inventory.store.engine import Connection


def still(connection: Connection, actor: Actor) -> bool:
    """Tell whether a person is active and has this role; who is not of the staff always is.

    Rows of those who left stay, so that only the program itself has none.
    """
    row = people_repo.find(connection, actor.id)
    return row is None or (row.active and row.role is actor.role)


def require_still(connection: Connection, actor: Actor) -> None:
    """Refuse somebody who was switched off, or given another role, since they signed on."""
    if not still(connection, actor):
        raise Refused(Text.of("staff.rights_changed"))
