"""Where a role need stands: confirmed, held, closed, needed for longer, expired by the clock."""

from datetime import date, datetime, timedelta
from typing import Final, cast
from uuid import UUID

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.db import db, expect_version, lock, move, record
from marketplace.demand.employers.actions import refuse_left
from marketplace.demand.role_needs import queries
from marketplace.demand.role_needs.actions.guards import only_those_who_hire
from marketplace.demand.role_needs.lifecycle import LIFECYCLE, WAITS
from marketplace.demand.role_needs.models import RoleNeed, Stage
from marketplace.errors import Refused
from marketplace.outbox.actions import queue_mail
from marketplace.sides import Actor, Side

LASTS: Final = timedelta(days=90)  # how long people are looked for before the employer is asked again
WARNED: Final = timedelta(days=14)  # how long before that the employer is written to
NOBODY: Final = cast("UUID", None)  # a history row names no person when the clock acts
CLOCK: Final = Actor(person_id=NOBODY, name="", side=Side.STAFF, membership_id=NOBODY)
_EVERYWHERE: Final = timedelta(hours=12)  # a day has ended in every zone so long after it has in UTC


def confirm(role_need: RoleNeed, *, actor: Actor, now: datetime, version: int | str | None = None) -> None:
    """The employer's word that this is the role: opens it. Refused without a requirement.

    With a `version`, only what was on that page is confirmed: Stale when it has changed since. Refused once the
    employer has left.
    """
    only_those_who_hire(actor, role_need.employer_id)
    lock(role_need)
    refuse_left(role_need.employer)
    if version is not None:
        expect_version(role_need, version)
    if not db.session.scalar(sa.select(queries.requirements_of(role_need).exists())):
        raise Refused(
            _(
                "The role does not say yet what somebody has to be able to do. Add at least one requirement, "
                "then confirm it."
            )
        )
    if LIFECYCLE.allows(role_need.stage, "confirm", actor):  # the row may not be open unconfirmed, so these come first
        role_need.confirmed_by_id, role_need.confirmed_at = actor.person_id, now
        role_need.expires_on = now.date() + LASTS
    move(role_need, LIFECYCLE, "confirm", actor=actor, now=now)


def make_move(role_need: RoleNeed, name: str, *, actor: Actor, now: datetime, reason: str = "", note: str = "") -> None:
    """Hold, reopen, close or withdraw a role need. Refused without a reason where one is needed."""
    only_those_who_hire(actor, role_need.employer_id)
    lock(role_need)
    if reason not in queries.MOVE_REASONS.get(name, ("",)):
        raise Refused(_("Say why, so that the people it concerns can be told. Choose one of the reasons."))
    if name == "reopen":
        _look_longer(role_need, now)
    move(role_need, LIFECYCLE, name, actor=actor, now=now, reason=reason, note=note)


def extend(role_need: RoleNeed, *, actor: Actor, now: datetime) -> date:
    """The role is still needed: people are looked for from today on as long as at its confirmation; until when.

    Refused once the employer has left: staff have decided that it ends.
    """
    only_those_who_hire(actor, role_need.employer_id)
    if lock(role_need).stage not in WAITS:
        raise Refused(
            _(
                "This role is “%(stage)s”, so there is nothing to keep open.",
                stage=LIFECYCLE.label(role_need.stage, actor.side),
            )
        )
    refuse_left(role_need.employer)
    until = now.date() + LASTS
    if role_need.expires_on != until:
        role_need.expires_on = until
        record(role_need, "extend", came_from=role_need.stage, actor=actor, now=now)
    return until


def renew(role_need: RoleNeed, *, actor: Actor, now: datetime) -> None:
    """Open an expired role again, with the places that are filled. Refused once the employer has left."""
    only_those_who_hire(actor, role_need.employer_id)
    lock(role_need)
    refuse_left(role_need.employer)
    role_need.expires_on = now.date() + LASTS
    move(role_need, LIFECYCLE, "renew_partly" if role_need.filled else "renew", actor=actor, now=now)


def end_for_leaver(role_need: RoleNeed, *, actor: Actor, now: datetime) -> None:
    """The employer no longer takes part: a draft is withdrawn, a role that waits is closed.

    One that people are in talks about stays until those are over; then the clock ends it.
    """
    if lock(role_need).stage is Stage.DRAFT:
        move(role_need, LIFECYCLE, "give_up", actor=actor, now=now, reason="employer_left")
    elif queries.people_in_talks(role_need):
        role_need.expires_on = (now - 2 * _EVERYWHERE).date() - timedelta(days=1)  # nobody is asked whether it lasts
        record(role_need, "wind_down", came_from=role_need.stage, actor=actor, now=now, reason="employer_left")
    else:
        move(role_need, LIFECYCLE, "close_unfilled", actor=actor, now=now, reason="employer_left")


def _look_longer(role_need: RoleNeed, now: datetime) -> None:
    """What is opened again does not expire before somebody could be warned."""
    role_need.expires_on = max(role_need.expires_on or now.date(), now.date() + WARNED)


# ---- by the clock ---------------------------------------------------------------------------------


def expire_by_the_clock(*, now: datetime) -> None:
    """Warn who hires for roles that end soon, and end those whose last day has passed everywhere.

    A role that people are in talks about stays open until the talks are over.
    """
    today = (now - _EVERYWHERE).date()
    for role_need in db.session.scalars(_ending(today + WARNED)).all():
        if role_need.expires_on is not None and role_need.expires_on >= today:
            _warn(role_need, role_need.expires_on)
        elif not queries.people_in_talks(role_need):
            move(lock(role_need), LIFECYCLE, "expire", actor=CLOCK, now=now)


def _ending(last: date) -> sa.Select[RoleNeed]:
    waits = RoleNeed.stage.in_([Stage.OPEN, Stage.ON_HOLD, Stage.PARTLY_FILLED])
    return sa.select(RoleNeed).where(waits, RoleNeed.expires_on <= last).order_by(RoleNeed.id)


def _warn(role_need: RoleNeed, last: date) -> None:
    for person in queries.hiring_team(role_need.employer_id):
        queue_mail(
            to=person.email,
            subject=_("Is this role still needed? %(role)s", role=role_need.title),
            template="role_need_expiring",
            dedupe_key=f"role_need_expiring:{role_need.id}:{last.isoformat()}:{person.id}",
            organisation_id=role_need.employer_id,
            role_need_id=str(role_need.id),
            name=person.name,
            role=role_need.title,
            employer=role_need.employer.name,
            last_day=last,
        )
