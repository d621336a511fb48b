"""Keeping what a role need said: one edition after each change, only ever appended."""

from datetime import datetime

from marketplace.db import db
from marketplace.demand.role_needs.models import RoleNeed, RoleNeedEdition
from marketplace.demand.role_needs.queries import editions
from marketplace.sides import Actor, Side


def keep_before(role_need: RoleNeed) -> None:
    """Keep how a role need of old was before its first change that is kept: nobody has kept an edition of it yet."""
    if editions.latest(role_need) is None:
        db.session.add(
            RoleNeedEdition(
                role_need_id=role_need.id,
                seq=1,
                at=role_need.created_at,
                by_id=role_need.created_by_id,
                side=Side.STAFF if role_need.session_id else Side.EMPLOYER,
                content=editions.content_of(role_need),
            )
        )
        db.session.flush()


def keep(role_need: RoleNeed, *, actor: Actor, now: datetime) -> None:
    """Keep what a role need says now, when it says something else than before."""
    db.session.flush()
    last, content = editions.latest(role_need), editions.content_of(role_need)
    if last is not None and last.content == content:
        return
    db.session.add(
        RoleNeedEdition(
            role_need_id=role_need.id,
            seq=last.seq + 1 if last else 1,
            at=now,
            by_id=actor.person_id,
            side=actor.side,
            content=content,
        )
    )
    db.session.flush()
