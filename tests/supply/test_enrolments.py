"""Taking the seat, being assessed, graduating: guarded, dated in the cohort's zone, appended and never overwritten."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from marketplace.competencies import actions as competencies
from marketplace.db import db
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from marketplace.supply.applications.models import ApplicationChange
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.enrolments import queries
from marketplace.supply.enrolments.models import Assessment, Enrolment, EnrolmentChange, Stage
from marketplace.supply.jobseekers import queries as jobseekers
from tests.factories.accounts import make_actor, make_membership
from tests.factories.competencies import make_competency
from tests.factories.programs import make_cohort, make_module, make_program
from tests.factories.supply import NOW, jobseeker_actor, make_application, make_enrolment


@pytest.fixture
def staff(client):
    membership = make_membership(Side.STAFF)
    client.sign_in(membership)
    return membership


@pytest.fixture
def accepted(client):
    application = make_application(stage=ApplicationStage.ACCEPTED)
    client.sign_in(jobseeker_actor(application.jobseeker))
    return application


@pytest.fixture
def module(app):
    return make_module(
        program=make_program(), teaches=[(make_competency("Keep a shift calm"), 3), (make_competency("Plan routes"), 2)]
    )


def line(module, number=0):
    return f"{module.id.hex}_{module.teaches[number].competency_id.hex}"


def record(client, enrolment, module, *levels, status=302, words="Seen on Tuesday."):
    fields = {}
    for number, level in enumerate(levels):
        if level is not None:
            fields |= {f"level_{line(module, number)}": str(level), f"words_{line(module, number)}": words}
    return client.send(f"/enrolments/{enrolment.id}/assess", status=status, **fields)


def in_training(module, **overrides):
    return make_enrolment(cohort=make_cohort(program=module.program, **overrides), stage=Stage.ACTIVE)


# ---- the seat ---------------------------------------------------------------------------------------


def test_confirming_enrols_in_one_step(client, accepted, session):
    page = client.get_page(f"/applications/{accepted.id}/confirm")
    assert "one question by mail" in page.main
    after = client.follow(client.submit(page.form("/confirm"), status=302))
    row = session.scalars(sa.select(Enrolment)).one()
    assert (row.intent, row.stage, row.jobseeker_id, row.cohort_id) == (
        None,
        Stage.ENROLLED,
        accepted.jobseeker_id,
        accepted.cohort_id,
    )
    assert (accepted.stage, accepted.cohort.seats_taken) == (ApplicationStage.ENROLLED, 1)
    moves = (
        sa.select(ApplicationChange.move)
        .where(ApplicationChange.subject_id == accepted.id)
        .order_by(ApplicationChange.seq)
    )
    assert session.scalars(moves).all() == ["confirm", "enrol"]
    assert session.scalars(sa.select(EnrolmentChange.move)).all() == ["enrol"]
    assert "not said" in after.main
    assert session.scalars(sa.select(OutboxItem.name)).all() == ["enrolment_confirmed"]


def test_a_second_click_leads_to_the_same_seat(client, accepted, session):
    form = client.get_page(f"/applications/{accepted.id}/confirm").form("/confirm")
    first = client.submit(form, status=302)
    assert client.submit(form).location == first.location
    client.send(f"/applications/{accepted.id}/confirm", status=409)
    assert len(session.scalars(sa.select(Enrolment)).all()) == 1


def test_past_its_time_a_seat_cannot_be_confirmed(client, accepted, session):
    accepted.confirm_by = datetime.now(UTC) - timedelta(seconds=1)
    assert "Write to the program team" in client.get_page(f"/applications/{accepted.id}/confirm").main
    page = client.send(f"/applications/{accepted.id}/confirm", status=409)
    assert "Write to the program team" in page.refusal
    assert (accepted.stage, session.scalars(sa.select(Enrolment)).all()) == (ApplicationStage.ACCEPTED, [])


@pytest.mark.parametrize("stage", [stage for stage in ApplicationStage if stage is not ApplicationStage.ACCEPTED])
def test_only_an_accepted_person_confirms(client, session, stage):
    application = make_application(stage=stage)
    client.sign_in(jobseeker_actor(application.jobseeker))
    assert "nothing to confirm" in client.get_page(f"/applications/{application.id}/confirm").h1
    page = client.send(f"/applications/{application.id}/confirm", status=409)
    assert "no longer open" in page.refusal
    assert (application.stage, session.scalars(sa.select(Enrolment)).all()) == (stage, [])


# ---- assessing --------------------------------------------------------------------------------------


def test_levels_are_recorded_appended_and_the_newest_counts(client, staff, module, session):
    enrolment = in_training(module)
    page = client.get_page(f"/enrolments/{enrolment.id}/assess")
    name = line(module)
    client.submit(page.form("/assess"), **{f"level_{name}": "2", f"words_{name}": "Asked for help once."}, status=302)
    record(client, enrolment, module, 3, words="Re-planned four routes.")
    assert [row.level for row in session.scalars(sa.select(Assessment).order_by(Assessment.at))] == [2, 3]
    claim = jobseekers.claim_on(enrolment.jobseeker_id, module.teaches[0].competency_id)
    assert (claim.shown_level, claim.shown_to_id) == (3, staff.person_id)
    shown = client.get_page(f"/enrolments/{enrolment.id}").main
    assert "Asked for help once." in shown
    assert "Re-planned four routes." in shown


def test_the_person_reads_what_was_seen_and_by_whom(client, staff, module):
    enrolment = in_training(module)
    record(client, enrolment, module, 0, words="The plan came too late this time.")
    client.sign_in(jobseeker_actor(enrolment.jobseeker))
    for url in (f"/enrolments/{enrolment.id}", "/me/growth"):
        page = client.get_page(url).main
        assert "Keep a shift calm" in page
        assert "Not shown yet" in page
        assert "The plan came too late this time." in page
        assert f"Seen by {staff.person.name}" in page


def test_a_level_needs_words_and_words_a_level(client, staff, module, session):
    enrolment = in_training(module)
    name = line(module)
    page = client.send(f"/enrolments/{enrolment.id}/assess", status=422, **{f"level_{name}": "3"})
    assert "Write what you saw: the person reads it." in page.main
    page = client.send(f"/enrolments/{enrolment.id}/assess", status=422, **{f"words_{name}": "Calm."})
    assert "Choose the level that goes with your words." in page.main
    assert "Calm." in page.text
    client.send(f"/enrolments/{enrolment.id}/assess", status=422)
    client.send(f"/enrolments/{enrolment.id}/assess", status=422, **{f"level_{name}": "5", f"words_{name}": "Calm."})
    assert session.scalars(sa.select(Assessment)).all() == []


def test_what_the_program_does_not_teach_is_not_assessed(client, staff, module, session):
    enrolment, other = in_training(module), make_module()
    record(client, enrolment, other, 3, status=422)
    assert session.scalars(sa.select(Assessment)).all() == []


def test_a_page_from_before_a_merger_loses_no_words(client, staff, module, session):
    enrolment = in_training(module)
    form = client.get_page(f"/enrolments/{enrolment.id}/assess").form("/assess")
    old, here = line(module), line(module, 1)
    lead = make_actor(Side.STAFF, all_programs=True)
    competencies.merge(module.teaches[0].competency, make_competency("Stay calm"), actor=lead, now=NOW)
    typed = {f"level_{old}": "2", f"words_{old}": "Asked once.", f"level_{here}": "3", f"words_{here}": "Drew a map."}
    page = client.submit(form, **typed, status=422)
    assert "What the program teaches has changed since you opened this page" in page.main
    assert "“Alone on routine tasks: Asked once.”" in page.main
    assert session.scalars(sa.select(Assessment)).all() == []
    again = page.form("/assess")
    assert again.fields[f"words_{here}"] == "Drew a map."
    client.submit(again, status=302)
    assert [row.words for row in session.scalars(sa.select(Assessment))] == ["Drew a map."]


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.ACTIVE])
def test_levels_are_recorded_during_training_only(client, staff, module, session, stage):
    enrolment = make_enrolment(cohort=make_cohort(program=module.program), stage=stage)
    page = record(client, enrolment, module, 3, status=409, words="Seen on Tuesday.")
    assert "while the person is in training" in page.refusal
    assert "Seen on Tuesday." in page.text
    assert session.scalars(sa.select(Assessment)).all() == []


# ---- graduating -------------------------------------------------------------------------------------


def test_graduation_lists_what_is_missing(client, staff, module):
    enrolment = in_training(module)
    record(client, enrolment, module, 3, 0)
    assert "not yet: Plan routes" in client.get_page(f"/enrolments/{enrolment.id}").main
    page = client.send(f"/enrolments/{enrolment.id}/graduate", status=409)
    assert "(not yet: Plan routes)" in page.main
    assert (enrolment.stage, enrolment.graduated_on) == (Stage.ACTIVE, None)


@pytest.mark.parametrize(
    ("ends_on", "stage"), [(date(2026, 9, 15), Stage.GRADUATED_ON_TIME), (date(2026, 9, 14), Stage.GRADUATED_LATE)]
)
def test_graduation_is_on_time_until_the_last_day_in_the_cohorts_zone(client, module, ends_on, stage):
    enrolment = in_training(module, starts_on=date(2026, 7, 1), ends_on=ends_on, time_zone="America/Halifax")
    with time_machine.travel(datetime(2026, 9, 16, 2, 30, tzinfo=UTC), tick=False):  # 23:30 on the 15th in Halifax
        client.sign_in(make_membership(Side.STAFF))
        record(client, enrolment, module, 3, 1)
        client.submit(client.get_page(f"/enrolments/{enrolment.id}").form("/graduate"), status=302)
    assert (enrolment.stage, enrolment.graduated_on) == (stage, date(2026, 9, 15))
    assert [row.id for row in db.session.scalars(queries.graduates(enrolment.cohort_id))] == [enrolment.id]


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("step", [("begin", Stage.ENROLLED), ("resume", Stage.PAUSED), ("graduate", None)])
def test_only_the_steps_of_the_stage_are_open(client, staff, stage, step):
    path, source = step
    enrolment = make_enrolment(stage=stage)
    page = client.send(f"/enrolments/{enrolment.id}/{path}", status=302 if stage is source else 409)
    if stage is not source:
        assert enrolment.stage is stage
        assert "no longer open" in page.main or "Still missing" in page.main


def test_an_end_needs_words(client, staff):
    enrolment = make_enrolment(stage=Stage.ACTIVE)
    for path in ("withdraw", "dismiss", "not_complete", "pause"):
        client.get_page(f"/enrolments/{enrolment.id}/{path}")
        client.send(f"/enrolments/{enrolment.id}/{path}", status=422, reason="other", words=" ")
    assert enrolment.stage is Stage.ACTIVE


# ---- who sees what ----------------------------------------------------------------------------------


def test_the_roster_shows_everybody_and_how_far_they_are(client, staff, module):
    enrolment = in_training(module)
    left = make_enrolment(cohort=enrolment.cohort, stage=Stage.WITHDREW)
    elsewhere = make_enrolment()
    record(client, enrolment, module, 2, 0)
    page = client.get_page(f"/cohorts/{enrolment.cohort_id}/roster")
    names = sorted(row.jobseeker.person.name for row in (enrolment, left))
    assert sorted(page.texts("tbody th a")) == names
    assert "1 of 2 competencies" in page.main
    assert elsewhere.jobseeker.person.name not in page.texts("tbody th a")


def test_an_empty_roster_says_who_will_appear(client, staff):
    assert "Nobody is enrolled yet" in client.get_page(f"/cohorts/{make_cohort().id}/roster").main


@pytest.mark.parametrize("side", [Side.EMPLOYER, Side.FUNDER, Side.ADMIN, Side.JOBSEEKER])
def test_an_enrolment_is_for_staff_and_the_person(client, module, side):
    enrolment = in_training(module)
    client.sign_in(make_membership(side))
    for path in ("", "/assess", "/withdraw"):
        client.get_page(f"/enrolments/{enrolment.id}{path}", status=404)
        client.get_page(f"/enrolments/{uuid.uuid4()}{path}", status=404)
    client.get_page(f"/cohorts/{enrolment.cohort_id}/roster", status=404)
    for path in ("begin", "assess", "graduate", "withdraw", "dismiss", "pause", "resume", "transfer"):
        client.send(f"/enrolments/{enrolment.id}/{path}", status=404, reason="other", words="Mine")
    assert enrolment.stage is Stage.ACTIVE


def test_the_person_cannot_assess_themselves(client, module, session):
    enrolment = in_training(module)
    client.sign_in(jobseeker_actor(enrolment.jobseeker))
    client.get_page(f"/enrolments/{enrolment.id}")
    record(client, enrolment, module, 4, 4, status=404)
    client.send(f"/enrolments/{enrolment.id}/graduate", status=404)
    assert session.scalars(sa.select(Assessment)).all() == []


def test_a_longer_roster_takes_no_more_statements(client, staff, module, counting):
    first = in_training(module)
    record(client, first, module, 2)

    def statements():
        with counting() as sent:
            client.get(f"/cohorts/{first.cohort_id}/roster")
        return len(sent)

    short = statements()
    for _number in range(2):
        record(client, make_enrolment(cohort=first.cohort, stage=Stage.ACTIVE), module, 2)
    assert statements() == short <= 25


def test_more_records_take_no_more_statements(client, staff, module, counting):
    enrolment = in_training(module)
    record(client, enrolment, module, 2, 2)

    def statements():
        with counting() as sent:
            client.get(f"/enrolments/{enrolment.id}")
        return len(sent)

    short = statements()
    record(client, enrolment, module, 3, 3)
    assert statements() == short <= 25
