"""Twelve graduates and five employers find each other, and it lasts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from marketplace.accounts.models import Person
from marketplace.db import db
from marketplace.sides import Actor
from tests.factories.accounts import PASSWORD
from tests.journeys import market as steps
from tests.journeys import market_work as work
from tests.journeys.conftest import Site, Visits
from tests.journeys.story import Look, Window

Enters = Callable[..., Window]


@pytest.fixture
def enters(visit: Visits, site: Site, violations: Look, overflow: Callable[[Page], int]) -> Enters:
    """`enters(person_id, "the person", width=390)`: somebody's window, signed in. Pages are looked at on phones."""
    known: set[object] = set()

    def opened(person_id: object, who: str, *, width: int = 1280) -> Window:
        look = violations if width < 600 else lambda _page: []
        window = Window(who, visit(width=width, height=800), look, overflow, known)
        address = site.make(lambda: db.session.get_one(Person, person_id).email)
        window.go("/sign-in")
        window.fill({"E-mail address": address, "Password": PASSWORD})
        window.press("Sign in")
        return window

    return opened


def owner_window(enters: Enters, actor: Actor, name: str) -> Window:
    return enters(actor.person_id, f"the owner of {name}")


def test_twelve_people_and_five_employers_find_each_other_and_it_lasts(enters: Enters, site: Site) -> None:
    market = site.make(steps.market_is_there)
    names = list(steps.EMPLOYERS)
    staff = enters(market.staff.person_id, "staff")
    colleague = enters(site.make(lambda: steps.make_actor(steps.Side.STAFF).person_id), "a colleague")
    person = enters(market.wanted, "the person", width=390)
    owner = owner_window(enters, market.owners[0], names[0])

    steps.many_roles_are_matched(staff, market)
    steps.shortlists_are_shared(staff, site, market)
    address = steps.round_is_opened(staff, market)
    steps.both_sides_choose(person, owner, site, market, address)
    steps.proposal_is_made_and_released_by_another(staff, colleague, address)
    steps.each_side_reads_its_own_part(person, owner, address)

    wanted = work.everybody_meets_and_two_employers_want_one(site, market, address)
    place = market.owners.index(wanted.other_owner)
    other = owner if place == 0 else owner_window(enters, wanted.other_owner, names[place])
    work.person_takes_one_and_the_other_hears_no_name(person, other, wanted, market)
    placement = work.hires_are_recorded_confirmed_and_verified(staff, site, wanted, market)
    work.ninety_days_pass(site, placement)
    work.check_after_ninety_days_is_answered(staff, placement)
    work.person_is_laid_off_and_placed_again(staff, site, placement, wanted, market)
    work.employer_leaves_midway(staff, person, site, market)
