"""Calendar files to import, put together line by line."""

from __future__ import annotations


def event(*lines: str) -> str:
    """One VEVENT."""
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""])


def calendar(*events: str, head: str = "") -> bytes:
    """A whole file."""
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n{head}{''.join(events)}END:VCALENDAR\r\n".encode()
