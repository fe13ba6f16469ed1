"""Names at the command line: a slip is refused with the name that was meant, and words of one's own say so."""

from __future__ import annotations

import pytest

from cli.typist import PLAN, Typist

BY_HAND = (
    *("draft", "https://news.example/pay", "--title", "Graduates earn more"),
    *("--evidence", "Research shows that graduates earn more over their lifetime."),
)
NEW = ("new", "--question", "Q?", "--metric", "clicks", "--account", "sandbox", "--link", "https://news.example/pay")

DAYS = ("2026-11-30", "30 November", "next Monday")


@pytest.mark.parametrize(
    ("words", "place", "meant"),
    [
        ((*BY_HAND, "--moment", "exmas"), "--moment: “exmas”", "exams"),
        ((*BY_HAND, "--moment", "resutls day"), "--moment: “resutls day”", "results day"),
        ((*BY_HAND, "--audience", "studnets"), "--audience: “studnets”", "students"),
        ((*BY_HAND, "--platform", "Blusky"), "“Blusky”", "bluesky"),
        ((*BY_HAND, "--platform", "mastadon"), "“mastadon”", "mastodon"),
        ((*BY_HAND, "--platform", "twitter"), "“twitter”", "x"),
        ((*BY_HAND, "--block", "questoin=Why?"), "--block names a block “questoin”", "question"),
        ((*BY_HAND, "--variant", "short=evidnce,link"), "framing “short” names a block “evidnce”", "evidence"),
        (("words", "https://news.example/pay", "--audience", "studnets"), "--audience: “studnets”", "students"),
        (("words", "https://news.example/pay", "--moment", "exmas"), "--moment: “exmas”", "exams"),
        ((*NEW, "--moment", "exmas", "--yes"), "brief, moment: “exmas”", "exams"),
        ((*NEW, "--audience", "studnets", "--yes"), "audience: “studnets”", "students"),
        ((*NEW, "--timezone", "Europe/Londno", "--yes"), "timezone: “Europe/Londno”", "Europe/London"),
        ((*NEW, "--metric", "clickes", "--yes"), "metric: must be", "clicks"),
        ((*NEW, "--block", "questoin=Why?", "--yes"), "--block names a block “questoin”", "question"),
        ((*NEW, "--account", "sandbix", "--yes"), "no account “sandbix”", "sandbox"),
        (("moment", "add", "exmas", "30 November"), "WHAT: “exmas”", "exams"),
        (("moment", "add", "exams", "30 November", "--audience", "studnets"), "--audience: “studnets”", "students"),
        (("moment", "list", "--audience", "parants"), "--audience: “parants”", "parents"),
        (("link", "pairs", "--audience", "parants"), "--audience: “parants”", "parents"),
        (("account", "add", "Blusky", "page"), "no platform called “Blusky”", "bluesky"),
        (("account", "check", "sandbx"), "no account “sandbx”", "sandbox"),
        (("platforms", "facebok"), "no platform called “facebok”", "facebook"),
        (("settings", "set", "timezon", "UTC"), "no setting “timezon”", "timezone"),
        (("settings", "unset", "quite"), "no setting “quite”", "quiet"),
        (("settings", "set", "timezone", "Sydney"), "timezone: “Sydney”", "Australia/Sydney"),
        (("settings", "set", "step", "eech"), "step: “eech”", "each"),
        (("settings", "set", "audience.studnets.question", "Why?"), "no audience “studnets”", "students"),
        (("settings", "set", "audience.students.questoin", "Why?"), "questoin: there is no such key", "question"),
        (("settings", "set", "audience.alumni.like", "studnets"), "like: “studnets”", "students"),
        (("settings", "set", "budget.sandbox.usd_a_moth", "3"), "usd_a_moth: there is no such limit", "usd_a_month"),
        ((*BY_HAND, "--quotes", "makrs"), "--quotes: “makrs”", "marks"),
        (("words", "https://news.example/pay", "--block", "questoin"), "--block names a block “questoin”", "question"),
        (("link", "add", "https://news.example/pay", "--block", "hashtgas=#a"), "--block hashtgas", "hashtags"),
        (("learn", "--audience", "studnets"), "the audience “studnets”", "students"),
        (("learn", "--platform", "blusky"), "the platform “blusky”", "bluesky"),
        (("learn", "--metric", "clickes"), "the metric “clickes”", "clicks"),
        (("learn", "--by", "platfrom"), "--by: “platfrom”", "platform"),
        (("learn", "--moment", "faar"), "--moment: “faar”", "far"),
        (("platforms", "plausble"), "no platform called “plausble”", "plausible"),
        (("account", "add", "mastodon", "page", "--visibility", "publc"), "“publc” is no visibility", "public"),
        (("observe", "--metric", "clickes"), "--metric: “clickes”", "clicks"),
        (("observe", "--metric", "retweets"), "--metric: “retweets”", "shares"),
    ],
)
def test_a_misspelt_name_is_refused_with_the_one_that_was_meant(
    typist: Typist, words: tuple[str, ...], place: str, meant: str
) -> None:
    before = typist.dump()
    complaint = typist(*words, code=2).complaint
    assert place in complaint
    assert f"id you mean “{meant}”?" in complaint
    assert typist.dump() == before


