"""A till that came back from a backup: what it sells counts, whoever was paid for its carts."""

from dataclasses import replace

from inventory.kernel.quantity import Quantity
from inventory.ledger.wire import Ack
from inventory.orders.tender import Offer
from inventory.people.staff import SYSTEM
from inventory.pricing.cart import AddLine, ClearCart, apply
from inventory.pricing.pipeline import price
from inventory.service.backup import backup
from inventory.service.context import Context
from inventory.service.restore import restore
from inventory.service.settings import open_site
from inventory.store.engine import Database
from pos_app.sync.link import Link
from tests.head_office.office import Till, inside, push, stocked
from tests.inventory.shop import Shop, a_shop


def sent(till: Till, link: Link) -> list[tuple]:
    """Send all that waits and return what was put aside."""
    outbox, aside = till.outbox(link), []
    while (batch := outbox.next_batch(till.shop.reader)).entries:
        answer = push(link, batch)
        assert isinstance(answer, Ack), answer
        aside += answer.aside
        outbox.acknowledge(till.shop.books, answer)
    return aside


def test_restored_till_when_it_sells_other_goods_in_a_cart_that_was_paid_then_both_sales_count(
    tmp_path,
) -> None:
    shop = a_shop(tmp_path)
    stocked(shop)
    till = Till(shop)
    with inside(tmp_path / "office") as office:
        link = till.enrol(office)
        item = shop.catalogue.find_code(SYSTEM, till.codes[0]).item
        cart, edit = till.checkout.new_cart(), AddLine(item, Quantity.pieces(1), "scanned", "")
        till.checkout.keep(SYSTEM, cart, edit)
        cart = apply(cart, edit)
        made = backup(SYSTEM, shop.path, tmp_path / "usb", shop.clock)
        paid = till.checkout.complete(SYSTEM, cart, [Offer("cash", price(cart).total)])
        assert sent(till, link) == []
        restore(SYSTEM, made.path, tmp_path / "new" / "till.db", shop.clock)
        newer = Till(opened(tmp_path / "new" / "till.db", shop))
        (waiting,) = newer.checkout.parked()
        cart = newer.checkout.resume(SYSTEM, waiting.cart.sale_id)
        for change in (ClearCart(), replace(edit, quantity=Quantity.pieces(3))):
            newer.checkout.keep(SYSTEM, cart, change)
            cart = apply(cart, change)
        newer.checkout.complete(SYSTEM, cart, [Offer("cash", price(cart).total)])
        assert sent(newer, link) == []
        assert office.day(paid.business_date)["totals"][0]["receipts"] == 2
        newer.shop.close()
    shop.close()


def opened(path, like: Shop) -> Shop:
    books, reader = Database(path), Database(path, write=False)
    context = Context.of(open_site(reader), like.clock)
    return replace(like, path=path, context=context, books=books, reader=reader)
