"""What the payment screen shows: frozen values of ready strings."""

from dataclasses import dataclass

from pos_app.viewmodels.checkout_state import Action, Notice, Options


@dataclass(frozen=True, slots=True)
class TenderLine:
    """A line of the locked cart, small."""

    key: str
    title: str
    caption: str
    amount: str
    garment: str
    rgb: str


@dataclass(frozen=True, slots=True)
class Taken:
    """Money that was taken, and the key that gives it back before the sale is booked."""

    key: str
    word: str
    note: str
    amount: str
    remove: str
    live: bool


@dataclass(frozen=True, slots=True)
class Field:
    """A field that the pad fills; the chosen one takes the digits."""

    name: str
    word: str
    value: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class TenderState:
    """A payment as it stands."""

    title: str
    locked: str
    lines: tuple[TenderLine, ...]
    sums: Options
    rows: Options
    rest_word: str
    rest: str
    symbol: str
    taken: tuple[Taken, ...]
    kind: str
    methods: Options
    methods_word: str
    icon: str
    panel: str
    panel_text: str
    panel_amount: str
    steps: Options
    warning: str
    facts: Options
    fields: tuple[Field, ...]
    splits: tuple[Action, ...]
    splits_word: str
    amount_word: str
    entry: str
    typing: Field
    pad: bool
    chips: Options
    point: bool
    ok: Action
    back: Action
    notice: Notice | None
    busy: bool
    booking: bool  # the counter is changing: nothing is typed then; while the books look it is
    typed: bool  # an amount was typed; else the field shows what is due, paler
    money: int  # the revision of what the keys of money say
