"""What measures know of one person who started: plain facts with days, so that any day can be looked back from."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from marketplace.hiring.placements.models import CheckStage, EmploymentKind, EndReason, Evidence, Related, Source
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.supply.enrolments.models import Intent, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A planned look at whether work lasts: `day` days after its start, or in a `quarter` after the exit."""

    due_on: date
    day: int | None = None
    quarter: int | None = None
    found: CheckStage = CheckStage.SCHEDULED
    answered_on: date | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One episode of work, as it stands; what was claimed, confirmed and verified carries its day.

    `annual_wage` is base pay for a year in `currency`, from the wage, its period and the hours; `hire_again` is the
    employer's word, `wanted` and `recommends` the person's, None while nobody said.
    """

    id: uuid.UUID
    stage: PlacementStage
    starts_on: date
    claimed_on: date
    confirmed_on: date | None = None
    verified_on: date | None = None
    evidence: Evidence | None = None
    ended_on: date | None = None
    ended_for: EndReason | None = None
    employer_id: uuid.UUID | None = None
    employer_name: str = ""
    partner: bool = False  # its employer is a hiring partner of the cohort's consortium
    related: Related = Related.UNKNOWN
    kind: EmploymentKind = EmploymentKind.PERMANENT
    source: Source = Source.PARTNER
    subsidised: bool | None = None
    hours_per_week: Decimal = Decimal(40)
    annual_wage: Decimal | None = None
    currency: str = "CAD"
    checks: tuple[Check, ...] = ()
    hire_again: bool | None = None
    wanted: bool | None = None
    recommends: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """One person who was enrolled, counted in the cohort of the start whatever came later."""

    enrolment_id: uuid.UUID
    jobseeker_id: uuid.UUID
    cohort_id: uuid.UUID
    program_id: uuid.UUID
    starts_on: date  # the first day of the cohort of the start
    census_day: date
    ends_on: date  # its last day
    graduated_on: date | None = None
    on_time: bool = False
    left_on: date | None = None
    left_for: Reason | None = None
    intent: Intent | None = None
    may_work: bool | None = None
    province: str = ""
    pools: frozenset[uuid.UUID] = frozenset()
    certificate_on: date | None = None
    gained_on: date | None = None  # the first day that a level above an earlier one was seen
    levels_seen: bool = False  # whether there is a level to compare with
    worked_before: bool | None = None
    wage_before: Decimal | None = None  # base pay for a year
    episodes: tuple[Episode, ...] = ()


class Answer(StrEnum):
    """What a measure says of one person. Unknown is never a success, and never dropped."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a measure says of one person, and why: `because` is a short key such as `not_looking` or `in_training`."""

    answer: Answer
    because: str


@dataclass(frozen=True, slots=True)
class Tally:
    """People counted by answer. `reasons` says for every answer how many there are for which reason."""

    yes: int = 0
    no: int = 0
    unknown: int = 0
    reasons: Mapping[Answer, Mapping[str, int]] = field(default_factory=dict)

    @property
    def base(self) -> int:
        """The denominator: everybody but who is excluded."""
        return self.yes + self.no + self.unknown

    @property
    def excluded(self) -> Mapping[str, int]:
        """Who is left out of the base, by reason."""
        return self.reasons.get(Answer.EXCLUDED, {})

    @property
    def low(self) -> int | None:
        """The share that is certain, in whole percent, rounded down; None without a base."""
        return 100 * self.yes // self.base if self.base else None

    @property
    def high(self) -> int | None:
        """The share if every unknown turned out well, in whole percent, rounded up; None without a base."""
        return -(-100 * (self.yes + self.unknown) // self.base) if self.base else None
