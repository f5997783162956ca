"""Tones: what they are made of, and that a machine without a sound card starts all the same."""

import io
import subprocess
import sys
import wave
from itertools import pairwise

import pytest

from pos_app.screens.sounds import RATE, TONES, Sounds, samples, wav
from tests.architecture.source import ROOT


@pytest.mark.parametrize("tone", TONES)
def test_tone_when_made_then_it_is_a_wav_of_its_length(tone: str) -> None:
    with wave.open(io.BytesIO(wav(tone))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        assert file.getnframes() == sum(RATE * ms // 1000 for _, ms in TONES[tone])


@pytest.mark.parametrize(("tone", "hertz"), [("scan", 1800), ("refused", 300)])
def test_tone_when_made_then_it_has_its_pitch(tone: str, hertz: int) -> None:
    body = memoryview(samples(tone)).cast("h")
    crossings = sum(a < 0 <= b for a, b in pairwise(body))
    assert crossings / (len(body) / RATE) == pytest.approx(hertz, rel=0.06)


def test_tones_when_compared_then_each_differs() -> None:
    assert len({samples(tone) for tone in TONES}) == len(TONES)


def test_sounds_when_asked_for_an_unknown_tone_then_they_refuse() -> None:
    with pytest.raises(KeyError):
        Sounds().play("gong")


_START = """
from pos_app import boot
boot.prepare()
from pos_app.screens.sounds import Sounds
sounds = Sounds()
sounds.prepare()
sounds.play("paid")
print("silent" if sounds.silent else "heard")
"""


@pytest.mark.parametrize(("driver_name", "outcome"), [("dummy", "heard"), ("no_such", "silent")])
def test_sounds_when_there_is_no_card_then_the_till_starts_silent(
    driver_name: str, outcome: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", driver_name)
    ran = subprocess.run(
        [sys.executable, "-c", _START], cwd=ROOT, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split()[-1:] == [outcome], ran.stdout + ran.stderr
