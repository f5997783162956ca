"""Canonical bytes: one object has exactly one encoding, so that it can be hashed and compared.

JSON with sorted keys, no spaces, text in NFC, whole numbers only. Beside it what travels: frozen
dataclasses as JSON, read back strictly, and Ed25519 signatures. A key is 32 plain bytes.
"""

from hashlib import sha256
from typing import Any, TypeVar
from unicodedata import is_normalized, normalize

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_BYTES = 32
SIGNATURE_BYTES = 64

_T = TypeVar("_T")

_encoder = msgspec.json.Encoder(order="sorted")
_packer = msgspec.json.Encoder()


def canonical(value: object) -> bytes:
    """Return the one encoding of plain data; a float raises ``TypeError``."""
    _require_plain(value)
    data = _encoder.encode(value)
    # A part of composed text is composed itself, so the whole tells about every text inside.
    if data.isascii() or is_normalized("NFC", data.decode()):
        return data
    return _encoder.encode(_composed(value))


def decode(data: bytes) -> Any:
    """Read canonical (or any) JSON bytes back into plain data; else ``ValueError``."""
    return unpack(data, Any)


def digest(data: bytes) -> bytes:
    """Return the 32 bytes of SHA-256."""
    return sha256(data).digest()


def pack(value: object) -> bytes:
    """Return a frozen dataclass as JSON in the order of its fields; text stays as it is."""
    return _packer.encode(value)


def unpack(data: bytes, kind: type[_T]) -> _T:
    """Read JSON into a dataclass; a wrong shape or type raises ``ValueError``, more is ignored.

    So does one that is nested deeper than anybody can follow.
    """
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from error


def new_key() -> bytes:
    """Return a new private key."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_key(private: bytes) -> bytes:
    """Return the public key that belongs to a private one."""
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def sign(private: bytes, message: bytes) -> bytes:
    """Return the signature of a message, 64 bytes; the same for the same message."""
    return Ed25519PrivateKey.from_private_bytes(private).sign(message)


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether the holder of this key signed exactly this message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


_LEAVES = frozenset({str, int, bool, type(None)})


def _require_plain(value: object) -> None:
    """Stop at anything that has no canonical form; the sale waits for this, so no detours."""
    kind = type(value)
    if kind in _LEAVES:
        return
    if kind is list or kind is tuple:
        for each in value:  # type: ignore[attr-defined]
            if type(each) not in _LEAVES:
                _require_plain(each)
    elif kind is dict:
        for key, each in value.items():  # type: ignore[attr-defined]
            if type(key) is not str:
                raise TypeError("a key must be text")
            if type(each) not in _LEAVES:
                _require_plain(each)
    else:
        raise TypeError(f"{kind.__name__} has no canonical form")


def _composed(value: object) -> object:
    """Return plain data with every text in NFC."""
    match value:
        case str():
            return normalize("NFC", value)
        case dict():
            return {normalize("NFC", key): _composed(each) for key, each in value.items()}
        case list() | tuple():
            return [_composed(each) for each in value]
        case _:
            return value
