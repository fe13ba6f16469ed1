"""Where the lab is and how it is set up: flags, environment, file, defaults, in that order."""

from __future__ import annotations

import os
import stat
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from postlab.errors import FaultsError, InputError
from postlab.loop.plan.plan_defaults import with_lab_defaults
from postlab.quote_styles import QUOTES, USUAL_QUOTES
from postlab.settings import (
    SETTINGS_FILE,
    allow_private,
    find_lab,
    local_timezone,
    make_folder,
    sqlite_url,
    write_private,
)
from postlab.settings_file import read_settings, write_settings
from postlab.settings_model import Budget, Settings
from postlab.time_zones import zone_named

KEYS = (
    "there are timezone, stance, step, offers, late_hours, tracking, quiet, posts_a_week, link_gap_days, quotes, "
    "article_pictures, pager, audience, budget, prices, ai"
)


def written(lab: Path, text: str) -> Path:
    (lab / SETTINGS_FILE).write_text(text, encoding="utf-8")
    return lab


def test_the_flag_beats_the_environment_and_that_the_users_folder(tmp_path: Path, clean_environment: Path) -> None:
    env = {"POSTLAB_HOME": str(tmp_path / "from environment")}
    assert find_lab(tmp_path / "from flag", env=env) == tmp_path / "from flag"
    assert find_lab(env=env) == tmp_path / "from environment"
    assert find_lab(env={"POSTLAB_HOME": ""}).is_relative_to(clean_environment)
    assert find_lab(env={}).name == "postlab"


