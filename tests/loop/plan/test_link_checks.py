"""What a plan is told about its links."""

from __future__ import annotations

from typing import Any

import pytest

from loop.bench import LINKS, Bench
from postlab.loop.plan.link_checks import notes
from postlab.records.tables import Account

REAL = Account(name="masto", platform="mastodon")
SIMULATED = Account(name="page", platform="sandbox", simulated=True)
NOT_TIRED = "A simulated audience does not tire of a link; for real readers give it"


@pytest.mark.parametrize(
    ("changes", "account", "said"),
    [
        ({"rounds": 2, "link": LINKS[:4]}, REAL, None),
        ({"rounds": 4, "link": LINKS[:2]}, REAL, "4 rounds share 2 links: each may be in 4 of them."),
        ({"rounds": 3, "link": LINKS[:4]}, REAL, "3 rounds share 4 links: each may be in 2 of them."),
        (
            {"rounds": 24, "link": LINKS[:2]},
            SIMULATED,
            f"24 rounds share 2 links: each may be in 24 of them. {NOT_TIRED} 12 links.",
        ),
        (
            {"rounds": 24, "link": LINKS[:2], "design": "one link"},
            SIMULATED,
            f"24 rounds share 2 links: each may be in 12 of them. {NOT_TIRED} 6 links.",
        ),
        ({"rounds": 3, "link": LINKS[:1]}, REAL, "There is one link, so both posts of a round share it;"),
        ({"rounds": 1, "link": LINKS[:1], "design": "one link"}, REAL, None),
    ],
)
def test_links_that_come_up_again_are_told(
    bench: Bench, changes: dict[str, Any], account: Account, said: str | None
) -> None:
    found = notes(bench.examine(**changes).plan, [account])
    assert len(found) == (said is not None)
    assert all(sentence.startswith(said or "") for sentence in found)
