"""Scorecards that are written alone, feedback that is released once, words in confidence, and silence that is seen."""

from datetime import timedelta
from importlib import import_module

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.hiring.interviews import actions, queries
from marketplace.hiring.interviews.models import ProblemReport, Scorecard, Stage
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor
from tests.factories.demand import make_requirement
from tests.factories.hiring import employer_actor, make_interview, make_referral
from tests.factories.interviews import make_feedback, make_interviewer, make_report, make_scorecard
from tests.factories.supply import jobseeker_actor

pytestmark = pytest.mark.usefixtures("app", "now")


def person_of(interview):
    return jobseeker_actor(interview.referral.jobseeker)


def held(now, **overrides):
    return make_interview(Stage.HELD, slots=[now - timedelta(days=1)], **overrides)


def hand_in(interview, actor, now, **words):
    words = {"hire": "yes", "notes": "Calm.", "scores": {}} | words
    return actions.hand_in(interview, actor=actor, now=now, **words)


def test_the_first_scorecard_says_that_it_took_place_and_the_last_closes_scoring(now):
    interview = make_interview(Stage.SCHEDULED, slots=[now - timedelta(hours=1)])
    one, other = make_interviewer(interview), make_interviewer(interview, Role.RECRUITER)
    asked = make_requirement(interview.referral.role_need)
    card = hand_in(interview, one, now, scores={asked.id: (3, "Told of the ring.")})
    assert (interview.stage, [score.points for score in card.scores]) == (Stage.HELD, [3])
    hand_in(interview, other, now)
    assert interview.stage is Stage.SCORED


@pytest.mark.parametrize("stage", sorted(set(Stage) - {Stage.SCHEDULED, Stage.HELD, Stage.SCORED}))
def test_only_what_took_place_and_is_undecided_is_scored(stage, now):
    interview = make_interview(stage, slots=[now - timedelta(hours=1)])
    with pytest.raises(Refused):
        hand_in(interview, make_interviewer(interview), now)


def test_a_scorecard_is_handed_in_once_by_those_who_took_part(now):
    interview = held(now)
    member = make_interviewer(interview)
    make_interviewer(interview)
    hand_in(interview, member, now)
    with pytest.raises(Refused, match="stays as it is"):
        hand_in(interview, member, now)
    with pytest.raises(Refused, match="Those who take part"):
        hand_in(interview, employer_actor(interview), now)


def test_whoever_took_part_reads_the_others_once_their_own_is_in(now):
    interview = held(now)
    one, other = make_interviewer(interview), make_interviewer(interview, Role.OWNER)
    mine = make_scorecard(interview, one)

    def reads(actor):
        return [card.id for card in queries.scorecards_shown(interview, actor)]

    hires = employer_actor(interview, Role.RECRUITER)
    assert (reads(one), reads(other), reads(hires)) == ([mine.id], [], [mine.id])
    theirs = hand_in(interview, other, now)
    assert reads(other) == [theirs.id, mine.id]
    assert (reads(person_of(interview)), reads(make_actor(Side.STAFF))) == ([], [])
    actions.share_scorecards(interview, actor=hires, now=now)
    assert len(reads(make_actor(Side.STAFF))) == 2


def test_the_page_shows_no_scorecard_to_whoever_may_not_read_it(browser, now):
    interview = held(now)
    waits = make_interviewer(interview)
    make_scorecard(interview, make_interviewer(interview), notes="canary-5c notes")
    readers = {
        who
        for who, actor in {
            "owner": employer_actor(interview),
            "waits": waits,
            "person": person_of(interview),
            "staff": make_actor(Side.STAFF),
        }.items()
        if "canary-5c" in browser(actor).get_page(f"/interviews/{interview.id}").html
    }
    assert readers == {"owner"}


