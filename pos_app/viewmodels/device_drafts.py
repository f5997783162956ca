"""Devices as the setting-up form has them: what is filled in by hand, its fields and choices."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from pos_app.hardware.categories.device import Category
from pos_app.hardware.categories.found import SPOKEN, Proposal
from pos_app.viewmodels.device_address import is_host, is_serial_port
from pos_app.viewmodels.device_care import Option

# what can be filled in by hand: key, category, driver, options to begin with
BY_HAND: tuple[tuple[str, Category, str, Mapping[str, Option]], ...] = (
    ("network", "printer", "escpos",
     {"way": "tcp", "host": "", "port": 9100, "profile": "generic-80-zh"}),
    ("serial_printer", "printer", "escpos",
     {"way": "serial", "path": "", "baud": 9600, "profile": "generic-80-zh"}),
    ("serial_scanner", "scanner", "serial_scanner", {"port": "", "baud": 9600}),
    ("serial_display", "display", "serial_display", {"path": "", "dialect": "escpos"}),
    ("serial_scale", "scale", "serial_scale", {"path": "", "protocol": "mettler_8217"}),
    ("network_labels", "labels", "label_printer",
     {"way": "tcp", "host": "", "port": 9100, "language": "tspl"}),
    ("serial_labels", "labels", "label_printer",
     {"way": "serial", "path": "", "baud": 9600, "language": "tspl"}),
    ("drawer", "drawer", "printer_drawer", {"printer": "", "pin": 2}),
    ("sim_printer", "printer", "simulated_printer", {"profile": "generic-80-zh"}),
    ("sim_drawer", "drawer", "simulated_drawer", {}),
    ("sim_scanner", "scanner", "simulated_scanner", {}),
    ("sim_labels", "labels", "simulated_labels", {"language": "tspl"}),
    ("sim_display", "display", "simulated_display", {}),
    ("sim_scale", "scale", "simulated_scale", {}),
)  # fmt: skip
_FIELDS = ("host", "port", "path", "baud", "dialect", "protocol", "language", "printer", "pin",
           "profile", "answers")  # fmt: skip
NUMBERS = frozenset({"baud", "pin"})
# choices that are called the same in every language
WORDS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "baud": tuple((each, each) for each in ("9600", "19200", "38400", "115200")),
        "dialect": (("escpos", "ESC/POS"), ("cd5220", "CD5220"), ("led8", "LED8")),
        "protocol": tuple((each, SPOKEN[each]) for each in ("mettler_8217", "cas")),
        "language": tuple((each, SPOKEN[each]) for each in ("tspl", "zpl")),
    }
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A device as the form has it; ``kept`` is the id of one that is set up anew."""

    category: Category
    driver: str
    options: Mapping[str, Option]
    name: str = ""
    kept: str = ""

    def with_option(self, name: str, value: Option) -> "Draft":
        """Return it with another option."""
        return replace(self, options=MappingProxyType({**self.options, name: value}))


def wrongs(
    draft: Draft, path: str, printers: Collection[str], taken: Collection[str]
) -> Iterator[str]:
    """Yield every field that cannot stand as it is.

    ``path``: the option that holds a port's path, empty where there is none. ``taken``: the names
    of all devices.
    """
    options = draft.options
    if "host" in options and not is_host(str(options["host"]).strip()):
        yield "host"
    if "host" in options:
        port = str(options.get("port", ""))
        if not (port.isdigit() and 1 <= int(port) <= 65_535):
            yield "port"
    if path and not is_serial_port(str(options.get(path)).strip()):
        yield "path"
    if draft.driver == "printer_drawer" and options.get("printer") not in printers:
        yield "printer"
    if draft.name.strip() in set(taken) - {draft.kept}:
        yield "name"


def option_of(draft: Draft, field: str) -> str:
    """Return the option behind a field: a scanner's ``port`` is the path of its plug."""
    return "port" if field == "path" and draft.driver == "serial_scanner" else field


def fields(draft: Draft) -> list[str]:
    """Return the fields of a device, in their order."""
    names = [name for name in _FIELDS if name in draft.options]
    if draft.driver == "serial_scanner":
        names = ["path", *(name for name in names if name != "port")]
    if draft.driver in ("escpos", "simulated_printer") and "profile" not in names:
        names.append("profile")
    if draft.driver == "escpos" and "answers" not in names:
        names.append("answers")
    if draft.driver == "printer_drawer" and "pin" not in names:
        names.append("pin")
    return names


def answered(proposal: Proposal) -> bool:
    """Tell whether a proposal is what a serial port answered."""
    return "_answered" in proposal.why.code
