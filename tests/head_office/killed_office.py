"""Head office that is killed at its n-th batch: inside the transaction, or before it answers.

Run as a script by ``test_kill``: ``killed_office.py POINT NTH`` and what ``pos head-office`` takes.
"""

import os
import signal
import sys
from collections.abc import Callable

from head_office.api import Api
from inventory.service import intake
from suanpan.cli import main

POINTS = ("received", "in_transaction", "committed")


def killed_at(nth: int, work: Callable, *, after: bool) -> Callable:
    calls = 0

    def counted(*args, **more):
        nonlocal calls
        calls += 1
        if calls < nth:
            return work(*args, **more)
        if after:
            work(*args, **more)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("unreachable")

    return counted


def plant(point: str, nth: int) -> None:
    if point == "received":
        Api._receive = killed_at(nth, Api._receive, after=False)
    elif point == "in_transaction":
        intake.receive = killed_at(nth, intake.receive, after=True)
    else:
        Api._signed = killed_at(nth, Api._signed, after=False)


if __name__ == "__main__":
    plant(sys.argv[1], int(sys.argv[2]))
    sys.exit(main(["head-office", *sys.argv[3:]]))
