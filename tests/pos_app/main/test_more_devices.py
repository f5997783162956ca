"""The desk between screens and devices: faces, weights, tags and tones."""

from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from threading import Event, Thread

import pytest

from inventory.documents.price_label import SIZES, TagGoods
from inventory.kernel.money import CNY, Money
from inventory.kernel.text import Text
from inventory.people.staff import SYSTEM
from inventory.service.print_jobs import PrintJobs
from pos_app import boot
from pos_app.hardware.categories import DisplayFace, DisplayRow, Weighed, Wording
from pos_app.hardware.simulators.display import SimulatedDisplay
from pos_app.hardware.simulators.label_printer import SimulatedLabelPrinter
from pos_app.hardware.simulators.scale import SimulatedScale
from pos_app.hardware.worker import Job
from pos_app.i18n import Translator
from pos_app.main.devices import DeviceDesk
from pos_app.main.runtime import Books, Outside, build_till, build_writes, open_books
from tests.inventory.service.ringing import open_till
from tests.inventory.shop import a_shop
from tests.pos_app.hardware.listening import ignore, simulated
from tests.pos_app.viewmodels.tills import PumpedHands

ALL = (
    {"id": "pole", "category": "display", "driver": "simulated_display"},
    {"id": "digits", "category": "display", "driver": "simulated_display",
     "options": {"dialect": "led8"}},
    {"id": "scale", "category": "scale", "driver": "simulated_scale", "options": {"grams": 345}},
    {"id": "tags", "category": "labels", "driver": "simulated_labels"},
    {"id": "tones", "category": "tone", "driver": "sound"},
)  # fmt: skip
TEE = TagGoods("TS1001", "圆领纯棉T恤", "藏青", "M", "6901234567892", Money(8900, CNY))
FREE = TagGoods("FR0001", "赠品", "白", "OS", "FR0001", Money(0, CNY))
FACE = DisplayFace(DisplayRow(Wording("Total"), "89.00"), lamp="total", amount="89.00")


class Desk:
    """A desk whose UI thread is turned by hand."""

    def __init__(self, folder: Path, *configs: dict) -> None:
        a_shop(folder).close()
        self.books: Books = open_books(folder)
        self.hands = PumpedHands(self.books.writer)
        jobs = PrintJobs(self.books.context, self.books.writing)
        self.desk = DeviceDesk(configs, self.books, jobs, self.hands)
        self.told: list = []

    def wait(self, count: int = 1) -> list:
        """Turn the UI until so many answers came."""
        while len(self.told) < count:
            self.hands.turn_once()
        return self.told

    def done_so_far(self) -> None:
        """Wait until every display has done what was asked of it."""
        for display in self.desk.registry.displays():
            done = Event()
            display.worker.submit(Job(done.set, ignore, ignore))
            assert done.wait(5)

    def close(self) -> None:
        self.desk.close()
        self.books.close()


@pytest.fixture
def desk(tmp_path) -> Iterator[Desk]:
    made = Desk(tmp_path, *ALL)
    made.desk.start()
    yield made
    made.close()


def test_face_when_given_then_every_display_shows_it_as_it_can(desk: Desk) -> None:
    desk.desk.show(FACE)
    desk.done_so_far()
    pole = simulated(desk.desk.registry, "pole", SimulatedDisplay)
    digits = simulated(desk.desk.registry, "digits", SimulatedDisplay)
    assert pole.inside.lines == ("Total          89.00", "")
    assert (digits.inside.lines, digits.inside.lamps) == (("89.00",), ("total",))


def test_face_when_given_before_the_devices_start_then_it_is_shown_when_they_do(tmp_path) -> None:
    made = Desk(tmp_path, ALL[0])
    made.desk.show(FACE)
    made.desk.start()
    made.hands.pump()
    made.done_so_far()
    pole = simulated(made.desk.registry, "pole", SimulatedDisplay)
    assert pole.inside.lines[0] == "Total          89.00"
    made.close()


def test_weight_when_asked_for_then_it_comes_on_the_ui_thread(desk: Desk) -> None:
    assert desk.desk.has_scale()
    desk.desk.weigh(desk.told.append)
    assert desk.told == []
    (weighed,) = desk.wait()
    assert weighed.grams == 345


