"""What can be the address of a device: on the network, or the name of a serial port here."""

import re
import sys
from ipaddress import ip_address

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.:-]*[A-Za-z0-9])?")
# What a serial port is called here: a device file, or COM3 where Windows names it so.
_PORT = re.compile(r"COM\d{1,3}" if sys.platform == "win32" else r"/.+", re.IGNORECASE)


def is_host(text: str) -> bool:
    """Tell whether this can be a machine on the network: its name, or a whole IP address.

    What is numbers between its dots for the most part was meant as an IP address.
    """
    if not _HOST.fullmatch(text):
        return False
    parts = text.split(".")
    if ":" not in text and 2 * sum(map(str.isdigit, parts)) <= len(parts):
        return all(parts)
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def is_serial_port(text: str) -> bool:
    """Tell whether this can be a serial port of this machine."""
    return bool(_PORT.fullmatch(text))
