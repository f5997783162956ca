"""The sending to head office as the till holds it: none until a link is made, late to start."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from inventory.kernel.errors import SuanpanError
from inventory.kernel.text import Text
from pos_app.main.runtime import Books
from pos_app.viewmodels.base import Cancel, Hands

if TYPE_CHECKING:
    from pos_app.sync.client import SyncClient


class SyncDesk:
    """Stands for the sync client, which loads its network library only after the first frame."""

    def __init__(self, books: Books, hands: Hands) -> None:
        self._books = books
        self._hands = hands
        self._client: SyncClient | None = None
        self._broken: Text | None = None
        self._listeners: list[Callable[[], None]] = []

    def start(self) -> None:
        """Begin to send where this till is linked to a head office."""
        from pos_app.sync import link
        from pos_app.sync.client import SyncClient

        books = self._books
        try:
            found = link.load(books.path)
        except SuanpanError as error:
            self._broken = error.text
            self._tell()
            return
        if found is None or not found.office:
            return
        self._client = SyncClient(
            books.writing, books.context.origin, found, books.writer.submit, books.context.clock,
            tell=self._hands.post,
        )  # fmt: skip
        self._client.listen(self._tell)
        self._client.start()
        self._tell()

    def state(self) -> tuple[str, int, Text | None]:
        """Return (state, entries waiting, reason)."""
        if self._client is not None:
            return self._client.state()
        return ("none", 0, None) if self._broken is None else ("rejected", 0, self._broken)

    def listen(self, listener: Callable[[], None]) -> Cancel:
        """Call on the UI thread whenever that has changed."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def wake(self) -> None:
        """Tell it that something was journaled."""
        if self._client is not None:
            self._client.wake()

    def close(self) -> None:
        """Stop after the exchange under way."""
        if self._client is not None:
            self._client.close()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
