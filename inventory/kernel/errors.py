"""The errors that the product expects, as a tree. All else is a bug and reaches the crash screen.

SuanpanError
├── Refused      a rule said no: show it, nothing happened
├── DeviceError  a device cannot do its work now: show state, offer a retry
├── SyncError    head office cannot be reached or disagrees: status bar
└── Damaged      stored data contradicts itself: stop, keep everything, tell
"""

from inventory.kernel.text import Text


class SuanpanError(Exception):
    """Carry a translatable message; ``text`` is what a person is shown."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class Refused(SuanpanError):
    """A rule of the shop said no; nothing was changed."""


class DeviceError(SuanpanError):
    """A device could not do its work; ``state`` is its status word, ``retry`` if trying helps."""

    def __init__(self, text: Text, *, state: str = "offline", retry: bool = True) -> None:
        super().__init__(text)
        self.state = state
        self.retry = retry


class SyncError(SuanpanError):
    """Head office could not be reached, or answered with a refusal."""


class Damaged(SuanpanError):
    """Stored data contradicts itself; work on it must stop and it must be kept."""
