"""Agreements: words that stay once they are sent, who signed for which legal entity, and the renewal."""

from datetime import timedelta
from hashlib import sha256

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.consortium import actions
from marketplace.demand.consortium.lifecycle import AGREEMENT, LIFECYCLE
from marketplace.demand.consortium.models import Agreement, AgreementStage, LegalEntity, Reason, Stage
from marketplace.errors import Refused
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Role, Side
from marketplace.supply.cohorts import queries as cohorts
from tests.conftest import NOW
from tests.factories.accounts import make_actor
from tests.factories.programs import (
    make_agreement,
    make_cohort_partner,
    make_consortium,
    make_partner,
    moves_of,
    owner_of,
)

LATER = (NOW + timedelta(days=365)).date()
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


def papers(partner):
    rows = sa.select(Agreement).where(Agreement.hiring_partner_id == partner.id).order_by(Agreement.number)
    return list(db.session.scalars(rows))


def stages(partner):
    return [paper.stage.value for paper in papers(partner)]


def sign(partner, owner, **words):
    actions.sign(partner, version=str(partner.version), actor=owner, now=NOW, **WORDS | words)


def test_the_words_of_the_consortium_are_fixed_with_their_fingerprint_when_they_are_sent(staff):
    partner = make_partner(stage=Stage.PROSPECT, consortium=make_consortium(terms="We meet.\nWe say why not."))
    owner_of(partner)
    actions.send_agreement(partner, actor=staff, now=NOW)
    [paper] = papers(partner)
    assert (paper.stage, paper.text) == (AgreementStage.SENT, "We meet.\nWe say why not.")
    assert paper.fingerprint == sha256(paper.text.encode()).hexdigest()
    with pytest.raises(Refused, match="its words stay"):
        actions.write(paper, version=str(paper.version), text="Other words.")
    assert paper.text == "We meet.\nWe say why not."


def test_staff_write_the_words_for_one_employer_before_sending(client, staff):
    partner = make_partner(stage=Stage.PROSPECT)
    owner_of(partner)
    client.sign_in(staff)
    page = client.follow(client.submit(client.get_page(f"/partner/{partner.id}").form("/draft"), status=302))
    client.submit(page.form("/text"), text="You meet six people in May.", status=302)
    client.submit(client.get_page(f"/partner/{partner.id}").form("/send-agreement"), status=302)
    [paper] = papers(partner)
    assert (paper.text, paper.number) == ("You meet six people in May.", 1)


def test_a_signature_is_for_the_text_that_was_read(client):
    partner = make_partner(stage=Stage.AGREEMENT_SENT)
    client.sign_in(owner_of(partner))
    form = client.get_page(f"/partner/{partner.id}").form("/sign")
    assert form.fields["fingerprint"] == papers(partner)[0].fingerprint
    typed = {"intended_hires": "7", "co_delivery_hours": "3", "agreement_ends_on": str(LATER), "may_sign": "y"}
    page = client.submit(form, **typed, fingerprint="0" * 64, status=409)
    assert "not the one that you read" in page.refusal
    assert stages(partner) == ["sent"]


def test_each_agreement_names_the_legal_entity_that_is_bound(client):
    partner = make_partner(stage=Stage.AGREEMENT_SENT)
    owner = owner_of(partner)
    sign(partner, owner, legal_entity="Alder Freight (East) Ltd.")
    other = make_partner(stage=Stage.AGREEMENT_SENT, employer=partner.employer)
    sign(other, owner)
    names = {paper.legal_entity.name for one in (partner, other) for paper in papers(one)}
    assert names == {"Alder Freight (East) Ltd.", partner.employer.name}
    again = make_partner(stage=Stage.AGREEMENT_SENT, employer=partner.employer)
    sign(again, owner, legal_entity="Alder Freight (East) Ltd.")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LegalEntity)) == 2


def test_who_signed_and_when_stands_on_the_paper_and_the_fellow_reads_none_of_it(client, staff):
    partner = make_partner(stage=Stage.AGREEMENT_SENT)
    owner = owner_of(partner)
    sign(partner, owner)
    actions.countersign(partner, actor=staff, now=NOW)
    [paper] = papers(partner)
    assert (paper.signed_by_id, paper.countersigned_by_id) == (owner.person_id, staff.person_id)
    client.sign_in(owner)
    page = client.get_page(f"/agreements/{paper.id}")
    assert paper.fingerprint in page.main
    assert owner.name in page.main
    assert staff.name not in page.main
    client.sign_in(owner_of(make_partner(consortium=partner.consortium)))
    client.get_page(f"/agreements/{paper.id}", status=404)


def test_a_draft_is_not_shown_to_its_employer(client):
    partner = make_partner()
    draft = make_agreement(partner, number=2, stage=AgreementStage.DRAFT, text="Not said yet.")
    client.sign_in(owner_of(partner))
    client.get_page(f"/agreements/{draft.id}", status=404)
    assert "Not said yet" not in client.get_page(f"/partner/{partner.id}").main


def test_a_renewal_is_not_finished_before_the_employer_has_signed(staff):
    partner = make_partner()
    owner_of(partner)
    actions.renew(partner, actor=staff, now=NOW)
    with pytest.raises(Refused, match="has not signed yet"):
        actions.finish_renewal(partner, actor=staff, now=NOW)


