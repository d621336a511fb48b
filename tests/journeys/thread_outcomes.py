"""The last part of the thread: from a frozen report down to one person's evidence, and up to the employer's words."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from playwright.sync_api import expect

from marketplace.accounts.models import Person
from marketplace.db import db
from marketplace.hiring.placements.models import Placement
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments.models import Enrolment
from tests.journeys.conftest import Site
from tests.journeys.story import Window
from tests.journeys.thread_demand import EMPLOYER, QUOTE, days_from_now
from tests.journeys.thread_hiring import OFFER_LETTER
from tests.journeys.thread_training import COHORT, MODULE, PERSON

REPORT = "What came of the harbour"
PLACED = "Graduates in related work"


def frozen_report_leads_down_and_up(staff: Window, site: Site) -> None:
    """From the number of who works to the paper that shows it, up to the words, and from the words to the hire."""
    first_day_of_work_has_come(site)
    report_is_frozen(staff)
    number_of_who_works_opens_to_one_person(staff)
    paper_is_opened(staff)
    evidence_leads_up_to_the_words(staff)
    words_lead_down_to_the_hire(staff)


def first_day_of_work_has_come(site: Site) -> None:
    """Only work that has begun counts. Nobody waits three weeks here: the database moves training and work back."""
    today = datetime.now(UTC).date()

    def move_back() -> tuple[int, int]:
        person = Person.name == PERSON[0]  # who tells this work from that of other stories on the same site
        works = sa.select(Placement.id).join(Person, Person.id == Placement.jobseeker_id).where(person)
        learns = sa.select(Enrolment.cohort_id).join(Person, Person.id == Enrolment.jobseeker_id).where(person)
        training = sa.update(Cohort).where(Cohort.name == COHORT, Cohort.id.in_(learns))
        work = sa.update(Placement).where(Placement.id.in_(works))
        moved = training.values(starts_on=today - timedelta(days=42), ends_on=today), work.values(starts_on=today)
        first, second = (db.session.execute(one) for one in moved)
        return first.rowcount, second.rowcount  # type: ignore[attr-defined]  # of an UPDATE

    assert site.make(move_back) == (1, 1)


def report_is_frozen(staff: Window) -> None:
    staff.room("Outcomes")
    staff.follow("Frozen reports")
    staff.follow("Freeze a report")
    staff.fill({"Title": REPORT, "As of": days_from_now(0)})
    staff.press("Count and freeze")
    staff.sees(REPORT, "Frozen report, version 1")


def number_of_who_works_opens_to_one_person(staff: Window) -> None:
    """The number counts one graduate, and opens to whom; one of them to the work and what shows it."""
    figure = staff.main.locator(f"section.figure:has(h3:text-is('{PLACED}'))")
    expect(figure.locator(".count-of")).to_have_text("1")
    with staff.page.expect_navigation():
        figure.locator(".count-of a").click()
    staff.examine()
    staff.sees(PLACED, PERSON[0], COHORT)
    staff.follow(PERSON[0])
    staff.sees(EMPLOYER, "Papers", "Does it last?", REPORT)


def paper_is_opened(staff: Window) -> None:
    """What the person handed in before the work was verified, byte for byte."""
    with staff.page.expect_download() as opened:
        staff.main.get_by_role("link", name="Offer letter").click()
    assert Path(opened.value.path()).read_bytes() == OFFER_LETTER


def evidence_leads_up_to_the_words(staff: Window) -> None:
    """The chain shows the words, and leads to where they are kept as they were said."""
    staff.follow("Follow the chain")
    staff.sees("From their words to this job", QUOTE, MODULE)
    staff.follow("What they said")
    expect(staff.page.get_by_role("heading", level=1)).to_contain_text(EMPLOYER)
    expect(staff.main.locator("blockquote")).to_contain_text(QUOTE)


def words_lead_down_to_the_hire(staff: Window) -> None:
    """The chain from its other end: what was said, what teaches it, who was hired, and the same work again."""
    staff.follow("Follow it to the hires")
    staff.sees(QUOTE, MODULE, PERSON[0], EMPLOYER)
    staff.follow(f"Follow it {PERSON[0]}")
    staff.sees("From their words to this job", QUOTE, "The program team verified it on")
