"""From a booked sale to bytes: the shop's own receipt on every printer, and its copy."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from inventory.catalogue.product import Names
from inventory.documents.blocks import Document
from inventory.orders.tender import Offer
from inventory.service.checkout import Checkout
from inventory.service.history import History
from inventory.service.print_jobs import PrintJobs
from inventory.service.settings import current
from pos_app.hardware.decoder import Cut, Pulse, decode
from pos_app.hardware.paper import draw
from pos_app.hardware.profiles import PROFILES, Profile
from pos_app.hardware.render_escpos import render
from tests.inventory.service.ringing import CASHIER, TEE, ring, yuan
from tests.inventory.shop import Shop, a_shop, a_style, a_variant

EVIL = "\x1b@\x1bp\x00\x32\x32\x1dV\x00\x10\x14\x01\x00\x01"
LANGUAGES = ("zh-Hans", "zh-Hant", "en", "zh-Hans+en")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = a_shop(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def till(shop: Shop) -> Checkout:
    names = Names(f"纯棉{EVIL}T恤", "純棉T恤", f"Cotton{EVIL} tee")
    shop.create(a_style("TS1001", a_variant("白", "M", code=TEE, stock=10), names=names))
    return Checkout(shop.context, shop.books, current(shop.reader))


def scanned(document: Document, profile: Profile) -> list[str]:
    """Return what a reader says of the drawn paper."""
    paper = Image.open(BytesIO(draw(render(document, profile), profile)))
    white = Image.new("L", paper.size, 255)
    white.paste(paper.convert("L"), mask=paper.getchannel("A"))
    seen = white.resize((white.width * 2, white.height * 2), Image.Resampling.NEAREST)
    return [code.text for code in zxingcpp.read_barcodes(seen)]


def assert_sound(document: Document, profile: Profile) -> None:
    job = decode(render(document, profile), profile)
    assert job.faults == ()
    assert (job.count(Cut), job.count(Pulse)) == (profile.cutter != "none", 0)


def test_sale_when_printed_anywhere_then_it_is_sound_and_its_bars_are_its_number(
    shop: Shop, till: Checkout
) -> None:
    done = till.complete(CASHIER, ring(shop, till, TEE, TEE), [Offer("cash", yuan("200"))])
    history = History(shop.context, shop.reader)
    for profile in PROFILES.values():
        for language in LANGUAGES:
            assert_sound(history.document(done.sale_id, language), profile)
        document = history.document(done.sale_id, "zh-Hans+en")
        assert scanned(document, profile) == [done.receipt_no]


def test_copy_when_printed_then_it_differs_by_its_mark_alone(shop: Shop, till: Checkout) -> None:
    done = till.complete(CASHIER, ring(shop, till, TEE), [Offer("cash", yuan("100"))])
    jobs, profile = PrintJobs(shop.context, shop.books), PROFILES["generic-80-zh"]
    first = jobs.claim()
    assert first is not None
    till.reprint(CASHIER, done.receipt_no)
    copy = jobs.claim()
    assert copy is not None
    lines, copied = (
        list(decode(render(each.document, profile), profile).lines) for each in (first, copy)
    )
    marks = [line for line in copied if line not in lines]
    assert len(marks) == 2  # above, and small below
    assert marks[0] == marks[1]
    assert "1" in marks[0]
    assert [line for line in copied if line != marks[0]] == lines
