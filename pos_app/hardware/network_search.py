"""Looks once for printers in this machine's own private networks: who takes a connection on 9100.

Nothing is sent. At most 254 addresses for each of at most four networks, all at once, within two
seconds; public addresses are never tried. Only on Linux, which tells a program its own addresses.
"""

import contextlib
import errno
import ipaddress
import selectors
import socket
import struct
import time
from collections.abc import Iterable

from pos_app.hardware.categories.found import NetworkPrinter

PORT = 9100
_WITHIN_S = 2.0
_NETWORKS = 4
_AT_ONCE = 256
_GET_ADDRESS = 0x8915  # SIOCGIFADDR
_PRIVATE = tuple(
    ipaddress.IPv4Network(each) for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
)


def search(own: Iterable[str] | None = None, port: int = PORT) -> tuple[NetworkPrinter, ...]:
    """Return what answers beside this machine, by the addresses that it has itself."""
    addresses = tuple(own_addresses() if own is None else own)
    printers: list[NetworkPrinter] = []
    for hosts in neighbours(addresses):
        printers += knock(hosts, port)
    return tuple(printers)


def neighbours(own: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the 254 addresses around each private one, without ours; others have none."""
    networks: dict[ipaddress.IPv4Network, None] = {}
    mine = {ipaddress.IPv4Address(each) for each in own}
    for address in sorted(mine):
        if any(address in private for private in _PRIVATE):
            networks[ipaddress.IPv4Network(f"{address}/24", strict=False)] = None
    return [
        tuple(str(host) for host in network.hosts() if host not in mine)
        for network in list(networks)[:_NETWORKS]
    ]


def knock(hosts: Iterable[str], port: int, within_s: float = _WITHIN_S) -> list[NetworkPrinter]:
    """Return which of at most 256 hosts take a connection; each is ended at once."""
    found: list[NetworkPrinter] = []
    with selectors.DefaultSelector() as waiting:
        for host in tuple(hosts)[:_AT_ONCE]:
            with contextlib.suppress(OSError):
                _begin(waiting, host, port)
        end = time.monotonic() + within_s
        while waiting.get_map() and (left := end - time.monotonic()) > 0:
            for key, _ in waiting.select(left):
                wire = key.fileobj
                assert isinstance(wire, socket.socket)
                if wire.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
                    found.append(NetworkPrinter(key.data, port))
                waiting.unregister(wire)
                wire.close()
        for key in tuple(waiting.get_map().values()):
            assert isinstance(key.fileobj, socket.socket)
            key.fileobj.close()
    return sorted(found, key=lambda each: ipaddress.IPv4Address(each.host))


def _begin(waiting: selectors.BaseSelector, host: str, port: int) -> None:
    wire = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    wire.settimeout(0)
    if wire.connect_ex((host, port)) in (0, errno.EINPROGRESS, errno.EWOULDBLOCK):
        waiting.register(wire, selectors.EVENT_WRITE, host)
    else:
        wire.close()


def own_addresses() -> list[str]:
    """Return this machine's IPv4 addresses; none where the system does not tell."""
    try:
        import fcntl
    except ImportError:
        return []
    addresses: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for _, name in socket.if_nameindex():
            question = struct.pack("256s", name.encode()[:15])
            with contextlib.suppress(OSError):
                said = fcntl.ioctl(asking.fileno(), _GET_ADDRESS, question)
                addresses.append(socket.inet_ntoa(said[20:24]))
    return addresses
