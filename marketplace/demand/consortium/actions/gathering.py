"""Gathering employers in a consortium: its own words, prospects, invitations to talk."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from flask_babel import lazy_gettext

from marketplace.db import db, expect_version, lock, move, record
from marketplace.demand.consortium.actions.papers import owners_of, tell_owners
from marketplace.demand.consortium.lifecycle import LIFECYCLE
from marketplace.demand.consortium.models import Consortium, HiringPartner, Stage
from marketplace.demand.employers.actions import refuse_left
from marketplace.errors import constraint_says
from marketplace.sides import Actor

constraint_says("uq_consortia_name", lazy_gettext("There is a consortium of that name already. Give this one another."))
constraint_says(
    "uq_hiring_partners_consortium_id_employer_id",
    lazy_gettext("That employer is in this consortium already. Its membership is on its page."),
)


def create(*, name: str, purpose: str, now: datetime, terms: str = "") -> Consortium:
    """Begin a consortium without partners."""
    consortium = Consortium(name=name, purpose=purpose, terms=terms, created_at=now)
    db.session.add(consortium)
    db.session.flush()
    return consortium


def edit(consortium: Consortium, *, version: str | None, name: str, purpose: str, terms: str) -> None:
    """Change what a consortium says of itself. Agreements that were sent keep their words."""
    expect_version(lock(consortium), version)
    consortium.name, consortium.purpose, consortium.terms = name, purpose, terms
    db.session.flush()


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
    """Note an employer down as a prospect, with the commitment that was talked about; nobody is told yet.

    Refused once the employer has left.
    """
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
    refuse_left(partner.employer)  # behind the row: it waits for whoever ends the relationship meanwhile
    record(partner, "add", came_from=None, actor=actor, now=now)
    return partner


def invite(partner: HiringPartner, *, actor: Actor, now: datetime) -> None:
    """Invite a prospect to talk, by a mail to its owners. Refused while nobody there can read it, and once it left."""
    refuse_left(partner.employer)
    owners = owners_of(partner)
    move(partner, LIFECYCLE, "invite", actor=actor, now=now)
    tell_owners(partner, owners, "consortium_invited")


def discuss(partner: HiringPartner, *, actor: Actor, now: datetime) -> None:
    """Note that the two sides are talking. Refused once the employer has left."""
    refuse_left(partner.employer)
    move(partner, LIFECYCLE, "discuss", actor=actor, now=now)


def accept_invitation(partner: HiringPartner, *, actor: Actor, now: datetime) -> None:
    """Say yes to talking; it commits to nothing."""
    move(partner, LIFECYCLE, "accept_invitation", actor=actor, now=now)
