"""Signing for the employer and for the program, the first time and at each renewal; resting and ending."""

from datetime import date, datetime
from decimal import Decimal

from flask_babel import gettext as _

from marketplace.db import db, expect_version, lock, move, record
from marketplace.demand.consortium import queries
from marketplace.demand.consortium.actions.papers import draft, entity_of, freeze_and_send, owners_of, tell_owners
from marketplace.demand.consortium.lifecycle import AGREEMENT, LIFECYCLE
from marketplace.demand.consortium.models import Agreement, AgreementStage, HiringPartner, Reason, Stage
from marketplace.demand.employers.actions import refuse_left
from marketplace.errors import Refused
from marketplace.sides import Actor, Side


def send_agreement(partner: HiringPartner, *, actor: Actor, now: datetime) -> None:
    """Put the agreement before the employer's owners, its words fixed.

    Refused while nobody may sign, and once the employer has left.
    """
    refuse_left(partner.employer)
    owners = owners_of(partner)
    move(partner, LIFECYCLE, "send_agreement", actor=actor, now=now)
    freeze_and_send(draft(partner, actor=actor, now=now), actor=actor, now=now)
    tell_owners(partner, owners, "agreement")


def sign(
    partner: HiringPartner,
    *,
    version: str | None,
    intended_hires: int,
    intended_roles: str,
    co_delivery_hours: Decimal,
    agreement_ends_on: date,
    may_be_named: bool,
    may_sign: bool,
    actor: Actor,
    now: datetime,
    fingerprint: str | None = None,
    legal_entity: str = "",
) -> None:
    """Sign for the employer, with the commitment as its owner states it and the legal entity that is bound.

    `fingerprint` is that of the text on the signer's page: another text is refused. A renewal is signed the same way,
    and its commitment counts from the day it is countersigned.
    """
    expect_version(partner, version)
    renewing = partner.stage is Stage.RENEWING
    agreement = _guard_signature(partner, fingerprint, ends_on=agreement_ends_on, may_sign=may_sign, now=now)
    agreement.intended_hires, agreement.intended_roles = intended_hires, intended_roles
    agreement.co_delivery_hours, agreement.ends_on = co_delivery_hours, agreement_ends_on
    partner.may_be_named = may_be_named
    if not renewing:
        _commit_to(partner, agreement)
        partner.signed_by_id, partner.signed_at = actor.person_id, now
    agreement.signed_by_id, agreement.signed_at = actor.person_id, now
    agreement.legal_entity_id = entity_of(partner, legal_entity, now=now).id
    move(partner, LIFECYCLE, "sign_renewal" if renewing else "sign", actor=actor, now=now)
    move(agreement, AGREEMENT, "sign", actor=actor, now=now)


def _guard_signature(
    partner: HiringPartner, fingerprint: str | None, *, ends_on: date, may_sign: bool, now: datetime
) -> Agreement:
    agreement = queries.newest_agreement(partner, AgreementStage.SENT)
    if agreement is None:
        raise Refused(_("That step is no longer open: no agreement waits for a signature. Load the page again."))
    if fingerprint is not None and fingerprint != agreement.fingerprint:
        raise Refused(_("The text is not the one that you read. Load the page again, and read it before you sign."))
    if not may_sign:
        raise Refused(
            _("Say that you may sign for %(employer)s, or ask somebody who may.", employer=partner.employer.name)
        )
    if ends_on <= now.date():
        raise Refused(_("The agreement would end before it begins. Choose a later day."))
    return agreement


def _commit_to(partner: HiringPartner, agreement: Agreement) -> None:
    partner.intended_hires, partner.intended_roles = agreement.intended_hires, agreement.intended_roles
    partner.co_delivery_hours, partner.agreement_ends_on = agreement.co_delivery_hours, agreement.ends_on


def decline(partner: HiringPartner, *, reason: Reason, note: str, actor: Actor, now: datetime) -> None:
    """Say no, with a reason; it costs nothing and can be talked about again."""
    _step_with_reason(partner, "decline", reason=reason, note=note, actor=actor, now=now)
    _end_papers(partner, AgreementStage.SENT, name="decline", reason=reason, actor=actor, now=now)


def countersign(partner: HiringPartner, *, actor: Actor, now: datetime) -> None:
    """Sign for the program: the partner is active from now on."""
    move(partner, LIFECYCLE, "countersign", actor=actor, now=now)
    _countersign(partner, actor=actor, now=now)


def _countersign(partner: HiringPartner, *, actor: Actor, now: datetime) -> Agreement:
    agreement = queries.newest_agreement(partner, AgreementStage.SIGNED)
    if agreement is None:
        raise Refused(_("%(employer)s has not signed yet. Sign after the employer.", employer=partner.employer.name))
    agreement.countersigned_by_id, agreement.countersigned_at = actor.person_id, now
    move(agreement, AGREEMENT, "countersign", actor=actor, now=now)
    return agreement


