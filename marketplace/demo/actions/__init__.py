"""The demo world: programs from employers' words to people in work, made by the features' own actions."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from marketplace.accounts.queries import team_named, team_once_named
from marketplace.competencies import actions as competencies
from marketplace.competencies.models import Competency
from marketplace.db import db
from marketplace.demand.discovery import actions as discovery
from marketplace.demo.actions import deciding, demand, finding, lasting, papers, profiles, reviewing, stories, telling
from marketplace.demo.actions.people import join_team, share_work
from marketplace.demo.actions.reading import Calendar, Scene, read_world
from marketplace.notices.models import Notice
from marketplace.outbox.models import OutboxItem

NEW: Final = 2  # notices that nobody has read yet

__all__ = ["accounts", "exists", "seed", "time_zone"]


def exists() -> bool:
    """Whether the world is there: its program team is made first."""
    team = read_world()["team"]
    return bool(team_named(team) or team_once_named(team))


def accounts() -> list[tuple[str, str, str]]:
    """Label, address and password of those that anybody may play."""
    world = read_world()
    played = [*world["accounts"], *(employer["contact"] for employer in world["employers"]), *world["graduates"]]
    return [(told["label"], told["email"], world["password"]) for told in played if "label" in told]


def time_zone() -> str:
    """Where the world lies; its days begin there."""
    return str(read_world()["time_zone"])


def seed(*, today: date, hashes: Mapping[str, str]) -> None:
    """Make the world as it stands on `today`. `hashes`: address → hash, for those who may sign in."""
    waiting = set(db.session.scalars(sa.select(OutboxItem.id)))
    told = set(db.session.scalars(sa.select(Notice.id)))
    scene = _scene(today, hashes)
    first = stories.dispatch(scene)
    stories.service_desk(scene, first)
    stories.talks(scene)
    demand.still_needed(scene)
    stories.release(scene)
    profiles.deepen(scene)
    lasting.go_on(scene)
    finding.publish(scene)
    telling.speak(scene)
    share_work(scene)
    papers.hand_in(scene)
    reviewing.review(scene)
    deciding.propose(scene)
    finding.count(scene)
    _forget_mail(waiting)
    _spread_notices(told, scene.calendar)


def _scene(today: date, hashes: Mapping[str, str]) -> Scene:
    world = read_world()
    calendar = Calendar(today, world["time_zone"])
    competencies.load_starter(now=calendar.at(-340))
    discovery.install_guide()
    codes = dict(db.session.execute(sa.select(Competency.code, Competency.id)).all())
    return Scene(world, calendar, hashes, codes, staff=join_team(world, calendar, hashes))


def _forget_mail(waiting: set[UUID]) -> None:
    """These letters would be months old and nobody lives at the addresses, so none is left to be sent."""
    db.session.execute(sa.delete(OutboxItem).where(OutboxItem.id.not_in(waiting)))


def _spread_notices(told: set[UUID], calendar: Calendar) -> None:
    """All were written this minute: the newest two of each person stay new, the others lie weeks back and are read."""
    rows = (
        sa.select(Notice)
        .where(Notice.id.not_in(told))
        .order_by(Notice.created_at.desc(), Notice.template, Notice.subject)
    )
    counted: Counter[UUID] = Counter()
    for notice in db.session.scalars(rows).all():
        counted[notice.person_id] += 1
        place = counted[notice.person_id]
        notice.created_at = calendar.at(-1 if place <= NEW else -9 * (place - NEW), hour=17 - min(place, 9))
        notice.read_at = None if place <= NEW else notice.created_at
    db.session.flush()
