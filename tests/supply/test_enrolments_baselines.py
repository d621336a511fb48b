"""Whether somebody worked before the program: said once, corrected with a reason, never overwritten, never shown."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from marketplace.db import db
from marketplace.demand.role_needs.models import WagePeriod
from marketplace.errors import Refused
from marketplace.sides import Side
from marketplace.supply.enrolments import actions
from marketplace.supply.enrolments.actions import Before
from marketplace.supply.enrolments.models import Enrolment, EnrolmentBaseline, Intent, Reason, Stage
from marketplace.supply.enrolments.queries import baselines
from tests.factories.accounts import make_actor
from tests.factories.programs import make_cohort, make_coordinator
from tests.factories.supply import NOW, jobseeker_actor, make_baseline, make_enrolment

pytestmark = pytest.mark.usefixtures("session")
WORKED = Before(worked_before=True, hours_per_week=Decimal("30.0"), wage=Decimal("21.50"), wage_period=WagePeriod.HOUR)


def said(enrolment):
    return [
        (one.row.seq, one.row.worked_before, one.row.hours_per_week, one.row.wage, one.row.wage_period, one.words)
        for one in baselines.baselines_of(enrolment)
    ]


@pytest.fixture
def asked(client):
    starts_on = datetime.now(UTC).date() - timedelta(days=14)  # so that today is the census day
    enrolment = make_enrolment(cohort=make_cohort(starts_on=starts_on), stage=Stage.ACTIVE, intent=None)
    client.sign_in(jobseeker_actor(enrolment.jobseeker))
    return enrolment


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (
            {"worked_before": "yes", "hours_per_week": "30", "wage": "21.50", "wage_period": "hour"},
            (1, True, Decimal("30.0"), Decimal("21.50"), WagePeriod.HOUR, None),
        ),
        ({"worked_before": "yes"}, (1, True, None, None, None, None)),
        ({"worked_before": "no"}, (1, False, None, None, None, None)),
        ({"worked_before": "unsaid"}, (1, None, None, None, None, None)),
    ],
)
def test_the_person_says_it_once_with_what_they_want_and_may_leave_it_unknown(client, asked, typed, kept):
    form = client.get_page(f"/enrolments/{asked.id}/question").form("/question")
    client.submit(form, intent="new_job", status=302, **typed)
    assert said(asked) == [kept]
    page = client.send(f"/enrolments/{asked.id}/question", status=409, intent="new_job", **typed)
    assert "never changed afterwards" in page.refusal
    assert said(asked) == [kept]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "You may leave it unsaid"),
        ({"worked_before": "no", "wage": "20"}, "Hours and a wage are those of work"),
        ({"worked_before": "yes", "wage": "0"}, "Between 1 and"),
        ({"worked_before": "yes", "hours_per_week": "81"}, "Between 1 and 80"),
    ],
)
def test_what_can_not_be_is_asked_again_and_nothing_is_kept(client, asked, typed, words):
    page = client.send(f"/enrolments/{asked.id}/question", status=422, intent="new_job", **typed)
    assert words in page.main
    assert (asked.intent, said(asked)) == (None, [])


def test_staff_correct_a_mistake_with_a_reason_and_what_stood_there_stays(client):
    enrolment = make_enrolment(stage=Stage.ACTIVE)
    make_baseline(enrolment)
    client.sign_in(make_coordinator(enrolment.cohort.program))
    form = client.get_page(f"/enrolments/{enrolment.id}/before").form("/before")
    client.submit(form, wage="42000", wage_period="year", words="", status=422)
    client.submit(form, wage="42000", wage_period="year", words="It was the year’s pay.", status=302)
    first = (1, True, Decimal("30.0"), Decimal("20.00"), WagePeriod.HOUR, None)
    second = (2, True, Decimal("30.0"), Decimal("42000.00"), WagePeriod.YEAR, "It was the year’s pay.")
    assert said(enrolment) == [second, first]
    page = client.get_page(f"/enrolments/{enrolment.id}/before")
    assert page.main.index("$42,000.00 a year") < page.main.index("$20.00 an hour")
    old = {"worked_before": "no", "hours_per_week": "", "wage": "", "words": "Never did.", "seen": "1"}
    assert "while you were writing" in client.send(f"/enrolments/{enrolment.id}/before", status=409, **old).refusal
    client.sign_in(jobseeker_actor(enrolment.jobseeker))
    assert "It was the year’s pay." in client.get_page(f"/enrolments/{enrolment.id}/question").main


def test_unknown_stays_unknown_and_only_staff_correct():
    silent, told = make_enrolment(stage=Stage.ACTIVE), make_enrolment(stage=Stage.ACTIVE)
    make_baseline(told)
    staff, person = make_actor(Side.STAFF), jobseeker_actor(told.jobseeker)
    for enrolment, actor, before in ((silent, staff, WORKED), (told, person, WORKED)):
        with pytest.raises(Refused, match="stays unknown"):
            actions.correct(enrolment, before=before, words="Typed wrongly.", seen=1, actor=actor, now=NOW)
    same = Before(True, Decimal("30.0"), Decimal("20.00"), WagePeriod.HOUR)
    with pytest.raises(Refused, match="stands there already"):
        actions.correct(told, before=same, words="Typed wrongly.", seen=1, actor=staff, now=NOW)
    assert (len(said(silent)), len(said(told))) == (0, 1)


def test_it_goes_along_with_whoever_goes_on_in_another_cohort():
    enrolment = make_enrolment(stage=Stage.ACTIVE)
    make_baseline(enrolment)
    later = make_cohort(program=enrolment.cohort.program, starts_on=date(2027, 1, 4))
    told = {"reason": Reason.DATES, "words": "Later.", "actor": make_actor(Side.STAFF), "now": NOW}
    moved = actions.transfer(enrolment, cohort=later, **told)
    assert said(moved) == said(enrolment) == [(1, True, Decimal("30.0"), Decimal("20.00"), WagePeriod.HOUR, None)]


def test_the_newest_row_counts_and_joins_once():
    enrolment = make_enrolment(stage=Stage.ACTIVE)
    make_baseline(enrolment)
    staff = make_actor(Side.STAFF)
    actions.correct(enrolment, before=Before(worked_before=False), words="No work.", seen=1, actor=staff, now=NOW)
    rows = sa.select(EnrolmentBaseline.seq).select_from(Enrolment)
    joined = rows.outerjoin(EnrolmentBaseline, baselines.standing(Enrolment.application_id))
    assert db.session.scalars(joined).all() == [2]


@pytest.mark.parametrize(
    ("row", "year"),
    [
        ({"wage": Decimal("20.00")}, Decimal("31200.00")),  # 20 × 30 × 52
        ({"wage": Decimal("20.00"), "hours_per_week": None}, None),
        ({"wage": Decimal(42000), "wage_period": WagePeriod.YEAR, "hours_per_week": None}, Decimal(42000)),
        ({"wage": None, "wage_period": None}, None),
    ],
)
def test_the_pay_of_a_year_is_counted_where_enough_is_known(row, year):
    known = {"worked_before": True, "hours_per_week": Decimal(30), "wage_period": WagePeriod.HOUR} | row
    assert baselines.a_year(EnrolmentBaseline(**known)) == year


@pytest.mark.parametrize("statement", ["UPDATE enrolment_baselines SET wage = 1", "DELETE FROM enrolment_baselines"])
def test_the_database_keeps_what_was_said(statement):
    make_baseline()
    with pytest.raises(DatabaseError, match="only ever appended"), db.session.begin_nested():
        db.session.execute(sa.text(statement))


def test_an_answer_without_it_keeps_it_unknown():
    enrolment = make_enrolment(
        cohort=make_cohort(starts_on=NOW.date() - timedelta(days=14)), stage=Stage.ACTIVE, intent=None
    )
    actions.answer(enrolment, intent=Intent.NEW_JOB, actor=jobseeker_actor(enrolment.jobseeker), now=NOW)
    assert said(enrolment) == [(1, None, None, None, None, None)]
