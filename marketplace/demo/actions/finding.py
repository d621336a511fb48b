"""What strangers find: figures that everybody may read, and people who wait for a cohort to open."""

import re

import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.programs.models import Program
from marketplace.demo.actions.reading import Scene
from marketplace.outbox.models import OutboxItem
from marketplace.outcomes.measures import actions as measures
from marketplace.outcomes.reports import actions as reports
from marketplace.outcomes.reports import queries
from marketplace.supply.interests import actions as interests

SECRET = re.compile(r"/interest/confirm/(\S+)")


def publish(scene: Scene) -> None:
    """Everybody reads what the funder reads."""
    for released in db.session.scalars(queries.visible_to(scene.staff)).unique().all():
        reports.publish(released, actor=scene.staff, now=scene.calendar.at(-1, 10))


def count(scene: Scene) -> None:
    """What the dashboard of outcomes shows, counted last night."""
    for program_id in db.session.scalars(sa.select(Program.id)).all():
        measures.count_here(program_id, now=scene.calendar.at(-1, 23))


def wait(scene: Scene, program: Program) -> None:
    """People who left an address for a program and said yes behind the mailed link."""
    for told in scene.world.get("waiting", []):
        at = scene.calendar.at(-told["days"])
        interests.leave_address(program, email=told["email"], question=told.get("question", ""), now=at)
        mails = sa.select(OutboxItem).where(OutboxItem.to_address == told["email"])
        found = SECRET.search(db.session.scalars(mails).one().body_text)
        assert found is not None  # the mail of this line
        interests.confirm(found[1], now=at)
