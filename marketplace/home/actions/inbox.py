"""Put things off, give them to a colleague, have people reminded of them, and take any of it back for a while."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from marketplace.accounts.models import Membership
from marketplace.db import db
from marketplace.demand.programs.queries import living_staff
from marketplace.errors import Refused, constraint_says
from marketplace.home.models import Act, InboxAct, Why
from marketplace.home.queries import acts, listing
from marketplace.home.queries.acts import UNDO, Key
from marketplace.home.queries.listing import Item
from marketplace.home.queries.reminding import recipients
from marketplace.outbox.actions import queue_job
from marketplace.sides import Actor

REMIND: Final = "inbox.remind"
MOST: Final = 100  # things in one press

for _index in ("uq_inbox_acts_subject_id_kind_seq", "uq_inbox_acts_undoes_id"):
    constraint_says(
        _index, lazy_gettext("A colleague did something about this at the same moment. Look at the inbox again.")
    )


def chosen(keys: Sequence[Key], *, actor: Actor, now: datetime) -> list[Item]:
    """These things as far as they still wait for this person. Refused when none does, or there are too many."""
    if len(keys) > MOST:
        raise Refused(_("That is more than can be done at once: choose up to %(most)s.", most=MOST))
    found = listing.seen(keys, actor=actor, now=now)
    if not found:
        raise Refused(_("None of this waits any more. Look at the inbox again, and choose at least one line."))
    return found


def snooze(items: Sequence[Item], *, until: date, why: Why, actor: Actor, now: datetime) -> None:
    """Take things out of everybody's inbox until a later day. Refused for a day that is not to come."""
    if until <= now.date():
        raise Refused(_("That day has come already. Choose a later one."))
    _note(items, Act.SNOOZE, actor=actor, now=now, until=until, why=why)


def wake(items: Sequence[Item], *, actor: Actor, now: datetime) -> None:
    """Bring things back that were put off."""
    _note([item for item in items if item.standing.until], Act.WAKE, actor=actor, now=now)


def assign(items: Sequence[Item], *, membership_id: uuid.UUID | None, actor: Actor, now: datetime) -> str:
    """Give things to a colleague who sees them all, and say who it is; without one they are nobody's again."""
    if membership_id is None:
        _note([item for item in items if item.standing.assignee_id], Act.UNASSIGN, actor=actor, now=now)
        return ""
    colleague = db.session.scalars(living_staff().where(Membership.id == membership_id)).one_or_none()
    if colleague is None:
        raise Refused(_("Whoever that was acts for the program team no more. Choose somebody else."))
    _refuse_unseen(items, colleague.actor(), now)
    _note(items, Act.ASSIGN, actor=actor, now=now, assignee_id=colleague.person_id)
    return colleague.person.name


def _refuse_unseen(items: Sequence[Item], colleague: Actor, now: datetime) -> None:
    keys = [(item.kind.name, item.subject_id) for item in items]
    seen = listing.seen(keys, actor=colleague, now=now)
    if len(seen) < len(items):
        raise Refused(
            ngettext(
                "%(name)s does not see %(num)s of these: it belongs to another program, or they judge it unseen.",
                "%(name)s does not see %(num)s of these: they belong to other programs, or are judged unseen.",
                len(items) - len(seen),
                name=colleague.name,
            )
        )


def remind(items: Sequence[Item], *, actor: Actor, now: datetime) -> int:
    """Have those reminded whose move it is, one mail for each of them, in a few minutes; of how many things.

    Refused when nobody can be reminded of any of it: the move is the team's own, nobody has an account, or somebody
    was reminded of it today.
    """
    keys = [(item.kind.name, item.subject_id) for item in items]
    already = acts.reminded_on(keys, now.date())
    fresh = [item for item in items if (item.kind.name, item.subject_id) not in already]
    told = {item.key for recipient in recipients(fresh) for item in recipient.items}
    reminded = [item for item in fresh if item.key in told]
    if not reminded:
        raise Refused(
            _(
                "Nobody can be reminded of this now: it is the team’s own move, nobody there has an account, "
                "or a reminder went out today."
            )
        )
    batch_id = _note(reminded, Act.REMIND, actor=actor, now=now)
    queue_job(
        REMIND,
        dedupe_key=f"{REMIND}:{batch_id}",
        not_before=now + UNDO,
        batch_id=batch_id,
        membership_id=actor.membership_id,
    )
    return len(reminded)


def undo(batch_id: uuid.UUID, *, actor: Actor, now: datetime) -> int:
    """Take back what one press did, whole. Refused once it is too late, or done already."""
    rows = acts.standing_of(batch_id)
    if not rows:
        raise Refused(_("This was taken back already."))
    if now >= rows[0].at + UNDO:
        raise Refused(
            _("That was more than %(minutes)s minutes ago. Do it the other way round now.", minutes=UNDO.seconds // 60)
        )
    _append([(row.kind, row.subject_id, {"undoes_id": row.id}) for row in rows], Act.UNDO, actor=actor, now=now)
    return len(rows)


def _note(items: Sequence[Item], act: Act, *, actor: Actor, now: datetime, **facts: Any) -> uuid.UUID:
    return _append([(item.kind.name, item.subject_id, facts) for item in items], act, actor=actor, now=now)


def _append(
    rows: Sequence[tuple[str, uuid.UUID, dict[str, Any]]], act: Act, *, actor: Actor, now: datetime
) -> uuid.UUID:
    batch_id, ids = uuid.uuid4(), [subject for _kind, subject, _facts in rows]
    newest = (
        sa.select(InboxAct.kind, InboxAct.subject_id, sa.func.max(InboxAct.seq))
        .where(InboxAct.subject_id.in_(ids))
        .group_by(InboxAct.kind, InboxAct.subject_id)
    )
    seqs = {(kind, subject): seq for kind, subject, seq in db.session.execute(newest)}
    same = {"act": act, "batch_id": batch_id, "by_id": actor.person_id, "at": now}
    for kind, subject, facts in rows:
        number = seqs.get((kind, subject), 0) + 1
        db.session.add(InboxAct(kind=kind, subject_id=subject, seq=number, **same, **facts))
    db.session.flush()
    return batch_id
