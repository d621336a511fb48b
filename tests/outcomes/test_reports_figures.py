"""Figures: who is in the base, who is unknown, and that a number opens to its people."""

from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.hiring.placements.models import Related
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.outcomes.reports import queries
from marketplace.outcomes.reports.queries import Group
from marketplace.sides import Side
from marketplace.supply.enrolments.models import Intent, Reason
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from tests.conftest import NOW
from tests.factories.accounts import make_actor
from tests.factories.hiring import make_placement
from tests.factories.programs import make_cohort
from tests.factories.supply import make_enrolment, make_jobseeker

pytestmark = pytest.mark.usefixtures("session")
GRADUATED = date(2026, 3, 1)
AS_OF = date(2026, 12, 1)
SOON_AFTER = GRADUATED + timedelta(days=30)


@pytest.fixture
def cohort():
    return make_cohort(seats=40, starts_on=date(2025, 11, 1))


def graduate(cohort, **overrides):
    name = overrides.pop("name", None)
    person = make_jobseeker(name=name, **({"may_work": overrides.pop("may_work")} if "may_work" in overrides else {}))
    return make_enrolment(
        **{"cohort": cohort, "jobseeker": person, "stage": EnrolmentStage.GRADUATED_ON_TIME, "graduated_on": GRADUATED}
        | overrides
    )


def placed(enrolment, stage=PlacementStage.VERIFIED, **overrides):
    verified = {"verified_at": datetime(2026, 5, 1, tzinfo=UTC)} if stage is PlacementStage.VERIFIED else {}
    return make_placement(
        stage,
        **{"enrolment": enrolment, "jobseeker": enrolment.jobseeker, "starts_on": SOON_AFTER, "related": Related.YES}
        | verified
        | overrides,
    )


def group_of(cohort, as_of=AS_OF):
    return [outcome.group for outcome in queries.outcomes_of(cohort.id, as_of=as_of).people]


def test_the_published_example_of_the_definition_comes_out(cohort):
    """17 started: 15 graduated (2 not looking), 10 in related work, 1 in other work, 2 unknown; 2 left."""
    for _ in range(10):
        placed(graduate(cohort))
    placed(graduate(cohort), related=Related.NO)
    graduate(cohort)
    graduate(cohort, stage=EnrolmentStage.GRADUATED_LATE)
    graduate(cohort, intent=Intent.FURTHER_EDUCATION)
    graduate(cohort, intent=Intent.STAY_WITH_EMPLOYER)
    make_enrolment(cohort=cohort, stage=EnrolmentStage.WITHDREW)
    make_enrolment(cohort=cohort, stage=EnrolmentStage.DISMISSED)
    graduates, starters = queries.outcomes_of(cohort.id, as_of=AS_OF).figures
    assert (graduates.count, graduates.base, graduates.unknown, graduates.low, graduates.high) == (10, 13, 2, 76, 93)
    assert graduates.left_out == {Group.NOT_LOOKING: 2, Group.LEFT_EARLY: 2}
    assert (starters.count, starters.base, starters.unknown, starters.left_early) == (10, 17, 2, 2)
    assert (starters.low, starters.high) == (58, 71)


@pytest.mark.parametrize("stage", [PlacementStage.CLAIMED, PlacementStage.CONFIRMED, PlacementStage.DISPUTED])
def test_a_placement_that_is_not_verified_is_unknown_and_never_counted(cohort, stage):
    placed(graduate(cohort), stage)
    assert group_of(cohort) == [Group.NOT_VERIFIED]


def test_a_placement_that_did_not_start_leaves_the_person_not_heard_from(cohort):
    placed(graduate(cohort), PlacementStage.CANCELLED_BEFORE_START)
    assert group_of(cohort) == [Group.NOT_HEARD_FROM]


def test_a_verification_after_the_day_is_not_known_on_that_day(cohort):
    placed(graduate(cohort), claimed_at=datetime(2026, 5, 20, tzinfo=UTC), verified_at=datetime(2026, 6, 2, tzinfo=UTC))
    assert group_of(cohort, date(2026, 6, 1)) == [Group.NOT_VERIFIED]
    assert group_of(cohort, date(2026, 6, 2)) == [Group.PLACED]


@pytest.mark.parametrize(("days", "group"), [(180, Group.PLACED), (181, Group.PLACED_LATER)])
def test_the_window_closes_180_days_after_graduation(cohort, days, group):
    placed(graduate(cohort), starts_on=GRADUATED + timedelta(days=days))
    assert group_of(cohort) == [group]


