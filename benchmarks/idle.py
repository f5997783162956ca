"""Claim: a till that nobody touches takes at most 3 % of one core, on the checkout screen.

User and system time of the whole process, all threads, over the wall clock, after it has settled.
"""

import json
import os
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import till_process
from benchmarks.measure import verdict

LIMIT_PERCENT = 3.0
SETTLE_S = 30.0  # the work of opening is over: what is loaded ahead, and the day's backup


def child(folder: Path, seconds: float) -> int:
    """Show the checkout, wait, and tell the share of a core that was used."""
    from pos_app import boot

    boot.prepare(boot.Display())
    from kivy.base import stopTouchApp
    from kivy.clock import Clock

    from inventory.people.staff import SYSTEM
    from pos_app.main import window

    found: dict[str, float] = {}

    def used() -> float:
        times = os.times()
        return times.user + times.system

    def begin(_: object) -> None:
        found.update(cpu=used(), wall=time.monotonic())
        Clock.schedule_once(end, seconds)

    def end(_: object) -> None:
        found["percent"] = 100 * (used() - found["cpu"]) / (time.monotonic() - found["wall"])
        stopTouchApp()

    def opened(till: window.OpenTill) -> None:
        till.till.session.sign_on(SYSTEM, "")
        till.rooms.shell.go("checkout")
        Clock.schedule_once(begin, SETTLE_S)

    window.run(folder, then=opened)
    sys.stdout.write(json.dumps({"percent": found["percent"]}) + "\n")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when the claim holds, 1 when not."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--styles", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--child", type=Path)
    parser.add_argument("--spawned", type=int, default=0)
    args = parser.parse_args(arguments)
    if args.child:
        return child(args.child, args.seconds)
    with TemporaryDirectory() as temporary:
        folder = till_process.a_shop(Path(temporary), args.styles)
        report = till_process.report_of(
            "benchmarks.idle", str(folder), "--seconds", str(args.seconds)
        )
    return 0 if verdict("idle on the checkout", report["percent"], LIMIT_PERCENT, "%") else 1


if __name__ == "__main__":
    sys.exit(main())
