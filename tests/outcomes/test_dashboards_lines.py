"""Every number of partners, seats and applications opens to what it is counted from, which adds up to it."""

import re
from collections import Counter
from datetime import timedelta

import pytest

from marketplace.outcomes.dashboards import queries
from marketplace.outcomes.dashboards.queries import Asked, Wanted, lines
from marketplace.outcomes.measures.actions import count_here, redefine
from marketplace.outcomes.measures.queries.definitions import definitions
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.sides import Side
from marketplace.supply.applications.models import Stage
from tests.conftest import NOW
from tests.factories.accounts import make_actor
from tests.factories.demand import make_role_need
from tests.factories.programs import make_cohort, make_cohort_partner, make_coordinator, make_partner, make_program
from tests.factories.reviews import make_in_review, make_review, make_reviewed
from tests.factories.supply import make_application, make_jobseeker
from tests.outcomes.test_measures_worlds import World

pytestmark = pytest.mark.usefixtures("app", "now")
PARTS = ("yes", "no", "unknown")


def number(words):
    """The number that a sentence begins with or holds; "One" is one."""
    found = re.search(r"\d+", words.replace("One ", "1 "))
    return int(found.group()) if found else 0


def numbers_of(one):
    """Part → number of a tally, with what is left out."""
    tally = one.tally
    found = {"yes": tally.yes, "no": tally.no, "unknown": tally.unknown, "base": tally.base}
    return {**found, "excluded": sum(tally.excluded.values())}


@pytest.fixture(params=(21, 22), ids=lambda seed: f"market {seed}")
def world(request, session):
    world = World(request.param)
    count_here(world.program.id, now=NOW)
    return world


def added_up(wanted, actor, **asked):
    found = queries.lines_behind(Asked(**asked), wanted, actor, definitions(), now=NOW)
    return sum(line.number for line in found)


def test_the_lines_of_every_part_add_up_to_it(world):
    lead = make_actor(Side.STAFF, all_programs=True)
    opened = 0
    for wanted in (Wanted(program=world.program.id), *(Wanted(cohort=cohort.id) for cohort in world.cohorts)):
        market = queries.market_of(wanted, lead, definitions())
        whole = market.whole
        for one in (*market.partners, *market.applications, whole):
            told = numbers_of(one)
            assert {part: added_up(wanted, lead, key=one.key, part=part) for part in told} == told, one.key
            opened += sum(told.values())
            for because, some in one.tally.excluded.items():
                assert added_up(wanted, lead, key=one.key, part="excluded", because=because) == some
        for one in market.partners:
            for part in one.parts:
                assert added_up(wanted, lead, key=one.key, part="base", able=True) == part.tally.base
        for line in market.lines:
            told = {"base": line.entered, "yes": line.went_on, "unknown": line.waiting}
            asked = {"key": Key.APPLICATION_FUNNEL, "step": line.step}
            assert {part: added_up(wanted, lead, part=part, **asked) for part in told} == told
            for stage, _words, some in line.exits:
                assert added_up(wanted, lead, part="no", because=stage, **asked) == some
        places = queries.openings(wanted, lead, definitions(), now=NOW).tally
        told = {"yes": places.yes, "no": places.no, "unknown": places.unknown}
        assert {part: added_up(wanted, lead, key=queries.PLACES, part=part) for part in told} == told
    assert opened > 100


def test_every_link_of_the_page_leads_to_as_many(world, client):
    client.sign_in(make_actor(Side.STAFF, all_programs=True))
    page = client.get_page(f"/outcomes/partners?program={world.program.id}")
    opened = 0
    for link in page.all("main a[href*='/outcomes/lines/']"):
        behind = client.get_page(link.attributes["href"])
        if not link.css_first("span") and re.search(r"\d", link.text()):
            assert number(behind.h1) == number(link.text()), link.attributes["href"]
            opened += 1
    assert opened > 20


def test_every_point_of_the_curve_opens_to_as_many(world, client):
    client.sign_in(make_actor(Side.STAFF, all_programs=True))
    opened = Counter()
    for address in ("/outcomes", f"/outcomes?program={world.program.id}", f"/outcomes?cohort={world.cohorts[0].id}"):
        page = client.get_page(address)
        for link in page.all("main a[href*='/outcomes/lines/placement_over_time']"):
            if re.search(r"\d", link.text()):
                behind = client.get_page(link.attributes["href"])
                assert number(behind.h1) == number(link.text()), link.attributes["href"]
                opened[re.search(r"time/(\w+)", link.attributes["href"])[1]] += 1
    assert min(opened[part] for part in ("yes", "no", "excluded", "base")) > 0


