"""Checks whether it lasts: asked by mail, answered by a link that works once, kept side by side, never guessed."""

import re
from datetime import timedelta

import pytest
from sqlalchemy.exc import DatabaseError

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.hiring.placements import actions, queries
from marketplace.hiring.placements.actions import asking
from marketplace.hiring.placements.models import (
    CheckpointAnswer,
    CheckStage,
    ContactAttempt,
    Found,
    RetentionCheckpoint,
    Stage,
)
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from marketplace.supply.jobseekers.actions import forget
from marketplace.supply.jobseekers.models import Consent, Disclosure
from tests.factories.accounts import make_actor
from tests.factories.hiring import employer_actor, make_checkpoint, make_placement
from tests.factories.placements import make_claim, make_link
from tests.factories.supply import jobseeker_actor

pytestmark = pytest.mark.usefixtures("app", "now")


def due(stage=Stage.ACTIVE, **overrides):
    return make_checkpoint(make_placement(stage), **overrides)


def answer(check, now, found="employed_same", level="self_report", **words):
    staff = make_actor(Side.STAFF)
    words = {"found": found, "evidence_level": level, "version": str(check.version)} | words
    actions.answer(check, actor=staff, now=now, **words)


def links(template):
    mails = db.session.scalars(db.select(OutboxItem).where(OutboxItem.name == template).order_by(OutboxItem.created_at))
    return [re.search(r"https?://[^/]+(/asked/\S+)", mail.body_text).group(1) for mail in mails]


def test_the_clock_asks_both_sides_once_and_again_a_week_later_and_then_it_is_the_teams(now):
    check = due()
    employer_actor(check.placement)
    staff = make_actor(Side.STAFF)
    for later in (0, 0, 7, 8, 20):
        actions.look_after(now=now + timedelta(days=later))
    assert (len(links("check_asked")), len(links("check_asked_employer"))) == (2, 2)
    assert (check.stage, check.attempts) == (CheckStage.ATTEMPTING, 2)
    tries = [(one.way.value, one.asked_side.value, one.by_id) for one in db.session.scalars(db.select(ContactAttempt))]
    assert sorted(tries) == [("mail", "employer", None)] * 2 + [("mail", "jobseeker", None)] * 2
    assert db.session.scalars(queries.checks_due(staff, now.date())).unique().all() == [check]


def test_of_somebody_who_was_forgotten_no_check_falls_due_and_nobody_is_asked(now):
    check, other = due(), due(stage=Stage.ACTIVE, day=90)
    employer_actor(other.placement)
    other.stage = CheckStage.DUE
    for one in (check, other):
        forget(one.placement.jobseeker.person, now=now)
    actions.look_after(now=now + timedelta(days=8))
    db.session.expire_all()
    assert (check.stage, other.attempts, links("check_asked_employer")) == (CheckStage.SCHEDULED, 0, [])
    assert db.session.scalars(queries.checks_due(make_actor(Side.STAFF), now.date())).unique().all() == []


def test_nobody_is_not_reached_before_enough_tries_are_written_down(now):
    check = due()
    with pytest.raises(Refused, match="0 tries of 3"):
        answer(check, now, found="unreachable", level="")
    for _time in range(3):
        actions.note_contact(
            check, way="phone", result="no_answer", asked_side="jobseeker", actor=make_actor(Side.STAFF), now=now
        )
    answer(check, now, found="unreachable", level="")
    assert (check.stage, check.evidence_level) == (CheckStage.UNREACHABLE, "")


def test_an_answer_known_less_well_is_kept_beside_the_one_that_stands(now):
    check = due()
    actions.answer_as(check, found="employed_same", actor=employer_actor(check.placement), now=now)
    actions.answer_as(check, found="employed_other", actor=jobseeker_actor(check.placement.jobseeker), now=now)
    assert (check.stage, queries.do_not_agree(check)) == (CheckStage.EMPLOYED_SAME, True)
    answer(check, now, found="employed_other", level="third_party_unverified")
    assert (check.stage, queries.do_not_agree(check)) == (CheckStage.EMPLOYED_OTHER, False)
    assert [said.stands for said in check.answers] == [True, False, True]


def test_an_employer_who_knows_no_more_answers_nothing_for_the_person(now):
    check = due()
    actions.answer_as(check, found="left", actor=employer_actor(check.placement), now=now)
    assert (check.stage, check.answers[0].found) == (CheckStage.SCHEDULED, Found.LEFT)
    assert db.session.scalars(queries.seem_over(make_actor(Side.STAFF))).unique().all() == [check.placement]
    with pytest.raises(Refused, match="not for you"):
        actions.answer_as(check, found="not_seeking", actor=employer_actor(check.placement), now=now)


