"""What J has with A, once more for K with B: the same rooms' rows, made by the same builders with the parts swapped.

B competes with A, and K with J, in one program. Without these, the silence about B and K would prove nothing.
"""

import sqlalchemy as sa

from marketplace.db import db
from marketplace.hiring.placements.models import Placement
from marketplace.sides import Side
from tests.factories import accounts, demand, hiring, supply
from tests.matrix import lasting, matching, meeting, offering, papers, profiles
from tests.matrix.world import World

ROOMS = (papers, profiles, matching, meeting, offering, lasting)


def furnish(world: World) -> None:
    """Add the rows, and K to the cast. K is hired by B already."""
    person, employer = world.ids["unknown"], world.ids["competitor"]
    world.people["K"] = supply.jobseeker_actor(person)
    other = World(people=dict(world.people))
    other.people |= {"J": world.people["K"], "A": world.people["B"]}
    other.people["A_interviewer"] = accounts.make_actor(Side.EMPLOYER, employer, role="interviewer")
    need = demand.make_role_need(employer)
    demand.make_requirement(need)
    shown = hiring.make_referral("shared_with_employer", role_need=need, jobseeker=person)
    job = sa.select(Placement.id).where(Placement.jobseeker_id == person.id, Placement.employer_id == employer.id)
    other.ids |= {
        "jobseeker": person,
        "employer": employer,
        "run_id": shown.match_candidate.run_id,
        "referral_id": shown.id,
        "placement_id": db.session.scalars(job).one(),
    }
    for room in ROOMS:
        room.furnish(other)
