"""Staff plan a cohort, sign partners onto it, open and run it; its seats never run over."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.consortium.queries import HOLDING
from marketplace.demand.programs.models import Stage as ProgramStage
from marketplace.errors import Refused
from marketplace.sides import Side
from marketplace.supply.cohorts import actions
from marketplace.supply.cohorts.models import Cohort, CohortChange, CohortPartner, Stage
from tests.conftest import NOW
from tests.factories.accounts import make_actor
from tests.factories.programs import make_cohort, make_cohort_partner, make_consortium, make_partner, make_program
from tests.factories.supply import make_application

TODAY = NOW.date()
WORDS = {
    "name": "Cohort 7",
    "starts_on": TODAY + timedelta(days=60),
    "ends_on": TODAY + timedelta(days=130),
    "time_zone": "America/Halifax",
    "schedule": "Tue–Thu 18:00–21:00",
    "place": "Port Elsin",
    "province": "Eastmarch",
    "applications_close_on": TODAY + timedelta(days=30),
    "hear_by": TODAY + timedelta(days=42),
    "seats": 24,
}
TYPED = {name: str(value) for name, value in WORDS.items()}


@pytest.fixture(autouse=True)
def _a_day(now, session):
    """Every story here happens on one day."""


@pytest.fixture
def staff(client):
    actor = make_actor(Side.STAFF)
    client.sign_in(actor)
    return actor


@pytest.fixture
def program():
    return make_program(offered=True, consortium=make_consortium())


@pytest.fixture
def planned(program):
    return make_cohort(program=program, stage=Stage.PLANNED)


def moves_of(cohort):
    rows = sa.select(CohortChange).where(CohortChange.subject_id == cohort.id).order_by(CohortChange.seq)
    return [change.move for change in db.session.scalars(rows)]


def test_staff_plan_sign_open_begin_and_complete(client, staff, program):
    partner = make_partner(consortium=program.consortium)
    form = client.get_page("/cohorts/new").form()
    page = client.follow(client.submit(form, program_id=str(program.id), **TYPED, status=302))
    cohort = db.session.scalars(sa.select(Cohort)).one()
    assert f"No active partner is signed onto {cohort.name} yet" in page.main
    assert cohort.applications_close_at == datetime(2026, 10, 16, 2, 59, 59, tzinfo=UTC)

    form = client.get_page(f"/cohorts/{cohort.id}/partners/new").form()
    page = client.follow(client.submit(form, hiring_partner_id=str(partner.id), intended_hires="18", status=302))
    assert "18 intended hires for 24 seats; an intention is not a promise of a job." in page.main
    for step in ("open", "begin", "complete"):
        page = client.follow(client.submit(page.form(f"/{step}"), status=302))
    assert cohort.stage is Stage.COMPLETED
    assert moves_of(cohort) == ["plan", "open", "begin", "complete"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("starts_on", "soon"),
        ("seats", "0"),
        ("seats", "10000"),
        ("time_zone", "Mars/Olympus"),
        ("place", "x" * 121),
        ("program_id", "0d3f2a52-6f5e-4d7c-a8bb-7d3c5d1a0000"),
        ("program_id", "x"),
    ],
)
def test_a_wrong_word_keeps_the_others_and_plans_nothing(client, staff, program, field, value):
    typed = {"program_id": str(program.id), **TYPED, field: value}
    page = client.submit(client.get_page("/cohorts/new").form(), **typed, status=422)
    kept = page.form().fields
    others = TYPED.keys() - {field}
    assert {name: kept[name] for name in others} == {name: TYPED[name] for name in others}
    assert db.session.scalars(sa.select(Cohort)).all() == []


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({"ends_on": TODAY}, "before the first"),
        ({"applications_close_on": TODAY + timedelta(days=61)}, "after the training has begun"),
        ({"hear_by": TODAY + timedelta(days=29)}, "too early or too late"),
        ({"hear_by": TODAY + timedelta(days=61)}, "too early or too late"),
    ],
)
def test_dates_in_the_wrong_order_get_a_sentence(client, staff, program, dates, said):
    typed = TYPED | {name: str(value) for name, value in dates.items()}
    page = client.submit(client.get_page("/cohorts/new").form(), program_id=str(program.id), **typed, status=409)
    assert said in page.refusal
    assert page.form().fields["place"] == "Port Elsin"


def test_a_cohort_of_a_draft_cannot_be_planned(client, staff, program):
    draft = make_program()
    client.submit(client.get_page("/cohorts/new").form(), program_id=str(draft.id), **TYPED, status=422)
    with pytest.raises(Refused, match="is not offered now"):
        actions.create(draft, actor=staff, now=NOW, **WORDS)


def test_an_edit_on_an_old_page_is_stale(client, staff, planned):
    form = client.get_page(f"/cohorts/{planned.id}/edit").form()
    planned.place = "Hartle Cross"
    db.session.commit()
    page = client.submit(form, name="Lost", status=409)
    assert "Somebody changed this" in page.refusal
    assert (planned.place, planned.name == "Lost") == ("Hartle Cross", False)


@pytest.mark.parametrize(
    "moved", [{"applications_close_on": -1}, {"applications_close_on": 1}, {"hear_by": 1}, {"hear_by": -1}]
)
def test_what_people_were_promised_is_not_moved_in_passing(client, staff, program, moved):
    cohort = make_cohort(program=program)
    close, hear = cohort.applications_close_on, cohort.hear_by
    cohort.hear_by = hear = max(hear, close + timedelta(days=2))
    db.session.commit()
    later = {name: (getattr(cohort, name) + timedelta(days=days)).isoformat() for name, days in moved.items()}
    form = client.get_page(f"/cohorts/{cohort.id}/edit").form()
    page = client.submit(form, **later, place="Hartle Cross", status=409)
    assert "More time to apply" in page.refusal
    assert (cohort.applications_close_on, cohort.hear_by) == (close, hear)
    client.submit(client.get_page(f"/cohorts/{cohort.id}/edit").form(), place="Hartle Cross", status=302)
    assert (cohort.place, cohort.applications_close_on) == ("Hartle Cross", close)


def test_a_cohort_that_has_begun_keeps_its_facts_and_partners(staff):
    row = make_cohort_partner(cohort=make_cohort(stage=Stage.IN_DELIVERY))
    with pytest.raises(Refused, match="its facts stay"):
        actions.edit(row.cohort, version=str(row.cohort.version), now=NOW, **WORDS)
    with pytest.raises(Refused, match="its partners stay"):
        actions.release_partner(row.cohort, row)


@pytest.mark.parametrize("stage", [stage for stage in PartnerStage if stage not in HOLDING])
def test_only_active_partners_are_signed_onto_a_cohort(client, staff, planned, stage):
    partner = make_partner(consortium=planned.program.consortium, stage=stage)
    client.send(
        f"/cohorts/{planned.id}/partners/new", hiring_partner_id=str(partner.id), intended_hires="3", status=422
    )
    with pytest.raises(Refused, match="Only active partners"):
        actions.sign_partner(planned, hiring_partner_id=partner.id, intended_hires=3, now=NOW)


def test_a_partner_of_another_consortium_is_not_signed_onto_a_cohort(client, staff, planned):
    make_partner(consortium=planned.program.consortium)
    foreign = make_partner()
    form = client.get_page(f"/cohorts/{planned.id}/partners/new").form()
    page = client.submit(form, hiring_partner_id=str(foreign.id), intended_hires="3", status=422)
    assert page.form().fields["intended_hires"] == "3"
    assert db.session.scalars(sa.select(CohortPartner)).all() == []


def test_a_partner_signs_onto_a_cohort_once(client, staff, planned):
    partner = make_partner(consortium=planned.program.consortium)
    make_cohort_partner(cohort=planned, hiring_partner=partner, intended_hires=5)
    form = client.get_page(f"/cohorts/{planned.id}/partners/new").form()
    page = client.submit(form, hiring_partner_id=str(partner.id), intended_hires="9", status=409)
    assert "on this cohort already" in page.refusal
    assert [row.intended_hires for row in db.session.scalars(sa.select(CohortPartner))] == [5]


def test_a_recruiting_cohort_keeps_a_partner(client, staff):
    row = make_cohort_partner()
    client.send(f"/cohorts/{row.cohort_id}/partners/{row.id}/release", status=409)
    assert len(db.session.scalars(sa.select(CohortPartner)).all()) == 1
    make_cohort_partner(cohort=row.cohort)
    client.send(f"/cohorts/{row.cohort_id}/partners/{row.id}/release", status=302)
    assert len(db.session.scalars(sa.select(CohortPartner)).all()) == 1


def test_a_commitment_of_another_cohort_does_not_exist(client, staff, planned):
    row = make_cohort_partner()
    client.send(f"/cohorts/{planned.id}/partners/{row.id}/release", status=404)


def test_opening_needs_an_offered_program_a_day_ahead_and_an_active_partner(staff, planned):
    with pytest.raises(Refused, match="No active partner"):
        actions.open_for_applications(planned, actor=staff, now=NOW)
    row = make_cohort_partner(cohort=planned, hiring_partner=make_partner(stage=PartnerStage.ON_HOLD))
    with pytest.raises(Refused, match="No active partner"):
        actions.open_for_applications(planned, actor=staff, now=NOW)
    row.hiring_partner.stage = PartnerStage.ACTIVE
    with pytest.raises(Refused, match="their last day has passed"):
        actions.open_for_applications(planned, actor=staff, now=planned.applications_close_at)
    planned.program.stage = ProgramStage.RETIRED
    with pytest.raises(Refused, match="is not offered now"):
        actions.open_for_applications(planned, actor=staff, now=NOW)
    planned.program.stage = ProgramStage.OFFERED
    actions.open_for_applications(planned, actor=staff, now=NOW)
    assert planned.stage is Stage.RECRUITING


def test_a_step_out_of_order_gets_a_sentence(client, staff, planned):
    page = client.send(f"/cohorts/{planned.id}/complete", status=409)
    assert "no longer open" in page.main
    assert (planned.stage, moves_of(planned)) == (Stage.PLANNED, [])


def test_a_double_submit_plans_one_cohort(client, staff, program):
    form = client.get_page("/cohorts/new").form()
    first, second = (client.submit(form, program_id=str(program.id), **TYPED).location for _ in range(2))
    assert first == second
    assert len(db.session.scalars(sa.select(Cohort)).all()) == 1


def test_a_name_is_taken_once_per_program(client, staff, planned):
    page = client.submit(
        client.get_page("/cohorts/new").form(),
        program_id=str(planned.program_id),
        **TYPED | {"name": planned.name},
        status=409,
    )
    assert "cohort of that name already" in page.refusal


@pytest.mark.parametrize("side", [Side.JOBSEEKER, Side.EMPLOYER, Side.ADMIN, Side.FUNDER])
def test_only_staff_run_cohorts(client, planned, side):
    client.sign_in(make_actor(side))
    for address in (
        f"/cohorts/{planned.id}/desk",
        f"/cohorts/{planned.id}/edit",
        f"/cohorts/{planned.id}/cancel",
        f"/cohorts/{planned.id}/partners/new",
        "/cohorts/new",
        f"/cohorts/{planned.id}",
    ):
        client.get_page(address, status=404)
    client.send(f"/cohorts/{planned.id}/cancel", note="Mine", status=404)
    assert planned.stage is Stage.PLANNED


def test_the_way_to_the_applications_leads_to_those_of_this_cohort(client, staff):
    here, there = make_application(), make_application()
    desk = client.get_page(f"/cohorts/{here.cohort_id}/desk")

    way = next(node for node in desk.all("main a") if node.text(strip=True) == "Applications")
    page = client.get_page(way.attributes["href"])

    assert here.reference in page.main
    assert there.reference not in page.main


def test_lists_need_the_same_statements_for_one_and_many(client, staff, counting):
    first = make_cohort_partner().cohort
    sent = []
    for more in range(3):
        for _ in range(more):
            make_cohort_partner()
            make_cohort_partner(cohort=first)
        for address in ("/cohorts", f"/cohorts/{first.id}/desk"):
            with counting() as statements:
                client.get_page(address)
            sent.append((address, len(statements)))
    assert len(set(sent)) == 2
    assert max(number for _address, number in sent) <= 25
