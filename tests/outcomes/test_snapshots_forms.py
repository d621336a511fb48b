"""Forms of frozen reports: typed wrongly, sent twice, sent too late, and with nothing behind them."""

import pytest

from marketplace.db import db
from marketplace.outcomes.snapshots import queries
from marketplace.sides import Side
from tests.factories import accounts
from tests.factories.snapshots import AS_OF, make_frozen, make_small_world

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.once]


@pytest.fixture
def staff(client):
    actor = accounts.make_actor(Side.STAFF)
    client.sign_in(actor)
    return actor


def test_what_is_typed_wrongly_is_said_at_the_form_and_makes_nothing(staff, client):
    cohort, _people = make_small_world()
    told = {"title": "Spring", "as_of": "2024-01-31", "keys": "any_job", "ends_from": ""}
    told |= {"program_ids": str(cohort.program_id), "ends_until": ""}
    wrong = ({"title": ""}, {"as_of": "soon"}, {"keys": "hours of sleep"}, {"program_ids": "x"})
    for one in (*wrong, {"ends_from": "2024-02-01", "ends_until": "2024-01-01"}):
        assert client.send("/frozen-reports", status=422, **told | one).refusal, one
    later = client.send("/frozen-reports", status=409, **told | {"as_of": "2099-01-01"})
    assert "still to come" in later.main
    assert not db.session.scalars(queries.reports(staff)).all()
    version = make_frozen([cohort])
    client.send(f"/frozen-reports/{version.report_id}/versions", status=422, reason="")
    for size in ("0", "201", "many", ""):
        client.send(f"/frozen-versions/{version.id}/audits", status=422, size=size)
    assert not version.audits


def test_a_second_sending_of_a_form_makes_no_second_thing(staff, client):
    version = make_frozen([make_small_world()[0]])
    form = client.get_page(f"/frozen-versions/{version.id}/audits").form(f"/frozen-versions/{version.id}/audits")
    first, second = (client.submit(form, size="20") for _time in range(2))
    assert first.location == second.location
    audit = first.location.removeprefix("/audits/")
    client.send(f"/audits/{audit}/finish", status=409)
    (line,) = db.session.scalars(queries.lines_of(db.session.scalars(queries.audits(staff)).one()))
    client.send(f"/audits/{audit}/lines/{line.id}", status=302, finding="right", what="hours")
    assert line.what is None
    client.send(f"/audits/{audit}/finish", status=302)
    client.send(f"/audits/{audit}/finish", status=409)
    assert "finished" in client.send(f"/audits/{audit}/lines/{line.id}", status=409, finding="right", what="").main


def test_a_version_behind_which_nobody_works_says_so_and_draws_nothing(staff, client):
    cohort, _people = make_small_world()
    version = make_frozen([cohort], as_of=AS_OF.replace(month=8, day=1))
    assert client.get_page(f"/frozen-versions/{version.id}/people/any_job/count?because=%00&page=99").main
    refused = client.send(f"/frozen-versions/{version.id}/audits", status=409, size="20")
    assert "nothing to draw from" in refused.main
