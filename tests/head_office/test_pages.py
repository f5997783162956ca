"""The day on the page: equal to the tills' books, in three languages, harmless, up to date."""

import re
import subprocess
from html.parser import HTMLParser

import pytest
import requests

from head_office import render
from head_office.day import Day
from head_office.render import View
from head_office.words import LANGUAGES, Words
from inventory.kernel.clock import FixedClock
from inventory.ledger import journal
from inventory.ledger.journal import Head, NewEntry, Origin
from inventory.people.staff import SYSTEM
from tests.head_office.office import Office, Till, push, stocked
from tests.inventory.shop import a_shop

EVIL = '<script>alert("x")</script>\'&'


def send_all(till: Till, office: Office) -> None:
    link = till.enrol(office)
    outbox = till.outbox(link)
    while (batch := outbox.next_batch(till.shop.reader)).entries:
        outbox.acknowledge(till.shop.books, push(link, batch))


def sell_some(till: Till) -> str:
    for at in range(12):
        sale = till.sell(at % 3 + 1, at, "card" if at % 3 else "cash")
        if at % 5 == 2:
            till.checkout.post_void(SYSTEM, sale.sale_id)
    return sale.business_date


def page(office: Office, **query: str) -> str:
    answer = requests.get(f"{office.url}/", query, timeout=10)
    assert answer.status_code == 200
    return answer.text


def test_day_when_summed_then_it_equals_the_tills_books(till: Till, office: Office) -> None:
    date = sell_some(till)
    send_all(till, office)
    [total] = office.day(date)["totals"]
    sales = till.shop.rows("SELECT COUNT(*), SUM(total), SUM(tax), SUM(pieces_milli) FROM sale")[0]
    voids = till.shop.rows(
        "SELECT COUNT(*), SUM(v.total), SUM(s.tax), SUM(s.pieces_milli) FROM post_void v"
        " JOIN sale s ON s.id = v.reverses"
    )[0]
    assert voids[0] == 2
    assert (total["receipts"], total["sold_minor"]) == sales[:2]
    assert (total["voids"], total["voided_minor"]) == voids[:2]
    assert total["tax_minor"] == sales[2] - voids[2]
    assert total["pieces_milli"] == sales[3] - voids[3]
    assert total["total_minor"] == sales[1] - voids[1]
    tenders = dict(
        till.shop.rows(
            "SELECT kind, SUM(amount) FROM tender WHERE sale_id NOT IN"
            " (SELECT reverses FROM post_void) GROUP BY kind"
        )
    )
    assert total["tenders"] == tenders
    assert sum(tenders.values()) == total["total_minor"] + total["rounding_minor"]
    taxes = till.shop.rows(
        "SELECT SUM(base), SUM(amount) FROM sale_line_tax WHERE sale_id NOT IN"
        " (SELECT reverses FROM post_void)"
    )
    assert total["taxes"] == {"VAT13": list(taxes[0])}


def test_page_when_read_then_the_totals_stand_on_it_in_every_language(
    till: Till, office: Office
) -> None:
    date = sell_some(till)
    send_all(till, office)
    [total] = office.day(date)["totals"]
    amount = f"¥{total['total_minor'] // 100:,}.{total['total_minor'] % 100:02d}"
    words = {"zh-Hans": "销售净额", "zh-Hant": "銷售淨額", "en": "Sales after voids"}
    for language in LANGUAGES:
        shown = page(office, lang=language, date=date)
        assert f'<html lang="{language}">' in shown
        assert words[language] in shown
        assert f"<dd>{amount}</dd>" in shown
        assert "office." not in re.sub(r"<[^>]*>", "", shown)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"),
        ("zh-CN", "zh-Hans"),
        ("de-DE,zh-HK;q=0.4,en;q=0.7", "en"),
        ("fr", "en"),
        ("", "en"),
        ("en;q=nonsense,zh", "zh-Hans"),
    ],
)
def test_page_when_no_language_is_asked_for_then_the_browsers_is_taken(
    office: Office, accepted: str, language: str
) -> None:
    answer = requests.get(f"{office.url}/", headers={"Accept-Language": accepted}, timeout=10)
    assert f'<html lang="{language}">' in answer.text


