"""Who may read who was met, and what was seen of them: the person decides, partner by partner.

A partner reads a first name and competencies of somebody it met once they agreed that it may, from the day the hours
were held, and for as long as they agree and its agreement holds. What it wrote down is read by itself, the person and
the program team. No other employer reads it before the person lets it be evidence; then it stands there without the
partner's name, for those who may know the person at all.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.db import db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.consortium.queries import HOLDING
from marketplace.sides import Actor, Side
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.cohorts.models import CoDelivery, DeliveryStage
from marketplace.supply.encounters.models import Encounter, Observation
from marketplace.supply.enrolments.models import GONE, Enrolment
from marketplace.supply.jobseekers.models import CompetencyClaim, Consent, Jobseeker, Purpose

LEFT_EARLY = GONE  # whoever did may be enrolled in the same cohort again


def held_visible_to(actor: Actor) -> sa.Select[CoDelivery]:
    """The hours that were held: staff see those of their cohorts, an employer its own while its agreement holds."""
    found = cohorts.deliveries_visible_to(actor).where(CoDelivery.stage == DeliveryStage.HELD)
    return found.where(HiringPartner.stage.in_(HOLDING)) if actor.side is Side.EMPLOYER else found


def encounters_visible_to(actor: Actor) -> sa.Select[Encounter]:
    """Who was met: a person reads where they were, staff those of their cohorts, a partner whom it may know of."""
    found = _of_what_was_held()
    if actor.side is Side.JOBSEEKER:
        return found.where(Enrolment.jobseeker_id == actor.person_id)
    if actor.side is Side.EMPLOYER:
        return found.where(
            HiringPartner.employer_id == actor.organisation_id, HiringPartner.stage.in_(HOLDING), _introduced()
        )
    return found.where(CoDelivery.cohort_id.in_(cohorts.cohorts_within(actor)))


def _of_what_was_held() -> sa.Select[Encounter]:
    return (
        sa.select(Encounter)
        .join(Encounter.co_delivery)
        .join(CoDelivery.hiring_partner)
        .join(Encounter.enrolment)
        .options(
            contains_eager(Encounter.co_delivery).options(
                joinedload(CoDelivery.cohort),
                contains_eager(CoDelivery.hiring_partner).joinedload(HiringPartner.employer),
            ),
            contains_eager(Encounter.enrolment).joinedload(Enrolment.jobseeker).joinedload(Jobseeker.person),
            selectinload(Encounter.observations).options(
                joinedload(Observation.claim).joinedload(CompetencyClaim.competency),
                joinedload(Observation.written_by),
                joinedload(Observation.evidence),
            ),
        )
        .where(CoDelivery.stage == DeliveryStage.HELD)
        .order_by(CoDelivery.starts_at.desc(), Encounter.id)
    )


def _introduced() -> sa.ColumnElement[bool]:
    """Whether the person agrees now that this partner reads who they are."""
    return sa.exists().where(
        Consent.jobseeker_id == Enrolment.jobseeker_id,
        Consent.employer_id == HiringPartner.employer_id,
        Consent.purpose == Purpose.INTRODUCTION,
        Consent.withdrawn_at.is_(None),
    )


def met_at(row: CoDelivery, actor: Actor) -> Sequence[Encounter]:
    """Whom an actor may read of, among those who were met at some hours; by first name for an employer too."""
    return db.session.scalars(encounters_visible_to(actor).where(Encounter.co_delivery_id == row.id)).all()


def observations_visible_to(actor: Actor) -> sa.Select[Observation]:
    """What partners wrote down, of the encounters that the actor may read."""
    ids = encounters_visible_to(actor).with_only_columns(Encounter.id).options().order_by(None)
    return sa.select(Observation).where(Observation.encounter_id.in_(ids)).options(joinedload(Observation.encounter))


def introductions(jobseeker_id: uuid.UUID) -> dict[uuid.UUID, Consent]:
    """The living consents of a person to be introduced, by employer."""
    rows = sa.select(Consent).where(
        Consent.jobseeker_id == jobseeker_id,
        Consent.purpose == Purpose.INTRODUCTION,
        Consent.withdrawn_at.is_(None),
    )
    return {row.employer_id: row for row in db.session.scalars(rows) if row.employer_id}


def introductions_to(employer_id: uuid.UUID, jobseeker_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Consent]:
    """The living consents of these people to be introduced to one employer, by person."""
    rows = sa.select(Consent).where(
        Consent.jobseeker_id.in_(jobseeker_ids),
        Consent.employer_id == employer_id,
        Consent.purpose == Purpose.INTRODUCTION,
        Consent.withdrawn_at.is_(None),
    )
    return {row.jobseeker_id: row for row in db.session.scalars(rows)}


def first_name(encounter: Encounter) -> str:
    """All that a partner reads of a name."""
    return encounter.enrolment.jobseeker.person.name.split()[0]


def claims_of(jobseeker_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[CompetencyClaim]]:
    """What these people say that they can do or have shown, by person; the names alone are for partners."""
    held = CompetencyClaim.level.is_not(None) | CompetencyClaim.shown_level.is_not(None)
    rows = (
        sa.select(CompetencyClaim)
        .join(CompetencyClaim.competency)
        .options(contains_eager(CompetencyClaim.competency))
        .where(CompetencyClaim.jobseeker_id.in_(jobseeker_ids), held)
    )
    found: dict[uuid.UUID, list[CompetencyClaim]] = defaultdict(list)
    for claim in db.session.scalars(rows):
        found[claim.jobseeker_id].append(claim)
    return {
        person: sorted(claims, key=lambda claim: claim.competency.preferred.lower()) for person, claims in found.items()
    }


@dataclass(frozen=True)
class Roster:
    """Who could have been there, and whose being there is noted already."""

    enrolments: Sequence[Enrolment]
    noted: dict[uuid.UUID, Encounter]


def roster_of(row: CoDelivery) -> Roster:
    """Everybody who was ever enrolled in the cohort, by name; once, though they left and came back."""
    people = db.session.scalars(
        sa.select(Enrolment)
        .where(Enrolment.cohort_id == row.cohort_id)
        .options(joinedload(Enrolment.jobseeker).joinedload(Jobseeker.person))
    ).all()
    met = db.session.scalars(
        sa.select(Encounter).where(Encounter.co_delivery_id == row.id).options(selectinload(Encounter.observations))
    )
    noted = {encounter.enrolment_id: encounter for encounter in met}
    return Roster(
        sorted(_one_each(people, noted), key=lambda one: (one.jobseeker.person.name.lower(), str(one.id))), noted
    )


def _one_each(people: Sequence[Enrolment], noted: Collection[uuid.UUID]) -> list[Enrolment]:
    """What is noted, and of everybody else the enrolment that lives, or else the newest one."""
    ranked = sorted(people, key=lambda one: (one.id in noted, one.stage not in LEFT_EARLY, one.enrolled_at))
    best = {one.jobseeker_id: one.id for one in ranked}
    return [one for one in people if one.id in noted or best[one.jobseeker_id] == one.id]
