"""What holds for an interview, whoever asks and in whatever order."""

from datetime import timedelta

import pytest

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.hiring.interviews import actions
from marketplace.hiring.interviews.lifecycle import LIFECYCLE
from marketplace.hiring.interviews.models import Interview, InterviewChange, Stage
from marketplace.hiring.matches.models import ReferralStage
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor
from tests.factories.hiring import employer_actor, make_interview, make_referral
from tests.factories.supply import jobseeker_actor, make_jobseeker

pytestmark = pytest.mark.usefixtures("app", "now")
WHERE = {"time_zone": "America/Halifax", "minutes": 45, "place": "12 Quay Street"}


def person_of(interview):
    return jobseeker_actor(interview.referral.jobseeker)


def pick(interview, now, number=0):
    actions.pick_slot(interview, slot_id=interview.slots[number].id, actor=person_of(interview), now=now)


def judge(interview, now, **words):
    words = {"outcome": "clear", "private_notes": "", "version": str(interview.version)} | words
    actions.record_outcome(interview, actor=employer_actor(interview), now=now, **words)


@pytest.mark.parametrize("stage", sorted(set(ReferralStage) - actions.MEETING))
def test_an_interview_needs_both_to_have_said_yes(stage, now):
    referral = make_referral(stage)
    with pytest.raises(Refused):
        actions.propose(referral, slots=[now + timedelta(days=1)], actor=employer_actor(referral), now=now, **WHERE)
    assert db.session.scalars(db.select(Interview)).all() == []


@pytest.mark.parametrize("hours", [(), (-1,), (0,), (24, -1), (24, 25, 26, 27)])
def test_one_to_three_times_are_offered_and_all_are_still_to_come(hours, now):
    referral = make_referral()
    slots = [now + timedelta(hours=hour) for hour in hours]
    with pytest.raises(Refused):
        actions.propose(referral, slots=slots, actor=employer_actor(referral), now=now, **WHERE)


def test_one_interview_at_a_time(now):
    interview = make_interview(Stage.SCHEDULED)
    with pytest.raises(Refused) as refusal:
        actions.propose(
            interview.referral, slots=[now + timedelta(days=2)], actor=employer_actor(interview), now=now, **WHERE
        )
    assert refusal.value.sentence == str(actions.ONE_AT_A_TIME)


def test_after_an_outcome_a_second_interview_can_follow(now):
    interview = make_interview(Stage.CLEARED)
    second = actions.propose(
        interview.referral, slots=[now + timedelta(days=2)], actor=employer_actor(interview), now=now, **WHERE
    )
    assert (second.stage, second.referral.stage) == (Stage.PROPOSED, ReferralStage.INTERVIEWING)


def test_a_time_that_has_passed_cannot_be_picked(now):
    interview = make_interview(slots=[now - timedelta(minutes=1), now + timedelta(days=1)])
    with pytest.raises(Refused) as refusal:
        pick(interview, now, 0)
    assert refusal.value.sentence.startswith("That time has passed.")
    pick(interview, now, 1)
    assert (interview.stage, interview.starts_at) == (Stage.SCHEDULED, now + timedelta(days=1))


def test_the_time_of_another_interview_cannot_be_picked(now):
    theirs, mine = make_interview(), make_interview()
    with pytest.raises(Refused):
        actions.pick_slot(mine, slot_id=theirs.slots[0].id, actor=person_of(mine), now=now)
    assert mine.stage is Stage.PROPOSED


@pytest.mark.parametrize(("minutes_later", "fits"), [(0, False), (44, False), (-44, False), (45, True), (-45, True)])
def test_two_interviews_of_one_person_do_not_overlap(minutes_later, fits, now):
    person = make_jobseeker(consented=True)
    start = now + timedelta(days=1)
    make_interview(Stage.SCHEDULED, slots=[start], referral=make_referral("interviewing", jobseeker=person))
    second = make_interview(
        slots=[start + timedelta(minutes=minutes_later)], referral=make_referral("interviewing", jobseeker=person)
    )
    if fits:
        pick(second, now)
        assert second.stage is Stage.SCHEDULED
    else:
        with pytest.raises(Refused) as refusal:
            pick(second, now)
        assert refusal.value.sentence.startswith(
            "You have another interview then, on Wed 16 September, 11:00 Halifax time."
        )


def test_somebody_elses_interview_is_not_in_the_way(now):
    start = now + timedelta(days=1)
    make_interview(Stage.SCHEDULED, slots=[start])
    interview = make_interview(slots=[start])
    pick(interview, now)
    assert interview.stage is Stage.SCHEDULED


def test_no_outcome_before_the_interview_begins(now):
    interview = make_interview(Stage.SCHEDULED, slots=[now + timedelta(minutes=1)])
    with pytest.raises(Refused):
        judge(interview, now, private_notes="too soon")
    assert (interview.stage, interview.private_notes) == (Stage.SCHEDULED, "")