def test_scoring_and_deciding_over_pages(browser, now):
    interview = make_interview(Stage.SCHEDULED, slots=[now - timedelta(hours=1)])
    asked = make_requirement(interview.referral.role_need)
    member = make_interviewer(interview, Role.OWNER)
    theirs = browser(member)
    form = theirs.get_page(f"/interviews/{interview.id}/scorecard").form("/scorecard")
    theirs.submit(form, status=422, points_0="3")  # would hire is left out
    theirs.submit(form, status=302, points_0="3", words_0="Told of the ring.", hire="strong_yes", notes="")
    card = db.session.scalars(db.select(Scorecard)).one()
    assert [(score.requirement_id, score.points) for score in card.scores] == [(asked.id, 3)]
    form = theirs.get_page(f"/interviews/{interview.id}/outcome").form("/outcome")
    theirs.submit(form, status=302, outcome="clear", private_notes="Go on.")
    assert (interview.stage, interview.feedback_by) == (Stage.CLEARED, now + actions.FEEDBACK_WITHIN)
    assert "Arrange the next round" in theirs.get_page(f"/interviews/{interview.id}").main


# ---- feedback ------------------------------------------------------------------------------------------


def test_feedback_is_read_by_the_person_once_it_is_released_and_then_it_stays(browser, now):
    interview = held(now)
    theirs, person = browser(employer_actor(interview)), browser(person_of(interview))
    url = f"/interviews/{interview.id}"
    form = theirs.get_page(f"{url}/feedback").form("/release")
    theirs.send(f"{url}/feedback/draft", status=302, words="You asked before you acted.", version="")
    assert "You asked before" not in person.get_page(url).html
    assert "You asked before" not in browser(make_actor(Side.STAFF)).get_page(url).html
    theirs.submit(form, status=409, words="Other words")  # an old page
    form = theirs.get_page(f"{url}/feedback").form("/release")
    theirs.submit(form, status=302, words="You asked before you acted.")
    assert "You asked before" in person.get_page(url).main
    assert "You asked before" in browser(make_actor(Side.STAFF)).get_page(url).main
    assert "stays as the person read it" in theirs.send(f"{url}/feedback/release", status=409, words="No.").refusal
    assert "interview_feedback" in db.session.scalars(db.select(OutboxItem.name)).all()


def test_nobody_reads_notes_or_a_draft_before_their_own_scorecard_is_in(browser, now):
    interview = held(now, private_notes="Canary of the notes.")
    make_feedback(interview, released_at=None, words="Canary of the draft.")
    member, owner = make_interviewer(interview, Role.RECRUITER), employer_actor(interview)
    page = f"/interviews/{interview.id}"

    def reads(actor):
        found = browser(actor).get_page(page).main + browser(actor).get_page(f"{page}/outcome").html
        found += browser(actor).get_page(f"{page}/feedback").html
        return [words for words in ("Canary of the notes.", "Canary of the draft.") if words in found]

    assert (reads(member), len(reads(owner))) == ([], 2)
    with pytest.raises(Refused, match="once your own scorecard is in"):
        actions.write_feedback(interview, words="Mine.", version=None, release=False, actor=member, now=now)
    hand_in(interview, member, now)
    assert len(reads(member)) == 2


def test_what_the_match_knew_is_closed_with_the_talks(browser, now):
    interview = make_interview(Stage.SCHEDULED, slots=[now - timedelta(hours=1)])
    sides = employer_actor(interview), person_of(interview)
    for closed, status in ((False, 200), (True, 404)):
        if closed:
            interview.referral.stage = "closed"
            db.session.flush()
        for actor in sides:
            browser(actor).get_page(f"/interviews/{interview.id}/preparation", status=status)
            assert ("How to prepare" in browser(actor).get_page(f"/interviews/{interview.id}").main) is not closed


def test_interviews_from_before_there_were_rounds_are_numbered_by_their_time(now):
    referral = make_referral("interviewing")
    stages = ("not_cleared", "no_show_candidate", "cleared", "proposed")
    rows = [
        make_interview(
            stage, referral=referral, created_at=now + timedelta(days=day), slots=[now + timedelta(days=day)]
        )
        for day, stage in enumerate(stages)
    ]
    other, alone = make_interview("cleared", number=3), make_interview("cleared")
    migration = import_module("migrations.versions.0038_changed_results_and_baselines")
    with Operations.context(MigrationContext.configure(db.session.connection())):
        migration._number_rounds()
    db.session.expire_all()
    assert [row.number for row in (*rows, other, alone)] == [1, 2, 2, 3, 3, 1]


