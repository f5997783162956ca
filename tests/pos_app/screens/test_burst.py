"""A scanner that types against a person who types: no key is lost, none is taken for the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.screens.burst import GAP_S, STUTTER_S, Burst

FRAME_S = 1 / 60
TICK_S = 0.01
Heard = tuple[str, str]


def play(keys: list[tuple[str, float]]) -> list[tuple[float, Heard]]:
    """Feed keys with the gap before each, as the keyboard does; ticks stand for its timer."""
    burst, now, heard = Burst(), 100.0, list[tuple[float, Heard]]()

    def quiet() -> None:
        if burst.held and not burst.close(now, int(now / FRAME_S)):
            heard.append((now, ("typed", burst.by_hand())))

    for key, gap in keys:
        end = now + gap
        while now + TICK_S < end:
            now += TICK_S
            quiet()
        now = end
        turn = int(now / FRAME_S)
        if key != "\n":
            typed = burst.add(key, now, turn)
            heard += [(now, ("typed", typed))] * bool(typed)
            continue
        code = burst.end(now, turn)
        typed = "" if code else burst.by_hand() + "\n"
        heard.append((now, ("scan", code) if code else ("typed", typed)))
    while burst.held:
        now += TICK_S
        quiet()
    return heard


def words(heard: list[tuple[float, Heard]]) -> list[Heard]:
    return [each for _, each in heard]


@given(
    code=st.text("0123456789ABCXYZ-./:", min_size=4, max_size=40),
    gaps=st.lists(st.integers(0, 30), min_size=41, max_size=41),
)
def test_scanner_when_it_types_then_its_code_comes_whole_and_no_field_sees_a_key(
    code: str, gaps: list[int]
) -> None:
    keys = [(key, gap / 1000) for key, gap in zip(code + "\n", gaps, strict=False)]
    assert words(play(keys)) == [("scan", code)]


@given(
    code=st.text("0123456789", min_size=8, max_size=20),
    stutter=st.integers(5, 20),
    length=st.integers(80, 140),
)
def test_scanner_when_it_stutters_once_then_its_code_is_still_one(
    code: str, stutter: int, length: int
) -> None:
    keys = [(key, length / 1000 if at == stutter else 0.008) for at, key in enumerate(code + "\n")]
    assert words(play(keys)) == [("scan", code)]


@given(
    text=st.text("0123456789abcXYZ-./", min_size=1, max_size=40),
    gaps=st.lists(st.integers(90, 800), min_size=41, max_size=41),
)
def test_person_when_typing_then_every_key_reaches_the_field_in_order(
    text: str, gaps: list[int]
) -> None:
    keys = [(key, gap / 1000) for key, gap in zip(text + "\n", gaps, strict=False)]
    heard = words(play(keys))
    assert all(kind == "typed" for kind, _ in heard)
    assert "".join(said for _, said in heard) == text + "\n"


@given(keys=st.lists(st.tuples(st.sampled_from("01aB-\n"), st.integers(0, 300)), max_size=60))
def test_keys_when_anything_comes_then_none_is_lost_and_a_single_one_waits_one_gap(
    keys: list[tuple[str, int]],
) -> None:
    timed = [(key, gap / 1000) for key, gap in keys]
    heard = play(timed)
    ended = "".join(said + "\n" * (kind == "scan") for _, (kind, said) in heard)
    assert ended == "".join(key for key, _ in keys)
    came, now = list[float](), 100.0
    for _, gap in timed:
        now += gap
        came.append(now)
    done = 0
    for at, (kind, said) in heard:
        most = GAP_S if len(said) < 4 else STUTTER_S
        if kind == "typed":
            assert at - came[done + len(said) - 1] <= max(most, 3 * FRAME_S) + TICK_S
        done += len(said) + (kind == "scan")


def test_person_when_the_last_keys_are_quick_then_they_are_no_scan() -> None:
    slow = [(key, 0.2) for key in "2026"]
    quick = [(key, 0.03) for key in "1234\n"]
    heard = words(play([*slow, ("1", 0.2), *quick]))
    assert all(kind == "typed" for kind, _ in heard)
    assert words(play([("1", 0.2), *quick])) == [("scan", "11234")]


def test_scanner_when_the_loop_stood_still_in_a_slow_code_then_it_is_whole() -> None:
    """The key before a long turn and the keys read at its end belong together."""
    burst = Burst()
    assert [burst.add(key, at * 0.03, at * 2) for at, key in enumerate("69012345")] == [""] * 8
    last = 7 * 0.03
    assert not burst.close(last + 0.3, 25)
    assert burst.close(last + 0.3, 25, 0.25)
    assert burst.add("4", last + 0.3, 25, 0.25) == ""
    assert burst.end(last + 0.32, 26) == "690123454"


@pytest.mark.parametrize(
    ("text", "gap_s", "swift"),
    [("4829", 0.008, True), ("482913", 0.03, True), ("400", 0.001, False), ("1299.50", 0.07, False),
     ("690123450001", 0.07, True)],
)  # fmt: skip
def test_burst_when_it_has_no_enter_then_it_tells_whether_a_hand_may_have_typed_it(
    text: str, gap_s: float, swift: bool
) -> None:
    burst = Burst()
    for at, letter in enumerate(text):
        burst.add(letter, at * gap_s, at * 10)
    assert burst.by_hand() == text
    assert burst.swift is swift
