"""What a verb of the scenario language is, and how its words become money, quantities and rates."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from inventory.kernel.errors import Refused
from inventory.kernel.money import E4, Money, Rate, UnitPrice
from inventory.kernel.quantity import Quantity, Unit
from inventory.kernel.text import Text
from suanpan.scenario.script import Statement
from suanpan.scenario.stage import Stage
from suanpan.words import english

NONE = "none"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: what it does, its usage line, how many words and which options it takes."""

    run: Callable[[Stage, Statement], None]
    usage: str
    least: int
    most: int
    options: tuple[str, ...] = ()

    def check(self, statement: Statement) -> None:
        """Complain about too few or too many words, and about options it does not know."""
        if not self.least <= len(statement.words) <= self.most:
            raise statement.wrong(f"usage: {self.usage}")
        for option in statement.options:
            if option not in self.options:
                raise statement.wrong(f"{statement.verb} has no {option}=; usage: {self.usage}")


def money(stage: Stage, statement: Statement, text: str) -> Money:
    """Read an amount: written with exactly the currency's digits, ``12.10`` and not ``12.1``."""
    currency = stage.context.site.currency
    amount = _read(statement, lambda: Money.parse_exact(text, currency))
    if amount.plain() != text.removeprefix("+"):
        raise statement.wrong(f"{text} is not an amount; write {amount.plain()}")
    return amount


def unit_price(stage: Stage, statement: Statement, text: str) -> UnitPrice:
    """Read a price of one: at least the currency's digits, at most four."""
    currency = stage.context.site.currency
    price = _read(statement, lambda: UnitPrice.parse(text, currency))
    digits = len(text.partition(".")[2])
    if not currency.exponent <= digits <= len(str(E4)) - 1:
        raise statement.wrong(f"{text} is not a price; write {price.plain()}")
    return price


def quantity(statement: Statement, text: str, unit: Unit) -> Quantity:
    """Read a quantity in a unit of measure."""
    return _read(statement, lambda: Quantity.parse(text, unit))


def rate(statement: Statement, text: str) -> Rate:
    """Read ``21%``."""
    if not text.endswith("%"):
        raise statement.wrong(f"{text} is not a rate; write it with a percent sign, 21%")
    return _read(statement, lambda: Rate.parse(text))


def whole(statement: Statement, text: str) -> int:
    """Read a whole number."""
    if not (text.isascii() and text.lstrip("-").isdigit()):
        raise statement.wrong(f"{text} is not a whole number")
    return int(text)


def choice(statement: Statement, text: str, *allowed: str) -> str:
    """Read one of a few words."""
    if text not in allowed:
        raise statement.wrong(f"{text} is not one of {', '.join(allowed)}")
    return text


def variant(stage: Stage, statement: Statement, code: str) -> str:
    """Return the id of goods that were set up in this file under a product code or SKU."""
    if code not in stage.goods:
        raise statement.wrong(f"no product {code}; there are: {', '.join(stage.goods) or NONE}")
    return stage.goods[code]


def words_of(text: Text) -> str:
    """Return a message as its code, its values, and what a person would read."""
    shown = english(text)
    return str(text) if shown == str(text) else f"{text} ({shown})"


def _read(statement: Statement, parse: Callable[[], _T]) -> _T:
    try:
        return parse()
    except Refused as refused:
        raise statement.wrong(words_of(refused.text)) from None
