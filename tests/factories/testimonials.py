"""Words about a program, for tests."""

from marketplace.db import db
from marketplace.outcomes.testimonials import models
from marketplace.sides import Actor
from tests.factories.programs import make_cohort
from tests.factories.supply import NOW


def make_testimonial(actor: Actor, stage: str = "given", **overrides) -> models.Testimonial:
    """What a jobseeker or a member of an employer said; of a cohort of its own unless overrides say otherwise."""
    said = {
        "cohort": overrides.pop("cohort", None) or make_cohort(),
        "author_id": actor.person_id,
        "membership_id": actor.membership_id,
        "side": actor.side,
        "moment": models.Moment("graduated" if actor.side == "jobseeker" else "hosted"),
        "words": "I knew what the work is like before I began.",
        "naming": models.Naming.FULL,
        "stage": models.Stage(stage),
        "given_at": NOW,
    }
    row = models.Testimonial(**said | overrides)
    db.session.add(row)
    db.session.flush()
    return row
