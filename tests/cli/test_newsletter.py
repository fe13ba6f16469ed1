"""A newsletter as a person types it: the plan, the split list, both halves out, the numbers, the verdict."""

from __future__ import annotations

import csv
import re
import stat
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cli.typist import PLAN, Typist, changed

SYDNEY = ZoneInfo("Australia/Sydney")
SLOT = datetime(2026, 11, 24, 10, 0, tzinfo=SYDNEY)
HORIZON = datetime(2026, 11, 27, 10, 30, tzinfo=SYDNEY)

MORE_LINKS = "".join(
    f'\n[[link]]\nurl = "https://news.example/{name}"\ntitle = "All about {name}"\n'
    f'evidence = "A study of {name} found that nine in ten students profit from it."\n'
    for name in ("work", "interviews", "letters")
)
MAILING = (
    changed(
        PLAN,
        {
            '["sandbox"]': '["mail"]',
            'metric = "clicks"  ': 'metric = "clicks per 1000 views"  ',
            'design = "two links"': '# design = "two links"',
            'slots = ["Tue 12:30", "Thu 12:30"]': "#",
            "rounds = 12": "rounds = 4",
            'approve = "each"': 'approve = "round"',
        },
    )
    + MORE_LINKS
)
NAME = "exam-season-context"
READERS = [f"reader{number}@uni.example" for number in range(1, 102)]


@pytest.fixture
def editor(typist: Typist) -> Typist:
    """Somebody whose newsletter has a plan that is approved."""
    typist("account", "add", "newsletter", "mail", "--readers", "101")
    typist.plans(MAILING)
    typist("approve", NAME, "--yes")
    return typist


@pytest.fixture
def readers(editor: Typist) -> str:
    """Their list."""
    return editor.writes("Email Address,First Name\n" + "".join(f"{one},X\n" for one in READERS), "readers.csv")


def addresses_in(file: Path) -> set[str]:
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["Email Address"] for row in csv.DictReader(lines)}


def halves_of(editor: Typist, number: int = 1) -> list[Path]:
    files = {f"readers-{NAME}-r{number}-{name}.csv" for name in ("bare-link", "contextualised")}
    return sorted(file for file in editor.lab.parent.iterdir() if file.name in files)


def test_a_round_is_one_mailing_in_one_slot(editor: Typist) -> None:
    plan = editor.stored_plan
    assert (plan["design"], plan["split_list"], plan["slots"]) == ("one link", True, ["Tue 10:00"])
    rows = editor.rows("SELECT slot_at, link_id, variant FROM post ORDER BY id")
    assert len({row[:2] for row in rows}) == 1
    assert {row[2] for row in rows} == {"bare link", "contextualised"}


def test_the_subject_line_is_the_framing(editor: Typist) -> None:
    texts = dict(editor.rows("SELECT variant, text FROM post"))
    subject, _, rest = texts["bare link"].partition("\n\n")
    assert subject == "Graduates still earn more"
    assert rest.startswith("https://news.example/graduate-pay?utm_source=newsletter&utm_medium=email")
    subject, _, rest = texts["contextualised"].partition("\n\n")
    assert "exams" in subject
    assert rest.startswith("Research shows")
    assert "https://" not in subject
    shown = editor("post", "show", "2").words
    assert "The first line is the subject line" in shown
    assert "Its list is not split yet" in shown


