"""What the windows of simulated devices are shown in tests: a view a kind, as the till says it."""

from dataclasses import replace
from functools import cache
from io import BytesIO

from PIL import Image

from inventory.kernel.text import Text
from pos_app.hardware.categories.device import Condition
from pos_app.hardware.paper import draw
from pos_app.hardware.profiles import profile
from pos_app.hardware.render_escpos import render
from pos_app.hardware.virtual_display import FAULTS as DISPLAY
from pos_app.hardware.virtual_labels import FAULTS as LABELS
from pos_app.hardware.virtual_printer import FAULTS as PRINTER
from pos_app.hardware.virtual_scale import FAULTS as SCALE
from pos_app.hardware.window_talk import Seen, WindowLook, WindowView
from tests.pos_app.hardware.papers import receipt

READY = Text.of("hardware.status.ready")
CODES = ("6907001000036", "6907001005208", "6901234599991")
_FAULTS = {
    "printer": PRINTER, "labels": LABELS, "display": DISPLAY, "scale": SCALE,
    "drawer": ("offline",), "scanner": ("offline", "lose"),
}  # fmt: skip
_SEEN = {
    "printer": Seen("1 9"), "labels": Seen("1"), "drawer": Seen(is_open=True),
    "scale": Seen(grams=345), "scanner": Seen(),
    "display": Seen(lines=("圆领纯棉T恤   89.00", "合计 2 件     178.00"), columns=20),
}  # fmt: skip
KINDS = tuple(_FAULTS)


@cache
def paper() -> bytes:
    """Return the picture of a receipt."""
    model = profile("generic-80-zh", "printer")
    return draw(render(receipt("zh-Hans"), model), model)


@cache
def label() -> bytes:
    """Return the picture of an empty label."""
    out = BytesIO()
    Image.new("L", (320, 240), 255).save(out, "PNG")
    return out.getvalue()


def a_view(kind: str, *on: str, **facts: object) -> WindowView:
    """Return a device that is well, with these faults on, but for what is given."""
    png = {"printer": paper, "labels": label}.get(kind, bytes)()
    faults = _FAULTS[kind] if kind == "printer" else sorted(_FAULTS[kind])
    view = WindowView(
        kind, kind, Condition.READY, READY, tuple((each, each in on) for each in faults),
        _SEEN[kind], WindowLook(), CODES if kind == "scanner" else (), png,
    )  # fmt: skip
    return replace(view, **facts)
