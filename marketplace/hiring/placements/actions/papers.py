"""Files that show a placement: handed in by either side or the team, taken back by whoever gave them."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from marketplace.db import db, lock
from marketplace.errors import Refused
from marketplace.hiring.placements import queries
from marketplace.hiring.placements.lifecycle import COUNTED
from marketplace.hiring.placements.models import PaperKind, Placement, PlacementEvidence, Stage
from marketplace.sides import Actor
from marketplace.supply.documents import actions as documents
from marketplace.supply.documents.actions import Handed
from marketplace.supply.documents.models import Document
from marketplace.supply.jobseekers import actions as profiles


def add_evidence(
    placement: Placement, *, kind: str, file: Handed, covered: bool, actor: Actor, now: datetime
) -> PlacementEvidence:
    """Hand in a file that shows that somebody works. Refused for a pay slip whose amounts can be read."""
    paper = PaperKind(kind)
    if placement.stage is Stage.CANCELLED_BEFORE_START:
        raise Refused(_("This never began, so no file is needed."))
    if paper is PaperKind.PAY_SLIP and not covered:
        raise Refused(_("Cover the amounts on a pay slip first: only that somebody works is to be shown."))
    row = PlacementEvidence(
        placement_id=placement.id,
        document_id=documents.keep(file, actor=actor, now=now).id,
        kind=paper,
        given_by_id=actor.person_id,
        given_by_side=actor.side,
        organisation_id=actor.organisation_id,
        given_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def take_back_evidence(paper: PlacementEvidence) -> None:
    """Take a file back; that it was there stays. Refused once the placement was settled or verified on it."""
    placement = lock(paper.placement)
    if placement.stage is Stage.CONFIRMED and queries.was_settled(placement):
        raise Refused(_("The placement was settled by this. Ask the program team if the file has to go."))
    if placement.stage in COUNTED:
        raise Refused(_("The placement was verified on this. Ask the program team if the file has to go."))
    _forget(paper)


def _forget(paper: PlacementEvidence) -> None:
    document = db.session.get(Document, paper.document_id) if paper.document_id else None
    paper.document_id = None
    db.session.flush()
    if document is not None:
        documents.remove(document)


@profiles.when_leaving
def forget_papers(*, actor: Actor, now: datetime) -> None:  # noqa: ARG001 -- as the register of endings calls it
    """A person is to be forgotten: files about their work go, whoever gave them."""
    rows = select(PlacementEvidence).join(PlacementEvidence.placement)
    for paper in db.session.scalars(rows.where(Placement.jobseeker_id == actor.person_id)).all():
        _forget(paper)
