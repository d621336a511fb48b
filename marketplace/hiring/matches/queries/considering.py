"""Who is considered in a run, and as what: the matcher's own types from the rows."""

import hashlib
import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, select

from marketplace import matcher
from marketplace.db import db
from marketplace.demand.role_needs.models import RoleNeed, WorkPlace
from marketplace.hiring.matches.models import Referral, ReferralStage
from marketplace.sides import Actor
from marketplace.supply.enrolments.models import GRADUATED, Enrolment
from marketplace.supply.graduations.queries import vetted
from marketplace.supply.jobseekers import queries as jobseekers
from marketplace.supply.jobseekers.models import ClaimStage, CompetencyClaim, Consent, Jobseeker, Wants

#: How the score came about, kept with each run: another name when the same input may give another answer.
ALGORITHM = "related-2"

#: There is something that shows it, and nobody has said yet what it shows.
EVIDENCED = frozenset({ClaimStage.EVIDENCE_LINKED, ClaimStage.WAITING_REVIEW, ClaimStage.IN_REVIEW})


#: Why somebody is not shown, in the order in which the reasons are asked: each person counts under the first.
REASONS: Final = ("no_consent", "not_vetted", "may_not_work", "hired", "hours", "place", "start")


@dataclass(frozen=True)
class Considered:
    """The people a run looks at, and how many graduates it does not show, by reason.

    `left_out` has the reason of each of these, `unsaid` what those who are shown have not said, where the role asks.
    """

    jobseeker_ids: tuple[uuid.UUID, ...]
    not_shown: dict[str, int]
    left_out: dict[str, str]
    unsaid: dict[str, list[str]]


def considered(
    actor: Actor, role_need: RoleNeed, today: date, among: Collection[uuid.UUID] | None = None
) -> Considered:
    """The graduates this person sees who are ready, may be shown to the employer and whom the role suits.

    The others are counted by reason, each by the first that holds (`REASONS`). Ready is who is marked so on this day.
    What somebody has not said never leaves them out. `among` narrows it to some people.

    Who keeps away from the employer did not agree to be shown to it, and is counted as such: nobody learns who does.
    """
    seen = jobseekers.visible_to(actor).where(Jobseeker.id.in_(graduates()))
    rows = {row.id: row for row in db.session.scalars(seen) if among is None or row.id in among}
    against = _against(role_need, rows, today)
    left_out = {}
    for person in sorted(rows):
        reason = next((name for name in REASONS if person in against[name]), None)
        if reason:
            left_out[str(person)] = reason
    counted = Counter(left_out.values())
    shown = tuple(person for person in sorted(rows) if str(person) not in left_out)
    not_shown = {name: counted[name] for name in REASONS}
    return Considered(shown, not_shown, left_out, _unsaid(role_need, [rows[person] for person in shown]))


def _against(role_need: RoleNeed, rows: Mapping[uuid.UUID, Jobseeker], today: date) -> dict[str, Collection[uuid.UUID]]:
    """For each reason, whom it leaves out."""
    hired = select(Referral.jobseeker_id).where(Referral.stage == ReferralStage.HIRED)
    nobody: dict[str, Collection[uuid.UUID]] = dict.fromkeys(REASONS, ())
    return nobody | {
        "no_consent": rows.keys() - set(db.session.scalars(agreeing_to(role_need.employer_id))),
        "not_vetted": rows.keys() - set(db.session.scalars(vetted(today))),
        "may_not_work": {person for person, row in rows.items() if row.may_work is False},
        "hired": set(db.session.scalars(hired)),
        **{name: set(db.session.scalars(people)) for name, people in unsuited(role_need).items()},
    }


def _unsaid(role_need: RoleNeed, people: Sequence[Jobseeker]) -> dict[str, list[str]]:
    """What each person has not said of what this role asks: the right to work, hours, place, start."""
    rows = select(Wants).where(Wants.jobseeker_id.in_([person.id for person in people]))
    wants = {row.jobseeker_id: row for row in db.session.scalars(rows)}
    found = {}
    for person in people:
        wish = wants.get(person.id)
        unknown = {
            "work": person.may_work is None,
            "hours": wish is None or (wish.hours_at_least is None and wish.hours_at_most is None),
            "place": role_need.work_place is not WorkPlace.HYBRID and (wish is None or wish.from_home is None),
            "start": role_need.starts_until is not None and person.available_from is None,
        }
        found[str(person.id)] = [name for name, is_unknown in unknown.items() if is_unknown]
    return {person: names for person, names in found.items() if names}


def agreeing_to(employer_id: uuid.UUID) -> Select[uuid.UUID]:
    """The ids of everybody who consents to matching and does not keep away from this employer."""
    consents = jobseekers.matching_consented()
    return consents.where(Consent.jobseeker_id.not_in(jobseekers.hidden_from(employer_id)))


