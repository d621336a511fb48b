"""What belongs to nobody of the cast: a worker that is there, a mail that was given up, figures that were released."""

import uuid
from datetime import UTC, datetime
from typing import Any

from marketplace.outbox.models import Kind, OutboxItem, Worker
from marketplace.outcomes.exports.models import (
    Export,
    ExportCohort,
    ExportFile,
    ExportKind,
    ExportPiece,
    ExportProgress,
    ExportResult,
)
from tests.factories import accounts, hiring, supply


def make_worker() -> None:
    """A worker that is there, so that /readyz is green."""
    beat = datetime.now(UTC)
    accounts.add(Worker(name=f"matrix {uuid.uuid4().hex}", started_at=beat, beat_at=beat))


def make_given_up_mail() -> OutboxItem:
    """A mail that nobody could be sent."""
    item = OutboxItem(
        kind=Kind.MAIL,
        name="test",
        dedupe_key=uuid.uuid4().hex,
        created_at=supply.NOW,
        not_before=supply.NOW,
        dead_at=supply.NOW,
    )
    return accounts.add(item)


def release_figures(world: Any) -> None:
    """Figures of J's cohort, released to F."""
    funder = world.people["F"]
    assert funder is not None
    row = hiring.make_release(cohort=world.ids["enrolment"].cohort, organisation_id=funder.organisation_id)
    world.ids["release_id"] = row.id
    for endpoint in ("reports.release", "reports.releases"):
        world.special[endpoint] = {"cohort_id": row.cohort_id}


def take_export(world: Any) -> None:
    """Figures of J's cohort that S has taken out, and that are kept."""
    cohort, staff = world.ids["enrolment"].cohort, world.people["S"]
    assert staff is not None
    values = {"kind": ExportKind.FIGURES_CSV, "as_of": supply.NOW.date(), "at": supply.NOW, "definitions": {}}
    place = {"requested_by_id": staff.person_id, "membership_id": staff.membership_id}
    row = accounts.add(Export(**values, **place))
    accounts.add(ExportCohort(export_id=row.id, cohort_id=cohort.id))
    accounts.add(ExportProgress(export_id=row.id, total=1, done=1, rows=1, kept_until=datetime(2099, 1, 1, tzinfo=UTC)))
    accounts.add(ExportResult(export_id=row.id, at=supply.NOW, rows=1, size=3, digest="0" * 64))
    accounts.add(
        ExportFile(
            export_id=row.id, number=1, name="figures.csv", media_type="text/csv; charset=utf-8", size=3, pieces=1
        )
    )
    accounts.add(ExportPiece(export_id=row.id, number=1, position=0, content=b"1\r\n"))
    world.ids |= {"export_id": row.id, "number": 1}
