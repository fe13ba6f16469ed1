"""The flags of `account add`: they are what the installed plugins declare, a stranger's as well."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.typist import Typist
from postlab import platforms
from postlab.platforms.base import Option
from postlab.platforms.sandbox import plugin as sandbox

# Tells which of our plugins a call has imported, apart from what the call prints.
WRAPPER = """
import atexit, json, os, sys
from pathlib import Path

def note():
    loaded = [name for name in sys.modules if name.startswith(("postlab.platforms.", "postlab.counters."))]
    Path(os.environ["LOADED_MODULES"]).write_text(json.dumps(loaded), encoding="utf-8")

atexit.register(note)
sys.argv[0] = "postlab"
from postlab.cli.main import main
main()
"""
PLUGIN_MODULES = frozenset(
    f"postlab.{kind}.{name}"
    for kind, names in (("platforms", platforms.names()), ("counters", platforms.counter_names()))
    for name in names
)


@dataclass
class Stranger:
    """The module that a stranger's entry point names."""

    install: Callable[..., None]


@pytest.fixture
def stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stranger]:
    """Installs a copy of the sandbox under another name, with options of its own."""

    def install(code: str, name: str = "pinboard") -> None:
        info = tmp_path / "site" / "stranger-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1.0\n", encoding="utf-8")
        (info / "entry_points.txt").write_text(
            f"[postlab.platforms]\n{name} = stranger_platform:plugin\n", encoding="utf-8"
        )
        (tmp_path / "site" / "stranger_platform.py").write_text(code, encoding="utf-8")
        monkeypatch.syspath_prepend(str(tmp_path / "site"))

    yield Stranger(install)
    sys.modules.pop("stranger_platform", None)


def with_options(*options: str) -> str:
    """Code of a plugin that is the sandbox but for its name and its options."""
    return f"""
from dataclasses import replace
from postlab.platforms.base import Option
from postlab.platforms.sandbox import plugin as sandbox

plugin = replace(sandbox, name="pinboard", options=({", ".join(options)},))
"""


