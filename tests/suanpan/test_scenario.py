"""Scenarios: the shipped ones come out as written, wrong ones say so, broken files say where."""

import json
import re
from pathlib import Path

import pytest

from suanpan import cli
from suanpan.scenario.expecting import SUBJECTS
from suanpan.scenario.play import VERBS, play
from suanpan.scenario.script import WrongScriptError, parse

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "scenarios").glob("*.scenario"))
GOODS = 'product TEE "T恤" price=89.00 barcode=6901234567892\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "a.scenario"
    path.write_text(text, "utf-8")
    return path


def why_not(folder: Path, text: str) -> str:
    with pytest.raises(WrongScriptError) as caught:
        play(written(folder, text))
    return str(caught.value).removeprefix(f"{folder}/")


def test_shipped_when_listed_then_every_case_and_rule_of_a_sale_has_its_file() -> None:
    names = {path.stem[:6].rstrip("-") for path in SHIPPED}
    cases = {path.stem[:2] for path in SHIPPED if path.stem[0].isdigit()}
    assert cases == {"01", "02", "03", "04", "09", "10", "12", "13", "18", "34"}
    assert {f"rule-{number}" for number in range(1, 9)} <= names


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_when_played_then_everything_comes_out_as_written(path: Path) -> None:
    outcome = play(path)
    assert outcome.unmet == []
    assert outcome.expectations >= 7 and outcome.sales


AMOUNT = re.compile(r"^expect .*?(\d+)\.(\d\d)$", re.MULTILINE)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_when_one_amount_is_off_by_a_cent_then_just_that_is_unmet(path, tmp_path) -> None:
    text = path.read_text("utf-8")
    last = list(AMOUNT.finditer(text))[-1]
    cents = (int(last.group(2)) + 1) % 100
    changed = f"{text[: last.start(2)]}{cents:02d}{text[last.end(2) :]}"
    unmet = play(written(tmp_path, changed)).unmet
    assert [each.place.rpartition(":")[2] for each in unmet] == [
        str(text[: last.start()].count("\n") + 1)
    ]


def test_play_when_done_twice_then_the_same_comes_out() -> None:
    path = ROOT / "scenarios/shop-day.scenario"
    assert play(path) == play(path)


def test_play_when_a_refusal_is_not_expected_then_it_is_unmet(tmp_path) -> None:
    outcome = play(written(tmp_path, GOODS + "scan 4006381333931\nexpect lines 0\n"))
    assert [each.why for each in outcome.unmet] == [
        "refused: scenario.unknown_code code=4006381333931"
    ]


@pytest.mark.parametrize(
    ("expectation", "why"),
    [
        ("expect refused sale.empty", "expected sale.empty, found tender.still_open"),
        ("expect refused tender.still_open amount=1.00", "expected amount=1.00, found"),
        ("expect stopped tender.still_open", "expected tender.still_open, found"),
    ],
)
def test_play_when_it_was_refused_otherwise_then_that_is_unmet(tmp_path, expectation, why) -> None:
    outcome = play(written(tmp_path, f"{GOODS}scan TEE\ncomplete\n{expectation}\n"))
    assert len(outcome.unmet) == 1 and outcome.unmet[0].why.startswith(why)


