"""Parses addresses of servers as people type them."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


def parse_server(typed: str, *, example: str, path: bool = False) -> str:
    """The address of a server in its usual form, without a slash at its end.

    Args:
        typed: by a person; https:// may be left out.
        example: of such an address, for the message.
        path: whether it may have a path.

    Raises:
        ValueError: it is no address, or a secret would travel unencrypted.
    """
    address = typed.strip()
    if "://" not in address:
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError as exc:
        raise ValueError(f"“{typed}” is not the address of a server: {exc}") from exc
    if (
        parts.scheme not in {"http", "https"}
        or not host
        or (parts.path not in {"", "/"} and not path)
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
    ):
        raise ValueError(f"“{typed}” is not the address of a server; one looks like {example}")
    if parts.scheme == "http" and not _is_loopback(host):
        raise ValueError(f"“{typed}” would send the password unencrypted; use https://{parts.netloc}")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
