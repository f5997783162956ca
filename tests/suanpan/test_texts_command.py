"""`pos texts`: gettext reads back what it compiles, and the same texts give the same bytes."""

import gettext
from pathlib import Path

import pytest

from suanpan.cli import main
from suanpan.commands import texts

PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def a_catalogue(root: Path, language: str, *wordings: tuple[str, str]) -> Path:
    po = root / "pos_app" / "locale" / language / "LC_MESSAGES" / "sale.po"
    po.parent.mkdir(parents=True)
    lines = "\n".join(f'msgid "{key}"\nmsgstr "{words}"\n' for key, words in wordings)
    po.write_text(PO + lines, "utf-8")
    return po


def test_texts_when_compiled_then_gettext_reads_every_word_back(tmp_path: Path) -> None:
    po = a_catalogue(tmp_path, "zh_Hant", ("tender.cash", "現金"), ("cart.empty", "購物車是空的"))
    po.with_suffix(".mo").write_bytes(texts.compiled(po))
    with po.with_suffix(".mo").open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert (read.gettext("tender.cash"), read.gettext("cart.empty")) == ("現金", "購物車是空的")
    assert read.info() == {"language": "zh-Hant", "content-type": "text/plain; charset=UTF-8"}


def test_texts_when_compiled_twice_in_another_order_then_the_bytes_agree(tmp_path: Path) -> None:
    first = a_catalogue(tmp_path / "a", "en", ("a.b", "one"), ("c.d", "two"))
    second = a_catalogue(tmp_path / "b", "en", ("c.d", "two"), ("a.b", "one"))
    assert texts.compiled(first) == texts.compiled(second)


def test_texts_when_a_word_changed_then_check_says_so_and_a_run_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    po = a_catalogue(tmp_path, "en", ("a.b", "one"))
    monkeypatch.setattr(texts.checkout, "ROOT", tmp_path)
    assert main(["texts", "--check"]) == 1
    assert not po.with_suffix(".mo").exists()
    assert main(["texts"]) == 0
    assert main(["texts", "--check"]) == 0
    assert capsys.readouterr().out.split()[::2] == ["stale:", "written:"]
