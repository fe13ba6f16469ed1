"""Copying a text to the clipboard of the person at the terminal."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def put(text: str, console: Console) -> str:
    """Copy a text to the clipboard and return a sentence that says whether it worked.

    Without a system clipboard, as over SSH, the text is sent to the terminal's own (OSC 52). Many terminals accept it,
    and none confirms it.
    """
    import pyperclip

    try:
        pyperclip.copy(text)
    except pyperclip.PyperclipException:
        if not console.is_terminal:
            return "There is no clipboard here; copy the text above."
        console.file.write(f"\x1b]52;c;{base64.b64encode(text.encode('utf-8')).decode('ascii')}\x07")
        console.file.flush()
        return "The text was handed to your terminal's clipboard. If it does not arrive there, copy it from above."
    return "The text is on the clipboard."
