import csv
from collections import Counter
from importlib import resources
from pathlib import Path
from types import SimpleNamespace

import pytest

from inventory.catalogue import codes
from inventory.kernel.clock import FixedClock
from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.ledger import journal
from inventory.people import secrets
from inventory.people.staff import SYSTEM
from inventory.service.catalogue import Catalogue
from inventory.service.context import Context
from inventory.service.settings import current
from inventory.service.staff import Roster, StaffDesk
from inventory.store import ledger_repo, people_repo
from inventory.store.engine import Database
from suanpan.cli import main
from suanpan.commands import demo as demo_command
from suanpan.demo_shop import codes as demo_codes
from suanpan.demo_shop.build import STAFF, build, demo_actor
from suanpan.demo_shop.goods import styles

pytestmark = pytest.mark.xdist_group("demo_shop")  # built once, by one worker
NOW_MS = 1_790_000_000_000
GARMENTS = {
    "tee", "shirt", "jeans", "dress", "jacket", "knit", "socks", "bag", "cap", "shoes", "coat",
    "skirt", "shorts", "down", "scarf", "gloves", "belt", "umbrella", "paper_bag", "gift_box",
    "hemming", "gift_card",
}  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "till.db"
    site = build(path, FixedClock(NOW_MS))
    reader = Database(path, write=False)
    context = Context.of(site, FixedClock(NOW_MS))
    yield path, context, reader
    reader.close()


@pytest.fixture
def catalogue(demo):
    return Catalogue(demo[1], demo[2])


def test_styles_when_counted_then_an_apparel_shop_of_about_2000_variants():
    goods = styles()
    assert 115 <= len(goods) <= 130
    assert 1_900 <= sum(len(each.variants) for each in goods) <= 2_200
    assert {each.garment for each in goods} <= GARMENTS
    assert all(each.names.zh_hans and each.names.zh_hant and each.names.en for each in goods)


def test_styles_when_made_twice_then_the_same_goods():
    assert styles() == styles()


def test_styles_when_scanned_then_every_code_is_a_gtin_and_stands_alone():
    drawn = [code.code for style in styles() for each in style.variants for code in each.barcodes]
    assert all(codes.has_check_digit(code) for code in drawn)
    assert max(Counter(drawn).values()) == 1
    assert not any(code.startswith("2") for code in drawn)
    assert "6901234599991" not in drawn


@pytest.mark.parametrize(
    ("name", "price", "colour", "size"),
    [
        ("圆领纯棉T恤", "89.00", "白", "L"),
        ("直筒牛仔裤", "299.00", "深蓝", "31"),
        ("羊毛针织开衫", "399.00", "驼色", "L"),
        ("轻薄羽绒服", "499.00", "雾灰", "M"),
        ("运动袜三双装", "39.00", "砖红", "OS"),
        ("帆布托特包", "129.00", "米白", ""),
    ],
)
def test_demo_when_on_the_picture_then_it_is_for_sale_and_in_stock(
    catalogue, name, price, colour, size
):
    hit = next(each for each in catalogue.search(SYSTEM, name) if each.names.zh_hans == name)
    grid = catalogue.matrix(SYSTEM, hit.style_id)
    row = next(each for each in grid.colours if each.colour.zh_hans == colour)
    cell = row.cells[grid.sizes.index(size)]
    assert cell.item.price.plain() == price
    assert cell.on_hand.milli > 0