@pytest.mark.parametrize(
    ("related", "group"),
    [
        (Related.YES, Group.PLACED),
        (Related.PARTLY, Group.PLACED),
        (Related.NO, Group.OTHER_WORK),
        (Related.UNKNOWN, Group.NOT_JUDGED),
    ],
)
def test_the_relation_to_the_training_is_judged_and_unknown_stays_unknown(cohort, related, group):
    placed(graduate(cohort), related=related)
    assert group_of(cohort) == [group]


def test_a_person_without_authorisation_to_work_is_not_in_the_base(cohort):
    graduate(cohort, may_work=False)
    assert group_of(cohort) == [Group.MAY_NOT_WORK]


def test_who_graduates_after_the_day_is_still_in_training_on_it(cohort):
    graduate(cohort)
    assert group_of(cohort, GRADUATED - timedelta(days=1)) == [Group.IN_TRAINING]


def test_a_person_with_two_jobs_counts_once(cohort):
    enrolment = graduate(cohort)
    placed(enrolment, full_time=False)
    placed(enrolment, full_time=False)
    assert group_of(cohort) == [Group.PLACED]


def test_an_empty_base_has_no_share(cohort):
    graduates, _starters = queries.outcomes_of(cohort.id, as_of=AS_OF).figures
    assert (graduates.count, graduates.base, graduates.low, graduates.high) == (0, 0, None, None)


def test_each_number_opens_to_exactly_its_people(cohort, client):
    placed(graduate(cohort, name="Placed Person"))
    graduate(cohort, name="Silent Person")
    make_enrolment(cohort=cohort, stage=EnrolmentStage.WITHDREW, jobseeker=make_jobseeker(name="Left Person"))
    client.sign_in(make_actor(Side.STAFF))
    base = f"/reports/cohorts/{cohort.id}"
    everybody = ["Left Person", "Placed Person", "Silent Person"]

    def names(path):
        main = client.get_page(f"{base}{path}?as_of=2026-11-01").main
        return [name for name in everybody if name in main]

    assert names("") == everybody
    assert names("/graduates/count") == ["Placed Person"]
    assert names("/graduates/base") == ["Placed Person", "Silent Person"]
    assert names("/graduates/unknown") == ["Silent Person"]
    assert names("/starters/base") == everybody
    assert names("/starters/left_early") == ["Left Person"]
    client.get_page(f"{base}/graduates/nonsense", status=404)
    client.get_page(f"{base}/weather/count", status=404)


@pytest.mark.parametrize("words", ["never", "2026-13-45", "9999-12-31", "\x00", ""])
def test_an_unreadable_or_future_day_is_today(cohort, client, now, words):
    graduate(cohort)
    client.sign_in(make_actor(Side.STAFF))
    page = client.get(f"/reports/cohorts/{cohort.id}", query_string={"as_of": words})
    assert page.status_code == 200
    assert 'value="2026-09-15"' in page.text


def test_who_graduated_opens_to_as_many_people(cohort, client, now):
    """Two graduated, one left in the training, one is in it, one began after the as-of day's cohort was over."""
    for stage in ("graduated_on_time", "graduated_late", "withdrew", "active"):
        make_enrolment(cohort=cohort, stage=EnrolmentStage(stage))
    client.sign_in(make_actor(Side.STAFF))
    page = client.get_page(f"/reports/cohorts/{cohort.id}")
    (shown,) = [one for one in page.all("section.figure") if one.css_first("h2").text() == "Graduated"]
    opened = {}
    for link in shown.css("a[href*='/graduating/']"):
        behind = client.get_page(link.attributes["href"])
        number = next(int(word) for word in link.text().split() if word.isdigit())
        opened[link.attributes["href"].split("/")[-1].split("?")[0]] = number
        assert len(behind.all("tbody tr")) == number, link.attributes["href"]
    counted = queries.outcomes_of(cohort.id, as_of=NOW.date())
    told = {part: len(counted.graduating_as(part)) for part in ("count", "base", "unknown", "excluded")}
    assert opened == {part: number for part, number in told.items() if number}
    assert (told["count"], told["base"], counted.graduating_as("most")) == (2, 4, None)


def test_reports_are_for_staff(cohort, new_client):
    enrolment = graduate(cohort)
    placement = placed(enrolment)
    urls = [
        "/reports",
        f"/reports/cohorts/{cohort.id}",
        f"/reports/cohorts/{cohort.id}/graduates/count",
        f"/reports/cohorts/{cohort.id}/graduating/count",
        f"/placements/{placement.id}/chain",
    ]
    for side in (Side.JOBSEEKER, Side.EMPLOYER, Side.ADMIN):
        client = new_client()
        client.sign_in(make_actor(side))
        assert [client.get(url).status_code for url in urls] == [404] * 5
    assert [new_client().get(url).status_code for url in urls] == [302] * 5


