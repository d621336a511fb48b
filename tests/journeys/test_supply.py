"""A person on a phone goes from a public page to a certificate; staff bring a cohort of thirty to its graduation."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from marketplace.sides import Side
from tests.factories.accounts import PASSWORD, make_membership
from tests.journeys import supply_person as person_steps
from tests.journeys import supply_staff as staff_steps
from tests.journeys.conftest import Site, Visits
from tests.journeys.story import Look, Window

PHONE = 390


@pytest.fixture
def staff(visit: Visits, site: Site, overflow: Callable[[Page], int]) -> Window:
    """Somebody of the program team, whose pages other stories look at closely."""
    window = Window("staff", visit(), lambda _page: [], overflow, set())
    address = site.make(lambda: make_membership(Side.STAFF, all_programs=True).person.email)
    window.go("/sign-in")
    window.fill({"E-mail address": address, "Password": PASSWORD})
    window.press("Sign in")
    window.who = address
    return window


def test_a_person_on_a_phone_goes_from_the_public_page_to_a_certificate(
    visit: Visits, site: Site, staff: Window, violations: Look, overflow: Callable[[Page], int]
) -> None:
    person = Window("the person", visit(width=PHONE, height=800), violations, overflow, set())
    stranger = Window("a stranger", visit(width=PHONE, height=800), violations, overflow, set())
    place = site.make(person_steps.cohort_is_open)

    person_steps.checks_whether_it_would_fit(person, place)
    person_steps.registers(person)
    person_steps.lets_a_resume_be_read(person)
    person_steps.shows_a_competency(person)
    person_steps.writes_a_draft_and_comes_back_to_it(person, place)
    person_steps.sends_the_application(person)
    person_steps.is_asked_for_more_and_answers(staff, person)
    person_steps.gets_a_seat_and_confirms_it(staff, person)
    person_steps.begins_and_is_there(staff, person, place)
    person_steps.is_seen_and_graduates(staff, person, place)
    person_steps.shows_the_certificate(person, stranger)


def test_staff_bring_a_cohort_of_thirty_from_its_opening_to_its_graduation(site: Site, staff: Window) -> None:
    place = site.make(staff_steps.cohort_is_planned)
    staff_steps.opens(staff, place)
    site.make(lambda: staff_steps.people_apply(place))
    staff_steps.screens_and_asks_one_for_more(staff, site, place)
    staff_steps.reviews_come_in(staff, site, place)
    staff_steps.decisions_are_proposed(staff, place)
    staff_steps.decisions_are_released_together(staff, site, place)
    staff_steps.seats_are_confirmed_and_one_is_given_up(staff, site, place)
    staff_steps.one_waits_for_a_later_cohort(staff, place)
    staff_steps.training_begins(staff, site, place)
    staff_steps.one_pauses_and_one_leaves(staff, place)
    staff_steps.who_was_there_is_noted_with_one_tap_each(staff, site, place)
    staff_steps.requirements_are_set_and_met(staff, site, place)
    staff_steps.the_cohort_graduates(staff, place)
    staff_steps.one_is_marked_as_ready_and_all_are_counted(staff, site, place)
