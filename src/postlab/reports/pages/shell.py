"""A page of HTML from a template: escaped, sanitised, and closed to the network."""

from __future__ import annotations

import base64
import functools
import hashlib
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from postlab.sanitise import plain


def page(template: str, **values: Any) -> str:
    """The page that a template makes of values, as one file.

    The template extends ``shell.html``, which holds the head with its policy and the style. Whatever text stands in the
    values is shown as text: escaped, and without control characters.

    Args:
        template: the name of a file in ``templates``.
        values: what the template names.

    Raises:
        jinja2.UndefinedError: the template names a value that is not given.
    """
    return _environment().get_template(template).render(values).strip() + "\n"


def piece(template: str, **values: Any) -> Markup:
    """What a template makes of values, to be put into another page as it is."""
    return Markup(_environment().get_template(template).render(values))  # noqa: S704 (the template escapes)


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("postlab.reports.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    environment.filters["source_hash"] = source_hash
    environment.filters["address_holding"] = address_holding
    return environment


def _harmless(value: Any) -> Any:
    """The text of a value without what a reader would not see or be misled by; markup of ours stays."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return plain(value, newlines=True)
    return value


def source_hash(text: str) -> str:
    """What the policy of a page calls a style or a script by, so that it and no other is obeyed (CSP, level 2).

    See https://www.w3.org/TR/CSP2/#source-list-valid-hashes.
    """
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def address_holding(content: bytes, media_type: str) -> str:
    """The bytes of a picture as an address, so that the page holds it."""
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"
