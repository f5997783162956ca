"""The pages of what the shop is: names, money, the receipt, the look. Texts in, settings out."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from inventory.catalogue.product import Names
from inventory.kernel.errors import Refused
from inventory.kernel.money import CURRENCIES, Currency, Money, Rounding
from inventory.kernel.text import Text
from inventory.service.settings import LOGO_BYTES_MAX
from inventory.service.shop_settings import (
    KEYPADS,
    LANGUAGES,
    LAYOUTS,
    PAPERS_MM,
    TEXT_SCALES,
    ShopSettings,
)
from pos_app.viewmodels.settings_form import Desk, FormLine, Option

_LINES_SHOWN = 3
_TAX_NUMBERS_SHOWN = 2
_VOLUMES = (0, 30, 70, 100)
_PAPER_LANGUAGES = ("zh-Hans", "zh-Hant", "en", "zh-Hans+en", "zh-Hant+en")
_LISTS = ("tax_numbers", "receipt_header", "receipt_footer")
Texts = dict[str, str]


def texts_of(settings: ShopSettings) -> Texts:
    """Return every field as the text a person edits."""
    money = settings.money

    def amount(minor: int) -> str:
        return Money(minor, money).plain()

    texts = {
        "name.zh_hans": settings.name.zh_hans,
        "name.zh_hant": settings.name.zh_hant,
        "name.en": settings.name.en,
        "address": settings.address,
        "phone": settings.phone,
        "currency": settings.currency,
        "cash_step": amount(settings.cash_step),
        "cash_rounding": settings.cash_rounding.value,
        "note_values": " ".join(amount(each) for each in settings.note_values),
        "receipt_languages": "+".join(settings.receipt_languages),
        "paper_mm": str(settings.paper_mm),
        "language": settings.language,
        "theme": settings.theme,
        "layout": settings.layout,
        "left_handed": "1" if settings.left_handed else "",
        "text_scale": str(settings.text_scale),
        "volume": str(settings.volume),
        "keypad": settings.keypad,
        "logo.path": "",
    }
    for stem, shown in zip(_LISTS, (_TAX_NUMBERS_SHOWN, _LINES_SHOWN, _LINES_SHOWN), strict=True):
        values = getattr(settings, stem)
        for at in range(max(shown, len(values) + 1)):
            texts[f"{stem}.{at}"] = values[at] if at < len(values) else ""
    return texts


def settings_of(texts: Texts, base: ShopSettings) -> ShopSettings:
    """Return the settings that these texts say; a text that cannot be read is refused by field."""
    currency = Currency.of(texts["currency"])

    def minor(text: str, field: str) -> int:
        return Money.parse_exact(text, currency, field).minor

    return replace(
        base,
        name=Names(
            texts["name.zh_hans"].strip(), texts["name.zh_hant"].strip(), texts["name.en"].strip()
        ),
        address=texts["address"].strip(),
        phone=texts["phone"].strip(),
        currency=currency.code,
        cash_step=minor(texts["cash_step"], "cash_step"),
        cash_rounding=Rounding(texts["cash_rounding"]),
        note_values=tuple(minor(each, "note_values") for each in texts["note_values"].split()),
        receipt_languages=tuple(texts["receipt_languages"].split("+")),
        paper_mm=int(texts["paper_mm"]),
        language=texts["language"],
        theme=texts["theme"],
        layout=texts["layout"],
        left_handed=bool(texts["left_handed"]),
        text_scale=int(texts["text_scale"]),
        volume=int(texts["volume"]),
        keypad=texts["keypad"],
        tax_numbers=_list_of(texts, "tax_numbers"),
        receipt_header=_list_of(texts, "receipt_header"),
        receipt_footer=_list_of(texts, "receipt_footer"),
    )


def _list_of(texts: Texts, stem: str) -> tuple[str, ...]:
    return tuple(
        text.strip() for key, text in texts.items() if key.startswith(f"{stem}.") and text.strip()
    )


class ShopPage:
    """One section of the shop's settings; ``at_once`` saves each choice without a key."""

    def __init__(self, desk: Desk, section: str) -> None:
        self._desk, self._section = desk, section
        self._texts = texts_of(desk.till.session.settings)
        self.at_once = section == "look"

    def title(self) -> str:
        """Return nothing: the section's name says enough."""
        return ""

    def lines(self) -> tuple[FormLine, ...]:
        """Return the rows of this section."""
        make: dict[str, Callable[[], Iterable[FormLine]]] = {
            "shop": self._shop, "money": self._money, "receipt": self._receipt, "look": self._look,
        }  # fmt: skip
        return tuple(make[self._section]())

    def edit(self, key: str, value: str) -> None:
        """Take a text or a choice; the look follows each choice at once."""
        self._texts[key] = value
        if self.at_once:
            self.save()
        else:
            self._desk.changed()

    def tap(self, key: str) -> None:
        """Load or remove the picture."""
        if key == "logo.load":
            self._load_logo()
        elif key == "logo.remove":
            self._keep_typed(logo="")

    def back(self) -> bool:
        """There is no page inside."""
        return False

    def saves(self) -> bool:
        """Whether a key saves this section."""
        return not self.at_once

    def reset(self) -> None:
        """Read the settings again."""
        self._texts = texts_of(self._desk.till.session.settings)

    def save(self) -> None:
        """Save every field of this section."""
        self._keep_typed()

    # --- saving -------------------------------------------------------------------------

    def _keep_typed(self, **more: str) -> None:
        """Save what is typed with what a key sets: one alone would lose the other."""
        base = self._desk.till.session.settings
        try:
            wanted = replace(settings_of(self._texts, base), **more)  # type: ignore[arg-type]
        except Refused as refused:
            self._desk.failed(refused)
            return
        self._keep(wanted)

    def _keep(self, wanted: ShopSettings) -> None:
        till = self._desk.till
        actor, before = till.session.require(), till.session.settings
        sent = dict(self._texts)

        def write() -> ShopSettings:
            saved = till.writes.settings.save(actor, wanted)
            till.writes.checkout.use(saved)
            return saved

        def done(saved: ShopSettings) -> None:
            till.session.use(saved)
            if saved.language != before.language:
                till.words.switch(saved.language)
            till.sync.wake()
            since = {key: text for key, text in self._texts.items() if text != sent.get(key)}
            self.reset()
            self._texts.update(since)
            restart = saved.currency != till.context.site.currency.code
            self._desk.saved("settings_ui.saved_restart" if restart else "settings_ui.saved")

        self._desk.begun()
        till.hands.write(write, done, self._desk.failed)

    def _load_logo(self) -> None:
        till, path = self._desk.till, self._texts["logo.path"].strip()
        actor = till.session.require()

        def kept(key: str) -> None:
            self._keep_typed(logo=key)

        def loaded(png: bytes) -> None:
            till.hands.write(
                lambda: till.writes.settings.keep_logo(actor, png), kept, self._desk.failed
            )

        self._desk.begun()
        till.hands.work(lambda: _read_picture(path), loaded, self._desk.failed)

    # --- rows ---------------------------------------------------------------------------

    def _shop(self) -> Iterable[FormLine]:
        for language in ("zh_hans", "zh_hant", "en"):
            label = self._say(f"settings_ui.name.{language}")
            yield self._line(f"name.{language}", label, hint=self._paper_languages())
        yield self._line("address")
        yield self._line("phone")
        yield from self._list("tax_numbers")

    def _money(self) -> Iterable[FormLine]:
        codes = tuple((code, code) for code in CURRENCIES)
        yield self._line("currency", kind="grid", options=codes)
        step = self._say("settings_ui.cash_step_hint")
        yield self._line("cash_step", kind="amount", hint=step)
        rounding = self._choice("cash_rounding", tuple(each.value for each in Rounding))
        yield replace(rounding, kind="grid")
        yield self._line("note_values", hint=self._say("settings_ui.note_values_hint"))

    def _receipt(self) -> Iterable[FormLine]:
        yield from self._list("receipt_header")
        yield from self._list("receipt_footer")
        words = tuple((each, self._languages(each)) for each in _PAPER_LANGUAGES)
        yield self._line("receipt_languages", kind="grid", options=words)
        papers = tuple((str(mm), self._say("receipts.mm", mm=mm)) for mm in PAPERS_MM)
        hint = self._say("settings_ui.paper_mm_hint")
        yield self._line("paper_mm", kind="choice", options=papers, hint=hint)
        has = bool(self._desk.till.session.settings.logo)
        hint = self._say("settings_ui.logo_set" if has else "settings_ui.logo_hint")
        yield self._line("logo.path", self._say("settings.field.logo"), hint=hint)
        yield FormLine("logo.load", "action", "", word=self._say("settings_ui.logo_load"))
        if has:
            yield FormLine("logo.remove", "action", "", word=self._say("settings_ui.logo_remove"))

    def _look(self) -> Iterable[FormLine]:
        yield replace(self._choice("language", LANGUAGES), hint=self._paper_languages())
        yield self._choice("theme", ("light", "dark"))
        yield replace(self._choice("layout", LAYOUTS), kind="grid")
        yield self._line("left_handed", kind="switch")
        scales = tuple((str(each), f"{each} %") for each in TEXT_SCALES)
        yield self._line("text_scale", kind="choice", options=scales)
        volumes = tuple((str(each), f"{each} %") for each in _VOLUMES)
        yield self._line("volume", kind="choice", options=volumes)
        yield self._choice("keypad", KEYPADS)

    def _line(
        self,
        key: str,
        label: str = "",
        *,
        kind: str = "text",
        hint: str = "",
        options: tuple[Option, ...] = (),
    ) -> FormLine:
        named = label or self._say(f"settings.field.{key}")
        return FormLine(key, kind, named, hint, self._texts[key], options)  # type: ignore[arg-type]

    def _choice(self, field: str, values: Iterable[str]) -> FormLine:
        options = tuple((each, self._say(f"settings.choice.{field}.{each}")) for each in values)
        return self._line(field, kind="choice", options=options)

    def _list(self, stem: str) -> Iterable[FormLine]:
        word = self._say(f"settings.field.{stem}")
        for key in self._texts:
            if key.startswith(f"{stem}."):
                yield self._line(key, f"{word} {int(key.rpartition('.')[2]) + 1}")

    def _paper_languages(self) -> str:
        """Say that receipts follow their own setting, whatever the screen or another name says."""
        printed = self._desk.till.session.settings.receipt_languages
        named = " + ".join(self._say(f"settings.choice.language.{each}") for each in printed)
        return self._say("settings_ui.paper_languages", languages=named)

    def _languages(self, names: str) -> str:
        return " + ".join(self._say(f"ui.language.{each}") for each in names.split("+"))

    def _say(self, key: str, /, **fields: str | int) -> str:
        return self._desk.till.words(key, **fields)


def _read_picture(path: str) -> bytes:
    """Read a picture from the disk; not for the UI thread. A file too large is not read whole."""
    try:
        with Path(path).expanduser().open("rb") as file:
            return file.read(LOGO_BYTES_MAX + 1)
    except OSError:
        raise Refused(Text.of("settings_ui.no_file", field="logo.path", value=path[:60])) from None
