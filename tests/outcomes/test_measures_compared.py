"""The measures and the report of a cohort count the same people, but for what docs/figures.md says they do not."""

from datetime import UTC, datetime, time, timedelta
from random import Random
from types import SimpleNamespace

import pytest

from marketplace.hiring.placements.models import CheckStage, Related
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.measures.queries.formulas import judge, tally
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.people import Answer
from marketplace.outcomes.measures.queries.settings import default_definition
from marketplace.outcomes.reports.queries import Group, Measure, figure, outcome_of
from marketplace.outcomes.reports.queries.figures import BASES, NOT_KNOWN
from tests.factories.measures import MUCH_LATER, after, by_chance, claim, graduate, job, quarter_check

pytestmark = pytest.mark.once
KEYS = {Measure.GRADUATES: Key.GRADUATE_PLACEMENT, Measure.STARTERS: Key.STARTER_PLACEMENT}
#: What a measure says where the report says another thing, and why.
KNOWN_APART = {
    (Answer.UNKNOWN, "window_open"),
    (Answer.UNKNOWN, "not_begun"),
    (Answer.UNKNOWN, "not_verified"),
    (Answer.NO, "said_no_work"),
}


def moment(day):
    return None if day is None else datetime.combine(day, time(12), tzinfo=UTC)


def reported(person, as_of):
    """The outcome that the report of the cohort gives the same person."""
    enrolment = SimpleNamespace(
        left_on=person.left_on,
        left_for=person.left_for,
        graduated_on=person.graduated_on,
        intent=person.intent,
        first_cohort=SimpleNamespace(starts_on=person.starts_on, census_day=person.census_day),
    )
    placements = [
        SimpleNamespace(
            stage=one.stage,
            related=one.related,
            starts_on=one.starts_on,
            claimed_at=moment(one.claimed_on),
            verified_at=moment(one.verified_on),
        )
        for one in person.episodes
        if one.stage is not PlacementStage.CANCELLED_BEFORE_START
    ]
    return outcome_of(enrolment, placements, as_of=as_of, may_work=person.may_work)


def expected(measure, group):
    if group not in BASES[measure]:
        return Answer.EXCLUDED
    if group in NOT_KNOWN[measure]:
        return Answer.UNKNOWN
    return Answer.YES if group is Group.PLACED else Answer.NO


def both(measure, person, as_of):
    verdict = judge(default_definition(KEYS[measure]), person, as_of)
    return verdict, expected(measure, reported(person, as_of).group)


@pytest.mark.parametrize("measure", Measure)
def test_they_agree_but_for_what_is_written_down(measure):
    compared = apart = 0
    for number in range(300):
        person = by_chance(Random(1000 + number))
        for as_of in (after(-30), after(40), after(200), after(300), MUCH_LATER):
            verdict, theirs = both(measure, person, as_of)
            compared += 1
            if verdict.answer is not theirs:
                apart += 1
                assert (verdict.answer, verdict.because) in KNOWN_APART, (verdict, theirs, as_of, person)
                assert verdict.answer is not Answer.YES, "a measure never counts more than the report"
                assert Answer.EXCLUDED not in {verdict.answer, theirs}, "they have the same base"
    assert 0 < apart < compared / 5


@pytest.mark.parametrize("measure", Measure)
def test_once_all_is_over_and_verified_the_figures_are_the_same(measure):
    people = [by_chance(Random(number)) for number in range(300)]
    pending = {PlacementStage.CLAIMED, PlacementStage.CONFIRMED, PlacementStage.DISPUTED}
    done = [
        one
        for one in people
        if all(work.stage not in pending for work in one.episodes)
        and all(work.stage is not PlacementStage.CANCELLED_BEFORE_START for work in one.episodes)
    ]
    assert len(done) > 150
    as_of = MUCH_LATER + timedelta(days=400)
    ours = tally(default_definition(KEYS[measure]), done, as_of)
    theirs = figure(measure, [reported(one, as_of) for one in done], as_of=as_of)
    assert (ours.yes, ours.base, ours.unknown) == (theirs.count, theirs.base, theirs.unknown)
    assert (ours.low, ours.high) == (theirs.low, theirs.high)


def test_each_difference_has_its_case():
    other, promised = job(30, related=Related.NO), job(60, claimed_on=after(5), verified_on=after(9))
    no_work = quarter_check(2, CheckStage.NOT_EMPLOYED_SEEKING)
    cases = [
        (graduate(other), after(100), (Answer.UNKNOWN, "window_open"), Answer.NO),
        (graduate(promised), after(20), (Answer.UNKNOWN, "not_begun"), Answer.YES),
        (graduate(other, claim(50)), MUCH_LATER, (Answer.UNKNOWN, "not_verified"), Answer.NO),
        (
            graduate(claim(stage=PlacementStage.CANCELLED_BEFORE_START, checks=(no_work,))),
            MUCH_LATER,
            (Answer.NO, "said_no_work"),
            Answer.UNKNOWN,
        ),
    ]
    for person, as_of, ours, theirs in cases:
        verdict, told = both(Measure.GRADUATES, person, as_of)
        assert ((verdict.answer, verdict.because), told) == (ours, theirs)
    assert {ours for _person, _day, ours, _theirs in cases} == KNOWN_APART
