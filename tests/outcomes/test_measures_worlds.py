"""Markets drawn at random: whatever happens in them, the figures of cohorts and partners keep what figures promise."""

from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest

from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.dashboards import queries as dashboards
from marketplace.outcomes.measures.actions import count_here
from marketplace.outcomes.measures.queries import answering, applying, keeping, market, returning
from marketplace.outcomes.measures.queries.definitions import definitions
from marketplace.outcomes.measures.queries.settings import Settings
from marketplace.sides import Side
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.cohorts.models import Cohort, DeliveryStage
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from tests.conftest import NOW
from tests.factories.accounts import make_actor
from tests.factories.demand import make_role_need
from tests.factories.hiring import make_placement, make_referral
from tests.factories.programs import make_cohort, make_cohort_partner, make_delivery, make_partner, make_program
from tests.factories.supply import make_application, make_enrolment

pytestmark = pytest.mark.usefixtures("session")
TODAY = NOW.date()
SEEDS = (11, 12, 13)
COHORT_STAGES = (CohortStage.COMPLETED, CohortStage.COMPLETED, CohortStage.IN_DELIVERY, CohortStage.PLANNED)
WORK = (PlacementStage.CLAIMED, PlacementStage.CONFIRMED, PlacementStage.VERIFIED, PlacementStage.ACTIVE)
ENDED = (EnrolmentStage.GRADUATED_ON_TIME, EnrolmentStage.WITHDREW, EnrolmentStage.DISMISSED, EnrolmentStage.ENROLLED)
SENT = (
    *(ApplicationStage.SUBMITTED, ApplicationStage.SCREENING, ApplicationStage.INELIGIBLE, ApplicationStage.IN_REVIEW),
    *(ApplicationStage.NOT_SELECTED, ApplicationStage.WAITLISTED, ApplicationStage.DEFERRED, ApplicationStage.LAPSED),
    *(ApplicationStage.WITHDRAWN, ApplicationStage.CONFIRMED),
)


class World:
    """Six cohorts of one program and four partners, with what chance has them promise, host, hire and decide."""

    def __init__(self, seed):
        self.chance = Random(seed)
        self.program = make_program(offered=True)
        self.partners = [make_partner() for _number in range(4)]
        self.cohorts = [self._cohort() for _number in range(6)]
        for cohort in self.cohorts:
            self._live(cohort)
        for partner in self.partners:
            openings = self.chance.randrange(1, 6)
            make_role_need(partner.employer, openings=openings, filled=self.chance.randrange(openings + 1))
        self.whole = Cohort.program_id == self.program.id
        self.each = [Cohort.id == cohort.id for cohort in self.cohorts]

    def _cohort(self):
        ends_on = TODAY - timedelta(days=self.chance.choice((20, 150, 250, 400)))
        stage = self.chance.choice(COHORT_STAGES)
        hear_by = TODAY - timedelta(days=self.chance.choice((-20, 10, 60)))
        began = ends_on - timedelta(days=70)
        return make_cohort(
            program=self.program, seats=12, stage=stage, starts_on=began, ends_on=ends_on, hear_by=hear_by
        )

    def _live(self, cohort):
        chance = self.chance
        for partner in chance.sample(self.partners, chance.randrange(1, 4)):
            signed = make_cohort_partner(cohort=cohort, hiring_partner=partner, intended_hires=chance.randrange(4))
            held = chance.random() < 0.6
            make_delivery(
                cohort_partner=signed,
                stage=DeliveryStage.HELD if held else DeliveryStage.SCHEDULED,
                met=chance.randrange(4) if held else None,
                starts_at=NOW - timedelta(days=chance.choice((3, 30))),
            )
            for _hire in range(chance.randrange(3)):
                self._hire(partner, cohort)
        for stage in chance.choices(SENT, k=chance.randrange(9)):
            make_application(cohort=cohort, stage=stage)
        for stage in chance.choices(ENDED, k=chance.randrange(4)):
            make_enrolment(cohort=cohort, stage=stage)

    def _hire(self, partner, cohort):
        referral = make_referral("hired", role_need=make_role_need(partner.employer, openings=9))
        enrolment = make_enrolment(cohort=cohort, jobseeker=referral.jobseeker)
        begins = cohort.ends_on + timedelta(days=self.chance.choice((10, 100, 300)))
        make_placement(self.chance.choice(WORK), referral=referral, enrolment_id=enrolment.id, starts_on=begins)


