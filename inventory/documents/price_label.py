"""The price tag (吊牌, 价签) of one piece of goods: where each word and the code stand.

Four sizes. All places are tenths of a millimetre from the left upper corner. No dot, no byte, no
printer here.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from inventory.catalogue.product import ONE_SIZE
from inventory.kernel.errors import Refused
from inventory.kernel.money import Money
from inventory.kernel.text import Text

Align = Literal["left", "centre", "right"]

# zh-Hans, zh-Hant, en
_WORDS = MappingProxyType(
    {
        "style": ("款号", "款號", "Style"),
        "colour": ("颜色", "顏色", "Colour"),
        "size": ("尺码", "尺碼", "Size"),
        "was": ("原价", "原價", "Was"),
        "one_size": ("均码", "單一尺寸", "One size"),
    }
)
_COLUMN = MappingProxyType({"zh-Hans": 0, "zh-Hant": 1, "en": 2})


@dataclass(frozen=True, slots=True)
class LabelSize:
    """A label as it is bought: width before height, in millimetres."""

    width_mm: int
    height_mm: int

    @property
    def name(self) -> str:
        """``40x30``, as on the box."""
        return f"{self.width_mm}x{self.height_mm}"


SIZES = MappingProxyType(
    {
        size.name: size
        for size in (LabelSize(40, 30), LabelSize(50, 30), LabelSize(60, 40), LabelSize(30, 70))
    }
)


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a label in tenths of a millimetre."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class LabelText:
    """One line of text as high as its box; what is too long is squeezed, then cut.

    ``struck`` puts a line through it: a price that is no longer asked. ``whole`` is never cut, and
    squeezed as far as it takes: half a price is another price.
    """

    text: str
    box: Box
    align: Align = "left"
    bold: bool = False
    struck: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class LabelCode:
    """A code as bars, centred in its box, its characters beneath within the box."""

    data: str
    box: Box


@dataclass(frozen=True, slots=True)
class Label:
    """One label; ``title`` names it in lists, ``language`` says how its hanzi are drawn."""

    title: str
    size: LabelSize
    parts: tuple[LabelText | LabelCode, ...]
    language: str = "zh-Hans"


@dataclass(frozen=True, slots=True)
class TagGoods:
    """What a tag says of one variant, names in one language; ``was`` only when it is higher.

    ``unit``: the prices are for one of it, as ``kg``; empty for pieces. ``exact`` is the price as
    it is charged where that has more digits than money.
    """

    style_code: str
    name: str
    colour: str
    size: str
    code: str
    price: Money
    was: Money | None = None
    brand: str = ""
    unit: str = ""
    exact: str = ""

    @property
    def priced(self) -> bool:
        """Whether there is a price to put on a tag."""
        return self.price.minor > 0


def size_of(name: str) -> LabelSize:
    """Return a size by its name; an unknown one is refused with those there are."""
    found = SIZES.get(name)
    if found is None:
        raise Refused(Text.of("labels.unknown_size", value=name[:20], known=", ".join(SIZES)))
    return found


def price_label(goods: TagGoods, size: LabelSize, language: str) -> Label:
    """Return the tag of these goods; refuses goods without a price, which no tag may carry."""
    if not goods.priced:
        raise Refused(Text.of("labels.no_price", goods=goods.style_code))
    words = _Words(goods, language)
    parts = _hanging(words, size) if size.height_mm > size.width_mm else _flat(words, size)
    shown = tuple(each for each in parts if isinstance(each, LabelCode) or each.text)
    title = " ".join(filter(None, (goods.style_code, goods.colour, words.size())))
    return Label(title, size, shown, language)


class _Words:
    """The goods' facts as the words of a tag."""

    def __init__(self, goods: TagGoods, language: str) -> None:
        self.goods = goods
        self._column = _COLUMN.get(language, 0)

    def say(self, key: str, value: str = "") -> str:
        """Return a word and what it names; nothing to name, no word."""
        return f"{_WORDS[key][self._column]} {value}" if value else ""

    def size(self) -> str:
        """Return the size as people say it."""
        return _WORDS["one_size"][self._column] if self.goods.size == ONE_SIZE else self.goods.size

    def price(self) -> str:
        """Return the price with its symbol, and for how much of the goods it is."""
        return self._for_one(self.goods.price, self.goods.exact)

    def was(self) -> str:
        """Return the former price with its symbol, if it is higher."""
        was = self.goods.was
        if was is None or was <= self.goods.price:
            return ""
        return f"{_WORDS['was'][self._column]} {self._for_one(was)}"

    def _for_one(self, price: Money, exact: str = "") -> str:
        unit = f"/{self.goods.unit}" if self.goods.unit else ""
        return f"{price.currency.symbol}{exact or price.plain()}{unit}"


def _flat(words: _Words, size: LabelSize) -> tuple[LabelText | LabelCode, ...]:
    """Lay out a label that is wider than high, all heights in proportion to 30 mm."""
    goods, margin = words.goods, 15
    width = size.width_mm * 10 - 2 * margin

    def box(top: int, height: int, begin: int = 0, end: int = 100) -> Box:
        """Return a row, or of what two share a part in per cent: nothing prints over a price."""
        y, tall = (each * size.height_mm // 30 for each in (top, height))
        left, right = (width * each // 100 for each in (begin, end))
        return Box(margin + left, y, right - left, tall)

    facts, was = " / ".join(filter(None, (goods.colour, words.size()))), words.was()
    return (
        LabelText(goods.name, box(12, 36), bold=True),
        LabelText(
            words.say("style", goods.style_code), box(52, 26, end=56 if goods.brand else 100)
        ),
        LabelText(goods.brand, box(52, 26, 58), "right"),
        LabelText(facts, box(82, 28)),
        LabelText(words.price(), box(114, 50, 42 if was else 0), "right", bold=True, whole=True),
        LabelText(was, box(132, 26, end=40), struck=True, whole=True),
        LabelCode(goods.code, _whole_width(size, box(172, 116))),
    )


def _hanging(words: _Words, size: LabelSize) -> tuple[LabelText | LabelCode, ...]:
    """Lay out a hang tag, its hole above: facts under each other, the price before the code."""
    goods, margin = words.goods, 10
    width, bottom = size.width_mm * 10 - 2 * margin, size.height_mm * 10

    def box(top: int, height: int) -> Box:
        return Box(margin, top, width, height)

    return (
        LabelText(goods.brand, box(90, 36), "centre", bold=True),
        LabelText(goods.name, box(140, 36), "centre", bold=True),
        LabelText(words.say("style", goods.style_code), box(196, 30)),
        LabelText(words.say("colour", goods.colour), box(236, 30)),
        LabelText(words.say("size", words.size()), box(276, 30)),
        LabelText(words.was(), box(bottom - 340, 28), "centre", struck=True, whole=True),
        LabelText(words.price(), box(bottom - 300, 70), "centre", bold=True, whole=True),
        LabelCode(goods.code, _whole_width(size, box(bottom - 200, 180))),
    )


def _whole_width(size: LabelSize, box: Box) -> Box:
    """Let a code's quiet zones take the margins: an EAN-13 of 0.25 mm modules is 28.3 mm wide."""
    return Box(0, box.y, size.width_mm * 10, box.height)
