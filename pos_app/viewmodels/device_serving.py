"""Which printer prints the receipts and which drawer opens: in words, with the key to choose it."""

from collections.abc import Iterator, Mapping

from pos_app.i18n import Translator
from pos_app.viewmodels.device_care import DeviceView
from pos_app.viewmodels.device_lines import PanelLine

_CHOOSABLE = frozenset({"stands_in", "copies", "unused"})


def short(tr: Translator, view: DeviceView, names: Mapping[str, str]) -> str:
    """Return what a printer or drawer serves for in a word or two, for its card."""
    return tr(f"devices.serves.{view.serves}.short", other=names.get(view.behind, view.behind))


def lines(
    tr: Translator, view: DeviceView, names: Mapping[str, str], *, may: bool
) -> Iterator[PanelLine]:
    """Return what a device serves for, and the key that lets it serve first."""
    if not view.serves:
        return
    category, other = view.status.category, names.get(view.behind, view.behind)
    kind = view.serves if category == "printer" or "opens" in view.serves else (
        f"{view.serves}.drawer")  # fmt: skip
    yield PanelLine("serves", "note", tr(f"devices.serves.{kind}", other=other), state="info")
    if may and view.serves in _CHOOSABLE:
        prefer = ("prefer", tr(f"devices.prefer.{category}"), "plain", "check")
        yield PanelLine("prefer", "keys", options=(prefer,))