def test_from_the_list_to_the_verdict(editor: Typist, readers: str) -> None:
    out = editor("post", "split", NAME, readers)
    assert "101 addresses, split at random" in out.words
    first, second = halves_of(editor)
    assert addresses_in(first) | addresses_in(second) == set(READERS)
    assert not addresses_in(first) & addresses_in(second)
    assert [stat.S_IMODE(file.stat().st_mode) for file in (first, second)] == [0o600, 0o600]
    sizes = dict(editor.rows("SELECT variant, recipients FROM post"))
    assert sizes == {"bare link": len(addresses_in(first)), "contextualised": len(addresses_in(second))}

    editor.clock.set(SLOT)
    waiting = editor("run", code=3).words
    assert "both halves at the same time" in waiting
    assert "postlab post published 1" in waiting
    for post in ("1", "2"):
        editor("post", "published", post)
    editor.clock.set(HORIZON)
    owed = editor("run", code=3).words
    assert "--clicks N --impressions N --opens N" in owed
    assert "--likes" not in owed
    report = "Title,Subject,Send Date,Send Weekday,Total Recipients,Unique Opens,Unique Clicks\n"
    report += 'bare-link-r1,Hello,"Nov 24, 2026 10:00 am",Tuesday,50,20,3\n'
    report += 'contextualised-r1,Hello there,"Nov 24, 2026 10:00 am",Tuesday,50,25,9\n'
    imported = editor("metrics", "import", editor.writes(report, "report.csv"), "--as-of", "2026-11-27T10:20")
    assert "Mailchimp report" in imported.words
    editor("run", code={0, 3})
    outcomes = dict(editor.rows("SELECT variant, outcome FROM post WHERE round_id = 1"))
    assert outcomes == {"bare link": 60.0, "contextualised": 180.0}
    report = editor("report", NAME, "--no-pager").words
    assert "The draw decides which readers get which framing" in report
    assert "The network decides" not in report


def test_without_deliveries_the_size_of_the_half_counts(editor: Typist, readers: str) -> None:
    editor("post", "split", NAME, readers)
    editor.clock.set(SLOT)
    editor("post", "published", "1")
    editor.clock.set(HORIZON)
    recorded = editor("metrics", "record", "1", "--clicks", "4", "--json").json["reading"]
    ((recipients,),) = editor.rows("SELECT recipients FROM post WHERE id = 1")
    assert (recorded["clicks"], recorded["impressions"], recorded["opens"]) == (4, recipients, None)
    assert "impressions" not in recorded["missing"]
    # what was typed in counts
    recorded = editor("metrics", "record", "1", "--clicks", "4", "--impressions", "48", "--json").json["reading"]
    assert recorded["impressions"] == 48


def test_no_address_is_kept_or_said(editor: Typist, readers: str) -> None:
    said = [editor("post", "split", "1", readers), editor("post", "split", "1", readers, "--json")]
    bad = editor.writes("Email Address\nann@uni.example\nANN@uni.example\n", "bad.csv")
    said.append(editor("post", "split", "1", bad, code=2))
    assert "line 3: holds the same address as line 2" in said[-1].err
    for result in said:
        assert "uni.example" not in result.out + result.err
    assert b"uni.example" not in editor.everything_kept()


def test_the_same_list_gives_the_same_halves_in_any_order(editor: Typist, readers: str) -> None:
    editor("post", "split", NAME, readers)
    before = [addresses_in(file) for file in halves_of(editor)]
    editor.writes("Email Address,First Name\n" + "".join(f"{one},X\n" for one in reversed(READERS)), "readers.csv")
    editor("post", "split", NAME, readers)
    assert [addresses_in(file) for file in halves_of(editor)] == before


def test_another_list_replaces_the_halves_until_one_is_out(editor: Typist, readers: str) -> None:
    editor("post", "split", NAME, readers)
    editor.writes("Email Address\n" + "\n".join(READERS[:10]), "readers.csv")
    assert "these halves replace those" in editor("post", "split", NAME, readers).words
    assert editor.rows("SELECT recipients FROM post") == [(5,), (5,)]
    editor("post", "published", "1")
    before = editor.dump()
    assert "The halves of its list stay as they are" in editor("post", "split", "2", readers, code=2).complaint
    assert editor.dump() == before


def test_a_dry_run_writes_nothing(editor: Typist, readers: str) -> None:
    before = editor.dump()
    assert "Nothing was written or changed" in editor("post", "split", NAME, readers, "--dry-run").words
    assert halves_of(editor) == []
    assert editor.dump() == before


def test_where_one_file_cannot_be_written_none_is(editor: Typist, readers: str) -> None:
    blocked = editor.lab.parent / f"readers-{NAME}-r1-contextualised.csv"
    blocked.mkdir()
    before = editor.dump()
    assert "cannot be written" in editor("post", "split", NAME, readers, code=2).complaint
    assert halves_of(editor) == [blocked]
    assert editor.dump() == before


