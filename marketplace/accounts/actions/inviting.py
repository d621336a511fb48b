"""Invitations: one address, one side, one organisation, one use."""

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.accounts.actions.deeds import write_down
from marketplace.accounts.actions.naming import hold_name
from marketplace.accounts.actions.throttling import Try, require_room
from marketplace.accounts.models import Deed, Invitation, Membership, Organisation, OrganisationKind, Person
from marketplace.accounts.queries import (
    digest,
    fold,
    living_memberships,
    person_at,
    team_named,
    team_once_named,
    usable_invitation,
)
from marketplace.db import db
from marketplace.errors import Refused, constraint_says
from marketplace.outbox.actions import link_to, queue_mail
from marketplace.sides import Actor, Role, Side

LIVES: Final = timedelta(days=14)

constraint_says(
    "ck_invitations_accepted_or_cancelled",
    lazy_gettext("This invitation was accepted or cancelled already. Load the page again."),
)
NEEDS: Final = {
    Side.EMPLOYER: OrganisationKind.EMPLOYER,
    Side.STAFF: OrganisationKind.PROGRAM_TEAM,
    Side.FUNDER: OrganisationKind.FUNDER,
}


def invite(
    *,
    email: str,
    name: str,
    side: Side,
    now: datetime,
    role: Role | None = None,
    organisation: Organisation | None = None,
    actor: Actor | None = None,
) -> Invitation:
    """Invite an address and queue its mail. An older open invitation to the same place is cancelled.

    `actor` is None from a terminal only. The row's `link` is known until the transaction ends.
    """
    _guard(side, role, organisation, actor)
    _not_too_many(actor, now=now)
    _not_there_yet(email, side, organisation)
    _cancel_older(email, side, organisation, now=now)
    invitation = Invitation(
        email=fold(email),
        name=name,
        side=side,
        role=role,
        organisation=organisation,
        invited_by_id=actor.person_id if actor else None,
        created_at=now,
        expires_at=now + LIVES,
    )
    _send(invitation, inviter=actor.name if actor else "")
    _note(Deed.INVITED, invitation, actor=actor, now=now)
    return invitation


def may_invite(actor: Actor, side: Side, organisation_id: uuid.UUID | None = None) -> bool:
    """Whether this acting person may invite to a side: nobody gives more than they have."""
    if actor.side is Side.ADMIN:
        return True
    if actor.side is Side.STAFF:
        return side is Side.EMPLOYER
    return side is Side.EMPLOYER and actor.role is Role.OWNER and actor.organisation_id == organisation_id


def _guard(side: Side, role: Role | None, organisation: Organisation | None, actor: Actor | None) -> None:
    if side is Side.JOBSEEKER:
        raise Refused(_("Jobseekers register themselves; there is nothing to invite them to."))
    if actor and not may_invite(actor, side, organisation.id if organisation else None):
        raise Refused(_("You cannot invite anybody there. Ask somebody who can."))
    kind = organisation.kind if organisation else None
    if kind is not NEEDS.get(side) or (side is Side.EMPLOYER) != (role is not None):
        raise Refused(_("This invitation does not say whom the person would act for, and as what."))


def _not_too_many(actor: Actor | None, *, now: datetime) -> None:
    if actor is not None:
        require_room(Try("invite", str(actor.person_id)), now=now)


def _not_there_yet(email: str, side: Side, organisation: Organisation | None) -> None:
    person = person_at(email)
    place = (side, organisation.id if organisation else None)
    if person and place in {(known.side, known.organisation_id) for known in living_memberships(person.id)}:
        raise Refused(_("%(email)s has this place already.", email=email))


def _cancel_older(email: str, side: Side, organisation: Organisation | None, *, now: datetime) -> None:
    here = Invitation.organisation_id == organisation.id if organisation else Invitation.organisation_id.is_(None)
    db.session.execute(
        sa.update(Invitation)
        .where(
            Invitation.email == fold(email),
            Invitation.side == side,
            here,
            Invitation.accepted_at.is_(None),
            Invitation.cancelled_at.is_(None),
        )
        .values(cancelled_at=now)
        .execution_options(synchronize_session="fetch")
    )


def _send(invitation: Invitation, *, inviter: str) -> None:
    secret = secrets.token_urlsafe(32)
    invitation.token_hash = digest(secret)
    invitation.link = link_to("accounts.invitation_page", secret=secret)
    db.session.add(invitation)
    db.session.flush()
    organisation = invitation.organisation.name if invitation.organisation else ""
    queue_mail(
        to=invitation.email,
        subject=_subject(organisation),
        template="invitation",
        dedupe_key=f"invitation:{invitation.id}:{invitation.token_hash[:16]}",
        name=invitation.name,
        inviter=inviter,
        organisation=organisation,
        side=invitation.side,
        expires_at=invitation.expires_at,
        url=invitation.link,
    )


