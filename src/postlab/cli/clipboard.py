"""A text on the clipboard of whoever sits at the terminal."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def put(text: str, console: Console) -> str:
    """Put a text on the clipboard; says what came of it.

    Where the system has no clipboard that a program can reach, as over SSH, the terminal is asked (OSC 52), which
    many do and none confirms.
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
