"""The plan of an experiment: what is asked, how it will be tried, and what would settle it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    GetPydanticSchema,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError, core_schema

from postlab.design.durations import format_duration, parse_duration
from postlab.design.horizons import too_late
from postlab.design.plan_beside import faults_beside_the_text
from postlab.design.plan_conflicts import faults_of_settings
from postlab.design.plan_faults import BETWEEN_KEYS, Location, as_faults
from postlab.design.plan_parts import (
    FALLBACKS,
    GUARDRAILS,
    Duration,
    Part,
    PlannedBrief,
    PlannedBudget,
    PlannedGuardrails,
    PlannedLink,
    PlannedMoment,
    PlannedVariant,
)
from postlab.design.slot_words import plain_slots
from postlab.design.slots import USUAL_SLOTS
from postlab.errors import Fault
from postlab.framing.brief import USUAL_AUDIENCE
from postlab.metrics import (
    ENGAGEMENT,
    JUDGED_BY,
    METRIC_BY_OTHER_NAME,
    MOST,
    PRIMARY_METRICS,
    Measure,
    counted_by,
    measure_of,
    metric_named,
)
from postlab.near_names import meant_or_listed
from postlab.stats.deadline import Expected
from postlab.stats.rounds_law import USUAL_ROUNDS
from postlab.time_zones import unknown_zone, zone_named

PrimaryMetric = Annotated[
    str, GetPydanticSchema(lambda _source, _handler: core_schema.literal_schema(list(PRIMARY_METRICS)))
]
"""One of `PRIMARY_METRICS`."""

READINGS = ("1h", "6h", "24h", "72h", "7d")
NAME_PATTERN, LONGEST_NAME = r"^[\w][\w .-]*$", 60
"""What an experiment may be called: also the name of a file of its own."""

MOST_ROUNDS = 1000
"""No plan has more rounds."""

ONE_LINK_GAP = "14d"
"""The least time between two posts of one link, unless the plan says otherwise."""
SHORT_HORIZON = timedelta(hours=1)


class Plan(Part):
    """An experiment as it is written down before it starts; the keys are those of the plan file.

    Durations are written `90s`, `10m`, `72h`, `7d`.
    """

    name: str = Field(min_length=1, max_length=LONGEST_NAME, pattern=NAME_PATTERN)
    question: str = Field(min_length=1)
    hypothesis: str = ""
    rationale: str = ""
    audience: str = Field(default=USUAL_AUDIENCE, min_length=1)
    metric: PrimaryMetric
    weights: dict[str, float] = Field(default_factory=dict)
    horizon: Duration = timedelta(hours=72)
    control: str = "bare link"
    aa: bool | None = None
    """Whether both framings are the same, to see how often one wins by chance (`postlab.design.aa`); None is no."""
    accounts: tuple[str, ...] = Field(min_length=1)
    timezone: str
    slots: tuple[str, ...] = ()
    every: Duration | None = None
    readings: tuple[Duration, ...] = tuple(parse_duration(age) for age in READINGS)
    design: Literal["two links", "one link"] = "two links"
    gap: Duration | None = None
    overlapped: bool | None = None
    """Whether other rounds begin between the two showings of a link; None, as in plans of before, is no."""
    accounts_crossed: bool | None = None
    """Whether every second account gives each link the other framing; None, as in plans of before, is no."""
    split_list: bool | None = None
    """Whether a round is one mailing to a list, split at random: both posts in one slot, each to its half.

    None, as in plans of before, is no.
    """
    rounds: int = Field(default=USUAL_ROUNDS, ge=1, le=MOST_ROUNDS)
    expected: Expected = None
    """Which framing is expected to do better: it has the larger share of alpha. None: both have half."""
    usual: float | None = Field(default=None, ge=0, le=MOST)
    """What a post usually gets of the metric, for the forecast where the lab has seen too few posts of an account.

    Of a rate it is the count, such as the clicks of a post: how long it takes depends on how small that is.
    """
    alpha: float = Field(default=0.05, gt=0, le=0.5)
    worthwhile: float = Field(default=1.5, gt=1, le=100)
    approve: Literal["each", "round", "reviewed", "auto"] = "each"
    if_it_fails: str = ""
    fallback: Literal["pause", "control", "best bet", "stop"] | None = None
    """What happens when a guardrail is crossed (`postlab.design.plan_parts.FALLBACKS`); None is "pause"."""
    budget: PlannedBudget | None = None
    guardrails: PlannedGuardrails | None = None
    before: Duration | None = None
    """Slots lie at most this long before one of the moments; None: anywhere."""
    moment: tuple[PlannedMoment, ...] | None = None
    tracking: bool = True
    clicks_from: str | None = None
    """Name of the counter that tells clicks: short links or web statistics."""
    variant: tuple[PlannedVariant, ...] = (
        PlannedVariant(name="bare link", blocks=("link",)),
        PlannedVariant(name="contextualised", blocks=("moment", "question", "evidence", "link")),
    )
    brief: PlannedBrief = PlannedBrief()
    link: tuple[PlannedLink, ...] = Field(min_length=1)

    @field_validator("timezone")
    @classmethod
    def _zone(cls, name: str) -> str:
        zone = zone_named(name)
        if zone is None:
            raise PydanticCustomError("timezone", "{why}", {"why": unknown_zone(name)})
        return zone

    @field_validator("horizon")
    @classmethod
    def _horizon(cls, horizon: timedelta) -> timedelta:
        if why := too_late(horizon):
            raise PydanticCustomError("horizon", "{why}", {"why": why})
        return horizon

    @field_validator("slots")
    @classmethod
    def _slots(cls, slots: tuple[str, ...]) -> tuple[str, ...]:
        try:
            return plain_slots(slots)
        except ValueError as exc:
            raise PydanticCustomError("slot", "{reason}", {"reason": str(exc)}) from exc

    @field_validator("weights")
    @classmethod
    def _weights(cls, weights: dict[str, float]) -> dict[str, float]:
        for metric, weight in weights.items():
            if metric not in JUDGED_BY:
                raise PydanticCustomError(
                    "weights",
                    "“{metric}” cannot be weighted; {meant}",
                    {"metric": metric, "meant": meant_or_listed(metric, JUDGED_BY, aliases=METRIC_BY_OTHER_NAME)},
                )
            if not 0 <= weight < float("inf"):
                raise PydanticCustomError("weights", "the weight of {m} must be 0 or more", {"m": metric})
        if weights and not any(weights.values()):
            raise PydanticCustomError("weights", "all weights are 0: nothing would be counted")
        return weights

    @field_validator("readings")
    @classmethod
    def _ages(cls, ages: tuple[timedelta, ...]) -> tuple[timedelta, ...]:
        return tuple(sorted(set(ages)))

    @model_validator(mode="after")
    def _together(self) -> Plan:
        """Faults that lie between keys; all of them, each with its place, in one error."""
        faults = list(_faults_between(self))
        if faults:
            raise PydanticCustomError(BETWEEN_KEYS, "{faults}", {"faults": json.dumps(faults)})
        return self

    @property
    def ages(self) -> tuple[timedelta, ...]:
        """The ages at which to look; the horizon is always among them."""
        return tuple(sorted({*self.readings, self.horizon}))

    @property
    def treatment(self) -> str:
        """The variant that is tried against the control."""
        return next(variant.name for variant in self.variant if variant.name != self.control)

    @property
    def expected_variant(self) -> str | None:
        """The variant that is expected to do better; None where neither is."""
        return {None: None, "treatment": self.treatment, "control": self.control}[self.expected]

    @property
    def readers(self) -> str:
        """The audience whose templates word the posts."""
        return self.brief.like or self.audience

    @property
    def crossed_accounts(self) -> tuple[str, ...]:
        """The accounts that give each link the other framing: every second one, where accounts are crossed."""
        return self.accounts[1::2] if self.accounts_crossed else ()

    def framing(self, name: str) -> PlannedVariant:
        """The variant of that name, which the plan has."""
        return next(variant for variant in self.variant if variant.name == name)

    @property
    def measure(self) -> Measure:
        """What the primary metric is made of."""
        return measure_of(self.metric, self.weights)

    @property
    def metric_weights(self) -> dict[str, float]:
        """What one of each count is worth in the primary metric, or in what it divides by views."""
        return dict(self.measure.weights)

    def document(self) -> dict[str, Any]:
        """The plan as JSON values, every default filled in; `read_plan` takes it back."""
        return self.model_dump(mode="json", exclude_none=True)

    @property
    def digest(self) -> str:
        """SHA-256 of `document` with sorted keys: two plans that mean the same have the same."""
        canonical = json.dumps(self.document(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def _faults_between(plan: Plan) -> list[tuple[str, str]]:
    faults: list[tuple[str, str]] = []
    names = [variant.name for variant in plan.variant]
    if len(names) != 2:
        faults.append(("variant", f"the plan has {len(names)}; an experiment compares two: the control and one other"))
    if len(set(names)) != len(names):
        faults.append(("variant", "two have the same name"))
    if plan.control not in names:
        faults.append(
            ("control", f"“{plan.control}” is not a framing of the plan; {meant_or_listed(plan.control, names)}")
        )
    framings = {(v.blocks, tuple(v.texts().items()), v.card) for v in plan.variant}
    if plan.aa and len(framings) != 1:
        faults.append(("variant", "differ, and an A/A test compares a framing with itself: `postlab new --aa`"))
    if not plan.aa and len(framings) != len(names):
        faults.append(("variant", "two have the same blocks and wording; there would be nothing to compare"))
    if len(set(plan.accounts)) != len(plan.accounts):
        faults.append(("accounts", "names an account twice"))
    faults += faults_of_settings(plan)
    faults += faults_beside_the_text(plan)
    seen: dict[str, int] = {}
    for number, link in enumerate(plan.link, start=1):
        if link.url in seen:
            faults.append((f"link {number}, url", f"is the same as that of link {seen[link.url]}"))
        seen.setdefault(link.url, number)
    return faults


_STAND_INS: Mapping[str, Any] = {
    "name": "x",
    "question": "x",
    "metric": ENGAGEMENT,
    "accounts": ("x",),
    "timezone": "UTC",
    "link": ({"url": "https://x.example"},),
}
"""Values for keys that must be there, while the others are looked at."""


def read_plan(document: Mapping[str, Any], *, timezone: str) -> tuple[Plan | None, list[Fault]]:
    """A plan from the values of a plan file, or every fault in it with its place.

    Where the file does not say it, several accounts are crossed, and rounds with one link for both posts overlap where
    there is more than one link to share.

    Args:
        document: as TOML or JSON gives it.
        timezone: the zone that is meant when the plan names none.
    """
    filled = {"timezone": timezone, **document}
    if "slots" not in filled and "every" not in filled:
        filled["slots"] = USUAL_SLOTS
    if filled.get("design") == "one link" and not filled.get("split_list"):
        filled.setdefault("gap", ONE_LINK_GAP)
        if _several(filled.get("link")):
            filled.setdefault("overlapped", True)
    if _several(filled.get("accounts")) and not filled.get("split_list"):
        filled.setdefault("accounts_crossed", True)
    filled.setdefault("guardrails", dict(GUARDRAILS))
    filled.setdefault("fallback", FALLBACKS[0])
    try:
        return Plan.model_validate(filled), []
    except ValidationError as exc:
        faults = as_faults(exc.errors(), keys_at=_keys_at)
        return None, faults + _faults_among_the_rest(
            filled, {str(error["loc"][0]) for error in exc.errors() if error["loc"]}
        )


def _several(listed: object) -> bool:
    return isinstance(listed, list | tuple) and len(listed) > 1


def _faults_among_the_rest(given: Mapping[str, Any], broken: set[str]) -> list[Fault]:
    """The faults between keys that are right by themselves, where others are not."""
    if not broken:
        return []
    rest = {key: value for key, value in given.items() if key not in broken}
    try:
        Plan.model_validate(rest | {key: value for key, value in _STAND_INS.items() if key in broken})
    except ValidationError as exc:
        faults = as_faults(exc.errors(), keys_at=_keys_at)
        return [fault for fault in faults if not _needs(fault.place.split()[0].rstrip(",")) & broken]
    return []


def _needs(key: str) -> set[str]:
    """The keys that must be right before a fault at one of them can be told."""
    others = {
        "control": {"variant"},
        "every": {"slots"},
        "weights": {"metric"},
        "expected": {"aa"},
        "variant": {"aa"},
        "gap": {"design"},
        "overlapped": {"design", "gap"},
        "split_list": {"design"},
        "accounts_crossed": {"accounts"},
    }
    return {key} | others.get(key, set())


def changed_keys(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The top-level keys in which two plan documents differ, each {"key", "before", "after"}."""
    return [
        {"key": key, "before": before.get(key), "after": after.get(key)}
        for key in sorted({*before, *after})
        if before.get(key) != after.get(key)
    ]


