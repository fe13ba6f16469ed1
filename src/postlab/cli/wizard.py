"""The way through the questions of `postlab new`: forwards, back, to any answer again, and on from a draft."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postlab.cli import planned_drafts, rehearsal_offer, show
from postlab.cli.asking import NO, YES, BackAsked, ask_line
from postlab.cli.how_asked import HowAsked, checked, show_plan, with_notes
from postlab.cli.invocation import Invocation
from postlab.cli.plan_answers import PlanAnswers
from postlab.cli.plan_questions import QUESTIONS, SENTENCES, Question
from postlab.english import counted, when
from postlab.errors import InputError, PostlabError
from postlab.sanitise import markup

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postlab.loop.lab import Lab
    from postlab.loop.plan.examine import Examined
    from postlab.loop.plan.plan_files import PlanDraft
    from postlab.loop.pool.pairs import Chosen
    from postlab.records.tables import Account

NAME = next(question for question in QUESTIONS if question.keys == ("name",))

REHEARSE = "r"

CHOSEN_BY = frozenset({"Audience", "Accounts", "Links in a round", "Rounds at most"})
"""Questions by whose answers the pool's links are chosen."""


@dataclass(frozen=True)
class Answered:
    """A plan that a person answered.

    Attributes:
        document: as in a plan file.
        examined: what the person agreed to; None where they did not, or it amends.
        pooled: the choice from the pool, where it was asked for on the command line.
        amends: whether an experiment has the name already, so that the plan amends it.
    """

    document: dict[str, Any]
    examined: Examined | None
    pooled: Chosen | None
    amends: bool = False


def plan_by_answering(call: Invocation, lab: Lab, document: Mapping[str, Any], how: HowAsked) -> Answered:
    """Ask for what a plan lacks until the person agrees to it, or stops.

    Every answer is kept in a draft at once, so that neither "n" nor Ctrl-C nor a crash loses one.

    Args:
        call: the call of the program.
        lab: the lab, open.
        document: the plan so far, from the command line.
        how: what else the command line says.

    Raises:
        InputError: the lab has no account to post to.
    """
    from postlab.loop.plan.pasted_links import with_addresses

    answers = PlanAnswers(
        call,
        lab,
        _accounts_to_post_to(lab),
        with_addresses(document),
        allow_private=how.allow_private or lab.settings.allow_private,
        from_pool=how.from_pool,
    )
    answers.given = frozenset(question.name for question in QUESTIONS if _is_answered(answers, question))
    call.answer.print(
        "[bold]An experiment is one question.[/] Enter takes the answer in brackets, < goes back to the question "
        "before. Ctrl-C keeps your answers for the next `postlab new`.\n"
    )
    try:
        _go_on_from_a_draft(answers)
        _ask_open(answers, trail=[q for q in QUESTIONS if q.name not in answers.given and _is_answered(answers, q)])
        answered = _agree(answers, how)
    except (KeyboardInterrupt, EOFError):
        call.answer.print()
        answers.say_kept()
        raise
    except PostlabError as exc:
        if answers.file is not None:
            exc.hint = f"{exc.hint} Your answers are kept; the next `postlab new` offers to go on with them.".strip()
        raise
    if answered.examined is None and not answered.amends:
        call.answer.print("Nothing was stored.")
    if not answered.amends and (answered.examined is None or how.dry_run):
        answers.say_kept()
    return answered


def _agree(answers: PlanAnswers, how: HowAsked) -> Answered:
    """Show the whole plan and ask whether it may be stored, after every change again."""
    from postlab.loop.lookup.experiments import find_experiment

    looked_at: tuple[dict[str, Any], Examined] | None = None
    while True:
        name = str(answers.document.get("name"))
        with answers.lab.session() as session:
            taken = find_experiment(session, name) is not None
        if taken and NAME.name in answers.given:
            return Answered(answers.document, None, answers.pooled, amends=True)
        if taken:
            answers.call.answer.print(f"By now there is an experiment “{markup(name)}”.")
            _change(answers, NAME)
            continue
        examined = looked_at[1] if looked_at and looked_at[0] == answers.document else _checked(answers, how)
        if examined is not None and (looked_at is None or examined is not looked_at[1]):
            show_plan(answers.call, answers.lab, examined, answers.pooled, how)
            looked_at = answers.document, examined
        chosen = _last_question(answers, examined, dry_run=how.dry_run)
        if not isinstance(chosen, Question):
            return Answered(answers.document, examined if chosen else None, answers.pooled)
        _change(answers, chosen)


