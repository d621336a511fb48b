"""A partner's page: promised against done, places and days, checked against an example counted by hand."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace.db import db
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.hiring.offers.models import Stage as OfferStage
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.reports.queries import Share, Why, value_of
from marketplace.sides import Role, Side
from marketplace.supply.cohorts.models import DeliveryStage, GivenHours
from marketplace.supply.cohorts.models import Stage as CohortStage
from tests.conftest import NOW
from tests.factories.accounts import make_actor, make_person
from tests.factories.demand import make_employer, make_role_need
from tests.factories.hiring import make_offer, make_placement, make_referral
from tests.factories.programs import (
    make_cohort,
    make_cohort_partner,
    make_coordinator,
    make_delivery,
    make_partner,
    make_program,
)
from tests.factories.supply import make_enrolment

pytestmark = pytest.mark.usefixtures("app", "now")
TODAY, OLD = NOW.date(), NOW - timedelta(days=800)


@pytest.fixture
def lead(session):
    return make_actor(Side.STAFF)


def signed(partner, ended, stage=CohortStage.COMPLETED, intended=5, **overrides):
    """A cohort that ended so many days before the as-of day, and the partner's commitment to it."""
    ends_on = TODAY - timedelta(days=ended)
    cohort = make_cohort(stage=stage, starts_on=ends_on - timedelta(days=70), ends_on=ends_on, **overrides)
    return make_cohort_partner(cohort=cohort, hiring_partner=partner, intended_hires=intended)


def hire(partner, row, stage=PlacementStage.VERIFIED, days_after=30):
    """A graduate of the cohort works at the partner from so many days after its last day."""
    need = make_role_need(partner.employer, confirmed_at=OLD, openings=9)
    starts_on = row.cohort.ends_on + timedelta(days=days_after)
    referral = make_referral("hired", role_need=need)
    enrolment = make_enrolment(cohort=row.cohort, jobseeker=referral.jobseeker)
    return make_placement(stage, referral=referral, enrolment_id=enrolment.id, starts_on=starts_on)


def hours(partner, row, given, **overrides):
    slot = make_delivery(cohort_partner=row, hours=given, **{"stage": DeliveryStage.HELD, "met": 4} | overrides)
    if slot.stage is DeliveryStage.HELD:
        db.session.add(
            GivenHours(co_delivery_id=slot.id, hours=given, entered_by_id=make_person().id, at=slot.starts_at)
        )
        db.session.flush()
    return slot


@pytest.fixture
def example(now):
    """Counted by hand.

    North: over for 200 days, 4 intended: 2 verified, 1 claimed, 1 verified a year later (outside the window).
    South: over for 20 days, 2 intended: 3 verified, so 2 count and 1 is beyond.
    East: runs, 3 intended, nobody yet: 3 unknown. West: recruits, in no figure. Off: cancelled, in no figure.
    Hires: 2 + 2 + 0 of 4 + 2 + 3, unknown 1 + 0 + 3: 4 of 9, between 44 and 89 percent.
    Hours, 12 promised to each: North 10.5 given, one date of 1 not noted; South 15 given, 12 count; East 3, 9 unknown.
    Hours: 25.5 of 36, unknown 1 + 0 + 9: between 70 and 99 percent. People met: 4 + 4 + 4.
    """
    partner = make_partner(co_delivery_hours=Decimal(12))
    north, south = signed(partner, 200, intended=4), signed(partner, 20, intended=2)
    east = signed(partner, -30, CohortStage.IN_DELIVERY, intended=3)
    signed(partner, -200, CohortStage.RECRUITING)
    signed(partner, -200, CohortStage.CANCELLED)
    for stage, after in (("verified", 30), ("verified", 60), ("claimed", 90), ("verified", 181)):
        hire(partner, north, PlacementStage(stage), after)
    for _ in range(3):
        hire(partner, south, days_after=5)
    hours(partner, north, Decimal("10.5"))
    hours(partner, north, Decimal(1), stage=DeliveryStage.SCHEDULED, met=None)
    hours(partner, south, Decimal(15))
    hours(partner, east, Decimal(3))
    return partner


