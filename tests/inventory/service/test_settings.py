import struct
from dataclasses import replace

import pytest

from inventory.catalogue.product import Names
from inventory.kernel.errors import Damaged, Refused
from inventory.kernel.money import Rounding
from inventory.ledger.envelope import decode
from inventory.people.staff import SYSTEM, Actor, Role
from inventory.pricing.cart import AddCode, ClearCart, apply
from inventory.service import settings as service
from inventory.service.checkout import Checkout
from inventory.service.settings import SettingsDesk
from inventory.service.shop_settings import ShopSettings, from_plain, to_plain
from inventory.store import settings_repo
from tests.inventory.shop import a_style

CASHIER = Actor("c", "9", Role.CASHIER)


@pytest.fixture
def desk(shop):
    return SettingsDesk(shop.context, shop.books)


def now(shop):
    return service.current(shop.reader)


def version(shop):
    with shop.reader.reading() as connection:
        return service.current_template_version(connection)


def png(width=200, height=80, extra=b""):
    size = struct.pack(">II", width, height)
    return b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + size + b"\x08\x02\0\0\0" + extra


def test_current_when_new_shop_then_the_presets(shop):
    found = now(shop)
    assert (found.currency, found.zone, found.default_tax_class) == (
        "CNY", "Asia/Shanghai", "standard",
    )  # fmt: skip
    assert found.name == Names("试验店", "試驗店", "Test shop")


def test_plain_when_every_field_has_a_value_then_it_comes_back():
    given = ShopSettings(
        name=Names("甲", "乙", "C"), tax_numbers=("1",), cash_rounding=Rounding.DOWN,
        left_handed=True, note_values=(1, 2), receipt_languages=("en", "zh-Hant"),
    )  # fmt: skip
    assert from_plain(to_plain(given)) == given
    assert from_plain({**to_plain(given), "of_tomorrow": 1}) == given


def test_save_when_changed_then_dated_rows_and_a_journal_entry_of_just_that(shop, desk):
    desk.save(SYSTEM, replace(now(shop), volume=30, theme="dark"))
    assert (now(shop).volume, now(shop).theme) == (30, "dark")
    assert shop.rows("SELECT COUNT(*) FROM setting WHERE key = 'volume'") == [(2,)]
    bodies = shop.rows("SELECT body FROM journal WHERE type = 'setting' ORDER BY seq DESC LIMIT 1")
    assert decode(bodies[0][0]) == {"changes": {"volume": 30, "theme": "dark"}}


def test_save_when_nothing_changed_then_nothing_is_written(shop, desk):
    before = shop.rows("SELECT COUNT(*) FROM journal")
    desk.save(SYSTEM, now(shop))
    assert shop.rows("SELECT COUNT(*) FROM journal") == before


def test_template_when_paper_changes_then_a_new_version_and_the_old_is_kept(shop, desk):
    first = version(shop)
    desk.save(SYSTEM, replace(now(shop), volume=1))
    assert version(shop) == first
    desk.save(SYSTEM, replace(now(shop), receipt_footer=("谢谢",)))
    assert version(shop) == first + 1
    with shop.reader.reading() as connection:
        old, new = (settings_repo.template(connection, each) for each in (first, first + 1))
    assert decode(old[1])["receipt_footer"] == []
    assert decode(new[1])["receipt_footer"] == ["谢谢"]
    assert decode(new[1])["name"] == ["试验店", "試驗店", "Test shop"]


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("name", Names(), "required"),
        ("name", Names("长" * 121), "too_long"),
        ("address", "a\nb", "control_character"),
        ("phone", "1" * 121, "too_long"),
        ("tax_numbers", ("x",) * 13, "too_many_lines"),
        ("receipt_header", ("\x1b@",), "control_character"),
        ("currency", "XXX", "choice"),
        ("cash_step", 0, "range"),
        ("cash_step", True, "range"),
        ("receipt_languages", (), "choice"),
        ("receipt_languages", ("en", "en"), "choice"),
        ("paper_mm", 76, "choice"),
        ("language", "fr", "choice"),
        ("theme", "pink", "choice"),
        ("layout", "round", "choice"),
        ("text_scale", 90, "choice"),
        ("volume", 101, "range"),
        ("keypad", "qwerty", "choice"),
        ("note_values", (), "note_values"),
        ("note_values", (500, 100), "note_values"),
        ("zone", "Mars/North", "unknown_zone"),
        ("zone", "../etc", "unknown_zone"),
        ("day_cut_hour", 13, "range"),
        ("barcode_templates", ("99",), "bad_template"),
        ("default_tax_class", "luxury", "unknown_tax_class"),
        ("logo", "missing", "no_picture"),
    ],
)
def test_save_when_a_field_cannot_be_then_it_is_named_and_nothing_is_saved(
    shop, desk, field, value, why
):
    before = now(shop)
    with pytest.raises(Refused) as refused:
        desk.save(SYSTEM, replace(before, **{field: value}))
    assert refused.value.text.code == f"settings.{why}"
    assert refused.value.text.params["field"] == field
    assert now(shop) == before


