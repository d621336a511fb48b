"""Role needs: the last day, the mail before it, kept open with one click, and the clock."""

from datetime import date, timedelta

import pytest

from marketplace.demand.employers.models import RelationStage
from marketplace.demand.role_needs import actions, queries
from marketplace.demand.role_needs.models import RoleNeed, RoleNeedChange, Stage
from marketplace.errors import Refused
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Role, Side
from tests.factories import hiring
from tests.factories.accounts import make_actor, make_membership, sign_in
from tests.factories.demand import NOW, make_draft, make_employer, make_requirement, make_role_need

TODAY = NOW.date()


def warnings(session):
    return sorted(item.to_address for item in session.query(OutboxItem).filter_by(name="role_need_expiring"))


def test_a_confirmed_role_is_looked_at_for_ninety_days(session):
    need = make_draft()
    make_requirement(need)
    actions.confirm(need, actor=make_actor(Side.EMPLOYER, need.employer), now=NOW)
    assert need.expires_on == TODAY + timedelta(days=90)


def test_who_hires_is_warned_two_weeks_before_and_once(session):
    need = make_role_need(expires_on=TODAY + timedelta(days=14))
    make_role_need(expires_on=TODAY + timedelta(days=16))
    make_role_need(expires_on=TODAY + timedelta(days=3), stage=Stage.FILLED)
    owner, recruiter, _interviewer = (
        make_membership(Side.EMPLOYER, organisation=need.employer.organisation, role=role)
        for role in (Role.OWNER, Role.RECRUITER, Role.INTERVIEWER)
    )
    make_membership(Side.EMPLOYER, organisation=make_employer().organisation, role=Role.OWNER)

    for hours in (0, 1, 25):
        actions.expire_by_the_clock(now=NOW + timedelta(hours=hours))

    assert warnings(session) == sorted([owner.person.email, recruiter.person.email])
    assert need.stage is Stage.OPEN
    mail = session.query(OutboxItem).filter_by(name="role_need_expiring").first()
    assert "Mon 16 March 2026" in mail.body_text
    assert f"/role-needs/{need.id}" in mail.body_text


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.ON_HOLD, Stage.PARTLY_FILLED])
def test_a_role_expires_when_its_last_day_is_over_everywhere(session, stage):
    need = make_role_need(expires_on=TODAY, stage=stage, openings=3, filled=int(stage is Stage.PARTLY_FILLED))
    midnight = NOW.replace(hour=0) + timedelta(days=1)  # in UTC: on the west coast it is still the last day

    actions.expire_by_the_clock(now=midnight + timedelta(hours=11, minutes=59))
    before = need.stage
    actions.expire_by_the_clock(now=midnight + timedelta(hours=12))

    assert (before, need.stage) == (stage, Stage.EXPIRED)
    assert [step.what for step in queries.steps_of(need)] == ["Expired"]
    assert session.query(RoleNeedChange).filter_by(subject_id=need.id).one().actor_id is None


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.FILLED, Stage.CLOSED_UNFILLED, Stage.WITHDRAWN])
def test_what_nobody_is_looked_for_does_not_expire(session, stage):
    need = make_role_need(expires_on=TODAY - timedelta(days=30), stage=stage)
    actions.expire_by_the_clock(now=NOW)
    assert need.stage is stage


def test_a_role_that_people_are_in_talks_about_stays_open(session):
    talks, over = hiring.make_referral("mutual").role_need, hiring.make_referral("closed").role_need
    talks.expires_on = over.expires_on = TODAY - timedelta(days=5)

    actions.expire_by_the_clock(now=NOW)

    assert (talks.stage, over.stage) == (Stage.OPEN, Stage.EXPIRED)


def test_one_click_keeps_a_role_open_and_a_second_click_changes_nothing(session, client):
    need = make_role_need(expires_on=date.today() + timedelta(days=2))
    sign_in(client, make_actor(Side.EMPLOYER, need.employer))
    page = client.get_page(f"/role-needs/{need.id}")
    assert "People are looked for until" in page.main

    there = client.follow(client.submit(page.form("/extend"), status=302))
    client.send(f"/role-needs/{need.id}/extend", status=302)

    kept = session.get(RoleNeed, need.id)
    assert kept.expires_on - date.today() in (timedelta(days=89), timedelta(days=90), timedelta(days=91))
    assert "Still needed for longer" in there.main
    assert session.query(RoleNeedChange).filter_by(subject_id=need.id, move="extend").count() == 1


def test_what_has_ended_is_not_kept_open(session, staff):
    need = make_role_need(stage=Stage.CLOSED_UNFILLED)
    with pytest.raises(Refused, match="nothing to keep open"):
        actions.extend(need, actor=staff, now=NOW)


def test_nobody_is_looked_for_longer_once_the_employer_has_left(session, staff):
    gone = make_employer(stage=RelationStage.ENDED)
    for stage, act in (
        (Stage.OPEN, lambda need: actions.extend(need, actor=staff, now=NOW)),
        (Stage.EXPIRED, lambda need: actions.renew(need, actor=staff, now=NOW)),
    ):
        need = make_role_need(gone, stage=stage, expires_on=TODAY)
        with pytest.raises(Refused, match="no longer takes part"):
            act(need)
        assert (need.stage, need.expires_on) == (stage, TODAY)


@pytest.mark.parametrize(("filled", "stage"), [(0, Stage.OPEN), (1, Stage.PARTLY_FILLED)])
def test_an_expired_role_opens_again_with_the_places_that_are_filled(session, client, filled, stage):
    need = make_role_need(stage=Stage.EXPIRED, openings=2, filled=filled, expires_on=TODAY - timedelta(days=9))
    sign_in(client, make_actor(Side.EMPLOYER, need.employer))
    page = client.get_page(f"/role-needs/{need.id}")
    assert "Expired" in page.main

    client.submit(page.form("/renew"), status=302)

    kept = session.get(RoleNeed, need.id)
    assert (kept.stage, kept.expires_on > TODAY) == (stage, True)


def test_a_role_that_was_on_hold_too_long_is_not_lost_the_moment_it_opens_again(session):
    need = make_role_need(stage=Stage.ON_HOLD, expires_on=TODAY - timedelta(days=1))
    actions.make_move(need, "reopen", actor=make_actor(Side.EMPLOYER, need.employer), now=NOW)
    assert need.expires_on == TODAY + actions.WARNED


def test_others_neither_extend_nor_renew_nor_copy(session, client):
    need = make_role_need()
    for actor in (make_actor(Side.EMPLOYER), make_actor(Side.EMPLOYER, need.employer, role=Role.INTERVIEWER)):
        sign_in(client, actor)
        for step in ("extend", "renew", "copy", "merge"):
            client.send(f"/role-needs/{need.id}/{step}", status=404)
