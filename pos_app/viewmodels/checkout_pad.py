"""What the pad asks for: a price, a percentage, an amount, a note. One question at a time."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from pos_app.i18n import Translator
from pos_app.viewmodels.checkout_state import PadFace

DIGITS_MAX = 9
NOTE_MAX = 40
Words = Callable[[Translator], str]


@dataclass(frozen=True, slots=True)
class Quick:
    """An answer in one tap."""

    name: str
    word: Words
    job: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: ``done`` takes the digits and may refuse, ``preview`` says what they mean.

    ``decimals`` is how many digits may follow the point; ``letters`` asks for words instead.
    ``anew`` asks the same of the cart as it is now.
    """

    title: Words
    done: Callable[[str], None]
    sign: str = ""
    decimals: int = 2
    preview: Callable[[str, Translator], str] = lambda _, __: ""
    quick: tuple[Quick, ...] = ()
    chosen: str = ""
    modes: tuple[tuple[str, Words], ...] = ()
    mode: str = ""
    text: str = ""
    letters: bool = False
    anew: "Callable[[], Ask] | None" = None

    @property
    def answer(self) -> str:
        """What was typed, as a number: a point that nothing follows says nothing."""
        return self.text if self.letters else self.text.removesuffix(".")


class Pad:
    """The question that is open, and its digits so far. ``told`` runs after every change."""

    def __init__(self, told: Callable[[], None], switch: Callable[[str], None]) -> None:
        self._told = told
        self._switch = switch
        self._ask: Ask | None = None
        self._asking = object()  # another one for each question; what ``follow`` asks is the same
        self._trouble: Refused | None = None
        self._face: PadFace | None = None

    @property
    def open(self) -> bool:
        """Tell whether something is asked."""
        return self._ask is not None

    @property
    def text(self) -> str:
        """What was typed so far."""
        return self._ask.text if self._ask else ""

    def asks(self, done: Callable[[str], None]) -> bool:
        """Tell whether the question with this answer is still open."""
        return self._ask is not None and self._ask.done is done

    def ask(self, ask: Ask) -> None:
        """Ask this, instead of what was asked before."""
        self._ask, self._asking, self._trouble = ask, object(), None
        self._told()

    def follow(self) -> None:
        """The cart has changed: ask the same of it as it is now, with what was typed so far."""
        ask = self._ask
        if ask is not None and ask.anew is not None:
            self._ask = replace(ask.anew(), text=ask.text)

    def close(self) -> None:
        """Ask nothing any more."""
        if self._ask is not None:
            self._ask = None
            self._told()

    def digit(self, digit: str) -> None:
        """Add a digit, ``00`` or the point, as far as the answer may be long."""
        ask = self._ask
        if ask is None:
            return
        text = ask.text + digit
        whole, point, rest = text.partition(".")
        fits = len(whole) <= DIGITS_MAX and len(rest) <= ask.decimals
        if not fits or "." in rest or (point and not ask.decimals):
            return
        self._becomes(text if whole else f"0{text}")

    def back(self) -> None:
        """Take the last digit away."""
        self._becomes(self._ask.text[:-1] if self._ask else "")

    def clear(self) -> None:
        """Take all digits away."""
        self._becomes("")

    def type(self, text: str) -> None:
        """Take the words of a note."""
        self._becomes(text[:NOTE_MAX])

    def _becomes(self, text: str) -> None:
        if self._ask is not None and text != self._ask.text:
            self._ask, self._trouble = replace(self._ask, text=text), None
            self._told()

    def choose(self, name: str, touched: PadFace | None = None) -> None:
        """Take an answer in one tap; ``touched`` is the pad that the finger came down on."""
        ask = self._ask
        if ask is not None and self._is_still(touched):
            self._answer(next(each for each in ask.quick if each.name == name).job)

    def mode(self, name: str) -> None:
        """Ask for the same in another way: an amount instead of a percentage."""
        self._switch(name)

    def ok(self, touched: PadFace | None = None) -> None:
        """Give the answer; one that breaks a rule keeps the pad open and says why.

        ``touched`` is the pad that the finger came down on.
        """
        ask = self._ask
        if ask is not None and (ask.answer or ask.letters) and self._is_still(touched):
            self._answer(lambda: ask.done(ask.answer))

    def _is_still(self, touched: PadFace | None) -> bool:
        """Tell whether the pad says what it said under the finger; if not, it says so."""
        same = touched is None or touched == self._face
        if not same:
            self._trouble = Refused(Text.of("payment.changed"))
            self._told()
        return same

    def keep(self) -> None:
        """Draw the question again and leave it open, also after an answer in one tap."""
        if self._ask is not None:
            self._asking = object()
            self._told()

    def refuse(self, refused: Refused) -> None:
        """Keep the question open and say why there is no answer yet."""
        if self._ask is not None:
            self._asking, self._trouble = object(), refused
            self._told()

    def answer(self, job: Callable[[], None]) -> None:
        """Take an answer that came from elsewhere; a closed pad takes none."""
        if self._ask is not None:
            self._answer(job)

    def _answer(self, job: Callable[[], None]) -> None:
        asked = self._asking
        try:
            job()
        except Refused as refused:
            self._trouble = refused
        else:
            if self._asking is asked:
                self._ask = None
        self._told()

    def face(self, tr: Translator) -> PadFace | None:
        """Return what the pad shows in this language."""
        self._face = None if self._ask is None else self._shown(self._ask, tr)
        return self._face

    def _shown(self, ask: Ask, tr: Translator) -> PadFace:
        preview = ""
        try:
            preview = ask.preview(ask.answer, tr) if ask.answer else ""
        except Refused:
            preview = ""
        return PadFace(
            title=ask.title(tr),
            text=ask.text,
            shown=f"{ask.text or 0}{'%' if ask.sign == '%' else ''}",
            sign="" if ask.sign == "%" else ask.sign,
            preview=preview,
            trouble=tr.text(self._trouble.text) if self._trouble else "",
            options=tuple((each.name, each.word(tr)) for each in ask.quick),
            chosen=ask.chosen,
            modes=tuple((name, word(tr)) for name, word in ask.modes),
            mode=ask.mode,
            ok=tr("checkout.pad.ok"),
            can_ok=bool(ask.answer) or ask.letters,
            typed=ask.letters,
        )
