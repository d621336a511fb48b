"""The evidence pack: the files behind verified work with an index, in archives of a size that can be sent."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from marketplace.db import db
from marketplace.errors import Refused
from marketplace.hiring.placements.models import PlacementEvidence
from marketplace.outcomes.exports import queries
from marketplace.outcomes.exports.actions import keeping
from marketplace.outcomes.exports.models import Export
from marketplace.outcomes.exports.queries import Cell, Work
from marketplace.reader.kinds import ENDINGS
from marketplace.sides import Actor
from marketplace.supply.documents import actions as documents
from marketplace.supply.documents import queries as files
from marketplace.supply.documents.models import Document

VOLUME: Final = 25 * 1024 * 1024  # bytes of files in one archive
LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)  # every file of an archive has the same day: it says nothing
INDEX: Final = (
    *queries.WORK,
    *("file", "kind", "given_by", "given_on", "size", "sha256", "why_without_file"),
)


class Volume:
    """An archive that is being filled: files, and the line of the index that tells of each."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.files: list[tuple[str, bytes]] = []
        self.index: list[Sequence[Cell]] = []
        self.size = 0

    def has_room(self, size: int) -> bool:
        """Whether a file of so many bytes still goes in; an empty archive takes any."""
        return not self.files or self.size + size <= VOLUME

    def put(self, name: str, content: bytes) -> None:
        """Add a file."""
        self.files.append((name, content))
        self.size += len(content)

    def close(self) -> None:
        """Keep the archive as the next file of the export; nothing when there is nothing in it."""
        if not self.files and not self.index:
            return
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for name, content in [("index.csv", queries.lines(self.index, columns=INDEX)), *self.files]:
                packed = zipfile.ZIP_STORED if name.startswith("files/") else zipfile.ZIP_DEFLATED
                archive.writestr(zipfile.ZipInfo(name, LONG_AGO), content, compress_type=packed)
        kept = keeping.begin(self.export, ending="zip", media_type="application/zip")
        keeping.append(kept, target.getvalue())


def pack(export: Export, work: Sequence[Work], *, first: Mapping[str, bytes], actor: Actor, now: datetime) -> int:
    """Pack what shows this work; how many lines the index has. `first` are files by name that go in before all others.

    Each file that goes in is noted down as read by whoever takes the pack. What they may not read stays out.
    """
    volume, count = Volume(export), 0
    for name, content in first.items():
        volume.put(name, content)
    papers = _by_placement(queries.papers_of([one.placement_id for one in work], actor))
    for one in work:
        for number, paper in enumerate(papers.get(one.placement_id) or [None], start=1):
            document = paper.document if paper else None
            opened = document is not None and _opened(document, actor, now)
            if document and opened and not volume.has_room(document.size):
                volume.close()
                volume = Volume(export)
            name = f"files/{queries.reference(one.placement_id, 'W')}-{number}"
            volume.index.append((*one.told, *_put(volume, paper, name, opened=opened)))
            count += 1
    volume.close()
    return count


def _by_placement(papers: Sequence[PlacementEvidence]) -> Mapping[UUID, list[PlacementEvidence | None]]:
    found: dict[UUID, list[PlacementEvidence | None]] = {}
    for paper in papers:
        found.setdefault(paper.placement_id, []).append(paper)
    return found


def _opened(document: Document, actor: Actor, now: datetime) -> bool:
    """Note down that the file is read; False where that may not be."""
    try:
        with db.session.begin_nested():
            documents.note_reading(document.id, document.person_id, actor=actor, now=now)
    except Refused:
        return False
    return True


def _put(volume: Volume, paper: PlacementEvidence | None, name: str, *, opened: bool) -> Sequence[Cell]:
    """Pack one file, and tell of it for the index."""
    if paper is None or paper.document is None:
        return (None,) * 6 + ("none_to_read",)
    document = paper.document
    given = (paper.kind, paper.given_by_side, paper.given_at.date())
    if not opened:
        return (None, *given, None, None, "may_not_be_read")
    name += ENDINGS[document.kind][0]
    volume.put(name, files.content_of(document.id))
    return (name, *given, document.size, document.sha256, None)