def test_what_was_not_split_cannot_be_out(editor: Typist) -> None:
    editor.clock.set(SLOT)
    assert "postlab post split 1 LIST.csv" in editor("run", code=3).words
    before = editor.dump()
    assert "was not split at random" in editor("post", "published", "1", code=2).complaint
    assert editor.dump() == before


def test_doctor_says_before_its_slot_that_a_list_is_not_split(editor: Typist, readers: str) -> None:
    editor.clock.set(SLOT - timedelta(days=2))
    assert "is not split yet" not in editor("doctor").words
    editor.clock.set(SLOT - timedelta(hours=20))
    found = editor("doctor", code=3).words
    assert "will stop list of “mail”: The mailing of post 1 is for Tue 24 Nov" in found
    assert found.count("is not split yet") == 1, "once a mailing"
    assert "postlab post split 1 LIST.csv" in found
    editor("post", "split", NAME, readers)
    assert "is not split yet" not in editor("doctor").words


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("99",), "There is no post 99"),
        (("other",), "other"),
    ],
)
def test_what_is_no_mailing(editor: Typist, readers: str, words: tuple[str, ...], says: str) -> None:
    assert says in editor("post", "split", *words, readers, code=2).complaint


def test_only_a_newsletter_has_a_list(planned: Typist) -> None:
    file = planned.writes("a@x.example\nb@x.example\n", "list.csv")
    assert "has no list to split" in planned("post", "split", "1", file, code=2).complaint


def test_a_newsletter_has_plans_of_its_own(editor: Typist) -> None:
    mixed = changed(MAILING, {'["mail"]': '["mail", "sandbox"]', f'"{NAME}"': '"mixed"'})
    said = editor("new", "--from", editor.writes(mixed), "--yes", code=2).complaint
    assert "give each kind a plan of its own" in said or "cannot be compared" in said
    apart = changed(MAILING, {'# design = "two links"': 'design = "two links"', f'"{NAME}"': '"apart"'})
    said = editor("new", "--from", editor.writes(apart), "--yes", code=2).complaint
    assert "both halves of a list get the same mailing" in said
    editor("account", "add", "manual", "profile", "--network", "linkedin")
    split = changed(
        PLAN, {'"sandbox"': '"profile"', 'design = "two links"': 'design = "one link"\nsplit_list = true\n#'}
    )
    said = editor("new", "--from", editor.writes(changed(split, {f'"{NAME}"': '"s"'})), "--yes", code=2).complaint
    assert "is for newsletters alone" in said
    by_likes = changed(MAILING, {'"clicks per 1000 views"': '"likes"', f'"{NAME}"': '"liked"'})
    said = editor("new", "--from", editor.writes(by_likes), "--yes", code=2).complaint
    assert "Newsletter does not tell the number of likes" in said


def test_a_mailing_counts_once_for_the_posts_of_a_week(editor: Typist, readers: str) -> None:
    editor("settings", "set", "posts_a_week", "1")
    editor("post", "split", NAME, readers)
    editor.clock.set(SLOT)
    editor("post", "published", "1")
    # the other half is not the week's second post
    assert "Post 2 (" in editor("run", code=3).words
    editor("post", "published", "2")
    editor.clock.set(HORIZON)
    for post in ("1", "2"):
        editor("metrics", "record", post, "--clicks", "5", "--opens", "12")
    editor("run", code={0, 3})
    slots = editor.rows("SELECT DISTINCT slot_at FROM post ORDER BY slot_at")
    assert [datetime.fromisoformat(slot).day for (slot,) in slots] == [23, 30]


def test_the_forecast_knows_what_a_mailing_gets(typist: Typist) -> None:
    typist("account", "add", "newsletter", "mail", "--readers", "1,200")
    said = typist("new", "--from", typist.writes(MAILING), "--yes", "--dry-run", "--json").json
    (page,) = said["pages"]
    assert (page["source"], page["posts"]) == ("published", 0)
    assert page["page"]["mean"] == pytest.approx(600 * 0.034)


