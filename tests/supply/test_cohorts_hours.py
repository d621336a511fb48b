"""Hours that partners give to a cohort: offered, scheduled, held, and kept in a ledger that only grows."""

from datetime import time, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.errors import Refused
from marketplace.sides import Role, Side
from marketplace.supply.cohorts import actions, queries
from marketplace.supply.cohorts.lifecycle import DELIVERY
from marketplace.supply.cohorts.models import CoDelivery, DeliveryStage, GivenHours
from tests.factories.accounts import make_actor
from tests.factories.programs import (
    NOW,
    make_cohort,
    make_cohort_partner,
    make_delivery,
    make_partner,
    owner_of,
)


@pytest.fixture
def staff(session):
    return make_actor(Side.STAFF)


@pytest.fixture
def signed(session):
    return make_cohort_partner()


def offer(signed, actor, **words):
    day = signed.cohort.starts_on + timedelta(days=2)
    values = {"day": day, "hour": time(18), "hours": Decimal(3), "topic": "At our desk", "place": ""}
    return actions.offer_hours(signed.cohort, **values | words, actor=actor, now=NOW)


def test_a_partner_offers_staff_schedule_and_note_what_was_given(client, signed, staff):
    owner = owner_of(signed.hiring_partner)
    client.sign_in(owner)
    address = f"/cohorts/{signed.cohort_id}/hours"
    day = (signed.cohort.starts_on + timedelta(days=2)).isoformat()
    page = client.get_page(address)
    client.submit(page.form("/hours"), topic="An evening", day=day, hour="18:00", hours="3", status=302)
    [row] = db.session.scalars(sa.select(CoDelivery))
    client.sign_in(staff)
    client.submit(client.get_page(address).form("/schedule"), status=302)
    row.starts_at = NOW
    db.session.commit()
    client.submit(client.get_page(f"/hours/{row.id}/held").form("/held"), hours="2.5", met="9", status=302)
    [line] = db.session.scalars(sa.select(GivenHours))
    assert (row.stage, row.met, line.hours, line.entered_by_id) == (
        DeliveryStage.HELD,
        9,
        Decimal("2.5"),
        staff.person_id,
    )
    assert "2.5 of 12 promised" in client.get_page(address).main


def test_only_an_active_partner_that_is_signed_onto_the_cohort_offers(signed):
    resting = make_cohort_partner(
        cohort=signed.cohort,
        hiring_partner=make_partner(consortium=signed.hiring_partner.consortium, stage=PartnerStage.ON_HOLD),
    )
    fellow = make_partner(consortium=signed.hiring_partner.consortium)
    for partner in (resting.hiring_partner, fellow):
        with pytest.raises(Refused, match="Only an active partner"):
            offer(signed, owner_of(partner))


def test_a_date_lies_within_the_training(signed):
    for day in (signed.cohort.starts_on - timedelta(days=1), signed.cohort.ends_on + timedelta(days=1)):
        with pytest.raises(Refused, match="not within the training"):
            offer(signed, owner_of(signed.hiring_partner), day=day)


def test_nothing_is_held_before_it_has_begun(signed, staff):
    row = make_delivery(cohort_partner=signed, stage=DeliveryStage.SCHEDULED, starts_at=NOW + timedelta(hours=1))
    with pytest.raises(Refused, match="not begun yet"):
        actions.hold_hours(row, hours=Decimal(1), met=1, actor=staff, now=NOW)


def test_a_partner_reads_its_own_line_and_dates_only(client, signed):
    rival = make_cohort_partner(
        cohort=signed.cohort, hiring_partner=make_partner(consortium=signed.hiring_partner.consortium)
    )
    theirs = make_delivery(cohort_partner=rival, topic="Zibbel evening")
    client.sign_in(owner_of(signed.hiring_partner))
    page = client.get_page(f"/cohorts/{signed.cohort_id}/hours")
    assert "Zibbel" not in page.main
    assert rival.hiring_partner.employer.name not in page.main
    client.send(f"/hours/{theirs.id}/cancel", status=404)
    assert theirs.stage is DeliveryStage.OFFERED
    client.sign_in(owner_of(make_partner()))
    client.get_page(f"/cohorts/{signed.cohort_id}/hours", status=404)
    assert "You are signed onto no cohort yet" in client.get_page("/partner/cohorts").main


def test_promised_against_given_adds_up_by_hand(signed, staff):
    other = make_cohort_partner(cohort=make_cohort(), hiring_partner=signed.hiring_partner)
    for partner, hours, met in ((signed, 3, 6), (signed, 2, 4), (other, 8, 9)):
        row = make_delivery(cohort_partner=partner, stage=DeliveryStage.SCHEDULED)
        actions.hold_hours(row, hours=Decimal(hours), met=met, actor=staff, now=NOW)
    make_delivery(cohort_partner=signed, hours=Decimal(7))
    [line] = queries.given(signed.cohort, staff)
    assert (line.promised, line.hours, line.met, line.sessions) == (12, 5, 10, 2)


def test_a_line_of_the_ledger_is_never_changed(signed, staff):
    row = make_delivery(cohort_partner=signed, stage=DeliveryStage.SCHEDULED)
    actions.hold_hours(row, hours=Decimal(3), met=1, actor=staff, now=NOW)
    for statement in (sa.update(GivenHours).values(hours=9), sa.delete(GivenHours)):
        with pytest.raises(sa.exc.DatabaseError, match="only ever appended"), db.session.begin_nested():
            db.session.execute(statement)


def test_only_the_listed_sides_make_the_listed_moves(session):
    actors = [make_actor(side) for side in Side] + [make_actor(Side.EMPLOYER, role=Role.INTERVIEWER)]
    staff, owner = ("staff", None), ("employer", Role.OWNER)
    assert {
        (stage.value, name, (actor.side.value, actor.role))
        for stage in DELIVERY.stages
        for name in DELIVERY.names()
        for actor in actors
        if DELIVERY.allows(stage, name, actor)
    } == {
        ("offered", "schedule", staff),
        ("scheduled", "hold", staff),
        *((stage, "cancel", who) for stage in ("offered", "scheduled") for who in (staff, owner)),
    }
