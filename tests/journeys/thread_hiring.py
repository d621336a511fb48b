"""The third part of the thread: a match, both sides' yes, an interview, an offer, and a placement that stands."""

import sqlalchemy as sa
from playwright.sync_api import expect

from tests.journeys.conftest import Site
from tests.journeys.story import Window
from tests.journeys.thread_demand import COMPETENCY, EMPLOYER, QUOTE, ROLE, UNASKED, days_from_now
from tests.journeys.thread_training import COHORT, MODULE, PERSON, SEEN, STORY
from tests.reader.papers import pdf

OFFER_LETTER = pdf([["We offer you the job that we spoke of."]])


def staff_run_the_match(staff: Window) -> None:
    staff.room("Role needs")
    staff.follow(ROLE)
    staff.follow("See who may fit")
    staff.press("Run the match")
    staff.sees(PERSON[0], COMPETENCY, UNASKED, "nobody has asked yet")


def shortlist_is_shared(staff: Window) -> None:
    staff.press(f"Put on the shortlist {PERSON[0]}")
    staff.fill({"Answer by": days_from_now(5)})
    staff.examine_dark()
    staff.press("Share the shortlist")


def employer_sees_a_card_without_a_name(owner: Window) -> None:
    owner.room("People")
    owner.sees("Candidate ", "of 100 points")
    _nobody_is_named(owner)
    owner.examine_dark()
    owner.follow("See all parts and answer")
    owner.sees("Candidate ", COMPETENCY, UNASKED, "nobody has asked yet")
    _nobody_is_named(owner)


def _nobody_is_named(owner: Window) -> None:
    """Neither as text nor anywhere in the page's source."""
    source = owner.page.content()
    leaks = [word for word in (*PERSON[0].split(), PERSON[1], "Brass Lantern", STORY) if word in source]
    assert leaks == [], f"{owner.page.url} gives away {leaks} before both sides have said yes"


def both_say_yes(owner: Window, person: Window) -> None:
    owner.press("Yes, I’d like to meet")
    _nobody_is_named(owner)
    person.room("Roles")
    person.sees(ROLE, EMPLOYER)
    person.follow("See the role and answer")
    person.press("Yes, I’d like to meet")
    owner.page.reload()
    owner.sees(PERSON[0], PERSON[1], STORY)


def _interviews_and_offers(window: Window) -> None:
    """Part of the page where the site is built; a page behind a link where it is not, or without scripts."""
    window.page.wait_for_load_state("networkidle")
    if window.main.get_by_role("link", name="See interviews and offers").count():
        window.follow("See interviews and offers")


def interview_is_arranged(owner: Window, person: Window) -> None:
    _interviews_and_offers(owner)
    owner.follow("Arrange an interview")
    owner.fill(
        {
            "First day": days_from_now(2),
            "Time": "10:00",
            "Second day": days_from_now(3),
            "Time on the second day": "16:30",
            "These are times in": "Halifax",
            "Where, or the link to the call": "Depot, door 3",
        }
    )
    owner.press("Offer these times")
    person.page.reload()
    _interviews_and_offers(person)
    person.follow("Interview")
    slot = person.main.get_by_role("button").filter(has_text="16:30")
    person.press(slot.inner_text().strip())
    person.sees("You meet " + EMPLOYER)


def calendar_is_fetched(person: Window) -> None:
    with person.page.expect_download() as download:
        person.main.get_by_role("link", name="Add to my calendar").click()
    file = download.value.path().read_text()
    assert file.startswith("BEGIN:VCALENDAR")
    assert f"{EMPLOYER}" in file.replace("\r\n ", "")


def interview_has_been_held(site: Site) -> None:
    """The outcome is recorded after the interview. Nobody waits three days here: the database moves the date back."""
    engine = sa.create_engine(site.database)
    with engine.begin() as connection:
        moved = connection.execute(
            sa.text(
                "UPDATE interviews SET starts_at = created_at WHERE stage = 'scheduled' AND place = 'Depot, door 3'"
            )
        )
    engine.dispose()
    assert moved.rowcount == 1