def plugins_loaded(folder: Path, *arguments: str, **variables: str) -> tuple[str, set[str]]:
    noted = folder / "modules.json"
    done = subprocess.run(
        [sys.executable, "-c", WRAPPER, *arguments],
        env=os.environ | {"LOADED_MODULES": str(noted), "PYTHONUTF8": "1", "COLUMNS": "100"} | variables,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    return done.stdout, PLUGIN_MODULES & set(json.loads(noted.read_text(encoding="utf-8")))


def completed(folder: Path, words: str) -> tuple[str, set[str]]:
    return plugins_loaded(
        folder,
        _POSTLAB_COMPLETE="complete_bash",
        COMP_WORDS=words.replace(" ", "\n"),
        COMP_CWORD=str(len(words.split(" ")) - 1),
    )


def test_every_option_of_every_plugin_is_a_flag_with_its_help(typist: Typist) -> None:
    help_text = " ".join(typist("account", "add", "--help").words.replace("│", " ").split())
    plugins = [platforms.load_any(name) for name in (*platforms.names(), *platforms.counter_names())]
    options = [(plugin, option) for plugin in plugins for option in plugin.options]
    assert len(options) > 20
    for plugin, option in options:
        assert f"--{option.name}" in help_text
        assert option.help.split(";")[0].rstrip(".") in help_text
        assert plugin.name in help_text


def test_flags_that_had_no_flag_before_set_options(typist: Typist) -> None:
    typist(
        "account", "add", "sandbox", "two", "--zone", "Australia/Sydney", "--anger", "0.02", "--anger", "question=0.1"
    )
    options = typist("account", "list", "--json").json["accounts"][1]["options"]
    assert options["zone"] == "Australia/Sydney"
    assert options["anger"]["question"] == 0.1


def test_an_alias_and_its_option_are_one(typist: Typist) -> None:
    typist("account", "add", "sandbox", "two", "--effect", "question.clicks=0.5", "--effects", "evidence=2")
    options = typist("account", "list", "--json").json["accounts"][1]["options"]
    assert set(options["effects"]) == {"question", "evidence"}


def test_an_alias_that_is_another_plugins_option_serves_both(stranger: Stranger, typist: Typist) -> None:
    stranger.install(with_options('Option("effect", "A stranger\'s.")'))
    typist("account", "add", "sandbox", "two", "--effect", "question.clicks=0.5", "--effects", "evidence=2")
    typist("account", "add", "pinboard", "news", "--effect", "any", "--no-check")
    _, two, news = typist("account", "list", "--json").json["accounts"]
    assert set(two["options"]["effects"]) == {"question", "evidence"}
    assert news["options"] == {"effect": "any"}


def test_of_an_option_that_is_not_repeatable_the_last_counts(typist: Typist) -> None:
    typist("account", "add", "sandbox", "two", "--seed", "4", "--seed", "5")
    assert typist("account", "list", "--json").json["accounts"][1]["options"]["seed"] == 5


def test_a_strangers_option_is_a_flag(stranger: Stranger, typist: Typist) -> None:
    stranger.install(with_options('Option("folder", "Where the files lie.", metavar="DIR")'))
    help_text = " ".join(typist("account", "add", "--help").words.replace("│", " ").split())
    assert "--folder DIR pinboard: Where the files lie." in help_text
    typist("account", "add", "pinboard", "news", "--folder", "site/news", "--no-check")
    assert typist("account", "list", "--json").json["accounts"][1]["options"] == {"folder": "site/news"}


@pytest.mark.parametrize("name", ["check", "no-check", "option", "help", "secret-stdin"])
def test_an_option_named_as_a_flag_of_the_command_is_given_by_name(
    name: str, stranger: Stranger, typist: Typist
) -> None:
    stranger.install(with_options(f'Option("{name}", "A stranger\'s.")'))
    typist("account", "add", "pinboard", "news", "--no-check", "--option", f"{name}=7")
    assert typist("account", "list", "--json").json["accounts"][1]["options"] == {name: "7"}


@pytest.mark.parametrize("name", ["with space", "a/b", "-x", "", "name", "platform", "größe"])
def test_an_option_of_any_name_leaves_the_command_whole(name: str, stranger: Stranger, typist: Typist) -> None:
    stranger.install(with_options(f'Option("{name}", "A stranger\'s.")'))
    typist("account", "add", "sandbox", "two", "--seed", "5")
    assert typist("account", "list", "--json").json["accounts"][1]["options"]["seed"] == 5


def test_a_broken_plugin_leaves_the_others_their_flags(stranger: Stranger, typist: Typist) -> None:
    stranger.install("raise RuntimeError('broken')")
    assert "--followers" in typist("account", "add", "--help").words
    typist("account", "add", "sandbox", "two", "--seed", "5")
    assert "does not load" in typist("account", "add", "pinboard", "news", code=2).complaint


def test_options_that_are_not_the_platforms_own_are_refused(typist: Typist) -> None:
    complaint = typist("account", "add", "sandbox", "two", "--page-id", "12", code=2).complaint
    assert "--page-id: is not an option of sandbox" in " ".join(complaint.split())


def test_the_help_of_the_program_and_completion_load_no_plugin(tmp_path: Path) -> None:
    assert "Usage: postlab" in plugins_loaded(tmp_path, "--help")[0]
    for words, expected in (
        ("postlab acc", "account"),
        ("postlab account ad", "add"),
        ("postlab account add sand", "sandbox"),
    ):
        answer, loaded = completed(tmp_path, words)
        assert answer.split("\n")[0] == expected
        assert loaded == set()
    assert plugins_loaded(tmp_path, "--help")[1] == set()


def test_flags_of_the_plugins_are_completed(tmp_path: Path) -> None:
    answer, loaded = completed(tmp_path, "postlab account add bluesky me --han")
    assert answer.split() == ["--handle"]
    assert loaded == PLUGIN_MODULES


def test_the_sandbox_may_have_several_effects() -> None:
    """What the tests above take for granted."""
    repeatable = {option.name for option in sandbox.options if option.repeatable}
    assert repeatable == {"effects", "anger", "faults"}
    assert not Option("folder", "Where the files lie.").repeatable
