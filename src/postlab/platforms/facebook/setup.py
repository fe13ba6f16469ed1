"""Sets a page up: exchanges the token that a person typed for the page's own, which lasts."""

from __future__ import annotations

from typing import Any

from postlab.errors import InputError, NeedsPerson, PlatformError
from postlab.platforms.base import Connection
from postlab.platforms.facebook.client import FacebookClient
from postlab.platforms.facebook.errors import GONE, NO_FIELD, NO_PERMISSION
from postlab.platforms.facebook.tasks import Ability, allow
from postlab.platforms.setup import Person, SetupResult
from postlab.platforms.shapes import is_number, is_text_or_absent

LIST = "list the pages that the token may use"
SHOW = "show the page"
WHOSE = "say whose token it is"

_WITHOUT = {
    Ability.MODERATION: "a link could not go into the first reply",
    Ability.ANALYSIS: "clicks and impressions could not be counted",
}


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
    if page_id_option and all(str(page.get("id")) != page_id_option for page in pages):
        # pages that belong to a business portfolio are not listed, and answer all the same
        pages += _unlisted_page(client, page_id_option)
    chosen = _choose_page(client, pages, page_id_option, person)
    _check_page(client, chosen)
    _tell_about_tasks(client, chosen, person)
    return SetupResult(options={"page-id": str(chosen["id"])}, secrets={"token": str(chosen["access_token"])})


def _page_of_token(client: FacebookClient) -> dict[str, Any] | None:
    """The page that the token belongs to; None for a user's token, as users have no category."""
    try:
        return client.get("me", action=WHOSE, fields="id,name,category")
    except PlatformError as exc:
        if exc.code == NO_FIELD:
            return None
        raise


def _unlisted_page(client: FacebookClient, page_id: str) -> list[dict[str, Any]]:
    """The page with that number, if the token may see it and it is one."""
    try:
        page = client.get(page_id, action=SHOW, fields="id,name,category,access_token")
    except PlatformError as exc:
        if exc.code in {GONE, NO_FIELD, NO_PERMISSION}:
            return []
        raise
    return [page] if str(page.get("id") or "") == page_id else []


def _choose_page(
    client: FacebookClient, pages: list[dict[str, Any]], page_id_option: str, person: Person
) -> dict[str, Any]:
    if not pages:
        named = f", and not {page_id_option} either" if page_id_option else ""
        add = client.translator.account_add_command()
        raise NeedsPerson(
            f"The token may use no page{named}.",
            hint="Tick pages_show_list when you make the token, and your page in the window that opens; for a page of "
            f"a business portfolio, business_management, too. Then: {add}"
            + ("" if page_id_option else " --page-id NUMBER (a portfolio's page is found by its number alone)"),
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
    name, tasks = client.translator.quoted(page.get("name")), _tasks_of(page)
    if tasks is not None and allow(tasks, Ability.CONTENT) is False:
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
            hint="Tick pages_show_list, pages_read_engagement and pages_manage_posts when you make the token (and "
            "business_management where the page belongs to a business portfolio). "
            f"Then: {client.translator.account_add_command()}",
            code="no_page_token",
        )


def _tell_about_tasks(client: FacebookClient, page: dict[str, Any], person: Person) -> None:
    """Say what whoever made the token cannot do on the page, and where that is not certain."""
    tasks, name = _tasks_of(page), client.translator.quoted(page.get("name"))
    if tasks is None:
        return
    if allow(tasks, Ability.CONTENT) is None:
        listed = client.translator.quoted(", ".join(tasks))
        person.tell(
            f"It is not certain that you may create content on the page {name}: Facebook lists tasks that PostLab does "
            f"not know ({listed}). The first post will tell; `postlab doctor` says what Facebook thinks of it."
        )
    for ability, lost in _WITHOUT.items():
        if allow(tasks, ability) is False:
            person.tell(f"On the page {name} you do not have the task “{ability}”, so {lost}.")


def _tasks_of(page: dict[str, Any]) -> list[str] | None:
    """The tasks that the page is listed with; None where Facebook does not tell."""
    tasks = page.get("tasks")
    return [task for task in tasks if isinstance(task, str)] if isinstance(tasks, list) else None
