"""The demo's plan, as a practitioner might write it, and the true effects built into its simulated audience."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

DEFAULT_SEED = 18
"""A seed with which the first framing fails and one change makes it work; with others the rounds may not suffice."""

ACCOUNT = "careers-page"
ZONE = "Australia/Sydney"
START = datetime(2026, 4, 12, 23, 0, tzinfo=UTC)
"""A Monday morning at nine in Sydney."""

FOLLOWERS = 2500

EFFECTS: Mapping[str, float | dict[str, float]] = {
    "moment": 1.3,
    "question": {"likes": 1.1, "comments": 2.5, "shares": 1.0, "clicks": 0.22},
    "evidence": 1.8,
}
"""By block, the factor on each metric (or on all): moments and evidence help; a question draws comments, not clicks."""


def _link(address: str, title: str, evidence: str) -> dict[str, str]:
    return {"url": f"https://{address}", "title": title, "evidence": evidence, "language": "en"}


PLAN: Mapping[str, Any] = {
    "name": "does-context-help",
    "question": "Do more students follow a link when it comes with context?",
    "hypothesis": "Naming the moment and the worry beats a bare link.",
    "expected": "treatment",
    "rationale": "People use information when it meets a need they feel just then (career decision-making theory).",
    "audience": "students",
    "metric": "clicks",
    "horizon": "72h",
    "control": "bare link",
    "accounts": [ACCOUNT],
    "timezone": ZONE,
    "slots": ["Mon 12:30", "Tue 12:30", "Wed 12:30", "Thu 12:30", "Fri 12:30"],
    "readings": ["24h", "72h"],
    "design": "two links",
    "rounds": 24,
    "alpha": 0.05,
    "worthwhile": 1.5,
    "approve": "auto",
    "if_it_fails": "Stay with bare links, and change one block of the framing.",
    "variant": [
        {"name": "bare link", "blocks": ["link"]},
        {"name": "contextualised", "blocks": ["moment", "question", "evidence", "link"]},
    ],
    "brief": {"moment": "exams", "moment_on": "2026-06-09"},
    "link": [
        _link(
            "news.example.org/graduate-pay",
            "Graduates still earn more over a working life",
            "Research shows that most graduates will earn more over their lifetime than those who did not go to uni.",
        ),
        _link(
            "careers.example.edu/apprentice-pay",
            "What apprentices earn in their first five years",
            "A study of school leavers found that apprentices had caught up with graduates' pay by the age of 25.",
        ),
        _link(
            "study.example.org/little-and-often",
            "Exam stress: little and often beats the all-nighter",
            "Students who spread their revision over weeks remembered twice as much as crammers did, a trial found.",
        ),
        _link(
            "jobs.example.com/nurses-wanted",
            "The job market of the next ten years: health",
            "Hospitals will need a fifth more nurses within ten years, according to a new forecast.",
        ),
        _link(
            "news.example.org/work-experience",
            "The job market for graduates: a placement helps",
            "Graduates with a placement on their CV found work three months earlier on average, a survey shows.",
        ),
        _link(
            "careers.example.edu/scholarships-unclaimed",
            "Choosing a university: look for its scholarships too",
            "One scholarship in six went unclaimed last year because nobody had applied for it.",
        ),
        _link(
            "study.example.org/sleep-and-marks",
            "Sleep your way through exam stress",
            "In a study of 1,200 students, those who slept eight hours before a test scored half a grade higher.",
        ),
        _link(
            "jobs.example.com/trades-shortage",
            "Labour shortage: electricians can choose their employer",
            "Four in five building firms say that they cannot find enough electricians, a poll of employers found.",
        ),
        _link(
            "news.example.org/changing-course",
            "How to choose a course, and when to change it",
            "Research shows that one student in four changes course, and that most of them are glad they did.",
        ),
        _link(
            "careers.example.edu/talk-to-someone",
            "What one talk with a careers adviser changes",
            "Students who had talked to a careers adviser were twice as likely to know their next step, a study found.",
        ),
        _link(
            "jobs.example.com/maths-opens-doors",
            "Subject choices: the one that opens most doors",
            "An analysis of 50,000 job adverts found that every third one asked for confidence with numbers.",
        ),
        _link(
            "study.example.org/first-in-family",
            "Is university worth it for the first in the family?",
            "Students who are the first in their family at uni do as well in exams as everyone else, figures show.",
        ),
        _link(
            "news.example.org/gap-year-grades",
            "Choosing a course can wait for a gap year",
            "Researchers who followed 900 school leavers found that a year off did not lower their marks at uni.",
        ),
        _link(
            "careers.example.edu/tafe-to-uni",
            "From TAFE to uni and back",
            "Every tenth student at uni starts with a TAFE diploma, and they finish as often as anyone else.",
        ),
        _link(
            "study.example.org/phone-in-the-next-room",
            "Less exam stress with the phone in the next room",
            "Students who studied without a phone in sight needed a third less time for the same work, a trial found.",
        ),
    ],
}
