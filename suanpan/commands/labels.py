"""``pos labels``: price tags of a style, of an imported file, of what came in or of new prices.

To the label printer that this till's ``till.toml`` names, or with ``--out`` into a file: ``.tspl``
or ``.zpl`` to send to a printer, ``.png`` to look at. It may run beside an open till.
"""

import json
import queue
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

from inventory.documents.price_label import SIZES, size_of
from inventory.kernel.clock import SystemClock
from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.people.staff import SYSTEM
from inventory.service.context import Context
from inventory.service.labels import COPIES_MAX, Labels, Tags
from inventory.service.settings import current, open_site
from inventory.sheets.table import ENCODINGS
from inventory.store.engine import Database
from pos_app import config
from pos_app.hardware.categories import LabelBatch, Printed
from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.registry import Registry
from suanpan import places
from suanpan.words import english, told

HELP = "price tags for a style, an import or changed prices: to a printer or a file"
_FOR_ALL_S, _EACH_S = 60, 3
DPI = 203


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    places.add_folder(parser)
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument("--style", metavar="CODE", help="every colour and size of a style")
    wanted.add_argument(
        "--from-import", type=Path, metavar="FILE", help="the goods of a product file"
    )
    wanted.add_argument(
        "--changed-since", metavar="DATE", help="goods whose price changed since a day"
    )
    wanted.add_argument("--received-since", metavar="DATE", help="what came in since a day")
    parser.add_argument(
        "--copies", type=int, default=0, metavar="N",
        help="of each; without it one, or as many as came in or the file's stock column says",
    )  # fmt: skip
    parser.add_argument("--size", default="40x30", choices=tuple(SIZES), help="in millimetres")
    parser.add_argument("--encoding", default="", choices=("", *ENCODINGS), help="of a .csv file")
    parser.add_argument("--printer", default="", metavar="ID", help="a label printer's name")
    parser.add_argument("--out", type=Path, metavar="FILE", help="a .tspl, .zpl or .png file")
    parser.add_argument("--dpi", type=int, default=DPI, choices=(203, 300), help="with --out")
    parser.add_argument("--gap", type=int, default=2, metavar="MM", help="with --out .tspl")
    parser.add_argument("--json", action="store_true", help="print what was done as JSON")


def run(args: Namespace) -> int:
    """Print tags; 0 when all went out, 1 when some did not or may not have."""
    batch = _wanted(args)
    if not batch.orders:
        return _said(args, batch, Text.of("labels.none"), fine=not batch.left_out)
    if args.out is not None:
        return _write(args, batch)
    printed = _print(args, batch)
    how = Text.of(
        "labels.printed", n=batch.count, kinds=len(batch.orders), how=told(printed.reason)
    )
    return _said(args, batch, how, fine=printed.outcome == "confirmed")


def _wanted(args: Namespace) -> LabelBatch:
    reader = Database(places.shop_in(args.data), write=False)
    try:
        language = current(reader).language
        tags = _tags(args, Labels(Context.of(open_site(reader)), reader))
    finally:
        reader.close()
    return _batch(args, tags, language)


def _tags(args: Namespace, labels: Labels) -> Tags:
    if args.style is not None:
        return labels.of_style(SYSTEM, args.style, args.copies)
    if args.changed_since is not None:
        return labels.repriced(SYSTEM, args.changed_since, args.copies)
    if args.received_since is not None:
        return labels.received(SYSTEM, args.received_since, args.copies)
    return labels.of_file(SYSTEM, args.from_import, args.copies, args.encoding)


def _batch(args: Namespace, tags: Tags, language: str) -> LabelBatch:
    """Make orders of the tags; what no tag can be made of is left out, the rest goes on."""
    from pos_app.hardware.label_batch import batch

    wanted = ((each.goods, each.copies) for each in tags.wanted)
    dpi = args.dpi if args.out is not None else _dpi(args)
    made = batch(wanted, size_of(args.size), language, dpi)
    left_out = made.left_out
    if tags.capped:
        left_out = (Text.of("labels.capped", n=COPIES_MAX, goods=", ".join(tags.capped)), *left_out)
    if tags.missing:
        left_out = (Text.of("labels.missing", rows=", ".join(tags.missing)), *left_out)
    return replace(made, left_out=left_out)


def _write(args: Namespace, batch: LabelBatch) -> int:
    from pos_app.hardware import label_files

    suffix = label_files.suffix_of(args.out)
    if suffix not in label_files.SUFFIXES:
        known = ", ".join(label_files.SUFFIXES)
        raise Refused(Text.of("labels.unknown_file", file=args.out.name, known=known))
    data = label_files.written(batch.orders, suffix, dpi=args.dpi, gap_mm=args.gap)
    try:
        args.out.write_bytes(data)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Refused(Text.of("labels.not_written", file=str(args.out), reason=reason)) from error
    done = Text.of("labels.written", n=batch.count, kinds=len(batch.orders), file=str(args.out))
    return _said(args, batch, done, fine=True)


def _print(args: Namespace, batch: LabelBatch) -> Printed:
    """Hand all of it to the label printer of this machine and wait for its answer."""
    found = _printers(args)
    if not found:
        raise Refused(Text.of("labels.no_printer", name=args.printer or "*"))
    registry = Registry(lambda _: None, SystemClock())
    registry.set_up(found[:1])
    try:
        (device,) = registry.label_printers()
        answers: queue.Queue[Printed] = queue.Queue()
        device.print_labels(batch.orders, answers.put)
        return answers.get(timeout=_FOR_ALL_S + _EACH_S * batch.count)
    except queue.Empty:
        return Printed("unknown", Text.of("hardware.labels.silent"))
    finally:
        registry.close()


def _printers(args: Namespace) -> list[DeviceConfig]:
    """Return the label printers that are meant; the first one prints."""
    known = map(DeviceConfig.of, config.load(args.data / config.FILE).devices)
    return [
        each for each in known if each.category == "labels" and args.printer in ("", each.device_id)
    ]


def _dpi(args: Namespace) -> int:
    """Return the dots to the inch of the printer: how much room a code has."""
    return next((each.number("dpi", DPI) for each in _printers(args)), DPI)


def _said(args: Namespace, batch: LabelBatch, done: Text, *, fine: bool) -> int:
    if args.json:
        plain = {
            "kinds": len(batch.orders),
            "tags": batch.count,
            "left_out": [english(each) for each in batch.left_out],
            "fine": fine,
            "text": english(done),
        }
        sys.stdout.write(json.dumps(plain, ensure_ascii=False) + "\n")
    else:
        for each in batch.left_out:
            sys.stdout.write(told(Text.of("labels.left_out", reason=told(each))) + "\n")
        sys.stdout.write(told(done) + "\n")
    return 0 if fine and not batch.left_out else 1