def test_the_new_commitment_counts_from_the_second_signature_on(client, staff):
    partner = make_partner(intended_hires=5)
    signed_on, owner = make_cohort_partner(hiring_partner=partner), owner_of(partner)
    actions.renew(partner, actor=staff, now=NOW)
    client.sign_in(owner)
    form = client.get_page(f"/partner/{partner.id}").form("/sign")
    typed = {"intended_hires": "9", "co_delivery_hours": "3", "agreement_ends_on": str(LATER), "may_sign": "y"}
    client.submit(form, **typed, status=302)
    assert (partner.stage, partner.intended_hires, stages(partner)) == (
        Stage.RENEWING,
        5,
        ["countersigned", "signed"],
    )
    assert cohorts.active_count(signed_on.cohort_id) == 1
    actions.finish_renewal(partner, actor=staff, now=NOW)
    assert (partner.stage, partner.intended_hires, partner.agreement_ends_on) == (Stage.ACTIVE, 9, LATER)
    assert stages(partner) == ["ended", "countersigned"]
    assert moves_of(partner) == ["renew", "sign_renewal", "finish_renewal"]


def test_a_renewal_that_is_stopped_leaves_the_old_agreement(staff):
    partner = make_partner()
    owner_of(partner)
    actions.renew(partner, actor=staff, now=NOW)
    actions.stop_renewal(partner, actor=staff, now=NOW)
    assert (partner.stage, stages(partner)) == (Stage.ACTIVE, ["countersigned", "ended"])


def test_papers_rest_and_end_with_the_membership(staff):
    partner = make_partner()
    actions.hold(partner, reason=Reason.NO_HIRING, note="", actor=staff, now=NOW)
    assert stages(partner) == ["on_hold"]
    actions.resume(partner, actor=staff, now=NOW)
    assert stages(partner) == ["countersigned"]
    actions.end(partner, reason=Reason.PARTNER_LEFT, note="", actor=staff, now=NOW)
    assert stages(partner) == ["ended"]


def test_an_employer_is_invited_to_talk_by_mail_and_says_yes_without_a_commitment(client, staff):
    partner = make_partner(stage=Stage.PROSPECT)
    owner = owner_of(partner)
    client.sign_in(staff)
    client.submit(client.get_page(f"/partner/{partner.id}").form("/invite"), status=302)
    [mail] = db.session.scalars(sa.select(OutboxItem))
    assert (mail.name, f"/partner/{partner.id}" in mail.body_text) == ("consortium_invited", True)
    client.sign_in(owner)
    client.submit(client.get_page(f"/partner/{partner.id}").form("/accept-invitation"), status=302)
    assert (partner.stage, papers(partner)) == (Stage.IN_DISCUSSION, [])


def test_a_consortium_is_edited_and_a_stale_edit_is_kept(client, staff):
    consortium = make_consortium()
    client.sign_in(staff)
    form = client.get_page(f"/consortia/{consortium.id}/edit").form()
    client.submit(form, name="Harbour circle", terms="One term.", status=302)
    assert (consortium.name, consortium.terms) == ("Harbour circle", "One term.")
    form = client.get_page(f"/consortia/{consortium.id}/edit").form()
    consortium.purpose = "Meanwhile"
    db.session.commit()
    page = client.submit(form, name="Lost", status=409)
    assert page.form().fields["name"] == "Lost"
    assert consortium.name == "Harbour circle"


# ---- the tables -------------------------------------------------------------------------------------------

STAFF = ("staff", None)
OWNER = ("employer", Role.OWNER)
ALL = [stage.value for stage in Stage if stage is not Stage.ENDED]
MEMBERSHIP = {
    ("prospect", "invite", STAFF),
    *((stage, "discuss", STAFF) for stage in ("prospect", "invited")),
    ("invited", "accept_invitation", OWNER),
    *((stage, "send_agreement", STAFF) for stage in ("prospect", "invited", "in_discussion")),
    ("agreement_sent", "sign", OWNER),
    *((stage, "decline", OWNER) for stage in ("invited", "in_discussion", "agreement_sent")),
    ("signed", "countersign", STAFF),
    ("active", "hold", STAFF),
    ("on_hold", "resume", STAFF),
    ("active", "renew", STAFF),
    ("renewing", "sign_renewal", OWNER),
    ("renewing", "finish_renewal", STAFF),
    ("renewing", "stop_renewal", STAFF),
    *((stage, "end", STAFF) for stage in ALL),
    ("ended", "come_back", STAFF),
}
PAPER = {
    ("draft", "send", STAFF),
    ("sent", "sign", OWNER),
    ("signed", "countersign", STAFF),
    ("countersigned", "hold", STAFF),
    ("on_hold", "resume", STAFF),
    ("sent", "decline", OWNER),
    *((stage, "end", STAFF) for stage in ("draft", "sent", "signed", "countersigned", "on_hold")),
}


@pytest.mark.parametrize(
    ("lifecycle", "expected"), [(LIFECYCLE, MEMBERSHIP), (AGREEMENT, PAPER)], ids=["membership", "agreement"]
)
def test_only_the_listed_sides_make_the_listed_moves(lifecycle, expected):
    actors = [make_actor(side) for side in Side]
    actors += [make_actor(Side.EMPLOYER, role=role) for role in (Role.RECRUITER, Role.INTERVIEWER)]
    assert expected == {
        (stage.value, name, (actor.side.value, actor.role))
        for stage in lifecycle.stages
        for name in lifecycle.names()
        for actor in actors
        if lifecycle.allows(stage, name, actor)
    }
