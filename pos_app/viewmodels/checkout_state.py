"""What the checkout shows: frozen values of ready strings, made anew at every change."""

from dataclasses import dataclass

Tags = tuple[tuple[str, ...], ...]
Options = tuple[tuple[str, ...], ...]
LineOf = tuple[str, int]  # a line that a key is about: the sale's id and the line's number


@dataclass(frozen=True, slots=True)
class LineFace:
    """One line of the cart, or the placeholder of a code that is still open."""

    key: str
    title: str
    caption: str = ""
    tags: Tags = ()
    price: str = ""
    was_price: str = ""
    quantity: str = ""
    amount: str = ""
    garment: str = ""
    rgb: str = ""
    chosen: bool = False
    fresh: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class CashKey:
    """A key of money: word, second line, amount; ``other`` asks for the amount instead."""

    word: str
    sub: str = ""
    amount: str = ""
    live: bool = False
    other: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """A key that stands still: its name, word, icon, badge and whether it can be used now."""

    name: str
    word: str
    icon: str
    badge: str = ""
    live: bool = True
    kind: str = "plain"
    sub: str = ""
    of: LineOf | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A bar that says something and stops nobody; it runs out after ``seconds``, 0 stays."""

    number: int
    tone: str
    text: str
    icon: str = ""
    ways: Options = ()
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Alert:
    """The full-width bar of an unknown code."""

    text: str
    code: str
    sub: str
    ways: Options
    why: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Strip:
    """The last sale; ``small`` after its seconds, ``number`` is new for each sale.

    ``seconds`` are what is left to take it back when it comes, 0 if there are none.
    """

    number: int
    title: str
    receipt: str
    note: str
    rows: Options
    change_word: str
    change: str
    ways: Options
    small: bool
    seconds: int


@dataclass(frozen=True, slots=True)
class MatrixFace:
    """The size × colour stock of the chosen line's style."""

    title: str
    note: str
    sizes: tuple[str, ...]
    colours: tuple[tuple[object, ...], ...]
    of: LineOf | None = None


@dataclass(frozen=True, slots=True)
class ParkedFace:
    """A cart that was put aside."""

    key: str
    title: str
    note: str
    total: str
    garment: str
    rgb: str
    resume: str


@dataclass(frozen=True, slots=True)
class HitFace:
    """A style that a search found."""

    key: str
    title: str
    caption: str
    price: str
    stock: str
    garment: str
    rgb: str


@dataclass(frozen=True, slots=True)
class GoodsKey:
    """Goods without a code, as a key."""

    key: str
    word: str
    price: str
    icon: str


@dataclass(frozen=True, slots=True)
class PadFace:
    """What is asked for by the pad: its digits, what they would mean, quick answers."""

    title: str
    text: str
    shown: str
    sign: str
    preview: str
    trouble: str
    options: Options
    chosen: str
    modes: Options
    mode: str
    ok: str
    can_ok: bool
    typed: bool = False  # letters are asked for, not an amount


@dataclass(frozen=True, slots=True)
class CheckoutState:
    """The checkout as it stands."""

    lines: tuple[LineFace, ...]
    chosen: str
    line: LineOf | None
    actions: Options
    less_word: str
    more_word: str
    quantity: str
    least: bool
    chips: Options
    chip_chosen: str
    empty: bool
    title: str
    pieces: str
    total: str
    symbol: str
    saved: str
    ready: str
    waiting: str
    facts: Options
    cash: tuple[CashKey, ...]
    exact: CashKey
    charge: Action
    functions: tuple[Action, ...]
    more: tuple[Action, ...]
    matrix: MatrixFace | None
    alert: Alert | None
    notice: Notice | None
    strip: Strip | None
    parked: tuple[ParkedFace, ...]
    goods: tuple[GoodsKey, ...]
    search: str
    hits: tuple[HitFace, ...]
    hits_note: str
    sheet: str
    sheet_title: str
    pad: PadFace | None
    busy: bool
    money: int  # the revision of what the keys of money say
