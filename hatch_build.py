"""What is decided when the package is built: its address, a description whose links lead there, and the pages it holds.

The address is not written in the repository, so that a copy of it never points to another: whoever builds a release
gives it in POSTLAB_ADDRESS, as the release workflow does. A package that is built without has none.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

_TO_A_FILE = re.compile(r"(!?\[[^\]]*)\]\((?!\w+:|#)([^)\s]+)\)")


class Address(MetadataHookInterface):
    """The addresses of the project and its description, made of POSTLAB_ADDRESS."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Fill in `urls` and `readme`."""
        address = os.environ.get("POSTLAB_ADDRESS", "").strip().rstrip("/")
        if address and not address.startswith("https://"):
            raise ValueError(f"POSTLAB_ADDRESS is {address}; it starts with https://")
        version = f"v{metadata['version']}"
        files = f"{address}/blob/{version}"
        metadata["urls"] = (
            {
                "Repository": address,
                "Documentation": f"{files}/docs",
                "Changelog": f"{files}/CHANGELOG.md",
                "Issues": f"{address}/issues",
            }
            if address
            else {}
        )
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")

        def led(link: re.Match[str]) -> str:
            # a picture has to be the file itself, not the page that shows it
            return f"{link[1]}]({f'{address}/raw/{version}' if link[1].startswith('!') else files}/{link[2]})"

        metadata["readme"] = {"content-type": "text/markdown", "text": _TO_A_FILE.sub(led, text) if address else text}


class Pages(BuildHookInterface):
    """The pages that `postlab help` prints, without what is for the site alone: pictures, scripts."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (hatchling's signature)
        """Put them beside the module that reads them; in a clone it reads the same files where they stand."""
        docs = Path(self.root) / "docs"
        for page in docs.rglob("*.md"):
            build_data["force_include"][str(page)] = f"postlab/help/docs/{page.relative_to(docs).as_posix()}"
