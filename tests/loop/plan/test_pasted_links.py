"""The links of a plan have the addresses that are posted; an experiment that runs keeps those that it agreed on."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from loop.bench import LINKS, Bench
from postlab.errors import FaultsError
from postlab.loop.plan import amendments, pasted_links
from postlab.records.tables import RETIRED, Experiment, Link

SIGNED = "https://files.example/r.pdf?sv=2024-11-04&se=2026-12-31T00%3A00%3A00Z&sig=abc"


def link(url: str, of: int = 0) -> dict[str, Any]:
    return {**LINKS[of], "url": url}


def test_the_plan_has_the_address_of_the_page(bench: Bench) -> None:
    wrapped = "https://l.facebook.com/l.php?u=https%3A%2F%2Fnews.example%2Fpay%3Ffbclid%3Dx&h=AT0"
    examined = bench.examine(link=[link(wrapped), LINKS[1]])
    assert [planned.url for planned in examined.plan.link] == [shared.url for shared in examined.links]
    assert examined.links[0].url == "https://news.example/pay"
    assert "Link 1 was pasted as an address of Facebook; what goes out is https://news.example/pay" in examined.warnings


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://www.news.example/pay/?utm_source=x", "leads to the same page as link 1"),
        ("https://protect-eu.mimecast.com/s/abc", "Mimecast"),
        ("https://news.example/a\u200bb", "invisible character"),
        ("https://news.example/a?u=jo%40uni.example", "e-mail address"),
    ],
)
def test_what_cannot_go_out_is_a_fault_with_its_place(url: str, why: str, bench: Bench) -> None:
    with pytest.raises(FaultsError) as refused:
        bench.examine(link=[LINKS[0], link(url, 1)])
    (fault,) = refused.value.faults
    assert fault.place == "link 2, url"
    assert why in fault.message


def test_a_signed_link_is_a_fault_where_a_counter_tells_clicks_by_tags(bench: Bench) -> None:
    examined = bench.examine(link=[link(SIGNED), LINKS[1]])
    assert pasted_links.faults(examined.plan, examined.links) == []
    counted = examined.plan.model_copy(update={"clicks_from": "visits"})
    (fault,) = pasted_links.faults(counted, examined.links)
    assert (fault.place, "signed" in fault.message) == ("link 1, url", True)
    assert [warning for warning in examined.warnings if "without utm tags" in warning]


def test_a_plan_of_before_is_the_same_plan_now(staged: Bench) -> None:
    """Its links were stored as they were pasted, tracking and all."""
    staged.experiment()
    raw = f"{LINKS[0]['url']}?utm_source=newsletter&fbclid=x"
    with staged.lab.session() as session:
        experiment = session.exec(select(Experiment)).one()
        stored = session.exec(select(Link).where(Link.position == 0)).one()
        links = [{**experiment.plan["link"][0], "url": raw}, *experiment.plan["link"][1:]]
        experiment.plan, stored.url = {**experiment.plan, "link": links}, raw
        session.add_all([experiment, stored])
        staged.lab.commit(session)
        planned = [dict(one) for one in links]
    for written in (raw, LINKS[0]["url"]):
        same = [{**planned[0], "url": written}, *planned[1:]]
        assert amendments.amend(staged.lab, "exams", staged.examine(link=same), reason=None) == []
    (change,) = amendments.amend(staged.lab, "exams", staged.examine(link=same, rounds=3), reason="Fewer.")
    assert change["key"] == "rounds"
    with staged.lab.session() as session:
        urls = session.exec(select(Link.url).where(Link.position != RETIRED)).all()
    assert raw in urls
    assert len(urls) == len(planned)
