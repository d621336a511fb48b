"""What people do with an employer: add it, keep its situation up to date, add and invite contacts."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.accounts import actions as accounts
from marketplace.accounts.actions.naming import keep_name
from marketplace.accounts.models import Organisation, OrganisationKind, name_key
from marketplace.db import db, expect_version, lock
from marketplace.demand.employers.models import Employer, EmployerContact, SizeBand
from marketplace.demand.employers.queries import invitation_stage
from marketplace.errors import Refused, constraint_says
from marketplace.sides import HIRING_ROLES, Actor, Role, Side

constraint_says(
    "uq_employers_name_key",
    lazy_gettext(
        "An employer with this name is here already. Look for it in the list, or add what tells the two apart, "
        "such as the place."
    ),
)
constraint_says(
    "uq_employer_contacts_employer_id_email",
    lazy_gettext(
        "This employer already has a contact with that e-mail address. Use another address, "
        "or keep the contact as it is."
    ),
)


def add_employer(
    *,
    name: str,
    actor: Actor,
    now: datetime,
    contact_name: str = "",
    contact_email: str = "",
    contact_job_title: str = "",
    sector: str = "",
    region: str = "",
    size: SizeBand = SizeBand.UNKNOWN,
    goals: str = "",
    growth_challenges: str = "",
    hiring_process: str = "",
) -> Employer:
    """Add an employer, its organisation and, when a contact is named, the first person to talk to.

    Raises Refused when an employer with this name (case and spacing aside) is here already.
    """
    _only_staff(actor)
    _refuse_known_name(name)
    organisation = Organisation(id=uuid.uuid4(), kind=OrganisationKind.EMPLOYER, name=name, created_at=now)
    db.session.add(organisation)
    db.session.flush()
    employer = Employer(
        id=organisation.id,
        organisation=organisation,
        name_key=name_key(name),
        sector=sector,
        region=region,
        size=size,
        goals=goals,
        growth_challenges=growth_challenges,
        hiring_process=hiring_process,
        created_at=now,
    )
    db.session.add(employer)
    db.session.flush()
    if contact_email:
        add_contact(employer, name=contact_name, email=contact_email, job_title=contact_job_title, actor=actor, now=now)
    return employer


def change_employer(
    employer: Employer,
    *,
    version: int | str | None,
    name: str,
    sector: str,
    region: str,
    size: SizeBand,
    goals: str,
    growth_challenges: str,
    hiring_process: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Change what is known about an employer. Refused on a stale page and for a name that is taken."""
    if actor.side is not Side.STAFF and not _hires_for(actor, employer):
        raise Refused(_("Owners and recruiters of the employer can change this page. Ask one of them."))
    expect_version(employer, version)
    if name_key(name) != employer.name_key:
        _refuse_known_name(name)
    before, employer.organisation.name, employer.name_key = employer.organisation.name, name, name_key(name)
    keep_name(employer.organisation, before, now=now)
    employer.sector, employer.region, employer.size = sector, region, size
    employer.goals, employer.growth_challenges = goals, growth_challenges
    employer.hiring_process = hiring_process
    db.session.flush()


def add_contact(
    employer: Employer, *, name: str, email: str, actor: Actor, now: datetime, job_title: str = ""
) -> EmployerContact:
    """Add a person to talk to; each address once per employer."""
    _only_staff(actor)
    contact = EmployerContact(
        employer_id=employer.id, name=name, email=email.lower(), job_title=job_title, created_at=now
    )
    db.session.add(contact)
    db.session.flush()
    return contact


def invite_contact(contact: EmployerContact, *, role: Role, actor: Actor, now: datetime) -> None:
    """Invite a contact to an account for their employer. Refused while an invitation is good or accepted."""
    _only_staff(actor)
    lock(contact)
    if not invitation_stage(contact.invitation, now).may_invite:
        raise Refused(
            _(
                "%(name)s has been invited already. A new invitation can be sent when that one has run out.",
                name=contact.name,
            )
        )
    contact.invitation = accounts.invite(
        email=contact.email,
        name=contact.name,
        side=Side.EMPLOYER,
        role=role,
        organisation=contact.employer.organisation,
        actor=actor,
        now=now,
    )
    db.session.flush()


def _only_staff(actor: Actor) -> None:
    if actor.side is not Side.STAFF:
        raise Refused(_("The program team keeps the list of employers and contacts. Write to them for a change."))


def _hires_for(actor: Actor, employer: Employer) -> bool:
    return actor.side is Side.EMPLOYER and actor.organisation_id == employer.id and actor.role in HIRING_ROLES


def _refuse_known_name(name: str) -> None:
    known = db.session.scalar(sa.select(Employer).where(Employer.name_key == name_key(name)))
    if known is not None:
        raise Refused(
            _(
                "“%(name)s” is here already. Look for it in the list, or add what tells the two apart, "
                "such as the place.",
                name=known.name,
            )
        )