@pytest.fixture(params=SEEDS, ids=lambda seed: f"market {seed}")
def world(request, now):
    return World(request.param)


def tallies(cohorts):
    """Every tally of some cohorts by its name."""
    partners = returning.repeat_partners(cohorts, as_of=TODAY)
    found = {name: getattr(partners, name) for name in ("hired", "hosted", "hired_among", "hosted_among")}
    found["commitment"] = market.commitment(cohorts, Settings(), as_of=TODAY)
    found["seats"] = market.seat_fill(cohorts)
    found["in_time"] = answering.decision_latency(cohorts, as_of=TODAY)
    for stair in applying.funnel(cohorts).stairs:
        found[f"after {stair.step.value}"] = stair.tally
    return found


def test_no_share_is_more_than_its_base_and_the_bounds_enclose_it(world):
    counted = 0
    for cohorts in (world.whole, *world.each):
        for name, one in tallies(cohorts).items():
            assert min(one.yes, one.no, one.unknown) >= 0, name
            assert one.yes + one.no + one.unknown == one.base, name
            assert all(number > 0 for number in one.excluded.values()), name
            if one.base:
                counted += 1
                assert 0 <= one.low <= 100 * one.yes / one.base, name
                assert 100 * (one.yes + one.unknown) / one.base <= one.high <= 100, name
    assert counted > 20


def test_cohorts_add_up_to_the_program(world):
    """All but partners, who may be in several cohorts: of them there are no more than of all cohorts together."""
    whole, parts = tallies(world.whole), [tallies(cohorts) for cohorts in world.each]
    for name, one in whole.items():
        sums = [sum(getattr(part[name], what) for part in parts) for what in ("yes", "no", "unknown")]
        if name in {"hired", "hosted", "hired_among", "hosted_among"}:
            most = len(world.partners) if name.endswith("among") else min(sum(sums), len(world.partners))
            assert one.base <= most, name
            assert all(part[name].yes == 0 for part in parts), "nobody comes back within one cohort"
        else:
            assert [one.yes, one.no, one.unknown] == sums, name
            left_out = [sum(part[name].excluded.values()) for part in parts]
            assert sum(one.excluded.values()) == sum(left_out), name


def test_who_could_come_back_are_some_of_those_who_took_part(world):
    found = returning.repeat_partners(world.whole, as_of=TODAY)
    for among, everybody in ((found.hired_among, found.hired), (found.hosted_among, found.hosted)):
        assert (among.yes <= everybody.yes, among.base <= everybody.base) == (True, True)


def test_nobody_is_lost_between_two_steps(world):
    for cohorts in (world.whole, *world.each):
        stairs = applying.funnel(cohorts).stairs
        for here, following in pairwise(stairs):
            assert following.entered == here.went_on
        for one in stairs:
            assert one.entered == one.went_on + sum(one.exits.values()) + one.waiting
            assert 0 <= sum(one.aside.values()) <= one.waiting


def test_places_are_filled_open_or_neither(world, now):
    lead = make_actor(Side.STAFF, all_programs=True)
    one = dashboards.openings(dashboards.Wanted(), lead, definitions(), now=now).tally
    assert one.base == one.yes + one.no + one.unknown
    by_employer = [
        dashboards.openings(dashboards.Wanted(employer=partner.employer_id), lead, definitions(), now=now).tally
        for partner in world.partners
    ]
    assert [sum(getattr(part, what) for part in by_employer) for what in ("yes", "no", "unknown")] == [
        one.yes,
        one.no,
        one.unknown,
    ]


def test_what_the_job_keeps_is_what_is_counted_live(world, now):
    count_here(world.program.id, now=now)
    for cohorts in (world.whole, *world.each):
        live, kept = tallies(cohorts), keeping.kept(cohorts)
        assert (kept.hired, kept.hosted) == (live["hired"], live["hosted"])
        assert (kept.commitment, kept.seats) == (live["commitment"], live["seats"])
        steps = applying.kept(cohorts)
        assert steps.in_time == live["in_time"]
        assert steps.funnel.stairs == applying.funnel(cohorts).stairs
