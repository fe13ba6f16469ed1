"""What the built package says of itself: where the project lives, and a description whose links lead there.

The address is not written in the repository, so that a copy of it never points to another: whoever builds a release
gives it in POSTLAB_ADDRESS, as the release workflow does. A package that is built without has none.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_TO_A_FILE = re.compile(r"\]\((?!\w+:|#)([^)\s]+)\)")


class Address(MetadataHookInterface):
    """The addresses of the project and its description, made of POSTLAB_ADDRESS."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Fill in `urls` and `readme`."""
        address = os.environ.get("POSTLAB_ADDRESS", "").strip().rstrip("/")
        if address and not address.startswith("https://"):
            raise ValueError(f"POSTLAB_ADDRESS is {address}; it starts with https://")
        files = f"{address}/blob/v{metadata['version']}"
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
        described = _TO_A_FILE.sub(rf"]({files}/\1)", text) if address else text
        metadata["readme"] = {"content-type": "text/markdown", "text": described}
