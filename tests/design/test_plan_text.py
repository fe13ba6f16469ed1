"""A plan written as a plan file reads back as the same plan."""

from __future__ import annotations

import tomli

from cli.typist import PLAN, changed
from postlab.design.plan import Plan, read_plan
from postlab.design.plan_text import plan_text

MOMENTS = (
    '\n[[moment]]\nwhat = "exams"\non = 2026-11-30\n\n[[moment]]\nwhat = "results day"\non = 2026-12-15\nlasts = 2\n'
)
SECOND = (
    '\n[[link]]\nurl = "https://x.example/2"\ntitle = "A “quoted” \\\\ title\\u00a0é"\n'
    'read = false\nquestion = "Why?"\n'
)


def plan_of(text: str) -> Plan:
    plan, faults = read_plan(tomli.loads(text), timezone="UTC")
    assert plan is not None, faults
    return plan


def test_it_reads_back_as_the_same_plan() -> None:
    plan = plan_of(
        changed(PLAN, {"[[variant]]": "budget = { usd = 2.5 }\nusual = 3.0\n[[variant]]"}) + MOMENTS + SECOND
    )
    text = plan_text(plan.document(), heading="One line\nand another")
    assert plan_of(text).digest == plan.digest


def test_a_person_can_read_it() -> None:
    text = plan_text(plan_of(PLAN + MOMENTS).document(), heading="One line\nand another")
    assert text.startswith('# One line\n# and another\n\nname = "exam-season-context"\n')
    assert 'horizon = "72h" # posts are compared at this age\n' in text
    assert "moment_on = 2026-11-30\n" in text
    assert text.count("[[variant]]\n") == text.count("[[moment]]\n") == 2
    assert "weights" not in text