def test_save_when_currency_changes_then_only_before_anything_has_a_price(shop, desk):
    desk.save(SYSTEM, replace(now(shop), currency="HKD"))
    assert now(shop).money.code == "HKD"
    desk.save(SYSTEM, replace(now(shop), currency="CNY"))
    shop.create(a_style())
    with pytest.raises(Refused) as refused:
        desk.save(SYSTEM, replace(now(shop), currency="HKD"))
    assert refused.value.text.code == "settings.currency_in_use"


@pytest.mark.parametrize("aside", [False, True])
def test_save_when_currency_changes_then_not_while_a_cart_holds_anything(shop, desk, aside):
    till = Checkout(shop.context, shop.books, now(shop))
    cart = till.new_cart()
    till.keep(CASHIER, cart, AddCode("6901234599991", 0))
    if aside:
        till.park(CASHIER, apply(cart, AddCode("6901234599991", 0)))
    with pytest.raises(Refused) as refused:
        desk.save(SYSTEM, replace(now(shop), currency="TWD"))
    assert refused.value.text.code == "settings.currency_cart"
    assert refused.value.text.params["field"] == "currency"
    if aside:
        till.resume(CASHIER, cart.sale_id)
    till.keep(CASHIER, cart, ClearCart())
    desk.save(SYSTEM, replace(now(shop), currency="TWD"))


def test_till_when_its_currency_was_changed_then_nothing_is_sold_before_it_starts_again(shop, desk):
    till = Checkout(shop.context, shop.books, now(shop))
    till.use(desk.save(SYSTEM, replace(now(shop), currency="TWD")))
    cart = till.new_cart()
    with pytest.raises(Refused, match=r"cart\.other_currency"):
        till.keep(CASHIER, cart, AddCode("6901234599991", 0))
    with pytest.raises(Refused, match=r"cart\.other_currency"):
        till.complete(CASHIER, cart, ())
    till.use(desk.save(SYSTEM, replace(now(shop), currency="CNY")))
    till.keep(CASHIER, cart, AddCode("6901234599991", 0))


def test_save_when_cashier_then_refused(shop, desk):
    with pytest.raises(Refused):
        desk.save(CASHIER, replace(now(shop), volume=1))


def test_logo_when_kept_and_saved_then_it_is_on_paper(shop, desk):
    picture = png()
    key = desk.keep_logo(SYSTEM, picture)
    assert desk.keep_logo(SYSTEM, picture) == key
    first = version(shop)
    desk.save(SYSTEM, replace(now(shop), logo=key))
    assert version(shop) == first + 1
    assert service.picture(shop.reader, key) == picture
    assert service.picture(shop.reader, "no") is None


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"GIF89a", "not_png"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not_png"),
        (png(extra=bytes(200_000)), "picture_too_big"),
        (png(2000, 10), "picture_dots"),
        (png(0, 10), "picture_dots"),
    ],
)
def test_logo_when_not_a_small_png_then_refused(desk, data, why):
    with pytest.raises(Refused) as refused:
        desk.keep_logo(SYSTEM, data)
    assert refused.value.text.code == f"settings.{why}"


def test_tax_table_when_new_shop_then_the_presets_taxes_and_the_class_none(shop):
    table = service.tax_table(shop.reader)
    ((tax, names),) = table.taxes
    assert (tax.code, tax.included, names.en) == ("VAT13", True, "VAT")
    assert table.classes == {"none": (), "standard": ("VAT13",)}


def test_template_version_when_there_is_none_then_damaged(shop, monkeypatch):
    monkeypatch.setattr(settings_repo, "template_version", lambda _: None)
    with pytest.raises(Damaged):
        version(shop)
