"""Places end, people are shut out and let in again."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.accounts.models import Membership, Person
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


def may_end(actor: Actor, membership: Membership) -> bool:
    """Whether the acting person may end this place."""
    if actor.side is Side.ADMIN:
        return True
    if membership.side is not Side.EMPLOYER:
        return False
    own = actor.role is Role.OWNER and actor.organisation_id == membership.organisation_id
    return actor.side is Side.STAFF or own


def _another_stays(membership: Membership, where: sa.ColumnElement[bool], sentence: str) -> None:
    """Locks the places of the kind first, so that two who end each other's do not both succeed."""
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
        .with_for_update(of=Membership)
    ).all()
    if set(alike) <= {membership.id}:
        raise Refused(sentence)


def shut_out(person: Person, *, actor: Actor) -> None:
    """Stop a person from signing in; whatever they have open ends at the next page."""
    if person.id == actor.person_id:
        raise Refused(_("You cannot shut yourself out. Ask another administrator."))
    person.active = False
    person.epoch = Person.epoch + 1


def let_in(person: Person) -> None:
    """Let a person sign in again. What they had open stays over."""
    person.active = True
