"""Writes the JSON Schemas of the files of wording: `python -m postlab.wording_schemas FOLDER`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from postlab.framing.words.forms import FORMS, schema


def schema_text(name: str) -> str:
    """A schema as it stands in its file."""
    return json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n"


def write_schemas(folder: Path) -> None:
    """Write `audience.schema.json` and the others into a folder."""
    for name in FORMS:
        (folder / f"{name}.schema.json").write_text(schema_text(name), encoding="utf-8")


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
