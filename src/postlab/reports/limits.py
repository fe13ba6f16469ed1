"""The limits of a plan in sentences: its guardrails, its budget, and the lab's own rules."""

from __future__ import annotations

from postlab.design.durations import format_duration
from postlab.design.frequency import Rules, shown_quiet
from postlab.design.plan import Plan
from postlab.design.plan_parts import BEST_BET
from postlab.english import counted, listed
from postlab.sanitise import plain


def of_plan(plan: Plan, rules: Rules | None = None) -> list[str]:
    """Two texts: the plan's guardrails and what happens when one is crossed; its budget and the rules of the lab.

    Args:
        plan: the plan.
        rules: the lab's own rules (`postlab.loop.limits.rules.rules_of`); None to leave them out.
    """
    return [_guardrails(plan), _budget(plan, rules or Rules())]


def _guardrails(plan: Plan) -> str:
    rails = plan.guardrails
    crossed = []
    if rails is not None and rails.negative is not None:
        crossed.append(f"a post is hidden or reported {counted(rails.negative, 'time')}")
    if rails is not None and rails.angry is not None:
        crossed.append(f"a post gets {counted(rails.angry, 'angry reaction')}")
    if rails is not None and rails.unfollows is not None:
        crossed.append(f"an account loses {counted(rails.unfollows, 'follower')} in a week")
    if rails is not None and rails.far_under is not None:
        crossed.append(f"a round gets less than {rails.far_under:g} of what is usual")
    if not crossed:
        return "It has no guardrails: nothing pauses it but you (`postlab pause`)."
    does = {
        "pause": "It pauses",
        "control": f"It goes back to “{plain(plan.control)}” for what is drawn, then pauses,",
        BEST_BET: "It goes on with the best bet so far for what is drawn, then pauses,",
        "stop": "It ends",
    }[plan.fallback or "pause"]
    return f"{does} when {listed(crossed, 'or')}, where the network tells."


def _budget(plan: Plan, rules: Rules) -> str:
    has = [f"{counted(plan.rounds, 'round')} at most"]
    if plan.budget is not None and plan.budget.posts_a_week is not None:
        has.append(f"{counted(plan.budget.posts_a_week, 'post')} a week on one account")
    if plan.budget is not None and plan.budget.usd is not None:
        has.append(f"{plan.budget.usd:g} USD in all")
    budget = f"Its budget: {listed(has)}."
    lab_rules = []
    if rules.posts_a_week is not None:
        lab_rules.append(f"{counted(rules.posts_a_week, 'post')} a week on one account, whatever the experiment")
    if rules.quiet is not None:
        lab_rules.append(f"nothing between {shown_quiet(rules.quiet).replace('–', ' and ')}")
    if rules.link_gap:
        lab_rules.append(f"no link again within {format_duration(rules.link_gap)}")
    return f"{budget} The lab's own rules: {listed(lab_rules)}." if lab_rules else budget
