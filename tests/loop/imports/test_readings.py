"""Exports in a lab: readings at the right age, never twice, all or nothing, and nothing that is over is changed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from exports.downloads import (
    LINKEDIN_BANNER,
    LINKEDIN_PAGE,
    X_HEADER,
    as_csv,
    row,
    save,
    utc,
    workbook,
    x_row,
)
from loop.bench import DAY, FIRST, HOUR, SECOND, Bench, closing_lab
from postlab.errors import FaultsError, InputError, PostlabError
from postlab.framing.tracking import tags_of
from postlab.loop.imports import readings
from postlab.loop.imports.report import FileReport, stored
from postlab.records.tables import Account, Post


@pytest.fixture
def out(staged: Bench) -> Bench:
    """A lab whose first two posts are out and were never looked at; its clock is 100 h past the second."""
    staged.experiment(rounds=1, readings=["72h"])
    staged.network().script(read=["retry"] * 99)
    staged.run(FIRST)
    staged.run(SECOND)
    staged.clock.set(SECOND + 100 * HOUR)
    return staged


def run_import(
    bench: Bench, *paths: Path, as_of: datetime | None = None, account: str | None = None
) -> list[FileReport]:
    with bench.session() as session:
        return readings.import_files(bench.lab, session, paths, as_of=as_of, account=account)


def on_x(bench: Bench) -> None:
    """As if the account were one on X, its posts with ids and texts of there."""
    with bench.session() as session:
        account = session.get_one(Account, 1)
        account.platform, account.simulated = "x", False
        session.add(account)
        for number in (1, 2):
            post = session.get_one(Post, number)
            post.remote_id = f"190000000000000000{number}"
            post.permalink = f"https://x.com/uni/status/190000000000000000{number}"
            session.add(post)
        session.commit()


def x_file(bench: Bench, name: str = "x.csv", *, at: datetime | None = None, likes: str = "12") -> Path:
    rows = [
        x_row(post_id="1900000000000000001", likes=likes, url_clicks="7", impressions="1,234"),
        x_row(post_id="1900000000000000005", post_text="Somebody else's", likes="1"),
    ]
    return save(bench.folder.parent / name, as_csv(X_HEADER, *rows), at=at or FIRST + 74 * HOUR)


def test_an_export_becomes_a_reading_at_its_age(out: Bench) -> None:
    on_x(out)
    (report,) = run_import(out, x_file(out))
    (taken,) = report.taken
    assert (taken.post, taken.by, taken.new, taken.note) == (1, "its id", True, None)
    assert report.as_of_from == "by the time at which the file was written"
    (reading,) = out.readings(out.post(0))
    assert (reading.age_s, reading.due_age_s, reading.source) == (74 * 3600, None, "X export")
    assert (reading.likes, reading.clicks, reading.impressions, reading.comments) == (12, 7, 1234, None)
    blank = dict.fromkeys(("comments", "shares", "saves"), "blank in the file")
    assert reading.missing == {**blank, "opens": "not in the file"}
    assert reading.simulated is False
    (passed,) = report.passed
    assert (passed.row, passed.shown, passed.reason) == (3, "“Somebody else's”", "not a post of this lab")


def test_the_reading_is_judged(out: Bench) -> None:
    on_x(out)
    run_import(out, x_file(out))
    with out.session() as session:
        session.get_one(Account, 1).platform = "staged"
        session.commit()
    out.network().script(read=["ok"] * 200)
    out.run()
    assert out.post(0).outcome == 7
    assert out.post(0).outcome_age_s == 74 * 3600


def test_twice_renamed_or_saved_anew_adds_nothing(out: Bench) -> None:
    on_x(out)
    run_import(out, x_file(out))
    before = out.tables()
    renamed = x_file(out, "renamed.csv", at=FIRST + 80 * HOUR)
    saved = (
        renamed.read_text(encoding="utf-8")
        .replace(",", ";")
        .replace("1;234", "1.234")
        .replace("; Nov 3; ", ", Nov 3, ")
    )
    again = save(renamed.with_name("saved.csv"), saved, at=FIRST + 90 * HOUR)
    for file in (renamed, again):
        (report,) = run_import(out, file)
        assert [taken.new for taken in report.taken] == [False], file
    assert stored(run_import(out, renamed, renamed, again)) == (0, 3)
    assert out.tables() == before


def test_the_same_file_twice_in_one_command_is_one_reading(out: Bench) -> None:
    on_x(out)
    assert stored(run_import(out, x_file(out), x_file(out, "copy.csv"))) == (1, 1)
    assert len(out.readings()) == 1


def test_a_later_export_with_other_numbers_adds_a_reading(out: Bench) -> None:
    on_x(out)
    run_import(out, x_file(out))
    run_import(out, x_file(out, "later.csv", at=FIRST + 90 * HOUR, likes="13"))
    assert [(reading.age_s / 3600, reading.likes) for reading in out.readings()] == [(74, 12), (90, 13)]


def test_the_same_numbers_later_are_a_reading_where_the_file_says_so(out: Bench) -> None:
    """A quiet post: else its outcome would never be seen."""
    on_x(out)
    first = x_file(out, "x_2026-11-03_2026-11-04.csv", at=FIRST + 100 * HOUR)
    later = x_file(out, "x_2026-11-03_2026-11-06.csv", at=FIRST + 100 * HOUR)
    assert stored(run_import(out, first, later)) == (2, 0)
    assert stored(run_import(out, first, later)) == (0, 2)
    # the range is gone with the name, and it is the same file still
    assert stored(run_import(out, x_file(out, "renamed.csv"))) == (0, 1)
    assert stored(run_import(out, later, as_of=FIRST + 90 * HOUR)) == (1, 0)
    assert stored(run_import(out, later, as_of=FIRST + 90 * HOUR)) == (0, 1)


def test_the_range_in_the_name_tells_when(out: Bench) -> None:
    on_x(out)
    (report,) = run_import(out, x_file(out, "x_2026-11-01_2026-11-06.csv", at=FIRST + 100 * HOUR))
    # 6 November ends in Sydney at 12:59:59 UTC
    assert report.as_of == utc(2026, 11, 6, 12, 59, 59)
    assert report.as_of_from == "by the range of days in the file's name"
    assert out.readings()[0].taken_at == report.as_of


def test_a_range_that_is_not_over_ends_when_the_file_was_written(out: Bench) -> None:
    on_x(out)
    (report,) = run_import(out, x_file(out, "x_2026-11-01_2026-11-30.csv", at=FIRST + 80 * HOUR))
    assert report.as_of == FIRST + 80 * HOUR
    (report,) = run_import(out, x_file(out, "y_2026-11-01_2026-11-30.csv", at=FIRST + 900 * HOUR, likes="9"))
    assert report.as_of == out.clock.now()


def test_never_before_the_post_went_out(out: Bench) -> None:
    on_x(out)
    (report,) = run_import(out, x_file(out, at=FIRST - HOUR))
    assert report.taken == []
    (refused,) = report.refused
    assert refused.row == 2
    assert "post 1 went out at Tue 3 Nov 2026 12:30" in refused.reason
    assert "--as-of" in refused.reason
    assert out.readings() == []


def test_never_in_the_future(out: Bench) -> None:
    on_x(out)
    before = out.tables()
    with pytest.raises(InputError, match="lies in the future"):
        run_import(out, x_file(out), as_of=out.clock.now() + HOUR)
    assert out.tables() == before


def test_a_bad_file_costs_the_others_too(out: Bench) -> None:
    on_x(out)
    before = out.tables()
    good, bad = x_file(out), save(out.folder.parent / "bad.csv", "Name,Age\nJo,17\n")
    with pytest.raises(InputError, match=r"bad\.csv is no export"):
        run_import(out, good, bad)
    damaged = save(out.folder.parent / "excel.csv", as_csv(X_HEADER, x_row(post_id="1.9E+18", likes="1")))
    with pytest.raises(FaultsError, match=r"No row of excel\.csv") as refused:
        run_import(out, good, damaged)
    assert refused.value.faults[0].place == "row 2"
    assert "do not save it from Excel" in refused.value.faults[0].message
    with pytest.raises(InputError, match="no account “nobody”"):
        run_import(out, good, account="nobody")
    assert out.tables() == before


def test_two_imports_at_once_store_it_once(out: Bench) -> None:
    on_x(out)
    file, good = x_file(out), save(out.folder.parent / "good.csv", "post,clicks\n2,9\n", at=SECOND + 74 * HOUR)

    def faster(*_: object) -> None:
        with closing_lab(out._open()) as other, other.session() as theirs:
            readings.import_files(other, theirs, [file])

    with out.session() as session:
        event.listen(session, "before_flush", faster, once=True)
        with pytest.raises(PostlabError, match="nothing was stored"):
            readings.import_files(out.lab, session, [good, file])
    assert [reading.source for reading in out.readings()] == ["X export"]
    assert stored(run_import(out, good, file)) == (1, 1)


def test_a_rehearsal_stores_nothing_and_says_the_same(out: Bench) -> None:
    on_x(out)
    before = out.tables()
    with closing_lab(out._open(rehearsal=True)) as lab, lab.session() as session:
        rehearsed = readings.import_files(lab, session, [x_file(out)])
    assert out.tables() == before
    assert rehearsed == run_import(out, x_file(out))
    assert out.tables() != before


def test_what_is_over_is_kept_and_changes_nothing(out: Bench) -> None:
    out.network().script(read=["ok"] * 200)
    out.run()
    closed = [(post.outcome, post.outcome_age_s) for post in out.posts()]
    assert out.rounds()[0].closed_at is not None
    on_x(out)
    (report,) = run_import(out, x_file(out))
    assert report.taken[0].note == "its round is closed: kept, changes nothing"
    assert len(out.readings(out.post(0))) == 2
    out.run(out.clock.now() + HOUR)
    assert [(post.outcome, post.outcome_age_s) for post in out.posts()] == closed


def test_rows_that_are_one_post(out: Bench) -> None:
    on_x(out)
    one = x_row(post_id="1900000000000000001", likes="12")
    weaker = x_row(post_id="", post_link="https://x.com/uni/status/1900000000000000001", likes="3")
    same = save(out.folder.parent / "same.csv", as_csv(X_HEADER, one, one, weaker))
    (report,) = run_import(out, same)
    assert [taken.row for taken in report.taken] == [2]
    assert [(passed.row, passed.reason) for passed in report.passed] == [
        (3, "the same as row 2"),
        (4, "another row is post 1, by its id"),
    ]
    differ = save(out.folder.parent / "differ.csv", as_csv(X_HEADER, one, x_row(likes="13")))
    (report,) = run_import(out, differ)
    assert report.taken == []
    assert [refused.row for refused in report.refused] == [2, 3]
    assert "different numbers" in report.refused[0].reason


def test_a_row_without_numbers_is_no_reading(out: Bench) -> None:
    on_x(out)
    (report,) = run_import(out, save(out.folder.parent / "x.csv", as_csv(X_HEADER, x_row(likes="--"))))
    assert report.taken == []
    assert "no number" in report.refused[0].reason


def test_a_post_that_is_not_out_has_no_numbers(staged: Bench) -> None:
    staged.experiment()
    file = save(staged.folder.parent / "clicks.csv", "post,clicks\n1,4\n", at=staged.clock.now())
    (report,) = run_import(staged, file)
    assert [refused.reason for refused in report.refused] == ["post 1 is not out: it is approved."]


def clicks(bench: Bench, *rows: str, at: datetime | None = None, name: str = "clicks.csv") -> Path:
    content = "\n".join(["utm_campaign,utm_content,date,clicks", *rows])
    return save(bench.folder.parent / name, content, at=at or bench.clock.now())


def tags(bench: Bench, number: int) -> str:
    return ",".join(filter(None, tags_of(bench.post(number).url)))


def test_clicks_of_single_days_are_added_up(out: Bench) -> None:
    first, second = tags(out, 0), tags(out, 1)
    rows = [f"{first},2026-11-03,4", f"{first},2026-11-04,3", f"{second},2026-11-05,1", f"{first},2026-11-06,2"]
    (report,) = run_import(out, clicks(out, *rows))
    assert report.as_of is None
    assert {taken.by for taken in report.taken} == {"its utm tags"}
    # a day in Sydney ends at 13:00 UTC, 11.5 h after the post
    found = [(round(reading.age_s / 3600, 2), reading.clicks) for reading in out.readings(out.post(0))]
    assert found == [(11.5, 4), (35.5, 7), (83.5, 9)]
    assert [reading.clicks for reading in out.readings(out.post(1))] == [1, 1]
    assert stored(run_import(out, clicks(out, *rows, name="again.csv"))) == (0, 5)
    longer = clicks(out, *rows, f"{first},2026-11-07,1")
    (report,) = run_import(out, longer)
    assert [taken.new for taken in report.taken if taken.post == 1] == [False, False, False, True]


def test_a_day_that_is_not_over_counts_so_far(out: Bench) -> None:
    at = FIRST + 2 * HOUR
    (report,) = run_import(out, clicks(out, f"{tags(out, 0)},2026-11-03,4", at=at))
    assert report.taken[0].taken_at == at
    # the same number at the end of the day is another reading
    (report,) = run_import(out, clicks(out, f"{tags(out, 0)},2026-11-03,4"))
    assert [(taken.new, taken.taken_at) for taken in report.taken] == [(True, utc(2026, 11, 3, 12, 59, 59))]


def test_days_before_the_post_and_after_the_file(out: Bench) -> None:
    first = tags(out, 0)
    rows = [f"{first},2026-11-01,0", f"{first},2026-11-02,5", f"{first},2026-11-03,4", f"{first},2026-11-20,4"]
    (report,) = run_import(out, clicks(out, *rows, f"{first},,3"))
    assert [taken.counts for taken in report.taken] == [{"clicks": 4}]
    reasons = {refused.row: refused.reason for refused in report.refused}
    assert "was over before post 1 went out" in reasons[3]
    assert "had not begun when the file was written" in reasons[5]
    assert "the day that its numbers are of is missing" in reasons[6]


def test_a_day_to_come_is_no_end_of_the_file(out: Bench) -> None:
    rows = [f"{tags(out, 0)},2026-11-03,4", ",header-button,2026-11-04,1", ",header-button,2027-01-01,0"]
    (report,) = run_import(out, clicks(out, *rows))
    assert [taken.taken_at.day for taken in report.taken] == [3, 4]
    assert report.refused == []


def test_a_day_that_cannot_be_used_leaves_later_sums_unknown(out: Bench) -> None:
    first, second = tags(out, 0), tags(out, 1)
    rows = [f"{first},2026-11-03,4", f"{first},2026-11-04,many", f"{first},2026-11-05,2", f"{second},2026-11-06,1"]
    (report,) = run_import(out, clicks(out, *rows, ",header-button,2026-11-06,-1"))
    assert [(taken.post, taken.counts["clicks"]) for taken in report.taken] == [(1, 4), (2, 1)]
    reasons = {refused.row: refused.reason for refused in report.refused}
    assert "not a whole number" in reasons[3]
    assert reasons[4] == "what had been gathered by 2026-11-05 is not known: row 3 cannot be used."
    assert [refused.row for refused in report.refused] == [3, 4, 6]
    assert report.passed == []


def test_a_file_that_begins_too_late_says_so(out: Bench) -> None:
    (report,) = run_import(out, clicks(out, f"{tags(out, 0)},2026-11-05,4"))
    assert (
        report.taken[0].note == "the file begins on 2026-11-05, the post on 2026-11-03: what came before is not in it"
    )


def test_posts_of_one_account_only(out: Bench) -> None:
    out.account("other", platform="staged")
    file = clicks(out, f"{tags(out, 0)},2026-11-03,4")
    (report,) = run_import(out, file, account="other")
    assert (len(report.taken), len(report.passed)) == (0, 1)
    (report,) = run_import(out, file, account="page")
    assert len(report.taken) == 1


def test_linkedin_workbook_by_text_and_day(out: Bench) -> None:
    post = out.post(0)
    with out.session() as session:
        session.get_one(Account, 1).platform = "linkedin"
        session.commit()
    cells = row(
        LINKEDIN_PAGE,
        post_title=post.text.replace(post.link_text, "https://lnkd.in/abc"),
        post_link="https://www.linkedin.com/feed/update/urn:li:activity:7300000000000000001",
        created_date="11/03/2026",
        clicks=64,
    )
    file = workbook(
        out.folder.parent / "li.xlsx", {"All posts": [[LINKEDIN_BANNER], LINKEDIN_PAGE, cells]}, at=FIRST + DAY
    )
    (report,) = run_import(out, file)
    (taken,) = report.taken
    assert (taken.post, taken.by, taken.counts) == (post.id, "its text and day", {"clicks": 64})


def belongs_to_a_person(bench: Bench, network: str | None = None) -> None:
    with bench.session() as session:
        account = session.get_one(Account, 1)
        account.platform, account.simulated, account.options = "manual", False, {"network": network}
        session.commit()


def test_numbers_that_a_person_owes_are_there(out: Bench) -> None:
    belongs_to_a_person(out)
    early = save(out.folder.parent / "early.csv", "post,clicks\n1,4\n", at=FIRST + 10 * HOUR)
    likes = save(out.folder.parent / "likes.csv", "post,likes\n1,4\n", at=FIRST + 74 * HOUR)
    for file in (early, likes):
        run_import(out, file)
        assert out.post(0).next_reading_at is not None
    run_import(out, save(out.folder.parent / "clicks.csv", "post,clicks\n1,9\n", at=FIRST + 74 * HOUR))
    assert out.post(0).next_reading_at is None


def test_the_network_that_a_person_posts_to_is_known(
    out: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_x(out)
    for said, found in [("x", 1), ("linkedin", 0), ("newsletter", 0), (None, 1)]:
        belongs_to_a_person(out, said)
        with closing_lab(out._open(rehearsal=True)) as lab, lab.session() as session:
            (report,) = readings.import_files(lab, session, [x_file(out)])
        assert len(report.taken) == found, said
