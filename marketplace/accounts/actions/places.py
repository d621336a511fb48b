"""Places end, people are shut out and let in again."""

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.accounts.actions.deeds import write_down
from marketplace.accounts.models import AddressChange, Deed, Invitation, Membership, Person, SignIn, Token
from marketplace.accounts.queries import living_memberships
from marketplace.db import db
from marketplace.errors import Refused
from marketplace.sides import Actor, Role, Side


def end_membership(membership: Membership, *, actor: Actor, now: datetime) -> None:
    """End somebody's place; their browsers lose it at the next page. The last of a kind stays."""
    if not may_end(actor, membership):
        raise Refused(_("You cannot end this place. Ask an administrator."))
    if membership.ended_at is not None:
        raise Refused(_("This place has ended already. Load the page again."))
    if membership.side is Side.ADMIN:
        _another_stays(membership, sa.true(), _("This is the last administrator. Invite another one first."))
    if membership.role is Role.OWNER:
        _another_stays(
            membership,
            Membership.organisation_id == membership.organisation_id,
            _("An employer needs one owner. Make somebody else an owner first."),
        )
    membership.ended_at = now
    _take_invitations_back(membership, now=now)
    write_down(
        Deed.PLACE_ENDED,
        actor=actor,
        now=now,
        person_id=membership.person_id,
        organisation_id=membership.organisation_id,
        details={"side": membership.side.value},
    )


def may_end(actor: Actor, membership: Membership) -> bool:
    """Whether the acting person may end this place."""
    if actor.side is Side.ADMIN:
        return True
    if membership.side is not Side.EMPLOYER:
        return False
    own = actor.role is Role.OWNER and actor.organisation_id == membership.organisation_id
    return actor.side is Side.STAFF or own


def _another_stays(membership: Membership, where: sa.ColumnElement[bool], sentence: str) -> None:
    """Refuse when nobody else has such a place.

    Locks the places of the kind and their people first, so that two who end each other's, or shut each other
    out, do not both succeed: the second reads what the first has written.
    """
    alike = db.session.scalars(
        sa.select(Membership.id)
        .join(Membership.person)
        .where(
            Membership.side == membership.side,
            Membership.role.is_not_distinct_from(membership.role),
            Membership.ended_at.is_(None),
            Person.active.is_(True),
            where,
        )
        .order_by(Membership.id)
        .with_for_update(of=(Membership, Person))
    ).all()
    if set(alike) <= {membership.id}:
        raise Refused(sentence)


# Whom somebody in a place may have invited; who loses the place gives nobody another.
INVITE_TO: Final = {
    Side.ADMIN: (Side.ADMIN, Side.STAFF, Side.FUNDER),
    Side.STAFF: (Side.EMPLOYER,),
    Side.EMPLOYER: (Side.EMPLOYER,),
}


def _take_invitations_back(membership: Membership, *, now: datetime) -> None:
    """Cancel what somebody has sent from a place and nobody has accepted yet."""
    theirs = sa.update(Invitation).where(
        Invitation.invited_by_id == membership.person_id,
        Invitation.side.in_(INVITE_TO.get(membership.side, ())),
        Invitation.accepted_at.is_(None),
        Invitation.cancelled_at.is_(None),
    )
    if membership.side is Side.EMPLOYER:
        theirs = theirs.where(Invitation.organisation_id == membership.organisation_id)
    db.session.execute(theirs.values(cancelled_at=now).execution_options(synchronize_session=False))


def shut_out(person: Person, *, reason: str, actor: Actor, now: datetime) -> None:
    """Stop a person from signing in; whatever they have open ends at the next page. The last administrator stays."""
    if person.id == actor.person_id:
        raise Refused(_("You cannot shut yourself out. Ask another administrator."))
    if not person.active:
        raise Refused(_("%(name)s is shut out already. Load the page again.", name=person.name))
    for place in living_memberships(person.id):
        if place.side is Side.ADMIN:
            _another_stays(place, sa.true(), _("This is the last administrator. Let another one in first."))
    for place in living_memberships(person.id):
        _take_invitations_back(place, now=now)
    person.active = False
    person.epoch = Person.epoch + 1
    write_down(Deed.SHUT_OUT, actor=actor, now=now, person_id=person.id, reason=reason)


def let_in(person: Person, *, reason: str, actor: Actor, now: datetime) -> None:
    """Let a person sign in again. What they had open stays over."""
    if person.active:
        raise Refused(_("%(name)s can sign in already. Load the page again.", name=person.name))
    person.active = True
    write_down(Deed.LET_IN, actor=actor, now=now, person_id=person.id, reason=reason)


def end_browser(sign_in: SignIn, *, actor: Actor, now: datetime) -> None:
    """Sign one browser of a person out, from the next page on."""
    if sign_in.ended_at is not None:
        raise Refused(_("This browser is signed out already. Load the page again."))
    sign_in.ended_at = now
    write_down(Deed.SIGN_IN_ENDED, actor=actor, now=now, person_id=sign_in.membership.person_id)


def end_browsers(person: Person, *, actor: Actor, now: datetime) -> None:
    """Sign every browser of a person out, from the next page on; the acting person's own too when it is theirs."""
    person.epoch = Person.epoch + 1
    write_down(Deed.SIGN_INS_ENDED, actor=actor, now=now, person_id=person.id)


def end_everybody(*, now: datetime) -> None:
    """Sign every browser of everybody out, and end every mailed link to a password or an address that is open."""
    for change in (
        sa.update(Person).values(epoch=Person.epoch + 1),
        sa.update(Token).where(Token.used_at.is_(None)).values(used_at=now),
        sa.update(AddressChange).where(AddressChange.used_at.is_(None)).values(used_at=now),
    ):
        db.session.execute(change.execution_options(synchronize_session=False))


def make_lead(membership: Membership, *, leads: bool, actor: Actor, now: datetime) -> None:
    """Let somebody of a program team see every program, or only those they are assigned to."""
    if actor.side is not Side.ADMIN:
        raise Refused(_("An administrator says who leads the programs. Ask one."))
    if membership.side is not Side.STAFF or membership.ended_at is not None:
        raise Refused(_("Only a place in a program team that has not ended can see programs."))
    if membership.all_programs is leads:
        raise Refused(_("That is so already. Load the page again."))
    membership.all_programs = leads
    write_down(
        Deed.LEAD_MADE if leads else Deed.LEAD_UNMADE,
        actor=actor,
        now=now,
        person_id=membership.person_id,
        organisation_id=membership.organisation_id,
    )
