"""Setting a page up: whatever token a person could get becomes the page's own, which lasts."""

from __future__ import annotations

from typing import Any

from postlab.errors import InputError, NeedsPerson, PlatformError
from postlab.platforms.base import Connection
from postlab.platforms.facebook.failures import NO_FIELD
from postlab.platforms.facebook.graph import Graph
from postlab.platforms.setup import Enrolment, Person

LIST = "list the pages that the token may use"
TASK = "CREATE_CONTENT"


def page_of(connection: Connection, person: Person) -> Enrolment:
    """The page's number and its own token.

    A page's token is kept as it is. A user's is exchanged for one of two months where the app and its secret are
    known, because the page's tokens that this one brings do not end; then the page is chosen.

    Raises:
        InputError: there are several pages and nobody to ask which, or not the one that was named.
        NeedsPerson: the token is refused, or may not create content on the page.
        PlatformError: Facebook could not be asked.
    """
    given = connection.secrets.get("token", "").strip()
    graph = Graph(connection, given)
    wanted = str(connection.options.get("page-id") or "")
    if (page := _itself(graph)) is not None:
        number = str(page.get("id") or "")
        if wanted and number != wanted:
            raise InputError(
                f"The token is that of the page {graph.edge.said(page.get('name'))} ({number}), not of {wanted}.",
                hint="Leave --page-id out, or make a token for that page.",
            )
        return Enrolment(options={"page-id": number}, secrets={"token": given})
    if graph.signed:
        graph = Graph(connection, Graph(connection, "").longer(given))
    else:
        person.tell(
            "The page's token ends when yours does (after an hour or two, if it is from the Graph API Explorer). With "
            "--app-id and the app's secret it does not end."
        )
    pages = list(graph.listed("me/accounts", action=LIST, fields="id,name,access_token,tasks", limit="100"))
    chosen = _chosen(graph, pages, wanted, person)
    _check(graph, chosen)
    return Enrolment(options={"page-id": str(chosen["id"])}, secrets={"token": str(chosen["access_token"])})


def _itself(graph: Graph) -> dict[str, Any] | None:
    """The page that the token is of; None for a user's token, as users have no category."""
    try:
        return graph.get("me", action="say whose token it is", fields="id,name,category")
    except PlatformError as exc:
        if exc.code == NO_FIELD:
            return None
        raise


def _chosen(graph: Graph, pages: list[dict[str, Any]], wanted: str, person: Person) -> dict[str, Any]:
    if not pages:
        raise NeedsPerson(
            "The token may use no page.",
            hint="Tick the permission pages_show_list when you make the token, and your page in the window that opens. "
            f"Then: {graph.edge.again()}",
            code="no_page",
        )
    named = [f"{graph.edge.said(page.get('name')) or 'without a name'} ({page.get('id')})" for page in pages]
    if wanted:
        found = next((page for page in pages if str(page.get("id")) == wanted), None)
        if found is None:
            raise InputError(
                f"The token may not use the page {wanted}; it may use {', '.join(named)}.",
                hint="Give one of these numbers as --page-id, or tick that page when you make the token.",
            )
        return found
    if len(pages) == 1:
        return pages[0]
    if person.there:
        return pages[person.choose("Which page?", named)]
    raise InputError(
        f"The token may use several pages: {', '.join(named)}.", hint="Give the number of one as --page-id."
    )


def _check(graph: Graph, page: dict[str, Any]) -> None:
    name, tasks = graph.edge.said(page.get("name")), page.get("tasks")
    if isinstance(tasks, list) and TASK not in tasks:
        raise NeedsPerson(
            f"You may not create content on the page {name}, so nothing could be posted there.",
            hint="Ask someone who manages the page to give you the task “Content” (Page, Settings, Page access). "
            f"Then: {graph.edge.again()}",
            code="no_task",
        )
    if not page.get("access_token") or not str(page.get("id") or "").isdecimal():
        raise NeedsPerson(
            f"Facebook gave no token for the page {name}.",
            hint="Tick pages_show_list, pages_read_engagement and pages_manage_posts when you make the token. "
            f"Then: {graph.edge.again()}",
            code="no_page_token",
        )
