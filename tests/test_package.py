"""What is published: both distributions hold what they need, and the wheel says all of itself that an index shows."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt
from packaging.metadata import Metadata

from postlab.help.topics import TOPICS

ROOT = Path(__file__).parent.parent
ADDRESS = "https://code.example/postlab"
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
FILES = f"{ADDRESS}/blob/v{VERSION}"


def built(folder: Path, *, address: str | None) -> Path:
    """Build both from the clone into a folder, with no network."""
    env = {name: value for name, value in os.environ.items() if name != "POSTLAB_ADDRESS"}
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)],
        cwd=ROOT,
        env=env | ({"POSTLAB_ADDRESS": address} if address else {}),
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder


def told(folder: Path) -> Metadata:
    """The metadata of the wheel in a folder, which must be valid."""
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        return Metadata.from_email(wheel.read(name), validate=True)


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("dist"), address=ADDRESS)


def test_the_wheel_holds_every_topic_and_nothing_of_the_tests(dist: Path) -> None:
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    assert {f"postlab/help/{topic.page}" for topic in TOPICS} <= names
    assert {name.partition("/")[0] for name in names} == {"postlab", f"postlab-{VERSION}.dist-info"}
    # what a terminal cannot show, and what makes the site
    assert {Path(name).suffix for name in names if name.startswith("postlab/help/docs/")} == {".md"}


def test_the_source_holds_what_building_and_testing_take(dist: Path) -> None:
    with tarfile.open(next(dist.glob("*.tar.gz"))) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    assert {"pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "constraints.txt", "PKG-INFO"} <= names
    assert {topic.page for topic in TOPICS} <= names
    assert {"tests/conftest.py", "src/postlab/cli/main.py", "examples/exam-season.toml"} <= names


def test_the_wheel_says_all_that_an_index_shows(dist: Path) -> None:
    about = told(dist)
    assert about.license_expression == "MIT"
    assert about.license_files == ["LICENSE"]
    assert about.summary
    assert about.requires_python is not None
    assert about.keywords
    assert {"Environment :: Console", "Typing :: Typed", "Programming Language :: Python :: 3.11"} <= set(
        about.classifiers or ()
    )
    assert about.project_urls == {
        "Repository": ADDRESS,
        "Documentation": f"{FILES}/docs",
        "Changelog": f"{FILES}/CHANGELOG.md",
        "Issues": f"{ADDRESS}/issues",
    }


def test_the_description_is_the_readme_with_links_that_lead_somewhere(dist: Path) -> None:
    about = told(dist)
    assert about.description_content_type == "text/markdown"
    tokens = MarkdownIt("commonmark").enable("table").parse(about.description or "")
    links = [
        str(part.attrs["href"])
        for token in tokens
        for part in token.children or ()
        if part.type == "link_open" and "href" in part.attrs
    ]
    assert f"{FILES}/docs/plan-file.md" in links
    assert [link for link in links if not link.startswith(("https://", "#"))] == []
    (picture,) = [part for token in tokens for part in token.children or () if part.type == "image"]
    assert picture.attrs["src"] == f"{ADDRESS}/raw/v{VERSION}/docs/pictures/demo.svg"
    assert len(picture.content) > 40, "words for those who cannot see it"


def test_without_an_address_it_names_none(tmp_path: Path) -> None:
    about = told(built(tmp_path, address=None))
    assert not about.project_urls
    assert about.description == (ROOT / "README.md").read_text(encoding="utf-8")


def release() -> dict[str, dict[str, object]]:
    text = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    jobs: dict[str, dict[str, object]] = yaml.safe_load(text)["jobs"]
    return jobs


def test_one_job_alone_may_publish_and_it_builds_nothing() -> None:
    jobs = release()
    assert [name for name, job in jobs.items() if "id-token" in str(job.get("permissions"))] == ["publish"]
    assert jobs["publish"]["needs"] == ["checks", "build"]
    assert jobs["publish"]["environment"] == "pypi"
    assert "run" not in {key for step in jobs["publish"]["steps"] for key in step}  # type: ignore[attr-defined]


@pytest.mark.skipif(shutil.which("bash") is None or os.name == "nt", reason="the release runs in bash on Linux")
@pytest.mark.parametrize(
    ("tag", "heading", "said"),
    [
        ("v0.1.0", "## [0.1.0] - 2026-12-01", ""),
        ("v0.2.0", "## [0.1.0] - 2026-12-01", "has version 0.1.0"),
        ("0.1.0", "## [0.1.0] - 2026-12-01", "The tag is 0.1.0"),
        ("v0.1.0", "## [Unreleased]", "no heading"),
    ],
)
def test_a_tag_is_the_version_and_the_changelog_tells_of_it(tag: str, heading: str, said: str, tmp_path: Path) -> None:
    (script,) = [step["run"] for step in release()["tag"]["steps"] if "run" in step]  # type: ignore[attr-defined]
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "postlab"\nversion = "0.1.0"\n', encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n{heading}\n", encoding="utf-8")
    done = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=tmp_path,
        env=os.environ | {"GITHUB_REF_NAME": tag},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) == (not said)
    assert said in done.stdout
