"""J on the way out of the training: a certificate that others may read, a mark, an item to tick, people who may begin."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from marketplace.db import db
from marketplace.supply.enrolments.models import Stage
from marketplace.supply.graduations.models import NameShown
from marketplace.supply.graduations.queries import spoken
from tests.factories import programs, supply


def furnish(world: Any) -> None:
    """Add the rows and point their routes at them."""
    done = _graduate(world)
    certificate = supply.make_certificate(
        enrolment=done, shows_name=NameShown.INITIALS, shows_competencies=True, chosen_at=datetime.now(UTC)
    )
    mark = supply.make_ready_mark(enrolment=done)
    asked = supply.make_graduation_requirement(cohort=world.ids["enrolment"].cohort)
    world.ids |= {"code": spoken(certificate.code), "mark_id": mark.id}
    for endpoint in ("choose", "mark_ready", "own", "page", "paper", "revoke", "take_back"):
        world.special[f"graduations.{endpoint}"] = {"enrolment_id": done.id}
    world.special["graduations.tick"] = {"name": "tick", "requirement_id": asked.id}
    cohort = world.ids["enrolment"].cohort_id
    for endpoint in ("no_longer", "people", "require", "requirements"):
        world.special[f"graduations.{endpoint}"] = {"cohort_id": cohort, "requirement_id": asked.id}
    for endpoint in ("away_page", "step_away"):
        world.special[f"enrolments.{endpoint}"] = {"name": "withdraw"}
    waiting = supply.make_enrolment(cohort=programs.make_cohort(), stage=Stage.ENROLLED)
    said = _said(world)
    for endpoint in ("correct", "correction_page"):
        world.special[f"enrolments.{endpoint}"] = {"enrolment_id": said.id}
    for endpoint in ("together", "together_page"):
        world.special[f"graduations.{endpoint}"] = {"cohort_id": waiting.cohort_id, "name": "begin"}


def _graduate(world: Any) -> Any:
    """J has graduated from a program that teaches nothing, so that nothing is missing."""
    bare = programs.make_program(offered=True)
    bare.modules[0].teaches.clear()
    db.session.flush()
    return supply.make_enrolment(
        cohort=programs.make_cohort(program=bare),
        jobseeker=world.ids["jobseeker"],
        stage=Stage.GRADUATED_ON_TIME,
        vetted=False,
    )


def _said(world: Any) -> Any:
    """J said of their work before; the matrix corrects it."""
    enrolment = supply.make_enrolment(
        cohort=programs.make_cohort(), jobseeker=world.ids["jobseeker"], stage=Stage.ACTIVE
    )
    supply.make_baseline(enrolment)
    return enrolment


def make_ready(world: Any, point: Callable[..., None]) -> None:
    """A row at the right stage for every step of an enrolment."""
    paused = supply.make_enrolment(stage=Stage.PAUSED)
    point(world, "enrolment_id", paused, "enrolments.resume")
    moving = supply.make_enrolment(stage=Stage.ACTIVE)
    programs.make_cohort(program=moving.cohort.program)
    point(world, "enrolment_id", moving, "enrolments.transfer", "enrolments.transfer_page")
    near = programs.make_cohort(starts_on=datetime.now(UTC).date() - timedelta(days=14))
    mine = supply.make_enrolment(cohort=near, jobseeker=world.ids["jobseeker"], stage=Stage.ACTIVE, intent=None)
    point(world, "enrolment_id", mine, "enrolments.answer", "enrolments.question")
    bare = programs.make_program(offered=True)
    bare.modules[0].teaches.clear()
    point(
        world,
        "enrolment_id",
        supply.make_enrolment(stage=Stage.ACTIVE, cohort=programs.make_cohort(program=bare)),
        "enrolments.graduate",
    )
