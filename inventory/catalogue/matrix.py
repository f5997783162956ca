"""A style as a grid of colours and sizes, each cell an item and how much of it is here."""

from collections.abc import Iterable
from dataclasses import dataclass

from inventory.catalogue.product import Item, Names
from inventory.kernel.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Cell:
    """One variant and what lies on this store's floor; it may be below zero."""

    item: Item
    on_hand: Quantity


@dataclass(frozen=True, slots=True)
class ColourRow:
    """One colour over all sizes; None where the style has no such variant."""

    colour: Names
    rgb: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class SizeMatrix:
    """Colours down, sizes across, both in the order of the shop."""

    style_id: str
    style_code: str
    names: Names
    sizes: tuple[str, ...]
    colours: tuple[ColourRow, ...]

    def cell(self, variant_id: str) -> Cell | None:
        """Return the cell of a variant."""
        for row in self.colours:
            for each in row.cells:
                if each is not None and each.item.variant_id == variant_id:
                    return each
        return None


def build(cells: Iterable[tuple[Cell, int | None]]) -> SizeMatrix | None:
    """Arrange cells of one style; with each its size's place in the size system, if it has one.

    Colours stand in the order they come; sizes by their place, those without one as they come.
    """
    arrived = list(cells)
    if not arrived:
        return None
    places: dict[str, tuple[int, int]] = {}
    rows: dict[tuple[Names, str], dict[str, Cell]] = {}
    for cell, place in arrived:
        known = (0, place) if place is not None else (1, len(places))
        places.setdefault(cell.item.size, known)
        rows.setdefault((cell.item.colour, cell.item.colour_rgb), {})[cell.item.size] = cell
    sizes = tuple(sorted(places, key=lambda size: places[size]))
    first = arrived[0][0].item
    colours = tuple(
        ColourRow(colour, rgb, tuple(found.get(size) for size in sizes))
        for (colour, rgb), found in rows.items()
    )
    return SizeMatrix(first.style_id, first.style_code, first.names, sizes, colours)
