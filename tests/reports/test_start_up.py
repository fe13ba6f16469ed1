"""The reports start without what only some of them need."""

import subprocess
import sys
from pathlib import Path

import postlab.reports

HEAVY = ("rich", "sqlmodel", "sqlalchemy", "plotext", "typer", "httpx", "atproto")


def test_importing_the_reports_imports_nothing_heavy() -> None:
    folder = Path(postlab.reports.__path__[0])
    modules = [
        ".".join(("postlab.reports", *path.relative_to(folder).with_suffix("").parts))
        for path in folder.rglob("[a-z]*.py")
    ]
    assert len(modules) > 40
    code = f"import sys, {', '.join(modules)}; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
