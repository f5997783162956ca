"""A surface that cannot be seen costs no drawing."""

import pytest
from kivy.graphics import BorderImage, InstructionGroup

from pos_app.screens import widgets as w
from pos_app.screens.theme import theme


@pytest.mark.parametrize(
    ("colour", "edge", "size", "boxes"),
    [
        (theme.text, (0, 0, 0, 0), (30, 30), 1),
        ((0, 0, 0, 0), theme.text, (30, 30), 1),
        (theme.text, theme.text, (30, 30), 1),
        ((0, 0, 0, 0), (0, 0, 0, 0), (30, 30), 0),
        (theme.text, theme.text, (0, 30), 0),
    ],
)
def test_surface_when_it_cannot_be_seen_then_nothing_is_drawn(colour, edge, size, boxes) -> None:
    surface = w.Surface(fill=colour, edge=edge, size=size)
    assert _boxes(surface.canvas.before) == boxes
    surface.fill, surface.edge, surface.size = (0, 0, 0, 0), (0, 0, 0, 0), (9, 9)
    assert _boxes(surface.canvas.before) == 0
    surface.edge = theme.text
    assert _boxes(surface.canvas.before) == 1


def _boxes(group) -> int:
    inner = [each for each in group.children if isinstance(each, InstructionGroup)]
    return sum(isinstance(each, BorderImage) for each in group.children) + sum(map(_boxes, inner))
