"""A partner wants to be on the next cohort: it says so from its own page, staff see it and sign it onto one."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.errors import Refused
from marketplace.home.queries.listing import Inbox
from marketplace.home.queries.waiting import Asked
from marketplace.sides import Role, Side
from marketplace.supply.cohorts import actions
from marketplace.supply.cohorts.models import CohortPartner, CohortWish
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.cohorts.queries.wishing import next_of, wish_of, wishes_for
from marketplace.web.violations import violated
from tests.factories.accounts import make_actor
from tests.factories.programs import (
    make_cohort,
    make_cohort_partner,
    make_coordinator,
    make_partner,
    make_program,
    make_wish,
)

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def partner():
    return make_partner(intended_hires=7)


@pytest.fixture
def owner(partner):
    return make_actor(Side.EMPLOYER, partner.employer)


@pytest.fixture
def staff():
    return make_actor(Side.STAFF)


def planned(partner, **overrides):
    program = make_program(offered=True, consortium_id=partner.consortium_id)
    return make_cohort(program=program, stage=CohortStage.PLANNED, **overrides)


def wish(partner, actor, now, hires=3):
    return actions.wish_for_next(partner, intended_hires=hires, actor=actor, now=now)


def test_an_employer_says_it_from_what_came_of_its_part_with_its_last_number_filled_in(client, partner, owner, now):
    address = f"/partner/{partner.id}/next-cohort"
    client.sign_in(owner)
    value = client.get_page(f"/employers/{partner.employer_id}/value")
    assert address in value.html
    assert client.get_page(address).form(address).fields["intended_hires"] == "7"
    past = make_cohort(stage=CohortStage.COMPLETED)
    make_cohort_partner(cohort=past, hiring_partner=partner, intended_hires=2, created_at=now - timedelta(days=300))
    form = client.get_page(address).form(address)
    assert form.fields["intended_hires"] == "2"
    assert "Say how many" in client.submit(form, status=422, intended_hires="").main
    client.submit(form, status=302)
    row = db.session.scalars(sa.select(CohortWish)).one()
    assert (row.hiring_partner_id, row.intended_hires, row.asked_by_id) == (partner.id, 2, owner.person_id)
    assert "You want to join it, and intend 2 hires." in client.get_page(f"/employers/{partner.employer_id}/value").main


def test_staff_see_it_and_sign_the_partner_on_with_what_it_said(client, partner, owner, staff, now):
    cohort = planned(partner)
    row = wish(partner, owner, now)
    client.sign_in(staff)
    assert (
        "It wants to join it, and intends 3 hires." in client.get_page(f"/employers/{partner.employer_id}/value").main
    )
    assert ("next_cohort", row.id) in Inbox(Asked(staff, now)).page(1).keys
    for address in (f"/partner/{partner.id}/next-cohort", f"/cohorts/{cohort.id}/desk"):
        page = client.get_page(address)
        assert f"/cohorts/{cohort.id}/partners/new?partner={partner.id}&amp;hires=3" in page.html, address
    form = client.get_page(f"/cohorts/{cohort.id}/partners/new?partner={partner.id}&hires=3").form(
        f"/cohorts/{cohort.id}/partners/new"
    )
    assert (form.fields["hiring_partner_id"], form.fields["intended_hires"]) == (str(partner.id), "3")
    client.submit(form, status=302)
    signed = db.session.scalars(sa.select(CohortPartner)).one()
    assert (signed.cohort_id, signed.hiring_partner_id, signed.intended_hires) == (cohort.id, partner.id, 3)
    assert wish_of(partner.id, staff) is None
    assert ("next_cohort", row.id) not in Inbox(Asked(staff, now)).page(1).keys


@pytest.mark.parametrize("asked", ["partner=nobody&hires=many", "partner=&hires=", "hires=-4"])
def test_an_address_that_asks_for_nothing_gives_an_empty_form(client, partner, staff, asked):
    cohort = planned(partner)
    client.sign_in(staff)
    client.get_page(f"/cohorts/{cohort.id}/partners/new?{asked}")


def test_what_is_said_again_takes_its_place_and_what_is_taken_back_is_gone(partner, owner, staff, now):
    for hires in (3, 4):
        wish(partner, owner, now, hires)
    assert wish_of(partner.id, staff).intended_hires == 4
    actions.take_back_wish(partner, actor=owner, now=now)
    assert (wish_of(partner.id, staff), next_of(partner.employer_id, owner)[0].wish) == (None, None)
    with pytest.raises(Refused, match="nothing to take back"):
        actions.take_back_wish(partner, actor=owner, now=now)
    assert [row.intended_hires for row in db.session.scalars(sa.select(CohortWish).order_by(CohortWish.seq))] == [
        3,
        4,
        None,
    ]
    with pytest.raises(sa.exc.DatabaseError, match="history is only ever appended"), db.session.begin_nested():
        db.session.execute(sa.text("UPDATE cohort_wishes SET intended_hires = 9"))


def test_a_cohort_signed_before_answers_nothing_and_one_signed_later_does(partner, owner, staff, now):
    make_cohort_partner(hiring_partner=partner, created_at=now - timedelta(days=1))
    wish(partner, owner, now)
    assert wish_of(partner.id, staff) is not None
    make_cohort_partner(hiring_partner=partner, created_at=now + timedelta(days=1))
    assert wish_of(partner.id, staff) is None


@pytest.mark.parametrize("stage", [PartnerStage.INVITED, PartnerStage.ON_HOLD, PartnerStage.ENDED])
def test_only_a_partner_whose_agreement_holds_joins(client, stage, now):
    partner = make_partner(stage=stage)
    owner = make_actor(Side.EMPLOYER, partner.employer)
    with pytest.raises(Refused, match="Only an active partner"):
        wish(partner, owner, now)
    assert next_of(partner.employer_id, owner) == []


def test_a_wish_rests_with_the_membership(partner, owner, staff, now):
    wish(partner, owner, now)
    partner.stage = PartnerStage.ENDED
    db.session.flush()
    assert wish_of(partner.id, staff) is None


def test_it_is_told_to_its_employer_and_to_staff_within_reach_and_to_nobody_else(client, partner, owner, now):
    cohort = planned(partner)
    wish(partner, owner, now)
    mine, other = make_coordinator(cohort.program), make_coordinator()
    elsewhere = make_partner()
    for actor, seen in (
        (owner, True),
        (mine, True),
        (other, False),
        (make_actor(Side.EMPLOYER, elsewhere.employer), False),
    ):
        assert (wish_of(partner.id, actor) is not None) is seen
        client.sign_in(actor)
        client.get_page(f"/partner/{partner.id}/next-cohort", status=200 if seen else 404)
    client.sign_in(make_actor(Side.EMPLOYER, partner.employer, role=Role.INTERVIEWER))
    client.get_page(f"/partner/{partner.id}/next-cohort", status=404)
    assert [row.hiring_partner_id for row in wishes_for(cohort, mine)] == [partner.id]
    assert wishes_for(planned(elsewhere), make_actor(Side.STAFF)) == []


def test_who_is_on_the_cohort_already_or_comes_too_late_is_not_shown_on_it(partner, staff, now):
    on_it, begun = (
        planned(partner),
        make_cohort(
            program=make_program(offered=True, consortium_id=partner.consortium_id), stage=CohortStage.IN_DELIVERY
        ),
    )
    make_cohort_partner(cohort=on_it, hiring_partner=partner, created_at=now - timedelta(days=2))
    make_wish(hiring_partner=partner, asked_at=now)
    assert (wishes_for(on_it, staff), wishes_for(begun, staff)) == ([], [])


def test_the_number_of_a_wish_is_kept_in_range(partner):
    with pytest.raises(sa.exc.IntegrityError) as caught, db.session.begin_nested():
        make_wish(hiring_partner=partner, intended_hires=1000)
    assert violated(caught.value) == "ck_cohort_wishes_hires_in_range"
