"""What it takes to graduate, the certificate and who reads it, and who is marked as ready."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.enrolments import actions as enrolments
from marketplace.supply.enrolments import queries as learning
from marketplace.supply.enrolments.actions import Seen
from marketplace.supply.enrolments.models import EnrolmentChange, Stage
from marketplace.supply.graduations import actions, queries
from marketplace.supply.graduations.models import (
    Certificate,
    GraduationRequirement,
    NameShown,
    NoLonger,
    ReadyMark,
    RequirementKind,
    RevokedFor,
)
from marketplace.supply.jobseekers import actions as profiles
from tests.factories.accounts import make_actor, make_membership
from tests.factories.competencies import make_competency
from tests.factories.programs import make_cohort, make_module, make_program
from tests.factories.supply import (
    NOW,
    jobseeker_actor,
    make_application,
    make_enrolment,
    make_graduation_requirement,
    make_jobseeker,
    make_ready_mark,
)

pytestmark = pytest.mark.usefixtures("session")
TODAY = datetime.now(UTC).date()


@pytest.fixture
def staff(client):
    membership = make_membership(Side.STAFF)
    client.sign_in(membership)
    return membership.actor()


@pytest.fixture
def module(app):
    teaches = [(make_competency("Keep a shift calm"), 3), (make_competency("Plan routes"), 2)]
    return make_module(program=make_program(), teaches=teaches)


def in_training(module, **overrides):
    values = {"cohort": make_cohort(program=module.program), "stage": Stage.ACTIVE} | overrides
    return make_enrolment(**values)


def see(enrolment, module, *levels, actor=None):
    """Record a level for each taught competency in order."""
    seen = [
        Seen(module.id, line.competency_id, level, "Seen.") for line, level in zip(module.teaches, levels, strict=False)
    ]
    enrolments.assess(enrolment, seen, actor=actor or make_actor(Side.STAFF), now=datetime.now(UTC))


def graduated(module, *levels, name="Imani Oduya-Vale", **overrides):
    row = in_training(module, jobseeker=make_jobseeker(name=name), **overrides)
    see(row, module, *levels)
    enrolments.graduate(row, actor=make_actor(Side.STAFF), now=datetime.now(UTC))
    return row


# ---- what it takes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "levels", "met"),
    [
        (None, (1, 1), True),
        (None, (1, 0), False),
        (0, (3, 2), True),
        (0, (3, 1), False),
        (2, (2, 2), True),
        (2, (4, 1), False),
    ],
)
def test_the_competencies_are_shown_at_the_level_that_is_asked(module, level, levels, met):
    row = in_training(module)
    see(row, module, *levels)
    if level is not None:
        make_graduation_requirement(cohort=row.cohort, kind=RequirementKind.COMPETENCIES, level=level)
    line = learning.requirements_of([row], datetime.now(UTC))[row.id][0]
    assert line.met is met
    assert ("not yet: " in line.so_far) is not met


def test_nobody_graduates_before_everything_is_met(client, staff, module):
    row = in_training(module)
    see(row, module, 3, 2)
    client.send(f"/cohorts/{row.cohort_id}/requirements", status=302, words="Work sample handed in", share="80")
    page = client.send(f"/enrolments/{row.id}/graduate", status=409)
    assert "Work sample handed in" in page.main
    assert "Present at 80 of 100 sessions at least (there at 0 of 0 so far)" in page.main
    attendance, item = db.session.scalars(sa.select(GraduationRequirement).order_by(GraduationRequirement.kind)).all()
    client.send(f"/cohorts/{row.cohort_id}/requirements/{attendance.id}/remove", status=302)
    shown = client.get_page(f"/enrolments/{row.id}/graduation")
    client.submit(shown.form("/tick"), status=302)
    assert "seen by" in client.get_page(f"/enrolments/{row.id}/graduation").main
    client.send(f"/enrolments/{row.id}/requirements/{item.id}/untick", status=302)
    client.send(f"/enrolments/{row.id}/graduate", status=409)
    client.send(f"/enrolments/{row.id}/requirements/{item.id}/tick", status=302)
    client.send(f"/enrolments/{row.id}/graduate", status=302)
    assert row.stage is Stage.GRADUATED_ON_TIME


def test_a_code_tells_nothing_of_somebody_who_deleted_their_account(new_client, module):
    row = graduated(module, 3, 2)
    certificate = db.session.scalars(sa.select(Certificate)).one()
    person = jobseeker_actor(row.jobseeker)
    actions.choose(certificate, shows_name=NameShown.INITIALS, shows_competencies=True, actor=person, now=NOW)
    client = new_client()
    page = client.get(f"/certificates/{certificate.code}")
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    profiles.leave(actor=person, now=NOW)
    assert client.get(f"/certificates/{certificate.code}").status_code == 404


def test_the_person_reads_what_is_missing(client, module):
    row = in_training(module)
    make_graduation_requirement(cohort=row.cohort)
    client.sign_in(jobseeker_actor(row.jobseeker))
    page = client.get_page(f"/enrolments/{row.id}").main
    assert "Work sample handed in" in page
    assert "not yet: Keep a shift calm, Plan routes" in page


def test_what_was_asked_stays_readable_with_who(client, staff, module):
    cohort = in_training(module).cohort
    for level in ("2", "3"):
        client.send(f"/cohorts/{cohort.id}/requirements", status=302, level=level)
    rows = db.session.scalars(queries.all_requirements(cohort.id)).all()
    assert [(row.level, row.removed_by_id) for row in rows] == [(2, staff.person_id), (3, None)]
    page = client.get_page(f"/cohorts/{cohort.id}/requirements").main
    assert page.count("Asked for: Every competency that is taught is shown, at level") == 2
    client.send(f"/cohorts/{cohort.id}/requirements", status=422)
    client.send(f"/cohorts/{cohort.id}/requirements", status=422, share="101")


def test_once_a_cohort_is_over_what_it_took_stays(module, staff):
    cohort = make_cohort(program=module.program, stage=CohortStage.COMPLETED)
    with pytest.raises(Refused, match="is over"):
        actions.require(cohort, RequirementKind.ITEM, words="More", actor=staff, now=NOW)
    with pytest.raises(Refused, match="is over"):
        actions.no_longer(cohort, make_graduation_requirement(cohort=cohort), actor=staff, now=NOW)


# ---- the certificate -----------------------------------------------------------------------------------


def test_a_graduate_gets_a_certificate_that_nobody_else_reads(client, new_client, module):
    row = graduated(module, 3, 2)
    certificate = queries.certificate_of(row.id)
    assert len(certificate.code) == 16
    assert set(certificate.code) <= set(queries.ALPHABET)
    assert db.session.scalars(sa.select(OutboxItem.name)).all() == ["certificate_issued"]
    code = queries.spoken(certificate.code)
    page = client.get_page(f"/certificates/{code}", status=404)
    assert "No certificate answers to this code" in page.h1
    unknown = client.get_page("/certificates/2222-2222-2222-2222", status=404)
    assert unknown.h1 == page.h1
    for side in (Side.EMPLOYER, Side.JOBSEEKER, Side.FUNDER):
        other = new_client()
        other.sign_in(make_actor(side))
        for path in ("certificate", "certificate/paper", "graduation", "growth"):
            other.get_page(f"/enrolments/{row.id}/{path}", status=404)


@pytest.mark.parametrize(
    ("fields", "reads", "hidden"),
    [
        ({"shows_name": "full"}, ["Imani Oduya-Vale"], ["Keep a shift calm", "Plan routes"]),
        ({"shows_name": "initials"}, ["I. O. V."], ["Imani", "Keep a shift calm"]),
        ({"shows_name": "initials", "shows_competencies": "y"}, ["I. O. V.", "Keep a shift calm"], ["Imani"]),
    ],
)
def test_whoever_has_the_code_reads_what_the_person_agreed_to(client, new_client, module, fields, reads, hidden):
    row = graduated(module, 3, 1)
    client.sign_in(jobseeker_actor(row.jobseeker))
    form = client.get_page(f"/enrolments/{row.id}/certificate").form("/certificate")
    client.submit(form, **fields, status=302)
    code = queries.spoken(queries.certificate_of(row.id).code)
    stranger = new_client()
    assert stranger.get(f"/certificates?code={code.lower().replace('-', ' ')}").location.endswith(code)
    page = stranger.get_page(f"/certificates/{code}").text
    assert [word for word in reads if word not in page] == []
    assert [word for word in hidden if word in page] == []
    assert row.cohort.program.title in page
    assert row.jobseeker.person.email not in page


def test_who_hides_it_again_is_found_no_more(client, module):
    row = graduated(module, 3, 2)
    certificate = queries.certificate_of(row.id)
    person = jobseeker_actor(row.jobseeker)
    actions.choose(certificate, shows_name=NameShown.FULL, shows_competencies=True, actor=person, now=NOW)
    assert queries.verified(certificate.code) is not None
    actions.choose(certificate, shows_name=None, shows_competencies=True, actor=person, now=NOW)
    assert (queries.verified(certificate.code), certificate.shows_competencies) == (None, False)


def test_a_revoked_certificate_says_so_and_nothing_more(client, new_client, staff, module):
    row = graduated(module, 3, 2)
    certificate = queries.certificate_of(row.id)
    actions.choose(
        certificate,
        shows_name=NameShown.FULL,
        shows_competencies=True,
        actor=jobseeker_actor(row.jobseeker),
        now=NOW,
    )
    form = client.get_page(f"/enrolments/{row.id}/graduation").form("/revoke")
    client.submit(form, revoked_for=RevokedFor.MISTAKE.value, status=302)
    client.send(f"/enrolments/{row.id}/certificate/revoke", status=409, revoked_for="asked")
    page = new_client().get_page(f"/certificates/{queries.spoken(certificate.code)}")
    assert "was revoked" in page.h1
    assert "Keep a shift calm" not in page.text
    assert row.stage is Stage.GRADUATED_ON_TIME


def test_only_the_person_chooses_what_is_read(client, staff, module):
    row = graduated(module, 3, 2)
    client.send(f"/enrolments/{row.id}/certificate", status=404, shows_name="full")
    with pytest.raises(Refused, match="Only the person"):
        actions.choose(
            queries.certificate_of(row.id), shows_name=NameShown.FULL, shows_competencies=True, actor=staff, now=NOW
        )


def test_people_find_their_programs_and_certificates_from_growth(client, module):
    done, elsewhere = graduated(module, 3, 2), graduated(module, 3, 2, name="Other Person")
    client.sign_in(jobseeker_actor(done.jobseeker))
    assert "/me/programs" in client.get_page("/me/growth").html
    page = client.get_page("/me/programs")
    assert f"/enrolments/{done.id}/certificate" in page.html
    assert str(elsewhere.id) not in page.html


def test_without_a_certificate_there_is_no_page_of_one(client):
    row = make_enrolment(stage=Stage.ACTIVE)
    client.sign_in(jobseeker_actor(row.jobseeker))
    client.get_page(f"/enrolments/{row.id}/certificate", status=404)


def test_codes_that_are_tried_too_often_have_to_wait(client):
    statuses = [client.get(f"/certificates/2345-{place:04}").status_code for place in range(61)]
    assert (set(statuses[:60]), statuses[60]) == ({404}, 429)


def test_the_paper_has_name_code_and_competencies(client, module):
    row = graduated(module, 3, 2)
    client.sign_in(jobseeker_actor(row.jobseeker))
    page = client.get_page(f"/enrolments/{row.id}/certificate/paper")
    assert page.h1 == "Imani Oduya-Vale"
    assert queries.spoken(queries.certificate_of(row.id).code) in page.main
    assert "Plan routes" in page.main


# ---- ready ---------------------------------------------------------------------------------------------


def test_a_mark_says_who_when_on_what_and_until_when(client, staff, module):
    row = graduated(module, 3, 2)
    form = client.get_page(f"/enrolments/{row.id}/graduation").form("/ready")
    assert form.fields["lapses_on"] == (TODAY + timedelta(days=180)).isoformat()
    client.submit(form, lapses_on=(TODAY + timedelta(days=30)).isoformat(), status=302)
    mark = db.session.scalars(sa.select(ReadyMark)).one()
    assert (mark.marked_by_id, mark.lapses_on) == (staff.person_id, TODAY + timedelta(days=30))
    assert {one.assessment.level for one in mark.evidence} == {3, 2}
    page = client.get_page(f"/enrolments/{row.id}/graduation")
    assert "on 2 records" in page.main
    client.submit(page.form("/take-back"), withdrawn_for=NoLonger.NOT_AVAILABLE.value, status=302)
    assert (mark.withdrawn_for, mark.withdrawn_by_id) == (NoLonger.NOT_AVAILABLE, staff.person_id)
    assert "Not available for a while" in client.get_page(f"/enrolments/{row.id}/graduation").main


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in {"graduated_on_time", "graduated_late"}])
def test_only_graduates_are_marked(client, staff, stage):
    row = make_enrolment(stage=stage)
    client.send(f"/enrolments/{row.id}/ready", status=409, lapses_on=(TODAY + timedelta(days=30)).isoformat())
    assert db.session.scalars(sa.select(ReadyMark)).all() == []


def test_what_nothing_shows_keeps_a_mark_away(staff, module):
    row = make_enrolment(cohort=make_cohort(program=module.program), stage=Stage.GRADUATED_LATE, vetted=False)
    with pytest.raises(Refused, match="Nothing shows yet: Keep a shift calm, Plan routes"):
        actions.mark_ready(row, lapses_on=TODAY + timedelta(days=9), actor=staff, now=datetime.now(UTC))


@pytest.mark.parametrize(("days", "fits"), [(0, False), (1, True), (365, True), (366, False)])
def test_a_mark_lapses_within_a_year(staff, module, days, fits):
    row, now = graduated(module, 3, 2), datetime.now(UTC)
    if fits:
        actions.mark_ready(row, lapses_on=now.date() + timedelta(days=days), actor=staff, now=now)
        return
    with pytest.raises(Refused, match="within a year"):
        actions.mark_ready(row, lapses_on=now.date() + timedelta(days=days), actor=staff, now=now)


def test_looking_anew_closes_the_mark_from_before(staff, module):
    row, now = graduated(module, 3, 2), datetime.now(UTC)
    first, second = (
        actions.mark_ready(row, lapses_on=now.date() + timedelta(days=days), actor=staff, now=now) for days in (9, 90)
    )
    assert (first.withdrawn_for, second.withdrawn_at) == (NoLonger.RENEWED, None)
    assert queries.living_mark(row.jobseeker_id) is second
    with pytest.raises(Refused, match="taken back already"):
        actions.take_back(first, withdrawn_for=NoLonger.ASKED, actor=staff, now=now)


def test_a_mark_holds_to_the_end_of_its_day():
    mark = make_ready_mark(lapses_on=date(2026, 9, 1))
    days = [date(2026, 9, 1), date(2026, 9, 2)]
    assert [db.session.scalars(queries.vetted(day)).all() for day in days] == [[mark.jobseeker_id], []]


# ---- the people of a cohort ---------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["board", "table", "calendar"])
def test_the_same_people_stand_in_each_view(client, staff, module, view):
    learner = in_training(module)
    applicant = make_application(cohort=learner.cohort)
    make_application(cohort=learner.cohort, stage="draft")
    elsewhere = make_application()
    page = client.get_page(f"/cohorts/{learner.cohort_id}/people?view={view}")
    names = [row.jobseeker.person.name for row in (learner, applicant)]
    assert [name for name in names if page.main.count(name) != 1] == []
    assert elsewhere.jobseeker.person.name not in page.main
    assert "2 people" in page.main


def test_thirty_people_take_no_more_statements_than_three(client, staff, module, counting):
    cohort = make_cohort(program=module.program, seats=40)

    def statements():
        with counting() as sent:
            client.get(f"/cohorts/{cohort.id}/people?view=table")
        return len(sent)

    for _ in range(3):
        in_training(module, cohort=cohort)
        make_application(cohort=cohort)
    few = statements()
    for _ in range(5):
        in_training(module, cohort=cohort)
        make_application(cohort=cohort)
    assert statements() == few <= 25


def test_many_begin_with_one_confirmation_and_a_line_each(client, staff, module):
    cohort = make_cohort(program=module.program)
    rows = [in_training(module, cohort=cohort, stage=Stage.ENROLLED) for _ in range(3)]
    form = client.get_page(f"/cohorts/{cohort.id}/people/begin").form("/people/begin")
    client.submit(form, people=[str(row.id) for row in rows[:2]], status=302)
    assert [row.stage for row in rows] == [Stage.ACTIVE, Stage.ACTIVE, Stage.ENROLLED]
    assert db.session.scalars(sa.select(EnrolmentChange.move)).all() == ["begin", "begin"]
    client.send(f"/cohorts/{cohort.id}/people/begin", status=422, people=[])


def test_those_who_meet_all_graduate_together_and_the_others_see_why_not(client, staff, module):
    cohort = make_cohort(program=module.program)
    done, open_ = in_training(module, cohort=cohort), in_training(module, cohort=cohort)
    see(done, module, 3, 2)
    see(open_, module, 3)
    page = client.get_page(f"/cohorts/{cohort.id}/people/graduate")
    assert "not yet: Plan routes" in page.main
    client.send(f"/cohorts/{cohort.id}/people/graduate", status=409, people=[str(open_.id)])
    client.submit(page.form("/people/graduate"), people=[str(done.id)], status=302)
    assert (done.stage, open_.stage) == (Stage.GRADUATED_ON_TIME, Stage.ACTIVE)
    assert db.session.scalars(sa.select(Certificate.enrolment_id)).all() == [done.id]


def test_one_who_was_moved_meanwhile_stops_the_step_for_all(staff, module):
    cohort = make_cohort(program=module.program)
    rows = [in_training(module, cohort=cohort, stage=Stage.ENROLLED) for _ in range(2)]
    enrolments.begin(rows[0], actor=staff, now=NOW)
    with pytest.raises(Refused, match="nothing was done"):
        actions.begin_together(cohort, {row.id for row in rows}, actor=staff, now=NOW)
    assert rows[1].stage is Stage.ENROLLED
