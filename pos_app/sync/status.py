"""How the sending stands, as the till's bar shows it. No network here."""

from dataclasses import dataclass
from typing import Literal

from inventory.kernel.text import Text

State = Literal["none", "online", "offline", "rejected"]


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """``online``: all is well; ``offline``: nobody answers, it is tried again; ``rejected``: head
    office answers and refuses, a person has to do something; ``none``: no head office is set up.
    """

    state: State
    pending: int = 0
    last_ack_ms: int | None = None
    reason: Text | None = None
