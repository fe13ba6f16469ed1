"""What may be fetched, and that the check binds the connection."""

from __future__ import annotations

import _socket
import ipaddress
import socket

import pytest

from postlab.articles.address import allowed, host_is_private, is_public, resolve, target
from postlab.articles.fetch import fetch
from postlab.errors import InputError

INSIDE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.8.8.8",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.9.9",
    "192.0.0.8",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2002:c0a8:101::",
    "2001::1",
    "2001:db8::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "100::1",
    "5f00::1",
    "3fff::1",
    "4000::1",
]
OUTSIDE = [
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "93.184.216.34",
    "192.0.1.1",
    "223.255.255.1",
    "2606:2800:220:1:248:1893:25c8:1946",
    "2a00:1450:4009::200e",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::1",
    "2400:cb00::1",
]


@pytest.mark.parametrize("address", INSIDE)
def test_inside_and_reserved_addresses_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", OUTSIDE)
def test_public_addresses_are(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_public_agrees_with_python_where_it_says_private() -> None:
    """What the standard library calls private must never be public for us (the reverse may be)."""
    for number in range(0, 2**32, 2**32 // 20_011):
        address = ipaddress.IPv4Address(number)
        if not address.is_global or address.is_multicast or address.is_reserved:
            assert not is_public(address), address


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "bad_url"),
        ("   ", "bad_url"),
        ("https://a b.example/", "bad_url"),
        ("https://news.example/\x1b[31m", "bad_url"),
        ("https://news.example\\@127.0.0.1/", "bad_url"),
        ("https://[::1/", "bad_url"),
        ("https://news.example:99999/", "bad_url"),
        ("https://", "bad_url"),
        ("http:///path", "bad_url"),
        ("https://news.example/" + "a" * 9000, "bad_url"),
        ("www.news.example/story", "bad_scheme"),
        ("file:///etc/passwd", "bad_scheme"),
        ("ftp://news.example/", "bad_scheme"),
        ("javascript:alert(1)", "bad_scheme"),
        ("data:text/html,<p>", "bad_scheme"),
        ("gopher://127.0.0.1:70/", "bad_scheme"),
        ("https://user:secret@news.example/", "userinfo"),
        ("https://news.example@127.0.0.1/", "userinfo"),
    ],
)
def test_what_is_no_address_is_refused_with_its_code(url: str, code: str) -> None:
    with pytest.raises(InputError) as raised:
        target(url)
    assert raised.value.code == code
    assert raised.value.exit_code == 2
    assert raised.value.hint
    assert "secret" not in raised.value.message + raised.value.hint
    assert "\x1b" not in raised.value.message + raised.value.hint


def test_a_bare_name_is_told_what_to_write() -> None:
    with pytest.raises(InputError) as raised:
        target("www.news.example/story?x=1")
    assert raised.value.hint == "Write https://www.news.example/story?x=1"


def test_the_fragment_is_not_part_of_what_is_fetched() -> None:
    assert target(" https://News.example/a?b=c#d ").url == "https://News.example/a?b=c"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/news.html",
        "http://localhost:{port}/news.html",
        "http://localhost.:{port}/news.html",
        "http://[::ffff:127.0.0.1]:{port}/news.html",
        "http://0.0.0.0:{port}/news.html",
        "http://[::]:{port}/news.html",
        "http://2130706433:{port}/news.html",
        "http://0x7f.0.0.1:{port}/news.html",
        "http://0x7f000001:{port}/news.html",
        "http://0177.0.0.1:{port}/news.html",
        "http://127.1:{port}/news.html",
    ],
)
def test_no_spelling_of_this_machine_is_fetched(url: str, web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _socket_lookup)
    with pytest.raises(InputError) as raised:
        fetch(url.format(port=web.server_address[1]), allow_private=False)
    assert raised.value.code in {"private_address", "no_such_host", "bad_url"}
    assert web.seen == []


def test_allow_private_lets_it_through(web) -> None:
    assert fetch(web.url("/news.html"), allow_private=True).body


@pytest.mark.parametrize("path", ["/to-localhost", "/to-metadata"])
def test_a_redirect_to_the_inside_is_refused(path: str, web, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first hop is let in as if it were public; the second must still be checked."""
    from postlab.articles import address

    here = ipaddress.ip_address("127.0.0.1")
    monkeypatch.setattr(address, "is_public", lambda ip: ip == here and not web.seen)
    with pytest.raises(InputError) as raised:
        fetch(web.url(path), allow_private=False)
    assert raised.value.code == "private_address"
    assert "sends us on" in raised.value.message
    assert web.paths() == [path]


def test_the_connection_goes_to_the_address_that_was_checked(web, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that changes its mind between check and connect (DNS rebinding) gains nothing."""
    port = web.server_address[1]
    asked: list[str] = []

    def changing(host, *args, **kwargs):
        if host != "rebind.example":
            return _socket_lookup(host, *args, **kwargs)
        asked.append(host)
        ip = "93.184.216.34" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    dialled: list[object] = []

    def dial(address, *args, **kwargs):
        dialled.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    monkeypatch.setattr(socket, "create_connection", dial)
    with pytest.raises(InputError) as raised:
        fetch(f"http://rebind.example:{port}/news.html", allow_private=False)
    assert raised.value.code == "connection_refused"
    assert asked == ["rebind.example"]
    assert dialled == ["93.184.216.34"]
    assert web.seen == []


def test_the_name_still_travels_in_the_host_header(web, monkeypatch: pytest.MonkeyPatch) -> None:
    port = web.server_address[1]

    def here(host, *args, **kwargs):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", here)
    fetch(f"http://news.example:{port}/news.html", allow_private=True)
    assert web.seen[0][1]["host"] == f"news.example:{port}"


def test_a_proxy_of_the_environment_is_not_used(web, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    assert fetch(web.url("/news.html"), allow_private=True).body


def test_of_several_addresses_only_the_public_ones_are_tried() -> None:
    mixed = tuple(ipaddress.ip_address(ip) for ip in ("10.0.0.1", "8.8.8.8", "::1"))
    assert allowed("x", mixed, allow_private=False) == (ipaddress.ip_address("8.8.8.8"),)
    assert allowed("x", mixed, allow_private=True) == mixed


def test_a_name_that_does_not_exist_is_said_so() -> None:
    with pytest.raises(InputError) as raised:
        resolve("no-such-site.invalid", 80)
    assert raised.value.code == "no_such_host"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "printer", "nas.local", "10.2.3.4"])
def test_hosts_that_can_only_be_inside(host: str) -> None:
    assert host_is_private(host)


@pytest.mark.parametrize("host", ["news.example", "8.8.8.8", "bbc.co.uk"])
def test_hosts_that_may_be_anywhere(host: str) -> None:
    assert not host_is_private(host)


def _socket_lookup(host, port, family=0, type=0, proto=0, flags=0):  # noqa: A002 - the module's own names
    """The system's own resolver, without the guard of the test suite: only numbers and localhost are asked."""
    found = _socket.getaddrinfo(host, port, family, type, proto, flags)
    return [(socket.AddressFamily(entry[0]), *entry[1:]) for entry in found]
