"""Keeping a file with its bytes in one transaction, and forgetting both."""

import hashlib
import uuid
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.accounts.models import Person
from marketplace.db import db, lock
from marketplace.errors import Refused
from marketplace.sides import Actor
from marketplace.supply.documents.actions.checking import Handed
from marketplace.supply.documents.models import Document, DocumentBody
from marketplace.supply.documents.queries import held_by

MOST_FILES: Final = 30
MOST_BYTES: Final = 40 * 1024 * 1024  # of one person


def keep(file: Handed, *, actor: Actor, now: datetime) -> Document:
    """Keep a file as the acting person's. Refused when they have handed in as much as one person may."""
    lock(db.session.get_one(Person, actor.person_id))  # two at once would each see room for one
    count, size = held_by(actor.person_id)
    if count >= MOST_FILES or size + len(file.content) > MOST_BYTES:
        raise Refused(
            _("You have handed in as many files as one person can. Remove one you no longer need, then try again.")
        )
    document = Document(
        person_id=actor.person_id,
        name=file.name,
        kind=file.kind,
        size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(),
        created_at=now,
    )
    db.session.add(document)
    db.session.flush()
    db.session.add(DocumentBody(document_id=document.id, content=file.content))
    db.session.flush()
    return document


def remove(document: Document) -> None:
    """Forget a file and its bytes. What points to it has to go first."""
    db.session.execute(sa.delete(DocumentBody).where(DocumentBody.document_id == document.id))
    db.session.delete(document)
    db.session.flush()


def forget_all(person_id: uuid.UUID) -> None:
    """Forget every file that somebody handed in: for the erasure of a person, when nothing points to them any more."""
    mine = sa.select(Document.id).where(Document.person_id == person_id)
    db.session.execute(
        sa.delete(DocumentBody).where(DocumentBody.document_id.in_(mine)).execution_options(synchronize_session=False)
    )
    db.session.execute(
        sa.delete(Document).where(Document.person_id == person_id).execution_options(synchronize_session=False)
    )
