"""``pos till``: the till of the shop in a folder, in its window."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace

from inventory.kernel.errors import SuanpanError
from inventory.service.shop_settings import LANGUAGES
from pos_app import boot, config
from pos_app.main.look import Look
from suanpan import places
from suanpan.words import told

HELP = "the till of a shop, in its window"
SIZE_MAX = 16_384
USUAL_SIZE = (1366, 768)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    places.add_folder(parser)
    add_window(parser)


def add_window(parser: ArgumentParser) -> None:
    """Give a subcommand the options of the window."""
    parser.add_argument("--size", type=_size, metavar="WxH", help="pixels, e.g. 1366x768")
    parser.add_argument(
        "--diagonal", type=float, default=0.0, metavar="INCH", help="the screen's, e.g. 15.6"
    )
    parser.add_argument("--language", choices=LANGUAGES, default="", help="instead of the shop's")
    parser.add_argument("--theme", choices=("light", "dark"), default="", help="instead of its own")


def run(args: Namespace) -> int:
    """Run the till until its window closes; 2 when the shop cannot be opened."""
    places.shop_in(args.data)
    prepare_window("till", args)
    # Kivy opens its window at import, so it is imported once it is known that there is a shop.
    from pos_app.main import window

    try:
        code = window.run(args.data, window_look(args))
    except SuanpanError as error:
        sys.stderr.write(f"pos till: {told(error.text)}\n")
        return 2
    if code == window.RESTART:
        window.restart()
    return code


def prepare_window(command: str, args: Namespace) -> None:
    """Set up what Kivy reads at its import, and say where the till is drawn when nobody sees it."""
    boot.hurry()
    screen = config.load_what_is_right(args.data / config.FILE)[0].screen
    width, height = args.size or (screen.width, screen.height)
    if not width or not height:
        width, height = (screen.kiosk and boot.desktop_size()) or USUAL_SIZE
    boot.prepare(boot.Display(width, height, kiosk=screen.kiosk))
    if not boot.has_display():
        sys.stderr.write(f"pos {command}: no display here; the till is drawn off-screen\n")


def window_look(args: Namespace) -> Look:
    """Return what the options say about the window."""
    width, height = args.size or (0, 0)
    return Look(width, height, args.diagonal, args.language, args.theme)


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.lower().partition("x")
    if not cross or not (width.isdecimal() and height.isdecimal()):
        raise ArgumentTypeError("a size is WIDTHxHEIGHT in pixels, e.g. 1366x768")
    if not (320 <= int(width) <= SIZE_MAX and 240 <= int(height) <= SIZE_MAX):
        raise ArgumentTypeError(f"from 320x240 to {SIZE_MAX}x{SIZE_MAX} pixels")
    return int(width), int(height)
