"""The smallest group that is told is one setting: who sets it, within which bounds, and what is kept of it."""

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import AdminAct, Deed, SmallestGroup
from marketplace.accounts.queries import smallest_group
from marketplace.administration.actions.settings import set_smallest_group
from marketplace.administration.models import SiteSettings
from marketplace.db import db
from marketplace.errors import Refused
from marketplace.sides import Side
from tests.factories import accounts

ADDRESS = "/settings/smallest-group"
WHY = "The rule of the Eastmarch Works Fund."


@pytest.fixture
def admin(client):
    return client.sign_in(accounts.make_actor(Side.ADMIN))


def save(client, people, **fields):
    return client.submit(client.get_page("/settings").form(ADDRESS), people=people, **{"reason": WHY} | fields)


def kept():
    return [tuple(row) for row in db.session.execute(sa.select(SmallestGroup.number, SmallestGroup.people))]


def test_it_is_five_until_somebody_sets_another(client, admin):
    page = client.get_page("/settings")
    assert page.form(ADDRESS).fields["people"] == "5"
    assert "fewer than 5 people it is withheld" in page.main
    assert smallest_group() == 5
    assert save(client, "10").status == 303
    assert smallest_group() == 10
    assert "fewer than 10 people it is withheld" in client.get_page("/settings").main
    assert db.session.get(SiteSettings, 1) is None, "the other settings are still those of the installation"


@pytest.mark.parametrize("people", ["", "4", "0", "-5", "51", "7.5", "ten", "99999999999999999999"])
def test_what_cannot_be_is_refused_with_a_sentence_and_every_word_kept(client, admin, people):
    page = save(client, people)
    assert page.status == 422
    assert ("Say a number." if people == "" else "A whole number from 5 to 50.") in page.main
    assert page.form(ADDRESS).fields["reason"] == WHY
    assert page.form("/settings").fields["site_name"], "the other form is as it was"
    assert kept() == []


def test_why_it_is_set_has_to_be_said(client, admin):
    page = save(client, "10", reason=" ")
    assert (page.status, page.form(ADDRESS).fields["people"], kept()) == (422, "10", [])
    assert "Say why" in page.main


def test_both_bounds_can_be_set_and_a_raise_taken_back(client, admin):
    for people in ("50", "7", "5"):
        assert save(client, people).status == 303
    assert kept() == [(1, 50), (2, 7), (3, 5)]


def test_who_set_it_to_what_and_why_stands_in_the_history(client, admin):
    save(client, "10")
    save(client, "11", reason="The regulator asks for it.")
    acts = db.session.scalars(sa.select(AdminAct).order_by(AdminAct.at, AdminAct.id)).all()
    found = {(act.deed, act.actor_id, str(act.details), act.note.words) for act in acts}
    assert found == {
        (Deed.SETTINGS_CHANGED, admin.person_id, "{'smallest_group': [5, 10]}", WHY),
        (Deed.SETTINGS_CHANGED, admin.person_id, "{'smallest_group': [10, 11]}", "The regulator asks for it."),
    }
    words = client.get_page("/settings").main
    assert f"Smallest group that is told: “5” became “10”. {WHY}" in words
    assert "Smallest group that is told: “10” became “11”. The regulator asks for it." in words


def test_nothing_changed_and_an_old_page_are_refused(client, admin):
    old = client.get_page("/settings").form(ADDRESS)
    assert "nothing was changed" in save(client, "5").refusal
    save(client, "10")
    page = client.submit(old, people="6", reason=WHY)
    assert (page.status, kept()) == (409, [(1, 10)])
    assert "older than the page" in page.refusal


def test_the_bounds_hold_below_the_form_and_no_setting_is_ever_changed(session, now):
    actor = accounts.make_actor(Side.ADMIN)
    for people in (4, 51):
        with pytest.raises(Refused, match="from 5 to 50"):
            set_smallest_group(number="0", people=people, reason=WHY, actor=actor, now=now)
        with pytest.raises(sa.exc.IntegrityError, match="within_bounds"), session.begin_nested():
            accounts.set_smallest_group(people)
    accounts.set_smallest_group(10)
    for statement in (sa.update(SmallestGroup).values(people=5), sa.delete(SmallestGroup)):
        with pytest.raises(sa.exc.DatabaseError, match="only ever appended"), session.begin_nested():
            session.execute(statement.execution_options(synchronize_session=False))


@pytest.mark.parametrize("side", [Side.STAFF, Side.FUNDER, Side.EMPLOYER, Side.JOBSEEKER])
def test_nobody_but_an_administrator_sets_it(client, side):
    client.sign_in(accounts.make_actor(side))
    client.send(ADDRESS, status=404, people="10", reason=WHY, version="0")
    assert kept() == []
