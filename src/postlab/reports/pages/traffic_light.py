"""The verdict as a traffic light: a word and a shape of its own, so that its colour says nothing alone."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from postlab.reports.verdict import VerdictView
from postlab.stats import Decision


@dataclass(frozen=True, slots=True)
class TrafficLight:
    """A verdict at a glance.

    Attributes:
        word: the verdict in a word or three.
        kind: its class in ``report.css``: ``good``, ``bad``, ``even`` or ``wait``.
        shape: the path of its shape in a square of 24 by 24.
    """

    word: str
    kind: str
    shape: str

    @property
    def svg(self) -> Markup:
        """The shape; the word beside it is its name, so a screen reader passes it over."""
        return Markup(
            '<svg class="shape" aria-hidden="true" width="24" height="24" viewBox="0 0 24 24">'
            '<path fill-rule="evenodd" d="{}"/></svg>'
        ).format(self.shape)


_CIRCLE = "M12 1a11 11 0 1 0 .01 0z"
_OCTAGON = "M7.5 1h9L23 7.5v9L16.5 23h-9L1 16.5v-9z"
_SQUARE = "M2 2h20v20h-20z"
_TRIANGLE = "M3 1l20 11l-20 11z"

_WORKS = TrafficLight("Works", "good", f"{_CIRCLE}M10.2 17.6l8-8.6-1.9-1.8-6.1 6.6-2.9-2.8-1.8 1.9z")
_WORSE = TrafficLight(
    "Does worse",
    "bad",
    f"{_OCTAGON}M7.8 6.4L6.4 7.8L10.6 12L6.4 16.2L7.8 17.6L12 13.4L16.2 17.6L17.6 16.2L13.4 12"
    "L17.6 7.8L16.2 6.4L12 10.6z",
)
_EVEN = TrafficLight("No difference", "even", f"{_SQUARE}M6 7.5v3h12v-3zM6 13.5v3h12v-3z")
_GOING = TrafficLight("Keep going", "wait", _TRIANGLE)
_NOT_ENOUGH = TrafficLight("Not enough posts", "wait", f"{_CIRCLE}M12 4a8 8 0 1 0 .01 0zM11 7h2v6h-2zM11 15h2v2h-2z")
_BY_CHANCE = TrafficLight("Winner by chance", "wait", _NOT_ENOUGH.shape)

_LIGHTS = {
    Decision.TREATMENT_WORKS: _WORKS,
    Decision.CONTROL_WORKS: _WORSE,
    Decision.NO_PRACTICAL_DIFFERENCE: _EVEN,
    Decision.KEEP_GOING: _GOING,
    Decision.NOT_ENOUGH_POSTS: _NOT_ENOUGH,
}


def traffic_light(verdict: VerdictView) -> TrafficLight:
    """The light of a verdict; one that names a winner between two framings that are the same says so."""
    if verdict.aa and verdict.decision in {Decision.TREATMENT_WORKS, Decision.CONTROL_WORKS}:
        return _BY_CHANCE
    return _LIGHTS[verdict.decision]
