"""``pos driver new NAME --category CATEGORY``: begin the driver of a device, and its test.

Writes both, names the driver to the registry, the checklist, the manual and the three languages.
What it writes runs and passes the tests; what the device needs beyond that is then changed there.
"""

import re
import sys
from argparse import ArgumentParser, Namespace
from importlib.resources import files
from pathlib import Path
from string import Template

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from pos_app.hardware.categories import CATEGORIES
from suanpan import checkout
from suanpan.commands import texts
from suanpan.words import told

HELP = "new NAME --category CATEGORY: begin a device's driver and its test"
DRIVERS = "pos_app/hardware/drivers"
REGISTRY = "pos_app/hardware/registry.py"
MANUAL = "docs/devices.md"
TITLE_MAX = 30
_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_TABLE = "DRIVERS = MappingProxyType(\n    {\n"
_ROW = re.compile(r"(?m)^\| `simulated_printer`.*$")
_OPTIONS = {
    "scanner": ("`port`, `baud`; framing", 'port = "no-such-port"'),
    "printer": ("`profile`, `way` as above", 'way = "file", path = "no-such-printer"'),
    "drawer": ("`way` as above, `pin`", 'way = "serial", path = "no-such-port"'),
}
_ENTRY = """
[$name]
example = { $example }
manifest = "done"
described = "done"
unreachable = "done"
closes = "done"
detect = { todo = "say which of the found things it could drive" }
health = { todo = "add what it alone knows" }
tested = "done"
simulator = $simulator
kernel = { todo = "show it on the rig" }
real = { todo = "nobody has reported one" }
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("what", choices=["new"])
    parser.add_argument("name", metavar="NAME", help="the word of till.toml, e.g. acme_9000")
    parser.add_argument("--category", choices=CATEGORIES, required=True)
    parser.add_argument("--title", default="", help="its name for people (default: the name)")


def run(args: Namespace) -> int:
    """Write a driver; 0 when it is there, 2 when the name will not do or there is no source."""
    if not checkout.holds("tests"):
        sys.stderr.write("pos driver: drivers are written in the source, not in a copy of it\n")
        return 2
    try:
        written = begin(checkout.ROOT, args.name, args.category, args.title or args.name)
    except Refused as refused:
        sys.stderr.write(f"pos driver: {told(refused.text)}\n")
        return 2
    sys.stdout.write("".join(f"{path.relative_to(checkout.ROOT)}\n" for path in written))
    sys.stdout.write(
        f"Now write what the device does, translate hardware.driver.{args.name}, and run:"
        f" ./pos test tests/pos_app/hardware -k '{args.name} or checklist'\n"
    )
    return 0


def begin(root: Path, name: str, category: str, title: str) -> list[Path]:
    """Write a driver into a source tree; nothing is written when the name will not do."""
    driver = root / DRIVERS / f"{name}.py"
    test = root / "tests/pos_app/hardware" / f"test_{name}.py"
    if not _NAME.fullmatch(name) or driver.exists() or test.exists():
        raise Refused(Text.of("driver.name", name=name))
    if len(title) > TITLE_MAX:
        raise Refused(Text.of("driver.title", most=TITLE_MAX))
    title = title.replace('"', "'").replace("\\", "/")
    kind = category if category in _OPTIONS else "other"
    words = {
        "name": name, "category": category, "title": title,
        "class": "".join(part.capitalize() for part in name.split("_")),
    }  # fmt: skip
    driver.write_text(_filled(f"{kind}.txt", words), "utf-8")
    test.write_text(_filled(f"{kind}_test.txt", words), "utf-8")
    changed = [
        _in_registry(root / REGISTRY, name),
        _in_checklist(root / DRIVERS / "CHECKLIST.toml", name, category, root),
        _in_manual(root / MANUAL, name, category),
        *_in_words(root, name, title),
    ]
    return [driver, test, *changed]


def _filled(template: str, words: dict[str, str]) -> str:
    text = (files("suanpan") / "scaffold" / template).read_text("utf-8")
    return Template(text).substitute(words)


def _in_registry(path: Path, name: str) -> Path:
    """Name the module to the registry, first in its table."""
    line = f'        "{name}": "pos_app.hardware.drivers.{name}",\n'
    return _replaced(path, _TABLE, _TABLE + line)


def _in_checklist(path: Path, name: str, category: str, root: Path) -> Path:
    default = _OPTIONS["drawer"][1]
    example = _OPTIONS.get(category, ("", default))[1]
    known = (root / REGISTRY).read_text("utf-8")
    simulator = '"done"' if _simulated(root, category) else '{ todo = "write one" }'
    assert f'"{name}"' in known
    words = {"name": name, "example": example, "simulator": simulator}
    text = path.read_text("utf-8").rstrip() + "\n" + Template(_ENTRY).substitute(words)
    path.write_text(text, "utf-8")
    return path


def _simulated(root: Path, category: str) -> bool:
    """Tell whether a simulator of this category is part of the program."""
    modules = (root / "pos_app/hardware/simulators").glob("*.py")
    return any(re.search(rf'DriverKind\(\s*"{category}"', each.read_text("utf-8"))
               for each in modules)  # fmt: skip


def _in_manual(path: Path, name: str, category: str) -> Path:
    """Add a row to the table of drivers, before the simulators'."""
    options = _OPTIONS.get(category, ("`way` as above", ""))[0]
    row = _ROW.search(path.read_text("utf-8"))
    assert row is not None, path
    return _replaced(path, row.group(), f"| `{name}` | {category} | {options} |\n{row.group()}")


def _in_words(root: Path, name: str, title: str) -> list[Path]:
    """Give it its name in every language, to be translated; compile the catalogues."""
    changed: list[Path] = []
    for po in sorted((root / "pos_app/locale").glob("*/LC_MESSAGES/device_care.po")):
        entry = f'\nmsgid "hardware.driver.{name}"\nmsgstr "{title}"\n'
        po.write_text(po.read_text("utf-8").rstrip() + "\n" + entry, "utf-8")
        texts.compiled_beside(po).write_bytes(texts.compiled(po))
        changed.append(po)
    return changed


def _replaced(path: Path, old: str, new: str) -> Path:
    text = path.read_text("utf-8")
    assert old in text, path
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path
