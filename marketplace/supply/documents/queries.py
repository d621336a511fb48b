"""Which files a person may read: their own, and what a room above lets them read."""

import uuid
from collections.abc import Callable

import sqlalchemy as sa

from marketplace.db import db
from marketplace.sides import Actor
from marketplace.supply.documents.models import Document, DocumentBody

#: For an acting person, the ids of the documents that a room above shows them.
Reader = Callable[[Actor], sa.Select[tuple[uuid.UUID]]]
_readers: list[Reader] = []
#: The ids of documents that somebody gave for an organisation, and not as themselves.
Others = Callable[[], sa.Select[tuple[uuid.UUID]]]
_for_others: list[Others] = []


def readable(reader: Reader) -> Reader:
    """Register which documents of other people a room above lets an actor read; asked at each request."""
    _readers.append(reader)
    return reader


def given_for_others(others: Others) -> Others:
    """Register documents that were given for an organisation: to their givers they are no longer their own."""
    _for_others.append(others)
    return others


def _own(actor: Actor) -> sa.ColumnElement[bool]:
    given = [Document.id.not_in(others()) for others in _for_others]
    return sa.and_(Document.person_id == actor.person_id, *given)


def visible_to(actor: Actor) -> sa.Select[Document]:
    """The files that this person may open."""
    others = [Document.id.in_(reader(actor)) for reader in _readers]
    return sa.select(Document).where(sa.or_(_own(actor), *others))


def own(actor: Actor) -> sa.Select[Document]:
    """What the acting person has handed in, newest first."""
    return sa.select(Document).where(_own(actor)).order_by(Document.created_at.desc(), Document.id)


def content_of(document_id: uuid.UUID) -> bytes:
    """The bytes of a file, up to five megabytes."""
    return db.session.scalars(sa.select(DocumentBody.content).where(DocumentBody.document_id == document_id)).one()


def held_by(person_id: uuid.UUID) -> tuple[int, int]:
    """How many files somebody has handed in, and how many bytes that is."""
    row = db.session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(Document.size), 0)).where(
            Document.person_id == person_id
        )
    ).one()
    return int(row[0]), int(row[1])
