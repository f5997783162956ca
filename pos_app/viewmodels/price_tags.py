"""Price tags: which goods get one, how many, on which size; a look at the first, then Print.

Goods come by a search, by a scan (which sells nothing here), or by a day: what has another price
since, or what came in since. A run goes on wherever somebody goes; selling never waits for it.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from inventory.catalogue.codes import EitherCode, GoodsCode, PaymentCode, without_mark
from inventory.documents.price_label import SIZES
from inventory.kernel.errors import SuanpanError
from inventory.kernel.text import Text
from inventory.people.staff import Actor
from inventory.service.catalogue import is_payment
from pos_app.hardware.categories.device import DeviceStatus
from pos_app.viewmodels import price_tag_list
from pos_app.viewmodels.base import ViewModel
from pos_app.viewmodels.price_tag_list import RowFaces, TagList, TagRow
from pos_app.viewmodels.price_tag_printer import TagPicture, TagPrinter
from pos_app.viewmodels.price_tag_run import TagRun
from pos_app.viewmodels.price_tag_search import TagSearch
from pos_app.viewmodels.price_tag_state import PadFace, PriceTagsState
from pos_app.viewmodels.shell import Navigator
from pos_app.viewmodels.till import Till

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inventory.service.labels import Labels, Tags, Wanted

SOURCES = ("style", "changed", "received")
DAYS_MAX = 365
_DIGITS = 4


class PriceTagsVM(ViewModel[PriceTagsState]):
    """One list, kept until it is printed or cleared; whoever may sell may print tags."""

    def __init__(self, till: Till, navigator: Navigator) -> None:
        super().__init__(PriceTagsState())
        self._till, self._navigator = till, navigator
        self._list = self._cleared = TagList()
        self._source, self._size, self._days = "style", "40x30", 0
        self._search = TagSearch(till, self._refresh)
        self._printer, self._faces = TagPrinter(till), RowFaces(till.words)
        self._picture = TagPicture(till, self._refresh, lambda error: self._refuse(error.text))
        self._note: tuple[str, str] = ("info", "")
        self._asking = False
        self._pad: tuple[str, str] | None = None
        self._run = TagRun(till, self._refresh, self._refuse, self._stale)
        for source in (till.devices, till.words, till.session):
            source.listen(self._refresh)
        self._refresh()

    # --- which goods --------------------------------------------------------------------

    def enter(self, argument: str = "") -> None:
        """Come on top; the list is as it was left, ``argument`` may name the printer."""
        if argument:
            self._printer.wanted = argument
        self._note = ("info", "")
        self._search.forget()
        self._refresh()

    def on_scan(self, code: str, device_id: str, at_ms: int) -> bool:
        """Take goods into the list; receipts and the shop's own papers go where they always go."""
        meaning = self._till.reads.catalogue.meaning(code)
        if not isinstance(meaning, GoodsCode | EitherCode | PaymentCode):
            return False
        if self._locked():
            return True
        found = self._till.reads.catalogue.find_code(self._till.session.require(), code)
        if found is not None:
            again = self._list.copies_of(found.item.variant_id) > 0
            self._till.tone("again" if again else "scan")
            self._scanned(found.item.variant_id)
        elif is_payment(meaning):  # a secret: never said back
            self._say("tags.payment", wrong=True)
        else:
            self._say("tags.unknown", code=without_mark(code)[1][:40], wrong=True)
        return True

    def choose_source(self, source: str) -> None:
        """Choose where goods come from: ``style``, ``changed`` or ``received``."""
        self._source, self._note = source, ("info", "")
        self._search.forget()
        self._refresh()

    def type(self, text: str) -> None:
        """Search for this; the last letter typed counts, a moment later."""
        self._search.type(text)

    def submit(self, text: str) -> None:
        """Enter: a whole code is taken as if it had been scanned, one style alone is added."""
        if self._locked():
            return
        code = text.strip()
        actor = self._till.session.require()
        found = self._till.reads.catalogue.find_code(actor, code) if code else None
        if found is not None:
            self._search.forget()
            self._scanned(found.item.variant_id)
            return
        self._search.now(text)
        if len(self._search.hits) == 1:
            self.pick(self._search.hits[0].style_id)

    def pick(self, key: str) -> None:
        """Add all colours and sizes of a style that was found."""
        hit = next((each for each in self._search.hits if each.style_id == key), None)
        if hit is None or self._locked():
            return
        self._search.forget()
        self._ask(lambda labels, actor: labels.of_style(actor, hit.style_code), self._added)

    def step_day(self, name: str) -> None:
        """Go to an earlier day (``less``), a later one (``more``), or back to today."""
        step = {"less": 1, "more": -1}.get(name)
        self._days = 0 if step is None else min(max(self._days + step, 0), DAYS_MAX)
        self._refresh()

    def add_since(self) -> None:
        """Add what has another price, or came in, since the day."""
        if self._locked():
            return
        day, changed = self._day(), self._source == "changed"

        def wanted(labels: "Labels", actor: Actor) -> "Tags":
            return labels.repriced(actor, day) if changed else labels.received(actor, day)

        self._ask(wanted, self._added)

    # --- how many -----------------------------------------------------------------------

    def step(self, key: str, name: str) -> None:
        """One tag less or more; a tap on the number opens a pad."""
        if self._locked():
            return
        copies = self._list.copies_of(key)
        if name == "quantity":
            self._pad = (key, "")
        else:
            self._list = self._list.set_copies(key, copies + (1 if name == "more" else -1))
        self._refresh()

    def digit(self, text: str) -> None:
        """Take a digit of the number that is typed."""
        if self._pad is not None:
            key, typed = self._pad
            self._type_copies(key, (typed + text).lstrip("0")[:_DIGITS] or "0")

    def back(self) -> None:
        """Take the last digit back."""
        if self._pad is not None:
            self._type_copies(self._pad[0], self._pad[1][:-1])

    def clear_pad(self) -> None:
        """Take the whole number back."""
        if self._pad is not None:
            self._type_copies(self._pad[0], "")

    def close_pad(self) -> None:
        """Be done with the number."""
        self._pad = None
        self._refresh()

    def give_all(self, name: str) -> None:
        """Give all ``one`` tag, as many as in ``stock``, clear (``none``), or bring it ``back``."""
        if self._locked():
            return
        before, self._note = self._list, ("info", "")
        if name == "none":
            self._list, self._cleared = TagList(), before
        elif name == "back":
            self._list = self._cleared
        else:
            self._list = before.one_each() if name == "one" else before.as_in_stock()
        self._refresh()

    # --- on what, and off it goes -------------------------------------------------------

    def choose_size(self, size: str) -> None:
        """Choose the size of the tag."""
        self._size = size
        self._refresh()

    def choose_printer(self, printer: str) -> None:
        """Choose one of several label printers."""
        self._printer.wanted = printer
        self._refresh()

    def press(self) -> None:
        """Do what the main key says: print, or set up a printer where there is none."""
        printer, printable = self._printer.chosen(), self._list.printable
        if printer is None:
            self._navigator.go("devices")
        elif printable and not self._asking:
            self._pad = None
            self._run.start(printer.device_id, printable, SIZES[self._size])

    def way(self, name: str) -> None:
        """Do what a key of the run says; what was printed leaves the list."""
        left = self._run.left() if self._run.there else {}
        if self._run.way(name):
            self._list = self._cleared = TagList()
        elif name == "leave" and not self._run.there:
            self._list = self._list.after(left)
        self._note = ("info", "")
        self._refresh()

    def came_out(self, name: str) -> None:
        """Correct how many tags came out."""
        self._run.count({"less": -1, "more": 1}.get(name, 0))

    # --- what comes of it ---------------------------------------------------------------

    def _scanned(self, variant_id: str) -> None:
        def taken(tags: "Tags") -> None:
            for each in tags.wanted:
                self._list = self._list.one_more(each)
            self._note = ("info", "")
            self._name_unpriced(tags)

        self._ask(lambda labels, actor: labels.of_variants(actor, [variant_id]), taken)

    def _added(self, tags: "Tags") -> None:
        """Take goods in and say how many; goods without a price are named."""
        if not tags.wanted:
            key = {"changed": "tags.none_changed", "received": "tags.none_received"}
            self._say(key.get(self._source, "tags.none_here"), day=self._day_word())
            return
        self._list = self._list.added(tags.wanted)
        self._note = ("done", self._till.words("tags.added", n=len(tags.wanted)))
        if self._list.full:
            self._note = ("warn", self._till.words("tags.full", n=len(self._list.rows)))
        if tags.capped:
            self._note = ("warn", self._capped(tags))
        self._name_unpriced(tags)

    def _capped(self, tags: "Tags") -> str:
        goods = self._till.words("tags.comma").join(tags.capped[: price_tag_list.NAMED])
        return self._till.words("labels.capped", n=price_tag_list.COPIES_MAX, goods=goods)

    def _name_unpriced(self, tags: "Tags") -> None:
        without = [each for each in tags.wanted if not each.goods.priced]
        if without:
            names = price_tag_list.names(without, self._till.words)
            self._note = ("warn", self._till.words("tags.unpriced", goods=names))
            self._till.tone("blocked")
        self._refresh()

    def _ask(
        self, question: "Callable[[Labels, Actor], Tags]", then: "Callable[[Tags], None]"
    ) -> None:
        """Ask the catalogue on a spare thread."""
        till, actor = self._till, self._till.session.require()
        self._asking = True

        def job() -> "Tags":
            with till.reads.labels() as labels:
                return question(labels, actor)

        def answered(tags: "Tags") -> None:
            self._asking = False
            if not self._run.holds:
                then(tags)
            self._refresh()

        till.hands.work(job, answered, self._failed)
        self._refresh()

    def _failed(self, error: SuanpanError) -> None:
        self._asking = False
        self._refuse(error.text)

    def _refuse(self, text: Text) -> None:
        self._till.tone("blocked")
        self._tell("fault", self._till.words.text(text))

    def _locked(self) -> bool:
        """Tell, with words, whether the list belongs to a run."""
        if self._run.holds:
            under_way = self._run.busy or self._run.preparing
            self._say("tags.busy" if under_way else "tags.unsettled", wrong=True)
        return self._run.holds

    def _stale(self, now: "Sequence[Wanted]") -> None:
        """Show goods as they are now instead of printing them as they were."""
        self._list = self._list.refreshed(now)
        goods = price_tag_list.names(now, self._till.words)
        self._say("tags.stale_rest" if self._run.there else "tags.stale", goods=goods, wrong=True)

    def _type_copies(self, key: str, typed: str) -> None:
        copies = min(int(typed or "0"), price_tag_list.COPIES_MAX)
        self._pad = (key, str(copies) if typed else "")
        self._list = self._list.set_copies(key, copies)
        self._refresh()

    def _say(self, key: str, *, wrong: bool = False, **params: str) -> None:
        if wrong:
            self._till.tone("blocked")
        self._tell("warn" if wrong else "info", self._till.words(key, **params))

    def _tell(self, state: str, words: str) -> None:
        self._note = (state, words)
        self._refresh()

    # --- what is shown ------------------------------------------------------------------

    def _day(self) -> str:
        context = self._till.context
        today = date.fromisoformat(context.business_date(context.clock.now_ms()))
        return (today - timedelta(days=self._days)).isoformat()

    def _day_word(self) -> str:
        """Name the day: today, yesterday, or its date; a year back at most, so it needs none."""
        tr, near = self._till.words, {0: "tags.today", 1: "tags.yesterday"}.get(self._days)
        if near is not None:
            return tr(near)
        _, month, day = (int(part) for part in self._day().split("-"))
        return tr("format.day", m=month, d=day, month=tr(f"format.month.{month}"))

    def _refresh(self) -> None:
        tr, tags, printer = self._till.words, self._list, self._printer.chosen()
        state, note = self._note
        printable, unpriced = tags.printable, tags.unpriced
        count, first = sum(each.copies for each in printable), next(iter(printable), None)
        self._picture.show(first.goods if first else None, self._size, self._printer.name)
        self._set(
            PriceTagsState(
                sources=tuple((each, tr(f"tags.source.{each}")) for each in SOURCES),
                source=self._source,
                search=self._search.text,
                finding=self._search.on,
                day=self._day_word(),
                today=self._days == 0,
                add_word=tr("tags.asking" if self._asking else "tags.add"),
                asking=self._asking,
                rows=self._rows(),
                reveal=tags.newest,
                empty=self._empty(),
                note=note,
                note_state=state,
                sizes=tuple((each, each.replace("x", "×")) for each in SIZES),
                size=self._size,
                printers=self._printer.options(),
                chosen_printer=self._printer.name,
                printer=self._printer.word(),
                trouble=self._printer.trouble(),
                count=str(count),
                about=tr("tags.about", n=len(printable)),
                skipped=tr("tags.skipped", n=len(unpriced)) if unpriced else "",
                preview=self._picture.png,
                preview_word=tr("tags.first", size=self._size.replace("x", "×")) if first else "",
                way="print" if printer is not None else "setup",
                way_word=self._way_word(printer, count),
                can_print=printer is None or bool(
                    count and printer.works and not self._run.holds
                ),
                editable=not self._run.holds,
                can_edit=bool(tags.rows) and not self._run.holds and not self._search.on,
                can_clear=bool((tags.rows or self._cleared.rows) and not self._run.holds),
                clear=("back", tr("ui.undo"), "undo") if self._cleared.rows and not tags.rows
                else ("none", tr("tags.clear"), "bin"),
                run=self._run.face(),
                pad=self._pad_face(),
            )
        )  # fmt: skip

    def _rows(self) -> tuple[TagRow, ...]:
        if self._search.on:
            return self._search.rows()
        return self._faces.of(self._list, locked=self._run.holds)

    def _empty(self) -> str:
        tr = self._till.words
        if self._search.on:
            return self._search.nothing()
        return "" if self._list.rows else tr(f"tags.empty.{self._source}")

    def _way_word(self, printer: DeviceStatus | None, count: int) -> str:
        tr = self._till.words
        if printer is None:
            return tr("tags.set_up")
        if self._run.preparing:
            return tr("tags.preparing")
        return tr("tags.print", n=count) if count else tr("tags.print_none")

    def _pad_face(self) -> PadFace | None:
        if self._pad is None:
            return None
        found = next((each for each in self._list.rows if each.variant_id == self._pad[0]), None)
        if found is None:
            return None
        about = price_tag_list.facts(found, self._till.words)
        name = found.names.in_language(self._till.words.language)
        title = " ".join(filter(None, (name, about)))
        return PadFace(title, self._pad[1] or str(found.copies))