def test_play_when_a_refusal_was_expected_and_it_was_done_then_that_is_unmet(tmp_path) -> None:
    outcome = play(written(tmp_path, f"{GOODS}scan TEE\nexpect refused cart.too_many_lines\n"))
    assert outcome.unmet[0].why == (
        "expected to be refused with cart.too_many_lines, but it was done"
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "a.scenario: holds no statement"),
        ("# only a comment\n", "a.scenario: holds no statement"),
        ("\nscna TEE\n", "a.scenario:2: no verb scna; there are: shop, currency"),
        ("scan\n", "a.scenario:1: usage: scan CODE times=N"),
        ("scan A colour=red\n", "a.scenario:1: scan has no colour=; usage: scan CODE times=N"),
        ("scan A times=1 times=2\n", "a.scenario:1: times is given twice"),
        ('product A "no end\n', "a.scenario:1: a quote is not closed"),
        ("product A price=12.1\n", "a.scenario:1: 12.1 is not a price; write 12.10"),
        ("product A price=12,10\n", "a.scenario:1: kernel.not_a_number"),
        ("product A price=-1.00\nexpect lines 0\n", ""),
        ("expect total 5\n", "a.scenario:1: 5 is not an amount; write 5.00"),
        ("step 0.051\n", "a.scenario:1: kernel.below_minor_unit"),
        ("expect totl 5.00\n", "a.scenario:1: no expectation totl; there are: line gross"),
        ("expect\n", "a.scenario:1: expect what? one of: line gross"),
        ("expect line 1 total\n", "a.scenario:1: usage: expect line LINE total AMOUNT"),
        ("expect refused\n", "a.scenario:1: usage: expect refused|stopped CODE field=value …"),
        ("expect stock NIX 1\n", "a.scenario:1: no product NIX; there are: none"),
        ("tax T21 21 included\n", "a.scenario:1: 21 is not a rate; write it with a percent sign"),
        ("tax T21 21% inside\n", "a.scenario:1: inside is not one of included, on-top"),
        ("tax-class BOTH T7\n", "a.scenario:1: no tax T7; there are: none"),
        ("variant A A-1 price=1.00\n", "a.scenario:1: no product A; there are: none"),
        ("product A barcode=1\n", "a.scenario:1: without price= it is a style whose variants"),
        (GOODS + GOODS, "a.scenario:2: product TEE is there already"),
        (GOODS + "shop Late\n", "a.scenario:2: shop stands before everything else in a file"),
        ("currency XXX\n", "a.scenario:1: XXX is not one of CNY"),
        ("shop zone=Mars/Base\n", "a.scenario:1: no time zone Mars/Base; write one such as"),
        ("clock tomorrow\n", "a.scenario:1: tomorrow is not a date and time; write 2026-01-05"),
        ("clock 2026-01-05T10:00+01:00\n", "a.scenario:1: the clock shows the shop's own time"),
        ("wait long\n", "a.scenario:1: long is not a time; write 500ms, 8s, 10min, 2h or 1d"),
        ("sign-on 9\n", "a.scenario:1: nobody has the code 9; there are: 1"),
        ("discount 1 0.1\n", "a.scenario:1: 0.1 is not a rate"),
        ("quantity one 2\n", "a.scenario:1: one is not a whole number"),
        ("undo\n", "a.scenario:1: no sale to undo"),
        ("untender\n", "a.scenario:1: no tender to take away"),
        ("reprint\n", "a.scenario:1: no sale to reprint"),
        ("resume x\n", "a.scenario:1: no parked cart x; there are: none"),
        ("complete again\n", "a.scenario:1: nothing to complete again"),
        ("complete twice\n", "a.scenario:1: usage: complete [again] [one-tap]"),
        ("count TEE\n", "a.scenario:1: usage: count PRODUCT QUANTITY …"),
    ],
)  # fmt: skip
def test_play_when_the_file_is_wrong_then_it_says_where_and_why(tmp_path, text, why) -> None:
    if why:
        assert why_not(tmp_path, text).startswith(why)
    else:
        assert play(written(tmp_path, text)).unmet[0].why.startswith("refused: catalogue.price_neg")


def test_play_when_the_file_is_not_text_then_it_names_the_line(tmp_path) -> None:
    path = tmp_path / "a.scenario"
    path.write_bytes("# 好\nscan \xff\n".encode("latin-1", "replace"))
    with pytest.raises(WrongScriptError, match=r"a\.scenario:2: not UTF-8 text"):
        play(path)
    with pytest.raises(WrongScriptError, match="No such file"):
        play(tmp_path / "none.scenario")


def test_parse_when_given_quotes_options_and_comments_then_it_takes_them_apart() -> None:
    (line,) = parse('product A "two words" name="a b" code="#1" "x=y" # price=9\n', "f")
    assert (line.verb, line.words) == ("product", ("A", "two words", "x=y"))
    assert dict(line.options) == {"name": "a b", "code": "#1"}
    assert line.place == "f:1"


def test_command_when_all_is_met_then_it_ends_with_0_and_shows_the_sales(capsys) -> None:
    assert cli.main(["scenario", "run", str(ROOT / "scenarios/18-change-is-stored.scenario")]) == 0
    shown = capsys.readouterr().out
    assert "ok   " in shown and "card 400.00, cash 100.00, cash -50.00 change" in shown
    assert "1 file played, 0 failed, 0 expectations unmet" in shown


def test_command_when_something_is_unmet_then_it_ends_with_1_and_says_it(tmp_path, capsys) -> None:
    path = written(tmp_path, GOODS + "scan TEE\nexpect total 88.00\n")
    assert cli.main(["scenario", "run", str(path)]) == 1
    assert "a.scenario:3: expect total 88.00\n    expected 88.00, found 89.00" in (
        capsys.readouterr().out
    )


def test_command_when_a_file_is_wrong_then_it_ends_with_2_and_plays_the_others(
    tmp_path, capsys
) -> None:
    bad = written(tmp_path, "sell TEE\n")
    good = str(ROOT / "scenarios/12-tender-off-the-step.scenario")
    assert cli.main(["scenario", "run", "--json", str(bad), good]) == 2
    plain = json.loads(capsys.readouterr().out)
    assert [each["passed"] for each in plain["files"]] == [True]
    assert plain["errors"][0]["place"].endswith("a.scenario:1") and plain["passed"] is False
    assert plain["files"][0]["sales"][0]["tenders"] == [["cash", "1.20", ""], ["card", "0.70", ""]]


def test_command_when_given_an_empty_folder_then_it_ends_with_2(tmp_path, capsys) -> None:
    assert cli.main(["scenario", "run", str(tmp_path)]) == 2
    assert "holds no .scenario file" in capsys.readouterr().err


def test_language_when_documented_then_every_verb_and_expectation_is_shown() -> None:
    page = (ROOT / "docs/scenarios.md").read_text("utf-8")
    missing = [verb.usage for verb in VERBS.values() if f"    {verb.usage}" not in page]
    missing += [
        f"expect {each.usage}" for each in SUBJECTS.values() if f"expect {each.usage}" not in page
    ]
    assert missing == []
