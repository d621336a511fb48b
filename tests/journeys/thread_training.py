"""The second part of the thread: what the role asks for is taught, and a person learns it."""

from tests.journeys.story import Window
from tests.journeys.thread_demand import COMPETENCY, EMPLOYER, OWNER, PASSWORD, QUOTE, days_from_now

PERSON = ("Ottavia Brackenridge", "ottavia@mail.example")
CONSORTIUM = "Hartle Bay care circle"
PROGRAM = "Customer care, from the first call"
MODULE = "When somebody shouts"
COHORT = "Harbour cohort"
STORY = "A guest had lost a wedding ring. I listened until she could breathe again, and then we searched together."
SEEN = "Let the caller finish, named the loss, and offered two ways on."


def program_is_made(staff: Window) -> None:
    staff.room("Consortia")
    staff.follow("New consortium")
    staff.fill({"Name": CONSORTIUM, "What brings": "They lose people in the first month, and want to teach together."})
    staff.press("Make the consortium")
    staff.room("Programs")
    staff.follow("New program")
    staff.fill(
        {
            "Title": PROGRAM,
            "Consortium": CONSORTIUM,
            "Headline of the public page": "Stay kind when it gets loud",
            "Who it is for": "You have worked with people, in any trade.",
            "Weeks": "6",
            "Hours a week": "12",
            "Partners who have to sign off": "1",
            "Intended hires, for each hundred seats": "25",
        }
    )
    staff.press("Make the draft")


def module_teaches_what_was_asked_for(staff: Window) -> None:
    staff.follow("Add a module")
    staff.fill({"Place in the program": "1", "Title": MODULE, "Strand": "Professional acumen"})
    staff.press("Add the module")
    staff.suggest("Competency", "de-esc", COMPETENCY)
    staff.fill({"Up to level": "Alone on new tasks"})
    staff.press("Add")
    staff.sees(COMPETENCY)


def partner_joins_the_consortium(staff: Window, owner: Window) -> None:
    staff.room("Consortia")
    staff.follow(CONSORTIUM)
    staff.follow("Add an employer")
    staff.fill({"Employer": EMPLOYER, "People they intend to hire": "1", "Hours they give to the training": "6"})
    staff.press("Add as a prospect")
    staff.press("Send the agreement")
    owner.room("Program")
    owner.follow(CONSORTIUM)
    owner.fill({"People you intend to hire": "2", "Hours you give": "8", "Agreement ends on": days_from_now(365)})
    owner.tick("You may name us", "I may sign for my organisation")
    owner.examine_dark()
    owner.press("Sign the agreement")
    owner.sees("Named in public", "Signed")


def staff_countersign_and_offer(staff: Window) -> None:
    staff.page.reload()
    staff.press("Countersign")
    staff.room("Programs")
    staff.follow(PROGRAM)
    staff.sees(COMPETENCY)
    staff.press("Offer the program")


def partner_signs_the_version_off(staff: Window, owner: Window) -> None:
    """A cohort opens with a version that a partner has read and signed off, from the link of the mail."""
    staff.follow("Versions and what partners say")
    staff.press("Send it to the partners")
    owner.go(owner.mail(OWNER[1], "Version 1 of"))
    owner.sees(QUOTE, MODULE)
    owner.fill({"Module": MODULE, "In your words": "Add a call at closing time."})
    owner.press("Say it")
    owner.examine_dark()
    owner.press("Sign off")
    owner.sees("Signed off")


def cohort_is_opened(staff: Window) -> None:
    staff.room("Cohorts")
    staff.follow("New cohort")
    staff.fill(
        {
            "Program": PROGRAM,
            "Name": COHORT,
            "First day": days_from_now(14),
            "Last day": days_from_now(56),
            "Time zone": "Halifax",
            "Days and hours": "Tuesdays and Thursdays, 17:30 to 20:30",
            "Place": "Hartle Bay",
            "Province": "Nova Scotia",
            "Applications close": days_from_now(7),
            "People hear by": days_from_now(10),
            "Seats": "8",
        }
    )
    staff.press("Plan the cohort")
    staff.follow("Sign a partner onto it")
    staff.fill({"Partner": EMPLOYER, "People it intends to hire": "2"})
    staff.press("Sign the partner onto it")
    staff.press("Open for applications")


