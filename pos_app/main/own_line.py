"""A line that only one device can hold: two at one address fight for it, and papers are lost."""

import os
from collections.abc import Iterable

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from pos_app.hardware.driver import DeviceConfig

_PORT = 9100


def line_of(config: DeviceConfig) -> str:
    """Return the address in the network or the port that a device holds; empty: none of these."""
    host, port = config.options.get("host"), config.options.get("port", _PORT)
    if host:
        return f"{str(host).strip().lower()}:{port}"
    file = config.options.get("path") or (port if isinstance(port, str) else "")
    return os.path.realpath(os.path.expanduser(str(file))) if file else ""


def require_own_line(new: DeviceConfig, others: Iterable[DeviceConfig]) -> None:
    """Refuse a device whose line another one holds already; the words name that one."""
    line = line_of(new)
    for other in others:
        if line and other.device_id != new.device_id and line_of(other) == line:
            params = {"device": new.device_id, "other": other.device_id, "where": line}
            raise Refused(Text.of("hardware.config.same_line", **params))
