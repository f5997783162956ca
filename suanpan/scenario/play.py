"""Plays a scenario file: statement by statement, each refusal answered by the next ``expect``."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from inventory.kernel.errors import Damaged, Refused, SuanpanError
from inventory.pricing.pipeline import PricedCart
from inventory.service.checkout import Finished
from suanpan.scenario import expecting, selling, setting_up
from suanpan.scenario.script import Statement, read
from suanpan.scenario.stage import Opening, Stage
from suanpan.scenario.verb import Verb, choice, words_of

EXPECT = "expect"
VERBS: dict[str, Verb] = {**setting_up.VERBS, **selling.VERBS}
REFUSALS = {"refused": Refused, "stopped": Damaged}


@dataclass(frozen=True, slots=True)
class Unmet:
    """One thing that did not come out as the file says."""

    place: str
    statement: str
    why: str


@dataclass(slots=True)
class Outcome:
    """What a file came to: its title, what was expected and not met, the sales that were booked."""

    file: str
    title: str
    expectations: int = 0
    unmet: list[Unmet] = field(default_factory=list)
    sales: list[dict[str, object]] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Tell whether everything came out as it should."""
        return not self.unmet


def play(path: Path) -> Outcome:
    """Play one file in a fresh shop; raises ``WrongScriptError`` when it cannot be played."""
    title, statements = read(path)
    opening, rest = _opening(statements)
    for statement in rest:
        _check(statement)
    with TemporaryDirectory(prefix="scenario-") as folder:
        stage = Stage(Path(folder), opening)
        try:
            player = _Player(stage, Outcome(str(path), title))
            return player.play(rest)
        finally:
            stage.close()


def _opening(statements: Sequence[Statement]) -> tuple[Opening, Sequence[Statement]]:
    """Take what the shop is opened with off the front of the file."""
    given: dict[str, str] = {}
    for at, statement in enumerate(statements):
        if statement.verb not in setting_up.OPENING:
            return Opening(**given), statements[at:]
        VERBS[statement.verb].check(statement)
        setting_up.open_with(statement, given)
    return Opening(**given), ()


def _check(statement: Statement) -> None:
    """Complain about what is wrong before anything is played."""
    if statement.verb == EXPECT:
        if not (statement.words and statement.words[0] in REFUSALS):
            expecting.find_subject(statement)
        elif len(statement.words) != 2:
            raise statement.wrong("usage: expect refused|stopped CODE field=value …")
        return
    verb = VERBS.get(statement.verb)
    if verb is None:
        known = ", ".join((*VERBS, EXPECT))
        raise statement.wrong(f"no verb {statement.verb}; there are: {known}")
    verb.check(statement)


class _Player:
    """Plays statements on a stage; holds the refusal that still waits to be expected."""

    def __init__(self, stage: Stage, outcome: Outcome) -> None:
        self._stage = stage
        self._outcome = outcome
        self._refusal: tuple[Statement, SuanpanError] | None = None

    def play(self, statements: Sequence[Statement]) -> Outcome:
        for statement in statements:
            if statement.verb == EXPECT:
                self._expect(statement)
            else:
                self._do(statement)
        self._unexpected()
        stage = self._stage
        self._outcome.sales = [shown(done, priced) for done, priced in stage.finished]
        return self._outcome

    def _do(self, statement: Statement) -> None:
        self._unexpected()
        try:
            VERBS[statement.verb].run(self._stage, statement)
        except (Refused, Damaged) as error:
            self._refusal = statement, error

    def _expect(self, statement: Statement) -> None:
        self._outcome.expectations += 1
        if statement.words[0] in REFUSALS:
            why = self._refused(statement)
        else:
            self._unexpected()
            try:
                why = expecting.compare(self._stage, statement)
            except (Refused, Damaged) as error:
                why = f"found nothing: {words_of(error.text)}"
        if why:
            self._outcome.unmet.append(Unmet(statement.place, statement.text, why))

    def _refused(self, statement: Statement) -> str:
        """Compare the refusal that waits with the one that was expected."""
        waiting, self._refusal = self._refusal, None
        kind, code = statement.words
        choice(statement, kind, *REFUSALS)
        if waiting is None:
            return f"expected to be {kind} with {code}, but it was done"
        error = waiting[1]
        if not isinstance(error, REFUSALS[kind]) or error.text.code != code:
            return f"expected {code}, found {words_of(error.text)}"
        fields = {name: str(value) for name, value in error.text.params.items()}
        for name, value in statement.options.items():
            if fields.get(name) != value:
                return f"expected {name}={value}, found {words_of(error.text)}"
        return ""

    def _unexpected(self) -> None:
        if self._refusal is not None:
            statement, error = self._refusal
            self._refusal = None
            why = f"refused: {words_of(error.text)}"
            self._outcome.unmet.append(Unmet(statement.place, statement.text, why))


def shown(done: Finished, priced: PricedCart) -> dict[str, object]:
    """Return a booked sale as plain data, every amount as text."""
    return {
        "receipt": done.receipt_no,
        "lines": [
            {
                "style": each.line.item.style_code,
                "name": each.line.item.names.en,
                "quantity": each.line.quantity.plain(),
                "price": each.line.unit_price.plain(),
                "amount": each.amount.plain(),
                "share": each.order_share.plain(),
                "net": each.net.plain(),
                "tax": {tax.tax.code: tax.amount.plain() for tax in each.taxes},
                "total": each.total.plain(),
            }
            for each in priced.lines
        ],
        "adjustments": {each.kind: each.amount.plain() for each in priced.adjustments},
        "net": priced.net.plain(),
        "tax": {code: amount.plain() for code, (_, amount) in priced.taxes_by_code().items()},
        "total": priced.total.plain(),
        "rounding": done.rounding.plain(),
        "tenders": [
            [row.kind, row.amount.plain(), "change" if row.is_change else ""]
            for row in done.tenders
        ],
    }
