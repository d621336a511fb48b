"""A person's notices, and which mails they want."""

import uuid
from typing import Final

import sqlalchemy as sa

from marketplace.accounts.models import Membership, OrganisationMerger, Person
from marketplace.db import db
from marketplace.notices.models import MailChoice, Notice
from marketplace.outbox.mails import topics
from marketplace.outbox.mails.topics import Topic
from marketplace.sides import Actor, Side


def visible_to(actor: Actor, *, unread: bool = False) -> sa.Select[Notice]:
    """The person's own notices, newest first; only those not read yet when asked."""
    rows = sa.select(Notice).where(Notice.person_id == actor.person_id)
    if unread:
        rows = rows.where(Notice.read_at.is_(None))
    return rows.order_by(Notice.created_at.desc(), Notice.id)


_UNREAD: Final = (  # asked by every page, so it is put together once
    sa.select(sa.func.count())
    .select_from(Notice)
    .where(Notice.person_id == sa.bindparam("person_id"), Notice.read_at.is_(None))
)


def unread_count(actor: Actor) -> int:
    """How many notices the person has not read."""
    return db.session.scalar(_UNREAD, {"person_id": actor.person_id}) or 0


def unwanted(person_id: uuid.UUID) -> set[str]:
    """The names of the topics whose mails the person does not want."""
    rows = sa.select(MailChoice.topic).where(MailChoice.person_id == person_id, MailChoice.wanted.is_(False))
    return set(db.session.scalars(rows))


def person_at(address: str) -> Person | None:
    """Whoever has this address and may sign in: a notice for anybody else would never be read."""
    rows = sa.select(Person).where(Person.email == address, Person.active.is_(True), Person.confirmed_at.is_not(None))
    return db.session.scalars(rows).one_or_none()


def optional_topics(actor: Actor) -> list[Topic]:
    """What somebody on this side may switch on and off."""
    return [topic for topic in topics(actor.side) if not topic.mandatory]


def mandatory_topics(actor: Actor) -> list[Topic]:
    """What is always sent to somebody on this side."""
    return [topic for topic in topics(actor.side) if topic.mandatory]


def optional_topic(name: str) -> Topic | None:
    """The topic of this name, when it may be switched off."""
    return next((topic for topic in topics() if topic.name == name and not topic.mandatory), None)


def holds_place(person_id: uuid.UUID, side: Side, organisation_id: uuid.UUID | None) -> bool:
    """Whether a person may sign in and acts on a side: for this organisation, or the one it was merged into."""
    rows = (
        sa.select(Membership.id)
        .join(Membership.person)
        .where(
            Membership.person_id == person_id,
            Membership.side == side,
            Membership.ended_at.is_(None),
            Person.active.is_(True),
        )
    )
    if organisation_id is not None:
        into = sa.select(OrganisationMerger.into_id).where(OrganisationMerger.organisation_id == organisation_id)
        rows = rows.where(sa.or_(Membership.organisation_id == organisation_id, Membership.organisation_id.in_(into)))
    return db.session.scalar(rows.limit(1)) is not None
