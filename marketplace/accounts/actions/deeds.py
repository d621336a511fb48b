"""What administrators do to people, organisations and the site is written down: who, when, what and why."""

import uuid
from datetime import datetime
from typing import Any

from marketplace.accounts.models import AdminAct, Deed
from marketplace.db import ChangeNote, db
from marketplace.sides import Actor, Side


def write_down(
    deed: Deed,
    *,
    actor: Actor,
    now: datetime,
    person_id: uuid.UUID | None = None,
    organisation_id: uuid.UUID | None = None,
    about: str = "",
    details: dict[str, Any] | None = None,  # Any: what was before and after, as JSON
    reason: str = "",
) -> None:
    """Append one act. What somebody does who is no administrator is not one, and leaves no row here."""
    if actor.side is not Side.ADMIN:
        return
    note = ChangeNote(words=reason) if reason else None
    if note is not None:
        db.session.add(note)
        db.session.flush()
    db.session.add(
        AdminAct(
            deed=deed,
            at=now,
            actor_id=actor.person_id,
            person_id=person_id,
            organisation_id=organisation_id,
            about=about,
            details=details or {},
            note_id=note.id if note else None,
        )
    )
    db.session.flush()