def person_finds_the_cohort_and_registers(person: Window) -> None:
    name, address = PERSON
    person.go("/")
    person.room("Programs")
    person.follow("Read more about " + PROGRAM)
    person.sees(QUOTE, EMPLOYER, MODULE)
    person.examine_dark()
    person.follow("Apply for")
    person.follow("Register")
    person.fill({"Your name": name, "E-mail address": address})
    person.press("Send me the link")
    person.go(person.mail(address, "onfirm"))
    person.fill({"Choose a password": PASSWORD})
    person.press("Confirm and begin")


def person_tells_what_they_have_done(person: Window) -> None:
    person.room("About me")
    person.fill({"Hours a week that fit you": "38", "Town or city": "Hartle Bay", "Province": "Nova Scotia"})
    person.tick("Yes")
    person.press("Keep this")
    person.follow("Add an experience")
    person.tick("Paid work")
    person.fill(
        {
            "What you were, or did": "Front desk at a harbour inn",
            "Where, or for whom": "The Brass Lantern",
            "From": "2019-05",
        }
    )
    person.press("Keep this")
    person.sees("Front desk at a harbour inn")


def person_names_a_competency_and_shows_it(person: Window) -> None:
    person.room("Growth")
    person.follow("Name a competency")
    person.suggest("What can you do?", "difficult cust", COMPETENCY)
    person.tick("Alone on routine tasks")
    person.press("Keep this")
    person.follow("Tell a story")
    person.fill({"Your story": STORY})
    person.press("Add it")
    person.sees(STORY)
    person.examine_dark()


def person_applies(person: Window) -> None:
    person.go("/cohorts")
    person.follow("Read more about " + PROGRAM)
    person.follow("Apply for")
    person.fill({"Why this program": "I stayed calm at the desk for years, and I want to make that my trade."})
    person.tick("Yes, I take part in matching")
    person.examine_dark()
    person.press("Send my application")
    person.sees("We have your application", "Received")


def staff_review_and_accept(staff: Window, person: Window) -> None:
    staff.room("Applications")
    staff.follow(PERSON[0])
    staff.sees(STORY[:30])
    staff.press("Start the review")
    person.page.reload()
    person.sees("In review")
    staff.press("Accept")
    person.page.reload()
    person.sees("You have a seat: please confirm it")


def person_confirms_the_seat(person: Window) -> None:
    person.follow("Confirm my seat")
    person.press("Confirm my seat")
    person.room("Home")


def training_begins(staff: Window) -> None:
    staff.room("Cohorts")
    staff.follow(COHORT)
    staff.press("Begin")
    staff.follow("Roster")
    staff.press("Began the training")
    staff.sees(PERSON[0], "In training")


def staff_assess_and_graduate(staff: Window, person: Window) -> None:
    staff.follow("Record levels")
    staff.fill({"Level": "Alone on new tasks", "What you saw": SEEN})
    staff.press("Record")
    staff.sees(SEEN)
    staff.press("Graduate")
    staff.sees("Graduated on")
    person.room("Growth")
    person.sees(COMPETENCY)


def person_shows_the_certificate(person: Window, stranger: Window) -> None:
    """From the mail to the choice of what others read, and the page that anybody with the code sees."""
    person.go(person.mail(PERSON[1], "Your certificate"))
    person.tick("My initials", "The competencies that I showed")
    person.press("Keep this")
    person.examine_dark()
    stranger.go("/certificates")
    stranger.fill({"Code": person.page.locator("main .code-list code").first.inner_text().lower()})
    stranger.press("Look it up")
    stranger.sees("O. B. graduated from " + PROGRAM, COMPETENCY)
    stranger.examine_dark()


def staff_mark_the_graduate_as_ready(staff: Window) -> None:
    staff.follow("Graduation and readiness")
    staff.press("Mark as ready")
    staff.sees("Marked as ready by", SEEN)
    staff.examine_dark()
