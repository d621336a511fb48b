"""Files that people handed in, for tests."""

from dataclasses import dataclass

from marketplace.accounts.models import Person
from marketplace.db import db
from marketplace.sides import Side
from marketplace.supply.documents.actions import hand_over, keep
from marketplace.supply.documents.models import Document
from tests.factories.accounts import make_actor
from tests.factories.supply import NOW, jobseeker_actor
from tests.reader.papers import pdf


@dataclass(frozen=True)
class Upload:
    """A file that somebody chooses in a form."""

    name: str
    content: bytes


def make_document(jobseeker=None, *, name: str = "seen.pdf", content: bytes | None = None) -> Document:
    """A file of this jobseeker, or of somebody new: a page with one line unless `content` says otherwise."""
    actor = jobseeker_actor(jobseeker) if jobseeker is not None else make_actor(Side.JOBSEEKER)
    db.session.get_one(Person, actor.person_id)
    return keep(hand_over(name, content or pdf([["Seen and kept."]])), actor=actor, now=NOW)