def _accounts_to_post_to(lab: Lab) -> Sequence[Account]:
    from postlab.loop.lookup.accounts import all_accounts

    with lab.session() as session:
        accounts = all_accounts(session)
    if not accounts:
        raise InputError("There is no account to post to yet.", hint="`postlab account add sandbox NAME` adds one.")
    return accounts


def _go_on_from_a_draft(answers: PlanAnswers) -> None:
    """Offer the drafts that say nothing else than the command line, and go on with the chosen one."""
    from postlab.loop.plan import plan_files

    given = answers.document
    fitting = [
        draft
        for draft in plan_files.drafts(answers.call.folder)
        if all(draft.document.get(key) == value for key, value in given.items())
    ]
    draft = _chosen_draft(answers, fitting) if fitting else None
    if draft is not None:
        answers.document, answers.passed, answers.file = dict(draft.document), set(draft.passed), draft.file
        for question in QUESTIONS:
            if question.name == draft.unfinished:
                answers.take_back(question.keys)
        if SENTENCES in draft.passed:
            answers.sentences_for = {str(link["url"]) for link in answers.document.get("link") or ()}
        answers.call.answer.print("Your answers so far are taken; < goes back through them.\n")


def _chosen_draft(answers: PlanAnswers, drafts: Sequence[PlanDraft]) -> PlanDraft | None:
    """The draft to go on with; None to start afresh."""
    out, drafts = answers.call.answer, drafts[:9]
    if len(drafts) == 1:
        question = f"Go on with {_draft_said(answers, drafts[0])}? With n you start afresh, and it stays."
        return drafts[0] if answers.yes_without_back(question) else None
    out.print("Plans that you began:")
    for number, draft in enumerate(drafts, start=1):
        out.print(f"  {number}  {_draft_said(answers, draft)}")

    def known(answer: str) -> None:
        if answer.lower() not in NO and not (answer.isdecimal() and 1 <= int(answer) <= len(drafts)):
            raise ValueError(f"Please enter a number from 1 to {len(drafts)}, or n.")

    answer = ask_line(out, "Which to go on with? (a number; n starts afresh, and they stay)", default="1", check=known)
    return None if answer.lower() in NO else drafts[int(answer) - 1]


def _draft_said(answers: PlanAnswers, draft: PlanDraft) -> str:
    """A draft in a few words, as markup: its name or question, and when it was left."""
    from zoneinfo import ZoneInfo

    name = draft.name or f"{draft.document.get('question', 'a plan without a name')}"
    kept = when(draft.kept_at, ZoneInfo(answers.lab.settings.timezone), answers.call.clock.now())
    return f"“{markup(name)}” of {kept}"


def _is_answered(answers: PlanAnswers, question: Question) -> bool:
    return question.name in answers.passed or any(answers.value(key) is not None for key in question.keys)


def _ask_open(answers: PlanAnswers, *, trail: list[Question], changing: bool = False) -> None:
    """Ask every question that is open, in their order; back goes along the trail of those that were asked.

    Raises:
        BackAsked: `changing` one answer, the person went back before it.
    """
    position = 0
    while position < len(QUESTIONS):
        question = QUESTIONS[position]
        if _is_answered(answers, question) or not question.applies(answers):
            position += 1
            continue
        answers.question, answers.asked = question.name, False
        try:
            answered = question.ask(answers)
        except BackAsked:
            if trail:
                before = trail.pop()
                _reopen(answers, before)
                position = QUESTIONS.index(before)
            elif changing:
                raise
            else:
                answers.call.answer.print("  This is the first question.")
            continue
        answers.reopened.discard(question.name)
        _take(answers, question, answered)
        if answers.asked:
            trail.append(question)
        position += 1


