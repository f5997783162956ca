"""``pos init``: set up a new shop in a folder; an existing shop is never touched."""

import json
import secrets as random_numbers
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import replace
from getpass import getpass

from inventory.catalogue.product import Names
from inventory.kernel.errors import Refused
from inventory.kernel.money import Rate
from inventory.people import secrets
from inventory.service.setup import (
    PRESETS,
    ShopSpec,
    create_shop,
    preset_settings,
    require_no_shop,
)
from inventory.service.shop_settings import ShopSettings
from suanpan import places
from suanpan.words import told

HELP = "set up a new shop: name, taxes, currency and the first owner"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    places.add_folder(parser)
    parser.add_argument("--store", default="SH01", metavar="ID", help="store number, e.g. SH01")
    parser.add_argument("--till", default="T01", metavar="ID", help="till number, e.g. T01")
    parser.add_argument("--name", metavar="NAME", help="the shop's name as customers know it")
    parser.add_argument("--name-zh-hant", default="", metavar="NAME", help="in traditional Chinese")
    parser.add_argument("--name-en", default="", metavar="NAME", help="in English")
    parser.add_argument(
        "--preset", default="cn", choices=sorted(PRESETS), help="taxes, money and clock of a place"
    )
    parser.add_argument(
        "--tax-rate", type=_rate, metavar="RATE", help="the place's rate, e.g. 8.25%%"
    )
    parser.add_argument("--currency", metavar="CODE", help="e.g. CNY, instead of the preset's")
    parser.add_argument("--zone", metavar="ZONE", help="e.g. Asia/Taipei, instead of the preset's")
    parser.add_argument("--owner", metavar="NAME", help="the first owner's name")
    parser.add_argument(
        "--pin", metavar="PIN", help="the owner's six digits; asked for, or made up, if not given"
    )
    parser.add_argument("--json", action="store_true", help="print what was made as JSON")


def run(args: Namespace) -> int:
    """Create the shop; 0 when it is there, 2 when something given cannot be."""
    database = places.database_in(args.data).absolute()
    try:
        require_no_shop(database)
        if not args.name and not sys.stdin.isatty():
            sys.stderr.write("pos init: nobody is here to ask; give the shop's name with --name\n")
            return 2
        pin, made_up = _pin(args)
        spec = _spec(args, pin)
        site = create_shop(database, spec)
    except Refused as refused:
        sys.stderr.write(f"pos init: {told(refused.text)}\n")
        return 2
    except EOFError:  # the terminal's end of input, typed at a question
        sys.stderr.write("\npos init: the questions were not answered; no shop was made\n")
        return 2
    made = {"store": site.store_id, "till": site.till_id, "database": str(database)}
    if made_up:
        made["pin"] = pin
    _show(made, as_json=args.json)
    return 0


def _show(made: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(made, ensure_ascii=False) + "\n")
        return
    sys.stdout.write(f"Shop {made['store']} with till {made['till']} is in {made['database']}\n")
    if "pin" in made:
        sys.stdout.write(f"The owner's PIN, shown this once: {made['pin']}\n")


def _spec(args: Namespace, pin: str) -> ShopSpec:
    name = args.name or _ask("Name of the shop", "Suanpan")
    names = Names(name, args.name_zh_hant or name, args.name_en or name)
    owner = args.owner or _ask("Name of the owner", "Owner")
    settings = _changed(preset_settings(args.preset, names), args)
    return ShopSpec(args.store, args.till, settings, owner, pin, args.preset, args.tax_rate)


def _rate(text: str) -> Rate:
    try:
        return Rate.parse(text)
    except Refused as refused:
        raise ArgumentTypeError(told(refused.text)) from None


def _changed(settings: ShopSettings, args: Namespace) -> ShopSettings:
    if args.currency:
        settings = replace(settings, currency=args.currency)
    return replace(settings, zone=args.zone) if args.zone else settings


def _ask(question: str, default: str) -> str:
    """Ask a person; without one the default stands."""
    if not sys.stdin.isatty():
        return default
    return input(f"{question} [{default}]: ").strip() or default


def _pin(args: Namespace) -> tuple[str, bool]:
    """Return the owner's PIN and whether it was made up: given, asked twice, or at random."""
    if args.pin:
        return args.pin, False
    if sys.stdin.isatty():
        typed = _typed_pin()
        if typed:
            return typed, False
    while True:
        pin = f"{random_numbers.randbelow(10**secrets.PIN_LENGTH):0{secrets.PIN_LENGTH}d}"
        if not secrets.is_weak(pin):
            return pin, True


def _typed_pin() -> str:
    """Ask until a PIN that may be one was typed twice; nothing when the person wants none."""
    while first := getpass("The owner's PIN, six digits (empty: make one up): "):
        try:
            secrets.require_pin(first)
        except Refused as refused:
            sys.stderr.write(f"{told(refused.text)}\n")
            continue
        if first == getpass("Again: "):
            return first
        sys.stderr.write("The two differ.\n")
    return ""
