"""Canonical bytes: one object has exactly one encoding, so that it can be hashed and compared.

JSON with sorted keys, no spaces, text in NFC, whole numbers only.
"""

from hashlib import sha256
from typing import Any
from unicodedata import normalize

import msgspec

_encoder = msgspec.json.Encoder(order="sorted")


def canonical(value: object) -> bytes:
    """Return the one encoding of plain data; a float raises ``TypeError``."""
    return _encoder.encode(_clean(value))


def decode(data: bytes) -> Any:
    """Read canonical (or any) JSON bytes back into plain data."""
    return msgspec.json.decode(data)


def digest(data: bytes) -> bytes:
    """Return the 32 bytes of SHA-256."""
    return sha256(data).digest()


def _clean(value: object) -> object:
    match value:
        case str():
            return value if value.isascii() else normalize("NFC", value)
        case bool() | int() | None:
            return value
        case dict():
            return {_key(key): _clean(each) for key, each in value.items()}
        case list() | tuple():
            return [_clean(each) for each in value]
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical form")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError("a key must be text")
    return normalize("NFC", key)