def unsuited(role_need: RoleNeed) -> dict[str, Select[uuid.UUID]]:
    """The ids of everybody who said that a role like this does not suit them: `hours`, `place` and `start`."""
    found = {"hours": jobseekers.unsuited_by_hours(role_need.hours_per_week)}
    if role_need.work_place is not WorkPlace.HYBRID:
        remote = role_need.work_place is WorkPlace.REMOTE
        found["place"] = jobseekers.unsuited_by_place(from_home=remote)
    if role_need.starts_until is not None:
        found["start"] = select(Jobseeker.id).where(Jobseeker.available_from > role_need.starts_until)
    return found


def away_from(role_need: RoleNeed) -> set[uuid.UUID]:
    """Who keeps away from the employer, or said that a role like this does not suit them."""
    people = set(db.session.scalars(jobseekers.hidden_from(role_need.employer_id)))
    return people.union(*(db.session.scalars(rows) for rows in unsuited(role_need).values()))


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
    """Demonstrated is verified at its level, not demonstrated is a verified 0, own word counts as it is evidenced.

    What has lapsed is declared: in the person's own word, or as it was seen where they never said it.
    """
    return _holding(claim.competency_id, claim.stage, claim.level, claim.shown_level)


@lru_cache(maxsize=100_000)  # ten thousand people hold the same few things at the same few levels
def _holding(
    competency_id: uuid.UUID, stage: ClaimStage, level: int | None, shown_level: int | None
) -> matcher.Holding | None:
    concept = str(competency_id)
    if stage in {ClaimStage.DEMONSTRATED, ClaimStage.NOT_DEMONSTRATED}:
        return matcher.Holding(concept, shown_level or 0, "verified")
    said = level or (shown_level if stage is ClaimStage.EXPIRED else None)
    if said is None:
        return None
    return matcher.Holding(concept, said, "evidenced" if stage in EVIDENCED else "declared")


def as_role(role_need: RoleNeed) -> matcher.Role:
    """A role need in the matcher's types, requirements in their order."""
    asked = tuple(
        matcher.Requirement(str(r.competency_id), r.level, float(r.weight), r.kind.value)
        for r in role_need.requirements
    )
    return matcher.Role(str(role_need.id), asked, role_need.openings)


def inputs_of(
    people: Iterable[matcher.Candidate], role: matcher.Role, near: matcher.Relates | None = None, seed: int = 0
) -> dict[str, Any]:  # Any: what JSON holds
    """Everything that a run rests on, as plain data in one order: text and whole numbers, so that each engine and
    language writes it alike. Of what people hold it has what the role asks for, or what answers for that.
    """
    related = {asked.concept_id: _related(asked.concept_id, near) for asked in role.requirements}
    counts = {held for answers in related.values() for held, _how_far in answers}
    return {
        "algorithm": ALGORITHM,
        "seed": seed,
        "related": related,
        "role": [role.id, *([r.concept_id, r.minimum_level, f"{r.weight:g}", r.kind] for r in role.requirements)],
        "people": sorted(
            [p.id, sorted([h.concept_id, h.level, h.evidence] for h in p.holdings if h.concept_id in counts)]
            for p in people
        ),
    }


def _related(asked: str, near: matcher.Relates | None) -> list[list[str]]:
    answers = near.relations(asked) if near else {asked: 1.0}
    return sorted([held, f"{how_far:g}"] for held, how_far in answers.items())


def fingerprint(content: dict[str, Any]) -> str:  # Any: as `inputs_of`
    """SHA-256 of what went into a run, written with sorted names."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def digest_of(
    people: list[matcher.Candidate], role: matcher.Role, near: matcher.Relates | None = None, seed: int = 0
) -> str:
    """The fingerprint of everything that goes into a run, the same whatever the order of the rows."""
    return fingerprint(inputs_of(people, role, near, seed))


class _Relations:
    """Which competencies answered for which when a run was made."""

    def __init__(self, related: dict[str, list[list[str]]]) -> None:
        self._related = related

    def relations(self, asked: str) -> Mapping[str, float]:
        return {held: float(how_far) for held, how_far in self._related[asked]}


def computed_again(content: dict[str, Any], limit: int = 50) -> list[matcher.Match]:  # Any: as `inputs_of`
    """The ranking of a run from what was kept of its day, and from nothing else."""
    name, *asked = content["role"]
    role = matcher.Role(name, tuple(matcher.Requirement(c, level, float(w), kind) for c, level, w, kind in asked))
    people = [
        matcher.Candidate(person, tuple(matcher.Holding(concept, level, how) for concept, level, how in held))
        for person, held in content["people"]
    ]
    return matcher.Pool(people, _Relations(content["related"]), seed=content["seed"]).rank(role, limit)
