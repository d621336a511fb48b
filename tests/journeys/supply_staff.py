"""What staff do with a cohort of thirty, from its opening to its graduation; the people act beside the browser."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from playwright.sync_api import expect

from marketplace.accounts.models import Membership, Person
from marketplace.db import db
from marketplace.sides import Side
from marketplace.supply.applications import actions as applications
from marketplace.supply.applications.models import Application
from marketplace.supply.applications.models import Stage as Applied
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.decisions.actions import carry_out
from marketplace.supply.decisions.models import Release
from marketplace.supply.enrolments import actions as enrolments
from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.enrolments.models import Stage as Learning
from marketplace.supply.enrolments.queries import taught
from marketplace.supply.graduations import actions as graduations
from marketplace.supply.graduations.models import Certificate, GraduationRequirement, ReadyMark
from marketplace.supply.sessions.actions import attending
from marketplace.supply.sessions.actions.attending import Seen
from marketplace.supply.sessions.models import Attendance, Mark, TrainingSession
from tests.factories.accounts import make_actor
from tests.factories.programs import (
    make_cohort,
    make_cohort_partner,
    make_consortium,
    make_coordinator,
    make_module,
    make_partner,
    make_program,
)
from tests.factories.reviews import make_review, make_round, make_rubric
from tests.factories.supply import jobseeker_actor, make_application, make_ready_jobseeker
from tests.factories.training import make_training
from tests.journeys.conftest import Site
from tests.journeys.story import Window
from tests.journeys.thread_demand import days_from_now

SEATS, APPLIED, LINE = 30, 34, 3
COHORT, LATER = "Anchor cohort", "Beacon cohort"
ITEM = "Work sample handed in"
ASKED = "Please send your licence."
NO = "Two hours a week were free, and the program asks for sixteen."
NEXT = "The evening group begins in spring."


@dataclass(frozen=True)
class Place:
    """The two cohorts of the story."""

    cohort: UUID
    later: UUID

    def at(self, page: str) -> str:
        """A page of the cohort."""
        return f"/cohorts/{self.cohort}/{page}"


def moment() -> datetime:
    """The clock on the wall, as the server reads it."""
    return datetime.now(UTC)


def cohort_is_planned() -> Place:
    """A program on offer, a partner that has signed, and two cohorts; the second one recruits already."""
    consortium = make_consortium()
    program = make_program(title="Night desk", consortium=consortium)
    make_module(program=program)
    program.stage = "offered"
    today = moment().date()
    dates = {"starts_on": today, "ends_on": today + timedelta(days=70)}
    cohort = make_cohort(program=program, name=COHORT, stage="planned", seats=SEATS, **dates)
    make_cohort_partner(cohort=cohort, hiring_partner=make_partner(consortium=consortium))
    later = make_cohort(program=program, name=LATER)
    return Place(cohort.id, later.id)


def opens(staff: Window, place: Place) -> None:
    staff.go(place.at("desk"))
    staff.press("Open for applications")
    staff.sees("0 of 30")


def people_apply(place: Place) -> None:
    """Thirty-four applications, and reviews that can begin with names."""
    cohort = db.session.get_one(Cohort, place.cohort)
    first = moment()
    for number in range(1, APPLIED + 1):  # one after the other: lists of 25 begin with who came first
        person = make_ready_jobseeker(name=f"Person {number:02d}")
        make_application(cohort=cohort, jobseeker=person, submitted_at=first + timedelta(seconds=number))
    make_round(cohort, stage="open")
    make_rubric(cohort, weights=[10])


def applied(place: Place, *stages: Applied) -> list[Application]:
    """The applications to the cohort at some stages, by the name of their person."""
    rows = sa.select(Application).join(Person, Person.id == Application.jobseeker_id).order_by(Person.name)
    return list(db.session.scalars(rows.where(Application.cohort_id == place.cohort, Application.stage.in_(stages))))


def learning(place: Place, *stages: Learning) -> list[Enrolment]:
    """The same of those who learn."""
    rows = sa.select(Enrolment).join(Person, Person.id == Enrolment.jobseeker_id).order_by(Person.name)
    return list(db.session.scalars(rows.where(Enrolment.cohort_id == place.cohort, Enrolment.stage.in_(stages))))


def screens_and_asks_one_for_more(staff: Window, site: Site, place: Place) -> None:
    """One is screened in the browser, and asked for something that comes."""
    staff.go(f"/applications?cohort={place.cohort}")
    staff.sees("34 applications")
    staff.follow("Person 01")
    staff.press("Start screening")
    staff.follow("Ask for more")
    staff.fill({"What do you need": ASKED, "Until the end of": days_from_now(5)})
    staff.press("Ask, and send the mail")

    def answered() -> None:
        (asked,) = applied(place, Applied.MORE_INFO)
        applications.answer_more(asked, words="It is here.", actor=jobseeker_actor(asked.jobseeker), now=moment())

    site.make(answered)
    staff.page.reload()
    staff.sees("It is here.")
    staff.press("Start the review")


def reviews_come_in(staff: Window, site: Site, place: Place) -> None:
    """The others go into review, each with a review; the last one is the staff member's own."""

    def begun() -> UUID:
        lead = make_actor(Side.STAFF, all_programs=True)
        for row in applied(place, Applied.SUBMITTED):
            applications.start_review(row, actor=lead, now=moment())
        colleague = make_coordinator(db.session.get_one(Cohort, place.cohort).program)
        *rows, last = applied(place, Applied.IN_REVIEW)
        for number, row in enumerate(rows):
            make_review(row, colleague, levels=[4 if number < SEATS else 3])
        own = sa.select(Membership).join(Membership.person).where(Person.email == staff.who)
        return make_review(last, db.session.scalars(own).one().actor()).id

    review = site.make(begun)
    staff.go(f"/reviews/{review}")
    staff.press("I know of no conflict")
    staff.tick("1 · ")
    staff.fill({"In a few sentences": "Little time."})
    staff.press("Hand in my review")