def test_a_misspelt_experiment_is_refused_with_the_one_that_was_meant(typist: Typist) -> None:
    typist.plans(PLAN)
    assert "Did you mean “exam-season-context”?" in typist("report", "Exam season contxt", code=2).complaint


def test_a_misspelt_link_is_refused_with_the_one_that_was_meant(typist: Typist) -> None:
    typist("link", "add", "https://news.example/graduate-pay", "--title", "Pay", "--evidence", "It went up.")
    complaint = typist("link", "remove", "https://news.example/gradaute-pay", code=2).complaint
    assert "Did you mean https://news.example/graduate-pay?" in complaint


@pytest.mark.parametrize(("where", "zone"), [("Sydney", "Australia/Sydney"), ("Londno", "Europe/London")])
def test_a_new_lab_is_not_made_in_a_zone_that_there_is_not(typist: Typist, where: str, zone: str) -> None:
    folder = typist.lab.parent / "another"
    complaint = Typist(folder)("init", "--yes", "--timezone", where, code=2).complaint
    assert f"--timezone: “{where}” is not a time zone; did you mean “{zone}”?" in complaint
    complaint = Typist(folder)("init", "--yes", "--audience", "studnets", code=2).complaint
    assert "--audience: “studnets” is not an audience that PostLab knows. → Did you mean “students”?" in complaint
    complaint = Typist(folder)("init", "--yes", "--stance", "disirable", code=2).complaint
    assert "Did you mean “desirable”?" in complaint
    assert not folder.exists()


def test_a_new_lab_is_made_with_names_in_any_case(typist: Typist) -> None:
    lab = Typist(typist.lab.parent / "another")
    lab("init", "--yes", "--timezone", "europe/london", "--audience", "Student", "--audience", "own:alumni")
    written = lab("settings", "--json").json["settings"]
    assert (written["timezone"], list(written["audience"])) == ("Europe/London", ["students", "alumni"])


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("Exams", "exams"),
        ("EXAM-SEASON", "exams"),
        ("the winter careers fair", "the winter careers fair"),
        ("a careers fair", "a careers fair"),
        ("own:Diwali", "Diwali"),
        ("own: exmas", "exmas"),
    ],
)
def test_known_names_and_words_of_ones_own_open_a_draft(typist: Typist, moment: str, words: str) -> None:
    drafts = typist(*BY_HAND, "--moment", moment, "--json").json["drafts"]
    (named,) = {block["text"] for draft in drafts for block in draft["blocks"] if block["kind"] == "moment"}
    assert words in named
    assert "own" not in named


def test_one_word_of_ones_own_needs_its_mark_everywhere(typist: Typist) -> None:
    refused = typist(*BY_HAND, "--moment", "Diwali", code=2).complaint
    assert "There are exams, " in refused
    assert "written as “own:Diwali”" in refused
    typist("moment", "add", "Diwali", "12 November", code=2)
    typist("moment", "add", "own:Diwali", "12 November", "--audience", "own:alumni")
    (moment,) = typist("moment", "list", "--audience", "Alumni", "--json").json["moments"]
    assert (moment["what"], moment["audience"]) == ("Diwali", "alumni")
    # what the calendar holds is known from then on
    assert "Diwali" in typist(*BY_HAND, "--moment", "diwali", "--audience", "alumni").words
    assert typist(*NEW, "--audience", "almuni", "--yes", code=2).complaint.count("Did you mean “alumni”?") == 1


def test_the_labs_own_audiences_are_known(typist: Typist) -> None:
    typist(*BY_HAND, "--audience", "mentors", code=2)
    typist("settings", "set", "Audience.mentors.question", "whom do you help next?")
    typist("settings", "set", "audience.mentors.like", "Employer")
    assert typist("settings", "--json").json["settings"]["audience"]["mentors"]["like"] == "employers"
    assert "whom do you help next?" in typist(*BY_HAND, "--moment", "exams", "--audience", "Mentor").words
    typist("settings", "set", "audience.own:studnets.question", "why?")
    assert "studnets" in typist("settings", "--json").json["settings"]["audience"]


