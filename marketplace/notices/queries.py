"""A person's notices, and which mails they want."""

import uuid

import sqlalchemy as sa

from marketplace.accounts.models import Person
from marketplace.db import db
from marketplace.notices.models import MailChoice, Notice
from marketplace.outbox.mails import Topic, topics
from marketplace.sides import Actor


def visible_to(actor: Actor, *, unread: bool = False) -> sa.Select[Notice]:
    """The person's own notices, newest first; only those not read yet when asked."""
    rows = sa.select(Notice).where(Notice.person_id == actor.person_id)
    if unread:
        rows = rows.where(Notice.read_at.is_(None))
    return rows.order_by(Notice.created_at.desc(), Notice.id)


def unread_count(actor: Actor) -> int:
    """How many notices the person has not read."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(visible_to(actor, unread=True).subquery())) or 0


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
