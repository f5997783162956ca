"""The command `pos`: subcommands answer --help, say no in clear words, end with 0, 1 or 2."""

import errno
import os
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from importlib import import_module
from pathlib import Path

import pytest

from inventory.kernel.errors import Damaged, Refused
from inventory.kernel.text import Text
from suanpan import cli
from suanpan.commands import backup, texts
from suanpan.words import english, told

REPORTS = {
    "import",
    "init",
    "mutants",
    "replay",
    "scenario",
    "verify",
    "backup",
    "restore",
    "doctor",
}
NAMES = [command.name for command in cli.commands()]
SHORT = Text.of("tender.still_open", amount="3.00")


def parser_of(name: str) -> ArgumentParser:
    (command,) = (each for each in cli.commands() if each.name == name)
    parser = ArgumentParser()
    import_module(f"suanpan.commands.{command.module}").add_arguments(parser)
    return parser


@pytest.mark.parametrize("name", NAMES)
def test_command_when_asked_for_help_then_it_tells_and_ends_with_0(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([name, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: pos {name}")


@pytest.mark.parametrize("name", NAMES)
def test_command_when_given_an_unknown_option_then_2(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if getattr(import_module(f"suanpan.commands.{_module(name)}"), "PASSES_ON", False):
        return
    with pytest.raises(SystemExit) as ended:
        cli.main([name, "--no-such-option"])
    assert ended.value.code == 2
    assert f"pos {name}: error: " in capsys.readouterr().err


def _module(name: str) -> str:
    return next(command.module for command in cli.commands() if command.name == name)


@pytest.mark.parametrize("name", sorted(REPORTS & set(NAMES)))
def test_command_when_it_reports_then_it_takes_json(name: str) -> None:
    assert "--json" in parser_of(name).format_help()


@pytest.mark.parametrize("name", NAMES)
def test_options_when_they_name_the_shop_then_every_command_calls_them_alike(name: str) -> None:
    options = {word for action in parser_of(name)._actions for word in action.option_strings}
    assert not options & {"--dir", "--folder", "--home", "--database", "--db"}


def test_till_when_there_is_no_display_then_it_says_that_it_is_drawn_off_screen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from pos_app import boot
    from suanpan.commands import till

    monkeypatch.setattr(boot, "prepare", lambda display: None)
    monkeypatch.setattr(boot, "hurry", lambda: None)
    for seen in (True, False):
        monkeypatch.setattr(boot, "has_display", lambda seen=seen: seen)
        till.prepare_window("till", parser_of("till").parse_args(["--data", str(tmp_path)]))
        assert ("off-screen" in capsys.readouterr().err) is not seen


def test_till_when_its_file_says_kiosk_then_it_fills_the_screen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from pos_app import boot
    from suanpan.commands import till

    opened: list[boot.Display] = []
    monkeypatch.setattr(boot, "prepare", opened.append)
    monkeypatch.setattr(boot, "hurry", lambda: None)
    args = parser_of("till").parse_args(["--data", str(tmp_path)])
    till.prepare_window("till", args)
    (tmp_path / "till.toml").write_text("[screen]\nwidth = 1280\nheight = 800\nkiosk = true\n")
    till.prepare_window("till", args)
    assert opened == [boot.Display(1366, 768), boot.Display(1280, 800, kiosk=True)]


def test_till_when_kivy_starts_then_the_terminal_stays_quiet() -> None:
    lines = "from pos_app import boot\nboot.prepare()\nimport kivy.core.window"
    done = subprocess.run(
        [sys.executable, "-c", lines], capture_output=True, text=True, check=True, env=_bare()
    )
    assert (done.stdout, done.stderr) == ("", "")


def _bare() -> dict[str, str]:
    """Return what a till is started with: nothing that the tests told Kivy."""
    return {name: value for name, value in os.environ.items() if not name.startswith("KIVY")}


def test_overview_when_shown_then_every_command_has_its_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "suanpan.cli", "--help"], capture_output=True, text=True, check=True
    )
    for command in cli.commands():
        assert command.name in done.stdout
        assert command.help[:40] in " ".join(done.stdout.split())


@pytest.mark.parametrize("given", [["no-such-command"], ["--no-such-option"]])
def test_pos_when_used_wrongly_then_2(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(given)
    assert ended.value.code == 2
    assert "pos: error: " in capsys.readouterr().err


@pytest.mark.parametrize(("error", "code"), [(Refused(SHORT), 2), (Damaged(SHORT), 1)])
def test_command_when_the_shop_says_no_then_its_words_and_no_trace(
    error: Exception, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(args: object) -> int:
        raise error

    monkeypatch.setattr(texts, "run", refuse)
    monkeypatch.setenv("LC_ALL", "C")
    assert cli.main(["texts"]) == code
    assert capsys.readouterr().err == "pos texts: 3.00 is still to pay.\n"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "no room left on the disk of shop."),
        (OSError(errno.EROFS, "Read-only", "x/y"), "x/y may not be written here (Read-only)."),
        (OSError(errno.ENOTDIR, "Not a directory", "x/y"), "x/y cannot be used (Not a dir"),
        (OSError(errno.EIO, "Input/output error"), "shop cannot be read or written (Input"),
    ],
)
def test_command_when_a_file_or_disk_fails_then_2_the_place_what_to_do_and_no_trace(
    error: OSError, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(args: Namespace) -> int:
        raise error

    monkeypatch.setattr(backup, "run", fail)
    monkeypatch.setenv("LC_ALL", "C")
    assert cli.main(["backup", "--data", "shop"]) == 2
    assert said in capsys.readouterr().err


def test_command_when_the_system_says_something_else_then_it_is_a_bug(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(args: Namespace) -> int:
        raise ConnectionRefusedError(errno.ECONNREFUSED, "refused")

    monkeypatch.setattr(texts, "run", fail)
    with pytest.raises(ConnectionRefusedError):
        cli.main(["texts"])


def test_command_when_stopped_by_hand_then_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(args: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(texts, "run", stop)
    assert cli.main(["texts"]) == 130


def test_command_when_nobody_reads_on_then_it_ends_without_a_word() -> None:
    lines = "import sys\nfrom suanpan import cli\nfrom suanpan.commands import texts\n"
    lines += "texts.run = lambda args: sys.stdin.read() or sys.stdout.write('x\\n' * 9_000) and 0\n"
    lines += "sys.exit(cli.main(['texts']))"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", lines], **pipes) as said:
        said.stdout.close()
        said.stdin.close()
        assert (said.stderr.read(), said.wait()) == (b"", cli.UNREAD)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh_CN.UTF-8", "还差 3.00 未付。"),
        ("zh_TW.UTF-8", "尚有 3.00 未付。"),
        ("zh-HK", "尚有 3.00 未付。"),
        ("de_DE.UTF-8", "3.00 is still to pay."),
        ("", "3.00 is still to pay."),
    ],
)
def test_words_when_a_person_reads_then_in_the_terminals_language(
    lang: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", lang)
    assert told(SHORT) == words
    assert english(SHORT) == "3.00 is still to pay."
    assert told(Text.of("no.words", n=1)) == "no.words n=1"
