"""Gathering employers: a prospect, an agreement with a commitment, two signatures, and its end."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, expect_version, lock, move, record
from marketplace.demand.consortium import queries
from marketplace.demand.consortium.lifecycle import LIFECYCLE
from marketplace.demand.consortium.models import Consortium, HiringPartner, Reason, Stage
from marketplace.errors import Refused, constraint_says
from marketplace.outbox.actions import link_to, queue_mail
from marketplace.sides import Actor, Side

constraint_says("uq_consortia_name", lazy_gettext("There is a consortium of that name already. Give this one another."))
constraint_says(
    "uq_hiring_partners_consortium_id_employer_id",
    lazy_gettext("That employer is in this consortium already. Its membership is on its page."),
)


def create(*, name: str, purpose: str, now: datetime) -> Consortium:
    """Begin a consortium without partners."""
    consortium = Consortium(name=name, purpose=purpose, created_at=now)
    db.session.add(consortium)
    db.session.flush()
    return consortium


def add_partner(
    consortium: Consortium,
    *,
    employer_id: UUID,
    intended_hires: int,
    intended_roles: str,
    co_delivery_hours: Decimal,
    agreement_ends_on: date | None,
    actor: Actor,
    now: datetime,
) -> HiringPartner:
    """Note an employer down as a prospect, with the commitment that was talked about; nobody is told yet."""
    partner = HiringPartner(
        consortium_id=consortium.id,
        employer_id=employer_id,
        stage=Stage.PROSPECT,
        intended_hires=intended_hires,
        intended_roles=intended_roles,
        co_delivery_hours=co_delivery_hours,
        agreement_ends_on=agreement_ends_on,
        created_at=now,
    )
    db.session.add(partner)
    db.session.flush()
    record(partner, "add", came_from=None, actor=actor, now=now)
    return partner


def send_agreement(partner: HiringPartner, *, actor: Actor, now: datetime) -> None:
    """Put the agreement before the employer's owners, and write to each. Refused while nobody may sign."""
    owners = list(db.session.scalars(queries.who_may_sign(partner.employer_id)))
    if not owners:
        raise Refused(
            _(
                "Nobody at %(employer)s may sign yet. Invite an owner on the employer’s page, then send the agreement.",
                employer=partner.employer.name,
            )
        )
    move(partner, LIFECYCLE, "send_agreement", actor=actor, now=now)
    for owner in owners:
        queue_mail(
            to=owner.email,
            subject=_("The agreement of %(name)s", name=partner.consortium.name),
            template="agreement",
            dedupe_key=f"agreement:{partner.id}:{partner.version}:{owner.id}",
            name=owner.name,
            consortium=partner.consortium.name,
            employer=partner.employer.name,
            url=link_to("consortium.partner_page", partner_id=partner.id),
        )


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
) -> None:
    """Sign for the employer with the commitment as its owner states it."""
    expect_version(partner, version)
    if not may_sign:
        raise Refused(
            _("Say that you may sign for %(employer)s, or ask somebody who may.", employer=partner.employer.name)
        )
    if agreement_ends_on <= now.date():
        raise Refused(_("The agreement would end before it begins. Choose a later day."))
    partner.intended_hires, partner.intended_roles = intended_hires, intended_roles
    partner.co_delivery_hours, partner.may_be_named = co_delivery_hours, may_be_named
    partner.agreement_ends_on = agreement_ends_on
    partner.signed_by_id, partner.signed_at = actor.person_id, now
    move(partner, LIFECYCLE, "sign", actor=actor, now=now)


def decline(partner: HiringPartner, *, reason: Reason, note: str, actor: Actor, now: datetime) -> None:
    """Say no to the agreement, with a reason; it costs nothing and can be talked about again."""
    _step_with_reason(partner, "decline", reason=reason, note=note, actor=actor, now=now)


def countersign(partner: HiringPartner, *, actor: Actor, now: datetime) -> None:
    """Sign for the program: the partner is active from now on."""
    move(partner, LIFECYCLE, "countersign", actor=actor, now=now)


def hold(partner: HiringPartner, *, reason: Reason, note: str, actor: Actor, now: datetime) -> None:
    """Let an active membership rest."""
    _step_with_reason(partner, "hold", reason=reason, note=note, actor=actor, now=now)


def resume(partner: HiringPartner, *, actor: Actor, now: datetime) -> None:
    """Make a resting membership active again."""
    move(partner, LIFECYCLE, "resume", actor=actor, now=now)


def end(partner: HiringPartner, *, reason: Reason, note: str, actor: Actor, now: datetime) -> None:
    """End a membership. What it committed to is kept in its history and counts no longer."""
    _step_with_reason(partner, "end", reason=reason, note=note, actor=actor, now=now)


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


def _step_with_reason(
    partner: HiringPartner, name: str, *, reason: Reason, note: str, actor: Actor, now: datetime
) -> None:
    if reason is Reason.OTHER and not note:
        raise Refused(_("Say in a few words what the reason is."))
    lock(partner)
    move(partner, LIFECYCLE, name, actor=actor, now=now, reason=reason.value, note=note)
