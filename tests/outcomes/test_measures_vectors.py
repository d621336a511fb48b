"""The published examples of the definitions, and the cases in which figures are often wrong."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from marketplace.hiring.placements.actions.lasting import quarter_after as first_day_of_quarter
from marketplace.hiring.placements.models import CheckStage, Related
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.measures.queries.formulas import judge, tally
from marketplace.outcomes.measures.queries.formulas.dates import quarter_after
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.people import Answer
from marketplace.outcomes.measures.queries.settings import default_definition
from marketplace.supply.enrolments.models import Intent, Reason
from tests.factories.measures import (
    BEGAN,
    MUCH_LATER,
    after,
    check,
    claim,
    graduate,
    job,
    leaver,
    many,
    quarter_check,
)

PART_TIME = {"hours_per_week": 20}


def answer(key, person, as_of=MUCH_LATER):
    verdict = judge(default_definition(key), person, as_of)
    return verdict.answer, verdict.because


def share(key, people, as_of=MUCH_LATER):
    """Successes, base, and the share that is certain in tenths of a percent."""
    told = tally(default_definition(key), people, as_of)
    return told.yes, told.base, round(float(Fraction(1000 * told.yes, told.base))) / 10


def cohort(*, excluded_are_known=True):
    """20 enrolled, 2 withdrew before the census day, 1 was detained, 15 graduated (3 late), 2 left later."""
    studies = check(30, 90, CheckStage.IN_EDUCATION)
    heard = [claim(30, stage=PlacementStage.CANCELLED_BEFORE_START, checks=(studies,))] if excluded_are_known else []
    seeks = quarter_check(2, CheckStage.NOT_EMPLOYED_SEEKING)
    return [
        *many(2, leaver(on=BEGAN + timedelta(days=3))),
        leaver(Reason.DETAINED),
        *many(2, leaver()),
        *many(2, graduate(*heard, intent=Intent.FURTHER_EDUCATION)),
        *many(6, graduate(job())),
        *many(3, graduate(job(), on_time=False)),
        graduate(job(**PART_TIME)),
        graduate(job(related=Related.NO)),
        graduate(claim(stage=PlacementStage.CANCELLED_BEFORE_START, checks=(seeks,))),
        graduate(),
    ]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Key.GRADUATION, (15, 17, 88.2)),
        (Key.GRADUATION_ON_TIME, (12, 17, 70.6)),
        (Key.GRADUATE_PLACEMENT, (10, 13, 76.9)),
        (Key.GRADUATE_PLACEMENT_FULL_TIME, (9, 13, 69.2)),
        (Key.STARTER_PLACEMENT, (10, 17, 58.8)),
        (Key.STARTER_PLACEMENT_LOOKING, (10, 15, 66.7)),
        (Key.ANY_JOB, (11, 13, 84.6)),
        (Key.KNOWLEDGE_RATE, (12, 13, 92.3)),
        (Key.NACE_KNOWLEDGE, (14, 15, 93.3)),
    ],
)
def test_the_published_cohort_comes_out(key, expected):
    assert share(key, cohort()) == expected


def test_of_people_who_are_left_out_nothing_is_known_unless_somebody_said_it():
    assert share(Key.NACE_KNOWLEDGE, cohort(excluded_are_known=False)) == (12, 15, 80.0)


def test_who_said_after_the_window_that_they_have_no_work_is_no_unknown():
    told = tally(default_definition(Key.GRADUATE_PLACEMENT), cohort(), MUCH_LATER)
    assert (told.yes, told.no, told.unknown) == (10, 2, 1)
    assert (told.low, told.high) == (76, 85)
    assert told.excluded == {"not_looking": 2, "left_early": 2, "before_census": 2, "not_counted": 1}


def test_who_was_laid_off_and_placed_again_counts_once_and_was_not_kept_but_works():
    """Placed on day 40, laid off on day 100 (60 days into the job), placed again on day 170."""
    person = graduate(job(40, ended_on=after(100)), job(170))
    assert share(Key.GRADUATE_PLACEMENT, [person])[:2] == (1, 1)
    assert answer(Key.RETENTION_SAME_30, person) == (Answer.YES, "ended_later")
    assert answer(Key.RETENTION_SAME_90, person) == (Answer.NO, "ended")
    assert answer(Key.RETENTION_SAME_180, person) == (Answer.NO, "ended")
    assert answer(Key.RETENTION_ANY_180, person) == (Answer.YES, "works_elsewhere")


def test_work_found_again_does_not_vouch_once_a_look_at_it_went_unanswered():
    silent = check(170, 30, CheckStage.UNREACHABLE)
    person = graduate(job(40, ended_on=after(100)), job(170, checks=(silent,)))
    assert answer(Key.RETENTION_ANY_180, person) == (Answer.UNKNOWN, "not_answered")


@pytest.mark.parametrize(
    ("exit_day", "first", "last"),
    [
        (date(2025, 12, 31), date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 1, 1), date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 2, 10), date(2026, 7, 1), date(2026, 9, 30)),
    ],
)
def test_the_second_quarter_after_the_exit(exit_day, first, last):
    assert quarter_after(exit_day, 2) == (first, last)


def test_the_fourth_quarter_after_the_exit_begins_in_the_next_year():
    assert quarter_after(date(2026, 2, 10), 4) == (date(2027, 1, 1), date(2027, 3, 31))


def test_quarters_are_those_in_which_people_are_asked():
    for day in (date(2025, 1, 1) + timedelta(days=number) for number in range(0, 800, 7)):
        for number in (2, 4):
            assert quarter_after(day, number)[0] == first_day_of_quarter(day, number)


def test_what_somebody_wanted_on_the_census_day_decides_whatever_they_do_later():
    """The intent cannot change; who said that they want a job stays in the base though they study now."""
    studies = check(30, 90, CheckStage.IN_EDUCATION)
    person = graduate(claim(stage=PlacementStage.CANCELLED_BEFORE_START, checks=(studies,)))
    assert answer(Key.GRADUATE_PLACEMENT, person) == (Answer.UNKNOWN, "not_heard_from")
    assert answer(Key.GRADUATE_PLACEMENT, replace(person, intent=Intent.FURTHER_EDUCATION))[0] is Answer.EXCLUDED


def test_a_claim_of_the_employer_alone_is_not_verified():
    assert answer(Key.GRADUATE_PLACEMENT, graduate(claim())) == (Answer.UNKNOWN, "not_verified")
    assert answer(Key.VERIFIED_SHARE, graduate(claim())) == (Answer.NO, "not_verified")


def test_a_claim_that_the_person_disputes_is_not_counted():
    person = graduate(claim(stage=PlacementStage.DISPUTED))
    assert answer(Key.GRADUATE_PLACEMENT, person) == (Answer.UNKNOWN, "not_verified")
    assert answer(Key.GRADUATE_PLACEMENT, graduate(claim(stage=PlacementStage.DISPUTED), job(related=Related.NO))) == (
        Answer.NO,
        "other_work",
    )
    assert answer(Key.VERIFIED_SHARE, person) == (Answer.NO, "disputed")
    assert answer(Key.KNOWLEDGE_RATE, person) == (Answer.NO, "not_verified"), "a disputed claim tells nothing"
