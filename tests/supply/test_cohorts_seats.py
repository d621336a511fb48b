"""Seats are taken one by one, given back, and never run over."""

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.errors import sentence_for
from marketplace.sides import Side
from marketplace.supply.cohorts import actions
from marketplace.supply.cohorts.models import Cohort, Stage
from marketplace.web.violations import violated
from tests.conftest import NOW
from tests.factories.accounts import make_actor
from tests.factories.programs import make_cohort


@pytest.fixture(autouse=True)
def _a_day(now, session):
    """Every story here happens on one day."""


@pytest.fixture
def staff(client):
    actor = make_actor(Side.STAFF)
    client.sign_in(actor)
    return actor


def test_seats_stay_at_or_above_those_taken(client, staff):
    cohort = make_cohort(seats=24, seats_taken=11)
    form = client.get_page(f"/cohorts/{cohort.id}/edit").form()
    page = client.submit(form, seats="10", schedule="Mornings", status=409)
    assert page.refusal == "11 seats are taken, so there cannot be only 10. Free seats first, or keep at least 11."
    assert page.form().fields["schedule"] == "Mornings"
    client.submit(page.form(), seats="11", status=302)
    assert (cohort.seats, cohort.schedule) == (11, "Mornings")


def test_a_cohort_in_which_people_hold_seats_is_not_cancelled(client, staff):
    cohort = make_cohort(seats_taken=2)
    form = client.get_page(f"/cohorts/{cohort.id}/cancel").form()
    page = client.submit(form, note="Too few trainers", status=409)
    assert "2 people hold seats" in page.refusal
    assert page.form().fields["note"] == "Too few trainers"
    cohort.seats_taken = 0
    db.session.commit()
    client.submit(page.form(), status=302)
    assert cohort.stage is Stage.CANCELLED


def test_the_last_seat_is_taken_once_and_can_be_given_back():
    cohort = make_cohort(seats=2, seats_taken=1)
    assert [actions.take_seat(cohort.id), actions.take_seat(cohort.id)] == [True, False]
    assert cohort.seats_taken == 2
    actions.free_seat(cohort.id, now=NOW)
    assert cohort.seats_taken == 1


def test_taking_a_seat_does_not_make_an_open_page_stale():
    cohort = make_cohort()
    seen = cohort.version
    actions.take_seat(cohort.id)
    assert cohort.version == seen


def test_no_seat_is_freed_below_none():
    cohort = make_cohort(seats_taken=0)
    actions.free_seat(cohort.id, now=NOW)
    assert cohort.seats_taken == 0


def test_the_database_has_the_last_word_on_seats():
    cohort = make_cohort(seats=3, seats_taken=3)
    with pytest.raises(sa.exc.IntegrityError) as refused, db.session.begin_nested():
        db.session.execute(sa.update(Cohort).where(Cohort.id == cohort.id).values(seats=2))
    assert "A seat was taken" in sentence_for(violated(refused.value))
