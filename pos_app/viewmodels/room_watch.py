"""Little room on the disk: said to whoever signs on, before a customer waits at the payment."""

from collections.abc import Callable

from inventory.kernel.text import Text
from pos_app.viewmodels.till import MachineFacts, Till

WARN_BYTES = 512 << 20


class RoomWatch:
    """Looks at the disk when somebody signs on, off the UI thread, and tells through ``say``."""

    def __init__(self, till: Till, say: Callable[[Text], None]) -> None:
        self._till, self._say = till, say
        till.session.greet(self._signed_on)

    def _signed_on(self, person: str) -> None:
        machine = self._till.machine
        if machine is not None:
            self._till.hands.work(machine.facts, lambda facts: self._look(person, facts))

    def _look(self, person: str, facts: MachineFacts) -> None:
        little = facts.total and facts.free < WARN_BYTES
        if little and person == self._till.session.person:
            mb, need = facts.free >> 20, facts.needed >> 20
            self._say(Text.of("checkout.little_room", mb=mb, need=need))
