"""The settings: what is shown, what is refused and where, what takes effect at once."""

import struct
import zlib

import pytest

from inventory.people.staff import Actor, Role
from inventory.service.settings import current, tax_table
from pos_app.viewmodels.settings import SettingsVM
from tests.inventory.shop import a_style, a_variant
from tests.pos_app.viewmodels.test_login import Places


@pytest.fixture
def settings(bench) -> SettingsVM:
    bench.sign_on(Role.OWNER)
    return SettingsVM(bench.till, Places())


def line(settings: SettingsVM, key: str):
    return next(each for each in settings.state.lines if each.key == key)


def save(bench, settings: SettingsVM) -> None:
    settings.save()
    bench.hands.pump()


def a_png(side: int = 8) -> bytes:
    def part(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\x00" + b"\x80" * side) * side)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


def test_sections_when_opened_then_each_has_rows_in_every_language(bench, settings) -> None:
    for language in ("en", "zh-Hant", "zh-Hans"):
        bench.shell.speak(language)
        for section, word, _ in settings.state.sections:
            settings.choose(section)
            assert (settings.state.title, bool(settings.state.lines)) == (word, True)


def test_name_when_saved_then_the_whole_till_knows_it(bench, settings) -> None:
    settings.edit("name.zh_hans", "新店名")
    settings.edit("phone", "021-6322 0000")
    assert bench.till.session.settings.name.zh_hans == "试验店"
    save(bench, settings)
    assert bench.till.session.settings.name.zh_hans == "新店名"
    assert current(bench.shop.reader).phone == "021-6322 0000"
    assert (settings.state.note, settings.state.wrong) == ("已保存", False)
    assert bench.sync.wakes == 1


def test_name_when_all_are_empty_then_the_field_says_so_and_nothing_is_saved(
    bench, settings
) -> None:
    for key in ("name.zh_hans", "name.zh_hant", "name.en"):
        settings.edit(key, " ")
    save(bench, settings)
    assert line(settings, "name.zh_hans").trouble == "请填写此项。"
    assert settings.state.wrong
    assert bench.tones == ["blocked"]
    assert current(bench.shop.reader).name.zh_hans == "试验店"
    settings.edit("name.zh_hans", "店")
    assert line(settings, "name.zh_hans").trouble == ""


def test_receipt_lines_when_saved_then_empty_ones_are_left_out_and_one_more_is_offered(
    bench, settings
) -> None:
    settings.choose("receipt")
    for at, text in enumerate(("甲", "", "丙")):
        settings.edit(f"receipt_footer.{at}", text)
    settings.edit("receipt_languages", "zh-Hans+en")
    settings.edit("paper_mm", "58")
    save(bench, settings)
    kept = bench.till.session.settings
    assert kept.receipt_footer == ("甲", "丙")
    assert (kept.receipt_languages, kept.paper_mm) == (("zh-Hans", "en"), 58)
    assert [line(settings, f"receipt_footer.{at}").value for at in range(3)] == ["甲", "丙", ""]


def test_currency_when_goods_have_prices_then_it_is_refused_at_its_field(bench, settings) -> None:
    bench.shop.create(a_style("A", a_variant()))
    settings.choose("money")
    settings.edit("currency", "HKD")
    save(bench, settings)
    assert "CNY" in line(settings, "currency").trouble


def test_currency_when_nothing_has_a_price_then_it_says_that_a_restart_is_needed(
    bench, settings
) -> None:
    settings.choose("money")
    settings.edit("currency", "HKD")
    save(bench, settings)
    assert settings.state.note == "已保存，重新启动收银机后用新货币"


@pytest.mark.parametrize(
    ("key", "typed"), [("cash_step", "0.005"), ("cash_step", "x"), ("note_values", "10 five")]
)
def test_amount_when_it_cannot_be_read_then_its_field_says_so(bench, settings, key, typed) -> None:
    settings.choose("money")
    settings.edit(key, typed)
    save(bench, settings)
    assert line(settings, key).trouble


def test_cash_step_when_saved_then_the_next_payment_rounds_by_it(bench, settings) -> None:
    settings.choose("money")
    settings.edit("cash_step", "0.1")
    save(bench, settings)
    assert bench.till.session.settings.cash_step == 10
    assert bench.till.writes.checkout._settings.cash_step == 10


def test_look_when_chosen_then_it_takes_effect_without_a_save_key(bench, settings) -> None:
    settings.choose("look")
    assert not settings.state.saves
    settings.edit("theme", "dark")
    settings.tap("left_handed")
    bench.hands.pump()
    settings.edit("text_scale", "130")
    bench.hands.pump()
    look = bench.shell.state
    assert (look.theme, look.left_handed, look.text_scale) == ("dark", True, 130)
    settings.edit("language", "en")
    bench.hands.pump()
    assert (bench.shell.state.language, settings.state.title) == ("en", "Look and sound")
    assert line(settings, "left_handed").value == "1"


def test_logo_when_loaded_then_it_is_kept_and_can_go_again(bench, settings, tmp_path) -> None:
    picture = tmp_path / "logo.png"
    picture.write_bytes(a_png())
    settings.choose("receipt")
    settings.edit("logo.path", str(picture))
    settings.tap("logo.load")
    bench.hands.pump()
    key = bench.till.session.settings.logo
    assert bench.till.reads.picture(key) == a_png()
    settings.tap("logo.remove")
    bench.hands.pump()
    assert bench.till.session.settings.logo == ""


@pytest.mark.parametrize("content", [None, b"not a picture"])
def test_logo_when_it_is_no_picture_then_the_field_says_why(
    bench, settings, tmp_path, content
) -> None:
    picture = tmp_path / "logo.png"
    if content is not None:
        picture.write_bytes(content)
    settings.choose("receipt")
    settings.edit("logo.path", str(picture))
    settings.tap("logo.load")
    bench.hands.pump()
    assert line(settings, "logo.path").trouble
    assert bench.till.session.settings.logo == ""


def test_person_when_nobody_has_the_right_then_nothing_changes_and_it_says_so(
    bench, settings
) -> None:
    bench.sign_on(Role.CASHIER)
    settings.choose("shop")
    settings.edit("phone", "1")
    save(bench, settings)
    assert not settings.state.can_save
    assert "只能查看" in settings.state.note
    assert current(bench.shop.reader).phone == ""
    settings.choose("staff")
    assert settings.state.lines == ()


# --- taxes ----------------------------------------------------------------------------------


def test_tax_when_changed_then_its_rate_and_way_are_new(bench, settings) -> None:
    settings.choose("tax")
    settings.tap("tax:VAT13")
    assert (settings.state.inside, line(settings, "rate").value) == (True, "13")
    settings.edit("rate", "9.5")
    settings.tap("included")
    save(bench, settings)
    [(tax, names)] = tax_table(bench.shop.reader).taxes
    assert (tax.rate.plain_percent(), tax.included, names.zh_hans) == ("9.5", False, "增值税")
    assert not settings.state.inside


def test_tax_when_added_then_a_class_can_name_it_and_be_the_default(bench, settings) -> None:
    settings.choose("tax")
    settings.tap("tax:")
    for key, text in (("code", "SVC"), ("zh_hans", "服务费"), ("rate", "6")):
        settings.edit(key, text)
    save(bench, settings)
    settings.tap("class:")
    settings.edit("code", "dining")
    settings.tap("in:VAT13")
    settings.tap("in:SVC")
    save(bench, settings)
    assert set(tax_table(bench.shop.reader).classes["dining"]) == {"VAT13", "SVC"}
    settings.edit("default_tax_class", "dining")
    bench.hands.pump()
    assert bench.till.session.settings.default_tax_class == "dining"


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"code": "x y"}, "code"),
        ({"code": "VAT13"}, "code"),
        ({"code": "T1", "zh_hans": "税", "rate": ""}, "rate"),
        ({"code": "T1", "zh_hans": "税", "rate": "120"}, "rate"),
        ({"code": "T1", "rate": "5"}, "zh_hans"),
    ],
)
def test_tax_when_something_is_wrong_then_that_field_says_so(bench, settings, texts, field) -> None:
    settings.choose("tax")
    settings.tap("tax:")
    for key, text in texts.items():
        settings.edit(key, text)
    save(bench, settings)
    assert line(settings, field).trouble
    assert len(tax_table(bench.shop.reader).taxes) == 1


