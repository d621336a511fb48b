"""Running a match: score everybody who may be considered, and keep what went in and what came out."""

import secrets
import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace import matcher
from marketplace.competencies import queries as competencies
from marketplace.db import db
from marketplace.demand.employers.actions import refuse_left
from marketplace.demand.role_needs.lifecycle import LIVE as LIVE_NEEDS
from marketplace.demand.role_needs.models import Requirement, RoleNeed
from marketplace.errors import Refused
from marketplace.hiring.matches import queries
from marketplace.hiring.matches.models import MatchCandidate, MatchInputs, MatchPart, MatchRun, PartState
from marketplace.sides import Actor


def run(role_need: RoleNeed, *, actor: Actor, now: datetime, among: Collection[uuid.UUID] | None = None) -> MatchRun:
    """Score everybody who may be considered for a role need, and keep every part of every score.

    Broader, narrower and related competencies count as the vocabulary says. `among` narrows it to some people.
    Refused when the role need is not open or asks for nothing. The digest covers all that went in, and all that went
    in is kept.
    """
    role = _role_to_fill(role_need)
    considered = queries.considered(actor, role_need, now.date(), among)
    people = queries.as_candidates(considered.jobseeker_ids)
    near, seed = competencies.relations(), secrets.randbelow(2**31)
    pool = matcher.Pool(people, near, seed=seed)
    content = queries.inputs_of(people, role, near, seed)
    row = MatchRun(
        id=uuid.uuid4(),
        employer_id=role_need.employer_id,
        role_need_id=role_need.id,
        run_by_id=actor.person_id,
        at=now,
        algorithm=queries.ALGORITHM,
        digest=queries.fingerprint(content),
        seed=seed,
        considered=len(people),
        unscored=pool.unscored(role),
        not_shown=considered.not_shown,
    )
    db.session.add(row)
    db.session.flush()
    _keep_inputs(row, content, considered)
    _keep(row, pool.rank(role), role_need.requirements)
    return row


def _keep_inputs(row: MatchRun, content: dict[str, Any], considered: queries.Considered) -> None:  # Any: as `inputs_of`
    kept = MatchInputs(run_id=row.id, content=content, left_out=considered.left_out, unsaid=considered.unsaid)
    db.session.add(kept)
    db.session.flush()


def _role_to_fill(role_need: RoleNeed) -> matcher.Role:
    if role_need.stage not in LIVE_NEEDS:
        raise Refused(
            _("This role is not open, so there is nobody to match yet. The employer’s confirmation opens it.")
        )
    refuse_left(role_need.employer)
    role = queries.as_role(role_need)
    if not role.requirements:
        raise Refused(_("This role asks for nothing yet. Add at least one requirement, then match."))
    return role


def _keep(row: MatchRun, ranked: Sequence[matcher.Match], requirements: Sequence[Requirement]) -> None:
    """Everybody who was ranked with each part, in two statements: many roles write tens of thousands of rows."""
    people: list[dict[str, Any]] = []  # Any: the values of a row
    parts: list[dict[str, Any]] = []
    for rank, match in enumerate(ranked, start=1):
        candidate_id = uuid.uuid4()
        person = {
            "id": candidate_id,
            "run_id": row.id,
            "jobseeker_id": uuid.UUID(match.candidate_id),
            "rank": rank,
            "score": match.score,
            "eligible": match.eligible,
            "known_share": match.known_share,
        }
        people.append(person)
        parts += _parts(candidate_id, match, requirements)
    for table, rows in ((MatchCandidate, people), (MatchPart, parts)):
        if rows:
            db.session.execute(sa.insert(table), rows)


def _parts(
    candidate_id: uuid.UUID, match: matcher.Match, requirements: Sequence[Requirement]
) -> list[dict[str, Any]]:  # Any: the values of a row
    whole = sum(requirement.weight for requirement in requirements)
    return [
        {
            "id": uuid.uuid4(),
            "match_candidate_id": candidate_id,
            "requirement_id": requirement.id,
            "position": position,
            "most_points": 100 * requirement.weight / whole,
            "state": PartState(part.state),
            "have": part.have,
            "need": part.need,
            "evidence": part.evidence,
            "points": part.points,
            "points_if_raised": part.points_if_raised,
            "via_id": uuid.UUID(part.via) if part.via else None,
        }
        for position, (requirement, part) in enumerate(zip(requirements, match.parts, strict=True))
    ]
