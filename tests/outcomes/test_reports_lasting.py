"""Whether the hires of an employer last, counted by hand; and what an employer is not told of people who left."""

from datetime import timedelta

import pytest

from marketplace.hiring.placements.models import CheckStage
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.reports.queries import Share, lasting
from marketplace.sides import Side
from tests.conftest import NOW
from tests.factories.accounts import make_actor
from tests.factories.demand import make_employer, make_role_need
from tests.factories.hiring import make_checkpoint, make_placement, make_referral
from tests.factories.programs import make_coordinator, make_partner, make_program

pytestmark = pytest.mark.usefixtures("session")
BEGAN = NOW.date() - timedelta(days=200)


@pytest.fixture
def employer():
    return make_employer("Wexel Forwarding")


@pytest.fixture
def lead():
    return make_actor(Side.STAFF)


def hire(employer, began=BEGAN, **overrides):
    referral = make_referral("hired", role_need=make_role_need(employer, openings=9))
    return make_placement(
        overrides.pop("stage", PlacementStage.ACTIVE), referral=referral, starts_on=began, **overrides
    )


def left(employer, after, **overrides):
    return hire(employer, stage=PlacementStage.ENDED, ended_on=BEGAN + timedelta(days=after), **overrides)


def answered(placement, day, found):
    make_checkpoint(placement, day, stage=found, **({"attempts": 3} if found is CheckStage.UNREACHABLE else {}))
    return placement


def next_job(before, after):
    """Other work of the same person, from so many days after the first; a look found them there half a year later."""
    elsewhere = make_placement(
        PlacementStage.ACTIVE,
        referral=make_referral("hired", jobseeker=before.jobseeker),
        starts_on=BEGAN + timedelta(days=after),
    )
    return answered(elsewhere, 90, CheckStage.EMPLOYED_SAME)


def test_hires_are_followed_as_by_hand(employer, lead, now):
    """Seven. On day 90 three are there: one said so, one left later, one said so on day 180. One works elsewhere.

    One left and has no work, one was not reached, one was not asked: 3 of 7 there, 4 of 7 in any work, 2 unknown.
    On day 180 one is there, and two have left to nobody knows where. Day 365 is still to come for all.
    """
    answered(hire(employer), 90, CheckStage.EMPLOYED_SAME)
    left(employer, 100)
    answered(hire(employer), 180, CheckStage.EMPLOYED_SAME)
    answered(hire(employer), 90, CheckStage.EMPLOYED_OTHER)
    answered(left(employer, 20), 90, CheckStage.NOT_EMPLOYED_SEEKING)
    answered(hire(employer), 90, CheckStage.UNREACHABLE)
    hire(employer)
    early, later, last = lasting(employer.id, lead, now, smallest=5)
    assert (early.there, early.anywhere) == (Share(3, 7, 2), Share(4, 7, 2))
    assert (later.there, later.anywhere) == (Share(1, 7, 4), Share(1, 7, 6))
    assert (last.there, last.to_come) == (Share(0, 7, 7), 7)


def test_somebody_who_left_and_works_elsewhere_is_in_any_work_alone(employer, lead, now):
    next_job(left(employer, 20), 60)
    early = lasting(employer.id, lead, now, smallest=5)[0]
    assert (early.there, early.anywhere) == (Share(0, 1, 0), Share(1, 1, 0))


def test_who_is_not_asked_any_more_is_left_out_and_who_was_never_matched_is_not_told(employer, lead, now):
    answered(hire(employer), 30, CheckStage.EXCLUDED)
    make_placement(
        PlacementStage.ACTIVE,
        referral=make_referral("hired"),
        employer_id=employer.id,
        starts_on=BEGAN,
        referral_id=None,
        offer_id=None,
    )
    hire(employer, stage=PlacementStage.CONFIRMED)
    early = lasting(employer.id, lead, now, smallest=5)[0]
    assert (early.there, early.left_out) == (Share(0, 0, 0), 1)


def test_an_employer_reads_of_other_work_only_where_it_points_at_nobody(employer, now):
    """One of four who left, or four of four, would tell of one or of few; with five elsewhere it tells of many."""
    owner = make_actor(Side.EMPLOYER, employer)
    for _ in range(4):
        answered(hire(employer), 90, CheckStage.EMPLOYED_OTHER)
    early = lasting(employer.id, owner, now, smallest=5)[0]
    assert (early.there, early.anywhere) == (Share(0, 4, 0), None)
    answered(hire(employer), 90, CheckStage.EMPLOYED_OTHER)
    assert lasting(employer.id, owner, now, smallest=5)[0].anywhere == Share(5, 5, 0)
    answered(hire(employer), 90, CheckStage.NOT_SEEKING)
    assert lasting(employer.id, owner, now, smallest=5)[0].anywhere is None


def test_an_employer_reads_its_own_hires_and_no_others(client, employer, now):
    """Nine of a competitor are in no number of the page, nor is what the four who left do now."""
    competitor = make_employer("Zibbel Mills")
    for _ in range(9):
        answered(hire(competitor), 90, CheckStage.EMPLOYED_SAME)
    answered(hire(employer), 90, CheckStage.EMPLOYED_SAME)
    answered(left(employer, 20), 90, CheckStage.EMPLOYED_OTHER)
    client.sign_in(make_actor(Side.EMPLOYER, employer))
    page = client.get_page(f"/employers/{employer.id}/value")
    assert "1 of 2 verified hires" in page.main
    assert "Withheld: it would say of fewer than 5 people what they do now." in page.main
    for leak in ("9 of", "11 verified", "Zibbel"):
        assert leak not in page.main


def test_a_coordinator_follows_the_hires_of_their_programs_alone(employer, now):
    hire(employer)
    coordinator = make_coordinator(make_program(offered=True, consortium_id=make_partner().consortium_id))
    assert lasting(employer.id, coordinator, now, smallest=5)[0].there.base == 0


def test_more_hires_take_no_more_statements(employer, lead, counting, now):
    def cost():
        with counting() as statements:
            lasting(employer.id, lead, now, smallest=5)
        return len(statements)

    answered(hire(employer), 90, CheckStage.EMPLOYED_SAME)
    before = cost()
    for _ in range(4):
        answered(hire(employer), 90, CheckStage.EMPLOYED_SAME)
    assert before == cost() <= 4
