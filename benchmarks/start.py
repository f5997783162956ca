"""Claim: from the start of the process to the first frame at most 1.2 s, with 100,000 styles.

Median of fresh processes, files in the system's cache, software renderer off-screen where there is
no graphics card. The frame is the login's, ready for a PIN.
"""

import json
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks import till_process
from benchmarks.measure import verdict

LIMIT_S = 1.2


def child(folder: Path, spawned_ns: int) -> int:
    """Start the till as ``pos till`` does and tell when its first frame was on the screen."""
    from pos_app import boot

    boot.hurry()
    boot.prepare(boot.Display())
    from kivy.base import stopTouchApp
    from kivy.core.window import Window

    from pos_app.main import window

    shown: list[float] = []

    def flipped(*_: object) -> None:
        if not shown:
            shown.append((time.monotonic_ns() - spawned_ns) / 1e9)
            stopTouchApp()

    Window.bind(on_flip=flipped)
    window.run(folder)
    sys.stdout.write(json.dumps({"seconds": shown[0]}) + "\n")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when the claim holds, 1 when not."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--styles", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="folder that keeps the shop for next time")
    parser.add_argument("--child", type=Path)
    parser.add_argument("--spawned", type=int, default=0)
    args = parser.parse_args(arguments)
    if args.child:
        return child(args.child, args.spawned)
    with TemporaryDirectory() as temporary:
        folder = till_process.a_shop(args.keep or Path(temporary), args.styles)
        till_process.report_of("benchmarks.start", str(folder))  # fills the caches
        taken = sorted(
            till_process.report_of("benchmarks.start", str(folder))["seconds"]
            for _ in range(args.runs)
        )
    sys.stdout.write(
        f"start, {args.styles:,} styles: fastest {taken[0]:.2f} s, slowest {taken[-1]:.2f} s\n"
    )
    return 0 if verdict("start to first frame, median", median(taken), LIMIT_S, "s") else 1


if __name__ == "__main__":
    sys.exit(main())
