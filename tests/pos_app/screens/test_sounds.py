"""Tones: what they are made of, and that a machine without a sound card starts all the same."""

import io
import subprocess
import sys
import wave
from itertools import pairwise
from pathlib import Path

import pytest

from pos_app import boot
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


CARD = " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n                      at 0xf7d10000\n"


@pytest.mark.parametrize(
    ("cards", "server", "heard"),
    [(None, "", False), ("", "", False), ("--- no soundcards ---\n", "", False), (CARD, "", True),
     (None, "unix:/run/sound", True)],
)  # fmt: skip
def test_sound_when_the_kernel_lists_cards_then_one_is_needed_or_a_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cards: str | None, server: str, heard: bool
) -> None:
    monkeypatch.delenv("SDL_AUDIODRIVER", raising=False)
    monkeypatch.setenv("PULSE_SERVER", server)
    file = tmp_path / "cards"
    if cards is not None:
        file.write_text(cards, "utf-8")
    assert boot.has_sound(file) is heard


@pytest.mark.parametrize(("driver_name", "heard"), [("dummy", False), ("alsa", True)])
def test_sound_when_a_driver_was_chosen_then_that_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, driver_name: str, heard: bool
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", driver_name)
    assert boot.has_sound(tmp_path / "missing") is heard


_QUIET = """
from pathlib import Path
from pos_app import boot
boot.has_sound.__defaults__ = (Path("/no/such/cards"),)
boot.prepare()
from pos_app.screens.sounds import TONES, Sounds
sounds = Sounds()
for tone in TONES:
    sounds.play(tone)
"""


def test_sounds_when_there_is_no_card_then_the_terminal_stays_clean(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SDL_AUDIODRIVER", raising=False)
    monkeypatch.delenv("PULSE_SERVER", raising=False)
    ran = subprocess.run(
        [sys.executable, "-c", _QUIET], cwd=ROOT, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    said = ran.stdout + ran.stderr
    assert [word for word in ("ALSA", "AudioSDL2", "CRITICAL", "WARNING") if word in said] == []


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
