"""The thread: from an employer's words to a verified placement, each step by the person whose step it is."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.conftest import ROOT
from tests.journeys import thread_demand as demand
from tests.journeys import thread_hiring as hiring
from tests.journeys import thread_outcomes as outcomes
from tests.journeys import thread_training as training
from tests.journeys.conftest import Site, Visits
from tests.journeys.story import Look, Window

PICTURES = ROOT / "docs" / "pictures"
PHONE = 390


@pytest.fixture
def window(visit: Visits, violations: Look, overflow: Callable[[Page], int]) -> Callable[..., Window]:
    """`window("staff")`: a browser window of somebody who has not signed in yet."""
    known: set[Any] = set()

    def opened(who: str, *, width: int = 1280, height: int = 800) -> Window:
        return Window(who, visit(width=width, height=height), violations, overflow, known)

    return opened


def picture(window: Window, name: str) -> None:
    """Keep a picture for the README when it is asked for, of the page without the message of the last step."""
    if os.environ.get("PICTURES"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        window.page.reload()
        window.page.screenshot(path=PICTURES / f"{name}.png")


def picture_of_the_demo(staff: Window) -> None:
    """The cohort of the demo world has more people to count than the one of this story."""
    if os.environ.get("PICTURES"):
        staff.room("Outcomes")
        staff.follow("By cohort")
        staff.follow("Cohort 1")
        picture(staff, "cohort")


def test_the_thread_leads_from_an_employers_words_to_a_verified_placement(
    window: Callable[..., Window], site: Site
) -> None:
    admin, staff, owner = window("the administrator"), window("staff"), window("the employer's owner")
    person = window("the jobseeker", width=PHONE)

    demand.administrator_comes_in(admin, site)
    demand.staff_come_in(admin, staff)
    demand.employer_is_noted_down(staff)
    demand.owner_is_invited(staff, owner)
    demand.times_to_talk_are_offered(staff)
    demand.owner_picks_a_time_and_agrees_to_be_quoted(owner, staff)
    demand.day_of_the_session_has_come(site)
    demand.words_are_written_down(staff)
    demand.quote_is_chosen(staff)
    demand.role_is_written_from_the_session(staff)
    demand.requirements_point_back_to_the_words(staff)
    demand.employer_confirms_the_role(owner)
    demand.employer_posts_a_role_of_its_own(owner)

    training.program_is_made(staff)
    training.module_teaches_what_was_asked_for(staff)
    training.partner_joins_the_consortium(staff, owner)
    training.staff_countersign_and_offer(staff)
    training.partner_signs_the_version_off(staff, owner)
    training.cohort_is_opened(staff)
    training.person_finds_the_cohort_and_registers(person)
    training.person_tells_what_they_have_done(person)
    training.person_names_a_competency_and_shows_it(person)
    training.person_applies(person)
    training.staff_review_and_accept(staff, person)
    training.person_confirms_the_seat(person)
    training.training_begins(staff)
    training.staff_assess_and_graduate(staff, person)
    training.person_shows_the_certificate(person, window("a stranger"))
    training.staff_mark_the_graduate_as_ready(staff)

    hiring.staff_run_the_match(staff)
    hiring.shortlist_is_shared(staff)
    picture(staff, "shortlist")
    hiring.employer_sees_a_card_without_a_name(owner)
    hiring.both_say_yes(owner, person)
    hiring.interview_is_arranged(owner, person)
    hiring.calendar_is_fetched(person)
    hiring.interview_has_been_held(site)
    hiring.outcome_is_recorded(owner)
    hiring.offer_is_extended(owner)
    hiring.person_accepts(person)
    hiring.hire_is_claimed_confirmed_and_shown(owner, person)
    hiring.figure_knows_what_it_does_not_know(staff)
    hiring.staff_verify(staff)
    hiring.figure_opens_to_the_people(staff)
    hiring.chain_holds(staff)
    outcomes.frozen_report_leads_down_and_up(staff, site)
    picture(staff, "chain")
    picture_of_the_demo(staff)
