"""The page of taxes and tax classes: what each is called, how much it is, and what goods bear."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from inventory.catalogue.product import Names, Tax
from inventory.kernel.errors import Refused, SuanpanError
from inventory.kernel.money import Rate
from inventory.kernel.text import Text
from inventory.service.settings import NO_TAX, TaxTable
from inventory.service.shop_settings import ShopSettings, refuse
from pos_app.viewmodels.settings_form import Desk, FormLine

_CODE_MAX = 12
_NAMES = ("zh_hans", "zh_hant", "en")


class TaxPage:
    """The list; inside it a page of one tax (``tax:CODE``) or one class (``class:CODE``)."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._inside = ""
        self._texts: dict[str, str] = {}
        self._table: TaxTable = desk.till.reads.taxes()

    def title(self) -> str:
        """Return which tax or class is open."""
        kind, _, code = self._inside.partition(":")
        if not kind:
            return ""
        return code or self._say(f"settings_ui.new_{kind}")

    def lines(self) -> tuple[FormLine, ...]:
        """Return the list, or the rows of what is open."""
        if self._inside.startswith("tax:"):
            return tuple(self._tax_lines())
        if self._inside.startswith("class:"):
            return tuple(self._class_lines())
        return tuple(self._list_lines())

    def edit(self, key: str, value: str) -> None:
        """Take a text; in the list the only choice is the default class, saved at once."""
        if key == "default_tax_class":
            self._set_default(value)
            return
        self._texts[key] = value
        self._desk.changed()

    def tap(self, key: str) -> None:
        """Open a tax or class."""
        self._open(key)
        self._desk.changed()

    def back(self) -> bool:
        """Go back to the list."""
        was, self._inside = bool(self._inside), ""
        return was

    def saves(self) -> bool:
        """Whether something is open that a key saves."""
        return bool(self._inside)

    def reset(self) -> None:
        """Read the table again and show the list."""
        self._inside, self._table = "", self._desk.till.reads.taxes()

    def save(self) -> None:
        """Save what is open."""
        try:
            wanted = self._wanted()
        except Refused as refused:
            self._desk.failed(refused)
            return
        till = self._desk.till
        actor = till.session.require()
        self._desk.begun()
        till.hands.write(
            lambda: till.writes.admin.set_taxes(actor, *wanted),
            lambda _: self._saved(),
            self._failed,
        )

    # --- saving -------------------------------------------------------------------------

    def _wanted(self) -> tuple[list[tuple[Tax, Names]], Mapping[str, tuple[str, ...]]]:
        kind, _, code = self._inside.partition(":")
        code = code or self._new_code(kind)
        taxes = [each for each in self._table.taxes if each[0].code != code or kind != "tax"]
        classes = {name: members for name, members in self._table.classes.items() if name != NO_TAX}
        if kind == "tax":
            rate = Rate.parse(self._texts["rate"], "rate")
            if not any(self._texts[name].strip() for name in _NAMES):
                raise refuse("zh_hans", "required")
            names = Names(*(self._texts[name].strip() for name in _NAMES))
            taxes.append((Tax(code, rate, bool(self._texts.get("included"))), names))
        else:
            members = tuple(tax.code for tax, _ in taxes if self._texts.get(f"in:{tax.code}"))
            if not members:
                raise Refused(Text.of("settings_ui.class_empty", field="code"))
            classes[code] = members
        return taxes, classes

    def _new_code(self, kind: str) -> str:
        code = self._texts["code"].strip()
        if not code.isascii() or not code.isalnum() or len(code) > _CODE_MAX:
            raise Refused(Text.of("settings_ui.bad_code", field="code", limit=_CODE_MAX))
        known = {tax.code for tax, _ in self._table.taxes} if kind == "tax" else self._table.classes
        if code in known:
            raise Refused(Text.of("settings_ui.code_taken", field="code", code=code))
        return code

    def _saved(self) -> None:
        self.reset()
        self._desk.till.sync.wake()
        self._desk.saved("settings_ui.saved")

    def _failed(self, error: SuanpanError) -> None:
        field = "rate" if error.text.code == "catalogue.bad_tax" else ""
        if field:
            self._desk.trouble(field, self._desk.till.words.text(error.text))
        else:
            self._desk.failed(error)

    def _set_default(self, code: str) -> None:
        till = self._desk.till
        actor = till.session.require()
        wanted = replace(till.session.settings, default_tax_class=code)

        def write() -> ShopSettings:
            saved = till.writes.settings.save(actor, wanted)
            till.writes.checkout.use(saved)
            return saved

        def done(saved: ShopSettings) -> None:
            till.session.use(saved)
            self._saved()

        self._desk.begun()
        till.hands.write(write, done, self._desk.failed)

    # --- rows ---------------------------------------------------------------------------

    def _open(self, key: str) -> None:
        self._inside = key
        kind, _, code = key.partition(":")
        self._texts = {"code": "", "rate": "", "included": "1"} | dict.fromkeys(_NAMES, "")
        if kind == "class":
            members = self._table.classes.get(code, ())
            self._texts |= {f"in:{each}": "1" for each in members}
            return
        for tax, names in self._table.taxes:
            if tax.code == code:
                self._texts["rate"] = tax.rate.plain_percent()
                self._texts["included"] = "1" if tax.included else ""
                for name in _NAMES:
                    self._texts[name] = getattr(names, name)

    def _list_lines(self) -> Iterable[FormLine]:
        say, language = self._say, self._desk.till.words.language
        change = say("settings_ui.change")
        for tax, names in self._table.taxes:
            how = say("settings_ui.included" if tax.included else "settings_ui.added")
            yield FormLine(
                f"tax:{tax.code}", "action", f"{names.in_language(language)} {tax.code}",
                f"{tax.rate.plain_percent()} % • {how}", word=change,
            )  # fmt: skip
        yield FormLine("tax:", "action", "", word=say("settings_ui.new_tax"))
        for code, members in self._table.classes.items():
            if code != NO_TAX:
                label = say("settings_ui.tax_class", code=code)
                yield FormLine(f"class:{code}", "action", label, " + ".join(members), word=change)
        yield FormLine("class:", "action", "", word=say("settings_ui.new_class"))
        options = tuple(
            (code, say("quick.no_tax") if code == NO_TAX else code) for code in self._table.classes
        )
        yield FormLine(
            "default_tax_class", "grid", say("settings.field.default_tax_class"),
            value=self._desk.till.session.settings.default_tax_class, options=options,
        )  # fmt: skip

    def _tax_lines(self) -> Iterable[FormLine]:
        yield from self._code_line()
        for name in _NAMES:
            label = self._say(f"settings_ui.tax_name.{name}")
            yield FormLine(name, "text", label, value=self._texts[name])
        yield FormLine("rate", "amount", self._say("settings_ui.rate"), value=self._texts["rate"])
        label, hint = self._say("settings_ui.is_included"), self._say("settings_ui.included_hint")
        yield FormLine("included", "switch", label, hint, self._texts["included"])

    def _class_lines(self) -> Iterable[FormLine]:
        yield from self._code_line()
        language = self._desk.till.words.language
        for tax, names in self._table.taxes:
            key = f"in:{tax.code}"
            label = f"{names.in_language(language)} {tax.rate.plain_percent()} %"
            yield FormLine(key, "switch", label, value=self._texts.get(key, ""))

    def _code_line(self) -> Iterable[FormLine]:
        if self._inside.endswith(":"):
            hint = self._say("settings_ui.code_hint")
            yield FormLine("code", "text", self._say("settings_ui.code"), hint, self._texts["code"])

    def _say(self, key: str, /, **fields: str | int) -> str:
        return self._desk.till.words(key, **fields)
