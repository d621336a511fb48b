"""What holds of every figure, over people whose histories are drawn by chance."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise
from random import Random

import pytest

from marketplace.hiring.placements.models import CheckStage, Stage
from marketplace.outcomes.measures.queries import formulas
from marketplace.outcomes.measures.queries.keys import RETENTION_ANY, RETENTION_SAME, SHARES, SPREADS, Key
from marketplace.outcomes.measures.queries.people import Answer
from marketplace.outcomes.measures.queries.reasons import Because
from marketplace.outcomes.measures.queries.settings import default_definition
from tests.factories.measures import BEGAN, MUCH_LATER, after, by_chance, check, claim, graduate

pytestmark = pytest.mark.once
SEEKS = graduate(claim(stage=Stage.CANCELLED_BEFORE_START, checks=(check(0, 30, CheckStage.NOT_EMPLOYED_SEEKING),)))
PEOPLE = [*(by_chance(Random(number)) for number in range(250)), SEEKS]
DAYS = [date(2025, 10, 1), date(2025, 11, 10), *(after(days) for days in range(-60, 480, 60)), MUCH_LATER]
DEFINITIONS = {key: default_definition(key) for key in (*SHARES, *SPREADS)}
#: Left out for these, somebody stays left out for good.
FOR_GOOD = {
    Because.BEFORE_CENSUS,
    Because.NOT_COUNTED,
    Because.LEFT_EARLY,
    Because.NOT_LOOKING,
    Because.MAY_NOT_WORK,
    Because.CHECK_EXCLUDED,
}
#: Opinions speak by the newest work, gains by the first, and a career outcome by the newest answer: they may change.
MAY_CHANGE = {Key.WANTED_WORK, Key.RECOMMENDS, Key.HIRE_AGAIN, Key.WAGE_GAIN, Key.CAREER_OUTCOMES}
MAY_CHANGE |= {*RETENTION_SAME.values(), *RETENTION_ANY.values()}  # of the first work, which may be verified later


def verdict(key, person, as_of):
    return formulas.judge(DEFINITIONS[key], person, as_of)


@cache
def verdicts(key, as_of):
    return [verdict(key, one, as_of) for one in PEOPLE]


def tally(key, as_of, people=slice(None)):
    return formulas.tally_of(verdicts(key, as_of)[people])


def of(key, answer, as_of):
    told = zip(PEOPLE, verdicts(key, as_of), strict=True)
    return {one.enrolment_id for one, verdict in told if verdict.answer is answer}


def yes(key, as_of):
    return of(key, Answer.YES, as_of)


def base(key, as_of):
    return {one.enrolment_id for one in PEOPLE} - of(key, Answer.EXCLUDED, as_of)


def test_the_people_drawn_give_every_answer_of_every_share():
    """Otherwise what follows would prove little."""
    never_unknown = {Key.VERIFIED_SHARE}
    for key in SHARES:
        seen = {answer for as_of in DAYS for answer in tally(key, as_of).reasons}
        assert seen == set(Answer) - ({Answer.UNKNOWN} if key in never_unknown else set()), key


@pytest.mark.parametrize("key", SHARES)
def test_everybody_has_one_answer_and_the_bounds_enclose_the_share(key):
    for as_of in DAYS:
        told = tally(key, as_of)
        assert told.yes + told.no + told.unknown + sum(told.excluded.values()) == len(PEOPLE)
        assert 0 <= told.yes <= told.base <= len(PEOPLE)
        assert all(because in set(Because) for counts in told.reasons.values() for because in counts)
        if told.base:
            value, most = Fraction(100 * told.yes, told.base), Fraction(100 * (told.yes + told.unknown), told.base)
            assert 0 <= told.low <= value <= most <= told.high <= 100
            assert value - told.low < 1
            assert told.high - most < 1
        else:
            assert (told.low, told.high) == (None, None)


@pytest.mark.parametrize("key", SHARES)
def test_groups_add_up_to_everybody(key):
    parts = [slice(50), slice(50, 51), slice(51, None)]
    for as_of in DAYS:
        assert formulas.merged(tally(key, as_of, part) for part in parts) == tally(key, as_of)


@pytest.mark.parametrize("as_of", DAYS)
def test_figures_agree_with_each_other(as_of):
    placed, working = yes(Key.GRADUATE_PLACEMENT, as_of), yes(Key.ANY_JOB, as_of)
    assert yes(Key.STARTER_PLACEMENT, as_of) == yes(Key.STARTER_PLACEMENT_LOOKING, as_of) == placed
    assert yes(Key.RELATED_SHARE, as_of) == placed <= working
    assert yes(Key.GRADUATE_PLACEMENT_FULL_TIME, as_of) <= placed
    for key in (Key.RELATED_SHARE, Key.CONSORTIUM_SHARE, Key.FULL_TIME_SHARE):
        assert base(key, as_of) == working
    assert base(Key.GRADUATE_PLACEMENT, as_of) == base(Key.ANY_JOB, as_of) == base(Key.KNOWLEDGE_RATE, as_of)
    assert base(Key.GRADUATE_PLACEMENT, as_of) <= base(Key.NACE_KNOWLEDGE, as_of) == yes(Key.GRADUATION, as_of)
    assert base(Key.CAREER_OUTCOMES, as_of) <= base(Key.NACE_KNOWLEDGE, as_of)
    assert yes(Key.GRADUATION_ON_TIME, as_of) <= yes(Key.GRADUATION, as_of) <= base(Key.STARTER_PLACEMENT, as_of)
    assert base(Key.GRADUATION, as_of) == base(Key.STARTER_PLACEMENT, as_of)
    assert placed <= yes(Key.VERIFIED_SHARE, as_of), "whoever is placed was told of and verified"
    assert working <= yes(Key.KNOWLEDGE_RATE, as_of)


@pytest.mark.parametrize("as_of", DAYS)
def test_who_is_kept_by_one_employer_works_for_any(as_of):
    for days, key in RETENTION_SAME.items():
        whichever = RETENTION_ANY[days]
        assert base(key, as_of) == base(whichever, as_of) <= yes(Key.ANY_JOB, as_of)
        assert yes(key, as_of) <= yes(whichever, as_of)
        assert of(whichever, Answer.NO, as_of) <= of(key, Answer.NO, as_of)


@pytest.mark.parametrize("as_of", DAYS)
def test_the_same_employer_is_asked_of_those_in_work_in_the_second_quarter(as_of):
    assert base(Key.SAME_EMPLOYER_Q2_Q4, as_of) == yes(Key.EMPLOYED_Q2, as_of)
    assert yes(Key.SAME_EMPLOYER_Q2_Q4, as_of) <= yes(Key.EMPLOYED_Q4, as_of)
    assert base(Key.CREDENTIAL, as_of) == base(Key.EMPLOYED_Q2, as_of) == base(Key.EMPLOYED_Q4, as_of)


# ---- the as-of day -----------------------------------------------------------------------------------------


def no_later(day, as_of):
    return day if day is not None and day <= as_of else None


def known_by(person, as_of):
    """The same person with nothing that came after the day."""
    episodes = tuple(
        replace(
            one,
            confirmed_on=no_later(one.confirmed_on, as_of),
            verified_on=no_later(one.verified_on, as_of),
            ended_on=no_later(one.ended_on, as_of),
            checks=tuple(
                check if no_later(check.answered_on, as_of) else replace(check, answered_on=None, evidence=None)
                for check in one.checks
            ),
        )
        for one in person.episodes
        if one.claimed_on <= as_of
    )
    left_on = no_later(person.left_on, as_of)
    return replace(
        person,
        episodes=episodes,
        graduated_on=no_later(person.graduated_on, as_of),
        left_on=left_on,
        left_for=person.left_for if left_on else None,
        certificate_on=no_later(person.certificate_on, as_of),
        gained_on=no_later(person.gained_on, as_of),
    )


@pytest.mark.parametrize("key", SHARES)
def test_nothing_that_came_later_is_known_on_the_day(key):
    for as_of in DAYS:
        assert verdicts(key, as_of) == [verdict(key, known_by(one, as_of), as_of) for one in PEOPLE]


@pytest.mark.parametrize("key", SPREADS)
def test_no_number_that_came_later_is_known_on_the_day(key):
    for as_of in DAYS:
        before = [known_by(one, as_of) for one in PEOPLE]
        assert formulas.spread(DEFINITIONS[key], PEOPLE, as_of) == formulas.spread(DEFINITIONS[key], before, as_of)


@pytest.mark.parametrize("key", SHARES)
def test_who_is_left_out_for_good_never_comes_back(key):
    for earlier, later in pairwise(DAYS):
        for before, then in zip(verdicts(key, earlier), verdicts(key, later), strict=True):
            if before.answer is Answer.EXCLUDED and before.because in FOR_GOOD:
                assert then.answer is Answer.EXCLUDED


@pytest.mark.parametrize("key", [key for key in SHARES if key not in MAY_CHANGE])
def test_a_success_stays_one_unless_somebody_may_not_be_asked_any_more(key):
    for earlier, later in pairwise(DAYS):
        for before, then in zip(verdicts(key, earlier), verdicts(key, later), strict=True):
            if before.answer is Answer.YES:
                assert then.answer is Answer.YES or then.because == Because.CHECK_EXCLUDED


def test_a_window_that_is_open_is_never_a_no():
    for key in (Key.GRADUATE_PLACEMENT, Key.ANY_JOB, Key.RELATED_SHARE, Key.CONSORTIUM_SHARE, Key.FULL_TIME_SHARE):
        for one in PEOPLE:
            for days in (0, 30, 179):
                if one.graduated_on:
                    assert verdict(key, one, one.graduated_on + timedelta(days=days)).answer is not Answer.NO


# ---- over windows and over time ----------------------------------------------------------------------------


@pytest.mark.parametrize("as_of", DAYS)
def test_a_longer_window_has_the_same_base_and_no_fewer_placed(as_of):
    told = list(formulas.over_windows(DEFINITIONS[Key.GRADUATE_PLACEMENT], PEOPLE, as_of).values())
    assert len({one.base for one in told}) == 1
    assert [one.yes for one in told] == sorted(one.yes for one in told)


@pytest.mark.parametrize("as_of", DAYS)
def test_placement_over_time_never_falls_and_follows_everybody(as_of):
    settings = DEFINITIONS[Key.GRADUATE_PLACEMENT].settings
    points = formulas.survival(settings, PEOPLE, as_of)
    shares = [point.share for point in points]
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)
    assert sum(point.placed + point.censored for point in points) == tally(Key.GRADUATE_PLACEMENT, as_of).base
    assert all(point.at_risk >= point.placed + point.censored for point in points)
    placed = sum(point.placed for point in points if point.day <= settings.window_days)
    assert placed == tally(Key.GRADUATE_PLACEMENT, as_of).yes
    if points:
        least = Fraction(placed, tally(Key.GRADUATE_PLACEMENT, as_of).base)
        assert formulas.share_by(points, settings.window_days) >= least, "who is lost from sight lowers no share"


@pytest.mark.parametrize("key", SPREADS)
def test_numbers_the_unknown_and_the_left_out_are_everybody(key):
    for as_of in DAYS:
        found = formulas.spread(DEFINITIONS[key], PEOPLE, as_of)
        assert len(found.values) + found.unknown + sum(found.excluded.values()) == len(PEOPLE)
        assert list(found.values) == sorted(found.values)
        counts = {value: found.values.count(value) for value in found.values}
        assert formulas.median_of_counts(counts) == found.median


def test_the_people_drawn_are_the_same_every_time():
    again = by_chance(Random(7))
    assert [one.starts_on for one in again.episodes] == [one.starts_on for one in PEOPLE[7].episodes]
    assert {check.found for one in PEOPLE for work in one.episodes for check in work.checks} >= {CheckStage.EXCLUDED}
    assert min(one.starts_on for one in PEOPLE) == BEGAN
