"""The desk of devices: what they did stands in the books, whoever looks."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.service.drawer import DrawerBook
from pos_app.main.runtime import Books
from pos_app.viewmodels.till import Kick
from tests.pos_app.main.desks import CASHIER, a_desk, books_of, journal_of


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    opened = books_of(tmp_path)
    yield opened
    opened.close()


def kicks(books: Books) -> list[dict]:
    return [json.loads(body) for kind, body in journal_of(books) if kind == "drawer"]


def test_drawer_when_kicked_then_why_and_how_it_ended_are_journaled(books: Books) -> None:
    drawer = {"id": "drawer", "category": "drawer", "driver": "simulated_drawer"}
    with a_desk(books, drawer) as (desk, hands):
        desk.kick_drawer(Kick(CASHIER, "sale", "SH01-T1-1-S-000001-X"))
        hands.until(lambda: len(kicks(books)) == 1)
        desk.registry.driver("drawer").switch("offline")
        desk.kick_drawer(Kick(CASHIER, "test"))
        hands.until(lambda: len(kicks(books)) == 2)
        desk.kick_drawer()
    first, second = kicks(books)
    assert first == {
        "outcome": "opened", "reason": "sale", "receipt_no": "SH01-T1-1-S-000001-X",
    }  # fmt: skip
    assert (second["reason"], second["receipt_no"]) == ("test", "")
    assert second["outcome"] in ("failed", "expired")


def test_drawer_when_opened_for_a_check_then_how_that_ended_is_journaled(books: Books) -> None:
    with a_desk(books) as (desk, _):
        for passed in (True, None, False):
            desk.note_opening(Kick(CASHIER, "check"), passed)
        told = [(each["reason"], each["outcome"]) for each in kicks(books)]
    assert told == [("check", "opened"), ("check", "sent"), ("check", "failed")]


def test_drawer_when_its_opening_cannot_be_written_down_then_it_is_told(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Refused(Text.of("x.y"))

    monkeypatch.setattr(DrawerBook, "kicked", refuse)
    told: list[str] = []
    plain = {"id": "drawer", "category": "drawer", "driver": "simulated_drawer"}
    with a_desk(books, plain) as (desk, hands):
        desk.on_shut = lambda text: told.append(text.code)
        desk.kick_drawer(Kick(CASHIER, "sale", "SH01-T1-1-S-000001-X"))
        hands.until(lambda: told == ["hardware.drawer.unwritten"])
