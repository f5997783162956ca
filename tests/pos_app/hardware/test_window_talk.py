"""The talk of a till and a device's window: what is said arrives, what is none of it is refused."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.kernel.text import Text
from pos_app.hardware.categories.device import CATEGORIES, Condition
from pos_app.hardware.window_talk import (
    ACT_MOST,
    CODE_MOST,
    GRAMS_MOST,
    VIEW_MOST,
    Act,
    Rubbish,
    Seen,
    TooLong,
    WindowLook,
    WindowView,
    act_line,
    grams_of,
    lines_of,
    read_act,
    read_view,
    view_line,
)

PRINTABLE = st.characters(exclude_categories=("C", "Z"))
WORDS = st.text(PRINTABLE, max_size=30)
CODES = st.text(st.one_of(PRINTABLE, st.just("\x1d"), st.just(" ")), min_size=1, max_size=60)
VIEWS = st.builds(
    WindowView,
    device_id=WORDS,
    category=st.sampled_from(CATEGORIES),
    condition=st.sampled_from(Condition),
    reason=st.builds(
        lambda code, params: Text.of(code, **params),
        WORDS,
        st.dictionaries(st.sampled_from(("where", "device")), WORDS | st.integers()),
    ),
    switches=st.dictionaries(WORDS, st.booleans(), max_size=9).map(lambda d: tuple(d.items())),
    seen=st.builds(
        Seen,
        mark=WORDS,
        lines=st.lists(st.text(max_size=40), max_size=2).map(tuple),
        columns=st.integers(0, 40),
        lamps=st.lists(WORDS, max_size=4).map(tuple),
        is_open=st.none() | st.booleans(),
        grams=st.none() | st.integers(0, GRAMS_MOST),
    ),
    look=st.builds(WindowLook, language=WORDS, theme=WORDS),
    codes=st.lists(WORDS, max_size=4).map(tuple),
    png=st.none() | st.binary(max_size=200),
    place=st.integers(0, 9),
    front=st.booleans(),
)


@given(VIEWS)
def test_view_when_sent_then_the_same_is_read_in_one_line(view: WindowView) -> None:
    line = view_line(view)
    assert line.count(b"\n") == 1
    assert line.isascii()
    assert read_view(line) == view


@given(CODES)
def test_scan_when_sent_then_the_same_code_is_read(code: str) -> None:
    assert read_act(act_line(Act("scan", code))) == Act("scan", code)


@pytest.mark.parametrize(
    "act",
    [Act("ready"), Act("switch", "slow", on=True), Act("put", "0"), Act("put", "99999"),
     Act("push"), Act("scan", "(01)09506000134352\x1d10A"), Act("scan", "🛍" * CODE_MOST)],
)  # fmt: skip
def test_act_when_sent_then_the_same_is_read(act: Act) -> None:
    line = act_line(act)
    assert len(line) < ACT_MOST
    assert read_act(line) == act


@pytest.mark.parametrize(
    "line",
    [
        b"", b"\n", b"nonsense\n", b"\xff\xfe\n", b"[]\n", b'"scan"\n', b"null\n", b"{}\n",
        b'{"verb":"format"}\n', b'{"verb":"scan"}\n', b'{"verb":"scan","value":""}\n',
        b'{"verb":"scan","value":7}\n', b'{"verb":"scan","value":"a\\nb"}\n',
        b'{"verb":"scan","value":"\\ud800"}\n', b'{"verb":"scan","value":"1","more":1}\n',
        b'{"verb":"switch","value":"slow","on":1}\n', b'{"verb":"put","value":"-1"}\n',
        b'{"verb":"put","value":"1e3"}\n', b'{"verb":"put","value":"123456"}\n',
        b'{"verb":"put","value":""}\n', b'{"verb":"push","value":null}\n',
        '{"verb":"put","value":"²"}\n'.encode(), b"[" * 4000 + b"\n",
        json.dumps({"verb": "scan", "value": "1" * (CODE_MOST + 1)}).encode(),
    ],
)  # fmt: skip
def test_act_when_it_is_none_of_ours_then_it_is_rubbish(line: bytes) -> None:
    with pytest.raises(Rubbish):
        grams_of(read_act(line))


@given(st.binary(max_size=300))
def test_act_when_bytes_are_any_then_nothing_worse_than_rubbish_is_raised(line: bytes) -> None:
    try:
        read_act(line)
    except Rubbish:
        return
    assert json.loads(line)["verb"]


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=9),
                    lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.text(max_size=9), inner, max_size=3)),
       st.sampled_from(("device_id", "category", "condition", "reason", "switches", "codes",
                        "place", "front", "seen", "look", "png")))  # fmt: skip
def test_view_when_a_part_is_any_then_it_is_read_or_rubbish(part: object, name: str) -> None:
    ready = Text.of("hardware.status.ready")
    whole = json.loads(view_line(WindowView("p", "printer", Condition.READY, ready)))
    try:
        read_view(json.dumps({**whole, name: part}).encode())
    except Rubbish:
        return


def test_view_when_its_picture_is_too_large_then_it_goes_without() -> None:
    ready = Text.of("hardware.status.ready")
    view = WindowView("p", "printer", Condition.READY, ready, png=bytes(VIEW_MOST))
    line = view_line(view)
    assert len(line) < VIEW_MOST
    assert read_view(line).png == b""


def test_lines_when_one_is_longer_than_its_bound_then_the_talk_ends() -> None:
    lines = lines_of(io.BytesIO(b"1234567\n12345678\nlast\n"), 8)
    assert next(lines) == b"1234567\n"
    with pytest.raises(TooLong):
        next(lines)


def test_lines_when_the_last_is_cut_off_then_it_is_not_taken() -> None:
    assert list(lines_of(io.BytesIO(b'{"verb":"push"}\n{"verb":"pu'), ACT_MOST)) == [
        b'{"verb":"push"}\n'
    ]
