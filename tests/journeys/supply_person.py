"""What one person does, from a public page to a certificate that anybody can look up; staff do their part beside it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from playwright.sync_api import expect

from marketplace.competencies.models import Competency
from marketplace.db import db
from marketplace.demand.programs.models import EligibilityRule, Operator, RuleKind
from marketplace.supply.applications.models import QuestionKind
from tests.factories.applications import make_form, make_question, publish
from tests.factories.competencies import make_competency
from tests.factories.programs import make_cohort, make_module, make_program
from tests.factories.training import make_training
from tests.journeys.story import Window
from tests.journeys.thread_demand import PASSWORD, days_from_now

NAME, ADDRESS = "Perpetua Quayle", "perpetua@mail.example"
PROGRAM, COHORT = "Dispatch, from the first shift", "Lantern cohort"
COMPETENCY = "Calm an upset customer"
CONDITION = "Three years of work or volunteering"
QUESTION = "Which evenings suit you?"
RESUME = """Work experience
Shift lead, Brass Lantern Inn, May 2016 – June 2021
• Planned the shifts of nine people
• Calmed guests who had lost something
"""
WHY = "I kept a front desk calm for years, and I want to run a dispatch desk."
STORY = "A guest had lost a wedding ring. I listened first, and then we searched together."
ASKED = "On which days can you not come?"
SEEN = "Named the loss, and offered two ways on."


@dataclass(frozen=True)
class Place:
    """Where the story happens: ids alone, for the rows belong to another session."""

    program: UUID
    cohort: UUID
    training: UUID


def cohort_is_open() -> Place:
    """A program with a condition, and a cohort that takes applications and whose first evening is under way."""
    rows = sa.select(Competency).where(Competency.preferred == COMPETENCY)
    known = db.session.scalars(rows).first() or make_competency(COMPETENCY)
    program = make_program(title=PROGRAM, cost="Nothing.")
    make_module(program=program, teaches=[(known, 3)], title="When somebody shouts", position=1)
    program.stage = "offered"
    rule = {"kind": RuleKind.EXPERIENCE_YEARS, "operator": Operator.AT_LEAST, "value": "3", "sentence": CONDITION}
    db.session.add(EligibilityRule(program_id=program.id, **rule))
    today = datetime.now(UTC).date()
    cohort = make_cohort(program=program, name=COHORT, seats=8, starts_on=today, ends_on=today + timedelta(days=70))
    form = make_form(cohort=cohort)
    make_question(form, label=QUESTION, kind=QuestionKind.SHORT)
    publish(form)
    evening = make_training(
        cohort=cohort, title="The first evening", starts_at=datetime.now(UTC) - timedelta(minutes=5)
    )
    return Place(program.id, cohort.id, evening.id)


def checks_whether_it_would_fit(person: Window, place: Place) -> None:
    """Without an account: the page of the program, the questions, an answer, and the way to the cohort."""
    person.go("/")
    person.room("Programs")
    person.go(f"/programs/{place.program}/about")
    person.sees(COHORT, CONDITION, "Nothing.")
    person.follow("Check in two minutes")
    person.main.get_by_role("spinbutton").or_(person.main.get_by_role("textbox")).first.fill("1")
    person.press("See the answer")
    person.sees("Not yet, as far as this can tell", "you may apply whatever it says")
    person.main.get_by_role("spinbutton").or_(person.main.get_by_role("textbox")).first.fill("5")
    person.press("See the answer")
    person.sees("Yes, as far as this can tell")
    person.follow("Apply for")


def registers(person: Window) -> None:
    person.follow("Register")
    person.fill({"Your name": NAME, "E-mail address": ADDRESS})
    person.press("Send me the link")
    person.go(person.mail(ADDRESS, "onfirm"))
    person.fill({"Choose a password": PASSWORD})
    person.press("Confirm and begin")


def lets_a_resume_be_read(person: Window) -> None:
    """What was found comes into the profile by the person's word alone."""
    person.go("/me/resume")
    person.fill({"Or paste its text": RESUME})
    person.press("Read it")
    expect(person.main).to_contain_text("What you have done, according to it", timeout=30_000)
    person.examine()
    person.sees("Shift lead", "Brass Lantern Inn")
    person.press("Take it as it is")
    person.room("About me")
    person.sees("Shift lead")


