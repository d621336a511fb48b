"""What is in the way, what was given and whether it helped; whom to ask after, by stated rules; levels against targets."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.home.queries.listing import Inbox, seen
from marketplace.home.queries.waiting import Asked
from marketplace.home.queries.waiting_training import contacts_due
from marketplace.supply.enrolments import actions as enrolments
from marketplace.supply.enrolments.actions import Seen
from marketplace.supply.enrolments.models import Reason, Stage, Timing
from marketplace.supply.sessions.actions import supporting
from marketplace.supply.sessions.models import BarrierStage, TrainingBarrier, TrainingContact
from marketplace.supply.sessions.queries import levels, risk
from tests.factories.accounts import make_actor
from tests.factories.programs import make_cohort, make_coordinator
from tests.factories.supply import jobseeker_actor, make_enrolment, make_jobseeker
from tests.factories.training import make_attendance, make_barrier, make_contact, make_support, make_training

pytestmark = pytest.mark.usefixtures("session")

NOW = datetime(2026, 3, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def cohort():
    return make_cohort(stage="in_delivery", starts_on=date(2026, 3, 2))


@pytest.fixture
def staff():
    return make_actor("staff")


@pytest.fixture
def ada(cohort):
    person = make_jobseeker(name="Ada Marrow")
    return make_enrolment(cohort=cohort, jobseeker=person, stage=Stage.ACTIVE, enrolled_at=NOW - 30 * DAY)


def reasons(enrolment, staff, now=NOW):
    return risk.watched_one(enrolment, staff, now).reasons


# ---- barriers and supports -------------------------------------------------------------------------


def inbox(staff):
    return seen(Inbox(Asked(staff, NOW)).page(1).keys, actor=staff, now=NOW)


def test_the_person_asks_staff_give_the_person_says_it_did_not_help_and_it_goes_on_until_closed(
    client, new_client, ada, staff
):
    client.sign_in(jobseeker_actor(ada.jobseeker))
    form = client.get_page(f"/enrolments/{ada.id}/support").form("/support")
    at = client.submit(form, kind="childcare", words="Nobody on Tuesdays.", status=302).location
    team = new_client()
    team.sign_in(staff)
    assert ("Somebody asks for help", f"Ada Marrow, {ada.cohort.name}") in [
        (item.kind.what, item.whole) for item in inbox(staff)
    ]
    team.submit(team.get_page(at).form("/give"), words="A place at the centre.", given_on="2026-03-30", status=302)
    assert [item.kind.name for item in inbox(staff) if item.kind.name == "help"] == []
    page = client.get_page(at)
    assert "A place at the centre." in page.text
    assert "Nobody has said yet whether it helped." in page.text
    client.submit(page.form("/no"), status=302)
    assert "It did not help" in team.get_page(at).text
    team.submit(team.get_page(f"{at}/close").form("/close"), ending="solved", status=302)
    assert db.session.scalars(sa.select(TrainingBarrier.stage)).one() is BarrierStage.CLOSED
    client.submit(client.get_page(at).form("/reopen"), status=302)
    assert db.session.scalars(sa.select(TrainingBarrier.stage)).one() is BarrierStage.OPEN


def test_nothing_is_given_against_what_is_closed(ada, staff):
    barrier = make_barrier(ada)
    supporting.close(barrier, ending="not_needed", actor=staff, now=NOW)
    with pytest.raises(Refused, match="It is closed"):
        supporting.give(barrier, words="A ride.", given_on=date(2026, 3, 30), actor=staff, now=NOW)
    with pytest.raises(Refused, match="no longer open"):
        supporting.close(barrier, ending="solved", actor=staff, now=NOW)


def test_nothing_is_added_once_the_person_takes_part_no_longer(staff):
    gone = make_enrolment(stage="withdrew")
    with pytest.raises(Refused, match="has ended"):
        supporting.name_barrier(gone, kind="money", words="", actor=staff, now=NOW)


def test_nobody_but_the_person_and_the_team_of_the_program_reads_it(client, cohort, ada):
    barrier = make_barrier(ada, words="Quillonette zibbel")
    support = make_support(barrier)
    contact = make_contact(ada, words="Zibbel said")
    fellow = make_enrolment(cohort=cohort, stage="active")
    for actor in (jobseeker_actor(fellow.jobseeker), make_coordinator(), make_actor("employer"), make_actor("admin")):
        client.sign_in(actor)
        client.get_page(f"/support/{barrier.id}", status=404)
        client.get_page(f"/enrolments/{ada.id}/support", status=404)
        client.send(f"/support/given/{support.id}/yes", status=404)
    client.sign_in(jobseeker_actor(ada.jobseeker))
    assert "Quillonette zibbel" in client.get_page(f"/support/{barrier.id}").text
    client.get_page(f"/enrolments/{ada.id}/contacts", status=404)  # the team's own log
    assert contact.words not in client.get_page(f"/enrolments/{ada.id}").text


# ---- whom to ask after --------------------------------------------------------------------------------


def test_two_absences_of_the_last_five_are_a_reason_and_excuses_or_unknown_are_none(cohort, ada, staff):
    held = [make_training(cohort=cohort, starts_at=NOW - number * DAY) for number in range(1, 8)]
    for row, mark in zip(held, ("present", "absent", "excused", "excused"), strict=False):
        make_attendance(training=row, enrolment=ada, mark=mark)
    make_attendance(training=held[6], enrolment=ada, mark="absent")  # too long ago
    assert reasons(ada, staff) == []
    make_attendance(training=held[4], enrolment=ada, mark="absent")
    assert reasons(ada, staff) == ["Not there at 2 of the last 5 sessions held."]
    make_training(cohort=cohort, starts_at=NOW - 12 * timedelta(hours=1))  # nobody noted it
    assert reasons(ada, staff) == []
    make_attendance(training=held[3], enrolment=ada, mark="absent", seq=2)
    assert reasons(ada, staff) == ["Not there at 2 of the last 5 sessions held. Of 1 nobody has noted it."]


def test_two_levels_below_the_target_are_a_reason_and_where_one_started_is_none(cohort, ada, staff):
    line = cohort.modules[0].teaches[0]
    line.level = 3
    db.session.flush()
    seen = [Seen(line.module_id, line.competency_id, 1, "With help.")]
    enrolments.assess(ada, seen, timing=Timing.BEFORE, actor=staff, now=NOW - DAY)
    assert reasons(ada, staff) == []
    enrolments.assess(ada, seen, timing=Timing.AFTER, actor=staff, now=NOW)
    assert reasons(ada, staff) == [f"Below the target: {line.competency.preferred}: 1 of 3."]
    enrolments.assess(ada, [Seen(line.module_id, line.competency_id, 2, "Alone.")], actor=staff, now=NOW + DAY)
    assert reasons(ada, staff) == []


@pytest.mark.parametrize(
    ("sign", "expected"),
    [
        (lambda ada: None, ["No sign for 28 days."]),
        (lambda ada: make_barrier(ada, created_at=NOW - 3 * DAY), []),
        (lambda ada: make_contact(ada, contacted_on=date(2026, 3, 28), next_on=None), []),
        (
            lambda ada: make_contact(ada, contacted_on=date(2026, 3, 28), next_on=None, way="not_reached"),
            ["No sign for 28 days."],
        ),
    ],
)
def test_two_weeks_without_a_sign_are_a_reason(ada, staff, sign, expected):
    sign(ada)
    assert reasons(ada, staff) == expected


def test_the_list_says_its_rules_and_puts_whoever_has_no_date_first(client, cohort, ada, staff):
    soon = make_enrolment(cohort=cohort, jobseeker=make_jobseeker(name="Ben Quill"), stage="active")
    make_contact(ada, contacted_on=date(2026, 3, 3), next_on=date(2026, 3, 20))
    make_enrolment(cohort=cohort, stage="withdrew")
    found = risk.watched(cohort, staff, NOW)
    assert [one.enrolment.id for one in found] == [soon.id, ada.id]
    client.sign_in(staff)
    page = client.get_page(f"/cohorts/{cohort.id}/at-risk")
    assert all(rule in page.text for rule in risk.rules())
    client.sign_in(make_coordinator())
    client.get_page(f"/cohorts/{cohort.id}/at-risk", status=404)


def test_a_contact_comes_into_the_inbox_on_its_day_and_the_next_one_takes_its_place(client, ada, staff):
    client.sign_in(staff)
    form = client.get_page(f"/enrolments/{ada.id}/contacts").form("/contacts")
    client.submit(form, contacted_on="2026-03-27", way="phone", words="Works nights.", next_on="2026-03-31", status=302)
    assert [row.due_on for row in db.session.execute(contacts_due(Asked(staff, NOW)))] == [date(2026, 3, 31)]
    make_contact(ada, contacted_on=date(2026, 3, 30), next_on=date(2026, 4, 30), at=NOW)
    assert db.session.execute(contacts_due(Asked(staff, NOW))).all() == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(TrainingContact)) == 2


def test_the_next_contact_comes_after_this_one(client, ada, staff):
    client.sign_in(staff)
    form = client.get_page(f"/enrolments/{ada.id}/contacts").form("/contacts")
    page = client.submit(form, contacted_on="2026-03-27", words="Called.", next_on="2026-03-20", status=409)
    assert "Did you mean a later day?" in page.refusal
    assert page.form("/contacts").fields["words"] == "Called."


# ---- levels of a cohort ---------------------------------------------------------------------------------


def test_what_somebody_showed_before_they_went_on_here_stands_in_the_grid(cohort, ada, staff):
    line = cohort.modules[0].teaches[0]
    enrolments.assess(ada, [Seen(line.module_id, line.competency_id, 3, "Seen.")], actor=staff, now=NOW)
    there = make_cohort(program=cohort.program, stage="in_delivery")
    later = enrolments.transfer(ada, cohort=there, reason=Reason.DATES, words="", actor=staff, now=NOW + DAY)
    grid = levels.grid(there, staff)
    column = next(column for column in grid.columns if column.competency.id == line.competency_id)
    assert grid.cell(later, column).now == 3


def test_the_grid_tells_where_somebody_started_from_where_they_stand(client, cohort, ada, staff):
    other = make_enrolment(cohort=cohort, stage="active")
    line = cohort.modules[0].teaches[0]
    for level, timing in ((1, Timing.BEFORE), (line.level, Timing.DURING)):
        seen = [Seen(line.module_id, line.competency_id, level, "Seen.")]
        enrolments.assess(ada, seen, timing=timing, actor=staff, now=NOW + level * DAY)
    grid = levels.grid(cohort, staff)
    column = next(column for column in grid.columns if column.competency.id == line.competency_id)
    assert (grid.cell(ada, column).before, grid.cell(ada, column).now) == (1, line.level)
    assert grid.cell(other, column).latest is None
    assert grid.reached(column) == 1
    client.sign_in(staff)
    assert "not seen" in client.get_page(f"/cohorts/{cohort.id}/levels").text


def test_when_a_level_was_seen_is_said_on_the_form(client, cohort, ada, staff):
    line = cohort.modules[0].teaches[0]
    key = f"{line.module_id.hex}_{line.competency_id.hex}"
    client.sign_in(staff)
    form = client.get_page(f"/enrolments/{ada.id}/assess").form("/assess")
    client.submit(form, timing="before", status=302, **{f"level_{key}": "1", f"words_{key}": "With help."})
    column = levels.grid(cohort, staff).columns[0]
    assert levels.grid(cohort, staff).cell(ada, column).before == 1