def test_a_folder_may_be_relative_or_start_at_home(
    tmp_path: Path, clean_environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_lab(Path("my lab")) == tmp_path / "my lab"
    assert find_lab(Path("~/labs/é")) == clean_environment / "labs" / "é"
    assert find_lab(env={"POSTLAB_HOME": "~"}) == clean_environment


def test_the_home_of_nobody_is_a_sentence() -> None:
    with pytest.raises(InputError, match="somebody unknown"):
        find_lab(Path("~no-such-user-here/lab"))


def test_the_environment_beats_the_file_and_that_the_defaults(tmp_path: Path) -> None:
    bare = read_settings(tmp_path, env={})
    assert bare == Settings(
        lab=tmp_path,
        database_url=sqlite_url(tmp_path / "postlab.db"),
        timezone=local_timezone(),
        late=timedelta(hours=24),
        tracking=True,
        allow_private=False,
    )
    lab = written(tmp_path, 'timezone = "Europe/London"\nlate_hours = 1.5\ntracking = false\n')
    from_file = read_settings(lab, env={})
    assert (from_file.timezone, from_file.late, from_file.tracking) == (
        "Europe/London",
        timedelta(minutes=90),
        False,
    )
    env = {
        "POSTLAB_TIMEZONE": "Asia/Kathmandu",
        "POSTLAB_DATABASE_URL": "sqlite:////elsewhere/x.db",
        "POSTLAB_ALLOW_PRIVATE": "1",
    }
    from_env = read_settings(lab, env=env)
    assert (from_env.timezone, from_env.database_url) == ("Asia/Kathmandu", "sqlite:////elsewhere/x.db")
    assert from_env.allow_private
    assert from_env.late == timedelta(minutes=90)


@pytest.mark.parametrize(
    ("value", "allowed"), [("1", True), ("true", True), (" YES ", True), ("on", True), ("0", False), ("", False)]
)
def test_what_allows_private_addresses(value: str, allowed: bool) -> None:
    assert allow_private({"POSTLAB_ALLOW_PRIVATE": value}) is allowed


def test_every_setting_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    lab = written(tmp_path, 'timezone = "Sydney"\nlate_hours = 0\ntracking = "yes"\ncolour = "red"\n[more]\nx = 1\n')
    with pytest.raises(FaultsError) as refused:
        read_settings(lab, env={})
    assert {fault.place: fault.message for fault in refused.value.faults} == {
        "postlab.toml: timezone": "“Sydney” is not a time zone; did you mean “Australia/Sydney”?",
        "postlab.toml: late_hours": "must be more than 0 and at most 336",
        "postlab.toml: tracking": "'yes' is not of the right kind",
        "postlab.toml: colour": "there is no such setting; " + KEYS,
        "postlab.toml: more": "there is no such setting; " + KEYS,
    }
    assert refused.value.exit_code == 2


@pytest.mark.parametrize("name", ["late", "link_gap", "audiences", "budgets", "lab", "database_url", "allow_private"])
def test_a_setting_is_called_what_the_file_calls_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(FaultsError) as refused:
        read_settings(written(tmp_path, f"{name} = 1\n"), env={})
    (fault,) = refused.value.faults
    assert fault.message.startswith("there is no such setting; ")
    assert fault.message.casefold().endswith(KEYS)


def test_faults_are_named_in_the_order_of_the_file_each_once(tmp_path: Path) -> None:
    top = "tracking = 1\ncolour = 2\nai = 3\nstep = 4\n"
    lab = written(tmp_path, top + '[prices.x]\nread = -1\n[audience."year 12"]\nmoment = 1\nlike = 2\n')
    with pytest.raises(FaultsError) as refused:
        read_settings(lab, env={})
    assert [(fault.place.removeprefix("postlab.toml: "), fault.message) for fault in refused.value.faults] == [
        ("tracking", "1 is not of the right kind"),
        ("colour", "there is no such setting; " + KEYS),
        ("ai", "must be a table, such as [ai]"),
        ("step", "4 is not of the right kind"),
        ("prices.x, read", "-1 is not an amount in US dollars, 0 or more"),
        ("audience.year 12, moment", "there is no such key; there are like, question, call_to_action, hashtags"),
        ("audience.year 12, like", "2 is not text in quotes"),
    ]


@pytest.mark.parametrize("style", QUOTES)
def test_how_words_are_quoted_is_one_of_three_and_goes_into_new_plans(tmp_path: Path, style: str) -> None:
    settings = read_settings(
        written(tmp_path, f'quotes = "{style}"\n[audience.apprentices]\nquestion = "why?"\n'), env={}
    )
    assert settings.quotes == style
    usual = {} if style == USUAL_QUOTES else {"quotes": style}
    assert with_lab_defaults({}, settings).get("brief", {}) == usual | {"question": "why?"}
    assert with_lab_defaults({"audience": "parents"}, settings).get("brief", {}) == usual
    # what a plan says counts
    own = with_lab_defaults({"audience": "parents", "brief": {"quotes": "source after"}}, settings)
    assert own["brief"] == {"quotes": "source after"}
    # and what is no table is named as a fault later
    assert with_lab_defaults({"brief": "short"}, settings)["brief"] == "short"


def test_marks_are_usual(tmp_path: Path) -> None:
    assert read_settings(written(tmp_path, ""), env={}).quotes == USUAL_QUOTES == "marks"


@pytest.mark.parametrize("value", ['"italics"', '"Marks"', "3", '["marks"]'])
def test_another_way_to_quote_is_a_fault_that_names_the_three(tmp_path: Path, value: str) -> None:
    with pytest.raises(FaultsError) as refused:
        read_settings(written(tmp_path, f"quotes = {value}\n"), env={})
    (fault,) = refused.value.faults
    assert fault.place == "postlab.toml: quotes"
    assert not value.startswith('"') or all(style in fault.message for style in QUOTES)


def test_prices_and_budgets(tmp_path: Path) -> None:
    text = '[prices.x]\n"post with link" = 0.25\nread = 1\n[budget."my page"]\nusd_a_month = 10\nreads_a_day = 500\n'
    found = read_settings(written(tmp_path, text), env={})
    assert found.prices == {"x": {"post with link": Decimal("0.25"), "read": Decimal(1)}}
    assert found.budgets == {"my page": Budget(usd_a_month=Decimal(10), reads_a_day=500)}
    assert read_settings(written(tmp_path, "[budget.b]\n"), env={}).budgets == {"b": Budget()}


def test_every_price_and_limit_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    text = (
        '[prices]\nx = 3\n[prices.threads]\npost = "free"\nread = -1\n'
        "[budget.a]\nusd_a_month = true\nreads_a_day = 2.5\nusd_a_day = 1\n"
    )
    with pytest.raises(FaultsError) as refused:
        read_settings(written(tmp_path, text), env={})
    assert {fault.place: fault.message for fault in refused.value.faults} == {
        "postlab.toml: prices.x": "must be a table, such as [prices.x]",
        "postlab.toml: prices.threads, post": "'free' is not an amount in US dollars, 0 or more",
        "postlab.toml: prices.threads, read": "-1 is not an amount in US dollars, 0 or more",
        "postlab.toml: budget.a, usd_a_month": "True is not an amount in US dollars, 0 or more",
        "postlab.toml: budget.a, reads_a_day": "2.5 is not a whole number, 0 or more",
        "postlab.toml: budget.a, usd_a_day": "there is no such limit; there are usd_a_month, reads_a_day",
    }


@pytest.mark.parametrize("late", ["-1", "337", "nan", "inf", "true", '"24"', "[24]", "2026-01-01"])
def test_what_is_not_a_number_of_hours(tmp_path: Path, late: str) -> None:
    with pytest.raises(FaultsError, match="cannot be used"):
        read_settings(written(tmp_path, f"late_hours = {late}\n"), env={})


@pytest.mark.parametrize("zone", ["", "Sydney", "../etc/passwd", "/etc/passwd", "Australia", "a\0b", "UTC\n"])
def test_what_is_not_a_time_zone(tmp_path: Path, zone: str) -> None:
    assert zone_named(zone) is None
    if zone:
        with pytest.raises(InputError, match="POSTLAB_TIMEZONE"):
            read_settings(tmp_path, env={"POSTLAB_TIMEZONE": zone})


def test_the_machines_own_zone_is_one() -> None:
    assert zone_named(local_timezone()) == local_timezone()


@pytest.mark.parametrize("raw", [b"timezone = ", b"\xff\xfe", b"timezone = 'UTC'\ntimezone = 'UTC'", b"\x00"])
def test_a_file_that_is_not_toml_is_named(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / SETTINGS_FILE).write_bytes(raw)
    with pytest.raises(InputError, match=r"postlab\.toml is not valid TOML"):
        read_settings(tmp_path, env={})


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).mkdir()
    with pytest.raises(InputError, match=r"postlab\.toml cannot be read"):
        read_settings(tmp_path, env={})


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    lab = tmp_path / "un espace à moi"
    make_folder(lab)
    assert not read_settings(lab, env={}).exists
    write_settings(lab, timezone="America/Argentina/Buenos_Aires")
    found = read_settings(lab, env={})
    assert found.exists
    assert (found.timezone, found.late, found.tracking) == ("America/Argentina/Buenos_Aires", timedelta(hours=24), True)
    assert [path.name for path in lab.iterdir()] == [SETTINGS_FILE]


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "x"
    write_private(file, "old\n")
    write_private(file, "new, ä\n")
    assert file.read_bytes() == "new, ä\n".encode()
    (tmp_path / "folder" / "inside").mkdir(parents=True)
    with pytest.raises(InputError, match="cannot be written"):
        write_private(tmp_path / "folder", "text")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "x"]


def test_a_lab_cannot_be_where_a_file_is(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="is a file"):
        make_folder(tmp_path / "file")
    with pytest.raises(InputError, match="cannot be made"):
        make_folder(tmp_path / "file" / "lab")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps files private by other means than a mode")
def test_a_folder_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    make_folder(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o750


def test_the_source_asks_for_nothing_that_one_system_alone_has() -> None:
    """Names of `os` that Windows lacks would fail there only when they are reached."""
    lacking = ("getuid", "geteuid", "fork", "mkfifo", "sysconf", "setsid", "getpgid", "chown", "killpg")
    source = Path(__file__).parents[1] / "src" / "postlab"
    found = [
        f"{path.relative_to(source)}: os.{name}"
        for path in source.rglob("*.py")
        if path.parent.name != "cron"  # Unix only, and says so elsewhere
        for name in lacking
        if f"os.{name}(" in path.read_text(encoding="utf-8")
    ]
    assert found == []