def test_the_size_of_a_list_is_a_number(typist: Typist) -> None:
    said = typist("account", "add", "newsletter", "mail", "--readers", "many", code=2).complaint
    assert "is no number of readers" in said


def test_a_subject_line_that_is_long_is_remarked_upon(editor: Typist) -> None:
    long = "When exams come round, how much difference does a good qualification make to you?"
    editor("post", "edit", "2", "--text", f"{long}\n\nFirst lines.")
    assert "50 characters and 9 words at most are advised" in editor("post", "show", "2").words
    editor("post", "edit", "2", "--text", "Exams soon?\n\nFirst lines.")
    assert "at most are advised" not in editor("post", "show", "2").words


def test_a_mailing_that_nobody_sent_moves_as_a_whole(editor: Typist, readers: str) -> None:
    editor("post", "split", NAME, readers)
    editor.clock.set(datetime(2026, 11, 26, 9, 0, tzinfo=SYDNEY))
    assert "was put off" in editor("run", code={0, 3}).words
    ((slot,),) = editor.rows("SELECT DISTINCT slot_wall FROM post")
    assert slot == "2026-12-01T10:00"
    # the halves are drawn by round and seed, so that they hold for the new day
    assert editor.rows("SELECT recipients IS NULL FROM post") == [(0,), (0,)]


def test_of_a_mailing_that_is_half_out_the_rest_moves(editor: Typist, readers: str) -> None:
    editor("post", "split", NAME, readers)
    editor.clock.set(SLOT)
    editor("post", "published", "1")
    editor.clock.set(datetime(2026, 11, 26, 9, 0, tzinfo=SYDNEY))
    assert "The rest of round 1" in editor("run", code={0, 3}).words
    slots = editor.rows("SELECT slot_wall FROM post ORDER BY id")
    assert slots == [("2026-11-24T10:00",), ("2026-12-01T10:00",)]


def test_a_rehearsal_plays_mailings(editor: Typist) -> None:
    plan = editor.writes(changed(MAILING, {f'"{NAME}"': '"played"', "rounds = 4": "rounds = 2"}))
    for words in (("--from", plan), (NAME,)):
        said = editor("rehearse", *words).out
        slots = re.findall(r"^ +(\w{3} \d+ \w{3} \d\d:\d\d), (?:bare link|contextualised)$", said, re.MULTILINE)
        assert len(slots) == 2
        assert len(set(slots)) == 1


def test_an_audit_draws_a_mailing_again(editor: Typist, readers: str) -> None:
    editor("post", "split", NAME, readers)
    editor.clock.set(SLOT)
    editor("post", "published", "1")
    assert editor("report", NAME, "--audit").exit_code == 0


MAILINGS_BEFORE = "Title,Subject,Send Date,Send Weekday,Total Recipients,Unique Opens,Unique Clicks\n" + "".join(
    f'Mailing {number},"News of week {number}","Oct {number}, 2026 10:00 am",Tuesday,1200,210,{clicks}\n'
    for number, clicks in enumerate((80, 84, 76, 80), 1)
)


def test_earlier_mailings_to_the_whole_list_make_the_forecast(typist: Typist) -> None:
    typist("account", "add", "newsletter", "mail")
    typist("observe", "import", typist.writes(MAILINGS_BEFORE, "before.csv"), "--account", "mail")
    (page,) = typist("new", "--from", typist.writes(MAILING), "--yes", "--dry-run", "--json").json["pages"]
    assert (page["source"], page["posts"]) == ("history", 4)
    # half of the list gets half of it
    assert page["page"]["mean"] == pytest.approx(40, rel=0.1)
    assert page["views"] == pytest.approx(600)


def test_mailings_of_an_experiment_are_no_earlier_ones(editor: Typist, readers: str) -> None:
    editor("post", "split", NAME, readers)
    editor.clock.set(SLOT)
    editor("post", "published", "1")
    report = MAILINGS_BEFORE + 'bare-link-r1,Anything,"Nov 24, 2026 10:00 am",Tuesday,51,20,3\n'
    editor("observe", "import", editor.writes(report, "report.csv"), "--account", "mail")
    assert editor.rows("SELECT count(*) FROM observed") == [(4,)]
