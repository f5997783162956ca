"""Machines whose power can be cut: user-mode Linux where the processor lets it boot, else QEMU.

Both run this system, read-only, as their root, keep a cache of their own, and die with SIGKILL.
Both give their disk's writes to a file of this system at once, so what the machine wrote before the
cut is there after it, and what only its cache held is gone.

That is a fair cut. The disk loses nothing that it was given, like one whose cache outlives the
power; the kernel, its cache and its file system lose what every machine loses. QEMU's disk has a
write cache (``cache=writeback``), so that the guest must flush it, and QEMU passes each flush on to
this system. A disk that also drops and tears what was not flushed is ``crash_vfs``.
"""

import os
import platform
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from time import monotonic, sleep
from typing import Protocol

from tests.rigs.crash_day import Event
from tests.rigs.crash_till import spoken

ROOT = Path(__file__).resolve().parents[2]
INIT = Path(__file__).with_name("machine_init.sh")
KERNEL = Path(__file__).with_name("vm_kernel.sh")
STEP_S, MADE_S, TAIL_LINES = 30, 420, 60
# What QEMU's guest needs to reach its root and an ext4 disk.
MODULES = ("virtio_pci", "9pnet_virtio", "9p", "virtio_blk", "ext4")


class CannotBoot(Exception):
    """No machine boots here; the message names in a few words what is missing."""


class Silent(Exception):
    """A machine that was running says nothing more; the message is what it said last."""


class Machine(Protocol):
    """One way to boot."""

    name: str
    boot_s: float

    def prepare(self, folder: Path) -> None:
        """Get ready, once; raises CannotBoot."""

    def command(self, disk: Path, settings: dict[str, str]) -> list[str]:
        """Return what starts it; ``settings`` reach its first process as variables."""


@dataclass(slots=True)
class Uml:
    """User-mode Linux (Debian: user-mode-linux): boots in a second, not on every processor."""

    name: str = "uml"
    boot_s: float = 60

    def prepare(self, folder: Path) -> None:
        """Look whether it is installed."""
        if shutil.which("linux.uml") is None:
            raise CannotBoot("not installed")

    def command(self, disk: Path, settings: dict[str, str]) -> list[str]:
        """Boot from hostfs; the first console is the pipe."""
        inside = {
            "TILL_SOURCE": str(ROOT), "TILL_PYTHON": sys.executable, "TILL_DISK": "/dev/ubda",
        }  # fmt: skip
        return [
            "linux.uml", "mem=512M", "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro",
            "quiet", f"init={INIT}", f"ubda={disk}", "con0=null,fd:1", "con=null",
            *(f"{name}={value}" for name, value in (inside | settings).items()),
        ]  # fmt: skip


