"""What an adapter lets slip is hidden all the same, a stranger's as well as ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from postlab.clock import VirtualClock
from postlab.errors import Rejected, Unknown
from postlab.masking import HIDDEN, KNOWN
from postlab.platforms.base import (
    Connection,
    Counts,
    Credential,
    Health,
    Identity,
    Live,
    Outgoing,
    Payload,
    Published,
    ShowsPosts,
    TellsHealth,
)
from postlab.platforms.guarded import guarded, hiding
from postlab.platforms.protocols import TellsFollowers

SECRET, RENEWED = "aB3+x/Yz9=Qw+er/ty8==", "Nn7+r/Pq2=Zx+cv/bm4=="
NOW = datetime(2026, 11, 23, tzinfo=UTC)
CREDENTIALS = (
    Credential("token", "POSTLAB_X_TOKEN", "a token"),
    Credential("renewal", "POSTLAB_X_RENEWAL", "when it was renewed", harmless=True),
)


class Careless:
    """An adapter that repeats whatever it knows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.said = f"you sent {quote(connection.secrets['token'], safe='')}"

    def prepare(self, outgoing: Outgoing) -> Payload:
        return {"text": outgoing.text}

    def publish(self, payload: Payload) -> Published:
        return Published(str(payload["id"]), f"https://net.example/?t={quote(SECRET, safe='')}", NOW)

    def find(self, payload: Payload) -> Published | None:
        raise Rejected(f"no {payload['id']}: {self.said}", hint=f"Look at {self.said}.")

    def read(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        return {remote_id: Counts(likes=3, missing={"shares": self.said}) for remote_id in remote_ids}

    def show(self, payload: Payload, remote_id: str) -> Live | None:
        return Live(f"{payload['text']} {remote_id}")

    def whoami(self) -> Identity:
        self._connection.keep({"token": RENEWED})
        return Identity(f"{self.said} {RENEWED}", "42")

    def health(self) -> Health:
        return Health(self.whoami(), lacks=(self.said,), facts={"version": self.said, "limit": 500})


@pytest.fixture
def connection() -> Connection:
    secrets = {"token": SECRET, "renewal": "2026-11-23T00:00:00"}
    return Connection("careers-page", {"server": "https://net.example"}, secrets, Path(), VirtualClock(NOW))


@pytest.fixture
def account(connection: Connection) -> Careless:
    return guarded(Careless, connection, CREDENTIALS)


def test_an_account_can_what_it_could(account: Careless) -> None:
    assert isinstance(account, TellsHealth)
    assert isinstance(account, ShowsPosts)
    assert not isinstance(account, TellsFollowers)


def test_what_it_tells_holds_no_secret(account: Careless) -> None:
    health = account.health()
    assert health == Health(
        Identity(f"you sent {HIDDEN} {HIDDEN}", "42"),
        lacks=(f"you sent {HIDDEN}",),
        facts={"version": f"you sent {HIDDEN}", "limit": 500},
    )
    assert account.read(["7"]) == {"7": Counts(likes=3, missing={"shares": f"you sent {HIDDEN}"})}


def test_what_it_raises_holds_no_secret(account: Careless) -> None:
    with pytest.raises(Rejected) as caught:
        account.find({"id": "7"})
    assert (caught.value.message, caught.value.hint) == (f"no 7: you sent {HIDDEN}", f"Look at you sent {HIDDEN}.")
    assert str(caught.value) == caught.value.message


def test_an_address_with_a_secret_is_none_and_an_id_with_one_is_unknown(account: Careless) -> None:
    assert account.publish({"id": "7"}) == Published("7", None, NOW)
    with pytest.raises(Unknown, match="not under a name that a post can have"):
        account.publish({"id": quote(SECRET, safe="")})


def test_what_is_sent_and_compared_stays_as_it_is(account: Careless) -> None:
    assert account.show({"text": SECRET}, "7") == Live(f"{SECRET} 7")


def test_what_sets_an_account_up_tells_none_either(connection: Connection) -> None:
    with pytest.raises(Rejected, match=f"^you sent {HIDDEN}$"), hiding(connection, CREDENTIALS):
        raise Rejected(f"you sent {SECRET}")


def test_every_exit_knows_what_to_hide(account: Careless) -> None:
    account.whoami()
    assert KNOWN.hide(f"{SECRET[3:]} {RENEWED} 2026-11-23T00:00:00") == f"{HIDDEN} {HIDDEN} 2026-11-23T00:00:00"
