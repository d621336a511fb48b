"""What anybody finds of a program: its page, what search engines and chats are told, the list of addresses."""

import json
from datetime import timedelta

import pytest

from marketplace.accounts.models import Person
from marketplace.db import db
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.programs.models import Barrier, Mode
from marketplace.demand.programs.models import Stage as ProgramStage
from marketplace.sides import Side
from marketplace.supply.cohorts.models import Stage
from marketplace.supply.cohorts.queries.finding import in_a_line
from tests.conftest import NOW
from tests.factories.accounts import make_actor
from tests.factories.programs import (
    _added,
    make_cohort,
    make_cohort_partner,
    make_consortium,
    make_module,
    make_partner,
    make_program,
)


@pytest.fixture(autouse=True)
def _a_day(now, session):
    """Every story here happens on one day."""


def about(program):
    return f"/programs/{program.id}/about"


def data_of(page):
    return json.loads(page.one("script[type='application/ld+json']").text())


def test_the_page_of_a_program_says_the_facts_and_leads_to_what_is_open(client):
    program = make_program(offered=True, title="Dispatch", cost="Nothing.")
    _added(Barrier(program_id=program.id, barrier="No bus at night", support="Shared rides home."))
    _added(Barrier(program_id=program.id, barrier="No computer", support=""))
    opened, planned = (make_cohort(program=program, stage=stage) for stage in (Stage.RECRUITING, Stage.PLANNED))
    page = client.get_page(about(program))
    for words in ("10 weeks", "about 16 hours", "Nothing.", "Three years of work", "No bus at night", "Shared rides"):
        assert words in page.main
    assert f"/cohorts/{opened.id}" in page.links.values()
    assert "No computer" not in page.main
    assert planned.name not in page.main


@pytest.mark.parametrize(("stage", "status"), [(ProgramStage.DRAFT, 404), (ProgramStage.RETIRED, 404)])
def test_what_is_not_offered_has_no_page(client, stage, status):
    client.get_page(about(make_program(stage=stage)), status=status)


def test_a_retired_program_keeps_its_page_for_those_who_took_part(client):
    program = make_cohort(stage=Stage.COMPLETED, program=make_program(stage=ProgramStage.RETIRED)).program
    assert "is not offered any more" in client.get_page(about(program)).main


def test_employers_are_counted_there_and_named_only_where_they_agreed_to(client):
    consortium = make_consortium()
    program = make_program(offered=True, consortium=consortium)
    named = make_partner(consortium=consortium)
    make_partner(consortium=consortium, stage=PartnerStage.ENDED)
    cohort = make_cohort_partner(hiring_partner=named, cohort=make_cohort(program=program)).cohort
    planned = make_cohort_partner(
        hiring_partner=make_partner(consortium=consortium), cohort=make_cohort(program=program)
    )
    planned.cohort.stage = Stage.PLANNED
    page = client.get_page(about(program))
    assert "2 employers have signed" in page.main
    assert named.employer.name in page.main
    assert planned.hiring_partner.employer.name not in page.html
    assert data_of(page)["sponsor"] == [{"@type": "Organization", "name": named.employer.name}]
    assert named.employer.name in client.get_page(f"/cohorts/{cohort.id}").main
    named.may_be_named = False
    for address in (about(program), f"/cohorts/{cohort.id}"):
        assert named.employer.name not in client.get_page(address).html


def test_hours_are_told_by_the_way_they_are_taught(client):
    program = make_program(offered=True)
    make_module(program=program, mode=Mode.LIVE_ONLINE, hours=16)
    make_module(program=program, mode=Mode.IN_PERSON, hours=30)
    make_module(program=program, mode=Mode.LIVE_ONLINE, hours=4)
    page = client.get_page(about(program))
    assert "In person: 30 hours Online, together: 20 hours" in page.main
    assert "Where on site and online" in page.main
    assert data_of(client.get_page(f"/cohorts/{make_cohort(program=program).id}"))["hasCourseInstance"][0]["courseMode"]


def test_machines_read_the_course_and_no_word_can_break_out_of_it(client):
    program = make_program(offered=True, title="Desk </script><b>&", cost="")
    cohort = make_cohort(program=program, name="Cohort '7'")
    for address in (about(program), f"/cohorts/{cohort.id}"):
        page = client.get_page(address)
        told = data_of(page)
        assert (told["@type"], told["name"]) == ("Course", "Desk </script><b>&")
        run = told["hasCourseInstance"][0]
        assert (run["name"], run["startDate"]) == ("Cohort '7'", cohort.starts_on.isoformat())
        assert run["courseWorkload"] == "PT960M"
        assert "description" not in run["offers"]
        assert page.texts("b") != ["&"]


def test_a_public_page_can_be_found_and_passed_on_and_no_other_can(client):
    program = make_program(offered=True)
    page = client.get_page(about(program))
    assert not page.has("meta[name=robots]")
    assert page.one("link[rel=canonical]").attributes["href"].endswith(about(program))
    assert page.one("meta[property='og:title']").attributes["content"] == program.title
    assert client.get_page("/sign-in").one("meta[name=robots]").attributes["content"] == "noindex"


def test_the_list_of_addresses_holds_what_is_public_and_open_only(client):
    opened = make_cohort()
    hidden = [
        make_cohort(stage=Stage.PLANNED),
        make_cohort(stage=Stage.COMPLETED),
        make_cohort(applications_close_at=NOW - timedelta(seconds=1)),
    ]
    draft = make_program()
    listed = client.get("/sitemap.xml").text
    assert f"{about(opened.program)}</loc>" in listed
    assert f"/cohorts/{opened.id}</loc>" in listed
    for row in (*hidden, draft):
        assert f"/{row.id}</loc>" not in listed
    assert "/sitemap.xml" in client.get("/robots.txt").text


def test_the_public_list_names_the_programs_that_are_not_open_now(client):
    opened = make_cohort().program
    resting = make_cohort(stage=Stage.IN_DELIVERY).program
    draft = make_program()
    links = client.get_page("/cohorts").links.values()
    assert about(resting) in links
    for hidden in (opened, draft):
        assert about(hidden) not in links


def test_a_reader_with_a_zone_of_their_own_reads_theirs_beside_the_place_s(client, session):
    cohort = make_cohort(applications_close_at=NOW)
    actor = make_actor(Side.JOBSEEKER)
    client.sign_in(actor)
    assert "for you" not in client.get_page(f"/cohorts/{cohort.id}").main
    db.session.get_one(Person, actor.person_id).time_zone = "America/Vancouver"
    page = client.get_page(f"/cohorts/{cohort.id}")
    assert "Tue 15 Sep 2026, 11:00 Halifax time (for you: Tue 15 Sep 2026, 07:00 Vancouver time)" in page.main
    assert page.all("time[datetime]")


def test_the_page_asks_little_whatever_stands_on_it(client, counting):
    program, sent = make_program(offered=True), []
    for more in range(3):
        for _ in range(more * 2):
            make_cohort(program=program)
            make_module(program=program)
        with counting() as statements:
            client.get_page(about(program))
        sent.append(len(statements))
    assert len(set(sent[1:])) == 1
    assert max(sent) <= 12


def test_a_description_ends_between_words():
    assert in_a_line("one\n two") == "one two"
    assert in_a_line("word, " * 60).endswith("word…")
