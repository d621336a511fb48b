"""An employer signs its agreement or declines it: who may, with which words, once."""

from datetime import timedelta

import pytest

from marketplace.db import db
from marketplace.demand.consortium import actions
from marketplace.demand.consortium.models import Stage
from marketplace.errors import Refused
from marketplace.sides import Role, Side
from tests.conftest import NOW
from tests.factories.accounts import make_actor
from tests.factories.programs import make_partner, moves_of, owner_of

LATER = (NOW + timedelta(days=365)).date()
SIGNATURE = {
    "intended_hires": "7",
    "intended_roles": "Route planners",
    "co_delivery_hours": "12.5",
    "agreement_ends_on": LATER.isoformat(),
    "may_be_named": "y",
    "may_sign": "y",
}
WORDS = {
    "intended_hires": 7,
    "intended_roles": "Route planners",
    "co_delivery_hours": 12,
    "agreement_ends_on": LATER,
    "may_be_named": True,
    "may_sign": True,
}


@pytest.fixture(autouse=True)
def _a_day(now, session):
    """Every story here happens on one day."""


@pytest.fixture
def sent():
    """An agreement that waits for its employer."""
    return make_partner(stage=Stage.AGREEMENT_SENT, may_be_named=False, intended_hires=1)


def test_only_an_owner_signs(sent, client):
    recruiter = make_actor(Side.EMPLOYER, organisation=sent.employer, role=Role.RECRUITER)
    client.sign_in(recruiter)
    assert not [form for form in client.get_page(f"/partner/{sent.id}").forms if form.action.endswith("/sign")]
    client.send(f"/partner/{sent.id}/sign", version="1", **SIGNATURE, status=404)
    with pytest.raises(Refused):
        actions.sign(sent, version="1", actor=recruiter, now=NOW, **WORDS)


@pytest.mark.parametrize("side", [Side.EMPLOYER, Side.JOBSEEKER])
def test_a_membership_of_another_employer_does_not_exist(sent, client, side):
    client.sign_in(make_actor(side))
    for address in ("", "/sign", "/decline"):
        words = SIGNATURE if address == "/sign" else {"reason": "terms", "note": ""}
        assert client.get(f"/partner/{sent.id}{address}").status_code in {404, 405}
        if address:
            client.send(f"/partner/{sent.id}{address}", version="1", **words, status=404)
    db.session.refresh(sent)
    assert (sent.stage, moves_of(sent)) == (Stage.AGREEMENT_SENT, [])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("intended_hires", "-1"),
        ("intended_hires", "1000"),
        ("intended_hires", "many"),
        ("co_delivery_hours", "NaN"),
        ("co_delivery_hours", "1e9"),
        ("agreement_ends_on", "31-31-2027"),
        ("may_sign", ""),
    ],
)
def test_a_wrong_signature_keeps_every_word_and_changes_nothing(sent, client, field, value):
    client.sign_in(owner_of(sent))
    form = client.get_page(f"/partner/{sent.id}").form("/sign")
    typed = {**SIGNATURE, field: value}
    if field == "may_sign":
        del typed["may_sign"]
    page = client.submit(form, **typed, status=422)
    kept = page.form("/sign").fields
    assert {name: kept.get(name) for name in typed if name != "may_sign"} == {
        name: words for name, words in typed.items() if name != "may_sign"
    }
    db.session.refresh(sent)
    assert (sent.stage, sent.intended_hires) == (Stage.AGREEMENT_SENT, 1)


def test_an_agreement_that_ends_today_is_refused_with_every_word(sent, client):
    client.sign_in(owner_of(sent))
    form = client.get_page(f"/partner/{sent.id}").form("/sign")
    page = client.submit(form, **SIGNATURE | {"agreement_ends_on": NOW.date().isoformat()}, status=409)
    assert "would end before it begins" in page.refusal
    assert page.form("/sign").fields["intended_roles"] == "Route planners"


def test_a_signature_on_an_old_page_is_stale_then_goes_through(sent, client):
    client.sign_in(owner_of(sent))
    form = client.get_page(f"/partner/{sent.id}").form("/sign")
    sent.intended_roles = "Something staff wrote meanwhile"
    db.session.commit()
    page = client.submit(form, **SIGNATURE, status=409)
    assert "Somebody changed this" in page.refusal
    client.submit(page.form("/sign"), status=302)
    assert sent.stage is Stage.SIGNED


def test_a_double_submit_signs_once(sent, client):
    client.sign_in(owner_of(sent))
    form = client.get_page(f"/partner/{sent.id}").form("/sign")
    answers = [client.submit(form, **SIGNATURE, status=status).location for status in (302, 303)]
    assert answers[0] == answers[1]
    assert moves_of(sent) == ["sign"]


def test_declining_takes_a_reason(sent, client):
    client.sign_in(owner_of(sent))
    form = client.get_page(f"/partner/{sent.id}/decline").form()
    page = client.submit(form, reason="other", note="", status=409)
    assert "few words" in page.refusal
    client.submit(page.form(), reason="other", note="We merge with another firm.", status=302)
    assert (sent.stage, moves_of(sent)) == (Stage.ENDED, ["decline"])


@pytest.mark.parametrize("stage", [Stage.PROSPECT, Stage.SIGNED, Stage.ACTIVE, Stage.ON_HOLD, Stage.ENDED])
def test_out_of_order_steps_get_a_sentence(stage):
    partner = make_partner(stage=stage)
    with pytest.raises(Refused, match="no longer open"):
        actions.sign(partner, version="1", actor=owner_of(partner), now=NOW, **WORDS)


def test_an_interviewer_reads_no_agreement(sent, client):
    client.sign_in(make_actor(Side.EMPLOYER, organisation=sent.employer, role=Role.INTERVIEWER))
    for address in ("/partner", f"/partner/{sent.id}", "/programs"):
        client.get_page(address, status=404)
