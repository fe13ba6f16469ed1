"""Where a language model answers, and who gets to see its key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from postlab.copywriter import keep_key, service, service_of
from postlab.errors import InputError, PersonNeeded
from postlab.secrets import Secrets
from postlab.settings_model import Settings

KEY = "sk-0123456789"


def settings(folder: Path, **ai: str) -> Settings:
    return Settings(lab=folder, database_url="sqlite://", timezone="UTC", ai=ai)


def found(folder: Path, url: str, **env: str) -> Any:
    return service_of(settings(folder, url=url, model=" m1 "), Secrets(folder, env=env))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("http://localhost:11434", "http://localhost:11434/v1"),
        ("http://localhost:11434/", "http://localhost:11434/v1"),
        ("https://api.example/v1/", "https://api.example/v1"),
        ("https://api.example/openai/", "https://api.example/openai"),
    ],
)
def test_an_address_as_people_write_it(written: str, meant: str, tmp_path: Path) -> None:
    assert (found(tmp_path, written).url, found(tmp_path, written).model) == (meant, "m1")


@pytest.mark.parametrize(
    "url", ["localhost:11434", "ftp://x/v1", "https://", "https://x y/v1", "https://[x", "http://x:99999"]
)
def test_what_is_no_address(url: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a web address"):
        found(tmp_path, url)


def test_a_password_in_the_address_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="user name or password") as told:
        found(tmp_path, "https://me:secret@x.example/v1")
    assert "secret" not in f"{told.value.message} {told.value.hint}"


@pytest.mark.parametrize("ai", [{}, {"url": "http://localhost/v1"}, {"model": "m"}, {"url": " ", "model": "m"}])
def test_off_until_it_is_set_up(ai: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(PersonNeeded, match="off: no language model is set up") as told:
        service_of(settings(tmp_path, **ai), Secrets(tmp_path, env={}))
    assert "postlab.toml" in told.value.hint


def test_off_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "find_spec", lambda _name: None)
    with pytest.raises(PersonNeeded, match="packages that are not installed") as told:
        found(tmp_path, "http://localhost:1/v1")
    assert "pip install 'postlab[ai]'" in told.value.hint


def test_the_key_comes_from_the_lab_and_the_environment_beats_it(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path, env={})
    assert found(tmp_path, "https://x.example/v1").key is None
    assert keep_key(secrets, KEY) == "file"
    assert found(tmp_path, "https://x.example/v1").key == KEY
    assert found(tmp_path, "https://x.example/v1", POSTLAB_AI_KEY=" other\n").key == "other"
    assert keep_key(secrets, "") is None
    assert found(tmp_path, "https://x.example/v1").key is None


def test_the_key_shows_nowhere_and_is_no_nonsense(tmp_path: Path) -> None:
    assert KEY not in repr(found(tmp_path, "https://x.example/v1", POSTLAB_AI_KEY=KEY))
    for broken in ("sk-“quoted”", "two\nlines"):
        with pytest.raises(InputError, match="characters that no key has"):
            found(tmp_path, "https://x.example/v1", POSTLAB_AI_KEY=broken)


@pytest.mark.parametrize(
    ("host", "near"),
    [
        ("localhost:1", True),
        ("127.0.0.1:1", True),
        ("[::1]:1", True),
        ("192.168.1.7", True),
        ("gpu", True),
        ("gpu.local", True),
        ("api.example.com", False),
        ("8.8.8.8", False),
    ],
)
def test_no_key_travels_far_unprotected(host: str, near: bool, tmp_path: Path) -> None:
    url = f"http://{host}/v1"
    assert found(tmp_path, url).key is None
    if near:
        assert found(tmp_path, url, POSTLAB_AI_KEY=KEY).key == KEY
    else:
        with pytest.raises(PersonNeeded, match="unprotected"):
            found(tmp_path, url, POSTLAB_AI_KEY=KEY)
