"""A console for reports: lines are wrapped, indented, and written in characters that the console can show."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from postlab.reports.chart import ASCII, UNICODE

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

PROSE = 96
"""Most columns of a line of prose; longer lines are hard to read."""

INDENT = 2

_SIMPLE = str.maketrans({"“": '"', "”": '"', "’": "'", "–": "-", "—": "-", "…": "...", "•": "*", "≈": "~", "·": "-"})


class ConsoleWriter:
    """A console to which a report is written, from top to bottom.

    Attributes:
        width: the console's width in columns.
        ink: the characters for pictures.
    """

    def __init__(self, console: Console) -> None:
        options = console.options
        self._console = console
        self._encoding = options.encoding if options.ascii_only else None
        self.width = options.max_width
        self.ink = ASCII if options.ascii_only else UNICODE

    def say(self, text: str, *, style: str = "", indent: int = 0, bullet: str = "", bullet_style: str = "") -> None:
        """Write a paragraph.

        Args:
            text: plain text; it is never read as markup.
            style: a style of rich.
            indent: columns to the left of the paragraph.
            bullet: stands before the first line; the other lines are indented by its width.
            bullet_style: a style of rich for the bullet.
        """
        from rich.text import Text

        before = " " * indent + self.fit(bullet)
        room = max(min(self.width, PROSE) - len(before), 1)
        for line in Text(self.fit(text), style=style).wrap(self._console, room) or [Text()]:
            line.rstrip()
            self._line(Text.assemble((before, bullet_style), line))
            before = " " * len(before)

    def title(self, text: str) -> None:
        """Write a bold line with an empty line above it."""
        self.say("")
        self.say(text, style="bold")

    def section(self, title: str, sentences: Iterable[str]) -> None:
        """Write a title and its sentences as a list; nothing if there are no sentences."""
        lines = [sentence for sentence in sentences if sentence]
        if lines:
            self.title(title)
        for sentence in lines:
            self.say(sentence, indent=INDENT, bullet="• ")

    def picture(self, lines: Sequence[str]) -> None:
        """Write lines as they are, never wrapped."""
        from rich.text import Text

        for line in lines:
            self._line(Text((" " * INDENT + self.fit(line)).rstrip()))

    def table(self, header: Sequence[str], rows: Iterable[Sequence[str]], *, right: Collection[int]) -> None:
        """Write a table, whose cells may have several lines; the columns with an index in `right` are aligned right."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for number, name in enumerate(header):
            table.add_column(Text(self.fit(name)), justify="right" if number in right else "left", overflow="fold")
        for row in rows:
            table.add_row(*(Text(self.fit(cell)) for cell in row))
        self.drawing(table, indent=INDENT)

    def drawing(self, drawn: RenderableType, *, indent: int = 0) -> None:
        """Write a renderable of rich, such as a tree; its texts must have gone through `fit` already."""
        from rich.text import Text

        options = self._console.options.update_width(max(self.width - indent, 1))
        for segments in self._console.render_lines(drawn, options, pad=False):
            line = Text.assemble(*((segment.text, segment.style or "") for segment in segments))
            line.rstrip()
            self._line(Text.assemble(" " * indent, line))

    def fit(self, text: str) -> str:
        """The text in characters that the console's encoding has."""
        if self._encoding is None:
            return text
        return text.translate(_SIMPLE).encode(self._encoding, errors="replace").decode(self._encoding)

    def _line(self, line: object) -> None:
        self._console.print(line, no_wrap=True, overflow="ignore", crop=False)
