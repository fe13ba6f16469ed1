"""The journal: reflections that the practitioner writes about an experiment, freely or in answer to questions."""

from __future__ import annotations

from collections.abc import Mapping

from postlab.errors import InputError, typed
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.experiments import experiment_named
from postlab.records.tables import Reflection, stored_id

QUESTIONS: Mapping[str, str] = {
    "expected": "What did you expect?",
    "surprised": "What surprised you?",
    "change": "What will you change?",
    "practice": "What does it mean for your practice?",
}
"""The questions, by the key under which their answers are stored."""


def reflect(lab: Lab, experiment_name: str, text: str = "", answers: Mapping[str, str] | None = None) -> Reflection:
    """Write into an experiment's journal.

    Args:
        lab: the lab.
        experiment_name: name of the experiment.
        text: free text besides the answers.
        answers: by key of `QUESTIONS`; empty answers are left out.

    Returns:
        The entry that was stored.

    Raises:
        InputError: when there is no such experiment, or both text and answers are empty.
    """
    answered = {key: answer for key in QUESTIONS if (answer := (answers or {}).get(key, "").strip())}
    with lab.session() as session:
        experiment = experiment_named(session, experiment_name)
        if not text.strip() and not answered:
            known = typed(experiment.name)
            raise InputError("There is nothing to write down.", hint=f'`postlab reflect {known} "what you think"`')
        reflection = Reflection(experiment_id=stored_id(experiment), at=lab.now(), text=text.strip(), answers=answered)
        session.add(reflection)
        lab.commit(session)
        log.info("experiment %s: reflection written", experiment.name)
        return reflection
