"""Discovery: the guide and the sessions, planned, held and completed by staff."""

from datetime import UTC, datetime

import pytest

from marketplace.demand.discovery import actions
from marketplace.demand.discovery.lifecycle import LIFECYCLE
from marketplace.demand.discovery.models import (
    DiscoverySession,
    GuideQuestion,
    InterviewGuide,
    SessionStage,
)
from marketplace.errors import Refused
from marketplace.sides import Side
from tests.factories.accounts import make_actor, sign_in
from tests.factories.demand import (
    NOW,
    make_answer,
    make_contact,
    make_employer,
    make_guide,
    make_session,
)

UNDER_WAY = SessionStage.UNDER_WAY


def questions(session_row):
    return session_row.guide.questions


# ---- the guide ------------------------------------------------------------------------------------


def test_installing_the_guide_twice_leaves_one_with_two_parts_and_eight_questions(session):
    actions.install_guide()
    actions.install_guide()

    guide = session.query(InterviewGuide).one()
    assert [question.position for question in guide.questions] == list(range(1, 9))
    assert [question.part for question in guide.questions] == [1, 1, 1, 1, 2, 2, 2, 2]
    assert all(question.probe for question in guide.questions)


def test_each_question_is_open_and_asks_one_thing(session):
    for question in actions.install_guide().questions:
        assert question.question.count("?") <= 1
        assert question.question.split()[0] in {"What", "Imagine", "How", "Tell"}


def test_the_command_installs_the_guide_and_says_so(app, session):
    result = app.test_cli_runner().invoke(args=["discovery", "guide"])

    assert "is installed with 8 questions" in result.output
    assert session.query(GuideQuestion).count() == 8


# ---- sessions -------------------------------------------------------------------------------------


def test_staff_schedule_a_session_at_a_wall_clock_time_of_a_place(session, client, staff):
    make_guide()
    contact = make_contact()
    sign_in(client, staff)
    there = client.follow(
        client.send(
            f"/employers/{contact.employer_id}/sessions/new",
            status=302,
            contact_id=str(contact.id),
            on="2027-03-02",
            clock="14:30",
            time_zone="America/Halifax",
            may_quote="y",
        )
    )

    kept = session.query(DiscoverySession).one()
    assert kept.starts_at == datetime(2027, 3, 2, 18, 30, tzinfo=UTC)
    assert (kept.may_quote, kept.contact_id, kept.interviewer_id) == (True, contact.id, staff.person_id)
    assert "14:30 Halifax time" in there.main


def test_a_time_that_the_clocks_skip_is_refused_beside_its_field(session, client, staff):
    make_guide()
    employer = make_employer()
    sign_in(client, staff)

    page = client.send(
        f"/employers/{employer.id}/sessions/new",
        status=422,
        contact_id="",
        on="2027-03-14",
        clock="02:30",
        time_zone="America/Halifax",
    )

    assert "this time does not exist" in page.main
    assert page.form("/sessions/new").fields["on"] == "2027-03-14"
    assert session.query(DiscoverySession).count() == 0


def test_without_a_guide_scheduling_says_what_is_missing(session, client, staff):
    employer = make_employer()
    sign_in(client, staff)

    page = client.send(
        f"/employers/{employer.id}/sessions/new",
        status=409,
        contact_id="",
        on="2027-03-02",
        clock="14:30",
        time_zone="America/Halifax",
    )

    assert "No interview guide is installed yet" in page.refusal


def test_the_contact_of_another_employer_is_refused(session, staff):
    make_guide()
    with pytest.raises(Refused, match="another employer"):
        actions.schedule(
            make_employer(),
            contact_id=make_contact().id,
            starts_at=NOW,
            time_zone="America/Halifax",
            may_quote=False,
            actor=staff,
            now=NOW,
        )


def test_a_plan_changes_only_before_the_session_begins(session, client, staff):
    planned = make_session(stage=SessionStage.SCHEDULED)
    sign_in(client, staff)
    client.submit(client.get_page(f"/discovery/{planned.id}/edit").form("/edit"), status=302, clock="09:15")
    assert session.get(DiscoverySession, planned.id).starts_at.minute == 15

    late = client.get_page(f"/discovery/{planned.id}/edit").form("/edit")
    client.send(f"/discovery/{planned.id}/moves/begin", status=302)

    assert "Somebody changed this" in client.submit(late, status=409, clock="10:00").refusal
    assert "its plan stays as it is" in client.get_page(f"/discovery/{planned.id}/edit").main


def test_beginning_freezes_the_guide_and_is_told_in_the_history(session, client, staff):
    planned = make_session(stage=SessionStage.SCHEDULED)
    sign_in(client, staff)

    there = client.follow(client.send(f"/discovery/{planned.id}/moves/begin", status=302))

    assert session.get(InterviewGuide, planned.guide_id).frozen_at is not None
    assert there.has("textarea")
    assert "Begun" in there.main


def test_a_move_that_is_not_open_gets_a_sentence_and_changes_nothing(session, client, staff):
    done = make_session()
    sign_in(client, staff)

    page = client.send(f"/discovery/{done.id}/moves/begin", status=409)

    assert "no longer open" in page.main
    assert session.get(DiscoverySession, done.id).stage is SessionStage.COMPLETED


@pytest.mark.parametrize("name", list(LIFECYCLE.names()))
def test_no_employer_makes_a_move_of_a_session(session, name):
    employer = make_employer()
    row = make_session(employer, stage=LIFECYCLE.moves[[m.name for m in LIFECYCLE.moves].index(name)].source)
    make_answer(row)
    with pytest.raises(Refused):
        actions.make_move(row, name, actor=make_actor(Side.EMPLOYER, employer), now=NOW)


def test_a_session_in_which_nothing_was_heard_is_not_completed(session, staff):
    row = make_session(stage=UNDER_WAY)
    make_answer(row, words="")
    with pytest.raises(Refused, match="Nothing has been written down"):
        actions.make_move(row, "complete", actor=staff, now=NOW)


def test_only_staff_open_sessions(session, new_client, staff):
    employer = make_employer()
    row = make_session(employer)
    for actor, status in {
        staff: 200,
        make_actor(Side.EMPLOYER, employer): 404,
        make_actor(Side.JOBSEEKER): 404,
        make_actor(Side.ADMIN): 404,
    }.items():
        browser = new_client()
        sign_in(browser, actor)
        assert browser.get(f"/discovery/{row.id}").status_code == status, actor.side
