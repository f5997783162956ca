import errno
import json
from argparse import ArgumentParser

import pytest

from inventory.catalogue.product import Names
from inventory.kernel.text import Text
from inventory.service.settings import current
from inventory.store import people_repo
from inventory.store.engine import Database
from inventory.store.process_lock import ProcessLock
from suanpan import words
from suanpan.cli import main
from suanpan.commands import import_, init
from suanpan.places import database_in


def run(module, *arguments):
    parser = ArgumentParser()
    module.add_arguments(parser)
    return module.run(parser.parse_args([str(each) for each in arguments]))


@pytest.fixture
def folder(tmp_path, capsys):
    assert (
        run(
            init,
            "--data",
            tmp_path / "shop",
            "--name",
            "试验店",
            "--owner",
            "王",
            "--pin",
            "135790",
        )
        == 0
    )
    capsys.readouterr()
    return tmp_path / "shop"


def test_init_when_no_pin_is_given_then_one_is_made_up_and_shown_once(tmp_path, capsys):
    assert run(init, "--data", tmp_path, "--name", "店", "--json") == 0
    made = json.loads(capsys.readouterr().out)
    assert len(made["pin"]) == 6
    assert made["database"] == str(tmp_path / "till.db")


def test_init_when_there_is_a_shop_then_2_and_it_says_so(folder, capsys):
    assert run(init, "--data", folder) == 2
    said = capsys.readouterr().err
    assert f"There is a shop already: {database_in(folder)}." in said
    assert "--data" in said


def test_init_when_there_is_no_terminal_and_no_name_then_2_and_no_shop(tmp_path, capsys):
    assert run(init, "--data", tmp_path, "--owner", "王", "--pin", "135790") == 2
    assert "--name" in capsys.readouterr().err
    assert not database_in(tmp_path).exists()


@pytest.fixture
def typed(monkeypatch):
    """What a person types at the questions for a PIN, in this order; then the end of input."""
    answers = []

    def answer(question):
        if not answers:
            raise EOFError
        return answers.pop(0)

    monkeypatch.setattr(init.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(init, "getpass", answer)
    return answers


def test_init_when_the_pin_is_too_easy_then_it_is_asked_again(tmp_path, capsys, typed):
    typed += ["123456", "12", "135790", "135791", "135790", "135790"]
    assert run(init, "--data", tmp_path, "--name", "店", "--owner", "王") == 0
    shown = capsys.readouterr()
    assert "too easy" in shown.err and "The two differ." in shown.err
    assert "PIN" not in shown.out and typed == []


def test_init_when_the_input_ends_at_a_question_then_2_in_words(tmp_path, capsys, typed):
    assert run(init, "--data", tmp_path, "--name", "店", "--owner", "王") == 2
    assert "no shop was made" in capsys.readouterr().err
    assert not database_in(tmp_path).exists()


def test_init_when_the_rate_is_no_number_then_the_option_is_named(tmp_path, capsys):
    with pytest.raises(SystemExit, match="2"):
        run(init, "--data", tmp_path, "--name", "店", "--tax-rate", "abc")
    assert "--tax-rate: “abc” is not a number." in capsys.readouterr().err


@pytest.mark.parametrize("preset", ["cn", "us"])
@pytest.mark.parametrize("rate", ["13", "13%", "13.0"])
def test_init_when_a_rate_is_given_then_it_is_per_cent_as_on_the_tax_page(
    tmp_path, capsys, preset, rate
):
    given = ["--name", "店", "--preset", preset, "--tax-rate", rate, "--pin", "135790"]
    assert run(init, "--data", tmp_path, *given) == 0
    assert " 13% " in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong",
    [
        ("--tax-rate", "1300"),
        ("--tax-rate=-5%",),
        ("--preset", "hk", "--tax-rate", "5"),
        ("--pin", "123456"),
        ("--zone", "Mars"),
        ("--currency", "XXX"),
        ("--store", "?"),
    ],
)
def test_init_when_something_is_wrong_then_2_and_no_shop(tmp_path, capsys, wrong):
    assert run(init, "--data", tmp_path, "--name", "店", "--pin", "135790", *wrong) == 2
    assert capsys.readouterr().err.startswith("pos init: ")
    assert not database_in(tmp_path).exists()


