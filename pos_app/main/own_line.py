"""A line that only one device can hold: two at one address fight for it, and papers are lost."""

import os
from collections.abc import Iterable

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from pos_app.hardware.driver import DeviceConfig

_PORT = 9100


def line_of(config: DeviceConfig) -> str:
    """Return the address in the network or the port that a device holds; empty: none of these."""
    options = config.options
    host, port = options.get("host"), options.get("port", _PORT)
    if host and options.get("way", "tcp") == "tcp":
        return f"{str(host).strip().lower()}:{port}"
    file = str(options.get("path") or port)
    return os.path.realpath(os.path.expanduser(file)) if file.startswith(("/", "~")) else ""


def require_own_line(
    new: DeviceConfig, others: Iterable[DeviceConfig], old: DeviceConfig | None = None
) -> None:
    """Refuse a device whose line another one holds already; the words name that one.

    One that stays on the line of ``old`` may: what was written by hand can be mended step by step.
    """
    line = line_of(new)
    if old is not None and line_of(old) == line:
        return
    for other in others:
        if line and other.device_id != new.device_id and line_of(other) == line:
            params = {"device": new.device_id, "other": other.device_id, "where": line}
            raise Refused(Text.of("hardware.config.same_line", **params))
