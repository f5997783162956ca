"""``pos texts``: compile the catalogues (.po) for gettext (.mo); both are committed."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from struct import pack

from suanpan import checkout

HELP = "compile the translated texts (.po to .mo); --check only compares"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("--check", action="store_true", help="write nothing; 1 when one is stale")


def run(args: Namespace) -> int:
    """Compile; 0 when all is up to date or written, 1 when --check found a stale one."""
    stale = [po for po in catalogues(checkout.ROOT) if is_stale(po)]
    for po in stale:
        if not args.check:
            compiled_beside(po).write_bytes(compiled(po))
        sys.stdout.write(f"{'stale' if args.check else 'written'}: {compiled_beside(po)}\n")
    return 1 if stale and args.check else 0


def catalogues(root: Path) -> list[Path]:
    """Return every .po file of both programs."""
    return sorted(
        po for package in ("pos_app", "head_office")
        for po in (root / package / "locale").glob("*/LC_MESSAGES/*.po")
    )  # fmt: skip


def compiled_beside(po: Path) -> Path:
    """Return where a catalogue's compiled form stands."""
    return po.with_suffix(".mo")


def is_stale(po: Path) -> bool:
    """Tell whether the compiled form is missing or says something else."""
    mo = compiled_beside(po)
    return not mo.exists() or mo.read_bytes() != compiled(po)


def compiled(po: Path) -> bytes:
    """Return the catalogue as gettext reads it; the same bytes for the same texts."""
    # A tool of the source checkout: a till in a shop has the compiled form and no Babel.
    from babel.messages.pofile import read_po

    language = po.parent.parent.name
    with po.open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    head = f"Language: {language.replace('_', '-')}\nContent-Type: text/plain; charset=UTF-8\n"
    return packed({"": head, **{str(each.id): str(each.string) for each in catalogue if each.id}})


def packed(messages: Mapping[str, str]) -> bytes:
    """Return a .mo file (GNU gettext manual, 10.3) with nothing in it that changes by itself."""
    # Babel's own writer puts the minute of the run and its version into the head.
    keys = sorted(messages)
    pieces = [text.encode() for text in (*keys, *(messages[key] for key in keys))]
    table, place = [], 28 + 8 * len(pieces)
    for piece in pieces:
        table.append(pack("<2I", len(piece), place))
        place += len(piece) + 1
    originals, translations = 28, 28 + 8 * len(keys)
    head = pack("<7I", 0x950412DE, 0, len(keys), originals, translations, 0, place)
    return head + b"".join(table) + b"".join(piece + b"\0" for piece in pieces)
