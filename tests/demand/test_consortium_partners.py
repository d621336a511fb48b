"""A partner's way from prospect to an active agreement, as both sides walk it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.consortium import actions, queries
from marketplace.demand.consortium.models import Consortium, HiringPartner, Reason, Stage
from marketplace.errors import Refused, sentence_for
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Role, Side
from marketplace.web.violations import violated
from tests.conftest import NOW
from tests.factories.accounts import make_actor
from tests.factories.demand import make_employer
from tests.factories.programs import make_consortium, make_partner, moves_of, owner_of

LATER = (NOW + timedelta(days=365)).date()
SIGNATURE = {
    "intended_hires": "7",
    "intended_roles": "Route planners",
    "co_delivery_hours": "12.5",
    "agreement_ends_on": LATER.isoformat(),
    "may_be_named": "y",
    "may_sign": "y",
}


@pytest.fixture(autouse=True)
def _a_day(now, session):
    """Every story here happens on one day."""


@pytest.fixture
def sent():
    """An agreement that waits for its employer."""
    return make_partner(stage=Stage.AGREEMENT_SENT, may_be_named=False, intended_hires=1)


def test_staff_and_owner_walk_the_whole_way(client, new_client):
    consortium, employer = make_consortium(), make_employer("Alder Freight")
    staff, owner = make_actor(Side.STAFF), make_actor(Side.EMPLOYER, organisation=employer)
    client.sign_in(staff)
    form = client.get_page(f"/consortia/{consortium.id}/partners/new").form()
    noted = client.submit(form, employer_id=str(employer.id), intended_hires="3", co_delivery_hours="4", status=302)
    page = client.follow(noted)
    partner = db.session.scalars(sa.select(HiringPartner)).one()
    assert partner.stage is Stage.PROSPECT

    client.submit(page.form("/send-agreement"), status=302)
    theirs = new_client()
    theirs.sign_in(owner)
    agreement = theirs.get_page(f"/partner/{partner.id}")
    theirs.submit(agreement.form("/sign"), **SIGNATURE, status=302)
    client.submit(client.get_page(f"/partner/{partner.id}").form("/countersign"), status=302)

    assert partner.stage is Stage.ACTIVE
    assert (partner.intended_hires, partner.intended_roles, str(partner.co_delivery_hours)) == (
        7,
        "Route planners",
        "12.5",
    )
    assert (partner.may_be_named, partner.agreement_ends_on) == (True, LATER)
    assert (partner.signed_by_id, partner.signed_at) == (owner.person_id, NOW)
    assert moves_of(partner) == ["add", "send_agreement", "sign", "countersign"]


def test_the_agreement_is_mailed_to_the_owners_and_nobody_else():
    partner = make_partner(stage=Stage.PROSPECT)
    owner, staff = owner_of(partner), make_actor(Side.STAFF)
    make_actor(Side.EMPLOYER, organisation=partner.employer, role=Role.RECRUITER)
    make_actor(Side.EMPLOYER)
    actions.send_agreement(partner, actor=staff, now=NOW)
    mails = list(db.session.scalars(sa.select(OutboxItem)))
    assert [(mail.to_address, f"/partner/{partner.id}" in mail.body_text) for mail in mails] == [
        (db.session.get(queries.Person, owner.person_id).email, True)
    ]


def test_an_agreement_that_nobody_may_sign_is_not_sent():
    partner = make_partner(stage=Stage.PROSPECT)
    with pytest.raises(Refused, match="Invite an owner"):
        actions.send_agreement(partner, actor=make_actor(Side.STAFF), now=NOW)
    assert partner.stage is Stage.PROSPECT


def test_a_prospect_is_not_shown_to_its_employer(client):
    prospect = make_partner(stage=Stage.PROSPECT)
    client.sign_in(owner_of(prospect))
    client.get_page(f"/partner/{prospect.id}", status=404)
    assert "You are in no consortium yet" in client.get_page("/partner").main


def test_partners_read_the_names_of_active_fellows_and_only_their_own_numbers(client):
    consortium = make_consortium()
    mine = make_partner(consortium=consortium, intended_hires=3)
    make_partner(
        consortium=consortium,
        employer=make_employer("Bramble Dairy"),
        intended_hires=811,
        intended_roles="Secret roles",
    )
    make_partner(consortium=consortium, employer=make_employer("Quiet Prospect"), stage=Stage.PROSPECT)
    make_partner(employer=make_employer("Elsewhere Mills"))
    client.sign_in(owner_of(mine))
    words = client.get_page(f"/partner/{mine.id}").main
    assert "Bramble Dairy" in words
    for hidden in ("811", "Secret roles", "Quiet Prospect", "Elsewhere Mills"):
        assert hidden not in words


def test_who_has_not_signed_reads_no_names(sent, client):
    make_partner(consortium=sent.consortium, employer=make_employer("Bramble Dairy"))
    client.sign_in(owner_of(sent))
    assert "Bramble Dairy" not in client.get_page(f"/partner/{sent.id}").main


def test_staff_hold_resume_and_end_with_reasons(client):
    partner = make_partner()
    client.sign_in(make_actor(Side.STAFF))
    client.submit(
        client.get_page(f"/partner/{partner.id}/hold").form(), reason="no_hiring", note="Until June", status=302
    )
    assert partner.stage is Stage.ON_HOLD
    page = client.get_page(f"/partner/{partner.id}")
    assert "Until June" in page.main
    client.submit(page.form("/resume"), status=302)
    client.submit(client.get_page(f"/partner/{partner.id}/end").form(), reason="ran_out", note="", status=302)
    assert (partner.stage, moves_of(partner)) == (Stage.ENDED, ["hold", "resume", "end"])


def test_the_words_of_staff_stay_with_staff(client):
    partner, staff = (
        make_partner(),
        make_actor(
            Side.STAFF,
            person=queries.Person(
                name="Stella Staff", email="stella@guildhall.example", active=True, epoch=1, created_at=NOW
            ),
        ),
    )
    actions.hold(partner, reason=Reason.NO_HIRING, note="Between us: they are slow.", actor=staff, now=NOW)
    client.sign_in(owner_of(partner))
    words = client.get_page(f"/partner/{partner.id}").main
    assert "On hold" in words
    assert "Between us" not in words
    assert "Stella Staff" not in words


def test_an_employer_joins_a_consortium_once(client):
    partner = make_partner()
    client.sign_in(make_actor(Side.STAFF))
    page = client.send(
        f"/consortia/{partner.consortium_id}/partners/new",
        employer_id=str(partner.employer_id),
        intended_hires="1",
        co_delivery_hours="1",
        intended_roles="Cooks",
        agreement_ends_on="",
        status=422,
    )
    assert "Every employer is in this consortium already" in page.main
    assert db.session.scalar(sa.select(sa.func.count()).select_from(HiringPartner)) == 1


def test_a_race_to_add_one_employer_twice_gets_a_sentence(session):
    partner = make_partner()
    with pytest.raises(sa.exc.IntegrityError) as second, db.session.begin_nested():
        actions.add_partner(
            partner.consortium,
            employer_id=partner.employer_id,
            intended_hires=1,
            intended_roles="",
            co_delivery_hours=1,
            agreement_ends_on=None,
            actor=make_actor(Side.STAFF),
            now=NOW,
        )
    assert "in this consortium already" in sentence_for(violated(second.value))


def test_two_consortia_of_one_name_get_a_sentence(client):
    make_consortium(name="Harbour")
    client.sign_in(make_actor(Side.STAFF))
    page = client.submit(client.get_page("/consortia/new").form(), name="Harbour", purpose="Again", status=409)
    assert "of that name already" in page.refusal
    assert page.form().fields["purpose"] == "Again"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Consortium)) == 1


def test_lists_need_the_same_statements_for_one_and_many(client, counting):
    client.sign_in(make_actor(Side.STAFF))
    consortium = make_partner().consortium
    sent = []
    for more in range(3):
        for _ in range(more):
            make_partner()
            make_partner(consortium=consortium)
        for address in ("/consortia", f"/consortia/{consortium.id}"):
            with counting() as statements:
                client.get_page(address)
            sent.append((address, len(statements)))
    assert len(set(sent)) == 2
    assert max(number for _address, number in sent) <= 25


def test_an_owner_takes_back_that_it_may_be_named_and_gives_it_again(client):
    partner = make_partner(may_be_named=True)
    client.sign_in(owner_of(partner))
    page = client.follow(client.submit(client.get_page(f"/partner/{partner.id}").form("/unname"), status=302))
    assert (partner.may_be_named, "Not to be named in public any more" in page.main) == (False, True)
    client.submit(page.form("/name"), status=302)
    assert (partner.may_be_named, moves_of(partner)) == (True, ["unname", "name"])


def test_staff_can_stop_naming_a_partner_but_not_begin_it(client):
    partner, staff = make_partner(may_be_named=True), make_actor(Side.STAFF)
    client.sign_in(staff)
    client.send(f"/partner/{partner.id}/unname", status=302)
    client.send(f"/partner/{partner.id}/name", status=404)
    with pytest.raises(Refused, match="itself can agree"):
        actions.set_naming(partner, may_be_named=True, actor=staff, now=NOW)
    assert partner.may_be_named is False