def test_class_when_it_names_no_tax_then_it_is_refused(bench, settings) -> None:
    settings.choose("tax")
    settings.tap("class:")
    settings.edit("code", "empty")
    save(bench, settings)
    assert line(settings, "code").trouble.startswith("税类至少")
    settings.back()
    settings.discard()
    assert not settings.state.inside


# --- staff ----------------------------------------------------------------------------------


def add_person(bench, settings: SettingsVM, **texts: str) -> None:
    settings.choose("staff")
    settings.tap("new")
    for key, text in texts.items():
        settings.edit(key, text)
    save(bench, settings)


def test_person_when_added_then_they_can_sign_on_with_their_pin(bench, settings) -> None:
    add_person(
        bench, settings, code="7", name="小林", role="manager", language="en",
        pin="246813", pin_again="246813",
    )  # fmt: skip
    person = next(each for each in bench.till.reads.roster.people() if each.code == "7")
    assert (person.role, person.language) == (Role.MANAGER, "en")
    assert bench.till.writes.staff.verify_pin(person.id, "246813").code == "7"
    assert settings.state.note == "已保存"
    assert "246813" not in repr(settings.state)


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"code": "7", "name": "小林", "pin": "246813", "pin_again": "246814"}, "pin_again"),
        ({"code": "7", "name": "小林", "pin": "111111", "pin_again": "111111"}, "pin"),
        ({"code": "7", "name": "小林"}, "pin"),
        ({"code": "1", "name": "小林", "pin": "246813", "pin_again": "246813"}, "code"),
        ({"code": "7", "name": "", "pin": "246813", "pin_again": "246813"}, "name"),
    ],
)
def test_person_when_something_is_wrong_then_that_field_says_so(
    bench, settings, texts, field
) -> None:
    add_person(bench, settings, **texts)
    assert line(settings, field).trouble
    assert len(bench.till.reads.roster.people()) == 1


