"""The size × colour stock beside the chosen line; read a moment after the line was drawn."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from inventory.pricing.cart import CartLine
from pos_app.i18n import Translator
from pos_app.viewmodels import cart_lines
from pos_app.viewmodels.checkout_state import MatrixFace
from pos_app.viewmodels.till import Till

if TYPE_CHECKING:
    from inventory.catalogue.matrix import SizeMatrix
    from pos_app.viewmodels.base import Cancel

_WAIT_S = 0.12


class StockBeside:
    """The matrix of the chosen line, and whose line it is; ``told`` runs when it is there."""

    def __init__(self, till: Till, told: Callable[[], None]) -> None:
        self._till = till
        self._told = told
        self._matrix: SizeMatrix | None = None
        self._variant = ""
        self._end: Cancel = lambda: None
        self.number = 0

    def follow(self, line: CartLine | None) -> None:
        """Show the stock of this line; nothing is read when it is the same variant again."""
        if line is None:
            self._end()
            self._matrix, self._variant, self.number = None, "", 0
            return
        self.number = line.number
        if line.item.variant_id == self._variant:
            return
        self._variant = line.item.variant_id
        if self._matrix is not None and self._matrix.style_id == line.item.style_id:
            return
        self._matrix = None
        self._end()
        self._end = self._till.hands.later(_WAIT_S, lambda: self._read(line.item.style_id))

    def forget(self) -> None:
        """Read again next time: stock has moved."""
        self._matrix, self._variant = None, ""

    def _read(self, style_id: str) -> None:
        actor = self._till.session.actor
        if actor is not None:
            self._matrix = self._till.reads.catalogue.matrix(actor, style_id)
            self._told()

    def face(self, tr: Translator) -> MatrixFace | None:
        """Return the matrix in this language."""
        if self._matrix is None:
            return None
        return cart_lines.matrix_face(self._matrix, self._variant, tr)