def test_hires_and_hours_are_counted_as_by_hand(example, lead, now):
    value = value_of(example.employer_id, lead, now)
    assert (value.hires, value.hires.low, value.hires.high) == (Share(4, 9, 4), 44, 89)
    assert (value.hours, value.hours.low, value.hours.high) == (
        Share(Decimal("25.5"), Decimal(36), Decimal(10)),
        70,
        99,
    )
    assert (value.beyond, value.late, len(value.counted), len(value.parts)) == (1, 1, 3, 5)
    assert sum(part.met for part in value.parts) == 12


def test_what_is_not_known_and_what_is_left_out_is_told_by_reason(example, lead, now):
    """West recruits and Off is cancelled, each with 5 intended hires and 12 promised hours."""
    value = value_of(example.employer_id, lead, now)
    assert value.hires_unknown == {Why.NOT_VERIFIED: 1, Why.WINDOW_OPEN: 3}
    assert value.hours_unknown == {Why.NOT_NOTED: 1, Why.RUNS: 9}
    assert value.hires_left_out == {Why.NOT_BEGUN: 5, Why.CANCELLED: 5}
    assert value.hours_left_out == {Why.NOT_BEGUN: 12, Why.CANCELLED: 12}


def figure_of(page, title):
    """What a figure of the page says, as one line."""
    (found,) = [words for words in page.texts("section.figure") if words.startswith(title)]
    return found


def test_each_figure_says_what_it_stands_on(client, example, now):
    need = make_role_need(example.employer, openings=3, filled=2, stage=NeedStage.PARTLY_FILLED, confirmed_at=now)
    make_role_need(
        example.employer,
        openings=4,
        stage=NeedStage.WITHDRAWN,
        confirmed_at=now,
        confirmed_by_id=make_person().id,
    )
    for days in (0, 10):
        filled(need, days)
    client.sign_in(make_actor(Side.EMPLOYER, example.employer))
    page = client.get_page(f"/employers/{example.employer_id}/value")
    hires = figure_of(page, "Hires that were intended")
    for words in (
        "Unknown 4",
        "Left out 10",
        "Above what was intended 1",
        "Began after the window 1",
        "Shown by both sides, and verified by the team",
        "the cohort’s window is still open 3",
        "nobody has verified the hire 1",
        "the cohort has not begun 5",
        "the cohort was cancelled 5",
        "Definition 1",
    ):
        assert words in hires, words
    hours = figure_of(page, "Hours that were promised")
    for words in ("Left out 24", "the cohort still runs 9", "nobody wrote down whether the date was held 1"):
        assert words in hours, words
    days = figure_of(page, "Days to fill a place")
    for words in (
        "5 days in the middle of 2 places that were filled",
        "Unknown 1 · the place is still open",
        "Left out 4 · the role was withdrawn",
        "Fastest and slowest 0 and 10 days",
        "Definition 1",
    ):
        assert words in days, words
    assert len(page.texts("section.figure")) == sum("Definition 1" in one for one in page.texts("section.figure"))


def test_the_window_closes_a_hundred_and_eighty_days_after_the_last_day(lead, now):
    partner = make_partner()
    for ended, unknown in ((180, 5), (181, 0)):
        row = signed(partner, ended)
        part = next(one for one in value_of(partner.employer_id, lead, now).parts if one.cohort is row.cohort)
        assert part.hires == Share(0, 5, unknown), ended


def filled(need, days):
    """A place of the role that was filled so many days after its confirmation."""
    offer = make_offer(OfferStage.ACCEPTED, referral=make_referral("offered", role_need=need))
    offer.answered_at = need.confirmed_at + timedelta(days=days)
    db.session.flush()