def shows_a_competency(person: Window) -> None:
    person.room("Growth")
    person.follow("Name a competency")
    person.suggest("What can you do?", "upset cust", COMPETENCY)
    person.tick("Alone on routine tasks")
    person.press("Keep this")
    person.follow("Tell a story")
    person.fill({"Your story": STORY})
    person.press("Add it")
    person.sees(STORY)


def writes_a_draft_and_comes_back_to_it(person: Window, place: Place) -> None:
    """What is typed is kept by itself."""
    person.go(f"/cohorts/{place.cohort}")
    person.follow("Apply for")
    words = person.field("Why this program")
    words.press_sequentially(WHY[:20])
    words.fill(WHY)
    expect(person.main.locator(".saved").first).to_have_text(re.compile("^Kept at"))
    person.room("Home")
    person.go(f"/cohorts/{place.cohort}/apply")
    expect(person.field("Why this program")).to_have_value(WHY)


def sends_the_application(person: Window) -> None:
    person.fill({QUESTION: "Tuesdays and Thursdays."})
    person.tick("Yes, I take part in matching")
    person.press("Send my application")
    person.sees("We have your application", "Received")


def is_asked_for_more_and_answers(staff: Window, person: Window) -> None:
    staff.room("Applications")
    staff.follow(NAME)
    staff.sees(WHY, STORY[:30])
    staff.press("Start screening")
    staff.follow("Ask for more")
    staff.fill({"What do you need": ASKED, "Until the end of": days_from_now(5)})
    staff.press("Ask, and send the mail")
    person.go(person.mail(ADDRESS, "A question about your application"))
    person.sees(ASKED)
    person.fill({"Your answer": "On Sundays."})
    person.press("Send my answer")
    person.sees("On Sundays.")


def gets_a_seat_and_confirms_it(staff: Window, person: Window) -> None:
    staff.page.reload()
    staff.sees("On Sundays.")
    staff.press("Start the review")
    staff.press("Accept")
    person.go(person.mail(ADDRESS, "News about your application"))
    person.sees("You have a seat: please confirm it")
    person.follow("Confirm my seat")
    person.press("Confirm my seat")


def begins_and_is_there(staff: Window, person: Window, place: Place) -> None:
    staff.go(f"/cohorts/{place.cohort}/desk")
    staff.press("Begin")
    staff.follow("Roster")
    staff.press("Began the training")
    staff.go(f"/training/{place.training}/attendance")
    staff.main.locator(".tap", has_text="Present").click()
    expect(staff.main.locator(".saved")).to_have_text(re.compile("^Kept at"))
    person.room("Home")
    person.go("/training")
    person.sees("The first evening")


def is_seen_and_graduates(staff: Window, person: Window, place: Place) -> None:
    staff.go(f"/cohorts/{place.cohort}/roster")
    staff.follow(NAME)
    staff.follow("Record levels")
    staff.fill({"Level": "Alone on new tasks", "What you saw": SEEN})
    staff.press("Record")
    person.room("Growth")
    person.sees(COMPETENCY)
    staff.press("Graduate")
    staff.sees("Graduated on")


def shows_the_certificate(person: Window, stranger: Window) -> None:
    person.go(person.mail(ADDRESS, "Your certificate"))
    person.tick("My initials", "The competencies that I showed")
    person.press("Keep this")
    code = person.main.locator(".code-list code").first.inner_text()
    stranger.go("/certificates")
    stranger.fill({"Code": code.lower()})
    stranger.press("Look it up")
    stranger.sees("P. Q. graduated from " + PROGRAM, COMPETENCY)
    person.follow("Growth")
