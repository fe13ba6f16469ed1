"""The questions of `postlab new` on a terminal, in their order; each answers some keys of the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from postlab.cli import design_question, known_counts
from postlab.cli.answer_checks import (
    check_count,
    check_new_name,
    check_number,
    check_one_of,
    check_sentence,
    option_named,
    split_at_commas,
)
from postlab.cli.link_questions import ask_links, links_said
from postlab.cli.moment_question import ask_moment, moment_said, opens_with_a_moment_of_its_own
from postlab.cli.picture_questions import ask_pictures, pictures_apply, pictures_are_told, pictures_said
from postlab.cli.plan_answers import PlanAnswers
from postlab.cli.sentence_questions import are_chosen, ask_sentences, sentences_said
from postlab.cli.typed_names import answers_known_to
from postlab.sanitise import markup

NEITHER, SENTENCES = "neither", "Quoted sentences"


def _always(_answers: PlanAnswers) -> bool:
    return True


def _plainly(answers: PlanAnswers, key: str) -> str:
    value = answers.value(key)
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


@dataclass(frozen=True)
class Question:
    """One question, or a few that belong together.

    Attributes:
        name: what it is called in the list of answers.
        keys: of the plan, which it answers; one within a table is written with a dot.
        ask: asks, and returns the keys of the plan that the answer sets; none where it leaves nothing there.
        applies: whether it is to be asked, by the answers so far.
        fits: whether its answer still goes with the others after one of those has changed.
        said: its answer, in a few words.
    """

    name: str
    keys: tuple[str, ...]
    ask: Callable[[PlanAnswers], Mapping[str, Any]]
    applies: Callable[[PlanAnswers], bool] = _always
    fits: Callable[[PlanAnswers], bool] = _always
    said: Callable[[PlanAnswers], str] | None = None

    def in_words(self, answers: PlanAnswers) -> str:
        """Its answer in a few words; a dash where it leaves nothing in the plan."""
        if self.said is not None:
            return self.said(answers)
        key = next((key for key in self.keys if answers.value(key) is not None), None)
        return "–" if key is None else _plainly(answers, key)


def _ask_question(answers: PlanAnswers) -> dict[str, Any]:
    usual = answers.usual("question", "Do people respond more when a link comes with context?")
    return {"question": answers.line("What do you want to know?", default=usual, check=check_sentence)}


def _ask_name(answers: PlanAnswers) -> dict[str, Any]:
    usual = answers.usual("name", _free_name(answers))
    return {"name": answers.line("A short name for it", default=usual, check=check_new_name(answers.lab))}


def _free_name(answers: PlanAnswers) -> str:
    """A name that no experiment has yet, and no draft."""
    from postlab.loop.learn.suggest import next_name
    from postlab.loop.lookup.experiments import find_experiment
    from postlab.loop.plan.plan_files import drafts

    drafted, name = {draft.name for draft in drafts(answers.call.folder)}, "context"
    with answers.lab.session() as session:
        while name in drafted or find_experiment(session, name) is not None:
            name = next_name(session, name)
    return name


def _ask_hypothesis(answers: PlanAnswers) -> dict[str, Any]:
    usual = answers.usual("hypothesis", "Context beats a bare link.")
    return {"hypothesis": answers.line("What do you expect?", default=usual, check=check_sentence)}


def _sides(answers: PlanAnswers) -> dict[str, str]:
    """By name of a framing, which side it is: the other one first, then the control."""
    from postlab.design.plan import Plan

    usual = [variant.name for variant in Plan.model_fields["variant"].default]
    names = [str(variant.get("name")) for variant in answers.document.get("variant", ())] or usual
    control = str(answers.document.get("control", Plan.model_fields["control"].default))
    in_order = sorted(names, key=lambda name: name == control)
    return {name: "control" if name == control else "treatment" for name in in_order}


def _ask_expected(answers: PlanAnswers) -> dict[str, Any]:
    """Which framing is expected to do better, by its name; nothing where neither is."""
    sides = _sides(answers)
    choices = [*sides, NEITHER]
    before = answers.former.get("expected")
    answer = answers.line(
        "Which framing should do better?",
        default=next((name for name, side in sides.items() if side == before), choices[0]),
        hint=f"One of: {', '.join(choices)}. What you expect is settled sooner, a surprise later.",
        check=check_one_of(choices),
    )
    side = sides.get(option_named(answer, choices))
    return {"expected": side} if side else {}


def _expected_said(answers: PlanAnswers) -> str:
    expected = answers.document.get("expected")
    return next((name for name, side in _sides(answers).items() if side == expected), NEITHER)


def _ask_rationale(answers: PlanAnswers) -> dict[str, Any]:
    usual = answers.usual("rationale", "")
    prompt = "Why might that be? (the idea behind it; may stay empty)"
    answer = answers.line(prompt, default=usual, check=check_sentence)
    return {"rationale": answer} if answer else {}


def _ask_audience(answers: PlanAnswers) -> dict[str, Any]:
    from postlab.audiences import AUDIENCES
    from postlab.loop.plan.plan_defaults import usual_audience

    settings = answers.lab.settings
    known, _ = answers_known_to(answers.lab)
    answer = answers.line(
        "Who is it for?",
        default=answers.usual("audience", usual_audience(settings)),
        hint=f"Audiences: {', '.join(dict.fromkeys([*settings.audiences, *AUDIENCES]))}, or words of yours.",
        check=known,
    )
    return {"audience": answer}


def _ask_accounts(answers: PlanAnswers) -> dict[str, Any]:
    names = [account.name for account in answers.accounts]

    def chosen(text: str) -> list[str]:
        return list(dict.fromkeys(account_named(part) for part in split_at_commas(text)))

    def account_named(part: str) -> str:
        from postlab import platforms
        from postlab.near_names import spelt_alike

        if spelt_alike(part, names) is None and (network := spelt_alike(part, platforms.names())) is not None:
            raise ValueError(
                f"There is no account called “{part}” yet. Ctrl-C keeps your answers, then "
                f"`postlab account add {network} NAME` adds one and `postlab new` goes on. There are now: "
                f"{', '.join(names)}."
            )
        return option_named(part, names)

    def usable(text: str) -> None:
        named = chosen(text)
        if not named:
            raise ValueError("Name one account at least.")
        if len({account.simulated for account in answers.accounts if account.name in named}) > 1:
            raise ValueError("A simulated audience and a real one cannot be compared in one experiment.")

    labels = (f"{a.name} ({a.platform}{', simulated' if a.simulated else ''})" for a in answers.accounts)
    answer = answers.line(
        "Where to post? (several with commas)",
        default=answers.usual("accounts", names[0]),
        hint=f"Accounts: {', '.join(labels)}.",
        check=usable,
    )
    from postlab.loop.plan.split_lists import laid_out

    return laid_out(answers.lab, {"accounts": chosen(answer)})


def _countable(answers: PlanAnswers) -> list[str]:
    """The metrics that can be counted on all chosen accounts."""
    from postlab.loop.lookup.accounts import counts_of
    from postlab.metrics import PRIMARY_METRICS, measure_of

    elsewhere = {"clicks"} if known_counts.counter_names(answers.lab) else set()
    chosen = answers.chosen_accounts()
    countable = [
        metric
        for metric in PRIMARY_METRICS
        if all(measure_of(metric).needs <= counts_of(account) | elsewhere for account in chosen)
    ]
    return countable or [PRIMARY_METRICS[0]]


def _ask_metric(answers: PlanAnswers) -> dict[str, Any]:
    from postlab.metrics import RATE, RATES

    countable = _countable(answers)
    counts, rates = [name for name in countable if name not in RATES], ", ".join(filter(RATES.get, countable))
    # halves of a list, and what reaches them, differ a little
    advised = RATE.format(count="clicks") if answers.document.get("split_list") else "clicks"
    usual = answers.usual("metric", advised if advised in countable else countable[0])
    answer = answers.line(
        "What counts as a response?",
        default=usual if usual in countable else countable[0],
        hint=f"What can be counted there: {', '.join(counts)}.{f' As a rate: {rates}.' if rates else ''}",
        check=check_one_of(countable),
    )
    return {"metric": option_named(answer, countable)}


def _metric_fits(answers: PlanAnswers) -> bool:
    return answers.document.get("metric") in _countable(answers)


def _clicks_are_counted_elsewhere(answers: PlanAnswers) -> bool:
    from postlab.metrics import counted_by

    metric = known_counts.metric_spelt(str(answers.document.get("metric")))
    return metric is not None and counted_by(metric) == "clicks" and bool(known_counts.counter_names(answers.lab))


def _ask_counter(answers: PlanAnswers) -> dict[str, Any]:
    """Which counter counts the clicks; where all networks count clicks themselves, the answer may be empty."""
    from postlab.loop.lookup.accounts import counts_of

    counters = known_counts.counter_names(answers.lab)
    networks_count_clicks = all("clicks" in counts_of(account) for account in answers.chosen_accounts())
    name = answers.line(
        "Who counts the clicks?",
        default=answers.usual("clicks_from", "" if networks_count_clicks else counters[0]),
        hint=f"Counters: {', '.join(counters)}.{' Empty: the networks themselves.' if networks_count_clicks else ''}",
        check=check_one_of(counters),
    )
    return {"clicks_from": option_named(name, counters)} if name else {}


def _ask_horizon(answers: PlanAnswers) -> dict[str, Any]:
    from postlab.design.durations import format_duration
    from postlab.design.horizons import horizon_of
    from postlab.loop.plan.plan_defaults import usual_horizon

    usual = answers.usual("horizon", usual_horizon(answers.lab, answers.document, answers.accounts))
    answer = answers.line("How old are posts when they are compared?", default=usual, check=horizon_of)
    age = format_duration(horizon_of(answer))
    _say_back(answers, answer, age)
    return {"horizon": age}


def _ask_usual(answers: PlanAnswers) -> dict[str, Any]:
    from postlab.metrics import counted_in_words

    metric = str(answers.document["metric"])
    counted = counted_in_words(known_counts.metric_spelt(metric) or metric)
    answer = answers.line(
        f"About how many {counted} does a post of yours get? (may stay empty)",
        default=answers.usual("usual", ""),
        hint="It tells how long this will take; a guess will do.",
        check=check_number,
    )
    return {"usual": float(answer)} if answer else {}


def _ask_slots(answers: PlanAnswers) -> dict[str, Any]:
    from postlab.design.slot_words import parse_slots, slots_said
    from postlab.design.slots import USUAL_SLOTS
    from postlab.loop.plan.split_lists import SLOTS

    zone = str(answers.document.get("timezone") or answers.lab.settings.timezone)
    answer = answers.line(
        f"When to post? (in {markup(zone)})",
        default=answers.usual("slots", ", ".join(SLOTS if answers.document.get("split_list") else USUAL_SLOTS)),
        hint="Weekdays with times, such as: Mon and Fri 9am, weekdays at noon, Tue 12:30.",
        check=parse_slots,
    )
    slots = parse_slots(answer)
    _say_back(answers, answer, slots_said(slots))
    return {"slots": [str(slot) for slot in slots]}


def _say_back(answers: PlanAnswers, typed: str, understood: str) -> None:
    """Say what was understood, where it is not what was typed."""
    if typed != understood:
        answers.call.answer.print(f"  Understood: {markup(understood)}.")


def _design_proposal(answers: PlanAnswers) -> list[str]:
    lab, document = answers.lab, {key: value for key, value in answers.document.items() if key != "design"}
    pages = known_counts.known_pages(answers)
    known = [] if any(page.source == "nobody" for page in pages) else [page.page for page in pages]
    return design_question.proposal(document, known, now=lab.now(), timezone=lab.settings.timezone)


def _ask_design(answers: PlanAnswers) -> dict[str, Any]:
    """On a small page whether a round shares one link; nothing is asked elsewhere."""
    lines = _design_proposal(answers)
    for line in lines:
        answers.call.answer.print(markup(line))
    if not lines:
        return {}
    choices = design_question.CHOICES
    answer = answers.line(
        "Which links has a round?", default=answers.usual("design", choices[0]), check=check_one_of(choices)
    )
    return {"design": option_named(answer, choices)}


def _design_fits(answers: PlanAnswers) -> bool:
    """Whether the page is still so small that the design is a question."""
    return bool(answers.document.get("split_list") or _design_proposal(answers))


def _ask_rounds(answers: PlanAnswers) -> dict[str, Any]:
    from postlab.stats.rounds_law import USUAL_ROUNDS

    answer = answers.line(
        "How many rounds at most? (a round is one post of each framing)",
        default=answers.usual("rounds", str(USUAL_ROUNDS)),
        check=check_count,
    )
    return {"rounds": int(answer)}


def _ask_links(answers: PlanAnswers) -> dict[str, Any]:
    """The links; where they are not enough for the rounds, those that they are enough for, said aloud."""
    from postlab.loop.plan.plan_defaults import fewer_rounds

    answered = dict(ask_links(answers))
    fewer = fewer_rounds({**answers.document, **answered}, answers.accounts)
    if fewer is not None:
        answers.call.answer.print(f"[yellow]Note:[/] {markup(fewer[1])}")
        answered["rounds"] = fewer[0]
    return answered


def _ask_if_it_fails(answers: PlanAnswers) -> dict[str, Any]:
    usual = answers.usual("if_it_fails", "Back to bare links, then change one thing.")
    return {"if_it_fails": answers.line("What will you do if it fails?", default=usual, check=check_sentence)}


def _links_are_asked_for(answers: PlanAnswers) -> bool:
    return not answers.from_pool or "link" in answers.document


def _expects_something(answers: PlanAnswers) -> bool:
    return bool(answers.document.get("hypothesis")) and "aa" not in answers.document


QUESTIONS: Sequence[Question] = (
    Question("Question", ("question",), _ask_question),
    Question("Name", ("name",), _ask_name),
    Question("Expectation", ("hypothesis",), _ask_hypothesis),
    Question("Should do better", ("expected",), _ask_expected, applies=_expects_something, said=_expected_said),
    Question("Idea behind it", ("rationale",), _ask_rationale),
    Question("Audience", ("audience",), _ask_audience),
    Question("Accounts", ("accounts", "split_list"), _ask_accounts),
    Question("Response", ("metric",), _ask_metric, fits=_metric_fits),
    Question("Counted by", ("clicks_from",), _ask_counter, applies=_clicks_are_counted_elsewhere),
    Question("Compared at", ("horizon",), _ask_horizon),
    Question("Usual number", ("usual",), _ask_usual, applies=known_counts.are_unknown),
    Question("Slots", ("slots", "every"), _ask_slots),
    Question("Links in a round", ("design",), _ask_design, fits=_design_fits),
    Question("Rounds at most", ("rounds",), _ask_rounds),
    Question(
        "Moment",
        ("moment", "brief.moment", "brief.moment_on"),
        ask_moment,
        applies=opens_with_a_moment_of_its_own,
        said=moment_said,
    ),
    Question("Links", ("link",), _ask_links, applies=_links_are_asked_for, said=links_said),
    Question(SENTENCES, (), ask_sentences, fits=are_chosen, said=sentences_said),
    Question(
        *("Pictures", (), ask_pictures),
        applies=pictures_apply,
        fits=pictures_are_told,
        said=pictures_said,
    ),
    Question("If it fails", ("if_it_fails",), _ask_if_it_fails),
)
"""All questions. Those that do not apply, or that the command line answers, are not asked."""
