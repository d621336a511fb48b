"""Drawing placements of a version, ticking what was found of each, and closing the audit for good."""

import secrets
import uuid
from datetime import datetime
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, lock
from marketplace.errors import Refused
from marketplace.outcomes.snapshots import queries
from marketplace.outcomes.snapshots.models import Audit, AuditLine, Finding, FrozenReport, Wrong
from marketplace.sides import Actor

MOST: Final = 200  # placements of one audit
FINISHED = lazy_gettext("This audit is finished. What was found stays as it is.")


def draw(version: FrozenReport, *, size: int, actor: Actor, now: datetime) -> Audit:
    """Draw placements by a new seed, which nobody chooses. Fewer where there are not as many; refused without any."""
    there = queries.placements_of(version)
    if not there:
        raise Refused(_("No verified work is behind this version, so there is nothing to draw from."))
    seed = secrets.token_hex(16)
    drawn = queries.draw(there, size=min(size, MOST), seed=seed)
    audit = Audit(
        version_id=version.id,
        seed=seed,
        size=len(drawn),
        population=len(there),
        drawn_at=now,
        drawn_by_id=actor.person_id,
    )
    db.session.add(audit)
    db.session.flush()
    lines = [AuditLine(audit_id=audit.id, placement_id=one, position=place) for place, one in enumerate(drawn, 1)]
    db.session.add_all(lines)
    db.session.flush()
    return audit


def tick(audit: Audit, *, line_id: uuid.UUID, finding: str, what: str, actor: Actor, now: datetime) -> AuditLine | None:
    """Write down what the papers of one placement show; a later tick takes the place of the one before.

    None where the audit has no such line. Refused when it is finished, and for something wrong without what.
    """
    lock(audit)
    if audit.finished_at is not None:
        raise Refused(str(FINISHED))
    line = next((one for one in db.session.scalars(queries.lines_of(audit)) if one.id == line_id), None)
    if line is None:
        return None
    found = Finding(finding)
    if found is Finding.WRONG and not what:
        raise Refused(_("Say what is not right."))
    line.finding, line.what = found, Wrong(what) if found is Finding.WRONG else None
    line.ticked_at, line.ticked_by_id = now, actor.person_id
    db.session.flush()
    return line


def finish(audit: Audit, *, actor: Actor, now: datetime) -> None:
    """Close an audit; nothing of it changes any more. What nobody looked at stays unknown. Refused before any tick."""
    lock(audit)
    if audit.finished_at is not None:
        raise Refused(str(FINISHED))
    if not queries.result_of(audit).looked_at:
        raise Refused(_("Nobody has looked at any of them yet."))
    audit.finished_at, audit.finished_by_id = now, actor.person_id
    db.session.flush()
