"""The figures of a cohort put people in groups; whatever a definition sets, they answer as its measure does."""

from decimal import Decimal
from random import Random

import pytest

from marketplace.hiring.placements.models import CheckStage, Evidence
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.measures.queries.formulas import judge, tally
from marketplace.outcomes.measures.queries.people import Answer
from marketplace.outcomes.measures.queries.settings import Definition, Floor, Settings, default_definition
from marketplace.outcomes.reports.queries import Group, Measure, figure, group_of
from marketplace.outcomes.reports.queries.figures import BASES, KEYS, NOT_KNOWN
from marketplace.supply.enrolments.models import Intent, Reason
from tests.factories.measures import MUCH_LATER, after, by_chance, claim, graduate, job, quarter_check

pytestmark = pytest.mark.once  # plain values, no database
DAYS = (after(-30), after(40), after(200), after(300), MUCH_LATER)


def set_by(chance, key):
    """A definition of which every setting that places people is drawn."""
    intents = [one for one in Intent if one is not Intent.NEW_JOB]
    return Definition(
        key,
        2,
        Settings(
            window_days=chance.choice((1, 60, 180, 365)),
            floor=chance.choice(list(Floor)),
            answer_floor=chance.choice(list(Evidence)),
            partly_counts=chance.random() < 0.5,
            least_hours=Decimal(chance.choice((0, 15, 30))),
            excluded_intents=frozenset(one for one in intents if chance.random() < 0.5),
            excluded_reasons=frozenset(one for one in Reason if chance.random() < 0.5),
            authorised_only=chance.random() < 0.5,
        ),
    )


def expected(measure, group):
    """As what a group counts in a figure."""
    if group not in BASES[measure]:
        return Answer.EXCLUDED
    if group in NOT_KNOWN[measure]:
        return Answer.UNKNOWN
    return Answer.YES if group is Group.PLACED else Answer.NO


@pytest.mark.parametrize("measure", Measure)
def test_a_group_answers_as_the_measure_does_whatever_the_definition_sets(measure):
    seen = set()
    promised = graduate(job(60, claimed_on=after(5), verified_on=after(9)))
    no_work = quarter_check(2, CheckStage.NOT_EMPLOYED_SEEKING)
    silent = graduate(claim(stage=PlacementStage.CANCELLED_BEFORE_START, checks=(no_work,)))
    for number, person in enumerate([promised, silent, *(by_chance(Random(1000 + number)) for number in range(400))]):
        for definition in (default_definition(KEYS[measure]), set_by(Random(number), KEYS[measure])):
            for as_of in DAYS:
                group = group_of(definition, person, as_of)
                seen.add(group)
                assert expected(measure, group) is judge(definition, person, as_of).answer, (group, as_of, person)
    assert seen == set(Group), "every group was met"


@pytest.mark.parametrize("measure", Measure)
def test_the_figure_is_the_tally_of_the_measure(measure):
    people = [by_chance(Random(number)) for number in range(300)]
    for definition in (default_definition(KEYS[measure]), set_by(Random(7), KEYS[measure])):
        for as_of in DAYS:
            ours = tally(definition, people, as_of)
            theirs = figure(definition, [group_of(definition, one, as_of) for one in people], as_of=as_of)
            assert (ours.yes, ours.base, ours.unknown) == (theirs.count, theirs.base, theirs.unknown)
            assert (ours.low, ours.high) == (theirs.low, theirs.high)
            assert (theirs.window_days, theirs.definition) == (definition.settings.window_days, definition)
