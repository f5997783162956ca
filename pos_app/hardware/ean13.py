"""EAN-13 as bars. Source: GS1 General Specifications, section 5.2, ISO/IEC 15420."""

from inventory.catalogue.codes import has_check_digit

QUIET_LEFT, QUIET_RIGHT = 11, 7
_LEFT_ODD = (
    "0001101", "0011001", "0010011", "0111101", "0100011",
    "0110001", "0101111", "0111011", "0110111", "0001011",
)  # fmt: skip
# Which of the six left digits are even, by the first digit that has no bars of its own.
_PARITY = (
    "OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE",
    "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO",
)  # fmt: skip


def fits(data: str) -> bool:
    """Tell whether the data is an EAN-13 with its right check digit."""
    return len(data) == 13 and data.isascii() and data.isdigit() and has_check_digit(data)


def bars(data: str) -> list[bool]:
    """Return the 95 modules of the symbol, dark ones True, without quiet zones."""
    assert fits(data), data
    left = "".join(
        _even(digit) if kind == "E" else _LEFT_ODD[int(digit)]
        for digit, kind in zip(data[1:7], _PARITY[int(data[0])], strict=True)
    )
    right = "".join(_flipped(_LEFT_ODD[int(digit)]) for digit in data[7:])
    return [module == "1" for module in f"101{left}01010{right}101"]


def _flipped(pattern: str) -> str:
    return pattern.translate({48: "1", 49: "0"})


def _even(digit: str) -> str:
    return _flipped(_LEFT_ODD[int(digit)])[::-1]