def _subject(organisation: str) -> str:
    if not organisation:
        return _("Your invitation")
    return _("Your invitation to act for %(organisation)s", organisation=organisation)


def resend(invitation: Invitation, *, actor: Actor, now: datetime) -> None:
    """Mail a new link with a new end; the older link dies."""
    _still_open(invitation)
    _guard(invitation.side, invitation.role, invitation.organisation, actor)
    _not_too_many(actor, now=now)
    invitation.expires_at = now + LIVES
    _send(invitation, inviter=actor.name)
    _note(Deed.INVITED_AGAIN, invitation, actor=actor, now=now)


def cancel(invitation: Invitation, *, actor: Actor, now: datetime) -> None:
    """Take an invitation back: its link opens nothing any more."""
    _still_open(invitation)
    _guard(invitation.side, invitation.role, invitation.organisation, actor)
    invitation.cancelled_at = now
    _note(Deed.INVITATION_CANCELLED, invitation, actor=actor, now=now)


def _note(deed: Deed, invitation: Invitation, *, actor: Actor | None, now: datetime) -> None:
    """What an administrator did, beside the person when the address has an account."""
    if actor is not None:
        person = person_at(invitation.email)
        write_down(
            deed,
            actor=actor,
            now=now,
            person_id=person.id if person else None,
            organisation_id=invitation.organisation_id,
        )


def _still_open(invitation: Invitation) -> None:
    if invitation.accepted_at or invitation.cancelled_at:
        raise Refused(_("This invitation was accepted or cancelled already. Load the page again."))


def accept_as_new(secret: str, *, name: str, password_hash: str, now: datetime) -> Membership:
    """Accept with a new account for the invited address, which the link has proven."""
    invitation = _open_one(secret, now=now)
    person = person_at(invitation.email)
    if person is not None and person.confirmed_at is not None:
        raise Refused(_("There is an account with this address. Sign in with it first, then open the link again."))
    if person is None:
        person = Person(email=invitation.email, created_at=now)
        db.session.add(person)
    person.name, person.password, person.confirmed_at = name, password_hash, now
    db.session.flush()
    return _take_place(invitation, person, now=now)


def accept_as_myself(secret: str, *, actor: Actor, now: datetime) -> Membership:
    """Accept with the account that is signed in, when its address is the invited one."""
    invitation = _open_one(secret, now=now)
    person = db.session.get_one(Person, actor.person_id)
    if person.email != invitation.email:
        raise Refused(_("This invitation is for another address. Sign out, then open the link again."))
    return _take_place(invitation, person, now=now)


def _open_one(secret: str, *, now: datetime) -> Invitation:
    invitation = usable_invitation(secret, now=now)
    if invitation is None:
        raise _over()
    return invitation


def _over() -> Refused:
    return Refused(_("This invitation was used, was cancelled or has ended. Ask for a new one."))


def _take_place(invitation: Invitation, person: Person, *, now: datetime) -> Membership:
    """Use the invitation up in one conditional statement, then add the membership: two clicks, one place."""
    used = db.session.execute(
        sa.update(Invitation)
        .where(
            Invitation.id == invitation.id,
            Invitation.accepted_at.is_(None),
            Invitation.cancelled_at.is_(None),
            Invitation.token_hash == invitation.token_hash,
            Invitation.expires_at > now,
        )
        .values(accepted_at=now, accepted_by_id=person.id)
        .returning(Invitation.id)
        .execution_options(synchronize_session=False)
    )
    if used.first() is None or not person.active:
        raise _over()
    db.session.refresh(invitation)
    membership = Membership(
        person=person, organisation=invitation.organisation, side=invitation.side, role=invitation.role, started_at=now
    )
    db.session.add(membership)
    db.session.flush()
    return membership


def invite_colleague(
    *, email: str, name: str, side: Side, team: str, now: datetime, actor: Actor | None = None
) -> Invitation:
    """Invite somebody to the program team or the funder named, made when it is new, or to administer the site."""
    kind = NEEDS.get(side)
    organisation = organisation_of(team, kind, now=now) if kind else None
    return invite(email=email, name=name, side=side, organisation=organisation, actor=actor, now=now)


def team_of(name: str, *, now: datetime) -> Organisation:
    """The program team of this name; made when it is new."""
    return organisation_of(name, OrganisationKind.PROGRAM_TEAM, now=now)


def organisation_of(name: str, kind: OrganisationKind, *, now: datetime) -> Organisation:
    """The organisation of this kind that has or had this name; made when it is new, once though two name it at once."""
    hold_name(kind, name)
    found = team_named(name, kind) or team_once_named(name, kind)
    if found is None:
        found = Organisation(kind=kind, name=name.strip(), created_at=now)
        db.session.add(found)
        db.session.flush()
    return found