def test_a_budget_of_an_account_that_there_is_not_is_noted(typist: Typist) -> None:
    noted = typist("settings", "set", "budget.sandbx.usd_a_month", "3").words
    assert "Note: There is no account “sandbx”; did you mean “sandbox”?" in noted
    noted = typist("settings", "set", "prices.x.pots", "0.2").words
    assert "Note: There is no price “pots”; did you mean “post”?" in noted
    noted = typist("settings", "set", "prices.blusky.post", "0.2").words
    assert "Note: There is no network “blusky”; did you mean “bluesky”?" in noted
    assert "sandbx" not in noted
    assert "Note" not in typist("settings", "set", "budget.later.usd_a_month", "3").words


def test_an_unknown_key_or_audience_in_the_settings_file_is_refused_with_the_one_that_was_meant(typist: Typist) -> None:
    file = typist.lab / "postlab.toml"
    written = file.read_text(encoding="utf-8")
    for lines, why in {
        'timezon = "UTC"\n': "timezon: there is no such setting; did you mean “timezone”?",
        '[audience.alumni]\nlike = "studnets"\n': "“studnets” is not an audience with words; did you mean “students”?",
        '[audience.alumni]\nquestoin = "x"\n': "questoin: there is no such key; did you mean “question”?",
        '[ai]\nmodle = "x"\n': "ai, modle: there is no such key; did you mean “model”?",
    }.items():
        file.write_text(lines + written if "[" not in lines else written + lines, encoding="utf-8")
        assert why in typist("status", code=2).complaint
    file.write_text(written + '[audience.alumni]\nlike = "Students"\n', encoding="utf-8")
    typist("status")


def test_a_zone_in_any_case_is_stored_as_it_is_spelt(typist: Typist) -> None:
    assert "Europe/London (was Australia/Sydney)" in typist("settings", "set", "TIMEZONE", "europe/london").words
    assert typist("settings", "--json").json["settings"]["timezone"] == "Europe/London"
    typist.plans(PLAN.replace('"Australia/Sydney"', '"america/new york"'))
    assert typist.rows("SELECT json_extract(plan, '$.timezone') FROM experiment") == [("America/New_York",)]


def test_platforms_and_metrics_are_taken_in_any_case(typist: Typist) -> None:
    assert {draft["platform"] for draft in typist(*BY_HAND, "--platform", "BlueSky", "--json").json["drafts"]} == {
        "bluesky"
    }
    typist("account", "add", "Sandbox", "second")
    assert typist.rows("SELECT platform FROM account WHERE name = 'second'") == [("sandbox",)]
    typist("observe", "--metric", "Click")


def test_a_blocks_own_text_may_be_a_single_word(typist: Typist) -> None:
    typist.plans(PLAN, "--block", "moment=Soon:", "--block", "Call_to_action=Read.")
    ((brief,),) = typist.rows("SELECT json_extract(plan, '$.brief.moment') FROM experiment")
    assert brief == "Soon:"


def test_a_misspelt_command_or_option_is_refused_with_the_one_that_was_meant(typist: Typist) -> None:
    assert "Did you mean “report”?" in typist("reprot", "x", code=2).complaint
    assert "Did you mean “list”?" in typist("account", "lst", code=2).complaint
    assert "--json" in typist("status", "--jsn", code=2).complaint


def test_every_command_knows_the_experiment_that_was_meant(planned: Typist) -> None:
    for words in (("report",), ("approve",), ("pause",), ("retry",), ("history",), ("learn", "promise")):
        assert "Did you mean “exam-season-context”?" in planned(*words, "exam-seson-context", code=2).complaint
    words = ("learn", "promise", "exam-season-context", "--expected", "treatmnt")
    assert "Did you mean “treatment”?" in planned(*words, code=2).complaint


def test_words_of_an_option_are_taken_in_any_case(typist: Typist) -> None:
    typist("learn", "--by", "Platforms", "--moment", "FAR")
    assert "(The Guardian)" not in typist(*BY_HAND, "--quotes", "Source-After").words


def test_a_moment_falls_on_a_day_in_words(typist: Typist) -> None:
    drafts = [typist(*BY_HAND, "--moment", "exams", "--moment-on", day, "--json").json["drafts"] for day in DAYS]
    assert drafts[0] == drafts[1] == drafts[2]
    assert any(block["kind"] == "moment" for draft in drafts[0] for block in draft["blocks"])
    complaint = typist(*BY_HAND, "--moment", "exams", "--moment-on", "30 Novembr", code=2).complaint
    assert "--moment-on: “30 Novembr” is not a day; did you mean “30 November”?" in complaint
    complaint = typist("moment", "add", "exams", "30 Novembr", code=2).complaint
    assert "did you mean “30 November”?" in complaint