def _take(answers: PlanAnswers, question: Question, answered: Mapping[str, Any]) -> None:
    """Put an answer into the plan, take out what no longer goes with it, and keep the draft."""
    answers.document = {**answers.document, **answered}
    if answers.asked and not (set(question.keys) and _is_answered(answers, question)):
        answers.passed.add(question.name)
    if answers.from_pool and question.name in CHOSEN_BY:
        answers.document.pop("link", None)
    for other in QUESTIONS:
        if other is question or other.name in answers.given or not _is_answered(answers, other):
            continue
        if not other.applies(answers) or not other.fits(answers):
            answers.take_back(other.keys)
            answers.passed.discard(other.name)
    answers.keep()


def _reopen(answers: PlanAnswers, question: Question) -> None:
    """Take an answer back, so that its question is asked again with it as the usual answer."""
    answers.take_back(question.keys)
    answers.passed.discard(question.name)
    answers.given -= {question.name}
    answers.reopened.add(question.name)
    if "link" in question.keys:
        # from here on the list is the person's own
        answers.from_pool, answers.pooled = False, None


def _change(answers: PlanAnswers, question: Question) -> None:
    """Ask one question again, and those that its answer opens; back leaves everything as it was."""
    before = copy(answers)
    before.passed = set(answers.passed)
    _reopen(answers, question)
    try:
        _ask_open(answers, trail=[], changing=True)
    except BackAsked:
        answers.document, answers.passed, answers.given = before.document, before.passed, before.given
        answers.from_pool, answers.pooled = before.from_pool, before.pooled
        answers.reopened.clear()
        answers.keep()


def _checked(answers: PlanAnswers, how: HowAsked) -> Examined | None:
    """The examined plan; None where it has faults, which are shown."""
    try:
        return with_notes(checked(answers.call, answers.lab, answers.document, how), answers.pooled, how)
    except InputError as exc:
        answers.call.answer.print()
        show.error(answers.call.answer, exc)
        return None


def _last_question(answers: PlanAnswers, examined: Examined | None, *, dry_run: bool) -> Question | bool:
    """Show the answers and ask whether the plan may be stored: yes, no, or a question to be asked again."""
    out = answers.call.answer
    listed = [q for q in QUESTIONS if _is_answered(answers, q)]
    _print_answers(answers, listed)
    if examined is None or not (
        dry_run or planned_drafts.ask_about_unquoted(answers.call, examined, asks=True, way_out=WAY_OUT)
    ):
        prompt = "Which answer do you change? (its number; n stops here and keeps them)"
        choices: tuple[str, ...] = NO
        usual = None
    else:
        question = f"{planned_drafts.last_question(examined.plan)} {planned_drafts.REHEARSE_FIRST}"
        prompt = f"{question} \\[y/n/r, or a number to change that answer]"
        choices, usual = (*YES, *NO, REHEARSE), YES[0]

    def known(answer: str) -> None:
        if answer.lower() not in choices and not (answer.isdecimal() and 1 <= int(answer) <= len(listed)):
            words = "y, n, r" if YES[0] in choices else "n"
            raise ValueError(f"Please enter {words}, or a number from 1 to {len(listed)}.")

    try:
        while (answer := ask_line(out, prompt, default=usual, check=known, back=True).lower()) == REHEARSE and examined:
            rehearsal_offer.rehearse(
                answers.call, answers.lab, examined, otherwise="the number of an answer changes that one"
            )
    except BackAsked:
        return listed[-1]
    return listed[int(answer) - 1] if answer.isdecimal() else answer in YES


WAY_OUT = "Give the link a sentence of your own: change the answer “Quoted sentences”."
"""What can be done at the wizard about links of which nothing is quoted."""


def _print_answers(answers: PlanAnswers, listed: Sequence[Question]) -> None:
    from rich.table import Table

    out = answers.call.answer
    out.print(f"\nYour {counted(len(listed), 'answer')}:")
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(justify="right", style="bold", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for number, question in enumerate(listed, start=1):
        table.add_row(str(number), question.name, markup(question.in_words(answers), newlines=True))
    out.print(table)
    out.print()
