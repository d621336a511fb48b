"""The last part of the thread: from a frozen report down to one person's work, and up again to the employer's words."""

from tests.journeys.story import Window
from tests.journeys.thread_demand import EMPLOYER, QUOTE, days_from_now
from tests.journeys.thread_training import COHORT, MODULE, PERSON

REPORT = "What came of the harbour"


def frozen_report_leads_down_and_up(staff: Window) -> None:
    """From a number to one person's work, to the words that asked for it, and back from the words to the hire."""
    report_is_frozen(staff)
    number_opens_to_the_evidence_of_one_person(staff)
    evidence_leads_up_to_the_words(staff)
    words_lead_down_to_the_hire(staff)


def report_is_frozen(staff: Window) -> None:
    staff.room("Outcomes")
    staff.follow("Frozen reports")
    staff.follow("Freeze a report")
    staff.fill({"Title": REPORT, "As of": days_from_now(0)})
    staff.press("Count and freeze")
    staff.sees(REPORT, "Frozen report, version 1")


def number_opens_to_the_evidence_of_one_person(staff: Window) -> None:
    """Of one figure to whom it counts, of one of them to the work and what shows it."""
    figure = staff.main.locator("section.figure").filter(has_text="Graduated").first
    with staff.page.expect_navigation():
        figure.locator(".count-of a").click()
    staff.examine()
    staff.sees(PERSON[0], COHORT)
    staff.follow(PERSON[0])
    staff.sees(EMPLOYER, "Papers", "Does it last?", REPORT)


def evidence_leads_up_to_the_words(staff: Window) -> None:
    staff.follow("Follow the chain")
    staff.sees("From their words to this job", QUOTE, MODULE)
    staff.follow("What they said")
    staff.sees(QUOTE)


def words_lead_down_to_the_hire(staff: Window) -> None:
    """The chain from its other end: what was said, what teaches it, who was hired."""
    staff.follow("Choose quotes from this answer The hardest role")
    staff.follow("Code it in another way")
    staff.follow("Follow it to the hires")
    staff.sees(QUOTE, MODULE, PERSON[0], EMPLOYER)
