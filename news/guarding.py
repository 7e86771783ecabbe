"""Which addresses may we call on somebody's behalf?"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from yarl import URL

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

LONGEST_URL = 2_000
_USUAL_PORTS = {443, 8443}
_LEAST_PORT = 1024
# Ports at which other things than web servers listen: a request that they half understand does harm.
_OTHER_SERVICES = {
    *(1080, 1433, 1434, 1521, 1723, 1883, 2049, 2181, 2375, 2376, 2379, 2380, 2525, 3260, 3306, 3389, 4369),
    *(5060, 5061, 5432, 5433, 5672, 5900, 5901, 5984, 5985, 5986, 6000, 6001, 6379, 6380, 6432, 6443, 6660),
    *(6661, 6662, 6663, 6664, 6665, 6666, 6667, 6668, 6669, 6697, 7000, 7001, 7199, 8086, 8125, 8200, 8300),
    *(8500, 8600, 8883, 9042, 9090, 9092, 9100, 9160, 9200, 9300, 9418, 10250, 10255, 10259, 11211, 15672),
    *(16379, 26379, 27017, 27018, 27019, 28017, 50000, 61616),
}
# Of IPv6 everything but global unicast is refused, and with it loopback, local, mapped, translated (NAT64)
# and multicast addresses; of global unicast what only wraps IPv4 (Teredo, 6to4) or is no host's.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NO_HOSTS_V6 = [IPv6Network(each) for each in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]
_RELAYS = IPv4Network("192.88.99.0/24")

_LONGEST_NAME = 253
# As names are in use, with underscores; names in other letters have been written in these before.
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII | re.IGNORECASE)

_NOWHERE_PUBLIC = {
    *("alt", "arpa", "corp", "example", "home", "internal", "intranet", "lan", "local", "localdomain"),
    *("onion", "private", "test"),
}

PRIVATE = "leads to an address that is not public"


@dataclass(frozen=True, slots=True)
class Guard:
    """
    Says where we don't call; `allowed` are networks where we do, whatever else is said of them.

    Each method answers in words why not, or with nothing. An address is asked
    about twice: when it is written down, and when each call has resolved it.
    """

    allowed: Sequence[Network] = ()

    @classmethod
    def of(cls, networks: Iterable[str]) -> "Guard":
        """
        A guard with networks in CIDR notation.

        :raises ValueError: if one of them is none.
        """
        return cls([ip_network(each) for each in networks])

    def why_not(self, text: str) -> str:
        """Of a URL as it stands, before any name in it is resolved."""
        if len(text) > LONGEST_URL:
            return f"has more than {LONGEST_URL} characters"
        if any(letter.isspace() or not letter.isprintable() or letter == "\\" for letter in text):
            return "must not have blanks, backslashes or characters that nobody sees"
        try:
            url = URL(text)
            host, port = url.raw_host, url.port
        except ValueError:
            return "is no URL"
        if url.scheme not in ("https", "http") or not host:
            return "must begin with https:// and a host"
        if "@" in text.partition("//")[2].partition("/")[0]:
            return "must not name a user or a password"
        if url.raw_fragment:
            return "must not have a fragment"
        return self._why_not_at(url, host, port or 0)

    def _why_not_at(self, url: URL, host: str, port: int) -> str:
        address = _as_address(host)
        if address is None and _looks_like_a_number(host):
            return "must write an IP address in its usual form"
        if address is not None:
            return self.why_not_there(address, port, plain=url.scheme == "http")
        if why := _why_no_name(host):
            return why
        if (_is_here(host) or _is_nowhere_public(host)) and not self.allowed:
            return PRIVATE
        # Names are resolved for each call: here we only know that plain HTTP leads nowhere public.
        if url.scheme == "http" and not self.allowed:
            return "must begin with https://"
        if "." not in host.strip(".") and not self.allowed:
            return "must name a host in full"
        return "" if self.allowed else _why_not_port(port)

    def why_not_there(self, address: Address | str, port: int, *, plain: bool) -> str:
        """Of the very address that is about to be connected to; `plain` without TLS."""
        there = ip_address(address.partition("%")[0]) if isinstance(address, str) else address
        if any(_bare(there) in network for network in self.allowed):
            return ""
        if not is_public(there):
            return PRIVATE
        if plain:
            return "must begin with https://"
        return _why_not_port(port)


def is_public(address: Address) -> bool:
    """Whether an address is a host's in the public internet, and hides no other."""
    if isinstance(address, IPv6Address):
        return address in _GLOBAL_UNICAST and not any(address in network for network in _NO_HOSTS_V6)
    return (
        address.is_global
        and not (address.is_multicast or address.is_reserved or address.is_unspecified)
        and address not in _RELAYS
    )


def _bare(address: Address) -> Address:
    """IPv4 in IPv6's clothes as what it is, to be found among allowed networks."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _why_not_port(port: int) -> str:
    if port in _USUAL_PORTS or (port >= _LEAST_PORT and port not in _OTHER_SERVICES):
        return ""
    return f"names port {port}, at which we don't call: take 443, or one above 1023 that no other service has"


def _why_no_name(host: str) -> str:
    """Of a name that no name server can know."""
    name = host.removesuffix(".")
    if len(name) > _LONGEST_NAME or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        return (
            "must name a host of letters, digits and hyphens between dots: no part may be empty,"
            " begin or end with a hyphen, or have more than 63 characters"
        )
    return "names a host that never exists" if name.rpartition(".")[2] == "invalid" else ""


def _is_nowhere_public(host: str) -> bool:
    """Whether a name stands for no public host (RFC 6761, 6762, 7686, 9476), or by custom."""
    return host.removesuffix(".").rpartition(".")[2].lower() in _NOWHERE_PUBLIC


def _is_here(host: str) -> bool:
    """Whether a name always leads to the machine that asks for it."""
    return host.removesuffix(".").rpartition(".")[2] == "localhost"


def _as_address(host: str) -> Address | None:
    try:
        return ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None


def _looks_like_a_number(host: str) -> bool:
    """Whether some resolvers would read a name as an address: 0, 2130706433, 0x7f.1, 127.1."""
    last = host.rstrip(".").rpartition(".")[2]
    return last.isdigit() or last.lower().startswith("0x")