def test_weight_when_the_scale_is_away_then_the_answer_is_words(desk: Desk) -> None:
    simulated(desk.desk.registry, "scale", SimulatedScale).switch("offline")
    desk.desk.weigh(desk.told.append)
    (weighed,) = desk.wait()
    assert (weighed.grams, weighed.sure) == (0, False)
    assert weighed.reason.code.startswith("hardware.")


def test_weight_when_no_scale_is_set_up_then_the_till_knows(tmp_path) -> None:
    made = Desk(tmp_path)
    assert not made.desk.has_scale()
    made.desk.weigh(made.told.append)
    assert made.told == [Weighed(0, Text.of("hardware.scale.silent"))]
    made.close()


def test_devices_when_tried_then_each_says_how_it_went(desk: Desk) -> None:
    for count, category in enumerate(("display", "scale", "labels"), 1):
        desk.desk.try_out(category, desk.told.append)
        desk.wait(count)
    assert [each.code for each in desk.told] == [
        "devices.display_tried", "hardware.scale.weight", "hardware.labels.taken",
    ]  # fmt: skip
    tags = simulated(desk.desk.registry, "tags", SimulatedLabelPrinter)
    assert [each.bars[0].data for each in tags.inside.labels] == ["2000000000008"]


def test_tone_when_its_device_is_set_up_then_it_goes_through_it_and_rests_with_it(
    desk: Desk,
) -> None:
    desk.desk.on_tone = desk.told.append
    desk.desk.tone("paid")
    assert desk.wait() == ["paid"]
    (tones,) = desk.desk.registry.tones()
    tones.disable()
    desk.desk.tone("scan")
    tones.enable()
    desk.desk.tone("again")
    assert desk.wait(2) == ["paid", "again"]


def test_tags_when_printed_then_the_ui_hears_how_far_they_are(desk: Desk) -> None:
    size = SIZES["50x30"]
    made = desk.desk.tags.batch("tags", [(TEE, 7), (FREE, 1)], size, "zh-Hans")
    assert [each.code for each in made.left_out] == ["labels.no_price"]
    desk.desk.tags.print("tags", made, desk.told.append)
    before, after = desk.wait(2)
    assert (before.outcome, before.sure) == ("printing", 5)
    assert (after.outcome, after.sure, after.total) == ("confirmed", 7, 7)
    inside = simulated(desk.desk.registry, "tags", SimulatedLabelPrinter).inside
    assert sum(each.copies for each in inside.labels) == 7
    assert desk.desk.tags.picture("tags", TEE, size, "zh-Hans").startswith(b"\x89PNG")


def test_tags_when_their_printer_is_gone_then_nothing_is_printed(desk: Desk) -> None:
    made = desk.desk.tags.batch("other", [(TEE, 1)], SIZES["40x30"], "zh-Hans")
    desk.desk.tags.print("other", made, desk.told.append)()
    (state,) = desk.wait()
    assert (state.outcome, state.sure, state.reason.code) == ("failed", 0, "labels.no_printer")


def test_labels_when_asked_for_on_another_thread_then_they_have_a_connection_of_their_own(
    tmp_path,
) -> None:
    open_till(shop := a_shop(tmp_path))
    shop.close()
    books = open_books(tmp_path)
    outside = Outside(PumpedHands(books.writer), None, None, ignore)
    till = build_till(books, build_writes(books), Translator(), outside)
    asked: Queue[object] = Queue()

    def ask() -> None:
        with till.reads.labels() as labels:
            asked.put(labels.of_style(SYSTEM, "TS1001"))

    with books.reading.reading():
        Thread(target=ask).start()
        tags = asked.get(timeout=20)
    assert [each.in_stock for each in tags.wanted] == [10]
    books.close()


def test_tone_when_no_device_is_set_up_then_it_is_played_at_once(tmp_path) -> None:
    made = Desk(tmp_path)
    made.desk.on_tone = made.told.append
    made.desk.start()
    made.desk.tone("scan")
    assert made.told == ["scan"]
    made.close()


@pytest.mark.parametrize(("card", "condition"), [(True, "ready"), (False, "unknown")])
def test_tones_when_there_is_no_card_then_that_is_no_fault(
    tmp_path, monkeypatch: pytest.MonkeyPatch, card: bool, condition: str
) -> None:
    monkeypatch.setattr(boot, "has_sound", lambda: card)
    made = Desk(tmp_path, ALL[-1])
    made.desk.listen(lambda: made.told.append("changed"))
    made.desk.start()
    made.wait(2)
    (status,) = made.desk.statuses()
    assert status.condition == condition
    made.close()
