"""What charts and figures of the dashboard stand on: definition, floor, window, day, and what is counted beside them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.hiring.placements.models import Related
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.measures import actions
from marketplace.outcomes.measures.models import CountedDay, CountedGroup, CountedProgram
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.sides import Side
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.supply.jobseekers.models import PoolChoice
from tests.factories.accounts import make_actor
from tests.factories.demand import make_role_need
from tests.factories.hiring import make_placement, make_referral
from tests.factories.programs import make_cohort, make_cohort_partner, make_coordinator, make_partner, make_pool
from tests.factories.supply import make_application, make_enrolment, make_jobseeker
from tests.page import Page

pytestmark = pytest.mark.usefixtures("session")
GRADUATED = date(2026, 3, 1)
NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
DAY = "Tue 1 September 2026"


def graduate(cohort):
    jobseeker = make_jobseeker(may_work=True)
    return make_enrolment(
        cohort=cohort, jobseeker=jobseeker, stage=EnrolmentStage.GRADUATED_ON_TIME, graduated_on=GRADUATED
    )


def placed(cohort, days=30, **facts):
    enrolment = graduate(cohort)
    return make_placement(
        PlacementStage.VERIFIED,
        enrolment=enrolment,
        jobseeker=enrolment.jobseeker,
        starts_on=GRADUATED + timedelta(days=days),
        related=Related.YES,
        verified_at=datetime(2026, 8, 20, tzinfo=UTC),
        **facts,
    )


@pytest.fixture
def cohort():
    """Placed on day 10 and day 80, one of whom nobody has heard, one who left."""
    row = make_cohort(starts_on=date(2025, 11, 1))
    placed(row, 10, full_time=True, hours_per_week=Decimal(40))
    placed(row, 80, full_time=False, hours_per_week=Decimal(15))
    graduate(row)
    make_enrolment(cohort=row, stage=EnrolmentStage.WITHDREW, left_on=date(2026, 1, 15))
    return row


def count(cohort):
    actions.count_here(cohort.program_id, now=NOW)


@pytest.fixture
def staff(client):
    client.sign_in(make_actor(Side.STAFF))
    return client


def words(node):
    return " ".join(node.text().split())


def figure(page, title):
    (node,) = [one for one in page.all("section.figure") if one.css_first("h3, h4").text(strip=True) == title]
    return node


def facts(node):
    """What stands beside each word of a figure."""
    return dict(zip(map(words, node.css("dt")), map(words, node.css("dd")), strict=True))


def lines(node, heading):
    """The lines of the fold under a heading: words and number."""
    (label,) = [one for one in node.css(".fold p") if words(one) == heading]
    return [tuple(words(part) for part in row.css("li > :not(.unseen)")) for row in label.next.next.css("li")]


def version(node):
    return words(node.css(".fold p")[-1])


# ---- charts -------------------------------------------------------------------------------------------


def test_each_day_of_the_retention_chart_names_its_own_definition(cohort, staff):
    lead, why = make_actor(Side.STAFF), "Funders ask for documents."
    changed = {"answer_floor": "document"}
    actions.redefine(Key.RETENTION_SAME_90, changed, number=1, why=why, actor=lead, now=NOW - timedelta(days=1))
    count(cohort)
    page = staff.get_page("/outcomes")
    for days, number, answers in ((30, 1, "the person’s own word"), (90, 2, "a document")):
        node = figure(page, f"Works for the same employer after {days} days")
        assert version(node) == f"Definition {number}"
        assert facts(node) == {
            "Between": "0% and 100%",
            "Unknown": facts(node)["Unknown"],
            "Left out": "2",
            "Window": f"day {days} of the first work",
            "Shown by": f"verified by the program team; answers from {answers} on",
            "As of": DAY,
        }
        assert facts(node)["Unknown"].startswith("2")
    days = [words(row.css_first("th")).split(",")[0] for row in page.all("figure.chart")[1].css("tbody tr")]
    assert days == ["30 days", "90 days", "180 days", "365 days"]
    assert sum("after" in one.css_first("h4").text() for one in page.all("section.figure") if one.css_first("h4")) == 8


def test_the_curve_stands_on_everybody_who_is_followed_and_says_when_half_are_placed(cohort, staff):
    count(cohort)
    node = figure(staff.get_page("/outcomes"), "Placed over time")
    assert words(node.css_first(".value")) == "2 of 3 people"
    assert facts(node) == {
        "Between": "66% and 100%",
        "Unknown": "1 · The window is still open",
        "Left out": "1 · Left early",
        "Half of them by": "day 80, by the estimate",
        "Window": "365 days after graduating",
        "Shown by": "verified by the program team",
        "As of": DAY,
    }
    assert version(node) == "Definition 1"


def test_while_fewer_than_half_are_placed_the_curve_says_so(cohort, staff):
    for _ in range(2):
        graduate(cohort)
    count(cohort)
    node = figure(staff.get_page("/outcomes"), "Placed over time")
    assert facts(node)["Half of them by"] == "fewer than half so far"


def test_the_funnel_stands_on_every_application_and_tells_each_step(cohort, staff):
    make_application(cohort=cohort)
    count(cohort)
    node = figure(staff.get_page(f"/outcomes/partners?cohort={cohort.id}"), "Graduated, of everybody who applied")
    assert words(node.css_first(".value")) == "3 of 5 applications"
    assert facts(node) == {
        "Between": "60% and 80%",
        "Unknown": "1",
        "Window": "all cohorts of this choice",
        "As of": DAY,
    }
    steps = lines(node, "Step by step")
    assert steps[0] == ("From “Applied” to “Looked at”", "4 of 5, 1 unknown, between 80% and 100%")
    assert steps[-1] == ("From “Began” to “Graduated”", "3 of 4, 0 unknown, exactly 75%")
    assert (len(steps), version(node)) == (5, "Definition 1")


def test_demand_and_levels_say_what_they_stand_on(cohort, staff):
    make_role_need()
    page = staff.get_page(f"/outcomes/competencies?cohort={cohort.id}")
    demand, levels = page.all(".basis")
    told = facts(demand)
    assert told.pop("As of") == facts(levels)["As of"]
    assert told == {
        "Unknown": "3 · graduates of whom nobody saw any level",
        "Left out": "1 · people who started and have not graduated",
        "Graduates": "3",
        "Window": "roles that are open today; levels seen at any time",
        "Shown by": "levels that somebody saw",
    }
    assert [version(node) for node in (demand, levels)] == ["Definition 1, part of the software"] * 2


# ---- beside figures -----------------------------------------------------------------------------------


def test_placement_is_told_at_each_window_and_by_the_codes(cohort, staff):
    count(cohort)
    node = figure(staff.get_page("/outcomes"), "Graduates in related work")
    assert lines(node, "By window, all of the same base") == [
        ("within 30 days", "1 of 3, 1 unknown, between 33% and 67%"),
        ("within 60 days", "1 of 3, 1 unknown, between 33% and 67%"),
        ("within 90 days", "2 of 3, 1 unknown, between 66% and 100%"),
        ("within 180 days", "2 of 3, 1 unknown, between 66% and 100%"),
        ("within 365 days", "2 of 3, 1 unknown, between 66% and 100%"),
    ]
    (label,) = [words(one) for one in node.css(".fold p") if "CIRR" in one.text()]
    assert [row[1] for row in lines(node, label)] == ["1", "1", "1"]
    assert [row[0][:2] for row in lines(node, label)] == ["1A", "1E", "4,"]


def test_hours_are_weighed_beside_their_middle(cohort, staff):
    count(cohort)
    node = figure(staff.get_page("/outcomes"), "Hours a week")
    assert facts(node)["Weighed by hours"] == "as much as 1.5 full-time jobs of 30 hours"


def test_partners_who_could_come_back_are_told_beside_all(staff):
    first = make_cohort(starts_on=date(2025, 1, 6), ends_on=date(2025, 4, 1), stage=CohortStage.COMPLETED)
    second = make_cohort(
        program=first.program, starts_on=date(2025, 6, 2), ends_on=date(2025, 9, 1), stage=CohortStage.COMPLETED
    )
    often, once = make_partner(), make_partner()
    for partner, cohorts in ((often, (first, second)), (once, (first,))):
        for row in cohorts:
            make_cohort_partner(cohort=row, hiring_partner=partner)
            referral = make_referral("hired", role_need=make_role_need(partner.employer))
            enrolment = make_enrolment(cohort=row, jobseeker=referral.jobseeker)
            make_placement(
                PlacementStage.VERIFIED, referral=referral, enrolment_id=enrolment.id, starts_on=date(2025, 10, 1)
            )
    count(first)
    node = figure(staff.get_page("/outcomes/partners"), "Partners who hired from more than one cohort")
    assert words(node.css_first(".value")) == "1 of 2 partners"
    assert lines(node, "Among those who could") == [
        ("Of the partners signed onto two cohorts or more", "1 of 1, 0 unknown, exactly 100%")
    ]


def test_of_a_pool_nothing_is_told_beside_its_figures(staff):
    row = make_cohort(seats=40, starts_on=date(2025, 11, 1))
    pool = make_pool(row.program)
    for place in range(12):
        work = placed(row, 10 + place)
        if place < 6:
            db.session.add(PoolChoice(jobseeker_id=work.jobseeker_id, pool_id=pool.id, chosen_at=NOW))
    db.session.flush()
    count(row)
    everybody, few = (staff.get_page(f"/outcomes{query}") for query in ("", f"?pool={pool.id}"))
    for page, there in ((everybody, True), (few, False)):
        assert words(figure(page, "Graduates in related work").css_first(".value")).endswith("people")
        for beside in ("By window", "1A, full-time", "Weighed by hours", "Half of them by"):
            assert (beside in page.main) == there, beside


def test_a_count_from_before_tells_none_of_it_rather_than_a_part(cohort, staff):
    count(cohort)
    for table in (CountedGroup, CountedProgram, CountedDay):
        for row in db.session.scalars(sa.select(table)):
            shares, days = row.counts["shares"], row.counts["days"]
            kept = {name: n for name, n in shares.items() if "@" not in name and not name.startswith("cirr")}
            rest = {name: n for name, n in days.items() if not name.startswith("left_out")}
            row.counts = {**row.counts, "shares": kept, "days": rest}
    db.session.flush()
    page = staff.get_page("/outcomes")
    assert words(figure(page, "Graduates in related work").css_first(".value")) == "2 of 3 people"
    for beside in ("By window", "1A, full-time", "Half of them by"):
        assert beside not in page.main


# ---- both sides on the page of a cohort ---------------------------------------------------------------


BOTH = (
    "Places filled by an accepted offer",
    "The employer would hire again",
    "In the work they wanted",
    "Would recommend the program",
)


def test_both_sides_of_a_cohort_say_what_the_dashboard_says(cohort, staff):
    placed(make_cohort(program=cohort.program, starts_on=date(2025, 12, 1)), 20)
    partner = make_partner()
    cohort.program.consortium_id = partner.consortium_id
    make_role_need(partner.employer, openings=4, filled=1)
    count(cohort)
    dashboard = staff.get_page(f"/outcomes?cohort={cohort.id}")
    page = staff.get_page(f"/reports/cohorts/{cohort.id}")
    (asked,) = {node.attributes["hx-get"] for node in page.all("[hx-get]") if "both-sides" in node.attributes["hx-get"]}
    assert asked in {link.attributes["href"] for link in page.all("main a")}
    answer = staff.get(asked, headers={"HX-Request": "true"})
    assert "<html" not in answer.text
    assert "HX-Request" in answer.headers["Vary"]
    for part in (staff.get_page(asked), Page(answer.text)):
        for title in BOTH:
            told, same = figure(part, title), figure(dashboard, title)
            assert (words(told), facts(told)) == (words(same), facts(same)), title
        values = [words(figure(part, title).css_first(".value")) for title in BOTH]
        assert values == ["1 of 4 places", "0 of 2 people", "0 of 2 people", "0 of 2 people"]
        assert [facts(figure(part, title))["Unknown"].split(" ")[0] for title in BOTH] == ["3", "2", "2", "2"]


def test_both_sides_of_a_cohort_out_of_reach_are_not_there(cohort, client):
    client.sign_in(make_coordinator(make_cohort().program))
    client.get_page(f"/outcomes/cohorts/{cohort.id}/both-sides", status=404)


def test_before_the_first_count_both_sides_say_so(cohort, staff):
    page = staff.get_page(f"/outcomes/cohorts/{cohort.id}/both-sides")
    assert "What people and employers say is not counted yet" in page.main
