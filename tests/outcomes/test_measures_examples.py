"""An example counted by hand for every share of people: who is a yes, a no, unknown, and left out for what."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from marketplace.hiring.placements.models import CheckStage, Related
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.measures.queries.formulas import tally
from marketplace.outcomes.measures.queries.keys import SHARES, Key
from marketplace.outcomes.measures.queries.settings import default_definition
from marketplace.supply.enrolments.models import Intent, Reason
from tests.factories.measures import (
    BEGAN,
    GRADUATED,
    MUCH_LATER,
    after,
    check,
    claim,
    graduate,
    job,
    leaver,
    quarter_check,
    starter,
)

SAME, OTHER = CheckStage.EMPLOYED_SAME, CheckStage.EMPLOYED_OTHER
SEEKING, NOT_SEEKING, SILENT = CheckStage.NOT_EMPLOYED_SEEKING, CheckStage.NOT_SEEKING, CheckStage.UNREACHABLE
STUDIES, LEFT_OUT = CheckStage.IN_EDUCATION, CheckStage.EXCLUDED
ACME = UUID(int=7)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Example:
    """People, and how many of them count as what, by reason."""

    people: list
    yes: dict = field(default_factory=dict)
    no: dict = field(default_factory=dict)
    unknown: dict = field(default_factory=dict)
    excluded: dict = field(default_factory=dict)
    as_of: date = MUCH_LATER


def told(found):
    """Somebody of whom one answer is known about the quarter in which the window closes, and no work."""
    return graduate(claim(stage=PlacementStage.CANCELLED_BEFORE_START, checks=(quarter_check(2, found),)))


TRAINS = starter()
TOO_EARLY = leaver(on=BEGAN + ONE_DAY)
DIED = leaver(Reason.DIED)
LEFT = leaver()
LATE = graduate(on_time=False)
CONTENT = graduate(job(), intent=Intent.STAY_WITH_EMPLOYER)
BARRED = graduate(job(), may_work=False)
PLACED = graduate(job())
HALF = graduate(job(hours_per_week=Decimal("29.9"), related=Related.PARTLY))
ELSEWHERE = graduate(job(related=Related.NO))
UNJUDGED = graduate(job(related=Related.UNKNOWN))
TOO_LATE = graduate(job(181))
KEPT = graduate(job(-400, partner=True))
GONE = graduate(job(-400, ended_on=after(-1)))
CLAIMED = graduate(claim())
SILENCE = graduate()
EVERYBODY = [TRAINS, TOO_EARLY, DIED, LEFT, LATE, CONTENT, BARRED, PLACED, HALF, ELSEWHERE, UNJUDGED, TOO_LATE, KEPT]
EVERYBODY += [GONE, CLAIMED, SILENCE]
NO_START = {"before_census": 1, "not_counted": 1}
NO_GRADUATE = NO_START | {"left_early": 1, "in_training": 1}
NOT_LOOKING = NO_GRADUATE | {"not_looking": 1, "may_not_work": 1}
#: Of those who look, four are in no work of the window: LATE and SILENCE, CLAIMED, TOO_LATE, and GONE, whose job ended.
NOT_AT_WORK = NOT_LOOKING | {"placed_later": 1, "not_verified": 1, "not_heard_from": 3}

PLACEMENT = {
    Key.GRADUATION: Example(EVERYBODY, {"on_time": 11, "late": 1}, {"left_early": 1}, {"in_training": 1}, NO_START),
    Key.GRADUATION_ON_TIME: Example(
        EVERYBODY, {"on_time": 11}, {"late": 1, "left_early": 1}, {"in_training": 1}, NO_START
    ),
    Key.GRADUATE_PLACEMENT: Example(
        EVERYBODY,
        {"related_work": 2},
        {"other_work": 1, "placed_later": 1, "held_before": 2},
        {"not_judged": 1, "not_verified": 1, "not_heard_from": 2},
        NOT_LOOKING,
    ),
    Key.GRADUATE_PLACEMENT_FULL_TIME: Example(
        EVERYBODY,
        {"related_work": 1},
        {"part_time": 1, "other_work": 1, "placed_later": 1, "held_before": 2},
        {"not_judged": 1, "not_verified": 1, "not_heard_from": 2},
        NOT_LOOKING,
    ),
    Key.STARTER_PLACEMENT: Example(
        EVERYBODY,
        {"related_work": 2},
        {"other_work": 1, "placed_later": 1, "held_before": 2, "left_early": 1, "not_looking": 1, "may_not_work": 1},
        {"not_judged": 1, "not_verified": 1, "not_heard_from": 2, "in_training": 1},
        NO_START,
    ),
    Key.STARTER_PLACEMENT_LOOKING: Example(
        EVERYBODY,
        {"related_work": 2},
        {"other_work": 1, "placed_later": 1, "held_before": 2, "left_early": 1},
        {"not_judged": 1, "not_verified": 1, "not_heard_from": 2, "in_training": 1},
        NO_START | {"not_looking": 1, "may_not_work": 1},
    ),
    Key.ANY_JOB: Example(
        EVERYBODY,
        {"work": 5},
        {"placed_later": 1},
        {"not_verified": 1, "not_heard_from": 3},
        NOT_LOOKING,
    ),
    Key.RELATED_SHARE: Example(
        EVERYBODY, {"related_work": 2}, {"other_work": 1, "held_before": 1}, {"not_judged": 1}, NOT_AT_WORK
    ),
    Key.CONSORTIUM_SHARE: Example(
        [*EVERYBODY, graduate(job(partner=True), job(40))],
        {"with_partner": 1},
        {"other_employer": 4, "held_before": 1},
        {},
        NOT_AT_WORK,
    ),
    Key.FULL_TIME_SHARE: Example(EVERYBODY, {"full_time": 4}, {"part_time": 1}, {}, NOT_AT_WORK),
    Key.VERIFIED_SHARE: Example(
        [*EVERYBODY, graduate(claim(stage=PlacementStage.DISPUTED))],
        {"verified": 4},
        {"not_verified": 1, "disputed": 1},
        {},
        NOT_LOOKING | {"no_claim": 5},
    ),
    Key.KNOWLEDGE_RATE: Example(
        [*EVERYBODY, told(SEEKING), told(OTHER)],
        {"work": 6, "placed_later": 1, "said_no_work": 1, "said_work": 1},
        {"not_heard_from": 3},
        {},
        NOT_LOOKING,
    ),
    Key.NACE_KNOWLEDGE: Example(
        [*EVERYBODY, told(SEEKING), told(NOT_SEEKING)],
        {"work": 8, "placed_later": 1, "said_no_work": 2},
        {"not_heard_from": 3},
        {},
        NO_GRADUATE,
    ),
    Key.CAREER_OUTCOMES: Example(
        [*EVERYBODY, told(SEEKING), told(NOT_SEEKING), told(STUDIES), told(OTHER), told(SILENT)],
        {"work": 8, "in_education": 1, "said_work": 1},
        {"placed_later": 1, "seeking": 1},
        {},
        NO_GRADUATE | {"not_seeking": 1, "not_heard_from": 4},
    ),
}


def lasting(day):
    """Work of the 30th day after graduating, and what is known of its day `day`."""

    def of(*found, **facts):
        return graduate(job(30, checks=tuple(check(30, day, one) for one in found), **facts))

    return [
        of(SAME),
        of(OTHER),
        of(SEEKING),
        of(SILENT),
        of(LEFT_OUT),
        of(),
        of(ended_on=after(30 + day)),
        of(ended_on=after(29 + day)),
        graduate(job(30, employer_id=ACME, ended_on=after(32)), job(33, employer_id=ACME)),
        graduate(job(30, ended_on=after(32)), job(33)),
        of(SAME, ended_on=after(31)),
        KEPT,
        CLAIMED,
    ]


GONE_FROM_BASE = {"check_excluded": 1, "held_before": 1, "not_verified": 1}
RETENTION_SAME = Example(
    [],
    {"lasts": 2, "ended_later": 1},
    {"works_elsewhere": 1, "said_no_work": 1, "ended": 3},
    {"not_reached": 1, "not_answered": 1},
    GONE_FROM_BASE,
)
RETENTION_ANY = Example(
    [],
    {"lasts": 2, "ended_later": 1, "works_elsewhere": 2},
    {"said_no_work": 1},
    {"not_reached": 1, "not_answered": 2, "answers_disagree": 1},
    GONE_FROM_BASE,
)
SAME_DAYS = {
    Key.RETENTION_SAME_30: 30,
    Key.RETENTION_SAME_90: 90,
    Key.RETENTION_SAME_180: 180,
    Key.RETENTION_SAME_365: 365,
}
ANY_DAYS = {
    Key.RETENTION_ANY_30: 30,
    Key.RETENTION_ANY_90: 90,
    Key.RETENTION_ANY_180: 180,
    Key.RETENTION_ANY_365: 365,
}


def kept_to(example, day):
    return Example(lasting(day), example.yes, example.no, example.unknown, example.excluded)


def in_quarter(number):
    """People by what is known of that quarter: the second is July to September 2026, the fourth January to March."""
    first, last = {2: (122, 213), 4: (306, 395)}[number]
    assert (after(first), after(last)) == {2: (date(2026, 7, 1), date(2026, 9, 30))}.get(
        number, (date(2027, 1, 1), date(2027, 3, 31))
    )

    def asked(found, **facts):
        return graduate(job(30, checks=(quarter_check(number, found),), **facts))

    return [
        asked(SAME),
        graduate(job(30, ended_on=after(first))),  # on its first day
        graduate(job(last)),  # began on its last day
        graduate(job(30, checks=(check(30, 365, SAME),))),  # was there after it
        leaver(episodes=(job(last),)),  # left the training in January, so in the same quarter
        asked(SEEKING),
        asked(SAME, subsidised=True),
        asked(SAME, subsidised=None),
        asked(OTHER),
        asked(SILENT),
        graduate(job(30)),  # nobody asked
        graduate(job(30, ended_on=after(first - 1))),
        graduate(job(last + 1)),
        graduate(claim()),
        graduate(claim(stage=PlacementStage.DISPUTED)),
        graduate(job(-300, ended_on=after(-200)), job(last, subsidised=True)),
        asked(LEFT_OUT),
        TRAINS,
        TOO_EARLY,
        DIED,
    ]


NO_EXIT = {"check_excluded": 1, "in_training": 1, "before_census": 1, "not_counted": 1}
QUARTER = (
    {"work": 5},
    {"said_no_work": 1, "subsidised": 2},
    {"subsidy_not_said": 2, "not_reached": 1, "not_answered": 1, "not_heard_from": 3, "not_verified": 1},
    NO_EXIT,
)
SECOND = quarter_check(2, SAME)
LASTING = {
    **{key: kept_to(RETENTION_SAME, day) for key, day in SAME_DAYS.items()},
    **{key: kept_to(RETENTION_ANY, day) for key, day in ANY_DAYS.items()},
    Key.EMPLOYED_Q2: Example(in_quarter(2), *QUARTER),
    Key.EMPLOYED_Q4: Example(in_quarter(4), *QUARTER),
    Key.SAME_EMPLOYER_Q2_Q4: Example(
        [
            graduate(job(checks=(SECOND, quarter_check(4, SAME)))),
            graduate(job(employer_id=ACME, ended_on=after(200)), job(380, employer_id=ACME)),
            graduate(job(employer_id=ACME, ended_on=after(200)), job(380)),
            graduate(job(checks=(SECOND, quarter_check(4, OTHER)))),
            graduate(job(checks=(SECOND, quarter_check(4, SEEKING)))),
            graduate(job(checks=(SECOND, quarter_check(4, SILENT)))),
            graduate(job(checks=(SECOND,))),
            graduate(job(checks=(quarter_check(2, SEEKING),))),
            graduate(job()),
            TRAINS,
        ],
        {"lasts": 2},
        {"ended": 1, "works_elsewhere": 1, "said_no_work": 1},
        {"not_reached": 1, "not_answered": 1},
        {"not_employed_q2": 1, "q2_not_known": 1, "in_training": 1},
    ),
}
GAINS = {
    Key.CREDENTIAL: Example(
        [
            graduate(certificate_on=GRADUATED),
            graduate(certificate_on=after(365)),
            graduate(certificate_on=after(366)),
            graduate(),
            leaver(certificate_on=date(2026, 1, 10)),
            TRAINS,
            DIED,
            TOO_EARLY,
        ],
        {"certificate": 3},
        {"no_certificate": 2},
        {},
        {"in_training": 1, "not_counted": 1, "before_census": 1},
    ),
    Key.SKILL_GAIN: Example(
        [
            starter(gained_on=date(2026, 1, 1), levels_seen=True),
            leaver(on=BEGAN + ONE_DAY, gained_on=BEGAN + ONE_DAY, levels_seen=True),
            leaver(on=BEGAN),
            graduate(levels_seen=True),
            graduate(),
            TRAINS,
            DIED,
        ],
        {"gained": 2},
        {"no_gain": 1},
        {"no_levels": 1, "in_training": 1},
        {"not_begun_training": 1, "not_counted": 1},
    ),
    Key.WAGE_GAIN: Example(
        [
            graduate(job(), worked_before=True, wage_before=Decimal(39_999)),
            graduate(job(), worked_before=True, wage_before=Decimal(40_000)),
            graduate(job(), worked_before=True),
            graduate(job()),
            graduate(job(annual_wage=None), wage_before=Decimal(30_000)),
            graduate(job(), worked_before=False),
            graduate(job(currency="USD"), wage_before=Decimal(30_000)),
            KEPT,
            SILENCE,
        ],
        {"gained": 1},
        {"no_gain": 1},
        {"no_baseline": 2, "wage_not_said": 1},
        {"no_work_before": 1, "other_currency": 1, "held_before": 1, "not_heard_from": 1},
    ),
}


def opinions(word):
    return Example(
        [
            graduate(job(**{word: True})),
            graduate(job(**{word: False})),
            graduate(job(30, **{word: False}), job(60, **{word: True}), job(90)),  # the newest word counts
            PLACED,
            KEPT,
            CLAIMED,
            LEFT,
        ],
        {"said_yes": 2},
        {"said_no": 1},
        {"not_said": 1},
        {"held_before": 1, "not_verified": 1, "left_early": 1},
    )


OPINIONS = {
    Key.WANTED_WORK: opinions("wanted"),
    Key.RECOMMENDS: opinions("recommends"),
    Key.HIRE_AGAIN: opinions("hire_again"),
}
EXAMPLES = PLACEMENT | LASTING | GAINS | OPINIONS


@pytest.mark.parametrize("key", EXAMPLES)
def test_the_example_comes_out(key):
    example = EXAMPLES[key]
    found = tally(default_definition(key), example.people, example.as_of)
    reasons = {str(answer): counts for answer, counts in found.reasons.items()}
    expected = {"yes": example.yes, "no": example.no, "unknown": example.unknown, "excluded": example.excluded}
    assert reasons == {answer: counts for answer, counts in expected.items() if counts}
    assert found.base == sum(sum(part.values()) for part in (example.yes, example.no, example.unknown))


def test_every_share_has_an_example():
    assert set(EXAMPLES) == set(SHARES)
