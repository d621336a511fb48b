"""The first part of the thread: the people come in, an employer is heard, and a role need is written from its words."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa

from tests.journeys.conftest import Site
from tests.journeys.story import Window

PASSWORD = "lantern quarry weaves softly"
STAFF = ("Tamsin Arkwright", "tamsin.a@team.example")
OWNER = ("Garnet Pell", "garnet@driftwood.example")
EMPLOYER = "Driftwood Parcel Works"
QUOTE = "Somebody who stays kind when a customer shouts about a lost parcel"
ANSWER = f"{QUOTE}. We lose people over it in their first month."
ROLE = "Customer care lead"
COMPETENCY = "Calm an upset customer"
UNASKED = "Spreadsheets"
TABLE = "Depot, the long table"


def days_from_now(days: int) -> str:
    """A day as a date field takes it."""
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


def set_up_account(window: Window, link: str, name: str) -> None:
    """Accept an invitation: a name and a password behind the link."""
    window.go(link)
    window.fill({"Your name": name, "Choose a password": PASSWORD})
    window.press("Accept and begin")


def administrator_comes_in(admin: Window, site: Site) -> None:
    """There is no default account: a command prints the link for the first administrator."""
    printed = site.flask("accounts", "invite", "ada@team.example", "--side", "admin", "--name", "Ada Winterbourne")
    set_up_account(admin, printed.split()[-1], "Ada Winterbourne")
    admin.room("Outbox")


def staff_come_in(admin: Window, staff: Window) -> None:
    name, address = STAFF
    admin.room("People")
    admin.follow("Invitations")
    admin.fill(
        {"Name": name, "E-mail address": address, "As": "Program staff", "Program team or funder": "Harbour team"}
    )
    admin.press("Send the invitation")
    admin.sees("Invitations", address)
    set_up_account(staff, staff.mail(address, "Your invitation"), name)
    staff.room("Inbox")


def employer_is_noted_down(staff: Window) -> None:
    staff.room("Employers")
    staff.follow("Add an employer")
    staff.fill(
        {
            "Name of the employer": EMPLOYER,
            "Sector": "Parcel delivery",
            "Region": "Hartle Bay",
            "Name of the contact": OWNER[0],
            "E-mail of the contact": OWNER[1],
            "What they do there": "Depot owner",
        }
    )
    staff.press("Add the employer")
    staff.sees(EMPLOYER, OWNER[0])


def owner_is_invited(staff: Window, owner: Window) -> None:
    staff.follow("Invite")
    staff.fill({"What they will do for the employer": "Owner"})
    staff.press("Send the invitation")
    link = owner.mail(OWNER[1], "Your invitation")
    set_up_account(owner, link, OWNER[0])
    owner.room("Home")
    again = owner.page.request.get(urlsplit(link).path)
    assert again.status == 410, "the link of an invitation works once"


def times_to_talk_are_offered(staff: Window) -> None:
    staff.room("Employers")
    staff.follow(EMPLOYER)
    staff.follow("Schedule a discovery session")
    staff.fill(
        {
            "First day": days_from_now(1),
            "Time": "09:30",
            "Second day": days_from_now(2),
            "Time on the second day": "13:15",
            "These are times in": "Halifax",
            "With whom": OWNER[0],
            "The link to the call, or the address": TABLE,
        }
    )
    staff.examine_dark()
    staff.press("Offer these times")
    staff.sees("Times offered", "The hardest role", "Deciding", "Not agreed yet")


def owner_picks_a_time_and_agrees_to_be_quoted(owner: Window, staff: Window) -> None:
    """Each comes from the link of a mail; whether words may be quoted is for those to say whose they are."""
    owner.go(owner.mail(OWNER[1], "Pick a time to talk"))
    owner.sees("The hardest role", STAFF[0], "Your words are not quoted")
    owner.examine_dark()
    slot = owner.main.get_by_role("button").filter(has_text="13:15")
    owner.press(slot.inner_text().strip())
    owner.sees("We talk on", TABLE)
    owner.press("You may quote us")
    owner.sees("You agree that your words are quoted to others.")
    staff.go(staff.mail(STAFF[1], "A time is picked"))
    staff.sees("Scheduled", "13:15", TABLE, "They agree to be quoted")


def day_of_the_session_has_come(site: Site) -> None:
    """Nobody waits two days here: the database moves the date back."""
    engine = sa.create_engine(site.database)
    with engine.begin() as connection:
        back = sa.text(
            "UPDATE discovery_sessions SET starts_at = created_at WHERE stage = 'scheduled' AND place = :place"
        )
        moved = connection.execute(back, {"place": TABLE})
    engine.dispose()
    assert moved.rowcount == 1


def words_are_written_down(staff: Window) -> None:
    staff.page.reload()
    staff.press("Begin")
    topic = staff.main.locator("section.sheet", has=staff.page.get_by_role("heading", name="The hardest role"))
    topic.get_by_label("What was said, in their words").fill(ANSWER)
    with staff.page.expect_navigation():
        topic.get_by_role("button", name="Keep").click()
    staff.sees(QUOTE)


def quote_is_chosen(staff: Window) -> None:
    staff.follow("Choose quotes from this answer The hardest role")
    staff.fill({"Quote": QUOTE, "What it tells": "Requirement", "Theme": "first weeks"})
    staff.press("Keep the quote")
    staff.sees("first weeks")
    staff.follow("Back to the session")
    staff.press("Complete")
    staff.sees("Completed")


def role_is_written_from_the_session(staff: Window) -> None:
    staff.follow("Write down a role need from this session")
    staff.fill(
        {
            "What the role is called": ROLE,
            "What the person will do": "Answer for parcels that went astray, and for the people who wait for them.",
            "Places": "1",
            "Hours a week": "37.5",
            "Place": "Hartle Bay",
            "Province or territory": "Nova Scotia",
            "Wage from": "26.00",
            "Wage to": "29.50",
        }
    )
    staff.press("Keep the draft")
    staff.sees(ROLE, EMPLOYER)


def requirements_point_back_to_the_words(staff: Window) -> None:
    staff.follow("Add a requirement")
    staff.suggest("What somebody has to be able to do", "angry cust", COMPETENCY)
    staff.tick("Level 3", "Must")
    staff.fill({"The quote it comes from": QUOTE})
    staff.press("Add the requirement")
    staff.sees(COMPETENCY, QUOTE)
    staff.follow("Add a requirement")
    staff.suggest("What somebody has to be able to do", "Excel", UNASKED)
    staff.tick("Level 2", "Should")
    staff.fill({"In the employer's words": "The list of lost parcels lives in a sheet."})
    staff.press("Add the requirement")
    staff.sees(UNASKED, "The list of lost parcels lives in a sheet.")


def employer_confirms_the_role(owner: Window) -> None:
    owner.room("What we heard")
    owner.sees(QUOTE)
    owner.room("Roles")
    owner.follow(ROLE)
    owner.examine_dark()
    owner.press("Confirm and open")
    owner.sees("is open")


def employer_posts_a_role_of_its_own(owner: Window) -> None:
    """Without any session, and without staff."""
    owner.room("Roles")
    owner.follow("Add a role")
    owner.fill(
        {
            "What the role is called": "Evening sorter",
            "Hours a week": "20",
            "Place": "Hartle Bay",
            "Province or territory": "Nova Scotia",
        }
    )
    owner.press("Keep the draft")
    owner.follow("Add a requirement")
    owner.suggest("What somebody has to be able to do", "typing", "Type quickly and accurately")
    owner.tick("Level 1", "Will train")
    owner.press("Add the requirement")
    owner.press("Confirm and open")
    owner.sees("is open")
