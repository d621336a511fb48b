"""Times that are shared, moved and missed, and nobody in two places at once."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.hiring.interviews import actions, queries
from marketplace.hiring.interviews.models import Interview, SharedSlot, Stage
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor
from tests.factories.hiring import employer_actor, make_interview, make_referral
from tests.factories.interviews import make_day, make_interviewer
from tests.factories.supply import jobseeker_actor

pytestmark = pytest.mark.usefixtures("app", "now")
PLAN = actions.Plan(time_zone="America/Halifax", minutes=45, place="12 Quay Street")


def person_of(interview):
    return jobseeker_actor(interview.referral.jobseeker)


def pick(interview, now, number=0):
    actions.pick_slot(interview, slot_id=interview.slots[number].id, actor=person_of(interview), now=now)


def miss(interview, now):
    actions.record_outcome(
        interview,
        outcome="candidate_missed",
        version=str(interview.version),
        actor=employer_actor(interview),
        now=now,
    )


def invitations():
    """The calendar files that wait to be sent: (method, UID, sequence) for each address."""
    found = []
    for item in db.session.scalars(db.select(OutboxItem).order_by(OutboxItem.created_at)):
        if item.arguments.get("calendar"):
            calendar = Calendar.from_ical(item.arguments["calendar"])
            event = calendar.walk("VEVENT")[0]
            found.append((item.to_address, str(calendar["METHOD"]), str(event["UID"]), event["SEQUENCE"]))
    return found


def test_a_shared_time_goes_to_whoever_picks_it_first_and_the_others_pick_another(now):
    day, (first, second) = make_day([now + timedelta(days=1), now + timedelta(days=1, hours=1)])
    pick(first, now)
    with pytest.raises(Refused, match="Somebody else has just taken that time"), db.session.begin_nested():
        pick(second, now)
    db.session.expire_all()
    assert second.stage is Stage.PROPOSED
    assert [time.why_not for time in queries.times_on_offer(second, now)] == ["This time is not free any more.", ""]
    pick(second, now, 1)
    taken = db.session.scalars(db.select(SharedSlot.taken_by_id).order_by(SharedSlot.starts_at)).all()
    assert (day.minutes, taken) == (45, [first.id, second.id])


def test_a_shared_time_that_is_called_off_is_free_again(now):
    _day, (first, second) = make_day([now + timedelta(days=1)])
    pick(first, now)
    actions.cancel(first, note="I work then.", actor=person_of(first), now=now)
    db.session.expire_all()
    pick(second, now)
    assert second.stage is Stage.SCHEDULED


def test_a_day_is_offered_to_those_who_can_be_met_and_to_nobody_else(now):
    mutual, shared = make_referral(), make_referral("shared_with_employer")
    owner = employer_actor(mutual)
    starts = [now + timedelta(days=1, hours=place) for place in range(2)]
    with pytest.raises(Refused, match="can’t be met now"):
        actions.plan_day(mutual.role_need, referral_ids=[shared.id], starts=starts, plan=PLAN, actor=owner, now=now)
    with pytest.raises(Refused, match="at least as many times"):
        actions.plan_day(mutual.role_need, referral_ids=[mutual.id], starts=[], plan=PLAN, actor=owner, now=now)
    day = actions.plan_day(mutual.role_need, referral_ids=[mutual.id], starts=starts, plan=PLAN, actor=owner, now=now)
    (asked,) = queries.interviews_of_day(day)
    assert (asked.referral_id, [slot.starts_at for slot in asked.slots]) == (mutual.id, starts)
    assert [person.id for person in asked.panel] == [owner.person_id]


def test_an_interviewer_is_not_in_two_interviews_at_once(now):
    start = now + timedelta(days=1)
    busy = make_interview(slots=[start])
    someone = make_interviewer(busy, Role.RECRUITER)
    late = make_interview(
        slots=[start], panel=[someone], referral=make_referral("interviewing", role_need=busy.referral.role_need)
    )
    pick(busy, now)
    with pytest.raises(Refused, match="not free any more"):
        pick(late, now)
    other = make_referral(role_need=busy.referral.role_need)
    with pytest.raises(Refused, match="has another interview on Wed 16 September, 11:00 Halifax time"):
        actions.propose(other, slots=[start - timedelta(minutes=30)], plan=PLAN, actor=someone, now=now)
    actions.propose(other, slots=[start + timedelta(minutes=45)], plan=PLAN, actor=someone, now=now)


def test_nobody_from_elsewhere_sits_on_a_panel(now):
    referral, stranger = make_referral(), make_actor(Side.EMPLOYER)
    plan = actions.Plan(time_zone="America/Halifax", minutes=45, place="12 Quay Street", panel=[stranger.person_id])
    with pytest.raises(Refused, match="does not act for your organisation"):
        actions.propose(referral, slots=[now + timedelta(days=1)], plan=plan, actor=employer_actor(referral), now=now)


def test_each_side_moves_an_interview_as_often_as_was_agreed(now):
    interview = make_interview(slots=[now + timedelta(days=1)], reschedules_allowed=1)
    owner = employer_actor(interview)
    pick(interview, now)
    actions.reschedule(interview, note="I work then.", actor=person_of(interview), now=now)
    assert (interview.stage, interview.candidate_reschedules, interview.employer_reschedules) == (
        Stage.RESCHEDULE_REQUESTED,
        1,
        0,
    )
    actions.offer_again(interview, slots=[now + timedelta(days=3)], actor=owner, now=now)
    assert (interview.stage, interview.starts_at, len(interview.slots)) == (Stage.PROPOSED, None, 1)
    pick(interview, now)
    with pytest.raises(Refused, match="as often as was agreed"):
        actions.reschedule(interview, note="Again.", actor=person_of(interview), now=now)
    actions.reschedule(interview, note="The desk moved.", actor=owner, now=now, slots=[now + timedelta(days=4)])
    assert (interview.stage, interview.employer_reschedules) == (Stage.PROPOSED, 1)


def test_a_time_that_was_given_up_is_kept_after_all_unless_it_is_not_free_any_more(now):
    start = now + timedelta(days=1)
    _day, (mine, theirs) = make_day([start])
    pick(mine, now)
    actions.reschedule(mine, note="I work then.", actor=person_of(mine), now=now)
    actions.keep_time(mine, actor=person_of(mine), now=now)
    assert (mine.stage, mine.starts_at) == (Stage.SCHEDULED, start)
    actions.reschedule(mine, note="Again.", actor=person_of(mine), now=now)
    db.session.expire_all()
    pick(theirs, now)
    with pytest.raises(Refused):
        actions.keep_time(mine, actor=person_of(mine), now=now)


def test_everybody_who_comes_gets_the_file_for_their_calendar_and_each_change_of_it(now):
    interview = make_interview(slots=[now + timedelta(days=1)], private_notes="A secret.")
    member = make_interviewer(interview)
    pick(interview, now)
    actions.reschedule(interview, note="I work then.", actor=person_of(interview), now=now)
    actions.keep_time(interview, actor=person_of(interview), now=now)
    actions.cancel(interview, note="I moved.", actor=person_of(interview), now=now)
    person = interview.referral.jobseeker.person
    address = db.session.get(type(person), member.person_id).email
    uid = f"interview-{interview.id}@guildhall"
    files = invitations()
    assert [file[1:] for file in files if file[0] == address] == [
        ("REQUEST", uid, 0),
        ("CANCEL", uid, 1),
        ("REQUEST", uid, 2),
        ("CANCEL", uid, 3),
    ]
    assert [file[1:] for file in files if file[0] == person.email] == [("REQUEST", uid, 0), ("REQUEST", uid, 2)]
    theirs = [
        item.arguments["calendar"] for item in db.session.scalars(db.select(OutboxItem)) if item.to_address == address
    ]
    assert not any(person.name in words or "A secret" in words for words in theirs)


def test_after_a_first_missed_interview_the_times_that_are_left_are_offered_again(now):
    interview = make_interview(slots=[now + timedelta(hours=1), now + timedelta(days=2)], kind="technical")
    pick(interview, now)
    later = now + timedelta(hours=3)
    miss(interview, later)
    again = queries.live_of(interview.referral)
    assert (interview.stage, again.stage, again.kind) == (Stage.NO_SHOW_CANDIDATE, Stage.PROPOSED, interview.kind)
    assert [slot.starts_at for slot in again.slots] == [now + timedelta(days=2)]
    assert queries.missed_before(interview.referral) == [interview]


def test_a_second_missed_interview_is_settled_by_the_program_team_first(now):
    staff = make_actor(Side.STAFF)
    first = make_interview(Stage.NO_SHOW_CANDIDATE, slots=[now - timedelta(days=5)])
    second = make_interview(Stage.SCHEDULED, slots=[now - timedelta(hours=1)], referral=first.referral)
    assert db.session.scalars(queries.missed_again(staff)).all() == []
    actions.say_employer_missed(second, actor=person_of(second), now=now, reason="told_too_late")
    assert db.session.scalars(queries.missed_again(staff)).unique().all() == [second]
    assert actions.why_not_propose(second.referral).startswith("Two interviews with this person were missed.")
    actions.settle_missed(second, note="Both come on Thursday.", actor=staff, now=now)
    assert db.session.scalars(queries.missed_again(staff)).all() == []
    assert actions.why_not_propose(second.referral) is None


def test_the_next_round_has_the_next_number(now):
    cleared = make_interview(Stage.CLEARED)
    make_interview(Stage.CANCELLED_BY_EMPLOYER, referral=cleared.referral)
    interview = actions.propose(
        cleared.referral, slots=[now + timedelta(days=1)], plan=PLAN, actor=employer_actor(cleared), now=now
    )
    assert interview.number == 2
    assert db.session.scalar(db.select(db.func.count()).select_from(Interview)) == 3
