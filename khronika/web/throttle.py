"""Slowing down whoever tries passwords: by address, by name, and by both; the wait doubles with each failure."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

# Failures that are free: mistyping is human. An address may be that of a whole office, and a name may be tried by others.
FREE = {"both": 5, "address": 20, "name": 50}
FIRST_WAIT, LONGEST_WAIT = 2.0, 900.0
# Failures are forgotten after this many seconds without another.
FORGET = 3600.0
# Keys that are remembered; beyond, the oldest are forgotten, so that memory stays bounded.
MOST_KEYS = 20_000


@dataclass(slots=True)
class _Tries:
    failures: int = 0
    until: float = 0.0
    last: float = 0.0


@dataclass(slots=True)
class Throttle:
    """Failed tries to sign in. `clock` gives seconds."""

    clock: Callable[[], float] = time.monotonic
    _tries: OrderedDict[tuple[str, ...], _Tries] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, address: str, name: str) -> float:
        """Seconds that this address has to wait before it may try this name; 0 if it need not."""
        now = self.clock()
        with self._lock:
            return max([0.0, *(self._tries[key].until - now for key in _keys(address, name) if key in self._tries)])

    def failed(self, address: str, name: str) -> None:
        """Count a failure."""
        now = self.clock()
        with self._lock:
            for key in _keys(address, name):
                tries = self._tries.pop(key, None) or _Tries()
                if now - tries.last > FORGET:
                    tries = _Tries()
                tries.failures, tries.last = tries.failures + 1, now
                beyond = tries.failures - FREE[key[0]]
                if beyond >= 0:
                    tries.until = now + min(FIRST_WAIT * 2 ** min(beyond, 20), LONGEST_WAIT)
                self._tries[key] = tries
            while len(self._tries) > MOST_KEYS:
                self._tries.popitem(last=False)

    def passed(self, address: str, name: str) -> None:
        """Forget the failures of an address with a name; those of the address with other names stay."""
        with self._lock:
            self._tries.pop(("both", network(address), name), None)


def _keys(address: str, name: str) -> tuple[tuple[str, ...], ...]:
    where = network(address)
    return (("both", where, name), ("address", where), ("name", name))


def network(address: str) -> str:
    """The address, of IPv6 the network that one customer has (64 bits)."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else address