def test_demo_when_cardigan_then_the_stock_of_the_picture(catalogue):
    hit = catalogue.search(SYSTEM, "羊毛针织开衫")[0]
    grid = catalogue.matrix(SYSTEM, hit.style_id)
    assert grid.sizes == ("S", "M", "L", "XL")
    shown = {
        row.colour.zh_hans: [cell.on_hand.milli // 1_000 for cell in row.cells]
        for row in grid.colours
    }
    assert shown == {
        "驼色": [2, 0, 5, 1], "黑": [1, 4, 3, 0], "雾蓝": [0, 2, 1, 2], "酒红": [3, 1, 0, 0],
    }  # fmt: skip


def test_demo_when_checkout_is_empty_then_four_goods_without_code(catalogue):
    items = catalogue.no_code_items(SYSTEM)
    assert [(each.names.zh_hans, each.price.plain()) for each in items] == [
        ("纸袋（大）", "1.00"), ("礼盒包装", "12.00"), ("改裤脚", "20.00"), ("礼品卡", "0.00"),
    ]  # fmt: skip
    assert [each.open_price for each in items] == [False, False, False, True]


def test_demo_when_at_the_login_then_nine_people_and_wang_fang_gets_in(demo):
    path, context, reader = demo
    people = Roster(reader).people()
    assert [each.name for each in people][:3] == ["王芳", "李强", "陈晨"]
    assert len(people) == len(STAFF) == 9
    for each in STAFF:
        secrets.require_pin(each.pin)
    books = Database(path)
    desk = StaffDesk(context, books, people_repo.load_pepper(path))
    assert desk.verify_pin(people[0].id, "135790").id == people[0].id
    books.close()
    assert demo_actor(reader, "3").code == "3"


def test_demo_when_looked_through_then_the_books_are_whole(demo):
    _, context, reader = demo
    assert current(reader).name.zh_hans == "上海南京路店"
    assert (context.site.store_id, context.site.till_id) == ("SH01", "T03")
    with reader.reading() as connection:
        entries = list(ledger_repo.entries(connection, context.origin))
        moved = connection.exec_driver_sql(
            "SELECT COUNT(*) FROM (SELECT variant_id, SUM(qty_milli) AS q FROM stock_move"
            " WHERE to_location = 'SH01:store' GROUP BY 1) m JOIN stock s"
            " ON s.variant_id = m.variant_id AND s.location_id = 'SH01:store'"
            " AND s.qty_milli <> m.q"
        ).scalar_one()
    assert list(journal.faults(entries)) == []
    assert moved == 0


def test_colours_when_named_in_the_table_then_all_are_known():
    folder = resources.files("suanpan.demo_shop")
    known = {
        row["key"]
        for row in csv.DictReader((folder / "colours.csv").read_text("utf-8").splitlines())
    }
    used = {
        key
        for row in csv.DictReader((folder / "styles.csv").read_text("utf-8").splitlines())
        for key in row["colours"].split("|")
    }
    assert used <= known


def test_codes_when_scanned_then_the_sale_of_the_pictures_is_known_and_the_other_is_not(
    demo, catalogue
):
    names = [catalogue.find_code(SYSTEM, code).item.names.en for code in demo_codes.SALE]
    assert len(names) == 7 and names[:2] == ["Crew-neck cotton tee"] * 2
    assert catalogue.find_code(SYSTEM, demo_codes.UNKNOWN) is None


def test_demo_when_the_folder_holds_a_real_shop_then_2_and_nothing_is_written(tmp_path, capsys):
    given = ["--name", "Laden", "--owner", "Uwe", "--pin", "135790", "--data", str(tmp_path)]
    assert main(["init", *given]) == 0
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    assert main(["demo", "--data", str(tmp_path)]) == 2
    assert "is not a demo shop; nothing was changed" in capsys.readouterr().err
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == before


class _CutError(Exception):
    """The power goes."""


@pytest.mark.parametrize("step", range(5))
def test_demo_when_it_is_cut_while_it_makes_its_shop_then_the_next_start_makes_it(
    tmp_path, monkeypatch, step: int
) -> None:
    left, shops = [step], iter(("first", "second"))

    def passing(done):
        def do(*given, **more):
            if left[0] == 0:
                raise _CutError
            left[0] -= 1
            return done(*given, **more)

        return do

    def make(database: Path) -> None:
        database.parent.mkdir()
        shop = next(shops)
        for each in (people_repo.pepper_path(database), database):
            passing(each.write_text)(shop)

    with monkeypatch.context() as patch:
        patch.setattr(demo_command, "build", make)
        patch.setattr(Path, "replace", passing(Path.replace))
        with pytest.raises(_CutError):
            demo_command.prepare_shop(tmp_path)
            raise _CutError
    left[0] = 99
    monkeypatch.setattr(demo_command, "build", make)
    demo_command.prepare_shop(tmp_path)
    made = {each.name for each in tmp_path.iterdir()}
    assert made >= {"till.db", "till.db.pepper", demo_command.MARK, "till.toml"}
    texts = {(tmp_path / name).read_text() for name in ("till.db", "till.db.pepper")}
    assert len(texts) == 1


@pytest.mark.ui
@pytest.mark.parametrize("asked", [False, True])
def test_windows_when_asked_for_then_every_device_is_told_to_open_one(asked, capsys) -> None:
    opened, windows = [], SimpleNamespace(codes=())
    windows.open = lambda device, failed: opened.append((device, failed))
    statuses = lambda: [SimpleNamespace(device_id=each) for each in ("printer", "scanner")]  # noqa: E731
    till = SimpleNamespace(devices=SimpleNamespace(windows=windows, statuses=statuses))
    demo_command._play(till, None, windows=asked)
    assert [device for device, _ in opened] == (["printer", "scanner"] if asked else [])
    assert len(windows.codes) == len(set(demo_codes.SALE)) + 1
    for device, failed in opened:
        failed(Refused(Text.of("devices.window.failed", device=device)))
    assert capsys.readouterr().err.count("could not be opened") == len(opened)
