"""A scanner that types against a person who types: no key is lost, none is taken for the other."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pos_app.hardware.drivers.wedge import GAP_S, Heard, Scanned, Typed, Wedge

KEYS = st.text("0123456789ABCXYZabcxyz-./:%", min_size=1, max_size=40)
SHOWN = {"\n", "\r", "\t"}


def play(keys: list[tuple[str, float]], *, tick_s: float = 0.01) -> list[tuple[float, Heard]]:
    """Feed keys with the gap before each; a clock ticks as the window's does."""
    wedge, now, heard = Wedge(), 100.0, list[tuple[float, Heard]]()
    for key, gap in keys:
        end = now + gap
        while now + tick_s < end:
            now += tick_s
            heard += [(now, each) for each in wedge.tick(now)]
        now = end
        heard += [(now, each) for each in wedge.key(key, now)]
    while wedge.holds:
        now += tick_s
        heard += [(now, each) for each in wedge.tick(now)]
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
    assert words(play(keys)) == [Scanned(code, "")]


@given(
    code=st.text("0123456789", min_size=8, max_size=20),
    stutter=st.integers(5, 20),
    length=st.integers(50, 120),
)
def test_scanner_when_it_stutters_once_then_its_code_is_still_one(
    code: str, stutter: int, length: int
) -> None:
    keys = [(key, length / 1000 if at == stutter else 0.008) for at, key in enumerate(code + "\n")]
    assert words(play(keys)) == [Scanned(code, "")]


@given(text=KEYS, gaps=st.lists(st.integers(60, 800), min_size=41, max_size=41))
def test_person_when_typing_then_every_key_reaches_the_field_in_order(
    text: str, gaps: list[int]
) -> None:
    keys = [(key, gap / 1000) for key, gap in zip(text + "\n", gaps, strict=False)]
    heard = words(play(keys))
    assert all(isinstance(each, Typed) for each in heard)
    assert "".join(each.text for each in heard if isinstance(each, Typed)) == text + "\n"


@given(keys=st.lists(st.tuples(st.sampled_from("01aB]-\n\t"), st.integers(0, 300)), max_size=60))
def test_keys_when_anything_comes_then_none_is_lost_and_none_waits_long(
    keys: list[tuple[str, int]],
) -> None:
    timed = [(key, gap / 1000) for key, gap in keys]
    heard = play(timed)
    typed = "".join(
        each.text if isinstance(each, Typed) else each.code for _, each in heard
    ).translate({ord(key): None for key in SHOWN | {"]"}})
    given_keys = "".join(key for key, _ in keys if key not in SHOWN | {"]"})
    if not any(isinstance(each, Scanned) and each.symbology for _, each in heard):
        assert typed == given_keys
    came, now = list[float](), 100.0
    for _, gap in timed:
        now += gap
        came.append(now)
    done = 0
    for at, each in heard:
        if isinstance(each, Typed) and len(each.text) == 1 and each.text not in SHOWN:
            assert at - came[done] <= GAP_S + 0.011
        done += len(each.text) if isinstance(each, Typed) else len(each.code) + 1
        if isinstance(each, Scanned) and each.symbology:
            return


def test_person_when_one_digit_and_enter_then_both_are_theirs() -> None:
    assert words(play([("3", 0.2), ("\n", 0.01)])) == [Typed("3\n")]


def test_scanner_when_it_names_the_symbology_then_it_is_taken_off() -> None:
    keys = [(key, 0.005) for key in "]C1019501234567\n"]
    assert words(play(keys)) == [Scanned("019501234567", "C1")]


def test_window_when_it_loses_the_keyboard_then_held_keys_are_given_back() -> None:
    wedge = Wedge()
    assert wedge.key("1", 1.0) == []
    assert wedge.flush() == [Typed("1")]
    assert wedge.flush() == []


def test_rates_when_many_people_and_scanners_type_then_errors_are_rare() -> None:
    """Fast typists (log-normal gaps, median 110 ms) and scanners (5 to 45 ms), 5,000 each."""
    random = Random(7)
    wrong_person = wrong_scan = 0
    for _ in range(5_000):
        text = "".join(random.choices("0123456789", k=random.randint(4, 13)))
        person = [(key, random.lognormvariate(-2.2, 0.45)) for key in text + "\n"]
        wrong_person += any(isinstance(each, Scanned) for each in words(play(person)))
        scan = [(key, random.uniform(0.005, 0.045)) for key in text + "\n"]
        wrong_scan += words(play(scan)) != [Scanned(text, "")]
    assert wrong_person <= 5
    assert wrong_scan == 0
