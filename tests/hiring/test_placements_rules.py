"""What holds for a placement: three words before it counts, one full-time job at a time, answers that stay."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, IntegrityError

from marketplace.db import db
from marketplace.demand.role_needs.models import Stage as NeedStage
from marketplace.errors import Refused
from marketplace.hiring.matches.models import ReferralStage
from marketplace.hiring.offers.models import SETTLED, Offer
from marketplace.hiring.offers.models import Answer as OfferAnswer
from marketplace.hiring.offers.models import Stage as OfferStage
from marketplace.hiring.placements import actions
from marketplace.hiring.placements.lifecycle import LIFECYCLE
from marketplace.hiring.placements.models import CheckStage, Placement, PlacementChange, Related, Stage
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor
from tests.factories.demand import make_role_need
from tests.factories.hiring import employer_actor, make_checkpoint, make_offer, make_placement, make_referral
from tests.factories.offers import make_ask
from tests.factories.supply import jobseeker_actor, make_cohort, make_enrolment, make_jobseeker

pytestmark = pytest.mark.usefixtures("app", "now")
WORKING = (Stage.VERIFIED, Stage.ACTIVE, Stage.EXTENDED)
BEFORE = (Stage.CLAIMED, Stage.CONFIRMED, Stage.DISPUTED, Stage.VERIFIED)
WORK = {
    "job_title": "Dispatch coordinator",
    "starts_on": date(2026, 9, 21),
    "hours_per_week": Decimal("37.5"),
    "wage": Decimal("26.40"),
    "wage_period": "hour",
}


def refused(action, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, **kwargs)
    return refusal.value.sentence


def accepted(**overrides):
    return make_offer(OfferStage.ACCEPTED, referral=make_referral("offered", **overrides))


def hire(offer, now, **overrides):
    return actions.record_hire(offer, actor=employer_actor(offer), now=now, **WORK | overrides)


def person_of(placement):
    return jobseeker_actor(placement.jobseeker)


@pytest.mark.parametrize("stage", sorted(set(OfferStage) - SETTLED))
def test_a_hire_is_recorded_from_a_settled_offer_only(stage, now):
    offer = make_offer(stage)
    refused(hire, offer, now)
    assert db.session.scalars(db.select(Placement)).all() == []


def test_a_hire_is_recorded_once(now):
    offer = accepted()
    hire(offer, now)
    assert refused(hire, offer, now) == str(actions.RECORDED)


def test_a_recorded_hire_closes_what_was_asked_about_the_start(now):
    offer = accepted()
    ask = make_ask(offer, "start")
    hire(offer, now)
    assert ask.answer is OfferAnswer.CLOSED


def test_no_hire_is_recorded_once_the_start_is_put_off_meanwhile(now):
    offer = accepted()
    put_off = sa.update(Offer).where(Offer.id == offer.id).values(stage=OfferStage.DEFERRED_START)
    db.session.execute(put_off.execution_options(synchronize_session=False))
    assert "nothing stands in its way" in refused(hire, offer, now)


def test_a_hire_belongs_to_the_newest_graduation(now):
    person = make_jobseeker(consented=True)
    for month, stage in ((5, "graduated_late"), (8, "graduated_on_time"), (9, "withdrew")):
        make_enrolment(
            jobseeker=person,
            cohort=make_cohort(),
            stage=stage,
            graduated_on=None if stage == "withdrew" else date(2026, month, 1),
        )
    placement = hire(accepted(jobseeker=person), now)
    assert placement.enrolment is not None
    assert placement.enrolment.graduated_on == date(2026, 8, 1)
    assert (placement.stage, placement.claimed_by_side, placement.full_time) == (Stage.CLAIMED, Side.EMPLOYER, True)


def test_a_hire_without_a_graduation_names_no_cohort(now):
    assert hire(accepted(), now).enrolment_id is None


def test_a_confirmed_full_time_hire_closes_other_talks_and_a_part_time_one_does_not(now):
    for hours, stage in (("37.5", ReferralStage.OBSOLETE), ("12", ReferralStage.MUTUAL)):
        person = make_jobseeker(consented=True)
        offer = accepted(jobseeker=person)
        other = make_referral("mutual", jobseeker=person)
        placement = hire(offer, now, hours_per_week=Decimal(hours))
        assert other.stage is ReferralStage.MUTUAL
        actions.confirm(placement, actor=jobseeker_actor(person), now=now)
        assert (offer.referral.stage, other.stage) == (ReferralStage.HIRED, stage)


def test_the_person_confirms_or_says_what_is_not_right(now):
    right, wrong = make_placement(), make_placement()
    actions.confirm(right, actor=person_of(right), now=now)
    actions.dispute(wrong, note="I start on the 8th.", actor=person_of(wrong), now=now)
    assert (right.stage, right.confirmed_at, wrong.stage, wrong.confirmed_at) == (
        Stage.CONFIRMED,
        now,
        Stage.DISPUTED,
        None,
    )


def test_what_was_disputed_is_corrected_and_asked_again(now):
    placement = make_placement(Stage.DISPUTED)
    actions.correct(
        placement,
        version=str(placement.version),
        actor=employer_actor(placement),
        now=now,
        **WORK | {"starts_on": date(2026, 9, 28)},
    )
    actions.confirm(placement, actor=person_of(placement), now=now)
    assert (placement.stage, placement.starts_on) == (Stage.CONFIRMED, date(2026, 9, 28))


@pytest.mark.parametrize(("related", "basis"), [("unknown", "tasks"), ("yes", " ")])
def test_nothing_is_verified_without_a_judgement_and_what_it_rests_on(related, basis, now):
    placement = make_placement(Stage.CONFIRMED)
    refused(actions.verify, placement, related=related, related_basis=basis, actor=make_actor(Side.STAFF), now=now)
    assert placement.stage is Stage.CONFIRMED


@pytest.mark.parametrize("stage", sorted(set(Stage) - {Stage.CONFIRMED}))
def test_nothing_is_verified_before_both_said_the_same(stage, now):
    placement = make_placement(stage)
    refused(actions.verify, placement, related="yes", related_basis="tasks", actor=make_actor(Side.STAFF), now=now)


def test_verifying_plans_four_checks(now):
    placement, staff = make_placement(Stage.CONFIRMED), make_actor(Side.STAFF)
    actions.verify(placement, related="partly", related_basis="Half of the tasks", actor=staff, now=now)
    db.session.refresh(placement)
    assert (placement.stage, placement.related, placement.verified_at, placement.verified_by_id) == (
        Stage.VERIFIED,
        Related.PARTLY,
        now,
        staff.person_id,
    )
    assert [(check.day, check.due_on - placement.starts_on) for check in placement.checkpoints] == [
        (day, timedelta(days=day)) for day in (30, 90, 180, 365)
    ]


def answer(check, now, **words):
    words = {"found": "employed_same", "evidence_level": "self_report", "version": str(check.version)} | words
    actions.answer(check, actor=make_actor(Side.STAFF), now=now, **words)


def test_a_check_is_answered_from_its_day_on_and_every_answer_is_kept(now):
    early, due = (make_checkpoint(due_on=now.date() + timedelta(days=days)) for days in (1, 0))
    assert "from then on" in refused(answer, early, now)
    answer(due, now)
    assert (due.stage, due.evidence_level, due.answered_at) == (CheckStage.EMPLOYED_SAME, "self_report", now)
    answer(due, now, found="not_seeking")
    assert [(said.found.value, said.stands) for said in due.answers] == [("not_seeking", True), ("employed_same", True)]
    assert due.stage is CheckStage.NOT_SEEKING


def test_a_finding_says_how_it_is_known_and_nobody_reached_is_said_as_that(now):
    check = make_checkpoint(due_on=now.date(), attempts=3)
    assert "how this is known" in refused(answer, check, now, evidence_level="")
    answer(check, now, found="unreachable", evidence_level="self_report")
    assert (check.stage, check.evidence_level) == (CheckStage.UNREACHABLE, "")


def end(placement, now, **words):
    words = {"ended_on": now.date(), "reason": "laid_off", "note": ""} | words
    actions.end(placement, actor=make_actor(Side.STAFF), now=now, **words)


def test_work_ends_after_it_began_and_not_in_the_future(now):
    placement = make_placement(Stage.VERIFIED)
    assert "before the first day" in refused(end, placement, now, ended_on=placement.starts_on - timedelta(days=1))
    assert "still to come" in refused(end, placement, now, ended_on=now.date() + timedelta(days=1))
    end(placement, now)
    assert (placement.stage, placement.ended_on, placement.offer.stage) == (
        Stage.ENDED,
        now.date(),
        OfferStage.CONCLUDED,
    )


def test_one_full_time_job_at_a_time_and_the_next_after_the_first_has_ended(now):
    person = make_jobseeker(consented=True)
    first = make_placement(Stage.VERIFIED, referral=make_referral("hired", jobseeker=person))
    with pytest.raises(IntegrityError), db.session.begin_nested():
        make_placement(Stage.VERIFIED, referral=make_referral("hired", jobseeker=person))
    part_time = make_placement(
        offer=make_offer(OfferStage.ACCEPTED, hours_per_week="10", referral=make_referral("hired", jobseeker=person))
    )
    end(first, now)
    second = hire(accepted(jobseeker=person), now)
    assert (first.stage, second.stage, second.full_time, part_time.full_time) == (
        Stage.ENDED,
        Stage.CLAIMED,
        True,
        False,
    )


def test_a_job_that_did_not_start_frees_its_place_and_the_person(now):
    need = make_role_need(openings=1, filled=1, stage=NeedStage.FILLED)
    placement = make_placement(Stage.CONFIRMED, referral=make_referral("hired", role_need=need))
    actions.cancel_before_start(placement, note="Moved away", actor=make_actor(Side.STAFF), now=now)
    assert (placement.stage, need.filled, need.stage) == (Stage.CANCELLED_BEFORE_START, 0, NeedStage.OPEN)
    assert (placement.referral.stage, placement.offer.stage) == (ReferralStage.CLOSED, OfferStage.CONCLUDED)


def test_history_is_gapless_ends_at_the_stage_and_cannot_be_rewritten(now):
    placement = hire(accepted(), now)
    actions.dispute(placement, note="No", actor=person_of(placement), now=now)
    actions.confirm(placement, actor=person_of(placement), now=now)
    actions.verify(placement, related="no", related_basis="Other tasks", actor=make_actor(Side.STAFF), now=now)
    steps = db.session.scalars(
        db.select(PlacementChange).where(PlacementChange.subject_id == placement.id).order_by(PlacementChange.seq)
    ).all()
    assert [(step.seq, step.from_stage, step.to_stage) for step in steps] == [
        (1, None, "claimed"),
        (2, "claimed", "disputed"),
        (3, "disputed", "confirmed"),
        (4, "confirmed", "verified"),
    ]
    for sql in ("UPDATE placement_changes SET to_stage = 'ended'", "DELETE FROM placement_changes"):
        with pytest.raises(DatabaseError), db.session.begin_nested():
            db.session.execute(db.text(sql))


def test_only_the_listed_moves_are_open_to_each_side_at_each_stage(now):
    hiring, staff, person = {"owner", "recruiter"}, {"staff"}, {"jobseeker"}
    listed = {
        (Stage.CLAIMED, "confirm"): person,
        (Stage.DISPUTED, "confirm"): person,
        (Stage.CLAIMED, "dispute"): person,
        (Stage.DISPUTED, "correct"): hiring | staff,
        (Stage.CONFIRMED, "verify"): staff,
        (Stage.VERIFIED, "begin"): staff,
        (Stage.SUSPENDED, "resume"): staff,
        **{(stage, "settle"): staff for stage in (Stage.CLAIMED, Stage.DISPUTED)},
        **{(stage, name): staff for stage in WORKING for name in ("suspend", "extend")},
        **{(stage, "end"): staff for stage in (*WORKING, Stage.SUSPENDED)},
        **{(stage, "cancel_before_start"): staff for stage in BEFORE},
    }
    actors = {role.value: make_actor(Side.EMPLOYER, role=role) for role in Role}
    actors |= {side.value: make_actor(side) for side in (Side.JOBSEEKER, Side.STAFF, Side.FUNDER, Side.ADMIN)}
    found = {
        (stage, name): {who for who, actor in actors.items() if LIFECYCLE.allows(stage, name, actor)}
        for stage in Stage
        for name in LIFECYCLE.names()
    }
    assert {key: who for key, who in found.items() if who} == listed