@pytest.mark.parametrize(
    ("outcome", "stage"),
    [("clear", Stage.CLEARED), ("not_clear", Stage.NOT_CLEARED), ("candidate_missed", Stage.NO_SHOW_CANDIDATE)],
)
def test_the_employer_says_what_came_of_it(outcome, stage, now):
    interview = make_interview(Stage.SCHEDULED, slots=[now])
    judge(interview, now, outcome=outcome, private_notes="Calm")
    assert (interview.stage, interview.private_notes) == (stage, "Calm")


def test_an_outcome_from_an_old_page_is_stale(now):
    interview = make_interview(Stage.SCHEDULED, slots=[now])
    with pytest.raises(Refused):
        judge(interview, now, version="0")
    assert interview.stage is Stage.SCHEDULED


def test_either_side_calls_it_off_and_the_other_reads_why(now):
    by_employer, by_person = make_interview(Stage.SCHEDULED), make_interview()
    actions.cancel(by_employer, note="The desk moved.", actor=employer_actor(by_employer), now=now)
    actions.cancel(by_person, note="I work then.", actor=person_of(by_person), now=now)
    assert (by_employer.stage, by_person.stage) == (Stage.CANCELLED_BY_EMPLOYER, Stage.CANCELLED_BY_CANDIDATE)
    assert (by_employer.calendar_sequence, by_person.calendar_sequence) == (1, 1)
    assert db.session.scalars(db.select(OutboxItem.name)).all() == ["interview_cancelled"]


def test_once_its_time_has_come_an_interview_is_not_called_off(now):
    interview = make_interview(Stage.SCHEDULED, slots=[now])
    for actor in (employer_actor(interview), person_of(interview)):
        with pytest.raises(Refused):
            actions.cancel(interview, note="Sorry", actor=actor, now=now)
    assert interview.stage is Stage.SCHEDULED


def test_the_person_says_that_nobody_came_but_not_before_it_begins(now):
    interview = make_interview(Stage.SCHEDULED, slots=[now + timedelta(hours=1)])
    with pytest.raises(Refused):
        actions.say_employer_missed(interview, actor=person_of(interview), now=now)
    actions.say_employer_missed(interview, actor=person_of(interview), now=now + timedelta(hours=2))
    assert interview.stage is Stage.NO_SHOW_EMPLOYER


def test_a_closed_referral_arranges_nothing_any_more(now):
    interview = make_interview(referral=make_referral(ReferralStage.CLOSED))
    with pytest.raises(Refused):
        pick(interview, now)


def test_only_the_listed_moves_are_open_to_each_side_at_each_stage(now):
    person, hires, members = {"jobseeker"}, {"owner", "recruiter"}, {"owner", "recruiter", "interviewer"}
    called_off = {"cancel": members, "cannot_come": person}
    listed = {
        Stage.PROPOSED: {"pick_slot": person, "offer_again": hires, **called_off},
        Stage.SCHEDULED: {
            "reschedule": person | members,
            "hold": members,
            "candidate_missed": members,
            "employer_missed": person,
            **called_off,
        },
        Stage.RESCHEDULE_REQUESTED: {"keep_time": person, "offer_again": hires, **called_off},
        Stage.HELD: {"score": members, "clear": hires, "not_clear": hires},
        Stage.SCORED: {"clear": hires, "not_clear": hires},
    }
    actors = {role.value: make_actor(Side.EMPLOYER, role=role) for role in Role}
    actors |= {side.value: make_actor(side) for side in (Side.JOBSEEKER, Side.STAFF, Side.FUNDER, Side.ADMIN)}
    found = {
        stage: {
            name: who
            for name in LIFECYCLE.names()
            if name not in {"call_off", "end_with_talks"}
            and (who := {who for who, actor in actors.items() if LIFECYCLE.allows(stage, name, actor)})
        }
        for stage in Stage
    }
    assert {stage: moves for stage, moves in found.items() if moves} == listed


def test_history_is_numbered_without_gaps_and_ends_at_the_stage(now):
    referral = make_referral()
    interview = actions.propose(
        referral, slots=[now + timedelta(hours=1)], actor=employer_actor(referral), now=now, **WHERE
    )
    pick(interview, now)
    judge(interview, now + timedelta(hours=3))
    steps = db.session.execute(
        db.select(InterviewChange.seq, InterviewChange.move, InterviewChange.to_stage)
        .where(InterviewChange.subject_id == interview.id)
        .order_by(InterviewChange.seq)
    ).all()
    assert [tuple(step) for step in steps] == [
        (1, "propose", "proposed"),
        (2, "pick_slot", "scheduled"),
        (3, "hold", "held"),
        (4, "clear", "cleared"),
    ]
