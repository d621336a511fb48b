"""From an empty installation to a signed program, all in the browser; the employer has nothing but its mails.

Only what the thread does not walk is looked at closely: a guide and a vocabulary that somebody writes, and an
employer that never uses the navigation.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys import thread_demand as demand
from tests.journeys import thread_training as training
from tests.journeys.conftest import Site, Visits, served
from tests.journeys.story import Window
from tests.journeys.thread_demand import COMPETENCY, EMPLOYER, OWNER, PASSWORD, QUOTE, ROLE

TOPICS = {
    "The hardest role": "Tell me about the role that is hardest to keep filled.",
    "Deciding": "How did you decide about the last person you hired?",
}


class Reader(Window):
    """Somebody who opens the links of their mails, and answers on the pages that these lead to."""

    def open_mail(self, subject: str) -> None:
        """Open the newest mail of that subject, and the link in it."""
        self.go(self.mail(OWNER[1], subject))

    def room(self, name: str) -> None:
        """They know of no rooms."""
        raise AssertionError(f"{self.who} has no way to {name} but a mail")


@pytest.fixture(scope="module")
def site(chromium: str, engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site in which there is nothing at all."""
    with served(engine_name, tmp_path_factory, "nothing", "--empty") as site:
        yield site


def test_staff_go_from_nothing_to_a_signed_program_and_the_employer_needs_nothing_but_its_mails(
    visit: Visits, site: Site, overflow: object
) -> None:
    admin, staff = (Window(who, visit(), lambda _page: [], overflow, set()) for who in ("the administrator", "staff"))  # type: ignore[arg-type]  # a fixture of functions
    owner = Reader("the employer's owner", visit(width=390), lambda _page: [], overflow, set())  # type: ignore[arg-type]  # the same
    demand.administrator_comes_in(admin, site)
    demand.staff_come_in(admin, staff)
    nothing_is_here(staff)
    guide_is_written(staff)

    demand.employer_is_noted_down(staff)
    owner_is_invited_by_mail(staff, owner)
    demand.times_to_talk_are_offered(staff)
    demand.owner_picks_a_time_and_agrees_to_be_quoted(owner, staff)
    demand.day_of_the_session_has_come(site)
    demand.words_are_written_down(staff)
    demand.quote_is_chosen(staff)
    owner_says_whether_it_is_right(staff, owner)

    demand.role_is_written_from_the_session(staff)
    vocabulary_begins_with_what_was_said(staff)
    owner_confirms_the_role(staff, owner)

    training.program_is_made(staff)
    module_teaches_it(staff)
    owner_signs_the_agreement(staff, owner)
    training.staff_countersign_and_offer(staff)
    owner_signs_the_version_off(staff, owner)
    trace_is_whole(staff)


def nothing_is_here(staff: Window) -> None:
    for room, said in (
        ("Employers", "No employer"),
        ("Programs", "You are not assigned to a program yet"),
        ("Vocabulary", "The vocabulary is empty"),
    ):
        staff.room(room)
        expect(staff.main).to_contain_text(said)


def guide_is_written(staff: Window) -> None:
    staff.room("Discovery")
    staff.follow("Guides")
    staff.sees("No guide is here yet")
    staff.follow("Begin a guide")
    staff.fill({"Name of the guide": "Open questions", "What the employer reads before": "We want to listen."})
    staff.press("Begin the guide")
    for topic, question in TOPICS.items():
        staff.follow("Write a question")
        staff.fill({"Topic": topic, "Question": question})
        staff.press("Keep the question")
    staff.sees(*TOPICS)


def owner_is_invited_by_mail(staff: Window, owner: Reader) -> None:
    staff.follow("Invite")
    staff.fill({"What they will do for the employer": "Owner"})
    staff.press("Send the invitation")
    owner.open_mail("Your invitation")
    owner.fill({"Your name": OWNER[0], "Choose a password": PASSWORD})
    owner.press("Accept and begin")


def owner_says_whether_it_is_right(staff: Window, owner: Reader) -> None:
    staff.follow("What they read back")
    staff.press("Tell them that it is ready")
    owner.open_mail("What we heard")
    owner.sees(QUOTE)
    owner.press("This is right")
    staff.page.reload()
    staff.sees(OWNER[0])
    staff.follow("Session with")


def vocabulary_begins_with_what_was_said(staff: Window) -> None:
    """No word is known yet: what is typed waits in the vocabulary, is added there, and is known from then on."""
    role = staff.page.url
    staff.follow("Add a requirement")
    staff.field("What somebody has to be able to do").fill(COMPETENCY)
    staff.tick("Level 3", "Must")
    with staff.page.expect_navigation():
        staff.main.get_by_role("button", name="Add the requirement").click()
    staff.sees("Nothing in the vocabulary is like")
    staff.room("Vocabulary")
    staff.follow("Words that led nowhere")
    staff.follow("Decide")
    staff.follow("Add it")
    staff.press("Add to the vocabulary")
    staff.go(role)
    staff.follow("Add a requirement")
    staff.suggest("What somebody has to be able to do", "calm an", COMPETENCY)
    staff.tick("Level 3", "Must")
    staff.fill({"The quote it comes from": QUOTE})
    staff.press("Add the requirement")
    staff.sees(COMPETENCY, QUOTE)


def owner_confirms_the_role(staff: Window, owner: Reader) -> None:
    staff.press("Ask them by mail")
    owner.open_mail("Is this the role")
    owner.sees(ROLE, COMPETENCY, QUOTE)
    owner.press("Confirm and open")
    owner.sees("is open")


def module_teaches_it(staff: Window) -> None:
    staff.follow("Add a module")
    staff.fill({"Place in the program": "1", "Title": training.MODULE, "Strand": "Professional acumen"})
    staff.press("Add the module")
    staff.suggest("Competency", "upset", COMPETENCY)
    staff.fill({"Up to level": "Alone on new tasks"})
    staff.press("Add")
    staff.sees(COMPETENCY)


def owner_signs_the_agreement(staff: Window, owner: Reader) -> None:
    staff.room("Consortia")
    staff.follow(training.CONSORTIUM)
    staff.follow("Add an employer")
    staff.fill({"Employer": EMPLOYER, "People they intend to hire": "1", "Hours they give to the training": "6"})
    staff.press("Add as a prospect")
    staff.press("Send the agreement")
    owner.open_mail("The agreement of")
    owner.fill({"Agreement ends on": demand.days_from_now(365)})
    owner.tick("I may sign for my organisation")
    owner.press("Sign the agreement")
    owner.sees("Signed")


def owner_signs_the_version_off(staff: Window, owner: Reader) -> None:
    staff.follow("Versions and what partners say")
    staff.press("Send it to the partners")
    owner.open_mail("Version 1 of")
    owner.sees(QUOTE, training.MODULE)
    owner.press("Sign off")
    owner.sees("Signed off")


def trace_is_whole(staff: Window) -> None:
    """From the sign-off back to the words: the version, what it teaches, who asked for it, what they said."""
    staff.page.reload()
    staff.sees("1 of 1 signed off", EMPLOYER)
    staff.room("Programs")
    staff.follow(training.PROGRAM)
    staff.sees(COMPETENCY, QUOTE)
    staff.room("Role needs")
    staff.follow(ROLE)
    staff.sees(COMPETENCY, QUOTE, "Confirmed and opened", OWNER[0])
    staff.follow("The session it came from")
    staff.sees(QUOTE, "Completed")
