"""An error of the Graph API, and what it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_NO_SUCH_THING = frozenset({803})
_NO_PERSON = 2500
_NO_PICTURE = frozenset({324, 1366046, 1366055, 2061001})
"""Missing or invalid image file; too large or of another kind; could not be processed."""
_LINK_LIMIT = re.compile(r"meta verified|limit\w* [^.]*\blinks?\b|\blinks?\b[^.]* limit", re.IGNORECASE)
_NUMBER = re.compile(r"^\(#\d+\)\s*")
_NO_PERMISSION = re.compile(r"\b(?:no|missing|requires?|without|not have)\b[^.]*\bpermissions?\b")


@dataclass(frozen=True, slots=True)
class GraphError:
    """An error as the Graph API words it.

    Attributes:
        user_message: the message for users where it has one, else the one for developers.
        message: the one for developers, in lower case; it tells errors with the same code apart.
    """

    code: int
    subcode: int
    user_message: str
    message: str
    transient: bool

    @classmethod
    def of(cls, error: Mapping[str, Any]) -> GraphError:
        """Read from the value of "error" in a response."""
        message = _NUMBER.sub("", str(error.get("message") or ""))
        return cls(
            code=_as_number(error.get("code")),
            subcode=_as_number(error.get("error_subcode")),
            user_message=str(error.get("error_user_msg") or message),
            message=message.lower(),
            transient=error.get("is_transient") is True,
        )

    @property
    def permission(self) -> bool:
        """Whether a permission is missing."""
        return (
            self.code == 10
            or 200 <= self.code <= 299
            or (self.code == 100 and "does not exist" not in self.message and bool(_NO_PERMISSION.search(self.message)))
        )

    @property
    def nobody(self) -> bool:
        """Whether the token is an app's, which is nobody who could be asked about."""
        return self.code == _NO_PERSON

    @property
    def too_many_links(self) -> bool:
        """Whether the page has had the posts with a link that it is allowed."""
        return _LINK_LIMIT.search(f"{self.message} {self.user_message}") is not None

    @property
    def token(self) -> bool:
        """Whether the token is refused."""
        return self.code in {102, 190}

    @property
    def app(self) -> bool:
        """Whether the app, or its secret, is refused."""
        return (
            self.code in {101, 104}
            or "appsecret_proof" in self.message
            or (self.code == 1 and "client secret" in self.message)
        )

    @property
    def gone(self) -> bool:
        """Whether the object does not exist, or the token may not see it."""
        return self.code in _NO_SUCH_THING or (self.code == 100 and self.subcode == 33)

    @property
    def no_picture(self) -> bool:
        """Whether a file is refused that was to become a picture."""
        return self.code in _NO_PICTURE or self.subcode in _NO_PICTURE

    @property
    def dead_metric(self) -> bool:
        """Whether a metric's name is refused."""
        return self.code == 100 and "insights metric" in self.message

    @property
    def no_field(self) -> bool:
        """Whether this kind of object has no field of that name."""
        return self.code == 100 and "nonexisting field" in self.message


def _as_number(value: object) -> int:
    """A number in a response, which may be written as text; 0 for anything else."""
    try:
        return int(str(value))
    except ValueError:
        return 0
