"""Competencies beside outcomes: the picture and its table say the same, within reach, whatever the address asks."""

from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.db import db
from marketplace.outcomes.dashboards import queries
from marketplace.outcomes.dashboards.queries import Wanted
from marketplace.sides import Side
from marketplace.supply.enrolments.models import Assessment, Timing
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from tests.factories.accounts import make_actor, make_person
from tests.factories.competencies import make_competency
from tests.factories.demand import make_requirement, make_role_need
from tests.factories.programs import make_cohort, make_coordinator
from tests.factories.supply import make_enrolment, make_evidence

pytestmark = pytest.mark.usefixtures("session")
NOBODY = "00000000-0000-4000-8000-000000000000"  # an id that no row has; the same for every worker
FIRST = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def cohort():
    return make_cohort(starts_on=date(2026, 2, 1))


@pytest.fixture
def lead():
    return make_actor(Side.STAFF)


def graduate(cohort):
    return make_enrolment(cohort=cohort, stage=EnrolmentStage.GRADUATED_ON_TIME)


def see(enrolment, competency, level, timing, *, days=0):
    evidence = make_evidence(jobseeker_id=enrolment.jobseeker_id)
    seen = {"level": level, "timing": timing, "at": FIRST + timedelta(days=days), "assessed_by_id": make_person().id}
    db.session.add(Assessment(enrolment_id=enrolment.id, competency_id=competency.id, evidence_id=evidence.id, **seen))
    db.session.flush()


def test_the_newest_level_of_each_side_counts_once_for_each_person(cohort, lead):
    competency, other = make_competency(), make_competency()
    person, half = graduate(cohort), graduate(cohort)
    see(person, competency, 1, Timing.BEFORE)
    see(person, competency, 2, Timing.DURING, days=10)
    see(person, competency, 3, Timing.AFTER, days=20)
    see(person, other, 0, Timing.BEFORE)
    see(half, competency, 4, Timing.DURING)
    levels = queries.levels(Wanted(cohort=cohort.id), lead)
    assert (levels.before, levels.last) == ([0, 1, 0, 0, 0], [0, 0, 0, 1, 0])
    assert (levels.known, levels.one_sided) == (1, 2)


def test_demand_stands_beside_the_graduates_who_showed_it(cohort, lead, now):
    wanted = make_requirement(make_role_need(openings=4)).competency
    for level in (2, 0):
        see(graduate(cohort), wanted, level, Timing.AFTER)
    learning = make_enrolment(cohort=cohort, stage=EnrolmentStage.ACTIVE)
    see(learning, wanted, 3, Timing.DURING)
    (gap,) = [one for one in queries.gaps(Wanted(), lead, now=now) if one.competency_id == wanted.id]
    assert (gap.places, gap.people) == (4, 1)


def test_a_coordinator_counts_the_people_of_their_programs(cohort, client, lead):
    competency, elsewhere = make_competency(), make_cohort()
    for there in (cohort, elsewhere):
        see(graduate(there), competency, 1, Timing.BEFORE)
    mine = make_coordinator(elsewhere.program)
    assert queries.levels(Wanted(), lead).one_sided == 2
    assert queries.levels(Wanted(), mine).one_sided == 1
    client.sign_in(mine)
    page = client.get_page(f"/outcomes/competencies?cohort={cohort.id}")
    assert "a cohort that is not among those to choose" in page.text
    assert cohort.name not in page.text


def test_the_table_says_what_the_picture_says(cohort, client, lead):
    wanted = make_requirement(make_role_need(openings=4)).competency
    see(graduate(cohort), wanted, 2, Timing.AFTER)
    client.sign_in(lead)
    page = client.get_page(f"/outcomes/competencies?program={cohort.program_id}")
    chart = page.all(".chart")[0]
    drawn = [node.text() for node in chart.css("svg text.value")]
    told = [node.text(strip=True) for node in chart.css("tbody td.num")]
    assert drawn == told == ["4", "1"]


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("program=no", "A part of the address can’t be read"),
        (f"employer={NOBODY}", "an employer at which nobody of your cohorts has worked"),
        (f"program={NOBODY}", "a program that you don’t see"),
        ("province=Atlantis", "a province from which nobody has started"),
        ("since=yesterday", "A day is written as 2027-03-01"),
        ("since=2027-03-01&until=2026-03-01", "The period ends before it begins"),
    ],
)
def test_what_the_address_asks_and_is_not_there_is_said(client, lead, address, sentence):
    client.sign_in(lead)
    assert sentence in client.get_page(f"/outcomes/competencies?{address}").text


def test_every_number_of_both_pictures_opens_to_as_many(cohort, lead, client, now):
    asked = make_requirement(make_role_need(openings=4)).competency
    people = [graduate(cohort) for _number in range(3)]
    make_enrolment(cohort=cohort)
    for person, level in zip(people, (2, 3, 0), strict=True):
        see(person, asked, 1, Timing.BEFORE)
        see(person, asked, level, Timing.AFTER, days=20)
    see(people[0], make_competency(), 4, Timing.DURING)
    graduate(cohort)
    client.sign_in(lead)
    page = client.get_page(f"/outcomes/competencies?cohort={cohort.id}")
    opened = {}
    for link in page.all("main a[href*='/outcomes/learned/']"):
        address = link.attributes["href"]
        behind = client.get_page(address)
        number = int(behind.h1.replace("One", "1").split()[0])
        assert (number, len(behind.all("tbody tr"))) == (int(link.text()), int(link.text())), address
        part, _mark, rest = address.split("/")[-1].partition("?")
        opened[part, rest.split("level=")[-1][0] if "level=" in rest else ""] = number
    assert opened == {
        ("showed", ""): 3,  # at whatever level, at any time
        ("graduates", ""): 4,
        ("unseen", ""): 1,
        ("not_graduated", ""): 1,
        ("one_sided", ""): 1,
        ("before", "1"): 3,
        ("last", "2"): 1,
        ("last", "3"): 1,
        ("last", "0"): 1,
    }


def test_levels_open_to_nobody_of_another_program(cohort, client):
    person, competency = graduate(cohort), make_competency()
    see(person, competency, 1, Timing.BEFORE)
    see(person, competency, 2, Timing.AFTER, days=20)
    for who, number in ((make_coordinator(cohort.program), 1), (make_coordinator(), 0)):
        client.sign_in(who)
        for asked in ("before?level=1", "last?level=2", "graduates", f"showed?competency={competency.id}"):
            assert len(client.get_page(f"/outcomes/learned/{asked}").all("tbody th")) == number, asked
    client.get_page(f"/outcomes/learned/showed?competency={NOBODY}&level=nine")
    client.get_page("/outcomes/learned/most", status=404)
