"""What the page of price tags shows: one frozen state of ready strings."""

from dataclasses import dataclass

from pos_app.viewmodels.price_tag_list import TagRow
from pos_app.viewmodels.price_tag_run import RunFace

Option = tuple[str, str]  # name, word


@dataclass(frozen=True, slots=True)
class PadFace:
    """A number that is typed for one row."""

    title: str
    value: str


@dataclass(frozen=True, slots=True)
class PriceTagsState:
    """Ready strings; ``rows`` are the list, or what a search found while ``finding``.

    ``day`` is the day since which goods are asked for, ``add_word`` the key that takes them in.
    ``printer`` is how the label printer is: a state and words; ``way`` what its key does. ``clear``
    empties the list or brings it back: name, word, icon.
    """

    sources: tuple[Option, ...] = ()
    source: str = "style"
    search: str = ""
    finding: bool = False
    day: str = ""
    today: bool = True
    add_word: str = ""
    asking: bool = False
    rows: tuple[TagRow, ...] = ()
    reveal: str = ""
    empty: str = ""
    note: str = ""
    note_state: str = "info"
    sizes: tuple[Option, ...] = ()
    size: str = "40x30"
    printers: tuple[Option, ...] = ()
    chosen_printer: str = ""
    printer: tuple[str, str] = ("off", "")
    trouble: str = ""
    count: str = "0"
    about: str = ""
    skipped: str = ""
    preview: bytes = b""
    preview_word: str = ""
    way: str = "print"
    way_word: str = ""
    can_print: bool = False
    editable: bool = True
    can_edit: bool = False
    can_clear: bool = False
    clear: tuple[str, str, str] = ("none", "", "bin")
    run: RunFace | None = None
    pad: PadFace | None = None
