"""Figures of partners and seats, against a market counted by hand."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import Organisation
from marketplace.administration.actions.merging import merge
from marketplace.db import db
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.measures.actions import count_here
from marketplace.outcomes.measures.queries import keeping, market, returning
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.people import Answer
from marketplace.outcomes.measures.queries.settings import Settings
from marketplace.outcomes.measures.queries.summing import ALWAYS, Period
from marketplace.outcomes.reports.queries import value_of
from marketplace.reach import within
from marketplace.sides import Side
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.cohorts.models import Cohort, CohortPartner, DeliveryStage
from marketplace.supply.cohorts.models import Stage as CohortStage
from tests.conftest import NOW
from tests.factories.accounts import make_actor
from tests.factories.demand import make_employer, make_role_need
from tests.factories.hiring import make_placement, make_referral
from tests.factories.programs import (
    make_cohort,
    make_cohort_partner,
    make_coordinator,
    make_delivery,
    make_partner,
    make_program,
)
from tests.factories.supply import make_application, make_enrolment

pytestmark = pytest.mark.usefixtures("session")
TODAY = NOW.date()


@pytest.fixture
def program():
    return make_program(offered=True)


@pytest.fixture
def here(program):
    """The cohorts of one program."""
    return Cohort.program_id == program.id


@pytest.fixture
def cohorts(program):
    """Three cohorts that are over since 100, 200 and 500 days."""
    return [over(program, days) for days in (100, 200, 500)]


def over(program, days, **overrides):
    ends_on = TODAY - timedelta(days=days)
    values = {"stage": CohortStage.COMPLETED, "starts_on": ends_on - timedelta(days=70), "ends_on": ends_on}
    return make_cohort(program=program, **values | overrides)


def hire(partner, cohort, stage=PlacementStage.VERIFIED, after=30, **overrides):
    need = make_role_need(partner.employer, openings=9)
    referral = make_referral("hired", role_need=need)
    enrolment = make_enrolment(cohort=cohort, jobseeker=referral.jobseeker)
    starts_on = cohort.ends_on + timedelta(days=after)
    return make_placement(stage, referral=referral, enrolment_id=enrolment.id, starts_on=starts_on, **overrides)


def signed(cohort, **overrides):
    return make_cohort_partner(cohort=cohort, **overrides)


def told(tally):
    """Yes, base, unknown, left out."""
    return tally.yes, tally.base, tally.unknown, dict(tally.excluded)


@pytest.mark.by_hand(Key.REPEAT_HIRED, Key.REPEAT_HOSTED)
def test_partners_who_came_back_are_counted_as_by_hand(here, cohorts, now):
    """Hired: A from two cohorts, B twice from one, C from one and perhaps from another, E from one, D only told: 1 of 4.

    Hosted: A one cohort, B two, C one and a date in another that nobody noted, E one; whoever met nobody hosted nobody.
    One of each four is unknown. E was signed onto one cohort only: without it they are three.
    """
    first, second, _long_ago = cohorts
    a, b, c, d, e = (make_partner() for _ in range(5))
    for cohort in (first, second):
        signed(cohort, hiring_partner=a)
        signed(cohort, hiring_partner=c)
    for partner, cohort in ((a, first), (a, second), (b, first), (b, first), (c, first), (e, first)):
        hire(partner, cohort)
    hire(c, second, PlacementStage.CLAIMED)
    hire(d, first, PlacementStage.CONFIRMED)
    for partner, cohort in ((a, first), (b, first), (b, second), (c, first), (e, first)):
        host(partner, cohort)
    host(c, second, stage=DeliveryStage.SCHEDULED, met=None, starts_at=NOW - timedelta(days=3))
    host(d, second, met=0)
    found = returning.repeat_partners(here, as_of=TODAY)
    assert told(found.hired) == (1, 4, 1, {"not_verified": 1})
    assert told(found.hosted) == (1, 4, 1, {})
    assert told(found.hired_among) == (1, 3, 1, {})
    assert told(found.hosted_among) == (1, 3, 1, {})
    assert (found.hired.low, found.hired.high) == (25, 50)


def host(partner, cohort, **overrides):
    row = signed(cohort, hiring_partner=partner) if cohort not in _cohorts_of(partner) else _cohorts_of(partner)[cohort]
    return make_delivery(cohort_partner=row, **{"stage": DeliveryStage.HELD, "met": 4} | overrides)


def _cohorts_of(partner):
    rows = db.session.scalars(sa.select(CohortPartner).where(CohortPartner.hiring_partner_id == partner.id))
    return {row.cohort: row for row in rows}


def test_one_employer_in_two_consortia_is_one_partner(here, cohorts, now):
    once = make_partner()
    again = make_partner(employer=once.employer)
    hire(once, cohorts[0])
    hire(again, cohorts[1])
    assert told(returning.repeat_partners(here, as_of=TODAY).hired) == (1, 1, 0, {})


def test_two_records_of_one_employer_came_back_once_they_are_merged(here, cohorts, now):
    """The published example: in one cohort by one record, in another by its double, hired and hosted in both."""
    one, double = make_partner(), make_partner()
    for partner, cohort in ((one, cohorts[0]), (double, cohorts[1])):
        hire(partner, cohort)
        host(partner, cohort)
    apart = returning.repeat_partners(here, as_of=TODAY)
    assert (told(apart.hired), told(apart.hosted)) == ((0, 2, 0, {}), (0, 2, 0, {}))
    companies = [db.session.get_one(Organisation, partner.employer_id) for partner in (one, double)]
    merge(*companies, reason="One company, entered twice.", actor=make_actor(Side.ADMIN), now=NOW)
    together = returning.repeat_partners(here, as_of=TODAY)
    assert (told(together.hired), told(together.hosted)) == ((1, 1, 0, {}), (1, 1, 0, {}))
    assert told(together.hired_among) == (1, 1, 0, {})
    assert told(together.hosted_among) == (1, 1, 0, {})


def test_what_was_verified_later_or_is_long_over_is_not_counted(here, cohorts, now):
    """On a day before the verification nobody is sure; two years back one cohort is all that is left."""
    partner = make_partner()
    hire(partner, cohorts[0], verified_at=NOW)
    hire(partner, cohorts[2], verified_at=NOW - timedelta(days=400))
    assert told(returning.repeat_partners(here, as_of=TODAY).hired) == (1, 1, 0, {})
    assert told(returning.repeat_partners(here, as_of=TODAY - timedelta(days=1)).hired) == (0, 1, 1, {})
    assert told(returning.repeat_partners(here, as_of=TODAY, since=TODAY - timedelta(days=365)).hired) == (0, 1, 0, {})


@pytest.mark.by_hand(Key.COMMITMENT)
def test_commitments_agree_with_the_pages_of_the_partners(program, here, now):
    """North: 4 intended, 2 verified, 1 claimed, 1 later. South: 2 intended, 3 verified; its window is open.

    East runs: 3 unknown. West recruits: 5 left out. 4 of 9, 4 unknown, as on the pages of both partners together.
    """
    one, other = make_partner(), make_partner()
    north, south = over(program, 200), over(program, 20)
    east = over(program, -30, stage=CohortStage.IN_DELIVERY)
    west = over(program, -200, stage=CohortStage.RECRUITING)
    signed(north, hiring_partner=one, intended_hires=4)
    signed(south, hiring_partner=other, intended_hires=2)
    signed(east, hiring_partner=one, intended_hires=3)
    signed(west, hiring_partner=one)
    for stage, after in (("verified", 30), ("verified", 60), ("claimed", 90), ("verified", 181)):
        hire(one, north, PlacementStage(stage), after)
    for _ in range(3):
        hire(other, south, after=5)
    found = market.commitment(here, Settings(), as_of=TODAY)
    assert told(found) == (4, 9, 4, {"cohort_not_begun": 5})
    pages = [value_of(partner.employer_id, make_actor(Side.STAFF), now).hires for partner in (one, other)]
    assert [sum(getattr(page, name) for page in pages) for name in ("done", "base", "unknown")] == [4, 9, 4]


def test_a_shorter_window_of_the_definition_counts_fewer_hires(program, here, now):
    partner, cohort = make_partner(), over(program, 200)
    signed(cohort, hiring_partner=partner, intended_hires=2)
    hire(partner, cohort, after=30)
    hire(partner, cohort, after=100)
    assert told(market.commitment(here, Settings(), as_of=TODAY)) == (2, 2, 0, {})
    assert told(market.commitment(here, Settings(window_days=90), as_of=TODAY)) == (1, 2, 0, {})


@pytest.mark.by_hand(Key.SEAT_FILL)
def test_seats_are_counted_as_by_hand(program, here, now):
    """Over: 4 seats, 2 confirmed: 2 of 4. Recruiting: 3 seats, 1 confirmed, 1 waits: 1 of 3, 2 unknown.

    Planned 10 and cancelled 7 are left out: 3 of 7, 2 unknown.
    """
    done = over(program, 100, seats=4)
    coming = make_cohort(program=program, seats=3)
    make_cohort(program=program, seats=10, stage=CohortStage.PLANNED)
    make_cohort(program=program, seats=7, stage=CohortStage.CANCELLED)
    for cohort, stage in (
        (done, ApplicationStage.ENROLLED),
        (done, ApplicationStage.CONFIRMED),
        (done, ApplicationStage.NOT_SELECTED),
        (coming, ApplicationStage.CONFIRMED),
        (coming, ApplicationStage.ACCEPTED),
    ):
        make_application(cohort=cohort, stage=stage)
    assert told(market.seat_fill(here)) == (3, 7, 2, {"cohort_not_begun": 10, "cohort_cancelled": 7})


def test_what_the_job_keeps_says_the_same(program, cohorts, here, now):
    """Of all cohorts, of one, of a program and of a period; an employer of no consortium is in none of it."""
    one, other = make_partner(), make_partner()
    first, second, _long_ago = cohorts
    for partner, cohort in ((one, first), (one, second), (other, first)):
        signed(cohort, hiring_partner=partner, intended_hires=2)
        hire(partner, cohort)
    hire(other, second, PlacementStage.CLAIMED)
    hire(SimpleNamespace(employer=make_employer()), first)
    host(one, first)
    host(one, second, stage=DeliveryStage.SCHEDULED, met=None, starts_at=NOW - timedelta(days=3))
    signed(over(program, -200, stage=CohortStage.RECRUITING), hiring_partner=one)
    make_cohort(program=program, seats=10, stage=CohortStage.PLANNED)
    make_application(cohort=first, stage=ApplicationStage.CONFIRMED)
    count_here(program.id, now=now)
    for whole, scope in (
        (None, here),
        (None, Cohort.id == first.id),
        (ALWAYS, here),
        (Period(first.starts_on, first.starts_on), here & (Cohort.starts_on == first.starts_on)),
    ):
        kept, partners = keeping.kept(scope, whole), returning.repeat_partners(scope, as_of=TODAY)
        assert (told(kept.hired), told(kept.hosted)) == (told(partners.hired), told(partners.hosted))
        among = told(partners.hired_among), told(partners.hosted_among)
        assert (told(kept.hired_among), told(kept.hosted_among)) == among
        assert told(kept.commitment) == told(market.commitment(scope, Settings(), as_of=TODAY))
        assert told(kept.seats) == told(market.seat_fill(scope))
    kept = keeping.kept(here)
    assert (told(kept.hired), told(kept.hosted)) == ((1, 2, 1, {}), (0, 1, 1, {}))
    assert (told(kept.hired_among), told(kept.hosted_among)) == ((1, 1, 0, {}), (0, 1, 1, {}))
    assert (told(kept.commitment)[:3], kept.seats.excluded) == ((3, 6, 2), {"cohort_not_begun": 10})


def test_a_coordinator_counts_only_the_cohorts_of_their_programs(program, cohorts, now):
    other = make_program(offered=True)
    partner = make_partner()
    hire(partner, cohorts[0])
    hire(partner, over(other, 50))
    coordinator, lead = make_coordinator(program), make_actor(Side.STAFF)
    found = [
        returning.repeat_partners(within(who, "cohorts", Cohort.id), as_of=TODAY).hired for who in (coordinator, lead)
    ]
    assert [told(one)[:2] for one in found] == [(0, 1), (1, 1)]


def test_other_sides_count_nothing(cohorts, now):
    hire(make_partner(), cohorts[0])
    for side in (Side.EMPLOYER, Side.JOBSEEKER, Side.FUNDER):
        scope = within(make_actor(side), "cohorts", Cohort.id)
        assert returning.repeat_partners(scope, as_of=TODAY).hired.base == 0


def test_more_cohorts_cost_no_more_statements(program, here, cohorts, counting, now):
    def cost():
        with counting() as statements:
            returning.repeat_partners(here, as_of=TODAY)
            market.commitment(here, Settings(), as_of=TODAY)
            market.seat_fill(here)
        return len(statements)

    hire(make_partner(), cohorts[0])
    before = cost()
    for _ in range(5):
        signed(over(program, 50))
    assert (before, cost()) == (8, 8)


def test_a_tally_without_anything_left_out_has_no_reasons():
    assert market.counted(1, 2, 3, {"not_begun": 0}).reasons == {}
    assert market.counted(1, 2, 3, {"not_begun": 4}).reasons == {Answer.EXCLUDED: {"not_begun": 4}}
