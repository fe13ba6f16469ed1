"""Sets a page up: exchanges the token that a person typed for the page's own, which lasts."""

from __future__ import annotations

from typing import Any

from postlab.errors import InputError, NeedsPerson, PlatformError
from postlab.platforms.base import Connection
from postlab.platforms.facebook.client import FacebookClient
from postlab.platforms.facebook.errors import NO_FIELD
from postlab.platforms.setup import Person, SetupResult
from postlab.platforms.shapes import is_number, is_text_or_absent

LIST = "list the pages that the token may use"
WHOSE = "say whose token it is"
TASK = "CREATE_CONTENT"


def page_of(connection: Connection, person: Person) -> SetupResult:
    """The page's number and its own token.

    A page's token is kept as it is. A user's is exchanged for one of two months where the app and its secret are
    known, because the page's tokens that this one brings do not end; then the page is chosen.

    Raises:
        InputError: there are several pages and nobody to choose one, or not the one that was named.
        NeedsPerson: the token is refused, or may not create content on the page.
        PlatformError: Facebook could not be asked.
    """
    token = connection.secrets.get("token", "").strip()
    client = FacebookClient(connection, token)
    page_id_option = str(connection.options.get("page-id") or "")
    if (page := _page_of_token(client)) is not None:
        page_id = page.get("id")
        if not is_number(page_id) or not is_text_or_absent(page, "name"):
            raise client.translator.unreadable(WHOSE, ambiguous=False)
        if page_id_option and page_id != page_id_option:
            raise InputError(
                f"The token is that of the page {client.translator.quoted(page.get('name'))} ({page_id}), "
                f"not of {page_id_option}.",
                hint="Leave --page-id out, or make a token for that page.",
            )
        return SetupResult(options={"page-id": page_id}, secrets={"token": token})
    if client.signed:
        client = FacebookClient(connection, FacebookClient(connection, "").exchange_token(token))
    else:
        person.tell(
            "The page's token ends when yours does (after an hour or two, if it is from the Graph API Explorer). With "
            "--app-id and the app's secret it does not end."
        )
    pages = list(client.list_all("me/accounts", action=LIST, fields="id,name,access_token,tasks", limit="100"))
    chosen = _choose_page(client, pages, page_id_option, person)
    _check_page(client, chosen)
    return SetupResult(options={"page-id": str(chosen["id"])}, secrets={"token": str(chosen["access_token"])})


def _page_of_token(client: FacebookClient) -> dict[str, Any] | None:
    """The page that the token belongs to; None for a user's token, as users have no category."""
    try:
        return client.get("me", action=WHOSE, fields="id,name,category")
    except PlatformError as exc:
        if exc.code == NO_FIELD:
            return None
        raise


def _choose_page(
    client: FacebookClient, pages: list[dict[str, Any]], page_id_option: str, person: Person
) -> dict[str, Any]:
    if not pages:
        raise NeedsPerson(
            "The token may use no page.",
            hint="Tick the permission pages_show_list when you make the token, and your page in the window that opens. "
            f"Then: {client.translator.account_add_command()}",
            code="no_page",
        )
    page_labels = [
        f"{client.translator.quoted(page.get('name')) or 'without a name'} ({page.get('id')})" for page in pages
    ]
    if page_id_option:
        page = next((page for page in pages if str(page.get("id")) == page_id_option), None)
        if page is None:
            raise InputError(
                f"The token may not use the page {page_id_option}; it may use {', '.join(page_labels)}.",
                hint="Give one of these numbers as --page-id, or tick that page when you make the token.",
            )
        return page
    if len(pages) == 1:
        return pages[0]
    if person.is_present:
        return pages[person.choose("Which page?", page_labels)]
    raise InputError(
        f"The token may use several pages: {', '.join(page_labels)}.", hint="Give the number of one as --page-id."
    )


def _check_page(client: FacebookClient, page: dict[str, Any]) -> None:
    name, tasks = client.translator.quoted(page.get("name")), page.get("tasks")
    if isinstance(tasks, list) and TASK not in tasks:
        raise NeedsPerson(
            f"You may not create content on the page {name}, so nothing could be posted there.",
            hint="Ask someone who manages the page to give you the task “Content” (Page, Settings, Page access). "
            f"Then: {client.translator.account_add_command()}",
            code="no_task",
        )
    token = page.get("access_token")
    if not isinstance(token, str) or not token or not is_number(page.get("id")):
        raise NeedsPerson(
            f"Facebook gave no token for the page {name}.",
            hint="Tick pages_show_list, pages_read_engagement and pages_manage_posts when you make the token. "
            f"Then: {client.translator.account_add_command()}",
            code="no_page_token",
        )
