"""People whom partners met, and what was seen of them, for tests: each function adds one row and gives it back."""

from marketplace.db import db
from marketplace.supply.cohorts.models import CoDelivery, DeliveryStage
from marketplace.supply.encounters.models import Encounter, Observation
from marketplace.supply.jobseekers.models import Purpose
from tests.factories.accounts import make_person
from tests.factories.programs import make_delivery
from tests.factories.supply import NOW, make_claim, make_consent, make_enrolment


def make_held(**overrides) -> CoDelivery:
    """Hours of a partner that were held, with nine people."""
    return make_delivery(**{"stage": DeliveryStage.HELD, "met": 9} | overrides)


def make_encounter(*, introduced: bool = False, **overrides) -> Encounter:
    """Somebody of the cohort who was there; `introduced` lets the partner know who they are."""
    held = overrides.pop("held", None) or make_held()
    enrolment = overrides.pop("enrolment", None)
    if enrolment is None:
        enrolment = make_enrolment(cohort=held.cohort, stage="active")
    row = _added(
        Encounter(
            **{
                "co_delivery_id": held.id,
                "enrolment_id": enrolment.id,
                "noted_by_id": make_person().id,
                "noted_at": NOW,
            }
            | overrides
        )
    )
    if introduced:
        make_introduction(row)
    return row


def make_introduction(encounter: Encounter):
    """The person lets the partner know who they are."""
    return make_consent(
        jobseeker=encounter.enrolment.jobseeker,
        employer_id=encounter.co_delivery.hiring_partner.employer_id,
        purpose=Purpose.INTRODUCTION,
    )


def make_observation(encounter: Encounter | None = None, **overrides) -> Observation:
    """What a partner saw of a competency that the person claims."""
    encounter = encounter or make_encounter(introduced=True)
    if "claim_id" not in overrides:
        overrides["claim_id"] = make_claim(jobseeker=encounter.enrolment.jobseeker).id
    values = {"words": "Calmed two drivers at once.", "written_by_id": make_person().id, "written_at": NOW}
    return _added(Observation(**{"encounter_id": encounter.id} | values | overrides))


def _added(row):
    db.session.add(row)
    db.session.flush()
    return row
