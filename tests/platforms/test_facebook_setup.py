"""Setting a Facebook page up, and checking on it: tokens exchanged, pages chosen, permissions told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from platforms import fake_facebook as fake
from platforms.facebook_world import PAGE, TOKEN, account, connection
from platforms.fake_facebook import SCOPES, FakeFacebook, error, fake_facebook
from platforms.loopback import Failure
from postlab.errors import InputError, NeedsPerson, Rejected
from postlab.platforms.base import Identity
from postlab.platforms.facebook import plugin
from postlab.platforms.facebook.client import FacebookClient
from postlab.platforms.setup import SetupResult

SHORT = "USER-TOKEN-SHORT"
OURS = SetupResult(options={"page-id": PAGE}, secrets={"token": TOKEN})


@dataclass
class Adviser:
    """Somebody at the keyboard, or nobody."""

    is_present: bool = False
    picks: int = 0
    heard: list[str] = field(default_factory=list)
    asked: list[Sequence[str]] = field(default_factory=list)

    def tell(self, sentence: str) -> None:
        self.heard.append(sentence)

    def choose(self, question: str, choices: Sequence[str]) -> int:
        self.asked.append(choices)
        return self.picks


@pytest.fixture
def facebook() -> Iterator[FakeFacebook]:
    with fake_facebook() as running:
        yield running


def set_up(facebook: FakeFacebook, token: str, person: Adviser | None = None, **how: Any) -> SetupResult:
    assert plugin.set_up is not None
    how.setdefault("page_id", None)
    return plugin.set_up(connection(facebook.url, token=token, **how), person or Adviser())


def grant(facebook: FakeFacebook, *without: str) -> None:
    facebook.tokens[TOKEN] = replace(facebook.tokens[TOKEN], scopes=SCOPES - set(without))


def test_a_users_token_becomes_the_pages_and_is_not_kept(facebook: FakeFacebook) -> None:
    person = Adviser()
    assert set_up(facebook, SHORT, person, app=True) == OURS
    assert facebook.calls == [fake.ME, fake.EXCHANGE, fake.ACCOUNTS]
    assert facebook.queries[-1]["access_token"] == ["USER-TOKEN-LONG"]
    assert person.heard == []


def test_without_the_app_the_person_hears_when_it_ends(facebook: FakeFacebook) -> None:
    person = Adviser()
    assert set_up(facebook, SHORT, person) == OURS
    assert facebook.calls == [fake.ME, fake.ACCOUNTS]
    assert "--app-id" in person.heard[0]


@pytest.mark.parametrize("app", [True, False])
@pytest.mark.parametrize("page_id", [PAGE, None])
def test_a_pages_token_is_used_as_it_is(facebook: FakeFacebook, app: bool, page_id: str | None) -> None:
    assert set_up(facebook, TOKEN, app=app, page_id=page_id) == OURS
    assert facebook.calls == [fake.ME]


def test_the_token_of_another_page_than_was_named(facebook: FakeFacebook) -> None:
    with pytest.raises(InputError, match=r"Careers at Uni \(1001\), not of 2002"):
        set_up(facebook, TOKEN, page_id="2002")


def five_pages(facebook: FakeFacebook) -> None:
    for number in range(1002, 1006):
        facebook.pages[str(number)] = f"Page {number}"
        facebook.tasks[str(number)] = ["CREATE_CONTENT"]


def test_of_several_pages_the_named_one_is_taken(facebook: FakeFacebook) -> None:
    five_pages(facebook)
    assert set_up(facebook, SHORT, page_id="1005") == SetupResult({"page-id": "1005"}, {"token": "PAGE-TOKEN-1005"})
    assert facebook.count(fake.ACCOUNTS) == 3
    with pytest.raises(InputError, match=r"may not use the page 77; it may use Careers at Uni \(1001\), Page 1002"):
        set_up(facebook, SHORT, page_id="77")


def test_of_several_pages_a_person_chooses(facebook: FakeFacebook) -> None:
    five_pages(facebook)
    person = Adviser(is_present=True, picks=2)
    assert set_up(facebook, SHORT, person).options == {"page-id": "1003"}
    assert person.asked[0][0] == "Careers at Uni (1001)"
    with pytest.raises(InputError, match=r"several pages: .*Page 1004 \(1004\)") as caught:
        set_up(facebook, SHORT)
    assert "--page-id" in caught.value.hint


def test_a_page_that_we_may_not_write_on(facebook: FakeFacebook) -> None:
    facebook.tasks[PAGE] = ["ANALYZE"]
    with pytest.raises(NeedsPerson, match="may not create content on the page Careers at Uni") as caught:
        set_up(facebook, SHORT)
    assert "Page access" in caught.value.hint


@pytest.mark.parametrize("task", ["PROFILE_PLUS_CREATE_CONTENT", "PROFILE_PLUS_FULL_CONTROL", "MANAGE"])
def test_a_page_of_the_new_experience_names_its_tasks_otherwise(facebook: FakeFacebook, task: str) -> None:
    facebook.tasks[PAGE] = [task, "PROFILE_PLUS_ANALYZE", "PROFILE_PLUS_MODERATE"]
    person = Adviser()
    assert set_up(facebook, SHORT, person, app=True) == OURS
    assert person.heard == []


def test_tasks_that_nobody_knows_leave_it_open(facebook: FakeFacebook) -> None:
    facebook.tasks[PAGE] = ["PROFILE_PLUS_FACEBOOK_ACCESS"]
    person = Adviser()
    assert set_up(facebook, SHORT, person, app=True) == OURS
    (heard,) = person.heard
    assert "not certain that you may create content on the page Careers at Uni" in heard
    assert "PROFILE_PLUS_FACEBOOK_ACCESS" in heard


def test_tasks_that_allow_other_things_alone_are_refused(facebook: FakeFacebook) -> None:
    facebook.tasks[PAGE] = ["PROFILE_PLUS_ANALYZE", "PROFILE_PLUS_MODERATE", "PROFILE_PLUS_MESSAGING"]
    with pytest.raises(NeedsPerson, match="may not create content"):
        set_up(facebook, SHORT, app=True)


def test_what_else_the_tasks_do_not_allow_is_told(facebook: FakeFacebook) -> None:
    facebook.tasks[PAGE] = ["PROFILE_PLUS_CREATE_CONTENT"]
    person = Adviser()
    set_up(facebook, SHORT, person, app=True)
    assert ["Community activity" in heard or "Insights" in heard for heard in person.heard] == [True, True]


def test_a_page_of_a_business_portfolio_is_found_by_its_number(facebook: FakeFacebook) -> None:
    facebook.unlisted = {PAGE}
    assert set_up(facebook, SHORT, app=True, page_id=PAGE) == OURS
    with pytest.raises(NeedsPerson, match="may use no page") as caught:
        set_up(facebook, SHORT, app=True)
    assert "--page-id NUMBER" in caught.value.hint
    assert "business_management" in caught.value.hint
    with pytest.raises(NeedsPerson, match="and not 4711000 either"):
        set_up(facebook, SHORT, app=True, page_id="4711000")


def test_an_unlisted_page_beside_listed_ones(facebook: FakeFacebook) -> None:
    five_pages(facebook)
    facebook.unlisted = {PAGE}
    assert set_up(facebook, SHORT, page_id=PAGE) == OURS


def test_an_unlisted_page_that_gives_no_token(facebook: FakeFacebook) -> None:
    facebook.pages["2002"] = "Somebody else's"
    facebook.unlisted = {PAGE, "2002"}
    with pytest.raises(NeedsPerson, match="no token for the page") as caught:
        set_up(facebook, SHORT, page_id="2002")
    assert "business_management" in caught.value.hint


@pytest.mark.parametrize("app", [True, False])
def test_the_token_of_an_app_is_nobodys(facebook: FakeFacebook, app: bool) -> None:
    with pytest.raises(NeedsPerson, match="the token of an app, not of a page") as caught:
        set_up(facebook, fake.APP_TOKEN, app=app)
    assert caught.value.code == "app_token"
    assert "Get Page Access Token" in caught.value.hint


@pytest.mark.parametrize("what", ["ids", "date_format", "callback", "method"])
def test_the_stand_in_refuses_what_version_27_has_not(facebook: FakeFacebook, what: str) -> None:
    client = FacebookClient(connection(facebook.url), TOKEN)
    with pytest.raises(Rejected, match=r"not supported from v27\.0"):
        client.get("me", action="look", fields="id", **{what: "x"})


def test_no_page_at_all(facebook: FakeFacebook) -> None:
    facebook.tokens[SHORT] = replace(facebook.tokens[SHORT], scopes=frozenset())
    with pytest.raises(NeedsPerson, match="may use no page") as caught:
        set_up(facebook, SHORT)
    assert "pages_show_list" in caught.value.hint


def test_an_app_that_facebook_does_not_know(facebook: FakeFacebook) -> None:
    with pytest.raises(NeedsPerson, match="does not accept the app 99 with this secret"):
        set_up(facebook, SHORT, app=True, app_id="99")


def test_an_apps_secret_that_is_wrong(facebook: FakeFacebook) -> None:
    made = connection(facebook.url, token=SHORT, page_id=None, app_id=fake.APP)
    made = replace(made, secrets={"token": SHORT, "app_secret": "guessed-wrongly"})
    assert plugin.set_up is not None
    with pytest.raises(NeedsPerson, match="does not accept the app") as caught:
        plugin.set_up(made, Adviser())
    assert "guessed-wrongly" not in caught.value.message + caught.value.hint
    facebook.fail(fake.ME, error(100, "(#100) Tried accessing nonexisting field (category) on node type (User)"))
    with pytest.raises(NeedsPerson, match="Error validating client secret"):
        plugin.set_up(made, Adviser())


@pytest.mark.parametrize("operation", [fake.ME, fake.EXCHANGE, fake.ACCOUNTS])
def test_trouble_on_the_way_leaves_everything_as_it_was(facebook: FakeFacebook, operation: str) -> None:
    facebook.fail(operation, error(2, "Service temporarily unavailable", status=503))
    with pytest.raises(Rejected) as caught:
        set_up(facebook, SHORT, app=True)
    assert caught.value.temporary


def test_facebook_repeats_a_token_that_it_does_not_like_and_we_do_not(facebook: FakeFacebook) -> None:
    for operation in (fake.ME, fake.EXCHANGE, fake.ACCOUNTS):
        facebook.fail(operation, error(190, f"Malformed access token {SHORT}"))
        with pytest.raises(NeedsPerson, match="Malformed access token •••"):
            set_up(facebook, f" {SHORT}\n", app=operation != fake.ACCOUNTS)


def test_a_token_that_has_run_out(facebook: FakeFacebook) -> None:
    facebook.tokens[SHORT] = replace(facebook.tokens[SHORT], expired=True)
    with pytest.raises(NeedsPerson, match="it has run out"):
        set_up(facebook, SHORT, app=True)


def test_a_healthy_page(facebook: FakeFacebook) -> None:
    facebook.publish("An older post")
    health = account(facebook.url, app=True).health()
    assert health.identity == Identity("Careers at Uni", PAGE)
    assert (health.publishes, health.reads, health.expires_at, health.lacks) == (True, True, None, ())
    assert health.facts == {"dead_metrics": [], "page": "Careers at Uni"}
    assert facebook.calls == [fake.DEBUG, fake.BATCH, fake.BATCH]
    assert len(facebook.posts) == 1


def test_without_the_app_only_a_post_would_tell(facebook: FakeFacebook) -> None:
    health = account(facebook.url).health()
    assert (health.publishes, health.reads, health.expires_at) == (None, None, None)
    assert facebook.calls == [fake.BATCH]


@pytest.mark.parametrize("app", [True, False])
@pytest.mark.parametrize(
    ("scope", "lost"),
    [
        ("pages_read_user_content", "likes and comments cannot be counted"),
        ("read_insights", "clicks and impressions cannot be counted"),
        ("pages_read_engagement", "nothing can be posted or counted"),
        ("pages_manage_posts", "nothing can be posted"),
    ],
)
def test_a_permission_that_is_missing_is_named_with_what_it_costs(
    facebook: FakeFacebook, scope: str, lost: str, app: bool
) -> None:
    facebook.publish("An older post")
    grant(facebook, scope)
    health = account(facebook.url, app=app).health()
    # without the app's secret only a post would tell that one
    hidden = scope == "pages_manage_posts" and not app
    assert len(health.lacks) == (0 if hidden else 1)
    assert all(scope in sentence and lost in sentence and "account add" in sentence for sentence in health.lacks)
    writes = scope in {"pages_manage_posts", "pages_read_engagement"} and not hidden
    assert health.publishes is (False if writes else True if app else None)
    assert health.reads is (scope not in {"pages_read_user_content", "pages_read_engagement"})


@pytest.mark.parametrize("app", [True, False])
def test_a_role_that_may_not_write(facebook: FakeFacebook, app: bool) -> None:
    facebook.tasks[PAGE] = ["ANALYZE"]
    health = account(facebook.url, app=app).health()
    assert health.publishes is False
    assert "may not create content" in health.lacks[0]


def test_the_earlier_end_of_a_token_is_told(facebook: FakeFacebook) -> None:
    end = datetime(2027, 1, 2, 3, 4, tzinfo=UTC)
    facebook.tokens[TOKEN] = replace(facebook.tokens[TOKEN], expires_at=0, data_access_expires_at=int(end.timestamp()))
    assert account(facebook.url, app=True).health().expires_at == end
    facebook.tokens[TOKEN] = replace(facebook.tokens[TOKEN], expires_at=int(end.timestamp()) - 60)
    assert account(facebook.url, app=True).health().expires_at == end.replace(minute=3)


def test_dead_metrics_are_told_and_those_that_came_back_forgotten(facebook: FakeFacebook) -> None:
    facebook.publish("An older post")
    facebook.retired = {"post_media_view"}
    health = account(facebook.url, facts={"dead_metrics": ["post_clicks_by_type"]}).health()
    assert health.facts["dead_metrics"] == ["post_media_view"]
    assert "impressions can no longer be counted" in health.lacks[0]


def test_without_a_post_what_was_known_about_metrics_stays(facebook: FakeFacebook) -> None:
    health = account(facebook.url, facts={"dead_metrics": ["post_media_view", "made_up"]}).health()
    assert health.facts["dead_metrics"] == ["post_media_view"]


def test_a_check_of_somebody_elses_token(facebook: FakeFacebook) -> None:
    with pytest.raises(NeedsPerson, match="not the page's"):
        account(facebook.url, token=SHORT).health()
    facebook.tokens[TOKEN] = replace(facebook.tokens[TOKEN], expired=True)
    for app in (True, False):
        with pytest.raises(NeedsPerson, match="it has run out"):
            account(facebook.url, app=app).health()


@pytest.mark.parametrize("body", ["null", '{"code": 200, "body": "{}"}'])
def test_a_check_that_got_no_answer(facebook: FakeFacebook, body: str) -> None:
    facebook.fail(fake.BATCH, Failure(body=f"[{body}, null, null]".encode()))
    with pytest.raises(Rejected) as caught:
        account(facebook.url).health()
    assert caught.value.temporary
