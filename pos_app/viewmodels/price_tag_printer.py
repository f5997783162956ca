"""The label printer that tags go to, in words, and the picture of the first tag as it prints it."""

from collections.abc import Callable

from inventory.documents.price_label import SIZES, TagGoods
from pos_app.hardware.categories.device import DeviceStatus
from pos_app.viewmodels import device_words
from pos_app.viewmodels.base import Failed
from pos_app.viewmodels.conditions import state_of
from pos_app.viewmodels.status_bar import condition_word
from pos_app.viewmodels.till import Till


class TagPrinter:
    """One of the till's label printers: the one that was chosen, else the first that works."""

    def __init__(self, till: Till) -> None:
        self._till = till
        self.wanted = ""

    def chosen(self) -> DeviceStatus | None:
        """Return the printer; None where none is set up."""
        printers = self._printers()
        meant = [each for each in printers if each.device_id == self.wanted]
        return next(iter([*meant, *(each for each in printers if each.works), *printers]), None)

    @property
    def name(self) -> str:
        """Its device id; empty where there is none."""
        printer = self.chosen()
        return printer.device_id if printer is not None else ""

    def options(self) -> tuple[tuple[str, str], ...]:
        """Return what there is to choose from, where there are several."""
        printers = self._printers()
        names = device_words.names_of(self._till.words, self._till.devices.statuses())
        options = tuple((each.device_id, names[each.device_id]) for each in printers)
        return options if len(options) > 1 else ()

    def word(self) -> tuple[str, str]:
        """Return how it is: a state, and a word or two."""
        tr, printer = self._till.words, self.chosen()
        if printer is None:
            return "off", tr("tags.no_printer")
        name = device_words.name_of(tr, printer.device_id, "labels")
        if printer.works and printer.device_id in self._till.devices.care.simulated():
            return "off", tr("tags.printer", name=name, state=tr("frame.simulated"))
        word = condition_word(self._till, printer)
        return state_of(printer.condition), tr("tags.printer", name=name, state=word)

    def trouble(self) -> str:
        """Say what is wrong with it and what to do; empty where nothing is."""
        printer, tr = self.chosen(), self._till.words
        if printer is None or printer.works:
            return ""
        names = device_words.names_of(tr, self._till.devices.statuses())
        return device_words.say(tr, printer.reason, names)

    def _printers(self) -> list[DeviceStatus]:
        return [each for each in self._till.devices.statuses() if each.category == "labels"]


class TagPicture:
    """The picture of one tag, drawn on a spare thread whenever it is another one."""

    def __init__(self, till: Till, changed: Callable[[], None], failed: Failed) -> None:
        self._till, self._changed, self._failed = till, changed, failed
        self._wanted: tuple[TagGoods, str, str, str] | None = None
        self.png = b""

    def show(self, goods: TagGoods | None, size: str, printer: str) -> None:
        """Have this tag drawn for a printer, where it is not yet."""
        language = self._till.session.settings.language
        wanted = (goods, size, printer, language) if goods is not None else None
        if wanted == self._wanted:
            return
        self._wanted, self.png = wanted, b""
        if goods is None:
            return
        till, label_size = self._till, SIZES[size]

        def drawn(png: bytes) -> None:
            if self._wanted == wanted:
                self.png = png
                self._changed()

        till.hands.work(
            lambda: till.devices.tags.picture(printer, goods, label_size, language),
            drawn, self._failed,
        )  # fmt: skip
