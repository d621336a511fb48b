"""An organisation gets another name, and is found under both."""

import pytest

from marketplace.accounts.models import Organisation, OrganisationKind
from marketplace.db import db
from marketplace.demand.employers.models import Employer
from marketplace.sides import Side
from tests.factories import accounts, demand


@pytest.fixture
def admin(client):
    return client.sign_in(accounts.make_actor(Side.ADMIN))


def rename(client, row, name):
    page = client.get_page(f"/organisations/{row.id}")
    return client.submit(page.form("/name"), name=name, reason="They told us.")


def test_the_old_name_is_found_by_administrators_and_by_staff(client, new_client, admin):
    mill = demand.make_employer("Quorn Bakery")
    assert rename(client, mill, "Zibbel Mills").status == 303
    assert client.get_page("/organisations?q=quorn").texts("tbody th a") == ["Zibbel Mills"]
    staff = new_client()
    staff.sign_in(accounts.make_actor(Side.STAFF))
    assert "Zibbel Mills" in staff.get_page("/employers?q=quorn").main
    assert db.session.get_one(Employer, mill.id).name_key == "zibbel mills"
    assert "“Quorn Bakery” became “Zibbel Mills”" in client.get_page(f"/organisations/{mill.id}").text


def test_a_name_that_is_taken_is_refused_and_every_word_kept(client, admin):
    mill = demand.make_employer("Quorn Bakery")
    demand.make_employer("Zibbel Mills")
    page = rename(client, mill, "zibbel  MILLS")
    assert (page.status, "merge them" in page.refusal) == (409, True)
    assert page.form("/name").fields["reason"] == "They told us."
    assert "nothing was changed" in rename(client, mill, "Quorn Bakery").refusal
    assert db.session.get_one(Organisation, mill.id).name == "Quorn Bakery"


def test_a_funder_does_not_take_the_name_of_another_funder(client, admin):
    accounts.make_organisation(OrganisationKind.FUNDER, name="Tidewater Fund")
    other = accounts.make_organisation(OrganisationKind.FUNDER, name="Hearth Fund")
    page = rename(client, other, "tidewater fund")
    assert (page.status, "merge them" in page.refusal) == (409, True)


def test_an_address_of_old_leads_to_the_employer_that_stays(client, new_client, admin):
    stays, goes = demand.make_employer("Zibbel Mills"), demand.make_employer("Quorn Bakery")
    page = client.get_page(f"/organisations/{stays.id}/take-in/{goes.id}")
    assert client.submit(page.form(f"/take-in/{goes.id}"), reason="One company.").status == 303
    staff = new_client()
    staff.sign_in(accounts.make_actor(Side.STAFF))
    assert staff.get_page(f"/employers/{goes.id}").h1 == "Zibbel Mills"
    assert "Quorn Bakery" not in staff.get_page("/employers").main
    assert "another name of Zibbel Mills" in client.get_page(f"/organisations/{goes.id}").text
    assert client.get(f"/organisations/{goes.id}/merge").status_code == 404
