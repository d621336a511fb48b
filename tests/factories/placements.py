"""What hangs on a placement, for tests: claims, files and links."""

from datetime import timedelta

import sqlalchemy as sa

from marketplace.accounts.models import Membership
from marketplace.accounts.queries import digest
from marketplace.db import db
from marketplace.hiring.placements.models import (
    ConfirmationLink,
    PaperKind,
    Placement,
    PlacementClaim,
    PlacementEvidence,
    RetentionCheckpoint,
)
from marketplace.sides import Side
from tests.factories.documents import make_document
from tests.factories.supply import NOW


def _added(row):
    db.session.add(row)
    db.session.flush()
    return row


def make_claim(placement: Placement, side: Side = Side.EMPLOYER, seq: int = 1, **overrides) -> PlacementClaim:
    """What a side says of a placement: as it stands, unless overrides say otherwise."""
    values = {
        name: getattr(placement, name) for name in ("job_title", "starts_on", "hours_per_week", "wage", "wage_period")
    }
    said = {"placement_id": placement.id, "seq": seq, "side": side, "at": NOW, "works_there": True}
    return _added(PlacementClaim(**said | values | overrides))


def make_paper(placement: Placement, kind: PaperKind | str = PaperKind.OFFER_LETTER, **overrides) -> PlacementEvidence:
    """A file of the person that shows a placement."""
    document = make_document(placement.jobseeker)
    values = {
        "placement_id": placement.id,
        "document_id": document.id,
        "kind": PaperKind(kind),
        "given_by_id": placement.jobseeker_id,
        "given_by_side": Side.JOBSEEKER,
        "given_at": NOW,
    }
    return _added(PlacementEvidence(**values | overrides))


def place_of(person_id) -> Membership:
    """The place from which a person looks for work."""
    own = sa.select(Membership).where(Membership.person_id == person_id, Membership.side == Side.JOBSEEKER)
    return db.session.scalars(own).one()


def make_link(
    placement: Placement, secret: str, checkpoint: RetentionCheckpoint | None = None, **overrides
) -> ConfirmationLink:
    """A link of the person with this secret, good for a year of the clock."""
    values = {
        "placement_id": placement.id,
        "checkpoint_id": checkpoint.id if checkpoint else None,
        "token_hash": digest(secret),
        "created_at": NOW,
        "expires_at": NOW + timedelta(days=365),
    }
    if "membership_id" not in overrides:
        overrides["membership_id"] = place_of(placement.jobseeker_id).id
    return _added(ConfirmationLink(**values | overrides))
