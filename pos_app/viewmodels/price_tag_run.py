"""Tags on their way through the label printer: how far they are, and what to do about a stop.

What is said is what is known: taken by the printer, may have printed, not printed. Nothing is sent
again by itself: a person counts what came out, and prints the rest.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inventory.documents.price_label import LabelSize
from inventory.kernel.errors import SuanpanError
from inventory.kernel.text import Text
from pos_app.hardware.categories.device import DeviceStatus
from pos_app.hardware.categories.label_printer import LabelBatch, LabelsRun
from pos_app.viewmodels import device_words
from pos_app.viewmodels.double_tap import Taps
from pos_app.viewmodels.till import Till

if TYPE_CHECKING:
    from inventory.service.labels import Wanted
    from pos_app.viewmodels.base import Cancel

_STOPPED = "hardware.labels.stopped"
_SENT = "hardware.labels.sent"
Way = tuple[str, str, str, str]  # name, word, kind of key, icon


@dataclass(frozen=True, slots=True)
class RunFace:
    """A run as it is shown; ``share`` of it is done. ``came`` is a number that can be corrected.

    ``state`` is how it looks: busy, done, warn or fault. ``hint`` says what to do about it.
    """

    state: str
    title: str
    text: str
    share: float
    hint: str = ""
    left_out: tuple[str, ...] = ()
    came: str = ""
    came_least: bool = False
    ways: tuple[Way, ...] = ()


class TagRun:
    """At most one run at a time; ``changed`` is called whenever it looks different.

    ``stale`` is told goods that are no longer as somebody saw them: then nothing is printed.
    """

    def __init__(
        self,
        till: Till,
        changed: Callable[[], None],
        failed: Callable[[Text], None],
        stale: "Callable[[Sequence[Wanted]], None]",
    ) -> None:
        self._till, self._changed, self._failed, self._stale = till, changed, failed, stale
        self._taps = Taps(till.context.clock)
        self.preparing = False
        self._batch = LabelBatch(())
        self._wanted: Sequence[Wanted] = ()
        self._laid_out: tuple[int, ...] = ()
        self._run: LabelsRun | None = None
        self._cancel: Cancel | None = None
        self._printer = ""
        self._came = 0

    @property
    def there(self) -> bool:
        """Whether a run is under way, or ended and waits for somebody to look."""
        return self._run is not None

    @property
    def busy(self) -> bool:
        """Whether the printer is at it."""
        return self._run is not None and self._run.outcome == "printing"

    @property
    def holds(self) -> bool:
        """Whether the list belongs to a run, or to one that is about to begin."""
        return self.there or self.preparing

    # --- verbs --------------------------------------------------------------------------

    def start(self, printer: str, wanted: "Sequence[Wanted]", size: LabelSize) -> None:
        """Lay tags out on a spare thread, then print them; a tap in haste prints nothing more."""
        if self.holds or self._taps.hasty():
            return
        till, language = self._till, self._till.session.settings.language

        def laid_out() -> LabelBatch:
            pairs = [(each.goods, each.copies) for each in wanted]
            return till.devices.tags.batch(printer, pairs, size, language)

        def made(batch: LabelBatch) -> None:
            if batch.orders:
                self._wanted = wanted
                self._laid_out = tuple(each.place for each in batch.orders)
                self._begin(printer, batch)
            else:
                self._failed(batch.left_out[0])

        self._if_as_seen(wanted, laid_out, made)

    def _if_as_seen(
        self,
        wanted: "Sequence[Wanted]",
        job: Callable[[], LabelBatch],
        then: Callable[[LabelBatch], None],
    ) -> None:
        """Go on where the goods are still as the list shows them: a price may have changed since.

        All of it on a spare thread.
        """
        till, actor = self._till, self._till.session.require()
        self.preparing = True

        def look() -> "tuple[Sequence[Wanted], LabelBatch]":
            with till.reads.labels() as labels:
                now = labels.of_variants(actor, [each.variant_id for each in wanted]).wanted
            seen = {each.variant_id: each.goods for each in wanted}
            other = [each for each in now if each.goods != seen[each.variant_id]]
            return other, LabelBatch(()) if other else job()

        def looked(found: "tuple[Sequence[Wanted], LabelBatch]") -> None:
            self.preparing = False
            other, batch = found
            if other:
                self._stale(other)
            else:
                then(batch)

        def failed(error: SuanpanError) -> None:
            self.preparing = False
            self._failed(error.text)

        till.hands.work(look, looked, failed)
        self._changed()

    def way(self, name: str) -> bool:
        """Do what a key says; tell whether all is done. A tap in haste meant the key before."""
        if self._taps.hasty():
            return False
        done = name == "done" and not self.busy
        verbs = {"cancel": self._stop, "rest": self._rest}
        verbs.get(name, self._forget)()
        return done

    def _begin(self, printer: str, batch: LabelBatch) -> None:
        self._taps.hasty()  # another key stands under the finger from now on
        self._printer, self._batch = printer, batch
        self._run, self._came = LabelsRun(batch.count), 0
        self._cancel = self._till.devices.tags.print(printer, batch, self._heard)
        self._changed()

    def _stop(self) -> None:
        if self._cancel is not None and self.busy:
            self._cancel()
            self._cancel = None
            self._changed()

    def count(self, step: int) -> None:
        """Correct how many came out."""
        if self._run is not None and not self.busy and not self.preparing:
            self._came = min(max(self._came + step, 0), self._run.total)
            self._changed()

    def left(self) -> dict[str, int]:
        """Return how many tags of each variant of the run have not come out."""
        counts = {self._wanted[place].variant_id: 0 for place in self._laid_out}
        for order in self._batch.after(self._came).orders:
            counts[self._wanted[order.place].variant_id] += order.copies
        return counts

    def _rest(self) -> None:
        if self._run is None or self.busy or self.preparing:
            return
        left = self._batch.after(self._came)
        if left.count:
            wanted = [self._wanted[each.place] for each in left.orders]
            self._if_as_seen(wanted, lambda: left, lambda batch: self._begin(self._printer, batch))

    def _forget(self) -> None:
        if not self.busy and not self.preparing:
            self._run = None
            self._changed()

    # --- what comes of it ---------------------------------------------------------------

    def _heard(self, run: LabelsRun) -> None:
        self._run = run
        if not self.busy:
            self._came = run.sure
            self._till.tone("scan" if run.outcome == "confirmed" else "blocked")
        self._changed()

    # --- what is shown ------------------------------------------------------------------

    def face(self) -> RunFace | None:
        """Return the run as it is now; None where there is none."""
        run = self._run
        if run is None:
            return None
        if run.outcome == "printing":
            return self._printing(run)
        if run.outcome == "confirmed" and not self._trouble() and not _only_sent(run):
            return self._well(run)
        return self._stopped(run)

    def _printing(self, run: LabelsRun) -> RunFace:
        tr, ending = self._till.words, self._cancel is None
        cancel = ("cancel", tr("tags.run.cancel"), "plain", "cross")
        return RunFace(
            state="busy",
            title=tr("tags.run.ending" if ending else "tags.run.printing"),
            text=tr("tags.run.so_far", n=run.sure, total=run.total),
            share=run.sure / max(1, run.total),
            hint=tr("tags.run.selling"),
            left_out=self._left_out(),
            ways=() if ending else (cancel,),
        )

    def _well(self, run: LabelsRun) -> RunFace:
        tr = self._till.words
        return RunFace(
            state="done",
            title=tr("tags.run.taken", n=run.total),
            text=tr("tags.run.no_trouble"),
            share=1.0,
            left_out=self._left_out(),
            ways=(("done", tr("tags.run.done"), "ink", "check"),),
        )

    def _stopped(self, run: LabelsRun) -> RunFace:
        """Say how far it came at most; where anything may have come out, a person counts."""
        tr, left = self._till.words, run.total - self._came
        nothing = run.outcome == "failed" and run.sure == 0
        following = self._batch.after(self._came)
        if nothing:
            hint = ""
        elif left:
            title = following.orders[0].label.title
            hint = tr("tags.run.next", n=self._came + 1, goods=title)
        else:
            hint = tr("tags.run.all_came")
        return RunFace(
            state="fault" if nothing else "info" if _only_sent(run) else "warn",
            title=self._stop_title(run, nothing=nothing),
            text=self._reason(run),
            share=self._came / max(1, run.total),
            hint=hint,
            left_out=self._left_out(),
            came="" if nothing else str(self._came),
            came_least=self._came == 0,
            ways=tuple(self._stop_ways(left, nothing=nothing)),
        )

    def _stop_title(self, run: LabelsRun, *, nothing: bool) -> str:
        tr = self._till.words
        if nothing:
            return tr("tags.run.nothing", total=run.total)
        if _only_sent(run):
            return tr("tags.run.sent", n=run.total)
        if run.maybe == 1:
            return tr("tags.run.maybe_one", n=run.sure + 1, total=run.total)
        if run.maybe:
            first, last = run.sure + 1, run.sure + run.maybe
            return tr("tags.run.maybe", first=first, last=last, total=run.total)
        return tr("tags.run.stopped", n=run.sure, total=run.total)

    def _stop_ways(self, left: int, *, nothing: bool) -> list[Way]:
        tr = self._till.words
        leave = ("leave", tr("tags.run.leave"), "plain", "")
        if nothing:
            return [("rest", tr("tags.run.again"), "ink", "refresh"), leave]
        if left:
            word = tr("tags.run.rest", n=self._came + 1)
            return [("rest", word, "ink", "printer"), leave]
        return [("done", tr("tags.run.done"), "ink", "check")]

    def _reason(self, run: LabelsRun) -> str:
        """Say why it stopped: what is wrong with the printer now, else what was said then."""
        trouble = self._trouble()
        if trouble is not None:
            return self._say(trouble.reason)
        if _only_sent(run):
            return self._till.words("tags.run.look")
        known = run.reason is not None and run.reason.code != _STOPPED
        return self._say(run.reason) if run.reason is not None and known else ""

    def _say(self, text: Text) -> str:
        names = device_words.names_of(self._till.words, self._till.devices.statuses())
        return device_words.say(self._till.words, text, names)

    def _trouble(self) -> DeviceStatus | None:
        """Return the printer where it is known to have trouble."""
        for each in self._till.devices.statuses():
            if each.device_id == self._printer:
                return None if each.works else each
        return None

    def _left_out(self) -> tuple[str, ...]:
        tr = self._till.words
        return tuple(tr("labels.left_out", reason=self._say(each)) for each in self._batch.left_out)


def _only_sent(run: LabelsRun) -> bool:
    """Tell whether all was handed over on a way that cannot say whether it printed."""
    return run.outcome == "confirmed" and run.reason is not None and run.reason.code == _SENT
