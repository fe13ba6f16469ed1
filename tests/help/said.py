"""What the package may show to people: the strings of its modules, and its other files."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "postlab"
READ_BY_PEOPLE = {".toml", ".json", ".txt", ".md"}
PRINTED_DOCSTRINGS = ("cli", "reports/answers", "reports/nouns")
"""Where docstrings become the help of commands, or the descriptions of keys."""


def is_docstring(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether a string stands by itself, and so is no value of the program."""
    return isinstance(parents.get(node), ast.Expr)


def strings(path: Path, *, docstrings_of: tuple[str, ...]) -> Iterator[str]:
    """What a module may print: its strings, and its docstrings where those are printed."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    module = next((node.value for node in tree.body[:1] if isinstance(node, ast.Expr)), None)
    printed = path.relative_to(SOURCE).as_posix().startswith(docstrings_of)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node is module or (is_docstring(node, parents) and not printed):
                continue
            yield node.value


def said_by(path: Path, *, docstrings_of: tuple[str, ...] = PRINTED_DOCSTRINGS) -> list[str]:
    """The texts of a file of the package that people may read."""
    if path.suffix == ".py":
        return list(strings(path, docstrings_of=docstrings_of))
    return [path.read_text(encoding="utf-8")] if path.suffix in READ_BY_PEOPLE else []


def source_files() -> list[Path]:
    """All files of the package."""
    return sorted(path for path in SOURCE.rglob("*") if path.is_file())