def outcome_is_recorded(owner: Window) -> None:
    owner.page.reload()
    owner.follow("Record what came of it")
    owner.tick("We would hire this person")
    owner.fill({"Notes": "Asked about the ring before we did."})
    owner.press("Record the outcome")


def offer_is_extended(owner: Window) -> None:
    owner.room("People")
    owner.follow("See where it stands")
    _interviews_and_offers(owner)
    owner.follow("Make an offer")
    owner.fill(
        {
            "First day of work": days_from_now(20),  # the training begins in two weeks
            "Hours a week": "37.5",
            "Wage in Canadian dollars": "27.25",
            "Last day to answer": days_from_now(6),
        }
    )
    owner.press("Keep the draft")
    owner.press("Extend")


def person_accepts(person: Window) -> None:
    person.room("Roles")
    person.follow("See where it stands")
    _interviews_and_offers(person)
    person.follow("Offer: ")
    person.sees("$27.25 an hour")
    person.press("Accept")


def hire_is_claimed_confirmed_and_shown(owner: Window, person: Window) -> None:
    owner.page.reload()
    owner.follow("Record the hire")
    owner.press("Record the hire")
    person.room("Roles")
    person.follow("See where it stands")
    _interviews_and_offers(person)
    person.follow("Hire: ")
    person.sees(f"{EMPLOYER} says you have this job")
    person.press("Yes, I have this job")
    _person_hands_in_the_offer_letter(person)


def _person_hands_in_the_offer_letter(person: Window) -> None:
    person.follow("Hand in a file")
    person.tick("Offer letter")
    person.field("The file").set_input_files(
        {"name": "offer.pdf", "mimeType": "application/pdf", "buffer": OFFER_LETTER}
    )
    person.press("Hand it in")
    person.sees("Offer letter", "from you")


def figure_knows_what_it_does_not_know(staff: Window) -> None:
    """Before anybody has verified it, the placement counts as unknown, one click from the person."""
    staff.room("Outcomes")
    staff.follow("By cohort")
    staff.follow(COHORT)
    unknown = staff.main.locator("section.figure").first.locator("dt:text-is('Unknown') + dd")
    expect(unknown).to_have_text("1 · Not verified yet")
    with staff.page.expect_navigation():
        unknown.get_by_role("link").click()
    staff.examine()
    staff.sees(PERSON[0], "Not verified yet", "As of")


def staff_verify(staff: Window) -> None:
    staff.room("Placements")
    staff.follow(PERSON[0])
    staff.follow("Verify")
    staff.tick("Yes, it uses what the program taught")
    staff.fill({"What you go by": "Answers calls about lost parcels every day."})
    staff.press("Verify")
    staff.sees("Verified", "Day 30", "Day 90", "not yet")


def figure_opens_to_the_people(staff: Window) -> None:
    staff.room("Outcomes")
    staff.follow("By cohort")
    staff.follow(COHORT)
    staff.sees("In related work within 180 days", "of 1 graduate who was looking", "nobody", "Window", "As of")
    staff.examine_dark()
    address = staff.page.url
    for number in ("1", "of 1 graduate who was looking", "of 1 person who started"):
        with staff.page.expect_navigation():
            staff.main.locator("section.figure").get_by_role("link", name=number, exact=True).first.click()
        staff.examine()
        staff.sees(PERSON[0], "As of")
        staff.page.goto(address)


def chain_holds(staff: Window) -> None:
    staff.follow(f"Follow it {PERSON[0]}")
    chain = [QUOTE, COMPETENCY, MODULE, SEEN, "has level 3, needs level 3", EMPLOYER, "Day 30: planned for"]
    staff.sees("From their words to this job", *chain)
    staff.examine_dark()
