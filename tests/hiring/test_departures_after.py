"""After an employer has left: nothing new begins with it before its relationship is taken up again."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.consortium import actions as consortium
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.employers import actions as employers
from marketplace.demand.employers.models import RelationStage
from marketplace.demand.role_needs import actions as role_needs
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.errors import Refused
from marketplace.hiring.departures import actions, queries
from marketplace.hiring.departures.actions import Choice, Choices
from marketplace.hiring.departures.queries import Reason
from marketplace.hiring.matches.models import ReferralStage
from marketplace.hiring.offers.models import Answer
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Role, Side
from marketplace.supply.cohorts.models import DeliveryStage
from tests.factories.accounts import make_actor, make_membership
from tests.factories.demand import make_draft, make_employer, make_requirement, make_role_need
from tests.factories.hiring import make_offer, make_referral
from tests.factories.offers import make_ask
from tests.factories.programs import make_cohort_partner, make_consortium, make_delivery, make_partner
from tests.factories.supply import jobseeker_actor, make_application, make_jobseeker

pytestmark = pytest.mark.usefixtures("app", "now")
COMMITMENT = {"intended_hires": 1, "intended_roles": "", "co_delivery_hours": 1, "agreement_ends_on": None}


@pytest.fixture
def staff(session):
    return make_actor(Side.STAFF, all_programs=True)


@pytest.fixture
def gone(session):
    """An employer that has left, with an owner who still signs in."""
    employer = make_employer(stage=RelationStage.ENDED)
    make_membership(Side.EMPLOYER, organisation=employer.organisation, role=Role.OWNER)
    return employer


def leave(employer, now, staff, **choices):
    seen = queries.running(employer.id, now).fingerprint
    return actions.leave(
        employer, Choices(**choices), seen=seen, reason=Reason.ASKED, note="They asked to.", actor=staff, now=now
    )


def test_no_talks_of_a_membership_begin_with_an_employer_that_has_left(staff, gone, now):
    partner = make_partner(employer=gone, stage=PartnerStage.PROSPECT)
    for begin in (consortium.invite, consortium.discuss, consortium.send_agreement):
        with pytest.raises(Refused, match="no longer takes part"):
            begin(partner, actor=staff, now=now)
    assert partner.stage is PartnerStage.PROSPECT
    employers.make_move(gone, "take_up", actor=staff, now=now)
    consortium.invite(partner, actor=staff, now=now)
    assert partner.stage is PartnerStage.INVITED


def test_an_employer_that_has_left_becomes_no_prospect(client, staff, gone):
    other = make_consortium()
    client.sign_in(staff)
    page = client.send(
        f"/consortia/{other.id}/partners/new",
        status=409,
        employer_id=str(gone.id),
        intended_hires="1",
        co_delivery_hours="1",
        intended_roles="Cooks",
        agreement_ends_on="",
    )
    assert "no longer takes part" in page.refusal
    assert db.session.scalars(sa.select(HiringPartner)).all() == []


def test_no_role_is_written_copied_or_confirmed_for_an_employer_that_has_left(staff, gone, now):
    draft = make_draft(gone)
    make_requirement(draft)
    owner = make_actor(Side.EMPLOYER, organisation=gone)
    for begin in (
        lambda: role_needs.create(
            gone, title="Night cook", openings=1, place="Quay", province="BC", hours_per_week=30, actor=owner, now=now
        ),
        lambda: role_needs.copy(draft, actor=owner, now=now),
        lambda: role_needs.confirm(draft, actor=owner, now=now),
    ):
        with pytest.raises(Refused, match="no longer takes part"), db.session.begin_nested():
            begin()
    assert db.session.scalars(sa.select(RoleNeed.stage)).all() == [NeedStage.DRAFT]
    employers.make_move(gone, "take_up", actor=staff, now=now)
    role_needs.confirm(draft, actor=owner, now=now)
    assert draft.stage is NeedStage.OPEN


def test_hours_that_were_offered_and_never_scheduled_are_called_off_though_their_day_has_passed(staff, now):
    partner = make_partner()
    yesterday = now - timedelta(days=1)
    offered = make_delivery(hiring_partner=partner, starts_at=yesterday)
    held = make_delivery(hiring_partner=partner, starts_at=yesterday, stage=DeliveryStage.SCHEDULED)
    leave(partner.employer, now, staff)
    assert (offered.stage, held.stage) == (DeliveryStage.CANCELLED, DeliveryStage.SCHEDULED)


def test_the_team_is_told_once_that_the_work_ends_though_what_was_kept_ends_later(staff, now):
    referral = make_referral(ReferralStage.INTERVIEWING, role_need=make_role_need())
    employer = referral.role_need.employer
    make_membership(Side.EMPLOYER, organisation=employer.organisation, role=Role.OWNER)
    letters = sa.select(OutboxItem.name).order_by(OutboxItem.name)
    leave(employer, now, staff, talks=Choice.KEEP, roles=Choice.KEEP)
    assert db.session.scalars(letters).all() == ["employer_left"]
    leave(employer, now + timedelta(days=9), staff)
    assert db.session.scalars(letters).all() == ["employer_left", "talks_ended"]


@pytest.mark.once
def test_cohorts_are_held_in_one_order_before_anything_else_whoever_leaves(staff, now, monkeypatch):
    held, real = [], actions.cohorts.hold_seats
    monkeypatch.setattr(actions.cohorts, "hold_seats", lambda cohort_id: held.append(cohort_id) or real(cohort_id))
    partner = make_partner()
    signed_on = [make_cohort_partner(hiring_partner=partner).cohort_id for _number in range(4)]
    leave(partner.employer, now, staff)
    assert held == sorted(signed_on)
    held.clear()
    person = make_jobseeker()
    applied = [make_application(jobseeker=person).cohort_id for _number in range(4)]
    actions.end_what_runs_with(actor=jobseeker_actor(person), now=now)
    assert held[:4] == sorted(applied)


def test_what_was_asked_about_an_offer_that_is_taken_back_waits_for_nobody(staff, now):
    employer = make_employer()
    ask = make_ask(make_offer(referral=make_referral("offered", role_need=make_role_need(employer))))
    leave(employer, now, staff, offers=Choice.END)
    assert ask.answer is Answer.CLOSED
