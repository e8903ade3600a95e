"""Which web addresses may be fetched: of the public network, plainly written, on the usual ports.

An address that someone sends can name what only this computer can reach: a router, a server of the
office, the key store of a cloud. So nothing is connected to that is not public.
"""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urlsplit

from domain.errors import Refused
from domain.reading.context import refuse
from domain.record import Record

MAX_LENGTH = 2000
PORTS = {"http": 80, "https": 443}

Resolved = IPv4Address | IPv6Address

_NOT_PUBLIC = tuple(
    map(
        ip_network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
            *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24"),
            *("192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
            *("224.0.0.0/4", "240.0.0.0/4"),
            *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
        ),
    )
)
"""Private, local, shared, documentation, multicast and tunnels, as IANA's registries have them."""
_GLOBAL_6 = ip_network("2000::/3")
_TRANSLATED = ip_network("64:ff9b::/96")
"""Where a network without IPv4 shows the addresses of IPv4, in their last 32 bits."""
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"0x[0-9a-f]*|\d+")
_KEPT = "/%:@!$&'()*+,;=~-._?"
_ODD = re.compile(r"[\x00-\x20\x7f\\<>\"{}|^`]|\s")


class WebAddress(Record):
    """A web address in its parts, checked: the host in ASCII, the path as it is asked for."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def named(self) -> str:
        """The host as it is named in a request, with its port where that is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.named}{self.target}"


def web_address(text: str) -> WebAddress:
    """The address that a text is.

    Raises `Refused` (E-URL) for another scheme or port, a name or password in it, an unusual way
    to write a number, and what is no address.
    """
    shown = re.sub(r"//[^/?#]*@", "//…@", text)
    if len(text) > MAX_LENGTH:
        raise refuse("E-URL", f"more than {MAX_LENGTH:,} signs", shown)
    if _ODD.search(text):
        raise refuse("E-URL", "an address has no blanks, quotes, brackets or backslashes", shown)
    try:
        parts = urlsplit(text)
        port = parts.port
        host = _host(parts.hostname or "", shown)
    except ValueError:
        raise refuse("E-URL", "this is no web address", shown) from None
    if parts.scheme not in PORTS:
        raise refuse("E-URL", "only http and https addresses are fetched", shown)
    if "@" in parts.netloc:
        raise refuse("E-URL", "it has a name or password in it", shown)
    if port not in (None, *PORTS.values()):
        raise refuse("E-URL", "only the ports 80 and 443 are fetched from", shown)
    path = quote(parts.path or "/", safe=_KEPT)
    query = f"?{quote(parts.query, safe=_KEPT)}" if parts.query else ""
    return WebAddress(
        scheme=parts.scheme,
        host=host,
        port=PORTS[parts.scheme] if port is None else port,
        target=path + query,
    )


def _host(name: str, shown: str) -> str:
    """A host in ASCII; a number only in the form that all programs read alike."""
    if ":" in name:
        if "%" in name:
            raise refuse("E-URL", "an address of this computer's own network is not fetched", shown)
        return str(IPv6Address(name))
    try:
        host = name.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        raise refuse("E-URL", "this is no name of a host", shown) from None
    labels = host.split(".")
    if len(host) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise refuse("E-URL", "this is no name of a host", shown)
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(IPv4Address(host))
        except ValueError:
            hint = "write its four numbers, or a name"
            raise refuse("E-URL", "programs read this number in other ways", shown, hint) from None
    return host


def is_number(host: str) -> bool:
    """Whether a checked host is an address by number, so that nothing has to be resolved."""
    return ":" in host or _NUMBER.fullmatch(host.rpartition(".")[2]) is not None


def check_public(found: str, host: str) -> Resolved:
    """The address that a host was resolved to, if it is public. Raises `Refused` (E-URL)."""
    try:
        address = ip_address(found.partition("%")[0])
    except ValueError:
        raise refuse("E-URL", "this host has no address that can be read", host) from None
    seen = address
    if isinstance(seen, IPv6Address) and seen in _TRANSLATED:
        seen = IPv4Address(int(seen) & 0xFFFFFFFF)
    inside = isinstance(seen, IPv6Address) and seen not in _GLOBAL_6
    if inside or not seen.is_global or any(seen in each for each in _NOT_PUBLIC):
        message = f"{host} is at {address}, which is not on the public network"
        hint = "save the page in a browser, and give the file"
        raise Refused(message, code="E-URL", seen=host, hint=hint)
    return address
