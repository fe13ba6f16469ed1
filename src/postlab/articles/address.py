"""Which addresses may be fetched: http and https, and only hosts on the public internet."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from postlab.errors import InputError
from postlab.sanitise import marked

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

BY_HAND = "Open the page in a browser, and give --title and --evidence by hand."
"""The way out of every page that cannot be fetched or read: with both given, nothing is fetched."""

_MAX_URL = 8000

# The tables of special-purpose addresses (RFC 6890 and IANA's registries after it) are kept here because
# what ipaddress.is_global says of several of them differs between Python versions, and of multicast always.
_NOT_PUBLIC_4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "168.63.129.16/32",  # the host of an Azure machine: a public number that only ever means "inside"
    )
)
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    ipaddress.IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "3ffe::/16", "3fff::/20")
)
_SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be asked for, taken apart.

    Attributes:
        url: the address as given, without surrounding space and without fragment.
        scheme: ``http`` or ``https``.
        host: lower case, no brackets.
    """

    url: str
    scheme: str
    host: str


def is_fetchable(url: str) -> bool:
    """Whether something can be fetched from an address, by its form alone."""
    try:
        target(url)
    except InputError:
        return False
    return True


def target(url: str) -> Target:
    """Take an address apart, or say why nothing can be fetched from it.

    Raises:
        InputError: code ``bad_url``, ``bad_scheme`` or ``userinfo``.
    """
    text = url.strip()
    if not text or len(text) > _MAX_URL or re.search(r"[\x00-\x20\x7f-\x9f\\]", text):
        raise InputError(
            f"“{_shown(text)}” is not a web address.",
            hint="Copy the whole address from the browser, starting with https://.",
            code="bad_url",
        )
    parts = _split(text)
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https"):
        raise _wrong_scheme(text, scheme)
    if not parts.hostname:
        raise InputError(
            f"“{_shown(text)}” names no site.",
            hint="Copy the whole address from the browser, such as https://news.example/story.",
            code="bad_url",
        )
    if parts.username is not None or parts.password is not None:
        # The address is stored and posted, and "https://bank.example@other.example" goes to the other one.
        raise InputError(
            f"The address of {parts.hostname} carries a user name or password (the part before “@”).",
            hint="Take that part out; what a public post links to needs no login.",
            code="userinfo",
        )
    return Target(parts._replace(fragment="").geturl(), scheme, parts.hostname.lower())


def is_public(address: IPAddress) -> bool:
    """Whether an IP address stands for a machine on the public internet, and nothing inside or reserved.

    An IPv6 address that carries an IPv4 one (mapped, NAT64, 6to4) is judged by the one it carries.
    """
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address.scope_id is not None:
        return False
    if address in _NAT64:
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if address in _SIX_TO_FOUR:
        return is_public(ipaddress.IPv4Address((int(address) >> 80) & 0xFFFFFFFF))
    return address in _PUBLIC_6 and not any(address in network for network in _NOT_PUBLIC_6)


def resolve(host: str, port: int) -> tuple[IPAddress, ...]:
    """Every address that a name stands for now, in the order in which they should be tried.

    Numeric spellings (decimal, octal, hexadecimal) are read by the same resolver that connecting would use.

    Raises:
        InputError: code ``no_such_host``.
    """
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise InputError(
            f"No such site: {_shown(host)} could not be found.",
            hint=f"Check the spelling and the internet connection. {BY_HAND}",
            code="no_such_host",
        ) from exc
    addresses = (ipaddress.ip_address(entry[4][0]) for entry in answers)
    return tuple(dict.fromkeys(addresses))


def allowed(host: str, addresses: tuple[IPAddress, ...], *, allow_private: bool) -> tuple[IPAddress, ...]:
    """Those addresses that may be connected to.

    Raises:
        InputError: code ``private_address`` when none may.
    """
    if allow_private:
        return addresses
    public = tuple(address for address in addresses if is_public(address))
    if not public:
        where = ", ".join(str(address) for address in addresses[:3])
        same = len(addresses) == 1 and where == host
        raise InputError(
            f"{_shown(host)}{'' if same else f' leads to {where}, which'} is a private or reserved address"
            " (this machine, or one inside your network), so it was not fetched.",
            hint="A post should link to a public page. If you mean it (a test server), add --allow-private;"
            " or give --title and --evidence by hand, and nothing is fetched.",
            code="private_address",
        )
    return public


def host_is_private(host: str) -> bool:
    """Whether a host, as it is written, can only mean something inside: no resolver is asked."""
    try:
        return not is_public(ipaddress.ip_address(host))
    except ValueError:
        name = host.rstrip(".").lower()
        return "." not in name or name.endswith((".localhost", ".local", ".internal", ".lan", ".home.arpa"))


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port, parts.hostname  # both are only looked at when asked for
    except ValueError as exc:
        raise InputError(
            f"“{_shown(text)}” is not a web address: {exc}.",
            hint="Copy the whole address from the browser, starting with https://.",
            code="bad_url",
        ) from exc
    return parts


def _wrong_scheme(text: str, scheme: str) -> InputError:
    looks_bare = re.match(r"[\w-]+(\.[\w-]+)+(:\d+)?(/|\?|#|$)", text) is not None
    if looks_bare:
        message = f"“{_shown(text)}” lacks its beginning."
        hint = f"Write https://{_shown(text)}"
    else:
        begins = f"it begins with {scheme}:, and pages begin with https: or http:" if scheme else "it has no https://"
        message = f"“{_shown(text)}” is not the address of a web page: {begins}."
        hint = "Copy the address of the page from the browser, starting with https://."
    return InputError(message, hint=hint, code="bad_scheme")


def _shown(text: str) -> str:
    return marked(text, most=100)
