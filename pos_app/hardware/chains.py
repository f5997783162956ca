"""Which printer prints what: roles, and who stands in for whom. Pure: no thread, no port.

A job has one role; the first printer of the role's chain that works takes it. A printer stands in
another's place only where the settings say so (``after``): a label printer prints no receipts.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from pos_app.hardware.driver import DeviceConfig

ROLES = ("receipt", "copy", "report")
PLACING = frozenset({"role", "after"})


@dataclass(frozen=True, slots=True)
class Place:
    """A printer's place: its roles (none named: all, or those of the one it stands behind).

    ``simulated``: there is no paper in it. It takes no job that was made before ``since_ms``.
    """

    device_id: str
    roles: frozenset[str] = frozenset()
    after: str = ""
    simulated: bool = False
    since_ms: int = 0


def place_of(config: DeviceConfig) -> Place:
    """Read ``role`` ("receipt", "receipt,copy" ...) and ``after`` (a printer's name)."""
    named = frozenset(each for each in config.text("role", "").replace(" ", "").split(",") if each)
    if not named <= set(ROLES):
        raise config.wrong("role", ", ".join(ROLES))
    practice = is_simulated(config)
    since_ms = config.number("since_ms", 0) if practice else 0
    return Place(config.device_id, named, config.text("after", ""), practice, since_ms)


def is_simulated(config: DeviceConfig) -> bool:
    """Tell whether a device is only a program."""
    return config.driver.startswith("simulated")


def simulated(configs: Iterable[DeviceConfig]) -> frozenset[str]:
    """Return the devices that are only programs, and the drawers that hang on one."""
    given = tuple(configs)
    names = {each.device_id for each in given if is_simulated(each)}
    return frozenset(names | {each.device_id for each in given if _host(each) in names})


def _host(config: DeviceConfig) -> str:
    return str(config.options.get("printer", ""))


def check(configs: Iterable[DeviceConfig]) -> "Chains":
    """Return the chains; a printer behind one that is not there, or behind itself, is refused."""
    given = {config.device_id: config for config in configs}
    places = {name: place_of(config) for name, config in given.items()}
    for name, place in places.items():
        seen, at = {name}, place
        while at.after:
            if at.after in seen or at.after not in places:
                raise given[name].wrong("after")
            seen.add(at.after)
            at = places[at.after]
    return Chains(_serving(places))


def _serving(places: Mapping[str, Place]) -> tuple[Place, ...]:
    """Leave out simulated printers where there is a real one; none stands behind one of them."""
    if all(each.simulated for each in places.values()):
        return tuple(places.values())
    return tuple(
        replace(each, after=_real(each.after, places))
        for each in places.values()
        if not each.simulated
    )


def _real(name: str, places: Mapping[str, Place]) -> str:
    while name and places[name].simulated:
        name = places[name].after
    return name


class Chains:
    """The chain of each role: who prints it, and who does when that one has trouble.

    What no printer was set up for goes to the first one there is: no paper waits for nobody.
    """

    def __init__(self, places: tuple[Place, ...] = ()) -> None:
        self._chains = {role: _chain(role, places) for role in ROLES}
        self._since = {each.device_id: each.since_ms for each in places}
        self._programs = frozenset(each.device_id for each in places if each.simulated)
        first = tuple(each.device_id for each in places if not each.after)[:1]
        for role in ROLES:
            self._chains[role] = self._chains[role] or self._chains["receipt"] or first

    def of(self, role: str) -> tuple[str, ...]:
        """Return the printers of a role, the first choice first."""
        return self._chains[role]

    def is_simulated(self, device_id: str) -> bool:
        """Tell whether a printer that serves is only a program."""
        return device_id in self._programs

    def since_ms(self, device_id: str) -> int:
        """Return when the oldest paper was made that a printer takes."""
        return self._since.get(device_id, 0)

    def serving(self, device_id: str, works: Callable[[str], bool]) -> tuple[str, ...]:
        """Return the roles that a printer has to serve now: those before it do not work."""
        return tuple(
            role
            for role in ROLES
            if next((each for each in self._chains[role] if works(each)), "") == device_id
        )


def _chain(role: str, places: tuple[Place, ...]) -> tuple[str, ...]:
    """Return the first printer of a role and those behind it, each behind the one it names."""
    heads = [each for each in places if not each.after and (not each.roles or role in each.roles)]
    found = [each.device_id for each in heads[:1]]
    for name in found:
        found += [
            each.device_id
            for each in places
            if each.after == name and (not each.roles or role in each.roles)
        ]
    return tuple(found)
