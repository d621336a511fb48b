"""The dashboard of outcomes: its numbers are those of the people, it opens to them, and a pool points at nobody."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.hiring.placements.models import Related
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outbox.models import OutboxItem
from marketplace.outcomes.measures.actions import JOB, count_here
from marketplace.outcomes.reports import queries as reports
from marketplace.sides import Side
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.jobseekers.models import PoolChoice
from tests.factories.accounts import make_actor
from tests.factories.hiring import make_placement
from tests.factories.programs import make_cohort, make_coordinator, make_pool
from tests.factories.supply import make_enrolment, make_jobseeker

pytestmark = pytest.mark.usefixtures("session")
GRADUATED = date(2026, 3, 1)
COUNTED_AT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


def graduate(cohort, **person):
    jobseeker = make_jobseeker(may_work=True, **person)
    return make_enrolment(
        cohort=cohort, jobseeker=jobseeker, stage=EnrolmentStage.GRADUATED_ON_TIME, graduated_on=GRADUATED
    )


def placed(cohort, **person):
    enrolment = graduate(cohort, **person)
    make_placement(
        PlacementStage.VERIFIED,
        enrolment=enrolment,
        jobseeker=enrolment.jobseeker,
        starts_on=GRADUATED + timedelta(days=30),
        related=Related.YES,
        verified_at=datetime(2026, 5, 1, tzinfo=UTC),
    )
    return enrolment


@pytest.fixture
def cohort():
    """Six in work, three of whom nobody has heard, one who left."""
    row = make_cohort(seats=40, starts_on=date(2025, 11, 1))
    for _ in range(6):
        placed(row, province="Nova Scotia")
    for _ in range(3):
        graduate(row, province="Quebec")
    make_enrolment(cohort=row, stage=EnrolmentStage.WITHDREW)
    return row


def count(*cohorts):
    for program_id in {row.program_id for row in cohorts}:
        count_here(program_id, now=COUNTED_AT)


def figure(page, title):
    (node,) = [node for node in page.all("section.figure") if node.css_first("h3, h4").text(strip=True) == title]
    return node


def numbers(node):
    """The count with its base, and what stands beside each word."""
    words = [" ".join(node.css_first(".value").text().split())]
    return words + [" ".join(dd.text().split()) for dd in node.css("dd")[:3]]


@pytest.fixture
def staff(client):
    client.sign_in(make_actor(Side.STAFF))
    return client


def test_its_numbers_are_those_of_the_report_of_the_cohort(cohort, staff):
    count(cohort)
    same = reports.outcomes_of(cohort.id, as_of=COUNTED_AT.date()).figures[0]
    node = figure(staff.get_page(f"/outcomes?cohort={cohort.id}"), "Graduates in related work")
    between = f"{same.low}% and {same.high}%"
    assert numbers(node)[:2] == [f"{same.count} of {same.base} people", between]
    assert (same.count, same.base, same.unknown) == (6, 9, 3)


def test_every_number_opens_to_as_many_people(cohort, staff):
    count(cohort)
    page = staff.get_page("/outcomes")
    opened = 0
    for name in ("Graduates in related work", "In related work, of everybody who started", "Graduated"):
        for link in figure(page, name).css("a[href*='/outcomes/people/']"):
            number = next(word for word in link.text().split() if word.isdigit())
            behind = staff.get_page(link.attributes["href"])
            assert len(behind.all("tbody tr th a")) == int(number), (name, link.attributes["href"])
            opened += 1
    assert opened == 9


def test_a_filter_of_a_province_counts_who_lives_there_and_goes_on_to_the_people(cohort, staff):
    count(cohort)
    page = staff.get_page("/outcomes?province=Quebec")
    node = figure(page, "Graduates in related work")
    assert numbers(node)[:2] == ["0 of 3 people", "0% and 100%"]
    people = staff.get_page("/outcomes/people/graduate_placement/base?province=Quebec")
    assert people.h1 == "3 people"


def test_a_coordinator_counts_and_opens_what_is_within_reach(cohort, client):
    other = make_cohort()
    stranger = placed(other)
    count(cohort, other)
    client.sign_in(make_coordinator(cohort.program))
    assert numbers(figure(client.get_page("/outcomes"), "Graduates in related work"))[0] == "6 of 9 people"
    page = client.get_page(f"/outcomes?cohort={other.id}")
    assert "a cohort that is not among those to choose" in page.text
    people = client.get_page("/outcomes/people/graduate_placement/base")
    assert stranger.jobseeker.person.name not in people.text
    assert people.h1 == "9 people"


def test_a_pool_is_told_in_numbers_that_point_at_nobody_and_opens_to_nobody(staff):
    cohort = make_cohort(seats=40, starts_on=date(2025, 11, 1))
    pool = make_pool(cohort.program)
    for _ in range(12):
        person = placed(cohort)
        if _ < 6:
            db.session.add(PoolChoice(jobseeker_id=person.jobseeker_id, pool_id=pool.id, chosen_at=COUNTED_AT))
    one = make_pool(cohort.program)
    db.session.add(PoolChoice(jobseeker_id=person.jobseeker_id, pool_id=one.id, chosen_at=COUNTED_AT))
    db.session.flush()
    count(cohort)
    page = staff.get_page(f"/outcomes?pool={pool.id}")
    assert numbers(figure(page, "Graduates in related work"))[0] == "6 of 6 people"
    assert not page.has("section.figure a[href*='/outcomes/people/']")
    small = figure(staff.get_page(f"/outcomes?pool={one.id}"), "Graduates in related work")
    assert "Withheld" in small.text()
    assert not small.css(".value")
    staff.get_page(f"/outcomes/people/graduate_placement/base?pool={pool.id}", status=404)


def test_a_pool_is_counted_for_its_whole_program_only(cohort, staff):
    pool = make_pool(cohort.program)
    db.session.flush()
    count(cohort)
    page = staff.get_page(f"/outcomes?pool={pool.id}&cohort={cohort.id}&since=2025-01-01")
    assert "A pool is counted for its whole program" in page.text


def test_before_anything_was_counted_it_says_so_and_can_be_asked_to(cohort, staff):
    page = staff.get_page("/outcomes")
    assert "Nothing has been counted yet" in page.text
    done = staff.submit(page.form("/outcomes/count"))
    assert done.status in {302, 303}
    asked = db.session.scalars(sa.select(OutboxItem).where(OutboxItem.name == JOB)).all()
    assert str(cohort.program_id) in {item.arguments["program_id"] for item in asked}


def test_where_nobody_fits_it_says_so(cohort, staff):
    count(cohort)
    assert "Nobody fits what is chosen" in staff.get_page("/outcomes?since=2030-01-01").text


def test_a_figure_that_opens_to_nobody_is_not_there(staff):
    for address in ("seat_fill/yes", "nothing/yes", "placement_over_time/base"):
        staff.get_page(f"/outcomes/people/{address}", status=404)
    staff.get_page(f"/outcomes/people/any_job/base?because=nonsense&employer={uuid.uuid4()}")


def test_the_curve_says_in_its_table_what_it_draws(cohort, staff):
    count(cohort)
    chart = staff.get_page("/outcomes").all(".chart")[0]
    rows = [[cell.text(strip=True) for cell in row.css("th, td")] for row in chart.css("tbody tr")]
    assert rows[0] == ["0", "0", "9", "0", "0"]
    assert rows[1] == ["30", "6", "3", "0", "67"]


def test_few_people_and_hundreds_take_as_many_statements(staff, counting):
    def asked(cohort):
        spent = []
        province, since = "province=ON", f"since={cohort.starts_on}"
        for filters in ("", f"?program={cohort.program_id}", f"?cohort={cohort.id}", f"?{province}", f"?{since}"):
            for path in ("/outcomes", "/outcomes/partners"):
                with counting() as statements:
                    assert staff.get(f"{path}{filters}").status_code == 200
                spent.append(len(statements))
        return spent

    first = make_cohort()
    graduate(first)
    count(first)
    asked(first)
    few = asked(first)
    for _ in range(12):
        row = make_cohort(program=first.program, seats=40)
        for number in range(25):
            (placed if number % 2 else graduate)(row)
    count(first)
    assert asked(first) == few
    assert max(few) <= 25
