"""The pages of `postlab help`: links lead somewhere where there is no repository."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from postlab.help import pages
from postlab.help.pages import page_text
from postlab.help.topics import TOPICS, Topic

WEB = "https://code.example/postlab/blob/v1.0.0"
PAGE = """# A page

See [the plan
file](../plan-file.md#rates), [above](#a-page), [itself](page.md), [the site](https://site.example/x) and
[the code](../../src/postlab/stats).

![a coin in
the air](coin.png)

```
[moment](../plan-file.md)
```
"""


@pytest.fixture
def topic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Topic:
    """A topic whose page is `PAGE`."""
    (tmp_path / "docs" / "platforms").mkdir(parents=True)
    (tmp_path / "docs" / "platforms" / "page.md").write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr(pages, "_folder", lambda: tmp_path)
    return Topic("page", "docs/platforms/page.md", "a page")


def test_a_link_to_a_topic_becomes_its_command(topic: Topic) -> None:
    said = " ".join(page_text(topic).split())
    assert "See the plan file (`postlab help plan-file`), above, itself, [the site](https://site.example/x)" in said


def test_a_link_to_another_file_keeps_its_words_alone(topic: Topic) -> None:
    assert "and\nthe code." in page_text(topic)


def test_where_the_address_is_known_it_leads_there(topic: Topic) -> None:
    assert f"[the code]({WEB}/src/postlab/stats)." in page_text(topic, web=WEB)


def test_a_picture_is_told_in_its_words(topic: Topic) -> None:
    for web in (None, WEB):
        assert "\n(Picture: a coin in\nthe air)\n" in page_text(topic, web=web)


def test_code_is_left_alone(topic: Topic) -> None:
    assert "[moment](../plan-file.md)" in page_text(topic)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_no_page_points_to_a_file_of_the_repository(topic: Topic) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", page_text(topic)) if topic.page.endswith(".md") else []
    assert [target for target in targets if "://" not in target] == []


def test_a_plan_is_printed_as_it_is() -> None:
    plan = next(topic for topic in TOPICS if topic.name == "exam-season")
    assert page_text(plan) == (Path(__file__).parents[2] / plan.page).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("lines", "address"),
    [
        ("", None),
        ("Project-URL: Documentation, https://docs.example\n", None),
        ("Project-URL: Repository, https://code.example/postlab\n", "https://code.example/postlab/blob/v9.8"),
    ],
)
def test_the_address_is_what_the_package_says(
    lines: str, address: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "postlab-9.8.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.4\nName: postlab\nVersion: 9.8\n{lines}", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert pages.web_address() == address