def test_init_when_place_and_rate_are_given_then_it_is_made(tmp_path, capsys):
    given = ["--name", "Shop", "--preset", "us", "--tax-rate", "8.25%", "--pin", "135790"]
    assert run(init, "--data", tmp_path, *given) == 0
    assert "SH01" in capsys.readouterr().out


def test_init_when_done_then_it_tells_what_the_place_set_and_what_comes_next(tmp_path, capsys):
    given = ["--name", "Shop", "--preset", "us", "--tax-rate", "8.25%", "--pin", "135790"]
    assert run(init, "--data", tmp_path, *given) == 0
    said = capsys.readouterr().out
    assert "“Shop” is set up: shop SH01, till T01" in said
    assert "USD, Sales tax 8.25% added to the price, clock of America/New_York, en" in said
    assert f"./pos till --data {tmp_path}" in said


def test_init_when_asked_for_help_then_it_lists_what_each_place_sets(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["init", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "cn: CNY, VAT 13% in the price, clock of Asia/Shanghai, zh-Hans" in said
    assert "hk: HKD, no tax" in said


def test_init_when_the_name_is_empty_then_it_says_so(tmp_path, capsys):
    assert run(init, "--data", tmp_path, "--name", "", "--pin", "135790") == 2
    assert "the shop's name (--name) is empty" in capsys.readouterr().err


def test_init_when_it_asks_then_the_name_comes_before_the_pin(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(init.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or "x")
    monkeypatch.setattr(init, "getpass", lambda question: asked.append(question) or "")
    assert run(init, "--data", tmp_path) == 0
    assert [each.split()[0] for each in asked] == ["Name", "Name", "The"]


@pytest.mark.parametrize("place", ["/proc/foo/shop", "file", "file/shop"])
def test_init_when_the_folder_cannot_be_made_then_2_and_the_place_in_words(tmp_path, capsys, place):
    (tmp_path / "file").write_text("")
    assert main(["init", "--data", str(tmp_path / place), "--name", "店", "--pin", "135790"]) == 2
    assert f"{tmp_path / place} cannot be used" in capsys.readouterr().err


def test_init_when_it_fails_then_no_folder_of_its_own_is_left(tmp_path, capsys, monkeypatch):
    def full(database):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(people_repo, "create_pepper", full)
    given = ["--name", "店", "--pin", "135790", "--data", str(tmp_path / "new" / "shop")]
    assert main(["init", *given]) == 2
    assert f"no room left on the disk of {tmp_path}" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def settings_of(folder):
    reader = Database(database_in(folder), write=False)
    try:
        return current(reader)
    finally:
        reader.close()


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (["--name", "小衣店"], ("小衣店", "", "")),
        (["--name", "小衣店", "--preset", "hk"], ("", "小衣店", "")),
        (["--name", "Shop", "--preset", "uk"], ("", "", "Shop")),
        (["--name", "小衣店", "--name-en", "Little"], ("小衣店", "", "Little")),
        (["--name", "店", "--preset", "tw", "--name-zh-hant", "小衣店"], ("店", "小衣店", "")),
    ],
)
def test_init_when_named_then_the_name_stands_in_the_languages_it_is_meant_for(
    tmp_path, given, names
):
    assert run(init, "--data", tmp_path, *given, "--pin", "135790") == 0
    assert settings_of(tmp_path).name == Names(*names)


@pytest.mark.parametrize(("preset", "owner"), [("cn", "店主"), ("hk", "店主"), ("us", "Owner")])
def test_init_when_no_owner_is_named_then_the_word_is_in_the_shops_language(
    tmp_path, preset, owner
):
    given = ["--name", "店", "--preset", preset, "--pin", "135790"]
    assert run(init, "--data", tmp_path, *given) == 0
    reader = Database(database_in(tmp_path), write=False)
    with reader.reading() as connection:
        names = connection.exec_driver_sql("SELECT name FROM staff").scalars().all()
    reader.close()
    assert names == [owner]


@pytest.mark.parametrize("wrong", [("--pin", "12"), ("--zone", "Mars"), ("--till", "?")])
def test_init_when_something_given_is_wrong_then_it_is_told_before_anything_is_asked(
    tmp_path, capsys, monkeypatch, wrong
):
    monkeypatch.setattr(init.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: pytest.fail(question))
    assert run(init, "--data", tmp_path, *wrong) == 2
    assert capsys.readouterr().err.startswith("pos init: ")


def a_file(folder, *rows):
    path = folder / "goods.csv"
    path.write_text("款号,名称,售价\n" + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_import_when_all_rows_are_good_then_0(folder, tmp_path, capsys):
    assert run(import_, a_file(tmp_path, "A1,衬衫,89"), "--data", folder) == 0
    assert "variants: 1" in capsys.readouterr().out


def test_import_when_a_row_is_bad_then_1_and_row_column_reason(folder, tmp_path, capsys):
    path = a_file(tmp_path, "A1,衬衫,89", "A2,裤,abc")
    assert run(import_, path, "--data", folder, "--dry-run") == 1
    shown = capsys.readouterr().out
    assert "Row 3, 售价: “abc” is not a number." in shown
    assert "nothing was written" in shown
    assert run(import_, path, "--data", folder, "--json") == 1
    report = json.loads(capsys.readouterr().out)
    assert report["variants"] == 1
    assert report["errors"] == [
        {
            "row": 3,
            "column": "售价",
            "code": "kernel.not_a_number",
            "reason": "“abc” is not a number.",
        }
    ]


def test_import_when_known_goods_bring_stock_then_it_says_that_it_stays(folder, tmp_path, capsys):
    path = tmp_path / "goods.csv"
    path.write_text("款号,名称,售价,库存\nA1,衬衫,89,3\n", encoding="utf-8")
    run(import_, path, "--data", folder)
    run(import_, path, "--data", folder)
    assert "Stock of 1 known product was" in capsys.readouterr().out


def test_import_when_no_shop_or_no_file_then_2(folder, tmp_path, capsys):
    assert run(import_, a_file(tmp_path), "--data", tmp_path / "nowhere") == 2
    assert run(import_, tmp_path / "no.csv", "--data", folder) == 2
    assert capsys.readouterr().err.count("pos import: ") == 2


def test_import_when_a_folder_is_named_then_it_says_so_and_what_lies_in_it(
    folder, tmp_path, capsys
):
    goods = tmp_path / "goods"
    goods.mkdir()
    assert main(["import", str(goods), "--data", str(folder)]) == 2
    assert f"{goods} is a folder, and no file" in capsys.readouterr().err
    a_file(goods, "A1,衬衫,89")
    assert main(["import", str(goods), "--data", str(folder)]) == 2
    assert f"{goods} is a folder. Name the file in it; it holds: goods.csv" in (
        capsys.readouterr().err
    )


def test_import_when_the_till_runs_then_2(folder, tmp_path, capsys):
    lock = ProcessLock(database_in(folder))
    try:
        assert run(import_, a_file(tmp_path, "A1,衬衫,89"), "--data", folder) == 2
    finally:
        lock.release()


def test_import_when_the_file_is_missing_and_a_till_is_open_then_the_file_is_named(
    folder, tmp_path, capsys
):
    lock = ProcessLock(database_in(folder))
    try:
        assert run(import_, tmp_path / "nope.csv", "--data", folder) == 2
    finally:
        lock.release()
    assert "nope.csv" in capsys.readouterr().err


def test_english_when_known_then_filled_in():
    assert words.english(Text.of("staff.wait", seconds=3)).endswith("3 s before the next try.")


def test_english_when_key_is_unknown_then_it_is_shown():
    assert words.english(Text.of("no.such", a=1)) == "no.such a=1"


def test_import_when_there_is_no_shop_or_a_till_is_open_then_it_says_which(
    folder, tmp_path, capsys
):
    goods = str(a_file(tmp_path, "A1,衬衫,89"))
    assert main(["import", goods, "--data", str(tmp_path / "none")]) == 2
    said = capsys.readouterr().err
    assert f"There is no shop in {tmp_path / 'none'}. Run “pos init” first" in said
    lock = ProcessLock(database_in(folder))
    assert main(["import", goods, "--data", str(folder)]) == 2
    assert "A till is open on this shop (till.db). Close it first." in capsys.readouterr().err
    lock.release()