def decisions_are_proposed(staff: Window, place: Place) -> None:
    """As ranked, and a no with its reason for the last one; nobody hears of any."""
    staff.go(place.at("decide"))
    staff.fill({"A seat for the first": str(SEATS), "The waitlist for the next": str(LINE)})
    staff.press("Propose")
    staff.follow("Next")
    staff.follow("Person 34")
    staff.follow("Propose a decision")
    staff.tick("Not selected")
    staff.main.get_by_label("Reason").select_option(index=1)
    staff.fill({"Why, in your words": NO, "What the person can do next": NEXT})
    staff.tick("The person reads why")
    staff.press("Propose it")


def decisions_are_released_together(staff: Window, site: Site, place: Place) -> None:
    """Ten minutes in which it could be stopped; then everybody is told at once."""
    staff.go(place.at("decide"))
    staff.follow("Look at the mails")
    staff.sees("34 decisions are ready")
    staff.press("Release all of them")
    staff.sees("Nobody has heard of it yet")
    released = staff.page.url.rpartition("/")[2]

    def told() -> None:
        row = db.session.get_one(Release, UUID(released))
        while row.finished_at is None:
            carry_out(release_id=released, now=row.starts_at)

    site.make(told)
    staff.page.reload()
    staff.sees("Everybody has been told", "34 of 34")
    seats = site.make(lambda: [len(applied(place, one)) for one in (Applied.ACCEPTED, Applied.WAITLISTED)])
    assert seats == [SEATS, LINE]


def confirm(place: Place) -> None:
    """Everybody who is offered a seat takes it."""
    for row in applied(place, Applied.ACCEPTED):
        enrolments.confirm(row, actor=jobseeker_actor(row.jobseeker), now=moment())


def seats_are_confirmed_and_one_is_given_up(staff: Window, site: Site, place: Place) -> None:
    """Whoever withdraws makes room for the first of the waitlist, in the same moment."""
    staff.go(f"/applications?cohort={place.cohort}&stage=accepted")
    staff.follow("Person 05")
    staff.follow("Withdraw")
    staff.fill({"What did the person say": "They found work."})
    staff.press("Withdraw it")
    staff.go(place.at("waitlist"))
    staff.sees("2 people wait for a seat")


def one_waits_for_a_later_cohort(staff: Window, place: Place) -> None:
    staff.go(f"/applications?cohort={place.cohort}&stage=accepted")
    staff.follow("Person 06")
    staff.follow("Defer to another cohort")
    staff.fill({"The later cohort": LATER, "Your words to the person": "Your seat waits there."})
    staff.press("Let it go along")
    staff.go(place.at("deferrals"))
    staff.sees("Person 06", LATER)
    staff.go(place.at("waitlist"))
    staff.sees("One person waits for a seat", "30 of 30 taken")


def training_begins(staff: Window, site: Site, place: Place) -> None:
    """Thirty take their seats and begin with one confirmation."""
    site.make(lambda: confirm(place))
    staff.go(place.at("desk"))
    staff.press("Begin the training")
    staff.go(place.at("people/begin"))
    staff.press("Confirm for those chosen of 30 people")
    staff.sees("In training · 30")


