"""Who was there: noted in one tap, corrected by another note, and counted so that nobody drops out."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.supply.enrolments import actions as enrolments
from marketplace.supply.enrolments.models import Reason
from marketplace.supply.enrolments.queries import pauses_of
from marketplace.supply.sessions.actions import attending
from marketplace.supply.sessions.actions.attending import Seen
from marketplace.supply.sessions.models import Attendance, Mark
from marketplace.supply.sessions.queries import attendance
from tests.factories.accounts import make_actor
from tests.factories.programs import make_cohort, make_coordinator
from tests.factories.supply import jobseeker_actor, make_enrolment, make_jobseeker
from tests.factories.training import make_attendance, make_training

pytestmark = pytest.mark.usefixtures("session")

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def cohort():
    return make_cohort(stage="in_delivery")


@pytest.fixture
def staff():
    return make_actor("staff")


@pytest.fixture
def people(cohort):
    names = ("Ada Marrow", "Ben Quill", "Cleo Zibbel")
    return [
        make_enrolment(cohort=cohort, jobseeker=make_jobseeker(name=name), stage="active", enrolled_at=NOW - 30 * DAY)
        for name in names
    ]


@pytest.fixture
def held(cohort):
    return make_training(cohort=cohort, starts_at=NOW - DAY)


def notes():
    rows = sa.select(Attendance).order_by(Attendance.seq)
    return [(row.enrolment_id, row.seq, row.mark, row.minutes_late) for row in db.session.scalars(rows)]


def test_one_save_notes_the_exceptions_and_the_rest(client, held, people, staff):
    ada, ben, cleo = people
    client.sign_in(staff)
    form = client.get_page(f"/training/{held.id}/attendance").form("/attendance")
    said = {f"mark_{ben.id.hex}": "absent", f"minutes_{cleo.id.hex}": "12", "rest": "present"}
    client.submit(form, status=302, **said)
    assert sorted(notes()) == sorted(
        [(ada.id, 1, Mark.PRESENT, None), (ben.id, 1, Mark.ABSENT, None), (cleo.id, 1, Mark.LATE, 12)]
    )
    assert "12 minutes late" in client.get_page(f"/training/{held.id}").text


def test_whoever_nobody_marked_stays_unknown(client, held, people, staff):
    client.sign_in(staff)
    form = client.get_page(f"/training/{held.id}/attendance").form("/attendance")
    client.submit(form, status=302, **{f"mark_{people[0].id.hex}": "excused"})
    assert notes() == [(people[0].id, 1, Mark.EXCUSED, None)]


def test_a_correction_is_added_and_what_stood_before_is_kept(client, held, people, staff):
    ada = people[0]
    attending.note(held, {ada.id: Seen(Mark.ABSENT)}, actor=staff, now=NOW)
    assert attending.note(held, {ada.id: Seen(Mark.LATE, 5)}, actor=staff, now=NOW) == 1
    assert attending.note(held, {ada.id: Seen(Mark.LATE, 5)}, actor=staff, now=NOW) == 0
    assert notes() == [(ada.id, 1, Mark.ABSENT, None), (ada.id, 2, Mark.LATE, 5)]
    client.sign_in(staff)
    text = client.get_page(f"/training/{held.id}").text
    assert "5 minutes late" in text
    assert "before: Absent" in text


def test_an_old_page_takes_no_correction_back(client, held, people, staff):
    ada, ben, cleo = people
    attending.note(held, {ada.id: Seen(Mark.ABSENT)}, actor=staff, now=NOW)
    client.sign_in(staff)
    old = [client.get_page(f"/training/{held.id}/attendance").form("/attendance") for _number in range(3)]
    attending.note(held, {ada.id: Seen(Mark.PRESENT), cleo.id: Seen(Mark.ABSENT)}, actor=staff, now=NOW)
    client.submit(old[0], status=302, **{f"mark_{ben.id.hex}": "late"})  # of Ada it says what it said
    assert [note for note in notes() if note[0] == ada.id][-1] == (ada.id, 2, Mark.PRESENT, None)
    client.submit(old[1], status=302, rest="present")  # nobody is without a mark any more
    page = client.submit(old[2], status=409, **{f"mark_{ada.id.hex}": "excused"})
    assert "Somebody else noted who was there meanwhile" in page.refusal
    assert len(notes()) == 4


def tap(client, held, person, *, knew, status=200, **said):
    fields = {f"{name}_{person.id.hex}": value for name, value in {"knew": knew, **said}.items()}
    return client.send(f"/training/{held.id}/attendance/{person.id}", status=status, **fields)


def test_a_tap_notes_one_person_at_once_and_the_same_tap_takes_it_back(client, held, people, staff):
    ada, ben, _cleo = people
    client.sign_in(staff)
    page = client.get_page(f"/training/{held.id}/attendance")
    assert page.all(f'[data-save="/training/{held.id}/attendance/{ada.id}"]')
    tap(client, held, ada, knew=0, mark="late", minutes="9")
    tap(client, held, ben, knew=0, mark="present")
    tap(client, held, ada, knew=1)
    assert notes() == [(ada.id, 1, Mark.LATE, 9), (ben.id, 1, Mark.PRESENT, None), (ada.id, 2, Mark.LATE, 9)]
    assert {key for key, found in attendance.noted_of([ada.id, ben.id]).items() if found} == {ben.id}
    assert attendance.noted_counts([held.id]) == {held.id: 1}
    text = client.get_page(f"/training/{held.id}").text
    assert "taken back: Late" in text
    form = client.get_page(f"/training/{held.id}/attendance").form("/attendance")
    assert (form.fields.get(f"mark_{ada.id.hex}"), form.fields[f"knew_{ada.id.hex}"]) == (None, "2")


def test_of_two_who_tap_the_same_person_the_second_is_told(client, held, people, staff):
    ada = people[0]
    client.sign_in(staff)
    tap(client, held, ada, knew=0, mark="present")
    page = tap(client, held, ada, knew=0, mark="absent", status=409)
    tap(client, held, ada, knew="9" * 5000, mark="absent", status=409)
    assert "Somebody else noted who was there meanwhile" in page.refusal
    tap(client, held, ada, knew=0, mark="present")  # both say the same
    assert notes() == [(ada.id, 1, Mark.PRESENT, None)]


def test_nobody_is_tapped_whom_the_session_is_not_for(client, held, people, staff):
    client.sign_in(staff)
    tap(client, held, make_enrolment(stage="active"), knew=0, mark="present", status=404)
    client.sign_in(make_coordinator())
    tap(client, held, people[0], knew=0, mark="present", status=404)


def test_notes_are_only_ever_appended(held, people):
    row = make_attendance(training=held, enrolment=people[0])
    with pytest.raises(sa.exc.DBAPIError), db.session.begin_nested():
        db.session.execute(sa.update(Attendance).where(Attendance.id == row.id).values(mark=Mark.ABSENT))


def test_nobody_is_noted_before_it_begins_or_when_it_was_called_off(cohort, people, staff):
    coming = make_training(cohort=cohort, starts_at=NOW + DAY)
    off = make_training(cohort=cohort, starts_at=NOW - DAY, stage="cancelled")
    for row, says in ((coming, "not begun"), (off, "called off")):
        with pytest.raises(Refused, match=says):
            attending.note(row, {people[0].id: Seen(Mark.PRESENT)}, actor=staff, now=NOW)


def test_nobody_of_another_cohort_is_noted(held, people, staff):
    with pytest.raises(Refused, match="does not take part"):
        attending.note(held, {make_enrolment(stage="active").id: Seen(Mark.PRESENT)}, actor=staff, now=NOW)


def test_minutes_of_whoever_was_there_in_time_are_not_kept(client, held, people, staff):
    attending.note(held, {people[0].id: Seen(Mark.LATE, 20)}, actor=staff, now=NOW)
    client.sign_in(staff)
    form = client.get_page(f"/training/{held.id}/attendance").form("/attendance")
    assert form.fields[f"minutes_{people[0].id.hex}"] == "20"
    client.submit(form, status=302, **{f"mark_{people[0].id.hex}": "present"})
    assert notes()[-1] == (people[0].id, 2, Mark.PRESENT, None)
    page = client.send(f"/training/{held.id}/attendance", status=422, **{f"minutes_{people[0].id.hex}": "0"})
    assert "Between 1 and 999 minutes." in page.text


def test_staff_of_another_program_note_nobody(client, held, people):
    client.sign_in(make_coordinator())
    client.get_page(f"/training/{held.id}/attendance", status=404)
    client.send(f"/training/{held.id}/attendance", status=404)


# ---- counts ---------------------------------------------------------------------------------------------


def test_every_session_held_since_the_enrolment_stands_in_exactly_one_count(cohort, people):
    ada = people[0]
    rows = [make_training(cohort=cohort, starts_at=NOW - number * DAY) for number in range(1, 7)]
    make_training(cohort=cohort, starts_at=NOW - DAY, stage="cancelled")
    make_training(cohort=cohort, starts_at=NOW + DAY)
    make_training(cohort=cohort, starts_at=NOW - 40 * DAY)  # before the enrolment
    for row, mark in zip(rows, ("present", "late", "excused", "absent", "absent"), strict=False):
        make_attendance(training=row, enrolment=ada, mark=mark)
    counts = attendance.tally(ada, attendance.held(cohort.id, NOW), attendance.noted_of([ada.id])[ada.id])
    assert (counts.held, counts.present, counts.late, counts.excused, counts.absent, counts.unknown) == (
        *(6, 1, 1, 1, 2),
        1,
    )
    assert counts.there == 2


def test_the_person_reads_their_own_marks_and_counts_and_nobody_elses(client, cohort, people):
    ada, ben, _cleo = people
    row = make_training(cohort=cohort, starts_at=datetime.now(UTC) - DAY)
    make_attendance(training=row, enrolment=ada, mark="late", minutes_late=7)
    make_attendance(training=row, enrolment=ben, mark="absent")
    client.sign_in(jobseeker_actor(ada.jobseeker))
    page = client.get_page("/training?when=past")
    assert "You were at 1 of 1 sessions held since you enrolled." in client.get_page("/training").text
    assert "Ben" not in page.text
    assert "You were not there" not in page.text


def test_what_was_held_during_a_pause_counts_only_if_they_came(client, cohort, people, staff):
    ada = people[0]
    rows = [make_training(cohort=cohort, starts_at=NOW - number * DAY) for number in range(1, 7)]
    reason = {"reason": Reason.CARE, "words": ""}
    enrolments.step_away(ada, "pause", actor=staff, now=rows[4].starts_at - DAY / 2, **reason)
    enrolments.resume(ada, actor=staff, now=rows[1].starts_at - DAY / 2)
    make_attendance(training=rows[3], enrolment=ada, mark="present")
    make_attendance(training=rows[5], enrolment=ada, mark="present")
    held, pauses = attendance.held(cohort.id, NOW), pauses_of([ada.id])[ada.id]
    counts = attendance.tally(ada, held, attendance.noted_of([ada.id])[ada.id], pauses)
    assert (counts.held, counts.there, counts.unknown) == (4, 2, 2)
    client.sign_in(staff)
    form = client.get_page(f"/training/{rows[2].id}/attendance").form("/attendance")
    client.submit(form, status=302, rest="present")
    assert ada.id not in attendance.notes_at(rows[2])
