"""A secret in a file that only this user may read, beside the database it belongs to."""

import os
from pathlib import Path


def write_new(path: Path, content: bytes) -> bool:
    """Write a file of a secret and its folder's entry to disk; an existing one is left alone."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    _fill(handle, content)
    _sync_folder(path.parent)
    return True


def replace(path: Path, content: bytes) -> None:
    """Put other content in the place of a secret: a crash leaves the old or the new file."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    _fill(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), content)
    os.replace(beside, path)
    _sync_folder(path.parent)


def _fill(handle: int, content: bytes) -> None:
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Let a new name survive a power cut; where a folder cannot be opened the system does it."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
