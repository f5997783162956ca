"""The list of devices as ``till.toml`` has it: who stands first, what choosing and renaming change.

The order says who serves: the first printer prints the receipts, the first drawer opens. Real ones
come before simulated ones by themselves. Pure: no thread, no file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from pos_app.hardware.chains import PLACING, Chains, is_simulated, simulated
from pos_app.hardware.driver import DeviceConfig

_NAMING = ("printer", "after")


@dataclass(frozen=True, slots=True)
class Service:
    """What a printer or drawer serves for; ``behind``: the printer in whose place it stands."""

    what: str
    behind: str = ""


def services(configs: Sequence[DeviceConfig], chains: Chains) -> Mapping[str, Service]:
    """Return what each printer and each drawer serves for."""
    programs = simulated(configs)
    found: dict[str, Service] = {}
    for config in configs:
        if config.category == "printer":
            found[config.device_id] = _of_printer(config, chains)
    drawers = [each.device_id for each in configs if each.category == "drawer"]
    for at, name in enumerate(by_service(drawers, programs)):
        practice = name in programs and not programs.issuperset(drawers)
        what = ("opens_practice" if name in programs else "opens") if not at else "unused"
        found[name] = Service("practice" if practice else what)
    return found


def unreal(configs: Sequence[DeviceConfig], served: Mapping[str, Service]) -> frozenset[str]:
    """Return the devices in service that are only programs: no paper and no drawer comes of them.

    A simulated scanner beside a real one is there to be tried.
    """
    programs = simulated(configs)
    scanners = {each.device_id for each in configs if each.category == "scanner"}
    beside = frozenset() if scanners <= programs else scanners
    idle = {name for name, each in served.items() if not each.what.endswith("_practice")}
    return programs - beside - idle


def _of_printer(config: DeviceConfig, chains: Chains) -> Service:
    name, receipts = config.device_id, chains.of("receipt")
    if name in receipts[:1]:
        return Service("receipts_practice" if is_simulated(config) else "receipts")
    if name in receipts:
        return Service("stands_in", receipts[receipts.index(name) - 1])
    if any(name in chains.of(role) for role in ("copy", "report")):
        return Service("copies")
    served = receipts[:1]
    practice = is_simulated(config) and not (served and chains.is_simulated(served[0]))
    return Service("practice" if practice else "unused")


def by_service(names: Sequence[str], programs: frozenset[str]) -> tuple[str, ...]:
    """Return devices in the order in which they serve: real ones first."""
    return tuple(sorted(names, key=lambda name: name in programs))


def preferred(configs: Sequence[DeviceConfig], device_id: str) -> list[DeviceConfig]:
    """Return the devices so that this one serves first among its kind.

    Whom it stood in for stands in for it from now on, and who stood before that one behind it.
    """
    there = {each.device_id: each for each in configs}
    chosen = turned = there[device_id]
    behind: dict[str, str] = {}
    while (before := str(turned.options.get("after", ""))) in there:
        behind[before], turned = turned.device_id, there[before]
    options = {name: value for name, value in chosen.options.items() if name != "after"}
    roles = str(options.get("role", "receipt")).replace(" ", "").split(",")
    if "receipt" not in roles:
        del options["role"]
    first = replace(chosen, options=MappingProxyType(options))
    others = [
        _with(each, "after", behind[each.device_id]) if each.device_id in behind else each
        for each in configs
        if each is not chosen
    ]
    kin = [at for at, each in enumerate(others) if each.category == chosen.category]
    at = kin[0] if kin else len(others)
    return [*others[:at], first, *others[at:]]


def stays(config: DeviceConfig, wanted: Sequence[DeviceConfig]) -> bool:
    """Tell whether a device need not be made anew: of a printer only its place may change."""
    return any(_unplaced(each) == _unplaced(config) for each in wanted)


def _unplaced(config: DeviceConfig) -> DeviceConfig:
    if config.category != "printer":
        return config
    places = PLACING | ({"since_ms"} if is_simulated(config) else set())
    left = {name: value for name, value in config.options.items() if name not in places}
    return replace(config, options=MappingProxyType(left))


def hanging_on(configs: Sequence[DeviceConfig], device_id: str) -> tuple[str, ...]:
    """Return the devices that name another one: they hang on it, or stand behind it."""
    return tuple(
        each.device_id
        for each in configs
        if any(each.options.get(option) == device_id for option in _NAMING)
    )


def renamed(configs: Sequence[DeviceConfig], old: str, new: str) -> list[DeviceConfig]:
    """Return the devices with another name for one of them, wherever it is named."""
    found = []
    for each in configs:
        for option in _NAMING:
            if each.options.get(option) == old:
                each = _with(each, option, new)
        found.append(replace(each, device_id=new) if each.device_id == old else each)
    return found


def calling(table: Mapping[str, object], old: str, new: str) -> Mapping[str, object]:
    """Return a table of the file, right or not, with another name for what it hangs on."""
    options = table.get("options")
    if not isinstance(options, Mapping) or not any(options.get(each) == old for each in _NAMING):
        return table
    named = {each: new for each in _NAMING if options.get(each) == old}
    return {**table, "options": {**options, **named}}


def marked(
    before: Sequence[DeviceConfig],
    wanted: Sequence[DeviceConfig],
    now_ms: int,
    *,
    lost: bool = False,
) -> list[DeviceConfig]:
    """Return the devices so that no simulated printer takes a paper that waits by now.

    One that is new, or whose real printers have gone (or were ``lost``, as one that could not be
    used), takes only what is sold from now on.
    """
    there = {each.device_id for each in before if each.driver == "simulated_printer"}
    lost = (lost or _real_printers(before)) and not _real_printers(wanted)
    return [
        _with(each, "since_ms", now_ms)
        if each.driver == "simulated_printer" and (lost or each.device_id not in there)
        else each
        for each in wanted
    ]


def _real_printers(configs: Sequence[DeviceConfig]) -> bool:
    return any(each.category == "printer" and not is_simulated(each) for each in configs)


def _with(config: DeviceConfig, option: str, value: str | int) -> DeviceConfig:
    return replace(config, options=MappingProxyType({**config.options, option: value}))
