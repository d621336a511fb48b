"""Which programs an address can be left for, who waits for one, and whose link a link is."""

from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.accounts.queries import digest
from marketplace.db import db
from marketplace.demand.programs.models import Program
from marketplace.demand.programs.models import Stage as ProgramStage
from marketplace.reach import within
from marketplace.sealing import unseal
from marketplace.sides import Actor
from marketplace.supply.interests.models import Interest

#: How the words behind an address’s own link begin, so that nothing else that is sealed opens it.
LINK: Final = "interest "


def can_be_awaited() -> sa.Select[Program]:
    """The programs that are on offer."""
    return sa.select(Program).where(Program.stage == ProgramStage.OFFERED)


def visible_to(actor: Actor) -> sa.Select[Interest]:
    """The confirmed addresses of a coordinator’s programs: who asks something first, then who waits longest."""
    return (
        sa.select(Interest)
        .options(joinedload(Interest.told_of))
        .where(Interest.confirmed_at.is_not(None), within(actor, "programs", Interest.program_id))
        .order_by(Interest.told_at.is_not(None), Interest.question == "", Interest.confirmed_at, Interest.id)
    )


def of_program(actor: Actor, program_id: UUID) -> sa.Select[Interest]:
    """The confirmed addresses of one program."""
    return visible_to(actor).where(Interest.program_id == program_id)


def counts(program_id: UUID) -> tuple[int, int]:
    """How many wait for a program, and how many we have written to lately."""
    told = sa.func.count(Interest.told_at)
    here = sa.and_(Interest.program_id == program_id, Interest.confirmed_at.is_not(None))
    everybody, written_to = db.session.execute(sa.select(sa.func.count(), told).where(here)).one()
    return everybody - written_to, written_to


def waiting(program_id: UUID) -> sa.Select[Interest]:
    """Who waits for a program, the longest wait first."""
    confirmed = sa.select(Interest).where(Interest.program_id == program_id, Interest.confirmed_at.is_not(None))
    return confirmed.where(Interest.told_at.is_(None)).order_by(Interest.confirmed_at, Interest.id)


def to_confirm(secret: str, now: datetime) -> Interest | None:
    """The address that a mailed link confirms; None when the link was used or has ended."""
    return db.session.scalar(
        sa.select(Interest)
        .options(joinedload(Interest.program))
        .where(Interest.token_hash == digest(secret), Interest.confirmed_at.is_(None), Interest.expires_at > now)
    )


def behind(token: str) -> Interest | None:
    """The confirmed address whose own link this is; None for any other link, and once it is off the list."""
    words = unseal(token) or ""
    if not words.startswith(LINK):
        return None
    found = sa.select(Interest).options(joinedload(Interest.program), joinedload(Interest.told_of))
    here = Interest.id == UUID(words.removeprefix(LINK))
    return db.session.scalar(found.where(here, Interest.confirmed_at.is_not(None)))


def others_of(interest: Interest) -> sa.Select[Interest]:
    """The same address at the same program, left at another time."""
    same = sa.and_(Interest.program_id == interest.program_id, Interest.email == interest.email)
    return sa.select(Interest).where(same, Interest.id != interest.id)
