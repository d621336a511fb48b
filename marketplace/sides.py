"""Who acts: the sides of the market, the roles inside an employer, and the acting person."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Side(StrEnum):
    """The side of the market on which a person acts."""

    JOBSEEKER = "jobseeker"
    EMPLOYER = "employer"
    STAFF = "staff"
    FUNDER = "funder"
    ADMIN = "admin"


class Role(StrEnum):
    """What a member may do for an employer: the owner all, the recruiter hiring, the interviewer own interviews."""

    OWNER = "owner"
    RECRUITER = "recruiter"
    INTERVIEWER = "interviewer"


HIRING_ROLES = frozenset({Role.OWNER, Role.RECRUITER})


@dataclass(frozen=True)
class Actor:
    """The acting person: one person on one side, for one organisation, chosen at sign-in or switched.

    `organisation_id` is the employer, the program team or the funder acted for; None for
    jobseekers and administrators. `role` is set for employers only, `all_programs` for staff who see
    every program and not just those they are assigned to.
    """

    person_id: UUID
    name: str
    side: Side
    membership_id: UUID
    organisation_id: UUID | None = None
    organisation_name: str = ""
    role: Role | None = None
    all_programs: bool = False