def test_answers_and_contacts_can_not_be_rewritten(now):
    check = due()
    actions.note_contact(
        check, way="phone", result="reached", asked_side="jobseeker", actor=make_actor(Side.STAFF), now=now
    )
    answer(check, now)
    make_claim(check.placement)
    for table, column in (
        ("checkpoint_answers", "seq"),
        ("contact_attempts", "seq"),
        ("checkpoint_changes", "seq"),
        ("placement_claims", "seq"),
    ):
        for sql in (f"UPDATE {table} SET {column} = 9", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError, match="only ever appended"), db.session.begin_nested():
                db.session.execute(db.text(sql))


def test_a_link_asks_one_thing_takes_one_answer_and_then_opens_nothing(new_client, now):
    check = due()
    actions.look_after(now=now)
    (url,) = links("check_asked")
    stranger = new_client()
    page = stranger.get_page(url)
    assert page.h1 == "Do you still work there?"
    assert db.session.scalars(db.select(CheckpointAnswer)).all() == []
    person = check.placement.jobseeker.person.name
    assert person not in page.html
    stranger.send(url, status=303, answer="not_employed_seeking")
    db.session.refresh(check)
    assert (check.stage, check.evidence_level) == (CheckStage.NOT_EMPLOYED_SEEKING, "self_report")
    assert len(check.answers) == 1
    used, unknown = new_client().get(url), new_client().get("/asked/nobody-ever-made-this-one")
    assert (used.status_code, unknown.status_code) == (410, 410)
    for word in (person, check.placement.job_title, check.placement.where):
        assert word not in used.get_data(as_text=True)
    assert new_client().send(url, answer="employed_same").status in {409, 410}
    assert db.session.get_one(RetentionCheckpoint, check.id).stage is CheckStage.NOT_EMPLOYED_SEEKING


def test_a_link_names_the_person_to_the_employer_under_consent_and_writes_it_down(new_client, now):
    check = due()
    employer_actor(check.placement)
    actions.look_after(now=now)
    (url,) = links("check_asked_employer")
    name = check.placement.jobseeker.person.name
    assert name in new_client().get_page(url).main
    assert [look.what for look in db.session.scalars(db.select(Disclosure))] == ["placements"]
    db.session.execute(db.update(Consent).values(withdrawn_at=now))
    assert name not in new_client().get_page(url).html
    mail = db.session.scalars(db.select(OutboxItem).where(OutboxItem.name == "check_asked_employer")).one()
    assert name not in mail.subject + mail.body_text + mail.body_html


def test_a_hire_is_confirmed_or_disputed_by_a_link_until_it_expires(new_client, now):
    right, wrong, late = make_placement(), make_placement(), make_placement()
    make_link(right, "one"), make_link(wrong, "two"), make_link(late, "three", expires_at=now)
    new_client().send("/asked/one", status=303, answer="right")
    new_client().send("/asked/two", status=303, answer="not_right")
    assert new_client().get("/asked/three").status_code == 410
    for placement in (right, wrong, late):
        db.session.refresh(placement)
    assert [row.stage for row in (right, wrong, late)] == [Stage.CONFIRMED, Stage.DISPUTED, Stage.CLAIMED]


def test_a_link_dies_with_the_place_that_it_was_mailed_to(new_client, now):
    check = due()
    member = employer_actor(check.placement)
    actions.look_after(now=now)
    (url,) = links("check_asked_employer")
    from marketplace.accounts.models import Membership

    db.session.execute(db.update(Membership).where(Membership.id == member.membership_id).values(ended_at=now))
    assert new_client().get(url).status_code == 410


def test_who_employed_somebody_before_says_nothing_of_a_day_after_the_end(new_client, now):
    over = make_placement(Stage.ENDED)
    within, after = (
        make_checkpoint(over, day=day, due_on=over.ended_on + timedelta(days=late)) for day, late in ((30, 0), (90, 1))
    )
    actor = employer_actor(over)
    assert db.session.scalars(queries.own_checks(actor)).unique().all() == [within]
    make_link(over, "day-of-the-end", within, membership_id=actor.membership_id)
    make_link(over, "day-after", after, membership_id=actor.membership_id)
    make_link(over, "their-own", after)
    opened = [new_client().get(f"/asked/{one}").status_code for one in ("day-of-the-end", "day-after", "their-own")]
    assert opened == [200, 410, 200]


def test_one_placement_that_can_not_begin_holds_up_nobody(now, monkeypatch, caplog):
    stuck, other = make_placement(Stage.VERIFIED), make_placement(Stage.VERIFIED)
    begin = asking.begin

    def begin_but(placement, **words):
        begin(placement, **words)
        if placement is stuck:
            raise Refused("x")

    monkeypatch.setattr(asking, "begin", begin_but)
    actions.look_after(now=now)
    assert (stuck.stage, other.stage) == (Stage.VERIFIED, Stage.ACTIVE)
    assert str(stuck.id) in caplog.text
