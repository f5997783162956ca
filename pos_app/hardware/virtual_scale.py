"""A scale that is only a program: speaks both protocols, holds a weight, has faults.

It is written from the manuals apart from what asks it.
"""

import threading
from typing import Literal

FAULTS = frozenset(
    {"motion", "over", "under", "silent", "garbage", "bad_check", "offline", "echo", "not_ready"}
)
"""``echo`` sends back what it gets, as a loop of wire does; ``bad_check`` garbles one byte."""


class VirtualScale:
    """``grams`` may be changed while it is asked; ``asked`` counts the questions for a weight."""

    def __init__(self, protocol: Literal["mettler_8217", "cas"], grams: int = 0) -> None:
        self._mettler = protocol == "mettler_8217"
        self._lock = threading.Lock()
        self.faults: set[str] = set()
        self.grams = grams
        self.asked = 0
        self.settles_after = 0
        self._echoing = False

    def switch(self, fault: str, *, on: bool = True) -> None:
        """Turn a fault on or off."""
        assert fault in FAULTS, fault
        (self.faults.add if on else self.faults.discard)(fault)

    def put(self, grams: int, settles_after: int = 0) -> None:
        """Put something on it that lies still after so many questions."""
        self.grams, self.settles_after = grams, settles_after

    def take(self, data: bytes) -> bytes:
        """Take bytes and return the answers."""
        with self._lock:
            if "echo" in self.faults:
                return data
            if "silent" in self.faults:
                return b""
            said = b"".join(self._one(data[at : at + 1]) for at in range(len(data)))
            return b"\xff\x00?!" if said and "garbage" in self.faults else said

    def _one(self, byte: bytes) -> bytes:
        if not self._mettler:
            return self._cas(byte)
        if self._echoing and byte != b"F":
            return byte
        match byte:
            case b"E":
                self._echoing = True
                return b"\x02E\r"
            case b"F":
                self._echoing = False
                return b"\x02F\r"
            case b"W":
                return self._mettler_weight()
        return b"\x02?@\r"

    def _moving(self) -> bool:
        self.asked += 1
        if self.settles_after > 0:
            self.settles_after -= 1
            return True
        return "motion" in self.faults

    def _mettler_weight(self) -> bytes:
        moving = self._moving()
        bits = 0x01 * moving | 0x02 * ("over" in self.faults) | 0x04 * ("under" in self.faults)
        if bits:
            return b"\x02?" + bytes([0x40 | bits]) + b"\r"
        text = f"\x02{self.grams // 1000:02d}.{self.grams % 1000:03d}\r".encode()
        return text.replace(b".", b":") if "bad_check" in self.faults else text

    def _cas(self, byte: bytes) -> bytes:
        if byte == b"\x05":
            return b"\x15" if "not_ready" in self.faults else b"\x06"
        if byte != b"\x11":
            return b""
        still = b"U" if self._moving() else b"S"
        sign = b"F" if "over" in self.faults else b"-" if "under" in self.faults else b" "
        weight = f"{self.grams // 1000:>2d}.{self.grams % 1000:03d}".encode()
        body = still + sign + weight + b"kg"
        check = 0
        for each in body:
            check ^= each
        check ^= "bad_check" in self.faults
        return b"\x01\x02" + body + bytes([check]) + b"\x03\x04"
