"""Canonical bytes: one thing, one encoding; strict reading; signatures for one message only."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.ledger import envelope
from inventory.ledger.envelope import canonical, decode, digest

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=12,
)


def turned(value: object) -> object:
    """Return the same thing with every dictionary filled in the opposite order."""
    if isinstance(value, dict):
        return {key: turned(each) for key, each in reversed(value.items())}
    return [turned(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("value", "data"),
    [
        ({"b": 1, "a": [True, None, "x"]}, b'{"a":[true,null,"x"],"b":1}'),
        ({}, b"{}"),
        ((1, (2, 3)), b"[1,[2,3]]"),
        ("总", '"总"'.encode()),
        ({"z": {"y": 2, "x": 1}}, b'{"z":{"x":1,"y":2}}'),
        (-12, b"-12"),
        ('a"\n', b'"a\\"\\n"'),
    ],
)
def test_canonical_when_encoded_then_sorted_and_without_spaces(value: object, data: bytes) -> None:
    assert canonical(value) == data


@given(PLAIN)
def test_canonical_when_filled_in_another_order_then_the_bytes_agree(value: object) -> None:
    assert canonical(turned(value)) == canonical(value)


@given(PLAIN)
def test_canonical_when_read_and_encoded_again_then_the_bytes_agree(value: object) -> None:
    assert canonical(decode(canonical(value))) == canonical(value)


def test_canonical_when_text_is_composed_or_not_then_it_is_one() -> None:
    assert canonical("e\u0301") == canonical("é") == '"é"'.encode()
    assert canonical({"e\u0301": 1}) == canonical({"é": 1})
    assert canonical(["e\u0301", ("e\u0301", 7, None)]) == '["é",["é",7,null]]'.encode()
    assert canonical({"n": ["e\u0301", True]}) == '{"n":["é",true]}'.encode()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1.0, "float has no canonical form"),
        ({"a": [1.5]}, "float has no canonical form"),
        (b"x", "bytes has no canonical form"),
        ({1: 2}, "a key must be text"),
        (object(), "object has no canonical form"),
    ],
)
def test_canonical_when_it_cannot_be_plain_then_it_stops(value: object, said: str) -> None:
    with pytest.raises(TypeError, match=f"^{said}$"):
        canonical(value)


def test_digest_when_taken_then_it_is_sha_256() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest(b"").hex() == empty


@dataclass(frozen=True)
class Parcel:
    """Something that travels."""

    b: int
    a: str


def test_pack_when_read_back_then_it_is_the_same_in_the_order_of_its_fields() -> None:
    data = envelope.pack(Parcel(2, "e\u0301"))
    assert data == '{"b":2,"a":"e\u0301"}'.encode()
    assert envelope.unpack(data, Parcel) == Parcel(2, "e\u0301")
    assert envelope.unpack(b'{"b":2,"a":"x","later":[1]}', Parcel) == Parcel(2, "x")


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b'{"b":2}', b'{"b":"2","a":"x"}', b'{"b":2.5,"a":"x"}', b'{"b":2,"a":"\xff"}',
     b"[" * 100_000, b'{"b":null,"a":"x"}'],
)  # fmt: skip
def test_unpack_when_the_shape_is_wrong_then_it_is_a_value_error_that_says_why(
    data: bytes,
) -> None:
    with pytest.raises(ValueError) as wrong:
        envelope.unpack(data, Parcel)
    assert str(wrong.value) not in ("", "None")


def test_sign_when_the_message_or_key_differs_then_it_does_not_verify() -> None:
    private, other = envelope.new_key(), envelope.new_key()
    public = envelope.public_key(private)
    signature = envelope.sign(private, b"total 12.00")
    assert private != other
    assert (len(private), len(public), len(signature)) == (32, 32, 64)
    assert (envelope.KEY_BYTES, envelope.SIGNATURE_BYTES) == (32, 64)
    assert envelope.verify(public, b"total 12.00", signature) is True
    assert envelope.sign(private, b"total 12.00") == signature
    assert envelope.verify(public, b"total 12.01", signature) is False
    assert envelope.verify(envelope.public_key(other), b"total 12.00", signature) is False
    assert envelope.verify(public, b"total 12.00", bytes(64)) is False


@pytest.mark.parametrize(("public", "signature"), [(b"short", bytes(64)), (bytes(32), b"short")])
def test_verify_when_key_or_signature_is_no_such_thing_then_it_says_no(
    public: bytes, signature: bytes
) -> None:
    assert envelope.verify(public, b"x", signature) is False


def test_sign_when_compared_with_the_standard_then_it_is_ed25519() -> None:
    # RFC 8032, 7.1, test 2
    private = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    assert envelope.public_key(private) == public
    assert envelope.sign(private, b"\x72").hex().startswith("92a009a9f0d4cab8720e820b5f642540")


@pytest.mark.parametrize("data", [b"", b"nonsense", b"\xff", b"[" * 5_000 + b"]" * 5_000])
def test_decode_when_it_is_no_json_that_anybody_can_follow_then_it_says_so(data: bytes) -> None:
    with pytest.raises(ValueError):
        decode(data)
