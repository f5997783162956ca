from dataclasses import replace

import pytest

from inventory.kernel.clock import FixedClock
from inventory.kernel.errors import Refused
from inventory.kernel.money import Rate
from inventory.ledger import journal
from inventory.ledger.envelope import decode
from inventory.service.settings import current, open_site
from inventory.service.setup import PRESETS, create_shop, preset_settings
from inventory.store import ledger_repo, people_repo
from inventory.store.engine import Database
from inventory.store.migrate import migrate
from tests.inventory.shop import NOW_MS, spec


def refusal(call):
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.text


def test_create_shop_when_new_then_identity_first_entry_and_a_whole_chain(shop):
    assert open_site(shop.reader) == shop.site
    assert (shop.site.store_id, shop.site.till_id, shop.site.epoch) == ("SH01", "T01", 1)
    with shop.reader.reading() as connection:
        entries = list(ledger_repo.entries(connection, shop.context.origin))
    assert entries[0].type == journal.EPOCH
    assert decode(entries[0].body)["currency"] == "CNY"
    assert list(journal.faults(entries)) == []
    assert "王芳" not in str([entry.body.decode() for entry in entries])
    kinds = shop.rows("SELECT kind FROM location ORDER BY kind")
    assert [row[0] for row in kinds] == [
        "customer", "damaged", "loss", "store", "supplier", "transit",
    ]  # fmt: skip


def test_create_shop_when_there_is_one_then_it_is_not_touched(shop):
    before = shop.path.read_bytes()
    assert refusal(lambda: create_shop(shop.path, spec())).code == "settings.already_a_shop"
    assert shop.path.read_bytes() == before


def test_create_shop_when_folders_are_missing_then_they_are_made_and_files_are_private(tmp_path):
    path = tmp_path / "a" / "b" / "till.db"
    create_shop(path, spec(), FixedClock(NOW_MS))
    assert path.stat().st_mode & 0o777 == 0o600
    assert people_repo.pepper_path(path).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"store_id": "sh 1"}, "settings.bad_store_id"),
        ({"till_id": ""}, "settings.bad_till_id"),
        ({"owner_pin": "123456"}, "staff.pin_weak"),
        ({"owner_name": " "}, "staff.bad_name"),
        ({"preset": "mars"}, "settings.unknown_preset"),
    ],
)
def test_create_shop_when_something_given_is_wrong_then_no_file_is_left(tmp_path, change, code):
    path = tmp_path / "till.db"
    assert refusal(lambda: create_shop(path, replace(spec(), **change))).code == code
    assert list(tmp_path.iterdir()) == []


def test_create_shop_when_default_tax_class_is_not_of_the_preset_then_refused(tmp_path):
    wrong = replace(spec("hk"), settings=replace(spec("hk").settings, default_tax_class="x"))
    found = refusal(lambda: create_shop(tmp_path / "till.db", wrong))
    assert (found.code, found.params["field"]) == (
        "settings.unknown_tax_class",
        "default_tax_class",
    )


def test_create_shop_when_it_breaks_halfway_then_no_file_is_left(tmp_path, monkeypatch):
    def broken(*_):
        raise RuntimeError("power")

    monkeypatch.setattr("inventory.service.setup._write", broken)
    with pytest.raises(RuntimeError):
        create_shop(tmp_path / "till.db", spec())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_create_shop_when_preset_then_its_taxes_and_money(tmp_path, preset):
    path = tmp_path / "till.db"
    site = create_shop(path, spec(preset), FixedClock(NOW_MS))
    reader = Database(path, write=False)
    try:
        found = current(reader)
        with reader.reading() as connection:
            taxes = connection.exec_driver_sql("SELECT COUNT(*) FROM tax").scalar_one()
    finally:
        reader.close()
    assert found == PRESETS[preset].settings or found.name == spec(preset).settings.name
    assert site.currency == PRESETS[preset].settings.money
    assert taxes == len(PRESETS[preset].taxes)


def test_create_shop_when_own_tax_rate_then_that(tmp_path):
    path = tmp_path / "till.db"
    create_shop(path, replace(spec("us"), tax_rate=Rate.parse("8.875%")), FixedClock(NOW_MS))
    reader = Database(path, write=False)
    with reader.reading() as connection:
        row = connection.exec_driver_sql("SELECT rate_num, rate_den, included FROM tax").one()
    reader.close()
    assert tuple(row) == (8875, 100_000, 0)


@pytest.mark.parametrize("preset", sorted(PRESETS))
@pytest.mark.parametrize("rate", ["-5%", "100.01%", "1300"])
def test_create_shop_when_the_tax_rate_cannot_be_then_refused_and_no_file(tmp_path, preset, rate):
    path = tmp_path / "till.db"
    wanted = replace(spec(preset), tax_rate=Rate.parse(rate))
    code = "catalogue.bad_tax" if PRESETS[preset].taxes else "settings.preset_untaxed"
    assert refusal(lambda: create_shop(path, wanted)).code == code
    assert not path.exists()


def test_create_shop_when_the_place_has_no_tax_then_a_rate_is_refused(tmp_path):
    wanted = replace(spec("hk"), tax_rate=Rate.percent(5))
    said = refusal(lambda: create_shop(tmp_path / "till.db", wanted))
    assert said.code == "settings.preset_untaxed"


def test_preset_settings_when_unknown_then_refused():
    assert refusal(lambda: preset_settings("mars", spec().settings.name)).params["value"] == "mars"


def test_open_site_when_the_file_was_never_set_up_then_refused(tmp_path):
    books = Database(tmp_path / "empty.db")
    migrate(books)
    assert refusal(lambda: open_site(books)).code == "settings.not_a_shop"
    books.close()