def test_the_curve_of_many_cohorts_opens_to_nobody_at_once(world, client, monkeypatch):
    monkeypatch.setattr(lines, "MANY_COHORTS", 1)
    client.sign_in(make_actor(Side.STAFF, all_programs=True))
    page = client.get_page("/outcomes/lines/placement_over_time/base")
    assert "Choose a program or a cohort" in page.text
    assert not page.has("tbody a")


@pytest.fixture
def applied(session):
    """A cohort with three applications and a promise of two hires."""
    cohort = make_cohort(seats=5)
    make_cohort_partner(cohort=cohort, hiring_partner=make_partner(), intended_hires=2)
    for name in ("Ana Alder", "Bo Birch", "Cleo Cedar"):
        make_application(cohort=cohort, jobseeker=make_jobseeker(name=name), stage=Stage.IN_REVIEW)
    count_here(cohort.program_id, now=NOW)
    return cohort


def test_places_are_those_of_roles_confirmed_within_the_days_that_are_set(session):
    lead = make_actor(Side.STAFF, all_programs=True)
    for days in (10, 100):
        make_role_need(openings=days, confirmed_at=NOW - timedelta(days=days))
    asked = {"key": queries.PLACES, "part": "base"}
    assert (queries.openings(Wanted(), lead, definitions(), now=NOW).days, added_up(Wanted(), lead, **asked)) == (
        365,
        110,
    )
    redefine(Key.COMMITMENT, {"looked_back_days": 30}, number=1, why="A month.", actor=lead, now=NOW)
    told = queries.openings(Wanted(), lead, definitions(), now=NOW)
    assert (told.days, told.tally.base, added_up(Wanted(), lead, **asked)) == (30, 10, 10)


def test_lines_say_who_where_and_why(applied, client):
    client.sign_in(make_actor(Side.STAFF, all_programs=True))
    page = client.get_page(f"/outcomes/lines/application_funnel/unknown?step=screened&cohort={applied.id}")
    assert page.h1 == "3 applications"
    assert sorted(page.texts("tbody th")) == ["Ana Alder", "Bo Birch", "Cleo Cedar"]
    assert set(page.texts("tbody td:last-child")) == {"In review"}
    (partner,) = client.get_page(f"/outcomes/lines/commitment/excluded?cohort={applied.id}").all("tbody tr")
    assert [one.text().strip() for one in partner.css("td")][1:] == ["left out", "2", "The cohort has not begun yet"]


def test_whoever_sees_nothing_of_a_program_sees_none_of_its_lines(applied, client):
    client.sign_in(make_coordinator(make_program()))
    for address in ("application_funnel/base", "commitment/excluded", "seat_fill/base", "decision_latency/excluded"):
        page = client.get_page(f"/outcomes/lines/{address}")
        assert not page.has("tbody a"), address
        assert "Nothing is in this group." in page.text, address
    page = client.get_page(f"/outcomes/lines/application_funnel/base?cohort={applied.id}")
    assert "Alder" not in page.text


def test_an_application_to_be_reviewed_without_names_is_counted_and_not_listed(session, client):
    cohort = make_reviewed()
    reviewer = make_coordinator(cohort.program)
    hidden = make_in_review(cohort, jobseeker=make_jobseeker(name="Zoe Zqhidden"))
    make_in_review(cohort, jobseeker=make_jobseeker(name="Olga Open"))
    make_review(hidden, reviewer)
    client.sign_in(reviewer)
    page = client.get_page("/outcomes/lines/application_funnel/base?step=sent")
    assert page.h1 == "2 applications"
    assert page.texts("tbody th") == ["Olga Open"]
    assert "One" not in page.texts(".note")[0]
    assert "without names" in page.text
    client.sign_in(make_actor(Side.STAFF, all_programs=True))
    assert len(client.get_page("/outcomes/lines/application_funnel/base?step=sent").all("tbody tr")) == 2


@pytest.mark.parametrize("address", ["wages/yes", "commitment/most", "nonsense/base"])
def test_what_has_no_lines_is_not_found(address, client):
    client.sign_in(make_actor(Side.STAFF))
    client.get_page(f"/outcomes/lines/{address}", status=404)


def test_what_an_address_asks_for_and_is_not_there_is_left_out(applied, client):
    client.sign_in(make_actor(Side.STAFF, all_programs=True))
    page = client.get_page(
        f"/outcomes/lines/seat_fill/base?step=flight&because=%00x&province=Quebec&cohort={applied.id}"
    )
    assert "it was left out" in page.text
    assert page.h1 == "5 seats"
