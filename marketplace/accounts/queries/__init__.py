"""Who is behind a cookie, a link or an address; who acts for whom."""

from marketplace.accounts.queries.addresses import (
    digest,
    fold,
    password_of,
    person,
    person_at,
)
from marketplace.accounts.queries.histories import (
    Step,
    history_of,
)
from marketplace.accounts.queries.links import (
    Situation,
    all_unanswered,
    open_invitations,
    situation,
    unanswered,
    usable_invitation,
    usable_token,
)
from marketplace.accounts.queries.places import (
    SIDE_WORDS,
    all_teams,
    living,
    living_memberships,
    members_of,
    membership,
    memberships_of,
    people,
    team_named,
    teams,
)
from marketplace.accounts.queries.sign_ins import (
    LIMITS,
    OFFICE,
    OPEN_HALL,
    Limits,
    last_used,
    must_choose,
    signed_in,
)

__all__ = [
    "LIMITS",
    "OFFICE",
    "OPEN_HALL",
    "SIDE_WORDS",
    "Limits",
    "Situation",
    "Step",
    "all_teams",
    "all_unanswered",
    "digest",
    "fold",
    "history_of",
    "last_used",
    "living",
    "living_memberships",
    "members_of",
    "membership",
    "memberships_of",
    "must_choose",
    "open_invitations",
    "password_of",
    "people",
    "person",
    "person_at",
    "signed_in",
    "situation",
    "team_named",
    "teams",
    "unanswered",
    "usable_invitation",
    "usable_token",
]
