"""Writing the reminders that were asked for a few minutes ago, unless they were taken back."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import aliased

from marketplace.accounts.models import Membership
from marketplace.db import db
from marketplace.demand.programs.queries import living_staff
from marketplace.home.models import Act, InboxAct
from marketplace.home.queries.acts import Key
from marketplace.home.queries.listing import Item, seen
from marketplace.home.queries.reminding import Recipient, recipients, told
from marketplace.home.queries.waiting import day_after
from marketplace.outbox.actions import queue_mail
from marketplace.sides import Side

TEMPLATES: Final = {
    Side.JOBSEEKER: "inbox_reminder",
    Side.EMPLOYER: "inbox_reminder_employer",
    Side.STAFF: "inbox_reminder_team",
}


def write_reminders(batch_id: str, membership_id: str, *, now: datetime) -> None:
    """One mail to each person, of all that still waits for them, as far as who asked for it still sees it.

    Whatever two colleagues asked for on one day is written of once, for the one who was first.
    """
    asker = db.session.scalars(living_staff().where(Membership.id == uuid.UUID(membership_id))).one_or_none()
    keys = _to_write(uuid.UUID(batch_id))
    if asker is None or not keys:
        return
    for recipient in recipients(_awake(seen(keys, actor=asker.actor(), now=now))):
        _write(recipient, batch_id)


def _awake(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if item.standing.until is None]


def _to_write(batch_id: uuid.UUID) -> list[Key]:
    """What the press named, but for what was taken back or was asked for earlier on the same day."""
    row, other, undone, too = (aliased(InboxAct) for _number in range(4))
    earlier = sa.exists().where(
        other.subject_id == row.subject_id,
        other.kind == row.kind,
        other.act == Act.REMIND,
        other.seq < row.seq,
        day_after(other.at, 0) == day_after(row.at, 0),
        ~sa.exists().where(too.undoes_id == other.id).correlate(other),
    )
    rows = sa.select(row.kind, row.subject_id).where(
        row.batch_id == batch_id,
        row.act == Act.REMIND,
        ~sa.exists().where(undone.undoes_id == row.id).correlate(row),
        ~earlier.correlate(row),
    )
    return [(kind, subject) for kind, subject in db.session.execute(rows.order_by(row.kind, row.subject_id))]


def _write(recipient: Recipient, batch_id: str) -> None:
    person = recipient.person
    queue_mail(
        to=person.email,
        subject=_("Something waits for your answer"),
        template=TEMPLATES[recipient.side],
        dedupe_key=f"inbox_reminder:{batch_id}:{recipient.side}:{recipient.organisation_id or ''}:{person.id}",
        organisation_id=recipient.organisation_id,
        name=person.name,
        things=[told(item) for item in recipient.items],
    )
