"""Meta's exports in other languages: columns from a file a language, and a sentence for languages that have none."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from exports.downloads import as_csv, headers, save
from exports.meta_headers import FACEBOOK, INSTAGRAM, UNREAD, post
from postlab.errors import InputError
from postlab.exports.kinds import GENERIC, OF_BEFORE
from postlab.exports.languages import languages, month_named
from postlab.exports.read import read_export
from postlab.metrics import METRIC_NAMES

POST_ID = "122158000000012341"
COUNTS = {"likes": 18, "comments": 4, "shares": 3, "clicks": 12, "impressions": 401}


def test_every_language_of_the_issue_has_a_file() -> None:
    assert {language.name for language in languages()} == set(FACEBOOK)
    for language in languages():
        assert len(language.months) == (0 if language.name == "Japanese" else 12), language.name


@pytest.mark.parametrize("language", FACEBOOK)
@pytest.mark.parametrize("day", ["11/25/2026 14:33", "25/11/2026 14:33", "25.11.2026 14:33", "2026-11-25 14:33"])
def test_facebook_in_other_languages(language: str, day: str, tmp_path: Path) -> None:
    line, life = FACEBOOK[language]
    export = read_export(save(tmp_path / "posts.csv", "\ufeff" + as_csv(headers(line), post(POST_ID, day, life))))
    assert (export.kind.name, export.kind.network) == ("Facebook export", "facebook")
    (only,) = export.rows
    assert (only.remote_id, only.text, only.day, only.on) == (POST_ID, "What it says", date(2026, 11, 25), None)
    assert only.counts == COUNTS


@pytest.mark.parametrize(("language", "encoding"), [("Japanese", "cp932"), ("German", "cp1252"), ("French", "cp1252")])
def test_an_export_as_excel_saved_it_there(language: str, encoding: str, tmp_path: Path) -> None:
    line, life = FACEBOOK[language]
    content = as_csv(headers(line), post(POST_ID, "11/25/2026 14:33", life))
    (only,) = read_export(save(tmp_path / "posts.csv", content, encoding=encoding)).rows
    assert (only.remote_id, only.counts) == (POST_ID, COUNTS)


@pytest.mark.parametrize("language", INSTAGRAM)
def test_instagram_in_other_languages(language: str, tmp_path: Path) -> None:
    line, life = INSTAGRAM[language]
    cells = [
        *("17900000000000001", "178", "careers", "Careers", "Caption", "0", "11/25/2026 14:33"),
        *("https://www.instagram.com/p/abc/", "IG image", "", life, "160", "90", "5", "3", "1", "2", "4"),
    ]
    export = read_export(save(tmp_path / "posts.csv", as_csv(headers(line), cells)))
    assert (export.kind.name, export.kind.network) == ("Instagram export", "instagram")
    assert export.rows[0].counts == {"likes": 5, "shares": 3, "comments": 2, "impressions": 160}


@pytest.mark.parametrize("language", FACEBOOK)
def test_single_days_are_refused_in_every_language(language: str, tmp_path: Path) -> None:
    line, _ = FACEBOOK[language]
    export = read_export(save(tmp_path / "posts.csv", as_csv(headers(line), post(POST_ID, "x", "2026-11-25"))))
    assert export.rows == []
    assert "choose “Lifetime”" in export.refused[0].reason


def test_an_export_says_the_same_in_two_languages(tmp_path: Path) -> None:
    prints = {
        read_export(save(tmp_path / "posts.csv", as_csv(headers(line), post(POST_ID, "x", life)))).fingerprint
        for line, life in FACEBOOK.values()
    }
    assert len(prints) == 1


@pytest.mark.parametrize("language", UNREAD)
def test_a_language_without_a_file_is_refused_with_what_to_do(language: str, tmp_path: Path) -> None:
    file = save(tmp_path / "posts.csv", as_csv(headers(UNREAD[language]), post(POST_ID, "x", "…")))
    with pytest.raises(
        InputError, match="looks like Meta's export in a language that PostLab does not read"
    ) as refused:
        read_export(file)
    assert "to English" in refused.value.hint
    with pytest.raises(InputError, match="looks like Meta's export"):
        read_export(file, kinds=OF_BEFORE)


def test_a_known_language_with_other_headers_is_named(tmp_path: Path) -> None:
    line = FACEBOOK["German"][0].replace("Beitrags-ID", "Kennung").replace("Seiten-ID,Name der Seite", "Ort,Wer")
    with pytest.raises(InputError, match="looks like Meta's export in German"):
        read_export(save(tmp_path / "posts.csv", as_csv(headers(line), post(POST_ID, "x", "…"))))


def test_a_table_of_links_to_facebook_is_no_export_of_meta(tmp_path: Path) -> None:
    line = ["Number", "Who", "Where", "Note", "Link to Post", "Likes", "Clicks"]
    address = f"https://www.facebook.com/104911112222333/posts/{POST_ID}"
    export = read_export(save(tmp_path / "posts.csv", as_csv(line, ["1", "a", "b", "c", address, "18", "12"])))
    assert export.rows[0].counts == {"likes": 18, "clicks": 12}


def test_no_header_means_two_counts() -> None:
    meant = defaultdict(set)
    for metric in METRIC_NAMES:
        for name in GENERIC.columns[metric]:
            meant[name].add(metric)
    assert {name: metrics for name, metrics in meant.items() if len(metrics) > 1} == {}


@pytest.mark.parametrize(
    ("word", "number"),
    [("Jan", 1), ("sept", 9), ("März", 3), ("Dez.", 12), ("févr.", 2), ("août", 8), ("mei", 5), ("ottobre", 10)],
)
def test_months(word: str, number: int) -> None:
    assert month_named(word) == number


@pytest.mark.parametrize("word", ["", "Montag", "Janet", "x"])
def test_what_is_no_month(word: str) -> None:
    with pytest.raises(ValueError, match="no month"):
        month_named(word)
