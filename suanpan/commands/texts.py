"""``pos texts``: compile the catalogues (.po) for gettext (.mo); both are committed."""

import io
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

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
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with po.open("rb") as file:
        catalogue = read_po(file, locale=po.parent.parent.name, abort_invalid=True)
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()
