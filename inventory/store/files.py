"""What the system says about a file, in words for people: which one, why, and what to do.

Only what a disk and its folders can say; anything else that the system reports is not meant here.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text

_NO_ROOM = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_NO_RIGHT = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_PLACE = {
    errno.ENOENT, errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP,
}  # fmt: skip


def is_of_files(error: OSError) -> bool:
    """Tell whether an error is the disk's: no room, no right, no such place, a broken device."""
    return error.errno in {*_NO_ROOM, *_NO_RIGHT, *_NO_PLACE, errno.EIO}


def refusal(error: OSError, place: Path) -> Refused:
    """Return the refusal that names the place: what is wrong there, and what to do."""
    named = str(place)
    if error.errno in _NO_ROOM:
        return Refused(Text.of("store.no_room", path=named))
    reason = error.strerror or str(error)
    if error.errno in _NO_RIGHT:
        return Refused(Text.of("store.no_right", path=named, reason=reason))
    if error.errno in _NO_PLACE:
        return Refused(Text.of("store.no_place", path=named, reason=reason))
    return Refused(Text.of("store.cannot_use", path=named, reason=reason))


@contextmanager
def files_of(place: Path) -> Iterator[None]:
    """Turn what the system says about files into a refusal."""
    try:
        yield
    except OSError as error:
        raise refusal(error, place) from error
