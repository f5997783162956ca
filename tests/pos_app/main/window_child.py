"""Stands in for a device's window: does over real pipes what a test wants of it, and no more.

``python -m tests.pos_app.main.window_child HOW FILE [LINE ...]``; what it was shown lies in FILE.
"""

import os
import sys
import threading
from pathlib import Path

from pos_app.hardware.window_talk import ACT_MOST, Act, act_line

ENDED = "ended"


def say(line: bytes) -> None:
    os.write(1, line)


def main(how: str, kept: Path, *lines: str) -> int:
    if how == "dies":
        return 3
    say(act_line(Act("ready")))
    for line in lines:
        say(line.encode("utf-8", "surrogateescape") + b"\n")
    if how == "deaf":
        threading.Event().wait()
    if how == "long":
        say(b"x" * (ACT_MOST + 1))
    while how == "floods":
        say(b"rubbish\n")
    if how == "closes":
        return 0
    with kept.open("ab", buffering=0) as file:
        for line in sys.stdin.buffer:
            file.write(line)
        file.write(ENDED.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:]))
