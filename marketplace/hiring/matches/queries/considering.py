"""Who is considered in a run, and as what: the matcher's own types from the rows."""

import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, select

from marketplace import matcher
from marketplace.db import db
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.matches.models import Referral, ReferralStage
from marketplace.sides import Actor
from marketplace.supply.enrolments.models import GRADUATED, Enrolment
from marketplace.supply.jobseekers import queries as jobseekers
from marketplace.supply.jobseekers.models import ClaimStage, CompetencyClaim, Jobseeker

#: How the score came about, kept with each run: another name when the same input may give another answer.
ALGORITHM = "related-1"


@dataclass(frozen=True)
class Considered:
    """The people a run looks at, and how many graduates it does not show, by reason."""

    jobseeker_ids: tuple[uuid.UUID, ...]
    not_shown: dict[str, int]


def considered(actor: Actor) -> Considered:
    """The graduates this person sees who consented to matching, may work and are not hired; the others by reason."""
    seen = jobseekers.visible_to(actor).where(Jobseeker.id.in_(graduates()))
    may_work = {row.id: row.may_work for row in db.session.scalars(seen)}
    consented = set(db.session.scalars(jobseekers.matching_consented()))
    hired = set(db.session.scalars(select(Referral.jobseeker_id).where(Referral.stage == ReferralStage.HIRED)))
    shown, left_out = [], {"no_consent": 0, "may_not_work": 0, "hired": 0}
    for person in sorted(may_work):
        if person not in consented:
            left_out["no_consent"] += 1
        elif may_work[person] is False:
            left_out["may_not_work"] += 1
        elif person in hired:
            left_out["hired"] += 1
        else:
            shown.append(person)
    return Considered(tuple(shown), left_out)


def graduates() -> Select[uuid.UUID]:
    """The ids of everybody who graduated."""
    return select(Enrolment.jobseeker_id).where(Enrolment.stage.in_(GRADUATED))


def as_candidates(jobseeker_ids: Iterable[uuid.UUID]) -> list[matcher.Candidate]:
    """What these people hold, in the matcher's types. The one place where a claim becomes a holding."""
    held: dict[uuid.UUID, list[matcher.Holding]] = defaultdict(list)
    ids = list(jobseeker_ids)
    claim = CompetencyClaim
    columns = select(claim.jobseeker_id, claim.competency_id, claim.stage, claim.level, claim.shown_level)
    rows = db.session.execute(columns.where(claim.jobseeker_id.in_(ids)).order_by(claim.competency_id))
    for person, competency_id, stage, level, shown_level in rows:
        holding = _holding(competency_id, stage, level, shown_level)
        if holding is not None:
            held[person].append(holding)
    return [matcher.Candidate(str(person), tuple(held[person])) for person in ids]


def as_holding(claim: CompetencyClaim) -> matcher.Holding | None:
    """Demonstrated is verified at its level, not demonstrated is a verified 0, own word counts as it is evidenced."""
    return _holding(claim.competency_id, claim.stage, claim.level, claim.shown_level)


def _holding(
    competency_id: uuid.UUID, stage: ClaimStage, level: int | None, shown_level: int | None
) -> matcher.Holding | None:
    concept = str(competency_id)
    if stage in {ClaimStage.DEMONSTRATED, ClaimStage.NOT_DEMONSTRATED}:
        return matcher.Holding(concept, shown_level or 0, "verified")
    if level is None:
        return None
    return matcher.Holding(concept, level, "evidenced" if stage is ClaimStage.EVIDENCE_LINKED else "declared")


def as_role(role_need: RoleNeed) -> matcher.Role:
    """A role need in the matcher's types, requirements in their order."""
    asked = tuple(
        matcher.Requirement(str(r.competency_id), r.level, float(r.weight), r.kind.value)
        for r in role_need.requirements
    )
    return matcher.Role(str(role_need.id), asked, role_need.openings)


def digest_of(
    people: list[matcher.Candidate], role: matcher.Role, near: matcher.Relates | None = None, seed: int = 0
) -> str:
    """SHA-256 of everything that went into a run, the same whatever the order of the rows."""
    related = {r.concept_id: sorted((near.relations(r.concept_id) if near else {}).items()) for r in role.requirements}
    told = {
        "algorithm": ALGORITHM,
        "seed": seed,
        "related": related,
        "role": [role.id, *([r.concept_id, r.minimum_level, f"{r.weight:g}", r.kind] for r in role.requirements)],
        "people": sorted([p.id, sorted([h.concept_id, h.level, h.evidence] for h in p.holdings)] for p in people),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
