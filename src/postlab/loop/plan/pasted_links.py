"""The addresses of a plan's links as they are posted, and what is said where they differ from what was pasted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from postlab.articles.pasted import pasted, posted
from postlab.articles.site import same_page
from postlab.design.plan import Plan
from postlab.errors import Fault, InputError
from postlab.framing.signed import is_signed
from postlab.loop.plan.post_texts import SharedLink


def with_addresses(document: Mapping[str, Any], agreed: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A plan document whose links have the addresses that are posted; one that is refused stays, and is a fault later.

    Args:
        document: the plan as its file gives it.
        agreed: the document of the stored plan of that name; a link of it keeps the address that was agreed.
    """
    links = document.get("link")
    if not isinstance(links, list | tuple):
        return dict(document)
    as_agreed = {posted(link["url"]): link["url"] for link in (agreed or {}).get("link", ())}
    return {**document, "link": [_with_address(link, as_agreed) for link in links]}


def _with_address(link: object, as_agreed: Mapping[str, str]) -> object:
    if not isinstance(link, Mapping) or not isinstance(link.get("url"), str):
        return link
    address = posted(link["url"])
    return {**link, "url": as_agreed.get(address, address)}


def notes(given: Sequence[object], plan: Plan, links: Sequence[SharedLink]) -> list[str]:
    """A sentence for each link that leads elsewhere than what was pasted seems to.

    Args:
        given: the links of the plan's document, before `with_addresses`.
        plan: the plan.
        links: the same links, read.
    """
    sentences = []
    for number, (written, planned, shared) in enumerate(zip(given, plan.link, links, strict=True), start=1):
        by = _wrapped_by(written)
        if by is not None:
            sentences.append(f"Link {number} was pasted as an address of {by}; what goes out is {shared.url}")
        elif same_page(planned.url) != same_page(shared.url):
            sentences.append(f"Link {number} leads on to {shared.url}, and that is what goes out.")
    return sentences


def faults(plan: Plan, links: Sequence[SharedLink]) -> list[Fault]:
    """Links that lead to one page, and signed ones of which no clicks could be counted.

    Args:
        plan: the plan.
        links: its links, read.
    """
    found = []
    seen: dict[str, int] = {}
    for number, shared in enumerate(links, start=1):
        first = seen.setdefault(same_page(shared.url), number)
        if first != number:
            found.append(Fault(f"link {number}, url", f"leads to the same page as link {first}: {shared.url}"))
        if plan.clicks_from is not None and is_signed(shared.url):
            found.append(
                Fault(
                    f"link {number}, url",
                    "is signed, so it can carry no tags and its clicks could not be told apart (clicks_from); "
                    "link to the page that leads to it",
                )
            )
    return found


def _wrapped_by(link: object) -> str | None:
    url = link.get("url") if isinstance(link, Mapping) else None
    try:
        return pasted(url).by if isinstance(url, str) else None
    except InputError:
        return None
