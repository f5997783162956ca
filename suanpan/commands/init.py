"""``pos init``: set up a new shop in a folder; an existing shop is never touched."""

import json
import secrets as random_numbers
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import replace
from getpass import getpass
from shlex import quote

from inventory.catalogue.product import Names
from inventory.kernel.errors import Refused
from inventory.kernel.money import Rate
from inventory.kernel.text import Text
from inventory.people import secrets
from inventory.service.setup import (
    PRESETS,
    ShopSpec,
    create_shop,
    preset_settings,
    require_no_shop,
    require_spec,
)
from inventory.service.shop_settings import ShopSettings
from suanpan import places
from suanpan.words import in_language, told

_OPEN = "-"  # stands for what is asked later, while what was given is looked at
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
        "--preset",
        default="cn",
        choices=sorted(PRESETS),
        help="money, taxes, clock and language of a place (default: cn). "
        + "; ".join(f"{code}: {_usual(code)}" for code in PRESETS).replace("%", "%%"),
    )
    parser.add_argument(
        "--tax-rate", type=_rate, metavar="RATE", help="the place's, in per cent: 13 or 8.25%%"
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
        if args.name is not None and not args.name.strip():
            sys.stderr.write("pos init: the shop's name (--name) is empty; no shop was made\n")
            return 2
        if not args.name and not sys.stdin.isatty():
            sys.stderr.write("pos init: nobody is here to ask; give the shop's name with --name\n")
            return 2
        spec, made_up = _spec(args)
        site = create_shop(database, spec)
    except Refused as refused:
        sys.stderr.write(f"pos init: {told(refused.text)}\n")
        return 2
    except EOFError:  # the terminal's end of input, typed at a question
        sys.stderr.write("\npos init: the questions were not answered; no shop was made\n")
        return 2
    made = {"store": site.store_id, "till": site.till_id, "database": str(database)}
    if made_up:
        made["pin"] = spec.owner_pin
    if args.json:
        sys.stdout.write(json.dumps(made, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join(_told(args, spec, made)) + "\n")
    return 0


def _told(args: Namespace, spec: ShopSpec, made: dict[str, str]) -> list[str]:
    """Return what was made, and what comes next."""
    settings = spec.settings
    lines = [
        f"“{settings.name.in_language(settings.language)}” is set up: shop {made['store']}, till"
        f" {made['till']}, in {made['database']}",
        _usual(spec.preset, settings, spec.tax_rate),
    ]
    if "pin" in made:
        lines.append(f"The owner's PIN, shown this once: {made['pin']}")
    usual = args.data.absolute() == places.default_folder().absolute()
    where = "" if usual else f" --data {quote(str(args.data))}"
    lines.append(f"Next:  ./pos import goods.xlsx{where}   then   ./pos till{where}")
    return lines


def _usual(preset: str, settings: ShopSettings | None = None, rate: Rate | None = None) -> str:
    """Return what a place sets, or what these settings made of it: money, taxes, clock, language.

    ``rate`` replaces that of the first tax.
    """
    known = PRESETS[preset]
    settings, shown = settings or known.settings, []
    for at, (tax, names) in enumerate(known.taxes):
        percent = (rate if rate and at == 0 else tax.rate).plain_percent()
        how = "in the price" if tax.included else "added to the price"
        shown.append(f"{names.en} {percent}% {how}")
    taxes = ", ".join(shown) or "no tax"
    return f"{settings.currency}, {taxes}, clock of {settings.zone}, {settings.language}"


def _spec(args: Namespace) -> tuple[ShopSpec, bool]:
    """Return the shop, asking for what was not given, and whether its PIN was made up.

    What was given is looked at before anything is asked.
    """
    settings = _changed(preset_settings(args.preset, _names(args, args.name or _OPEN)), args)
    owner, pin = args.owner or _OPEN, args.pin or _any_pin()
    spec = ShopSpec(args.store, args.till, settings, owner, pin, args.preset, args.tax_rate)
    require_spec(spec)
    name = args.name or _ask("Name of the shop", "Suanpan")
    usual_owner = in_language(settings.language, Text.of("staff.role.owner"))
    owner = args.owner or _ask("Name of the owner", usual_owner)
    pin, made_up = _pin(args)
    settings = replace(settings, name=_names(args, name))
    return replace(spec, settings=settings, owner_name=owner, owner_pin=pin), made_up


def _names(args: Namespace, name: str) -> Names:
    """Return the names of a shop: the one it goes by stands in the place's language only.

    A language without one of its own shows that one, also after it was changed.
    """
    given = {"zh_hans": "", "zh_hant": args.name_zh_hant, "en": args.name_en}
    own = PRESETS[args.preset].settings.language.replace("-", "_").lower()
    given["zh_hans" if given[own] else own] = name
    return Names(**given)


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
    return _any_pin(), True


def _any_pin() -> str:
    """Return a PIN at random that is not too easy."""
    while True:
        pin = f"{random_numbers.randbelow(10**secrets.PIN_LENGTH):0{secrets.PIN_LENGTH}d}"
        if not secrets.is_weak(pin):
            return pin


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
