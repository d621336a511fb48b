"""The bytes of an export: written in pieces, summed up by one digest, kept for a week."""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from marketplace.db import db
from marketplace.outcomes.exports.models import Export, ExportFile, ExportPiece, ExportProgress, ExportResult

PIECE: Final = 512 * 1024  # bytes that are in memory while a file is sent
KEPT_FOR: Final = timedelta(days=7)


def begin(export: Export, *, ending: str, media_type: str) -> ExportFile:
    """The next file of an export. Its name says what it is and of which day, and nothing of anybody."""
    count = sa.select(sa.func.count()).select_from(ExportFile).where(ExportFile.export_id == export.id)
    number = (db.session.scalar(count) or 0) + 1
    part = f"-{number}" if ending == "zip" else ""
    name = f"{export.kind.value}-{export.as_of.isoformat()}{part}.{ending}"
    file = ExportFile(export_id=export.id, number=number, name=name, media_type=media_type, size=0, pieces=0)
    db.session.add(file)
    db.session.flush()
    return file


def append(file: ExportFile, content: bytes) -> None:
    """Write at the end of a file."""
    for start in range(0, len(content), PIECE):
        part = content[start : start + PIECE]
        db.session.add(ExportPiece(export_id=file.export_id, number=file.number, position=file.pieces, content=part))
        file.pieces += 1
        file.size += len(part)
        db.session.flush()


def finish(export: Export, progress: ExportProgress, *, now: datetime) -> None:
    """Note what came of it. The files are kept for a week from now."""
    digest, size = hashlib.sha256(), 0
    for content in _pieces(export.id):
        digest.update(content)
        size += len(content)
    result = ExportResult(export_id=export.id, at=now, rows=progress.rows, size=size, digest=digest.hexdigest())
    db.session.add(result)
    progress.kept_until = now + KEPT_FOR
    db.session.flush()


def _pieces(export_id: uuid.UUID) -> Sequence[bytes] | sa.ScalarResult[bytes]:
    rows = sa.select(ExportPiece.content).where(ExportPiece.export_id == export_id)
    ordered = rows.order_by(ExportPiece.number, ExportPiece.position).execution_options(yield_per=1)
    return db.session.scalars(ordered)


def give_up(export_id: uuid.UUID, progress: ExportProgress, problem: str, *, now: datetime) -> None:
    """End an export that cannot be made, with the reason in words; what was written goes."""
    db.session.add(ExportResult(export_id=export_id, at=now, rows=0, size=0, digest="", problem=problem))
    progress.done = progress.total
    drop([export_id], now=now)


def drop(export_ids: Sequence[uuid.UUID], *, now: datetime) -> None:
    """Forget the bytes of exports; that they were made stays on record."""
    pieces = sa.delete(ExportPiece).where(ExportPiece.export_id.in_(export_ids))
    kept = sa.update(ExportProgress).where(ExportProgress.export_id.in_(export_ids))
    for statement in (pieces, kept.values(kept_until=now)):
        db.session.execute(statement.execution_options(synchronize_session="fetch"))
    db.session.flush()
