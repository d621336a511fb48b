"""Stages, moves and sides of an enrolment, written by hand; what each leaves behind; and going on in another cohort."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.enrolments import actions, queries
from marketplace.supply.enrolments.lifecycle import LIFECYCLE
from marketplace.supply.enrolments.models import Assessment, Enrolment, EnrolmentChange, Intent, Reason, Stage
from tests.factories.accounts import make_actor, make_membership
from tests.factories.competencies import make_competency
from tests.factories.programs import make_cohort, make_module, make_program
from tests.factories.supply import NOW, jobseeker_actor, make_application, make_enrolment

pytestmark = pytest.mark.usefixtures("session")

# stage → what staff may do, what the person may do, where each leads
MOVES = {
    "enrolled": ({"begin": "active", "withdraw": "withdrew", "dismiss": "dismissed"}, {"withdraw": "withdrew"}),
    "active": (
        {
            "graduate_on_time": "graduated_on_time",
            "graduate_late": "graduated_late",
            "pause": "paused",
            "transfer": "transferred",
            "withdraw": "withdrew",
            "not_complete": "not_completing",
            "dismiss": "dismissed",
        },
        {"withdraw": "withdrew"},
    ),
    "paused": (
        {
            "resume": "active",
            "transfer": "transferred",
            "withdraw": "withdrew",
            "not_complete": "not_completing",
            "dismiss": "dismissed",
        },
        {"withdraw": "withdrew"},
    ),
    "graduated_on_time": ({}, {}),
    "graduated_late": ({}, {}),
    "withdrew": ({}, {}),
    "dismissed": ({}, {}),
    "not_completing": ({}, {}),
    "transferred": ({}, {}),
}
OWN_WORDS = {
    "enrolled": "Enrolled",
    "active": "In training",
    "paused": "Paused",
    "graduated_on_time": "Graduated",
    "graduated_late": "Graduated",
    "withdrew": "You left",
    "dismissed": "Ended",
    "not_completing": "Ended",
    "transferred": "Moved to another cohort",
}
WHY = {
    "pause": Reason.CARE,
    "withdraw": Reason.MOVED_AWAY,
    "not_complete": Reason.REQUIREMENTS,
    "dismiss": Reason.CONDUCT,
}


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("side", list(Side))
def test_each_side_makes_exactly_its_moves(stage, side):
    staff, person = MOVES[stage.value]
    expected = {Side.STAFF: staff, Side.JOBSEEKER: person}.get(side, {})
    actor = make_actor(side)
    found = {name: LIFECYCLE.find(stage, name) for name in LIFECYCLE.names() if LIFECYCLE.allows(stage, name, actor)}
    assert {name: move.target.value for name, move in found.items()} == expected


@pytest.mark.parametrize("stage", list(Stage))
def test_the_person_reads_coarse_words(client, stage):
    enrolment = make_enrolment(stage=stage)
    client.sign_in(jobseeker_actor(enrolment.jobseeker))
    assert LIFECYCLE.label(stage, Side.JOBSEEKER) == OWN_WORDS[stage.value]
    assert OWN_WORDS[stage.value] in client.get_page(f"/enrolments/{enrolment.id}").main


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("name", list(WHY))
def test_a_step_away_is_kept_with_its_reason_or_refused(client, stage, name):
    enrolment = make_enrolment(stage=stage)
    client.sign_in(make_membership(Side.STAFF))
    target = MOVES[stage.value][0].get(name)
    fields = {"reason": WHY[name].value, "words": "They told me so."}
    client.send(f"/enrolments/{enrolment.id}/{name}", status=302 if target else 409, **fields)
    assert enrolment.stage.value == (target or stage.value)
    steps = db.session.execute(sa.select(EnrolmentChange.move, EnrolmentChange.reason)).all()
    assert steps == ([(name, WHY[name].value)] if target else [])
    if target and name != "pause":
        assert (enrolment.left_for, enrolment.left_on is None) == (WHY[name], False)


def test_a_reason_must_be_one_of_the_move(client):
    enrolment = make_enrolment(stage=Stage.ACTIVE)
    client.sign_in(make_membership(Side.STAFF))
    for name, reason in (("pause", "conduct"), ("dismiss", "care"), ("withdraw", ""), ("withdraw", "fame")):
        client.send(f"/enrolments/{enrolment.id}/{name}", status=422, reason=reason, words="So it was.")
    with pytest.raises(Refused, match="reasons in the list"):
        actions.step_away(
            enrolment, "dismiss", reason=Reason.CARE, words="", actor=make_actor(Side.STAFF), now=datetime.now(UTC)
        )
    assert enrolment.stage is Stage.ACTIVE


def test_whoever_is_back_goes_on(client):
    enrolment = make_enrolment(stage=Stage.PAUSED)
    client.sign_in(make_membership(Side.STAFF))
    client.submit(client.get_page(f"/enrolments/{enrolment.id}").form("/resume"), status=302)
    assert enrolment.stage is Stage.ACTIVE


def test_the_person_leaves_without_saying_why(client):
    enrolment = make_enrolment(stage=Stage.PAUSED)
    client.sign_in(jobseeker_actor(enrolment.jobseeker))
    page = client.get_page(f"/enrolments/{enrolment.id}/leave")
    page = client.follow(client.submit(page.form("/leave"), reason="not_said", status=302))
    assert (enrolment.stage, enrolment.left_for) == (Stage.WITHDREW, Reason.NOT_SAID)
    assert "You left" in page.main
    assert "nothing to leave" in client.get_page(f"/enrolments/{enrolment.id}/leave").h1


def test_the_person_does_not_choose_what_only_others_say(client):
    enrolment = make_enrolment(stage=Stage.ACTIVE)
    client.sign_in(jobseeker_actor(enrolment.jobseeker))
    client.send(f"/enrolments/{enrolment.id}/leave", status=422, reason="died")
    client.send(f"/enrolments/{enrolment.id}/dismiss", status=404, reason="conduct", words="Me.")
    assert enrolment.stage is Stage.ACTIVE


# ---- going on in another cohort ----------------------------------------------------------------------


@pytest.fixture
def module(app):
    return make_module(program=make_program(), teaches=[(make_competency("Keep a shift calm"), 3)])


@pytest.fixture
def learner(module):
    return make_enrolment(cohort=make_cohort(program=module.program), stage=Stage.ACTIVE, intent=Intent.SELF_ENRICHMENT)


def running(module, **overrides):
    return make_cohort(**{"program": module.program, "stage": CohortStage.IN_DELIVERY} | overrides)


def move_on(client, enrolment, cohort, status=302, **fields):
    values = {"cohort_id": str(cohort.id), "reason": "dates", "words": "Nights are hard."} | fields
    return client.send(f"/enrolments/{enrolment.id}/transfer", status=status, **values)


def test_going_on_keeps_the_start_and_takes_a_seat(client, module, learner):
    other = running(module, seats=1)
    client.sign_in(make_membership(Side.STAFF))
    form = client.get_page(f"/enrolments/{learner.id}/transfer").form("/transfer")
    client.submit(form, cohort_id=str(other.id), reason="dates", words="Nights are hard.", status=302)
    later = db.session.scalars(sa.select(Enrolment).where(Enrolment.transferred_from_id == learner.id)).one()
    assert (learner.stage, learner.left_for, learner.cohort.seats_taken) == (Stage.TRANSFERRED, Reason.DATES, 1)
    assert (later.cohort_id, later.first_cohort_id, later.stage) == (other.id, learner.cohort_id, Stage.ACTIVE)
    assert (later.intent, later.application_id) == (Intent.SELF_ENRICHMENT, learner.application_id)
    assert other.seats_taken == 1
    assert db.session.scalars(sa.select(EnrolmentChange.move)).all() == ["transfer", "go_on"]
    assert db.session.scalars(sa.select(OutboxItem.name)).all() == ["enrolment_moved"]


def test_where_no_seat_is_free_nobody_goes_on(client, module, learner):
    full = running(module, seats=1, seats_taken=1)
    others = [full, running(module, stage=CohortStage.COMPLETED), running(make_module()), learner.cohort]
    client.sign_in(make_membership(Side.STAFF))
    assert "No other cohort has a free seat" in client.get_page(f"/enrolments/{learner.id}/transfer").main
    for cohort in others:
        move_on(client, learner, cohort, status=422)
    assert list(queries.ways_on(learner, make_actor(Side.STAFF, all_programs=True))) == []
    with pytest.raises(Refused, match="no free seat"), db.session.begin_nested():
        actions.transfer(
            learner, cohort=full, reason=Reason.DATES, words="", actor=make_actor(Side.STAFF), now=datetime.now(UTC)
        )
    db.session.refresh(learner)
    assert (learner.stage, full.seats_taken) == (Stage.ACTIVE, 1)


def test_what_was_shown_before_counts_on_and_graduation_is_late(client, module, learner):
    client.sign_in(make_membership(Side.STAFF))
    name = f"{module.id.hex}_{module.teaches[0].competency_id.hex}"
    seen = {f"level_{name}": "3", f"words_{name}": "Calm in the rush."}
    client.send(f"/enrolments/{learner.id}/assess", status=302, **seen)
    move_on(client, learner, running(module))
    later = db.session.scalars(sa.select(Enrolment).where(Enrolment.transferred_from_id == learner.id)).one()
    assert "Calm in the rush." in client.get_page(f"/enrolments/{later.id}").main
    client.send(f"/enrolments/{later.id}/graduate", status=302)
    assert (later.stage, db.session.scalars(sa.select(Assessment.enrolment_id)).all()) == (
        Stage.GRADUATED_LATE,
        [learner.id],
    )


def test_who_leaves_before_the_other_cohort_begins_gives_the_seat_there_to_who_waits(client, module, learner):
    other = running(module, stage=CohortStage.RECRUITING, seats=1)
    client.sign_in(make_membership(Side.STAFF))
    move_on(client, learner, other)
    later = db.session.scalars(sa.select(Enrolment).where(Enrolment.transferred_from_id == learner.id)).one()
    waiting = make_application(cohort=other, stage=ApplicationStage.WAITLISTED)
    client.send(f"/enrolments/{later.id}/withdraw", status=302, reason="care", words="No time any more.")
    assert (later.stage, waiting.stage) == (Stage.WITHDREW, ApplicationStage.ACCEPTED)
    assert (other.seats_taken, learner.cohort.seats_taken) == (1, 1)


def test_two_live_rows_of_one_application_cannot_be(module, learner):
    other = running(module)
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        db.session.add(
            Enrolment(
                application_id=learner.application_id,
                cohort_id=other.id,
                first_cohort_id=learner.cohort_id,
                transferred_from_id=learner.id,
                jobseeker_id=learner.jobseeker_id,
                enrolled_at=NOW,
            )
        )


# ---- the question around the census day ---------------------------------------------------------------

STARTS = date(2026, 9, 1)  # so the census day is the 15th


def asked(client, **overrides):
    cohort = make_cohort(**{"starts_on": STARTS, "time_zone": "America/Halifax"} | overrides)
    enrolment = make_enrolment(cohort=cohort, stage=Stage.ACTIVE, intent=None)
    client.sign_in(jobseeker_actor(enrolment.jobseeker))
    return enrolment


@pytest.mark.parametrize(
    ("moment", "refusal"),
    [
        (datetime(2026, 9, 12, 2, 59, tzinfo=UTC), "asked from 12 September 2026 on"),  # 23:59 on the 11th in Halifax
        (datetime(2026, 9, 12, 3, 0, tzinfo=UTC), None),
        (datetime(2026, 9, 19, 2, 59, tzinfo=UTC), None),
        (datetime(2026, 9, 19, 3, 0, tzinfo=UTC), "until 18 September 2026"),
    ],
)
def test_the_question_is_open_for_three_days_around_the_census_day(client, moment, refusal):
    enrolment = asked(client)
    assert (
        queries.why_not_answer(enrolment, moment) is None
        if refusal is None
        else refusal in str(queries.why_not_answer(enrolment, moment))
    )
    person = jobseeker_actor(enrolment.jobseeker)
    if refusal:
        with pytest.raises(Refused, match=refusal):
            actions.answer(enrolment, intent=Intent.NEW_JOB, actor=person, now=moment)
    else:
        actions.answer(enrolment, intent=Intent.NEW_JOB, actor=person, now=moment)
    assert enrolment.intent is (None if refusal else Intent.NEW_JOB)


def test_an_answer_is_given_once_on_the_page_and_never_changed(client):
    enrolment = asked(client, starts_on=datetime.now(UTC).date() - timedelta(days=14))
    assert "One question, until" in client.get_page(f"/enrolments/{enrolment.id}").main
    form = client.get_page(f"/enrolments/{enrolment.id}/question").form("/question")
    client.send(f"/enrolments/{enrolment.id}/question", status=422, intent="fame")
    client.submit(form, intent="further_education", worked_before="unsaid", status=302)
    page = client.send(f"/enrolments/{enrolment.id}/question", status=409, intent="new_job", worked_before="no")
    assert "never changed afterwards" in page.refusal
    assert enrolment.intent is Intent.FURTHER_EDUCATION


def test_a_census_day_that_was_set_moves_the_question(client):
    enrolment = asked(client, census_on=date(2026, 10, 1))
    assert queries.days_to_answer(enrolment.first_cohort) == (date(2026, 9, 28), date(2026, 10, 4))


@pytest.mark.parametrize(
    ("day", "names"),
    [(11, []), (12, ["intent_asked"]), (15, ["intent_asked"]), (18, ["intent_asked"]), (19, [])],
)
def test_who_has_not_answered_is_asked_by_mail_in_those_days(client, day, names):
    enrolment = asked(client)
    make_enrolment(cohort=enrolment.cohort, stage=Stage.ACTIVE)  # has answered
    make_enrolment(cohort=enrolment.cohort, stage=Stage.WITHDREW, intent=None)
    for hour in (13, 19):
        actions.ask_by_the_clock(now=datetime(2026, 9, day, hour, tzinfo=UTC))
    assert db.session.scalars(sa.select(OutboxItem.name)).all() == names


def test_the_reminder_of_the_last_days_comes_beside_the_first_mail(client):
    asked(client)
    for day in (12, 13, 17, 18):
        actions.ask_by_the_clock(now=datetime(2026, 9, day, 13, tzinfo=UTC))
    keys = db.session.scalars(sa.select(OutboxItem.dedupe_key)).all()
    assert sorted(key.rpartition(":")[2] for key in keys) == ["first", "last"]
