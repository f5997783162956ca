"""Check digits of GS1: of a whole number, and of the amount inside a label. Pure digits."""

from functools import lru_cache

# What a digit becomes under each weight of GS1 General Specifications 7.9.2, table by table.
_TWO_MINUS = (0, 2, 4, 6, 8, 9, 1, 3, 5, 7)
_THREE = (0, 3, 6, 9, 2, 5, 8, 1, 4, 7)
_FIVE_PLUS = (0, 5, 1, 6, 2, 7, 3, 8, 4, 9)
_FIVE_MINUS = (0, 5, 9, 4, 8, 3, 7, 2, 6, 1)
_OF_FOUR = (_TWO_MINUS, _TWO_MINUS, _THREE, _FIVE_MINUS)
_OF_FIVE = (_FIVE_PLUS, _TWO_MINUS, _FIVE_MINUS, _FIVE_PLUS, _TWO_MINUS)

_ZERO = ord("0")


def digits(text: str) -> bool:
    """Tell whether a text is digits of ASCII and nothing else."""
    return text.isascii() and text.isdigit()


def check_digit(body: str) -> str:
    """Return the GS1 check digit (mod 10, weights 3 and 1 from the right) of these digits."""
    threes, ones = body[::-2].encode(), body[-2::-2].encode()  # bytes add up without objects
    total = 3 * (sum(threes) - _ZERO * len(threes)) + sum(ones) - _ZERO * len(ones)
    return str(-total % 10)


@lru_cache(maxsize=8_192)
def has_check_digit(code: str) -> bool:
    """Tell whether the last digit is the right check digit of the others."""
    return digits(code) and check_digit(code[:-1]) == code[-1]


def price_check_digit(value: str) -> str:
    """Return the check digit that proves four or five digits of an amount or weight in a label.

    Source: GS1 General Specifications 7.9.3 and 7.9.4.
    """
    weights = _OF_FOUR if len(value) == 4 else _OF_FIVE
    total = sum(table[int(digit)] for table, digit in zip(weights, value, strict=True))
    if len(value) == 4:
        return str(total * 3 % 10)
    return str(_FIVE_MINUS.index(-total % 10))
