"""What only the real Bluesky software can show."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from platforms.bluesky_worlds import account, outgoing
from postlab.errors import NeedsPerson, Rejected
from servers.bluesky_network import BlueskyNetwork

pytestmark = pytest.mark.server


def test_a_real_rate_limit(rationed_bluesky: BlueskyNetwork) -> None:
    # 30 logins in five minutes are allowed to one handle, whoever that is; a refusal takes 0.35 s, so at once
    guess = {"identifier": "nobody.test", "password": "guess"}

    def refused() -> str:
        with pytest.raises(RuntimeError) as caught:
            rationed_bluesky.call("com.atproto.server.createSession", guess)
        return str(caught.value)

    with ThreadPoolExecutor(10) as pool:
        answers = [answer.result() for answer in [pool.submit(refused) for _ in range(30)]]
    assert all("401" in answer for answer in answers)
    with pytest.raises(Rejected, match="too many requests") as caught:
        account(rationed_bluesky.pds, "nobody.test", "guess").whoami()
    assert caught.value.temporary
    assert caught.value.retry_after is not None
    assert 0 < caught.value.retry_after <= 300


def test_without_an_appview_counting_fails_for_now(rationed_bluesky: BlueskyNetwork) -> None:
    adviser = rationed_bluesky.resident()
    careers = account(rationed_bluesky.pds, adviser.handle, adviser.password)
    published = careers.publish(careers.prepare(outgoing()))
    with pytest.raises(Rejected) as caught:
        careers.read([published.remote_id])
    assert caught.value.temporary


def test_an_app_password_works_until_it_is_revoked(bluesky_network: BlueskyNetwork) -> None:
    adviser = bluesky_network.resident()
    made = bluesky_network.call("com.atproto.server.createAppPassword", {"name": "postlab"}, token=adviser.token)
    careers = account(bluesky_network.pds, adviser.handle, made["password"])
    payload = careers.prepare(outgoing("Under an app password"))
    assert careers.publish(payload).remote_id
    bluesky_network.call("com.atproto.server.revokeAppPassword", {"name": "postlab"}, token=adviser.token)
    with pytest.raises(NeedsPerson, match="refused the login"):
        account(bluesky_network.pds, adviser.handle, made["password"]).whoami()


def test_a_deactivated_account_needs_a_person(bluesky_network: BlueskyNetwork) -> None:
    adviser = bluesky_network.resident()
    careers = account(bluesky_network.pds, adviser.handle, adviser.password)
    payload = careers.prepare(outgoing())
    bluesky_network.call("com.atproto.server.deactivateAccount", {}, token=adviser.token)
    fresh = account(bluesky_network.pds, adviser.handle, adviser.password)
    with pytest.raises(NeedsPerson):
        fresh.publish(payload)