def test_person_when_changed_without_a_pin_then_the_old_one_stays(bench, settings) -> None:
    add_person(bench, settings, code="7", name="小林", pin="246813", pin_again="246813")
    person = bench.till.reads.roster.people()[-1]
    settings.tap(person.id)
    settings.edit("name", "林小")
    save(bench, settings)
    assert bench.till.reads.roster.people()[-1].name == "林小"
    assert bench.till.writes.staff.verify_pin(person.id, "246813")


def test_person_when_they_leave_then_they_cannot_sign_on_but_stay_listed(bench, settings) -> None:
    add_person(bench, settings, code="7", name="小林", pin="246813", pin_again="246813")
    person = bench.till.reads.roster.people()[-1]
    settings.tap(person.id)
    settings.tap("active")
    assert [each.code for each in bench.till.reads.roster.people()] == ["1", "7"]
    save(bench, settings)
    assert [each.code for each in bench.till.reads.roster.people()] == ["1"]
    assert "已停用" in line(settings, person.id).hint


@pytest.mark.parametrize("how", ["role", "active"])
def test_person_when_they_lose_their_own_rights_then_their_session_ends(bench, how) -> None:
    owner = bench.till.reads.roster.people()[0]
    bench.till.session.sign_on(Actor(owner.id, owner.code, Role.OWNER), owner.name)
    settings = SettingsVM(bench.till, bench.shell)
    add_person(
        bench, settings, code="7", name="小林", role="owner", pin="246813", pin_again="246813"
    )
    assert bench.till.session.actor is not None
    settings.tap(owner.id)
    if how == "role":
        settings.edit("role", "cashier")
    else:
        settings.tap("active")
    save(bench, settings)
    assert bench.till.session.actor is None
    assert bench.shell.state.place == "login"


def test_owner_when_the_last_one_then_the_role_stays(bench, settings) -> None:
    settings.choose("staff")
    owner = bench.till.reads.roster.people()[0]
    settings.tap(owner.id)
    settings.edit("role", "cashier")
    save(bench, settings)
    assert line(settings, "role").trouble == "店铺至少要保留一位可登录的店主。"
    assert bench.till.reads.roster.people()[0].role is Role.OWNER


def test_enter_when_something_is_typed_then_page_and_text_are_still_there(bench, settings) -> None:
    settings.choose("receipt")
    settings.edit("receipt_header.0", "欢迎")
    settings.enter()
    assert settings.state.section == "receipt"
    assert line(settings, "receipt_header.0").value == "欢迎"
    save(bench, settings)
    settings.enter()
    assert settings.state.section == "shop"


def test_enter_when_another_person_signed_on_then_it_begins_anew(bench, settings) -> None:
    settings.edit("phone", "1")
    bench.till.session.sign_on(None, "")
    bench.sign_on()
    settings.enter()
    assert line(settings, "phone").value == ""