def test_a_problem_is_told_to_the_program_team_and_the_employer_learns_nothing(browser, now):
    interview = held(now)
    before = browser(employer_actor(interview)).get_page(f"/interviews/{interview.id}").main
    person = browser(person_of(interview))
    form = person.get_page(f"/interviews/{interview.id}/problem").form("/problem")
    person.submit(form, status=302, words="They asked about my family.")
    assert browser(employer_actor(interview)).get_page(f"/interviews/{interview.id}").main == before
    staff = make_actor(Side.STAFF)
    team = browser(staff)
    page = team.get_page(f"/interviews/{interview.id}")
    assert "They asked about my family." in page.main
    team.submit(page.form("/settle"), status=302)
    assert db.session.scalars(queries.open_reports(staff)).all() == []
    assert db.session.scalars(sa.select(ProblemReport.settled_by_id)).all() == [staff.person_id]


# ---- silence -------------------------------------------------------------------------------------------


def test_silence_beyond_the_day_is_seen_by_staff_and_what_did_not_take_place_is_not(now):
    staff, past = make_actor(Side.STAFF), [now - timedelta(days=9)]
    due = {stage: make_interview(stage, slots=past) for stage in Stage}
    make_interview(Stage.HELD, slots=[now - timedelta(days=1)])  # still in time
    make_interview(Stage.HELD, slots=past, referral=make_referral("closed"))
    found = {row.stage for row in db.session.scalars(queries.overdue_decisions(staff, now)).unique()}
    assert (found, len(due)) == ({Stage.SCHEDULED, Stage.HELD, Stage.SCORED}, len(Stage))


def test_feedback_that_is_owed_is_seen_by_staff_until_it_is_released(now):
    staff = make_actor(Side.STAFF)
    waits, told = (make_interview(Stage.CLEARED, slots=[now], feedback_by=now - timedelta(days=1)) for _ in range(2))
    make_feedback(told)
    draft = make_feedback(waits, released_at=None)
    assert db.session.scalars(queries.overdue_feedback(staff, now)).unique().all() == [waits]
    draft.released_at = now
    assert db.session.scalars(queries.overdue_feedback(staff, now)).all() == []


@pytest.mark.parametrize(
    ("stage", "hours", "reminded"),
    [
        (Stage.SCHEDULED, 24, True),
        (Stage.HELD, 24, True),
        (Stage.SCHEDULED, -24, False),
        (Stage.CANCELLED_BY_CANDIDATE, 24, False),
        (Stage.NO_SHOW_CANDIDATE, 24, False),
        (Stage.CLEARED, 24, False),
    ],
)
def test_reminders_come_after_the_end_and_never_for_what_was_called_off(stage, hours, reminded, now):
    interview = make_interview(stage, slots=[now - timedelta(hours=hours)])
    make_interviewer(interview)
    actions.remind(now=now, interview_id=str(interview.id), sequence=0)
    assert (db.session.scalars(db.select(OutboxItem.name)).all() == ["interview_decide"]) is reminded


def test_a_moved_interview_has_reminders_of_its_own(now):
    interview = make_interview(Stage.HELD, slots=[now - timedelta(days=1)], calendar_sequence=2)
    make_interviewer(interview)
    actions.remind(now=now, interview_id=str(interview.id), sequence=0)
    assert db.session.scalars(db.select(OutboxItem.name)).all() == []


def test_the_kit_tells_the_person_and_the_interviewer_what_each_needs(browser, now):
    interview = make_interview(Stage.SCHEDULED, bring="Safety shoes.", panel=[])
    make_requirement(interview.referral.role_need, behaviours="Rings before we do.")
    member = make_interviewer(interview)
    url = f"/interviews/{interview.id}/preparation"
    mine = browser(person_of(interview)).get_page(url).main
    assert "Safety shoes." in mine
    assert member.name in mine
    assert "Rings before we do." not in mine
    assert "What to leave out" in browser(member).get_page(url).main


def test_a_report_alone_makes_no_page_of_another(browser, now):
    report = make_report()
    stranger = browser(make_actor(Side.EMPLOYER))
    assert stranger.send(f"/interview-reports/{report.id}/settle").status == 404
