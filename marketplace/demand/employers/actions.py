"""What people do with an employer: add it, keep its page up to date, note how far they have come, invite contacts."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.accounts import actions as accounts
from marketplace.accounts.actions.naming import keep_name
from marketplace.accounts.models import Organisation, OrganisationKind, name_key
from marketplace.db import db, expect_version, lock, move, record
from marketplace.demand.employers import queries
from marketplace.demand.employers.lifecycle import LIFECYCLE
from marketplace.demand.employers.models import Employer, EmployerContact, EmployerEdition, RelationStage, SizeBand
from marketplace.demand.employers.queries import KEPT, invitation_stage
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
    pains: str = "",
    recruiting: str = "",
    hiring_process: str = "",
) -> Employer:
    """Add an employer, its organisation and, when a contact is named, the first person to talk to.

    Raises Refused when an employer with this name (case and spacing aside) is here already.
    """
    _only_staff(actor)
    _refuse_known_name(name)
    organisation = _new_organisation(name, now)
    employer = Employer(
        id=organisation.id,
        organisation=organisation,
        name_key=name_key(name),
        sector=sector,
        region=region,
        size=size,
        goals=goals,
        growth_challenges=growth_challenges,
        pains=pains,
        recruiting=recruiting,
        hiring_process=hiring_process,
        created_at=now,
    )
    db.session.add(employer)
    record(employer, "add", came_from=None, actor=actor, now=now)
    _keep_edition(employer, actor=actor, now=now)
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
    pains: str,
    recruiting: str,
    hiring_process: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Change what is known about an employer; what stood there before is kept with who wrote it.

    Refused on a stale page and for a name that is taken.
    """
    _may_keep(actor, employer)
    expect_version(employer, version)
    _keep_first_edition(employer)
    if name_key(name) != employer.name_key:
        _refuse_known_name(name)
    before, employer.organisation.name, employer.name_key = employer.organisation.name, name, name_key(name)
    keep_name(employer.organisation, before, now=now)
    employer.sector, employer.region, employer.size = sector, region, size
    employer.goals, employer.growth_challenges, employer.pains = goals, growth_challenges, pains
    employer.recruiting, employer.hiring_process = recruiting, hiring_process
    if db.session.is_modified(employer) or db.session.is_modified(employer.organisation):
        db.session.flush()
        _keep_edition(employer, actor=actor, now=now)


def make_move(employer: Employer, name: str, *, actor: Actor, now: datetime, reason: str = "", note: str = "") -> None:
    """Make a move of the relationship. To end it needs a reason in words."""
    lock(employer)
    if name == "end" and not note:
        raise Refused(_("Say in a sentence why it ends. The program team reads it later."))
    move(employer, LIFECYCLE, name, actor=actor, now=now, reason=reason, note=note)


def refuse_left(employer: Employer) -> None:
    """Refuse what would begin something new with an employer that has left; its stage is read afresh."""
    if db.session.scalar(sa.select(Employer.stage).where(Employer.id == employer.id)) is RelationStage.ENDED:
        raise Refused(
            _(
                "%(employer)s no longer takes part. If it has come back, take the relationship up again on its page "
                "first.",
                employer=employer.name,
            )
        )


def add_contact(
    employer: Employer, *, name: str, email: str, actor: Actor, now: datetime, job_title: str = ""
) -> EmployerContact:
    """Add a person to talk to; each address once per employer."""
    _may_keep(actor, employer)
    contact = EmployerContact(
        employer_id=employer.id, name=name, email=email.lower(), job_title=job_title, created_at=now
    )
    db.session.add(contact)
    db.session.flush()
    return contact


def change_contact(contact: EmployerContact, *, name: str, email: str, job_title: str, actor: Actor) -> None:
    """Correct a contact. The address stays while an invitation to it is good or was accepted."""
    _may_keep(actor, contact.employer)
    if email.lower() != contact.email and contact.invitation_id is not None:
        raise Refused(_("An invitation went to this address, so it stays. Add them again with the new one."))
    contact.name, contact.email, contact.job_title = name, email.lower(), job_title
    db.session.flush()


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


def _new_organisation(name: str, now: datetime) -> Organisation:
    organisation = Organisation(id=uuid.uuid4(), kind=OrganisationKind.EMPLOYER, name=name, created_at=now)
    db.session.add(organisation)
    db.session.flush()
    return organisation


def _may_keep(actor: Actor, employer: Employer) -> None:
    hires = actor.side is Side.EMPLOYER and actor.organisation_id == employer.id and actor.role in HIRING_ROLES
    if actor.side is not Side.STAFF and not hires:
        raise Refused(_("Owners and recruiters of the employer can change this page. Ask one of them."))


def _keep_edition(employer: Employer, *, actor: Actor | None, now: datetime) -> None:
    """Note what stands on the page from now on, and who wrote it."""
    written_by = {"actor_id": actor.person_id, "side": actor.side} if actor else {}
    words = {name: getattr(employer, name) for name in KEPT}
    seq = queries.editions_kept(employer) + 1
    db.session.add(EmployerEdition(employer_id=employer.id, seq=seq, at=now, **words, **written_by))
    db.session.flush()


def _keep_first_edition(employer: Employer) -> None:
    """An employer of before editions were kept begins with what stands there now."""
    if not queries.editions_kept(employer):
        _keep_edition(employer, actor=None, now=employer.created_at)


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
