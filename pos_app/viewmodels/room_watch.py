"""Little room on the disk: said to whoever signs on, before a customer waits at the payment."""

from collections.abc import Callable

from inventory.kernel.text import Text
from pos_app.viewmodels.till import MachineFacts, Till

WARN_BYTES = 512 << 20


class RoomWatch:
    """Looks at the disk when somebody signs on, off the UI thread, and tells through ``say``."""

    def __init__(self, till: Till, say: Callable[[Text], None]) -> None:
        self._till, self._say = till, say
        self._told = ""
        till.session.listen(self._person_changed)

    def _person_changed(self) -> None:
        actor, machine = self._till.session.actor, self._till.machine
        person = "" if actor is None else actor.id
        if person == self._told:
            return
        self._told = person
        if person and machine is not None:
            self._till.hands.work(machine.facts, self._look)

    def _look(self, facts: MachineFacts) -> None:
        if facts.total and facts.free < WARN_BYTES:
            mb, need = facts.free >> 20, facts.needed >> 20
            self._say(Text.of("checkout.little_room", mb=mb, need=need))