def test_places_and_days_are_counted_as_by_hand(lead, now):
    """Of 3 + 2 + 4 places 2 + 1 are filled, 1 is open and 1 expired, 4 closed: 3 of 9, 1 unknown; 5 withdrawn aside.

    Filled after 10, 41 and 20 days: 20 in the middle. The open place has waited for 100 days; who took it never came.
    """
    employer = make_employer()
    begun = now - timedelta(days=100)
    first = make_role_need(employer, openings=3, filled=2, stage=NeedStage.PARTLY_FILLED, confirmed_at=begun)
    second = make_role_need(employer, openings=2, filled=1, stage=NeedStage.EXPIRED, confirmed_at=begun)
    make_role_need(employer, openings=4, stage=NeedStage.CLOSED_UNFILLED, confirmed_at=begun)
    make_role_need(
        employer, openings=5, stage=NeedStage.WITHDRAWN, confirmed_at=begun, confirmed_by_id=make_person().id
    )
    make_role_need(
        employer,
        openings=7,
        stage=NeedStage.WITHDRAWN,
        confirmed_at=begun,
        confirmed_by_id=make_person().id,
        merged_into_id=first.id,
    )
    make_role_need(employer, openings=6, confirmed_at=now - timedelta(days=366))
    for need, days in ((first, 10), (first, 41), (second, 20)):
        filled(need, days)
    fell_through = make_offer(OfferStage.CONCLUDED, referral=make_referral("hired", role_need=first))
    fell_through.answered_at = begun + timedelta(days=1)
    make_placement(PlacementStage.CANCELLED_BEFORE_START, offer=fell_through)
    value = value_of(employer.id, lead, now)
    assert (value.places, value.withdrawn) == (Share(3, 9, 1), 5)
    days = value.days
    assert (days.filled, days.median, days.fastest, days.slowest, days.still_open, days.longest) == (
        3,
        20,
        10,
        41,
        1,
        100,
    )
    assert days.given_up == 1 + 4


def test_a_partner_that_has_promised_and_asked_for_nothing_gets_no_number(client, lead):
    employer = make_employer("Fennel Works")
    client.sign_in(lead)
    page = client.get_page(f"/employers/{employer.id}/value")
    assert page.h1 == "What Fennel Works promised, and what came of it"
    assert "No cohort with an intended hire has begun yet." in page.main
    assert "%" not in page.main


def test_an_employer_reads_its_own_figures_and_no_others(client, example):
    other = make_partner(employer=make_employer("Zibbel Mills"))
    signed(other, 20, intended=77)
    hire(other, signed(example, 40, intended=0))
    client.sign_in(make_actor(Side.EMPLOYER, example.employer))
    page = client.get_page(f"/employers/{example.employer_id}/value")
    assert page.h1 == "What you promised, and what came of it"
    assert page.texts(".figure .value")[0] == "4 of 9 intended hires"
    told = re.sub(r"\b(?:Cohort|Program|Consortium|Rook) \d+", "", page.main)  # names are numbered as they come
    assert not re.search(r"\b77\b", told)  # as a number: ids have its figures too
    assert "Zibbel" not in page.main
    client.get_page(f"/employers/{other.employer_id}/value", status=404)


def test_interviewers_do_not_read_it(client, example):
    client.sign_in(make_actor(Side.EMPLOYER, example.employer, role=Role.INTERVIEWER))
    client.get_page(f"/employers/{example.employer_id}/value", status=404)


def test_a_coordinator_counts_the_cohorts_of_their_programs(client, example, now):
    mine = make_program(offered=True, consortium_id=example.consortium_id)
    row = signed(example, 10, intended=6, program=mine)
    hire(example, row)
    coordinator = make_coordinator(mine)
    value = value_of(example.employer_id, coordinator, now)
    assert (value.hires, value.besides) == (Share(1, 6, 5), 0)
    client.sign_in(coordinator)
    assert "of the programs that you work on" in client.get_page(f"/employers/{example.employer_id}/value").main


def test_hires_beside_the_cohorts_are_said_apart(lead, now):
    partner = make_partner()
    elsewhere = make_cohort_partner(hiring_partner=make_partner())
    hire(partner, elsewhere)
    value = value_of(partner.employer_id, lead, now)
    assert (value.besides, value.hires) == (1, Share(0, 0, 0))


def test_ten_cohorts_take_no_more_statements_than_one(client, lead, counting):
    client.sign_in(lead)
    spent = []
    for number in (1, 10):
        partner = make_partner()
        for _ in range(number):
            hire(partner, signed(partner, 20))
        with counting() as statements:
            client.get_page(f"/employers/{partner.employer_id}/value")
        spent.append(len(statements))
    assert spent[0] == spent[1] <= 18


def test_bounds_are_rounded_away_from_flattering_and_nothing_has_none():
    assert (Share(1, 3, 1).low, Share(1, 3, 1).high) == (33, 67)
    assert (Share(0, 0, 0).low, Share(0, 0, 0).high) == (None, None)


def test_a_job_that_came_of_no_match_here_is_not_told_to_its_employer(lead, now):
    partner = make_partner()
    own = {"referral_id": None, "offer_id": None}
    make_placement(PlacementStage.VERIFIED, referral=make_referral("hired"), employer_id=partner.employer_id, **own)
    assert value_of(partner.employer_id, lead, now).besides == 0
