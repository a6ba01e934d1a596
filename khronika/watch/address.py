"""Which addresses may be asked: none that leads inward, unless the person who watches allows it.

Feeds, pages and redirects say where to go next, and whoever writes them may point at a router, a database or a cloud's metadata service
that only this machine can reach. What an address means is decided once, on the IP address that is then really connected to.
The blocks are those of IANA's special-purpose address registries (RFC 6890 and its updates), and Azure's metadata address.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

import httpx

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
INWARD_4 = tuple(
    ipaddress.IPv4Network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",
    )
)  # fmt: skip
# Of IPv6, only what is given out to be routed, without the parts of it that are for documentation or carry IPv4 addresses.
OUTWARD_6 = ipaddress.IPv6Network("2000::/3")
INWARD_6 = tuple(ipaddress.IPv6Network(block) for block in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
# Blocks whose last four bytes are an IPv4 address that is meant: IPv4-mapped, and the well-known prefix of NAT64.
CARRYING = (ipaddress.IPv6Network("::ffff:0:0/96"), ipaddress.IPv6Network("64:ff9b::/96"))
PORTS = {"http": 80, "https": 443}
# The last part of a name that an operating system might take for a number: 127.1, 0x7f000001, 2130706433.
NUMBER = re.compile(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)$")
NAME = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*")
LONGEST = 2_000
# Parameters that say where a reader came from, not which page it is.
TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_cid|mc_eid)")


class AddressError(ValueError):
    """An address that is not asked; the message says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: the URL, its host as written (an IPv6 address without brackets), and the port."""

    url: httpx.URL
    host: str
    port: int

    @property
    def host_name(self) -> str:
        """What robots.txt and pauses go by: the host, with its port if that is an unusual one."""
        return self.host if self.port in PORTS.values() else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Allowance:
    """One entry of `allow`: a host name or a block of addresses, and a port; without one, the usual ports."""

    host: str | None
    network: ipaddress.IPv4Network | ipaddress.IPv6Network | None
    port: int | None

    @classmethod
    def of(cls, text: str) -> Allowance:
        """Read `127.0.0.1:8080`, `[::1]:8080`, `10.0.0.0/8`, `intranet.example:8443`. Raises ValueError."""
        match = re.fullmatch(r"\[([0-9a-fA-F:.]+)\](?::(\d+))?|([0-9a-fA-F:]*:[0-9a-fA-F:]*:[0-9a-fA-F:./]*)|([^:\s]+)(?::(\d+))?", text)
        if match is None:
            raise ValueError("is no host, address or block with a port")
        bracketed, port6, bare6, name, port4 = match.groups()
        port = int(port6 or port4) if port6 or port4 else None
        if port is not None and not 0 < port < 65_536:
            raise ValueError("has a port that there is not")
        host = (bracketed or bare6 or name).lower()
        try:
            return cls(None, ipaddress.ip_network(host), port)
        except ValueError:
            if bracketed or bare6 or "/" in host or NUMBER.search(host) or not NAME.fullmatch(host):
                raise ValueError("is no host, address or block with a port") from None
        return cls(host, None, port)

    def opens(self, host: str, port: int) -> bool:
        """Whether the entry speaks of a host, as it is written, and port."""
        return self._port(port) and (
            self.host == host or (self.network is not None and (ip := literal(host)) is not None and ip in self.network)
        )

    def leads(self, host: str, port: int, ip: IP) -> bool:
        """Whether the entry allows to connect to an address for a host."""
        return self._port(port) and (self.host == host or (self.network is not None and ip in self.network))

    def _port(self, port: int) -> bool:
        return port == self.port if self.port is not None else port in PORTS.values()


@dataclass(frozen=True, slots=True)
class Guard:
    """Decides what may be asked."""

    allowances: tuple[Allowance, ...] = ()

    @classmethod
    def of(cls, allow: Iterable[str] = ()) -> Guard:
        """The guard with the entries of `allow`. Raises ValueError."""
        return cls(tuple(Allowance.of(text) for text in allow))

    def target(self, url: str | httpx.URL) -> Target:
        """What a URL means, as far as it can be told without asking for its address. Raises AddressError."""
        if len(str(url)) > LONGEST:
            raise AddressError(f"the address is longer than {LONGEST:,} characters")
        try:
            url = httpx.URL(url)
            host = url.raw_host.decode("ascii").lower().removesuffix(".")
        except (httpx.InvalidURL, UnicodeError, ValueError, TypeError):
            raise AddressError("is no address that can be asked") from None
        if url.scheme not in PORTS:
            raise AddressError(f"only http and https are asked, not {url.scheme or 'addresses without a scheme'}")
        if url.userinfo:
            raise AddressError("the address holds a user name or password")
        if literal(host) is None and (NUMBER.search(host) or not NAME.fullmatch(host)):
            raise AddressError("the host is written in a form that is not asked")
        port = PORTS[url.scheme] if url.port is None else url.port
        if port not in PORTS.values() and not any(
            entry.opens(host, port) or entry.network and entry.port == port for entry in self.allowances
        ):
            raise AddressError(f"port {port} is not asked unless `allow` names it")
        return Target(url.copy_with(fragment=None), host, port)

    def check(self, target: Target, ip: IP) -> None:
        """Raise AddressError if an address that a target's host has leads inward."""
        allowed = any(entry.leads(target.host, target.port, ip) for entry in self.allowances)
        if not allowed and (inward(ip) or target.port not in PORTS.values()):
            raise AddressError(f"leads inward, to {ip}, which is not asked unless `allow` names it")


def literal(host: str) -> IP | None:
    """The IP address that a host is, written plainly; None for a name. `ipaddress` takes no octal, hexadecimal or short forms."""
    if "%" in host:
        return None
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def inward(ip: IP) -> bool:
    """Whether an address is anything but one that is routed on the open network."""
    if isinstance(ip, ipaddress.IPv4Address):
        return any(ip in block for block in INWARD_4)
    if any(ip in block for block in CARRYING):
        return inward(ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF))
    return ip not in OUTWARD_6 or any(ip in block for block in INWARD_6)


def plain(url: str | httpx.URL) -> str:
    """A URL as articles are known by: no fragment, no usual port, no parameters that only say where a reader came from.

    Raises AddressError for what is no URL.
    """
    try:
        url = httpx.URL(url).copy_with(fragment=None)
        if url.query:
            kept = [part for part in url.query.decode("ascii").split("&") if not TRACKING.fullmatch(part.partition("=")[0])]
            url = url.copy_with(query="&".join(kept).encode("ascii") or None)
    except (httpx.InvalidURL, UnicodeError, ValueError, TypeError):
        raise AddressError("is no address that can be asked") from None
    return str(url)
