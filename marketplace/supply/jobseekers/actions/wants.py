"""What a person wants, and from which employers they keep away."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, expect_version
from marketplace.errors import Refused, constraint_says
from marketplace.sides import Actor
from marketplace.supply.jobseekers import queries
from marketplace.supply.jobseekers.actions.profile import profile_of
from marketplace.supply.jobseekers.models import BlockedEmployer, FromHome, Jobseeker, PoolChoice, Wants

MOST_BLOCKED: Final = 50
Aftermath = Callable[..., None]
_aftermaths: Final[list[Aftermath]] = []

constraint_says(
    "uq_blocked_employers_jobseeker_id_key",
    lazy_gettext("This employer is on your list already, perhaps spelled otherwise."),
)
constraint_says("pk_wants", lazy_gettext("This was begun in another window a moment ago. Send it again."))
constraint_says(
    "ck_wants_least_before_most", lazy_gettext("The least hours are more than the most. Please check the two.")
)


def when_kept_away(aftermath: Aftermath) -> Aftermath:
    """Register what a room above ends when a person keeps away from an employer: called with jobseeker, actor, now."""
    _aftermaths.append(aftermath)
    return aftermath


def save_wants(
    *,
    version: str | None,
    roles: str,
    sectors: str,
    hours_at_least: int | None,
    hours_at_most: int | None,
    from_home: FromHome | None,
    commute_minutes: int | None,
    actor: Actor,
    now: datetime,
) -> Wants:
    """Keep what the person wants. Stale when the page is older than that."""
    row = db.session.get(Wants, actor.person_id)
    if row is not None:
        expect_version(row, version)
    else:
        row = Wants(jobseeker_id=profile_of(actor, now).id)
        db.session.add(row)
    row.roles, row.sectors = roles, sectors
    row.hours_at_least, row.hours_at_most = hours_at_least, hours_at_most
    row.from_home, row.commute_minutes = from_home, commute_minutes
    db.session.flush()
    return row


def keep_away(*, words: str, actor: Actor, now: datetime) -> BlockedEmployer:
    """Be shown to no employer whose name has all these words, here or later. Shown cards that wait are closed."""
    jobseeker = profile_of(actor, now)
    key = queries.key_of(words)
    if not key:
        raise Refused(_("Write the name of the employer in letters."))
    mine = sa.select(BlockedEmployer).where(BlockedEmployer.jobseeker_id == jobseeker.id)
    rows = db.session.scalars(mine).all()
    if any(row.key == key for row in rows):
        raise Refused(_("This employer is on your list already, perhaps spelled otherwise."))
    if len(rows) >= MOST_BLOCKED:
        raise Refused(
            _("There are %(most)s names on your list. Remove one that you need no longer.", most=MOST_BLOCKED)
        )
    row = BlockedEmployer(jobseeker_id=jobseeker.id, words=words, key=key, created_at=now)
    db.session.add(row)
    db.session.flush()
    for aftermath in _aftermaths:
        aftermath(jobseeker, actor=actor, now=now)
    return row


def stop_keeping_away(row: BlockedEmployer) -> None:
    """Let an employer see the person again as others do."""
    db.session.delete(row)
    db.session.flush()


# ---- pools ------------------------------------------------------------------------------------------


def choose_pools(jobseeker: Jobseeker, pool_ids: set[object], *, actor: Actor, now: datetime) -> None:
    """Say which pools are about oneself; those that are left out are left. Refused for anybody else's."""
    if actor.person_id != jobseeker.id:
        raise Refused(_("Only the person themselves can decide this."))
    chosen = set(db.session.scalars(sa.select(PoolChoice.pool_id).where(PoolChoice.jobseeker_id == jobseeker.id)))
    offered = {pool.id for pool in db.session.scalars(queries.pools_to_choose())} | chosen
    wanted = offered & pool_ids
    gone = sa.delete(PoolChoice).where(PoolChoice.jobseeker_id == jobseeker.id, PoolChoice.pool_id.not_in(wanted))
    db.session.execute(gone)
    for pool_id in sorted(wanted - chosen):
        db.session.add(PoolChoice(jobseeker_id=jobseeker.id, pool_id=pool_id, chosen_at=now))
    db.session.flush()
