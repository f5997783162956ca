"""What people and programs read of head office: the day's page, its live part, JSON, its looks."""

import threading
from collections import OrderedDict
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from importlib import resources

from head_office import render
from head_office.day import Day, Tally
from head_office.http import Answer, Request, as_json, problem
from head_office.render import View
from head_office.words import Words, a_day, chosen
from inventory.kernel.clock import Clock, business_date
from inventory.kernel.money import Currency, Money
from inventory.store import intake_repo
from inventory.store.engine import Connection, Database

DAYS_KEPT = 40
_FIRST_TO_SEE_A_DAY = "Pacific/Kiritimati"
_ASSETS = {
    "/assets/day.css": ("day.css", "text/css; charset=utf-8"),
    "/assets/day.js": ("day.js", "text/javascript; charset=utf-8"),
    "/assets/mark.svg": ("mark.svg", "image/svg+xml"),
}


class Pages:
    """Reads on its own connection, one look at a time; a day is folded once and then goes on."""

    def __init__(self, reader: Database, clock: Clock, heard: dict[tuple[str, str], int]) -> None:
        self._reader = reader
        self._clock = clock
        self._heard = heard
        self._lock = threading.Lock()
        self._days: OrderedDict[str, Day] = OrderedDict()

    def answer(self, request: Request, path: str) -> Answer:
        """Answer a question about a day, or for what makes the page look as it does."""
        if path in _ASSETS:
            return _with_tag(request, *_asset(*_ASSETS[path]))
        if path not in ("/", "/part", "/v1/day"):
            return problem(HTTPStatus.NOT_FOUND, "not_found")
        asked = request.query.get("date", "")
        if asked and a_day(asked) is None:
            return problem(HTTPStatus.BAD_REQUEST, "bad_date")
        with self._lock, self._reader.reading() as connection:
            day = self._day(connection, asked or self._newest(connection))
            view = self._view(connection, day.date)
            if path == "/v1/day":
                return as_json(HTTPStatus.OK, plain(day, view))
            accepted = request.headers.get("Accept-Language", "")
            words = Words(chosen(request.query.get("lang", ""), accepted))
            shown = render.part(words, day, view)
        if path == "/":
            shown = render.page(words, day.date, shown)
        return _with_tag(request, shown.encode(), "text/html; charset=utf-8")

    def _newest(self, connection: Connection) -> str:
        """Return the newest day that tills sent; one set years ahead does not hide today."""
        today = business_date(self._clock.now_ms(), _FIRST_TO_SEE_A_DAY)
        return intake_repo.newest_day(connection, today) or business_date(
            self._clock.now_ms(), "UTC"
        )

    def _day(self, connection: Connection, asked: str) -> Day:
        """Return the day with everything that has arrived by now."""
        day = self._days.pop(asked, None) or Day(asked)
        self._days[asked] = day
        while len(self._days) > DAYS_KEPT:
            self._days.popitem(last=False)

        def find_sale(store_id: str, sale_id: str) -> bytes | None:
            return intake_repo.sale_body(connection, store_id, sale_id)

        rows = list(intake_repo.entries_of_day(connection, asked, day.arrival))
        for arrival, entry in rows:
            day.add(arrival, entry, find_sale)
        return day

    def _view(self, connection: Connection, shown: str) -> View:
        aside = tuple(intake_repo.aside_of_day(connection, shown))
        elsewhere = intake_repo.days_with_aside(connection)
        elsewhere.pop(shown, None)
        heard: dict[tuple[str, str], int] = {}
        for (store, till, _), (_, at_ms) in intake_repo.heads(connection).items():
            heard[(store, till)] = max(at_ms, heard.get((store, till), 0))
        return View(aside, elsewhere, heard | self._heard.copy(), self._clock.now_ms())


def plain(day: Day, view: View) -> dict[str, object]:
    """Return a day as plain data; amounts are minor units, and text beside the day's total."""
    tills = [
        {"store": store, "till": till, **_tally(code, tally)}
        for (store, till, code), tally in sorted(day.tallies.items())
    ]
    aside = [
        {
            "store": row.till[0], "till": row.till[1], "epoch": row.till[2], "seq": row.seq,
            "reason": row.reason, "received_ms": row.received_ms,
        }
        for row in view.aside
    ]  # fmt: skip
    return {
        "v": 1,
        "date": day.date,
        "totals": [_tally(code, tally) for code, tally in day.totals().items()],
        "tills": tills,
        "aside": aside,
        "aside_elsewhere": view.aside_elsewhere,
        "unreadable": day.unreadable,
    }


def _tally(code: str, tally: Tally) -> dict[str, object]:
    return {
        "currency": code,
        "receipts": tally.receipts,
        "voids": tally.voids,
        "sold_minor": tally.sold,
        "voided_minor": tally.voided,
        "total_minor": tally.total,
        "total": Money(tally.total, Currency.of(code)).plain(),
        "tax_minor": tally.tax,
        "rounding_minor": tally.rounding,
        "pieces_milli": tally.pieces_milli,
        "tenders": tally.tenders,
        "taxes": {tax: list(sums) for tax, sums in tally.taxes.items()},
    }


def _with_tag(request: Request, body: bytes, content_type: str) -> Answer:
    """Answer with the content, or that it is still what the browser has."""
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag}
    if request.path in _ASSETS:
        headers["Cache-Control"] = "no-cache"
    if request.headers.get("If-None-Match") == tag:
        return Answer(HTTPStatus.NOT_MODIFIED, headers=headers)
    return Answer(HTTPStatus.OK, body, content_type, headers)


@cache
def _asset(name: str, content_type: str) -> tuple[bytes, str]:
    return (resources.files("head_office") / "assets" / name).read_bytes(), content_type