def test_the_report_asks_the_database_as_often_for_one_as_for_three(client, counting):
    client.sign_in(make_actor(Side.STAFF))
    counts = []
    for people in (1, 3):
        cohort = make_cohort(seats=10)
        for _ in range(people):
            placed(graduate(cohort))
        with counting() as statements:
            client.get_page(f"/reports/cohorts/{cohort.id}")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 25


# ---- who started, by the published definition ---------------------------------------------------------------


def left(cohort, days, stage=EnrolmentStage.WITHDREW, reason=Reason.OTHER):
    """Somebody who left so many days after the census day."""
    return make_enrolment(cohort=cohort, stage=stage, left_on=cohort.census_day + timedelta(days=days), left_for=reason)


def test_twenty_enrolled_and_seventeen_started(cohort):
    """20 enrolled, 2 left before the census day, 1 was detained, 15 graduated (3 late), 2 of them not looking."""
    for _ in range(9):
        placed(graduate(cohort))
    placed(graduate(cohort), full_time=False)
    placed(graduate(cohort, stage=EnrolmentStage.GRADUATED_LATE), related=Related.NO)
    for intent in (Intent.NEW_JOB, Intent.NEW_JOB, Intent.SELF_ENRICHMENT, Intent.FURTHER_EDUCATION):
        stage = EnrolmentStage.GRADUATED_LATE if intent is Intent.NEW_JOB else EnrolmentStage.GRADUATED_ON_TIME
        graduate(cohort, stage=stage, intent=intent)
    left(cohort, -1)
    left(cohort, -9)
    left(cohort, 20, stage=EnrolmentStage.NOT_COMPLETING, reason=Reason.DETAINED)
    left(cohort, 0)
    left(cohort, 5, stage=EnrolmentStage.DISMISSED)
    counted = queries.outcomes_of(cohort.id, as_of=AS_OF)
    graduates, starters = counted.figures
    found = queries.graduation(counted.people)
    assert (found.started, found.graduated, found.on_time, found.late, found.in_training) == (17, 15, 12, 3, 0)
    assert (graduates.count, graduates.base, graduates.low) == (10, 13, 76)
    assert (starters.count, starters.base, starters.low, starters.left_early) == (10, 17, 58, 2)
    assert starters.left_out == {Group.BEFORE_CENSUS: 2, Group.NOT_COUNTED: 1}
    assert queries.graduate_counts(make_actor(Side.STAFF, all_programs=True)) == {cohort.id: (17, 15)}


def test_who_never_said_what_they_want_stays_in_the_base(cohort):
    graduate(cohort, intent=None)
    outcomes = queries.outcomes_of(cohort.id, as_of=AS_OF).people
    assert [outcome.group for outcome in outcomes] == [Group.NOT_HEARD_FROM]
    assert queries.graduation(outcomes).not_said == 1


def test_who_leaves_after_the_day_is_in_training_on_it(cohort):
    row = left(cohort, 30)
    assert group_of(cohort, row.left_on - timedelta(days=1)) == [Group.IN_TRAINING]
    assert group_of(cohort, row.left_on) == [Group.LEFT_EARLY]


def test_who_goes_on_elsewhere_counts_once_and_where_they_started(cohort):
    older = make_enrolment(cohort=cohort, stage=EnrolmentStage.TRANSFERRED)
    other = make_cohort(program=cohort.program, starts_on=date(2026, 1, 5))
    later = make_enrolment(
        application=older.application,
        cohort=other,
        cohort_id=other.id,
        first_cohort_id=cohort.id,
        transferred_from_id=older.id,
        stage=EnrolmentStage.GRADUATED_LATE,
        graduated_on=GRADUATED,
    )
    placed(later)
    assert [outcome.enrolment.id for outcome in queries.outcomes_of(cohort.id, as_of=AS_OF).people] == [later.id]
    assert group_of(cohort) == [Group.PLACED]
    assert group_of(other) == []
    assert queries.graduate_counts(make_actor(Side.STAFF, all_programs=True)) == {cohort.id: (1, 1)}


def test_work_begun_before_the_training_is_none_that_it_brought(cohort):
    enrolment = graduate(cohort)
    placed(enrolment, starts_on=cohort.starts_on - timedelta(days=1), full_time=False)
    assert group_of(cohort) == [Group.HELD_BEFORE]
    placed(enrolment, starts_on=cohort.starts_on, full_time=False)
    assert group_of(cohort) == [Group.PLACED]