def hold(partner: HiringPartner, *, reason: Reason, note: str, actor: Actor, now: datetime) -> None:
    """Let an active membership rest, and its agreement with it."""
    _step_with_reason(partner, "hold", reason=reason, note=note, actor=actor, now=now)
    _move_paper(partner, AgreementStage.COUNTERSIGNED, "hold", actor=actor, now=now)


def resume(partner: HiringPartner, *, actor: Actor, now: datetime) -> None:
    """Make a resting membership active again."""
    move(partner, LIFECYCLE, "resume", actor=actor, now=now)
    _move_paper(partner, AgreementStage.ON_HOLD, "resume", actor=actor, now=now)


def end(partner: HiringPartner, *, reason: Reason, note: str, actor: Actor, now: datetime) -> None:
    """End a membership with its agreements. What it committed to is kept in its history and counts no longer."""
    _step_with_reason(partner, "end", reason=reason, note=note, actor=actor, now=now)
    living = set(AgreementStage) - {AgreementStage.ENDED}
    _end_papers(partner, *living, name="end", reason=reason, actor=actor, now=now)


def come_back(partner: HiringPartner, *, actor: Actor, now: datetime) -> None:
    """Talk again with an employer whose membership has ended; a new agreement begins it anew.

    Refused while the relationship with the employer is ended.
    """
    lock(partner)
    refuse_left(partner.employer)
    move(partner, LIFECYCLE, "come_back", actor=actor, now=now)


# ---- renewal ------------------------------------------------------------------------------------------


def renew(partner: HiringPartner, *, actor: Actor, now: datetime) -> None:
    """Send an active partner the next agreement; the old one holds until the new one is signed by both."""
    owners = owners_of(partner)
    move(partner, LIFECYCLE, "renew", actor=actor, now=now)
    freeze_and_send(draft(partner, actor=actor, now=now), actor=actor, now=now)
    tell_owners(partner, owners, "agreement")


def finish_renewal(partner: HiringPartner, *, actor: Actor, now: datetime) -> None:
    """Countersign the new agreement: its commitment counts from now on, and the old one ends."""
    old = queries.newest_agreement(partner, *queries.HELD)
    move(partner, LIFECYCLE, "finish_renewal", actor=actor, now=now)
    _commit_to(partner, _countersign(partner, actor=actor, now=now))
    if old:
        move(old, AGREEMENT, "end", actor=actor, now=now, reason="renewed")


def stop_renewal(partner: HiringPartner, *, actor: Actor, now: datetime) -> None:
    """Take the new agreement back; the old one goes on to its own end."""
    move(partner, LIFECYCLE, "stop_renewal", actor=actor, now=now)
    waiting = (AgreementStage.SENT, AgreementStage.SIGNED)
    _end_papers(partner, *waiting, name="end", reason=Reason.NOT_NOW, actor=actor, now=now)


def set_naming(partner: HiringPartner, *, may_be_named: bool, actor: Actor, now: datetime) -> None:
    """Let a partner be named in public or no longer: an owner decides both, staff can only stop it for them."""
    if partner.stage not in queries.INSIDE:
        raise Refused(_("Only a partner that has signed can say whether it may be named."))
    if may_be_named and actor.side is not Side.EMPLOYER:
        raise Refused(_("Only %(employer)s itself can agree to be named.", employer=partner.employer.name))
    if partner.may_be_named is may_be_named:
        return  # said before
    partner.may_be_named = may_be_named
    record(partner, "name" if may_be_named else "unname", came_from=partner.stage, actor=actor, now=now)


def _end_papers(
    partner: HiringPartner, *stages: AgreementStage, name: str, reason: Reason, actor: Actor, now: datetime
) -> None:
    db.session.expire(partner, ["agreements"])
    for agreement in partner.agreements:
        if agreement.stage in stages:
            move(agreement, AGREEMENT, name, actor=actor, now=now, reason=reason.value)


def _move_paper(partner: HiringPartner, stage: AgreementStage, name: str, *, actor: Actor, now: datetime) -> None:
    agreement = queries.newest_agreement(partner, stage)
    if agreement:
        move(agreement, AGREEMENT, name, actor=actor, now=now)


def _step_with_reason(
    partner: HiringPartner, name: str, *, reason: Reason, note: str, actor: Actor, now: datetime
) -> None:
    if reason is Reason.OTHER and not note:
        raise Refused(_("Say in a few words what the reason is."))
    lock(partner)
    move(partner, LIFECYCLE, name, actor=actor, now=now, reason=reason.value, note=note)
