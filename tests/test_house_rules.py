"""What must hold for every file: no place of one machine, small modules, dependencies that are declared."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LONG = 400
"""Lines after which a module must say why it is one idea."""

ONE_IDEA: dict[str, str] = {}
"""Modules that are longer, by their path in the repository, each with the reason why it is still one idea."""

# Put together from pieces, so that this file does not hold what it looks for.
PLACES = re.compile(
    "|".join(
        [
            r"(?<![\w.~}])/(?:" + "|".join(["wo" + "rk", "ro" + "ot"]) + r")/",
            r"//[\w.-]*(?:" + "|".join(["py" + "pi", "python" + "hosted", "npm" + "js", "npm" + "mirror"]) + r")[.]",
            "registry" + r"[.]\w+[.]\w+",
        ]
    )
)
VAGUE = {"manager", "helper", "helpers", "util", "utils", "data", "process", "misc", "common"}

COMES_WITH = {
    # what we import, and the declared package that brings it
    "PIL": "pillow",
    "atproto_client": "atproto",
    "atproto_core": "atproto",
    "certifi": "httpx",
    "charset_normalizer": "trafilatura",
    "facebook": "facebook-sdk",
    "htmldate": "trafilatura",
    "httpcore": "httpx",
    "lxml": "trafilatura",
    "markupsafe": "jinja2",
    "mastodon": "Mastodon.py",
    "openai": "pydantic-ai-slim",
    "pydantic_ai": "pydantic-ai-slim",
    "pydantic_core": "pydantic",
    "recurring_ical_events": "recurring-ical-events",
    "sqlalchemy": "sqlmodel",
    "url_normalize": "url-normalize",
}
OPTIONAL = [line for extra in PROJECT["project"]["optional-dependencies"].values() for line in extra]
"""Requirements of the extras: what they bring may be missing, so it is imported in functions alone."""

NOT_IMPORTED = {
    "tzdata": "Python itself reads it on Windows",
}


def project_files() -> list[Path]:
    """Every file that belongs to the project."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("this is not a clone: git does not say which files belong to the project")
    return [path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file()]


def modules(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts)


