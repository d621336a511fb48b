"""What anybody may read of a cohort, and until when one can apply."""

from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.programs.models import Stage as ProgramStage
from marketplace.sides import Side
from marketplace.supply.cohorts import queries
from marketplace.supply.cohorts.models import Stage
from tests.conftest import NOW
from tests.factories.accounts import make_actor
from tests.factories.demand import (
    make_competency,
    make_contact,
    make_employer,
    make_insight,
    make_requirement,
    make_role_need,
    make_session,
)
from tests.factories.programs import (
    make_cohort,
    make_cohort_partner,
    make_consortium,
    make_module,
    make_partner,
    make_program,
)

CLOSING = datetime(2027, 2, 1, 3, 59, 59, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _a_day(now, session):
    """Every story here happens on one day."""


def test_anybody_reads_the_facts_with_the_zone_and_finds_the_way_to_apply(client):
    cohort = make_cohort(
        name="Cohort 7",
        starts_on=date(2027, 3, 2),
        applications_close_at=CLOSING,
        hear_by=date(2027, 2, 12),
        seats=24,
        seats_taken=11,
    )
    page = client.get_page(f"/cohorts/{cohort.id}")
    assert page.h1 == "From the work you know to a desk that needs it"
    for words in (
        "Tue 2 March 2027, 10 weeks",
        "Sun 31 Jan 2027, 23:59 Halifax time",
        "11 of 24 taken",
        "13 free",
        "You hear by Fri 12 February 2027",
        "Three years of work or volunteering.",
        "About 16 hours a week.",
    ):
        assert words in page.main
    assert page.links["Apply for Cohort 7"] == f"/cohorts/{cohort.id}/apply"


def test_a_cohort_that_is_full_can_still_be_applied_for(client):
    cohort = make_cohort(seats=2, seats_taken=2)
    page = client.get_page(f"/cohorts/{cohort.id}")
    assert "All seats are taken. You can still apply" in page.main
    assert f"/cohorts/{cohort.id}/apply" in page.links.values()


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        (Stage.PLANNED, "have not opened yet"),
        (Stage.IN_DELIVERY, "has begun"),
        (Stage.COMPLETED, "is over"),
        (Stage.CANCELLED, "was cancelled"),
    ],
)
def test_each_stage_says_why_nobody_can_apply(stage, said):
    assert said in queries.why_closed(make_cohort(stage=stage), NOW)


def test_applications_close_with_the_last_second_of_the_day():
    cohort = make_cohort(name="Cohort 7", applications_close_at=CLOSING)
    assert queries.why_closed(cohort, CLOSING) is None
    assert queries.why_closed(cohort, CLOSING + timedelta(seconds=1)) == (
        "Applications for Cohort 7 closed on Sun 31 Jan 2027, 23:59 Halifax time."
    )


def test_a_closed_cohort_says_so_and_when_and_offers_no_application(client):
    cohort = make_cohort(name="Cohort 7", applications_close_at=NOW - timedelta(days=1))
    page = client.get_page(f"/cohorts/{cohort.id}")
    assert "Applications for Cohort 7 closed on Mon 14 Sep 2026, 11:00 Halifax time." in page.main
    assert f"/cohorts/{cohort.id}/apply" not in page.links.values()


def test_a_planned_cohort_is_not_public_but_a_cancelled_one_says_so(client):
    client.get_page(f"/cohorts/{make_cohort(stage=Stage.PLANNED).id}", status=404)
    assert "was cancelled" in client.get_page(f"/cohorts/{make_cohort(stage=Stage.CANCELLED).id}").main


def test_the_public_list_shows_what_is_open_now(client):
    make_cohort(name="Cohort open")
    make_cohort(name="Cohort closed", applications_close_at=NOW - timedelta(seconds=1))
    for stage in Stage:
        if stage is not Stage.RECRUITING:
            make_cohort(name=f"Cohort {stage}", stage=stage)
    words = client.get_page("/cohorts").main
    assert "Cohort open" in words
    for hidden in ("closed", *(stage.value for stage in Stage)):
        assert f"Cohort {hidden}" not in words


def test_an_empty_list_says_when_something_will_be_there(client):
    assert "Nothing is open for applications now" in client.get_page("/cohorts").main


def test_only_active_partners_that_may_be_named_are_named(client):
    cohort = make_cohort(seats=24)
    for name, hires, how in [
        ("Alder Freight", 5, {}),
        ("Bramble Dairy", 4, {"may_be_named": False}),
        ("Cedar Mills", 9, {"stage": PartnerStage.ON_HOLD}),
        ("Dune Foods", 7, {"stage": PartnerStage.ENDED}),
    ]:
        partner = make_partner(employer=make_employer(name), **how)
        make_cohort_partner(cohort=cohort, hiring_partner=partner, intended_hires=hires)
    words = client.get_page(f"/cohorts/{cohort.id}").main
    assert "Alder Freight 5 people: Dispatch coordinators" in words
    assert "1 employer that is not named here." in words
    assert "9 intended hires for 24 seats; an intention is not a promise of a job." in words
    for hidden in ("Bramble Dairy", "Cedar Mills", "Dune Foods"):
        assert hidden not in words


def test_words_stand_on_the_page_only_with_both_consents(client):
    consortium = make_consortium()
    program = make_program(stage=ProgramStage.OFFERED, consortium=consortium)
    calm, news = make_competency("Keep a shift calm"), make_competency("Tell bad news early")
    make_module(program=program, title="Calm", position=1, teaches=[(calm, 3), (news, 2)])
    for competency, quote, may_quote, may_be_named in [
        (calm, "Stay calm when three are late.", True, True),
        (news, "Never agreed to.", False, True),
        (news, "Nobody knows us.", True, False),
    ]:
        employer = make_employer()
        make_partner(consortium=consortium, employer=employer, may_be_named=may_be_named)
        contact = make_contact(employer, name="Ona Named", job_title="Operations lead")
        session = make_session(employer, may_quote=may_quote, contact_id=contact.id)
        insight = make_insight(session=session, quote=quote)
        make_requirement(make_role_need(employer), competency=competency, insight_id=insight.id)
    page = client.get_page(f"/cohorts/{make_cohort(program=program).id}")
    assert page.texts("blockquote") == ["Stay calm when three are late."]
    assert "Tell bad news early" in page.main
    assert "2 employers ask for it." in page.main
    for hidden in ("Never agreed to", "Nobody knows us", "Ona Named"):
        assert hidden not in page.main


def test_the_public_pages_need_few_statements_whatever_stands_on_them(client, counting):
    cohort = make_cohort_partner().cohort
    sent = []
    for more in range(3):
        for _ in range(more):
            make_cohort()
            make_cohort_partner(cohort=cohort)
            make_module(program=cohort.program)
        for address in ("/cohorts", f"/cohorts/{cohort.id}"):
            with counting() as statements:
                client.get_page(address)
            sent.append((address, len(statements)))
    assert len(set(sent)) == 2
    assert max(number for _address, number in sent) <= 25


def test_an_employer_sees_the_cohorts_it_committed_to_and_staff_all():
    mine, other = make_cohort_partner(), make_cohort_partner()
    owner = make_actor(Side.EMPLOYER, organisation=mine.hiring_partner.employer)
    seen = [
        {row.id for row in queries.db.session.scalars(queries.visible_to(actor))}
        for actor in (owner, make_actor(Side.STAFF), make_actor(Side.JOBSEEKER))
    ]
    assert seen == [{mine.cohort_id}, {mine.cohort_id, other.cohort_id}, set()]