def warnings(plan: Plan) -> list[str]:
    """What the practitioner should know before starting; nothing that forbids it."""
    sentences = []
    if plan.horizon < SHORT_HORIZON:
        sentences.append(
            f"Posts are compared at the age of {format_duration(plan.horizon)}: fit for trying things out; on a real "
            "page most people will not have seen them by then."
        )
    if plan.metric == ENGAGEMENT:
        weights = ", ".join(
            f"{weight:g} a {metric_named(name).singular}" for name, weight in plan.metric_weights.items()
        )
        sentences.append(f"Engagement is counted as {weights}.")
    if plan.measure.per is not None and not plan.split_list:
        count = counted_by(plan.metric)
        sentences.append(
            f"A rate answers another question than {count}: what those do who were shown the post. The network decides "
            "who that is, and a framing may be a reason for it: one that is shown to fewer may win, and bring fewer "
            f"{count} in all. Choose {count} where that is what matters to you."
        )
    return sentences


def _keys_at(loc: Location) -> list[str]:
    part: dict[object, type[Part]] = {
        "variant": PlannedVariant,
        "brief": PlannedBrief,
        "link": PlannedLink,
        "moment": PlannedMoment,
        "budget": PlannedBudget,
        "guardrails": PlannedGuardrails,
    }
    return list(part.get(loc[0] if len(loc) > 1 else None, Plan).model_fields)
