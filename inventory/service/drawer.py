"""The drawer's book: every kick with its reason and how it ended, so that none is unexplained."""

from inventory.ledger import journal
from inventory.people.staff import Actor
from inventory.service.context import Context
from inventory.store.engine import Database

REASONS = ("sale", "void", "change", "check", "test")


class DrawerBook:
    """Writes on the writer's connection."""

    def __init__(self, context: Context, books: Database) -> None:
        self._context, self._books = context, books

    def kicked(self, actor: Actor, reason: str, receipt_no: str, outcome: str) -> None:
        """Journal a kick that was tried; ``receipt_no`` is empty where no sale was the reason."""
        if reason not in REASONS:
            raise ValueError(reason)
        body = {"reason": reason, "receipt_no": receipt_no, "outcome": outcome}
        with self._books.transaction() as connection:
            self._context.record(connection, actor, journal.DRAWER, body)
