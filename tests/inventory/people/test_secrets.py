import pytest

from inventory.kernel.errors import Refused
from inventory.people import secrets

PEPPER = bytes(range(32))


@pytest.mark.parametrize(
    "pin",
    ["111111", "123456", "987654", "890123", "121212", "123123", "112233", "147258", "520131",
     "900131", "311290", "199001", "000111"],
)  # fmt: skip
def test_require_pin_when_easy_to_guess_then_refused(pin):
    with pytest.raises(Refused) as refused:
        secrets.require_pin(pin)
    assert refused.value.text.code == "staff.pin_weak"


@pytest.mark.parametrize("pin", ["", "1357", "1357900", "13579a", "１３５７９０"])
def test_require_pin_when_not_six_digits_then_refused(pin):
    with pytest.raises(Refused) as refused:
        secrets.require_pin(pin)
    assert refused.value.text.code == "staff.pin_shape"


def test_require_pin_when_good_then_nothing_happens():
    secrets.require_pin("135790")


def test_hash_pin_when_stored_then_cost_is_as_ruled_and_only_pin_with_pepper_opens_it():
    stored = secrets.hash_pin("135790", PEPPER)
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert "135790" not in stored
    assert secrets.verify("135790", stored, PEPPER)
    assert not secrets.verify("135791", stored, PEPPER)
    assert not secrets.verify("135790", stored, bytes(32))


def test_verify_when_stored_text_is_broken_then_no():
    assert not secrets.verify("135790", "not a hash", PEPPER)
