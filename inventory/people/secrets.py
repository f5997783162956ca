"""PINs: which are allowed, and how one is kept: argon2id over an HMAC with the till's pepper.

Pure but for the salt. The only room that knows argon2. ``verify`` takes about 0.2 s on purpose:
call it on any thread but the user interface's.
"""

import hmac
from hashlib import sha256
from itertools import pairwise

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text

PIN_LENGTH = 6
PEPPER_BYTES = 32
MEMORY_KIB = 64 * 1024
PASSES = 3
_REPEATED = 3
_CENTURIES = (19, 20)
_COMMON = frozenset(
    "123123 123321 121212 112233 101010 131313 111222 123654 147258 159357 258456 520520 521521"
    " 520131 131452 147147 159753 789456 456789 168168 886886 888666 666888 696969 987654".split()
)


def require_pin(pin: str) -> None:
    """Refuse a PIN that is not six digits, or that anybody would try first."""
    if len(pin) != PIN_LENGTH or not (pin.isascii() and pin.isdigit()):
        raise Refused(Text.of("staff.pin_shape", length=PIN_LENGTH))
    if is_weak(pin):
        raise Refused(Text.of("staff.pin_weak"))


def is_weak(pin: str) -> bool:
    """Tell whether the PIN is a run, a repetition, a likely date or one of the common ones."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    run = len(steps) == 1 and steps <= {0, 1, 9}
    repeated = len(set(pin)) < _REPEATED or pin[:3] == pin[3:]
    return run or repeated or pin in _COMMON or _is_date(pin)


def _is_date(pin: str) -> bool:
    """Tell whether it reads as a birthday: YYMMDD, DDMMYY or YYYYMM."""
    first, middle, last = int(pin[:2]), int(pin[2:4]), int(pin[4:])
    months, days = range(1, 13), range(1, 32)
    if middle in months and (first in days or last in days):
        return True
    return first in _CENTURIES and last in months


def hash_pin(pin: str, pepper: bytes) -> str:
    """Return what is stored of a PIN; its salt is new every time."""
    from argon2 import PasswordHasher

    hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1)
    return hasher.hash(_peppered(pin, pepper))


def verify(pin: str, stored: str, pepper: bytes) -> bool:
    """Tell whether this is the PIN; slow on purpose, pure, safe on any thread."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return PasswordHasher().verify(stored, _peppered(pin, pepper))
    except (VerificationError, InvalidHashError):
        return False


def _peppered(pin: str, pepper: bytes) -> bytes:
    return hmac.new(pepper, pin.encode(), sha256).digest()