@dataclass(slots=True)
class Qemu:
    """QEMU in software emulation with Debian's kernel: boots anywhere on x86-64, in 10 seconds.

    The kernel speaks on the first serial line, a file; the till has the second, which is the pipe.
    """

    name: str = "qemu"
    boot_s: float = 180
    initrd: Path = Path()

    @property
    def cache(self) -> Path:
        """Return where kernel and modules are kept."""
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        return Path(os.environ.get("CRASH_VM_CACHE") or Path(base, "crash-vm"))

    def prepare(self, folder: Path) -> None:
        """Fetch QEMU and a kernel where they are not here yet, and make the initial disk."""
        if sys.platform != "linux" or platform.machine() != "x86_64":
            raise CannotBoot("only made for Linux on x86-64")
        if shutil.which("qemu-system-x86_64") is None and shutil.which("apt-get") is None:
            raise CannotBoot("not installed")
        self._make("prepare", str(self.cache), *MODULES)
        script, self.initrd = folder / "command", folder / "initrd.gz"
        inside = {
            "TILL_SOURCE": str(ROOT), "TILL_PYTHON": sys.executable, "TILL_DISK": "/dev/vda",
            "TILL_LINE": "/dev/ttyS1",
        }  # fmt: skip
        script.write_text(
            "".join(f"export {name}={shlex.quote(value)}\n" for name, value in inside.items())
            + f"exec {shlex.quote(str(INIT))}\n"
        )
        self._make("initrd", str(self.cache), str(script), str(self.initrd))

    def command(self, disk: Path, settings: dict[str, str]) -> list[str]:
        """Boot with this system over 9p and the disk on virtio."""
        given = " ".join(f"{name}={value}" for name, value in settings.items())
        return [
            "qemu-system-x86_64", "-accel", "tcg,thread=multi", "-smp", "1", "-m", "512",
            "-display", "none", "-monitor", "none", "-nic", "none", "-no-reboot",
            "-serial", f"file:{disk.with_name('console.log')}", "-serial", "stdio",
            "-kernel", str(self.cache / "vmlinuz"), "-initrd", str(self.initrd),
            "-append", f"console=ttyS0 panic=-1 quiet no_timer_check {given}",
            "-virtfs",
            "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap",
            "-drive", f"file={disk},if=virtio,format=raw,cache=writeback",
        ]  # fmt: skip

    @staticmethod
    def _make(*arguments: str) -> None:
        try:
            made = subprocess.run(
                [str(KERNEL), *arguments], capture_output=True, text=True, check=False,
                timeout=MADE_S,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise CannotBoot("its kernel was not fetched in time") from None
        if made.returncode != 0:
            last = (made.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise CannotBoot(f"its kernel cannot be made: {last}")


def a_machine(folder: Path, disk: Path, ways: tuple[Machine, ...] | None = None) -> Machine:
    """Return the first way that boots here and runs Python; raises CannotBoot for all of them."""
    reasons = []
    for machine in (Uml(), Qemu()) if ways is None else ways:
        try:
            machine.prepare(folder)
            until_cut(machine, disk, {"TILL_SEED": "probe"}, wanted=1)
            return machine
        except CannotBoot as error:
            reasons.append(f"{machine.name}: {error}")
        except Silent as error:
            reasons.append(f"{machine.name}: {_why(str(error))}")
        except OSError as error:
            reasons.append(f"{machine.name}: {error.strerror}")
    raise CannotBoot("; ".join(reasons))


def until_cut(
    machine: Machine, disk: Path, settings: dict[str, str], wanted: int, delay_s: float = 0
) -> list[Event]:
    """Start it, let the till say so many things and a moment pass, cut, and read what it said."""
    process = subprocess.Popen(
        machine.command(disk, settings), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, start_new_session=True, cwd=disk.parent,
    )  # fmt: skip
    assert process.stdout is not None
    lines: Queue[bytes | None] = Queue()
    reader = threading.Thread(target=_read, args=(process.stdout, lines))
    reader.start()
    try:
        said = _listen(lines, wanted, machine.boot_s)
        sleep(delay_s)
    except Silent as error:
        console = disk.with_name("console.log")
        kernel = console.read_text(errors="replace") if console.exists() else ""
        raise Silent(f"{kernel}{error}") from None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        reader.join()
        process.stdout.close()
    while (line := lines.get()) is not None:
        said.append(line)
    return [event for line in said if (event := spoken(line))]


def _read(stream: "object", lines: "Queue[bytes | None]") -> None:
    for line in stream:  # type: ignore[attr-defined]
        lines.put(line)
    lines.put(None)


def _listen(lines: "Queue[bytes | None]", wanted: int, boot_s: float) -> list[bytes]:
    """Collect lines until the till has said enough."""
    got: list[bytes] = []
    said, until = 0, monotonic() + boot_s
    while said < wanted:
        try:
            line = lines.get(timeout=max(0.1, until - monotonic()))
        except Empty:
            line = None
        if line is None:
            raise Silent(b"".join(got[-TAIL_LINES:]).decode(errors="replace"))
        got.append(line)
        if spoken(line):
            said, until = said + 1, monotonic() + STEP_S
    return got


def _why(said: str) -> str:
    """Pick from what a machine said the line that tells why it went no further."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    for word in ("errno", "panic"):
        for line in lines:
            if word in line:
                return line
    return lines[-1] if lines else "says nothing"
