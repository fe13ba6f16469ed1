"""Tasks on Facebook pages by both of their names: what each allows, and what is not certain."""

from __future__ import annotations

import pytest

from postlab.platforms.facebook.tasks import Ability, allow

CASES: list[tuple[list[str], bool | None, bool | None, bool | None]] = [
    (["CREATE_CONTENT"], True, False, False),
    (["PROFILE_PLUS_CREATE_CONTENT", "PROFILE_PLUS_ANALYZE"], True, False, True),
    (["MANAGE"], True, True, True),
    (["PROFILE_PLUS_FULL_CONTROL"], True, True, True),
    (["ANALYZE", "ADVERTISE"], False, False, True),
    (["PROFILE_PLUS_MODERATE", "PROFILE_PLUS_MESSAGING"], False, True, False),
    (["PROFILE_PLUS_FACEBOOK_ACCESS"], None, None, None),
    (["ANALYZE", "A_TASK_OF_NEXT_YEAR"], None, None, True),
    ([], False, False, False),
]


@pytest.mark.parametrize(("tasks", "content", "moderation", "analysis"), CASES)
def test_what_tasks_allow(
    tasks: list[str], content: bool | None, moderation: bool | None, analysis: bool | None
) -> None:
    assert allow(tasks, Ability.CONTENT) is content
    assert allow(tasks, Ability.MODERATION) is moderation
    assert allow(tasks, Ability.ANALYSIS) is analysis
