"""A style in colours and sizes, its variants, and the facts a sale copies. No SQL, no search."""

from dataclasses import dataclass

from inventory.kernel.money import Rate, UnitPrice
from inventory.kernel.quantity import PIECE, Unit

ONE_SIZE = "OS"
"""The size of what has only one; shown as the text ``catalogue.one_size``."""


@dataclass(frozen=True, slots=True)
class Names:
    """A name in the three languages; an empty one falls back to the others."""

    zh_hans: str = ""
    zh_hant: str = ""
    en: str = ""

    def in_language(self, language: str) -> str:
        """Return the name for ``zh-Hans``, ``zh-Hant`` or ``en``, else the first there is."""
        wanted = {"zh-Hans": self.zh_hans, "zh-Hant": self.zh_hant, "en": self.en}
        chinese = (self.zh_hant, self.zh_hans) if language == "zh-Hant" else ()
        choices = (
            wanted.get(language, ""),
            *chinese,
            self.zh_hans,
            self.zh_hant,
            self.en,
        )
        return next((name for name in choices if name), "")


@dataclass(frozen=True, slots=True)
class Tax:
    """One tax as it was when goods were sold; ``included`` means the price contains it."""

    code: str
    rate: Rate
    included: bool


@dataclass(frozen=True, slots=True)
class Item:
    """What a sale copies of a variant when it is scanned: names, price, price version, taxes.

    ``colour_rgb`` is six hex digits, ``garment`` a silhouette name; both only draw the picture.
    ``list_price`` is the tag price, ``price`` what is charged; ``cost_e4`` is 1/10,000 units.
    ``open_price``: the amount is typed at each sale, as for a gift card.
    """

    variant_id: str
    style_id: str
    style_code: str
    names: Names
    colour: Names
    size: str
    price: UnitPrice
    list_price: UnitPrice
    price_version: int
    taxes: tuple[Tax, ...]
    tax_class: str
    cost_e4: int = 0
    unit: Unit = PIECE
    stocked: bool = True
    garment: str = ""
    colour_rgb: str = ""
    open_price: bool = False