def imports(tree: ast.Module) -> Iterator[str]:
    """Names of the packages that are imported, inside functions as well."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize(
    "line",
    [
        "cd /" + "work/main",
        "open('/" + "root/x')",
        "https://py" + "pi.org/simple",
        "https://files.python" + "hosted.org/x",
        "https://registry." + "npmjs.org/x",
    ],
)
def test_a_place_is_recognised(line: str) -> None:
    assert PLACES.search(line)


def test_no_file_names_a_place_of_one_machine_or_a_registry() -> None:
    found = []
    for path in project_files():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        found += [
            f"{path.relative_to(ROOT)}:{n}: {hit[0]}" for n, text in enumerate(lines, 1) if (hit := PLACES.search(text))
        ]
    assert found == []


def test_the_top_folder_holds_what_belongs_there_alone() -> None:
    """So that what a test or a command writes where it is started is not taken for a part of the project."""
    files = {path.name for path in project_files() if path.parent == ROOT and not path.name.startswith(".")}
    assert files == {
        *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE"),
        *("pyproject.toml", "constraints.txt", "hatch_build.py", "justfile"),
    }


def too_long_or_short_again(lines: dict[str, int], reasons: dict[str, str]) -> list[str]:
    """What is wrong with a list of long modules, a sentence each."""
    return [
        *(
            f"{name} has {count} lines: split it by idea, or list it in ONE_IDEA with the reason why it is one."
            for name, count in lines.items()
            if count > LONG and not reasons.get(name, "").strip()
        ),
        *(
            f"{name} has {lines.get(name, 0)} lines: take it out of ONE_IDEA."
            for name in reasons
            if lines.get(name, 0) <= LONG
        ),
    ]


def test_a_module_is_one_idea() -> None:
    lines = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for folder in ("src", "tests", "benchmarks")
        for path in modules(folder)
    }
    assert too_long_or_short_again(lines, ONE_IDEA) == []


@pytest.mark.parametrize(
    ("count", "reasons", "wrong"),
    [
        (400, {}, None),
        (401, {}, "split it by idea"),
        (401, {"src/a.py": " "}, "split it by idea"),
        (401, {"src/a.py": "One table."}, None),
        (400, {"src/a.py": "One table."}, "take it out"),
    ],
)
def test_a_long_module_needs_a_reason_and_a_short_one_has_none(
    count: int, reasons: dict[str, str], wrong: str | None
) -> None:
    complaints = too_long_or_short_again({"src/a.py": count}, reasons)
    assert [wrong in complaint for complaint in complaints if wrong] == [True] * bool(wrong)
    assert bool(complaints) == bool(wrong)


def test_a_listed_module_exists() -> None:
    assert "0 lines: take it out" in too_long_or_short_again({}, {"src/gone.py": "One table."})[0]


@pytest.mark.parametrize("folder", ["src", "tests", "benchmarks"])
def test_a_module_opens_with_a_sentence(folder: str) -> None:
    for path in modules(folder):
        told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert told, f"{path} does not say what it knows"
        assert told.split("\n\n")[0].rstrip().endswith((".", ":")), f"{path} does not open with a sentence: {told[:80]}"


def test_nothing_has_a_vague_name() -> None:
    for path in modules("src"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        # a method's name may be somebody else's choice
        names = [path.stem, *(node.name for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef))]
        for name in names:
            words = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+", name)}
            assert not words & VAGUE, f"{path}: {name}"


def test_a_stored_plan_is_read_through_the_model_alone() -> None:
    raw = re.compile(r"[.]plan(?:\[|[.]get\()|\bExperiment[.]plan\b")
    assert raw.search('experiment.plan["rounds"]')
    readings = [
        f"{path.relative_to(ROOT)}:{n}: {line.strip()}"
        for path in modules("src")
        if path.parts[-2:] != ("lookup", "experiments.py")
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if raw.search(line)
    ]
    assert readings == [], "use `postlab.loop.lookup.experiments.plan_of`"


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    declared = {Requirement(line).name for line in [*PROJECT["project"]["dependencies"], *OPTIONAL]}
    ours = (
        {name for path in modules("src") for name in imports(ast.parse(path.read_text(encoding="utf-8")))}
        - set(sys.stdlib_module_names)
        - {"postlab", "__future__"}
    )
    brought = {COMES_WITH.get(name, name) for name in ours}
    assert brought - declared == set()
    assert declared - brought == set(NOT_IMPORTED)


def test_what_an_extra_brings_is_imported_where_it_is_needed_alone() -> None:
    optional = {Requirement(line).name for line in OPTIONAL}
    for path in modules("src"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        top = ast.Module([node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)], [])
        found = {COMES_WITH.get(name, name) for name in imports(top)}
        assert not found & optional, path


def test_the_tests_have_what_every_extra_brings() -> None:
    assert set(OPTIONAL) <= set(PROJECT["dependency-groups"]["test"])


@pytest.mark.parametrize(("module", "package"), sorted(COMES_WITH.items()))
def test_a_package_brings_what_we_take_from_it(module: str, package: str) -> None:
    requirements = [Requirement(line) for line in metadata.requires(package) or ()]
    asked = [extra for line in OPTIONAL if (r := Requirement(line)).name == package for extra in r.extras]
    sure = {
        canonicalize_name(r.name)
        for r in requirements
        if r.marker is None or any(r.marker.evaluate({"extra": extra}) for extra in ("", *asked))
    }
    inside = {canonicalize_name(name) for name in metadata.packages_distributions()[module]}
    assert inside & (sure | {canonicalize_name(package)})


def test_every_dependency_has_a_lower_bound_and_a_reason() -> None:
    why = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    groups = [line for group in PROJECT["dependency-groups"].values() for line in group if isinstance(line, str)]
    for line in [*PROJECT["project"]["dependencies"], *OPTIONAL, *groups]:
        requirement = Requirement(line)
        assert any(spec.operator == ">=" for spec in requirement.specifier), f"{line} has no lower bound"
        assert re.search(rf"\b{re.escape(requirement.name)}\b", why), (
            f"docs/decisions.md does not say why {requirement.name}"
        )


def test_constraints_pin_every_dependency_without_hosts_or_hashes() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--" not in text
    pins = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            pin = Requirement(line)
            (spec,) = pin.specifier
            assert spec.operator == "==", line
            pins[canonicalize_name(pin.name)] = spec.version
    for line in [*PROJECT["project"]["dependencies"], *OPTIONAL]:
        requirement = Requirement(line)
        version = pins[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{line} is pinned to {version}: run `just constraints`"
