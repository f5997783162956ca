"""Messages without a language, and the tree of errors that carry them."""

import pytest

from inventory.kernel.errors import Damaged, DeviceError, Refused, SuanpanError, SyncError
from inventory.kernel.text import Text


def test_text_when_shown_in_a_log_then_key_and_values_stand_there() -> None:
    assert str(Text.of("stock.short", sku="TS1", left=3)) == "stock.short sku=TS1 left=3"
    assert str(Text("sale.empty")) == "sale.empty"


def test_text_when_compared_then_code_and_values_decide() -> None:
    assert Text.of("a.b", n=1) == Text("a.b", {"n": 1})
    assert Text.of("a.b", n=1) != Text.of("a.b", n=2)
    assert Text.of("a.b") == Text("a.b")


def test_text_when_built_then_its_values_cannot_change() -> None:
    text = Text.of("a.b", n=1)
    with pytest.raises(TypeError):
        text.params["n"] = 2  # type: ignore[index]


def test_text_when_a_value_is_called_code_then_it_is_a_value() -> None:
    assert Text.of("a.b", code="x").params["code"] == "x"


@pytest.mark.parametrize("kind", [Refused, DeviceError, SyncError, Damaged])
def test_error_when_raised_then_it_carries_its_text(kind: type[SuanpanError]) -> None:
    error = kind(Text.of("a.b", n=1))
    assert isinstance(error, SuanpanError)
    assert error.text == Text.of("a.b", n=1)
    assert str(error) == "a.b n=1"


def test_device_error_when_raised_then_it_says_its_state_and_whether_to_retry() -> None:
    error = DeviceError(Text("d.x"))
    assert (error.state, error.retry) == ("offline", True)
    error = DeviceError(Text("d.x"), state="paper_out", retry=False)
    assert (error.state, error.retry) == ("paper_out", False)
