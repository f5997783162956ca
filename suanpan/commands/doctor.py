"""``pos doctor``: what devices are set up and how they are, what could be set up, what is wrong.

Each thing that is wrong comes with the line that mends it where there is one. ``--fix`` runs these
lines as root; without root it prints them and ends with 2. While a till is open its devices are
left to it, and all else is looked at.
"""

import contextlib
import json
import os
import queue
import shutil
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from inventory.kernel.clock import Clock, SystemClock
from inventory.kernel.errors import Refused, SuanpanError
from inventory.kernel.text import Text
from inventory.store import engine
from inventory.store.engine import require_sqlite
from inventory.store.process_lock import ProcessLock
from pos_app import config
from pos_app.hardware.categories import Condition, DeviceStatus, Proposal, StatusUpdate
from pos_app.hardware.discovery import look, propose
from pos_app.hardware.doctor import Ailment, Person, examine, person
from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.kernel_view import Machine
from pos_app.hardware.network_search import search
from pos_app.hardware.registry import Registry
from suanpan import places
from suanpan.words import english, told

HELP = "what devices are there, what is wrong, and the line that mends it"
FREE_BYTES_MIN = 1_000_000_000
ANSWER_WITHIN_S = 8.0
_CLOCK_SLACK_MS = 60_000
_EARLIEST_MS = 1_767_225_600_000  # 2026-01-01: no till was made before
_MEND_WITHIN_S = 120


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All that was found; ``busy`` says that a till is open and has the devices."""

    statuses: tuple[DeviceStatus, ...]
    proposals: tuple[Proposal, ...]
    ailments: tuple[Ailment, ...]
    busy: bool

    @property
    def well(self) -> bool:
        """Whether nothing is wrong; a device that could be set up is no fault."""
        faults = any(each.fault for each in self.ailments)
        return not faults and all(each.works for each in self.statuses)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    places.add_folder(parser)
    parser.add_argument("--fix", action="store_true", help="run the lines that mend, as root")
    parser.add_argument("--network", action="store_true", help="also look for network printers")
    parser.add_argument("--user", default="", metavar="NAME", help="who the till runs as")
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")


def run(args: Namespace, machine: Machine | None = None) -> int:
    """Look; 0 when all is well, 1 when something is wrong, 2 when it could not be mended."""
    machine = machine or Machine()
    try:
        who = person(args.user)
    except KeyError:
        sys.stderr.write(f"pos doctor: there is no user {args.user}\n")
        return 2
    diagnosis = diagnose(args.data, who, machine, network=args.network)
    lines = list(dict.fromkeys(line for each in diagnosis.ailments for line in each.mend))
    if args.fix and lines and os.geteuid() == 0:
        if not all([_mended(line) for line in lines]):
            return 2
        diagnosis = diagnose(args.data, person(args.user), machine, network=args.network)
    _show(diagnosis, as_json=args.json)
    if args.fix and lines and os.geteuid() != 0:
        sys.stderr.write("pos doctor: run as root:\n" + "".join(f"  {line}\n" for line in lines))
        return 2
    return 0 if diagnosis.well else 1


def diagnose(
    folder: Path, who: Person, machine: Machine, clock: Clock | None = None, *, network: bool
) -> Diagnosis:
    """Look at settings, devices, machine and folder."""
    clock = clock or SystemClock()
    configs, wrong = _set_up_in(folder)
    found = look(machine, search() if network else ())
    proposals = propose(found, configs)
    busy = _busy(folder)
    statuses: tuple[DeviceStatus, ...] = ()
    if not busy:
        statuses, refused = asked(configs, clock)
        wrong += refused
    ailments = [Ailment("settings", each) for each in wrong]
    ailments += examine(configs, found, proposals, who, machine)
    ailments += _of_the_machine(folder, clock)
    if not places.database_in(folder).is_file():
        ailments.append(Ailment("shop", Text.of("store.no_shop", folder=str(folder)), fault=False))
    return Diagnosis(statuses, proposals, tuple(ailments), busy)


def _set_up_in(folder: Path) -> tuple[tuple[DeviceConfig, ...], list[Text]]:
    """Return the devices of the settings that can be read, and what is wrong with the rest."""
    settings, faults = config.load_what_is_right(folder / config.FILE)
    configs, wrong = [], list(faults)
    for each in settings.devices:
        try:
            configs.append(DeviceConfig.of(each))
        except Refused as refused:
            wrong.append(refused.text)
    return tuple(configs), wrong


def asked(
    configs: tuple[DeviceConfig, ...], clock: Clock
) -> tuple[tuple[DeviceStatus, ...], list[Text]]:
    """Reach every device; return how each is, and why others could not be set up.

    One that says nothing in time stays unknown.
    """
    heard: queue.Queue[object] = queue.Queue()
    registry = Registry(heard.put, clock)
    refused = registry.set_up_each(configs)
    end = clock.monotonic() + ANSWER_WITHIN_S
    try:
        while any(each.condition is Condition.UNKNOWN for each in registry.statuses()):
            event = heard.get(timeout=max(end - clock.monotonic(), 0.001))
            assert isinstance(event, StatusUpdate) or event is not None
    except queue.Empty:
        pass
    statuses = registry.statuses()
    registry.close()
    return statuses, [reason for _, reason in refused]


def _busy(folder: Path) -> bool:
    """Tell whether a till is open on this shop."""
    if not places.database_in(folder).exists():
        return False
    try:
        ProcessLock(places.database_in(folder)).release()
    except Refused as refused:
        return refused.text.code == "store.second_process"
    return False


def _of_the_machine(folder: Path, clock: Clock) -> Iterator[Ailment]:
    try:
        require_sqlite()
    except SuanpanError as error:
        yield Ailment("sqlite", error.text)
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    free = shutil.disk_usage(there).free
    if free < FREE_BYTES_MIN:
        yield Ailment(
            "disk",
            Text.of(
                "doctor.disk", mb=free >> 20, need=engine.FREE_BYTES_MIN >> 20, folder=str(there)
            ),
        )
    newest = max((_changed_ms(each) for each in _files(folder)), default=_EARLIEST_MS)
    if clock.now_ms() < max(newest, _EARLIEST_MS) - _CLOCK_SLACK_MS:
        yield Ailment("clock", Text.of("doctor.clock"), ("timedatectl set-ntp true",))


def _files(folder: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return [each for each in folder.iterdir() if each.is_file()]
    return []


def _changed_ms(file: Path) -> int:
    with contextlib.suppress(OSError):
        return file.stat().st_mtime_ns // 1_000_000
    return 0


def _mended(line: str) -> bool:
    """Run one of our own lines; its words go where ours do."""
    sys.stderr.write(f"# {line}\n")
    try:
        done = subprocess.run(["/bin/sh", "-c", line], check=False, timeout=_MEND_WITHIN_S)
    except (OSError, subprocess.TimeoutExpired) as error:
        sys.stderr.write(f"pos doctor: {error}\n")
        return False
    return done.returncode == 0


# --- showing -----------------------------------------------------------------------------------


def as_plain(diagnosis: Diagnosis) -> dict[str, object]:
    """Return a diagnosis as plain data."""
    return {
        "well": diagnosis.well,
        "till_open": diagnosis.busy,
        "devices": [
            {
                "id": each.device_id, "category": each.category,
                "condition": each.condition.value, "works": each.works,
                "text": english(each.reason),
            }
            for each in diagnosis.statuses
        ],
        "found": [
            each.as_plain() | {"sure": each.sure, "text": english(each.why)}
            for each in diagnosis.proposals
        ],
        "wrong": [
            {"rule": each.rule, "text": english(each.text), "mend": list(each.mend)}
            for each in diagnosis.ailments
            if each.fault
        ],
        "notes": [
            {"rule": each.rule, "text": english(each.text)}
            for each in diagnosis.ailments
            if not each.fault
        ],
    }  # fmt: skip


def _show(diagnosis: Diagnosis, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(as_plain(diagnosis), ensure_ascii=False) + "\n")
        return
    say: Callable[[str], object] = sys.stdout.write
    say(told(Text.of("doctor.devices")) + "\n")
    if diagnosis.busy:
        say(f"  {told(Text.of('doctor.till_open'))}\n")
    elif not diagnosis.statuses:
        say(f"  {told(Text.of('doctor.none'))}\n")
    for status in diagnosis.statuses:
        mark = "ok " if status.works else "!! "
        say(f"  {mark}{status.device_id}: {told(status.reason)}\n")
    _show_found(diagnosis.proposals)
    _show_wrong(diagnosis.ailments)
    if diagnosis.well:
        say(told(Text.of("doctor.well")) + "\n")


def _show_found(proposals: tuple[Proposal, ...]) -> None:
    say: Callable[[str], object] = sys.stdout.write
    if proposals:
        say(told(Text.of("doctor.found")) + "\n")
    for each in proposals:
        options = ", ".join(f"{name} = {value}" for name, value in each.options.items())
        say(f"  {told(each.why)}\n     driver = {each.driver}, {options}\n")


def _show_wrong(ailments: tuple[Ailment, ...]) -> None:
    say: Callable[[str], object] = sys.stdout.write
    faults = [each for each in ailments if each.fault]
    notes = [each for each in ailments if not each.fault]
    if faults:
        say(told(Text.of("doctor.wrong")) + "\n")
    for each in faults:
        say(f"  !! {told(each.text)}\n" + "".join(f"     {line}\n" for line in each.mend))
    if notes:
        say(told(Text.of("doctor.notes")) + "\n")
    for each in notes:
        say(f"  {told(each.text)}\n")