class _Tags(HTMLParser):
    """Collects tags and checks that what is opened is closed again."""

    void = frozenset({"meta", "link", "img", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.seen: list[tuple[str, dict]] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.void:
            self.stack.append(tag)

    def handle_endtag(self, tag) -> None:
        assert self.stack.pop() == tag


def test_page_when_goods_have_an_evil_name_then_it_is_only_a_name(tmp_path, office) -> None:
    shop = a_shop(tmp_path)
    stocked(shop, EVIL)
    till = Till(shop)
    date = till.sell().business_date
    send_all(till, office)
    shop.close()
    shown = page(office, lang="zh-Hans", date=date)
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&#x27;&amp;" in shown
    tags = _Tags()
    tags.feed(shown)
    assert tags.stack == []
    scripts = [facts for tag, facts in tags.seen if tag == "script"]
    assert scripts == [{"src": "/assets/day.js", "defer": None}]
    for tag, facts in tags.seen:
        assert not any(name.startswith("on") or name == "style" for name in facts), tag
        for name in ("src", "href"):
            assert facts.get(name, "/").startswith(("/", "#")), facts


def test_part_when_nothing_new_came_then_304_and_after_a_sale_the_new_total(
    till: Till, office: Office
) -> None:
    date = till.sell().business_date
    send_all(till, office)
    first = requests.get(f"{office.url}/part", {"date": date, "lang": "en"}, timeout=10)
    tag = {"If-None-Match": first.headers["ETag"]}
    again = requests.get(f"{office.url}/part?date={date}&lang=en", headers=tag, timeout=10)
    assert (again.status_code, again.content) == (304, b"")
    till.sell(3)
    send_all(till, office)
    newer = requests.get(f"{office.url}/part?date={date}&lang=en", headers=tag, timeout=10)
    assert newer.status_code == 200
    assert "¥40.00" in newer.text
    assert "¥10.00" in newer.text


def test_page_when_a_date_is_no_date_then_400(office: Office) -> None:
    for bad in ("2026-13-01", "x", "20260101", "2026-01-01<b>"):
        assert requests.get(f"{office.url}/", {"date": bad}, timeout=10).status_code == 400
    assert requests.get(f"{office.url}/nowhere", timeout=10).status_code == 404
    assert requests.post(f"{office.url}/", timeout=10).status_code == 404


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_page_when_the_calendar_ends_then_it_is_shown_without_a_day_beyond(
    office: Office, day: str
) -> None:
    assert f'value="{day}"' in page(office, lang="en", date=day)


def test_page_when_an_odd_day_stands_in_the_books_then_it_is_shown_as_it_came() -> None:
    odd = '2026-13-45"><b>'
    view = View((), {odd: 1, "2026-11-25": 2}, {}, 0)
    shown = render.page(Words("en"), odd, render.part(Words("en"), Day(odd), view))
    assert "<b>" not in shown.replace(f"<b>{Words('en')('office.brand')}", "").replace(
        f"<b>{Words('en')('office.nothing')}", ""
    )
    assert "2026-13-45&quot;&gt;&lt;b&gt; (1)" in shown
    assert "25 November 2026 (2)" in shown


def test_page_when_no_date_is_asked_for_then_the_newest_that_tills_sent(
    till: Till, office: Office
) -> None:
    date = till.sell().business_date
    send_all(till, office)
    assert office.day("")["date"] == date


def test_assets_when_read_then_nothing_comes_from_outside(office: Office) -> None:
    for name in ("day.css", "day.js", "mark.svg"):
        text = requests.get(f"{office.url}/assets/{name}", timeout=10).text
        assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
        assert "@import" not in text
    assert "eval(" not in requests.get(f"{office.url}/assets/day.js", timeout=10).text


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_colours_when_measured_then_text_can_be_read_in_light_and_dark(office: Office) -> None:
    text = requests.get(f"{office.url}/assets/day.css", timeout=10).text
    blocks = re.findall(r":root \{([^}]*--bg[^}]*--rail-text[^}]*)\}", text)
    assert len(blocks) == 2
    for block in blocks:
        found = {}
        for name, colour in re.findall(r"--([\w-]+): #([0-9a-f]{3,6});", block):
            found[name] = colour if len(colour) == 6 else "".join(c * 2 for c in colour)
        for fore, back in (
            ("text", "bg"), ("text", "surface"), ("text2", "surface"), ("text2", "surface2"),
            ("warn-text", "warn-soft"), ("rail-text", "rail"), ("primary", "bg"),
        ):  # fmt: skip
            assert contrast(found[fore], found[back]) >= 4.5, (fore, back)


def test_script_when_parsed_by_a_javascript_engine_then_it_is_whole(tmp_path) -> None:
    from importlib import resources
    from shutil import which

    node = which("node")
    if node is None:
        pytest.skip("no JavaScript engine here")
    script = resources.files("head_office") / "assets" / "day.js"
    done = subprocess.run([node, "--check", str(script)], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr


# --- the fold -------------------------------------------------------------------------------

ORIGIN = Origin("SH01", "T01", 1, 1, "1")


def entry(kind: str, body: dict):
    new = NewEntry(kind, "2026-11-25", 0, FixedClock().now_ms(), "a", body, 0)
    return journal.chain(Head(), 1, new, ORIGIN)


@pytest.mark.parametrize(
    "change",
    [
        {"currency": "XXX"}, {"total": "12"}, {"total": True}, {"tenders": [[]]},
        {"taxes": [["VAT"]]}, {"lines": [{}]}, {"time": None, "receipt_no": None, "tax": None},
        {"total": 10**4000}, {"rounding": -(2**63)},
    ],
)  # fmt: skip
def test_day_when_an_entry_cannot_be_read_then_it_is_counted_as_that_and_adds_nothing(
    change: dict,
) -> None:
    body = {
        "sale_id": "s", "currency": "CNY", "lines": [], "taxes": [], "tenders": [], "total": 100,
        "tax": 0, "rounding": 0, "pieces": 0, "receipt_no": "r", "time": "2026-11-25 10:00:00",
    }  # fmt: skip
    day = Day("2026-11-25")
    day.add(1, entry(journal.SALE, body), lambda *_: None)
    assert (day.unreadable, day.totals()["CNY"].total) == (0, 100)
    day.add(2, entry(journal.SALE, body | change), lambda *_: None)
    day.add(3, entry(journal.SIGN_ON, {}), lambda *_: None)
    assert (day.unreadable, day.totals()["CNY"].total, day.arrival) == (1, 100, 3)
