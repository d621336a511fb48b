"""Rows for what anybody finds of programs: published figures, and addresses that wait for a cohort to open."""

from datetime import UTC, date, datetime, timedelta

from marketplace.accounts.queries import digest
from marketplace.db import db
from marketplace.outcomes.reports.models import FigurePublication
from marketplace.supply.interests.actions import token_of
from tests.factories import accounts, hiring, interests
from tests.matrix.world import World

SECRET = "what-a-mail-carries-for-an-address"


def make_ready(world: World) -> None:
    """Figures that everybody reads, to be taken off the page; an address to confirm, and one on the list."""
    _published(world)
    program_id, later = world.ids["program_id"], datetime.now(UTC) + timedelta(days=1)
    interests.make_interest(program_id=program_id, token_hash=digest(SECRET), confirmed_at=None, expires_at=later)
    waiting = interests.make_interest(program_id=program_id, question="Is there a lift?")
    for endpoint in ("interests.confirm", "interests.confirm_page"):
        world.special[endpoint] = {"secret": SECRET}
    for endpoint in ("interests.page", "interests.remove"):
        world.special[endpoint] = {"token": token_of(waiting)}
    world.special["interests.delete"] = {"interest_id": waiting.id}


def _published(world: World) -> None:
    funder = world.people["F"]
    assert funder is not None
    told = {"organisation_id": funder.organisation_id, "seq": 2, "as_of": date(2026, 9, 1) + timedelta(days=1)}
    row = hiring.make_release(cohort=world.ids["enrolment"].cohort, **told)
    db.session.add(FigurePublication(release_id=row.id, at=hiring.NOW, by_id=accounts.make_person().id))
    db.session.flush()
    world.special["reports.unpublish"] = {"release_id": row.id}
