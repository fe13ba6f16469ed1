"""Pictures as SVG: named for a screen reader, marked where the audience is simulated, and as wide as there is room.

Across, places are percent of the width, so that a picture fits any window without its words getting smaller. Down, they
are lines of text, so that it grows with the reader's letters. Colours are classes of ``pictures.css``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from postlab.sanitise import plain

SIMULATED = "Simulated audience"
"""What stands in the corner of a picture about no real people."""


class Drawing:
    """A picture that is drawn piece by piece.

    Args:
        name: its name on the page, which no other picture there has: letters, digits and hyphens.
        title: what it shows, in a few words.
        description: what is to be seen in it, in a sentence or two.
        height: in lines of text.
        simulated: whether it is about a simulated audience; then it says so, above everything else.
    """

    def __init__(self, name: str, *, title: str, description: str, height: float, simulated: bool = False) -> None:
        self._name = name
        self._title = f"{SIMULATED}: {title}" if simulated else title
        self._description = description
        self._top = 1.4 if simulated else 0.0
        self._height = height + self._top
        self._parts: list[Markup] = []
        if simulated:
            self._parts.append(
                Markup('<text class="simulated-mark" x="100%" y="1em" text-anchor="end">{}</text>').format(SIMULATED)
            )

    def line(self, start: tuple[float, float], end: tuple[float, float], kind: str) -> None:
        """A straight line between two places, (across, down) each."""
        (x1, y1), (x2, y2) = start, end
        self._parts.append(
            Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
                kind, _across(x1), self._down(y1), _across(x2), self._down(y2)
            )
        )

    def area(self, start: tuple[float, float], end: tuple[float, float], kind: str) -> None:
        """A rectangle between its upper left and its lower right corner."""
        (x1, y1), (x2, y2) = start, end
        self._parts.append(
            Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
                kind, _across(x1), self._down(y1), _across(x2 - x1), _lines(y2 - y1)
            )
        )

    def dot(self, place: tuple[float, float], kind: str, *, size: float = 0.35) -> None:
        """A circle; its size is the radius in lines of text."""
        self._parts.append(
            Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(
                kind, _across(place[0]), self._down(place[1]), _lines(size)
            )
        )

    def square(self, place: tuple[float, float], kind: str, *, size: float = 0.35) -> None:
        """A square on its corner (``pictures.css`` turns it); its size is half its side in lines of text."""
        self._parts.append(
            Markup('<rect class="square {}" x="{}" y="{}" width="{side}" height="{side}"/>').format(
                kind, _across(place[0]), self._down(place[1]), side=_lines(2 * size)
            )
        )

    def arrow(self, place: tuple[float, float], kind: str, *, right: bool) -> None:
        """An arrow's head, where something goes on beyond the picture."""
        path = "M0 0l-10 -6v12z" if right else "M0 0l10 -6v12z"
        self._parts.append(
            Markup('<svg x="{}" y="{}" overflow="visible"><path class="{}" d="{}"/></svg>').format(
                _across(place[0]), self._down(place[1]), kind, path
            )
        )

    def curves(self, runs: Iterable[Sequence[tuple[float, float]]], kind: str, *, bottom: float) -> None:
        """Straight lines through each run of places.

        Args:
            runs: places, (across, down) each.
            kind: the class of all of them.
            bottom: how far down the picture they may go, in lines of text.
        """
        lines = [" ".join(f"{x * 10:.0f},{y / bottom * 1000:.0f}" for x, y in places) for places in runs]
        self._parts.append(
            Markup(
                '<svg class="{}" x="0" y="{}" width="100%" height="{}" viewBox="0 0 1000 1000" '
                'preserveAspectRatio="none">{}</svg>'
            ).format(
                kind,
                self._down(0),
                _lines(bottom),
                Markup("").join(Markup('<polyline points="{}"/>').format(line) for line in lines),
            )
        )

    def words(self, place: tuple[float, float], text: str, *, anchor: str = "middle", kind: str = "label") -> None:
        """A text whose foot stands on a place.

        Args:
            place: across and down.
            text: made harmless here.
            anchor: which end of it stands there: ``start``, ``middle`` or ``end``.
            kind: its class.
        """
        self._parts.append(
            Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(
                kind, _across(place[0]), self._down(place[1]), anchor, plain(text)
            )
        )

    def svg(self) -> Markup:
        """The picture."""
        return Markup(
            '<svg class="picture" id="{name}" role="img" aria-labelledby="{name}-title {name}-description" '
            'width="100%" height="{height}"><title id="{name}-title">{title}</title>'
            '<desc id="{name}-description">{description}</desc>{parts}</svg>'
        ).format(
            name=self._name,
            height=_lines(self._height),
            title=plain(self._title),
            description=plain(self._description),
            parts=Markup("").join(self._parts),
        )

    def _down(self, lines: float) -> str:
        return _lines(lines + self._top)


def _across(percent: float) -> str:
    return f"{percent:.4g}%"


def _lines(number: float) -> str:
    return f"{number:.4g}em"


def anchored(across: float) -> str:
    """Which end of a text stands at a place, so that the text stays within the picture."""
    return "start" if across < 25 else "end" if across > 75 else "middle"
