"""Noting who was there, being introduced or not, and what a partner saw as evidence that the person may show."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from flask_babel import gettext as _

from marketplace.db import db, lock
from marketplace.errors import Refused
from marketplace.sides import HIRING_ROLES, Actor, Side
from marketplace.supply.cohorts.models import CoDelivery, DeliveryStage
from marketplace.supply.encounters import queries
from marketplace.supply.encounters.models import Encounter, Observation
from marketplace.supply.jobseekers import actions as jobseekers
from marketplace.supply.jobseekers import queries as profiles
from marketplace.supply.jobseekers.models import CompetencyClaim, Disclosure, EvidenceKind, Purpose


def note_who_was_there(
    row: CoDelivery,
    enrolment_ids: Collection[uuid.UUID],
    *,
    could_go: Collection[uuid.UUID] = (),
    actor: Actor,
    now: datetime,
) -> int:
    """Note who of the cohort was there; how many were. `could_go` are those whom the old list showed: others stay.

    Somebody of whom the partner wrote something stays on it. Refused before the hours were held.
    """
    if lock(row).stage is not DeliveryStage.HELD:
        raise Refused(_("It was not held yet. Note down that it was, then who was there."))
    roster = queries.roster_of(row)
    wanted = {enrolment.id for enrolment in roster.enrolments} & set(enrolment_ids)
    gone = (roster.noted.keys() & set(could_go)) - wanted
    if any(roster.noted[enrolment_id].observations for enrolment_id in gone):
        raise Refused(_("The partner wrote down what it saw of somebody whom you took off. Keep them on the list."))
    for enrolment_id in gone:
        db.session.delete(roster.noted[enrolment_id])
    for enrolment_id in sorted(wanted - roster.noted.keys()):
        db.session.add(
            Encounter(co_delivery_id=row.id, enrolment_id=enrolment_id, noted_by_id=actor.person_id, noted_at=now)
        )
    db.session.flush()
    return len(wanted | (roster.noted.keys() - gone))


def introduce(encounter: Encounter, *, actor: Actor, now: datetime) -> None:
    """The person lets the partner of an encounter read their first name and competencies, and write what it saw."""
    jobseekers.give_consent(
        encounter.enrolment.jobseeker,
        Purpose.INTRODUCTION,
        employer_id=encounter.co_delivery.hiring_partner.employer_id,
        actor=actor,
        now=now,
    )


def write_down(encounter: Encounter, *, claim_id: uuid.UUID, words: str, actor: Actor, now: datetime) -> Observation:
    """A partner says what it saw somebody do. Refused unless they agree to it now, about a competency of theirs."""
    partner = encounter.co_delivery.hiring_partner
    if (
        actor.side is not Side.EMPLOYER
        or actor.role not in HIRING_ROLES
        or actor.organisation_id != partner.employer_id
    ):
        raise Refused(_("Only the partner who met them writes down what it saw."))
    person_id = encounter.enrolment.jobseeker_id
    if person_id not in queries.introductions_to(partner.employer_id, [person_id]):
        raise Refused(_("The person does not agree any more that you read who they are, so nothing was written down."))
    claims = queries.claims_of([person_id]).get(person_id, [])
    if claim_id not in {claim.id for claim in claims}:
        raise Refused(_("Choose one of the competencies that they named."))
    row = Observation(
        encounter_id=encounter.id, claim_id=claim_id, words=words, written_by_id=actor.person_id, written_at=now
    )
    db.session.add(row)
    db.session.flush()
    return row


def let_it_be_shown(row: Observation, *, actor: Actor, now: datetime) -> None:
    """The person makes what a partner saw evidence of theirs. Doing it twice changes nothing."""
    _only_the_person(row, actor)
    if lock(row).evidence is not None:
        return
    claim = _living(row.claim)
    evidence = jobseekers.add_evidence(claim, kind=EvidenceKind.OBSERVATION, words=row.words, actor=actor, now=now)
    row.evidence_id = evidence.id
    db.session.flush()
    db.session.expire(row, ["evidence"])


def _living(claim: CompetencyClaim) -> CompetencyClaim:
    """The claim as it counts now: the one it was written about may have gone on in another."""
    found = profiles.claim_on(claim.jobseeker_id, claim.competency_id)
    if found is None or (found.level is None and found.shown_level is None):
        raise Refused(_("This is no longer among your competencies. Add it there again, then let it be shown."))
    return found


def keep_it_back(row: Observation, *, actor: Actor, now: datetime) -> None:
    """The person takes it from their evidence again; they and the partner who wrote it still read it."""
    _only_the_person(row, actor)
    if row.evidence is not None:
        jobseekers.remove_evidence(row.evidence, actor=actor, now=now)
        db.session.expire(row)


def _only_the_person(row: Observation, actor: Actor) -> None:
    if actor.side is not Side.JOBSEEKER or actor.person_id != row.encounter.enrolment.jobseeker_id:
        raise Refused(_("Only the person themselves can decide this."))


def disclose_first_names(encounters: Sequence[Encounter], *, actor: Actor, now: datetime) -> set[uuid.UUID]:
    """Write down that somebody of the partner reads who was met, before the page is made: of all of them at once.

    Gives back of whom: the page shows nobody else, though they agree while it is made.
    """
    if not encounters or actor.organisation_id is None:
        return set()
    people = [encounter.enrolment.jobseeker_id for encounter in encounters]
    consents = queries.introductions_to(actor.organisation_id, people)
    db.session.add_all(
        Disclosure(
            jobseeker_id=person_id,
            employer_id=actor.organisation_id,
            consent_id=consent.id,
            seen_by_id=actor.person_id,
            what="first name",
            at=now,
        )
        for person_id, consent in consents.items()
    )
    db.session.flush()
    return set(consents)
