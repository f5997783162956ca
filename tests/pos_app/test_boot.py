"""What is known of the screen before Kivy starts."""

import shutil
import subprocess

import pytest

from pos_app import boot


def test_desktop_size_when_there_is_no_x_server_then_it_is_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    assert boot.desktop_size() is None
    monkeypatch.setenv("DISPLAY", ":4321")
    assert boot.desktop_size() is None


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb")
def test_desktop_size_when_an_x_server_runs_then_it_is_that_of_its_screen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1024x600x24"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        monkeypatch.setenv("DISPLAY", f":{server.stdout.readline().strip()}")
        assert boot.desktop_size() == (1024, 600)
    finally:
        server.terminate()
        server.communicate(timeout=10)
