"""The examples at the end of every help work as they stand: in one lab or another each does what it says."""

from __future__ import annotations

import re
import shlex
import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cli.reviewing import hands_out
from cli.test_help import ALL, shown
from cli.typist import PLAN, Typist, changed, new_lab
from pictures.drawn import picture
from postlab.cli.help_text import examples_of

COMMANDS = {words: command for words, command in ALL.items() if words and not command.hidden}
EXAMPLES = sorted({line for command in COMMANDS.values() for line in examples_of(command)})
SEASON = changed(PLAN, {'"exam-season-context"': '"exam-season"', "rounds = 12": "rounds = 1"})
FILES = {
    "exam-season.toml": changed(SEASON, {"rounds = 1": "rounds = 12"}),
    "open-day.toml": changed(SEASON, {'"exam-season"': '"open-day"'}),
    "posts.csv": "date,text,likes,clicks\n" + "".join(f"2026-10-0{n},Open day {n},{n},1\n" for n in range(1, 9)),
    "facebook-posts.csv": "Post ID,Page ID,Permalink,Publish time,Title,Reactions\n1,2,https://www.facebook.com/1/posts/1,"
    "11/01/2026 01:30,Come,5\n",
    "students.csv": "Email Address,First Name\nann@uni.example,Ann\nbob@uni.example,Bob\n",
    "bookmarks.html": "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n<DT><H3>To share</H3>\n<DL><p>\n"
    '<DT><A HREF="https://news.example/b">Pay has risen</A>\n</DL><p>\n</DL><p>\n',
    "links.csv": "url,title\nhttps://news.example/a,Graduates earn more\n",
    "term-dates.ics": "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//uni//terms//EN\nBEGIN:VEVENT\nUID:1@uni\n"
    "DTSTART;VALUE=DATE:20261201\nSUMMARY:Final exams\nEND:VEVENT\nEND:VCALENDAR\n",
}
TOO_MUCH = {
    "draft": "could not be found",
    "preview https": "could not be found",
    "link add https://news.example/graduate-pay": "could not be found",
    "link import https": "could not be found",
    "words https": "Help with words is off",
    "account add bluesky": "The password is needed",
    "account try-reply": "nothing to try on “careers-page”",  # only X has something to try
    "new": "name: is missing",  # a terminal would ask
    "reflect exam-season": "nothing to write down",  # a terminal would ask
    "post edit 1": "There is no editor",
    "post edit 1 --text": "must hold the post's link",
    "post edit 1 --pick": "quotes nothing|no sentence 2",  # the draw gave it the bare link
    "post resolve": "is not in doubt",
}
"""What no lab of a test has (another machine, a key, a person), by how the lines begin, and what is said of it."""


def planned(typist: Typist) -> None:
    """A lab with one of everything, of which nothing went out."""
    typist.plans(SEASON)
    typist("link", "add", "https://news.example/pay", "--title", "Pay", "--evidence", "Most graduates earn more.")
    typist("moment", "add", "exams", "30 November")
    typist("settings", "set", "audience.mentors.question", "Whom do you help?")
    typist("account", "add", "manual", "careers-page", "--network", "facebook")
    typist("account", "add", "sandbox", "spare")
    Path("answer.txt").write_text(hands_out(typist, "exam-season").answer({1: "yes"}), encoding="utf-8")


def over(typist: Typist) -> None:
    """The same lab later: its posts are out, the experiment has ended, and a pool was promised its round."""
    planned(typist)
    typist("learn", "promise", "exam-season", "--output", "promise.json")
    typist("approve", "exam-season", "--all", "--yes")
    for day in (24, 26, 29, 30):
        typist.clock.set(datetime(2026, 11, day, 13, tzinfo=ZoneInfo("Australia/Sydney")))
        typist("run", code=(0, 3))
    typist("learn", "export", "exam-season", "--output", "rounds.json")


def by_hand(typist: Typist) -> None:
    """A lab whose posts somebody pastes."""
    typist("account", "add", "manual", "page", "--network", "instagram")
    typist.plans(changed(SEASON, {'["sandbox"]': '["page"]'}))
    typist("approve", "exam-season")
    typist.clock.set(datetime(2026, 11, 24, 13, tzinfo=ZoneInfo("Australia/Sydney")))
    typist("account", "add", "sandbox", "gone")
    typist("account", "remove", "sandbox")
    typist("account", "add", "sandbox", "sandbox")


def by_mail(typist: Typist) -> None:
    """A lab with a newsletter, whose first mailing waits."""
    typist("account", "add", "newsletter", "mail")
    typist.plans(changed(SEASON, {'["sandbox"]': '["mail"]', 'design = "two links"': "#"}))


def test_every_command_and_group_has_examples() -> None:
    assert [words for words, command in COMMANDS.items() if not 1 <= len(examples_of(command)) <= 3] == []


def test_an_example_is_of_its_own_command_and_fits_the_screen() -> None:
    for words, command in COMMANDS.items():
        for line in examples_of(command):
            assert line.startswith(" ".join(["postlab", *words])), line
            assert len(line) <= 76, line
            assert "[" not in line, line


def test_the_help_ends_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for words, command in COMMANDS.items():
        lines = [line.strip() for line in shown(words, 80, monkeypatch).splitlines() if line.strip()]
        assert lines[-len(examples_of(command)) - 1 :] == ["Examples:", *examples_of(command)]


def test_each_works_in_one_of_the_labs(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "a.jpg").write_bytes(picture())
    # they have tests of their own; the crontab is the machine's
    complaints: dict[str, list[str]] = {line: [] for line in EXAMPLES if line.split()[1] not in {"demo", "cron"}}
    for state in (planned, over, by_hand, by_mail):
        typist = new_lab(template, tmp_path / state.__name__)
        state(typist)
        for line, words in [(line, shlex.split(line)[1:]) for line in list(complaints)]:
            trying = new_lab(typist.lab, tmp_path / "trying")
            trying.clock.set(typist.clock.now())
            result = trying(*words, code={0, 1, 2, 3})
            shutil.rmtree(trying.lab)
            if result.exit_code in {0, 3} and "Error:" not in result.err:
                del complaints[line]
            else:
                complaints[line].append(result.complaint)
    unexplained = {}
    for line, said in complaints.items():
        why = next((says for starts, says in reversed(TOO_MUCH.items()) if line.startswith(f"postlab {starts}")), None)
        if why is None or not any(re.search(why, complaint) for complaint in said):
            unexplained[line] = said
    assert unexplained == {}