def one_pauses_and_one_leaves(staff: Window, place: Place) -> None:
    staff.go(place.at("roster"))
    staff.follow("Person 02")
    staff.follow("Pause")
    staff.fill({"Reason": "Caring for somebody", "What happened?": "The child is ill."})
    staff.press("Pause the training")
    staff.sees("Paused")
    staff.press("Resume")
    staff.go(place.at("roster"))
    staff.follow("Person 03")
    staff.follow("Record a withdrawal")
    staff.fill({"Reason": "Work", "What happened?": "A job that begins tomorrow."})
    staff.press("Record a withdrawal")
    staff.go(place.at("people?lane=ended"))
    staff.sees("Person 03", "Person 34")


def who_was_there_is_noted_with_one_tap_each(staff: Window, site: Site, place: Place) -> None:
    """A tap is kept at once, the same tap takes it back, and of two who tap somebody the second is told."""

    def evening() -> UUID:
        cohort = db.session.get_one(Cohort, place.cohort)
        return make_training(cohort=cohort, title="First night", starts_at=moment() - timedelta(minutes=5)).id

    def noted_by_a_colleague() -> None:
        row = db.session.get_one(TrainingSession, training)
        person = learning(place, Learning.ACTIVE)[1]
        attending.note(row, {person.id: Seen(Mark.PRESENT)}, actor=make_actor(Side.STAFF), now=moment())

    training = site.make(evening)
    staff.go(f"/training/{training}/attendance")
    rows = staff.main.locator(".tap-row")
    expect(rows).to_have_count(29)
    first, second, third = (rows.nth(number) for number in range(3))
    first.locator(".tap", has_text="Present").click()
    expect(first.locator(".saved")).to_have_text(re.compile("^Kept at"))
    first.locator(".tap", has_text="Present").click()
    expect(first.locator(".saved")).to_have_text(re.compile("^Taken back"))
    expect(first.locator("input:checked")).to_have_count(0)
    site.make(noted_by_a_colleague)
    second.locator(".tap", has_text="Absent").click()
    expect(second.locator(".saved")).to_contain_text("Somebody else noted who was there meanwhile")
    expect(second.locator("input:checked")).to_have_count(0)
    third.locator(".tap", has_text="Absent").click()
    expect(third.locator(".saved")).to_have_text(re.compile("^Kept at"))
    staff.go(f"/training/{training}/attendance")
    staff.tick("was there")
    staff.press("Save")
    kept = sa.select(Attendance.mark, sa.func.count()).where(~Attendance.taken_back).group_by(Attendance.mark)
    here = kept.where(Attendance.training_session_id == training, Attendance.seq != 1)
    assert site.make(lambda: db.session.execute(here).all()) == [(Mark.PRESENT, 1)]  # of the first one, who was a slip
    staff.sees("Absent", "taken back: Present")


def requirements_are_set_and_met(staff: Window, site: Site, place: Place) -> None:
    staff.go(place.at("requirements"))
    staff.fill({"An item of your own": ITEM})
    staff.press("Ask for it")

    def met() -> None:
        staff_actor = make_actor(Side.STAFF, all_programs=True)
        for row in learning(place, Learning.ACTIVE):
            lines = taught(row.cohort)
            seen = [enrolments.Seen(line.module_id, line.competency_id, 3, "Ran the desk.") for line in lines]
            enrolments.assess(row, seen, actor=staff_actor, now=moment())
        item = db.session.scalars(
            sa.select(GraduationRequirement).where(GraduationRequirement.cohort_id == place.cohort)
        ).one()
        for row in learning(place, Learning.ACTIVE)[1:]:
            graduations.tick(row, item, done=True, actor=staff_actor, now=moment())

    site.make(met)
    staff.go(place.at("people/graduate"))
    staff.sees("Confirm for those chosen of 28 people", ITEM)
    staff.follow("Person 01")
    staff.press("Tick: " + ITEM)


def the_cohort_graduates(staff: Window, place: Place) -> None:
    staff.go(place.at("people/graduate"))
    staff.press("Confirm for those chosen of 29 people")
    staff.sees("Graduated · 29", "All 29")
    staff.go(place.at("desk"))
    staff.press("Complete the cohort")


def one_is_marked_as_ready_and_all_are_counted(staff: Window, site: Site, place: Place) -> None:
    staff.go(place.at("roster"))
    staff.follow("Person 01")
    staff.follow("Graduation and readiness")
    staff.press("Mark as ready")
    staff.sees("Marked as ready by")
    here = sa.select(Enrolment.id).where(Enrolment.cohort_id == place.cohort)
    counts = [
        sa.select(sa.func.count()).select_from(table).where(table.enrolment_id.in_(here))
        for table in (Certificate, ReadyMark)
    ]
    assert site.make(lambda: [db.session.scalar(one) for one in counts]) == [29, 1]
