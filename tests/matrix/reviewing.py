"""Reviews of applications: S is to review somebody without a name, and a colleague has reviewed J."""

from typing import Any

from marketplace.db import db
from marketplace.demand.programs.models import Program
from marketplace.sides import Actor
from marketplace.supply.applications.models import Application
from marketplace.supply.reviews.models import RoundStage, Stage
from tests.factories import programs, reviews, supply

RUBRIC_PAGES = ("criterion_page", "change_criterion", "remove_criterion", "move_criterion")


def furnish(world: Any) -> None:
    """Add the rows and point every route about reviews at them, at the stage that it asks for."""
    program = db.session.get_one(Program, world.ids["program_id"])
    reviewer, colleague = world.people["S"], programs.make_coordinator(program)
    cohort = reviews.make_reviewed(program=program)
    _own(world, cohort, reviewer)
    _of_others(world, cohort, colleague)
    _rubrics(world, program)
    _written_about(world, world.ids["application_id"], colleague)


def _point(world: Any, values: dict[str, Any], *endpoints: str) -> None:
    for endpoint in endpoints:
        world.special.setdefault(f"reviews.{endpoint}", {}).update(values)


def _own(world: Any, cohort: Any, reviewer: Actor) -> None:
    assigned = reviews.make_review(reviews.make_in_review(cohort), reviewer)
    begun = reviews.make_review(reviews.make_in_review(cohort), reviewer, stage=Stage.BEGUN)
    named = reviews.make_reviewed(program=cohort.program, stage=RoundStage.OPEN)
    submitted = reviews.make_review(reviews.make_in_review(named), reviewer, levels=(4, 3, 2))
    _point(world, {"review_id": assigned.id}, "begin", "conflict_page", "declare")
    world.ids["begun_review"] = begun
    _point(world, {"review_id": begun.id}, "page", "save", "autosave", "submit")
    _point(world, {"review_id": submitted.id}, "reopen_page", "reopen")


def _of_others(world: Any, cohort: Any, colleague: Actor) -> None:
    taken = reviews.make_review(reviews.make_in_review(cohort), colleague)
    _point(world, {"review_id": taken.id}, "release")
    _point(world, {"application_id": taken.application_id}, "assign")
    spread = reviews.make_reviewed(program=cohort.program)
    reviews.make_in_review(spread)
    _point(world, {"cohort_id": spread.id}, "assign_evenly", "names_page", "show_names", "new_edition")


def _rubrics(world: Any, program: Program) -> None:
    empty, draft, preparing = (programs.make_cohort(program=program) for _number in range(3))
    rubric = reviews.make_rubric(draft, draft=True)
    reviews.make_round(preparing, stage=RoundStage.PREPARING)
    reviews.make_rubric(preparing, draft=True)
    world.ids |= {"criterion_id": rubric.criteria[1].id}
    _point(world, {"cohort_id": empty.id}, "rubric", "copy_rubric")
    _point(world, {"cohort_id": draft.id}, "new_criterion_page", "add_criterion", "use_rubric")
    _point(world, {"cohort_id": draft.id, "criterion_id": rubric.criteria[1].id, "way": "up"}, *RUBRIC_PAGES)
    _point(world, {"cohort_id": preparing.id, "name": "begin_blind"}, "begin_round")


def _written_about(world: Any, application_id: Any, colleague: Actor) -> None:
    application = db.session.get_one(Application, application_id)
    reviews.make_rubric(application.cohort)
    reviews.make_round(application.cohort, stage=RoundStage.OPEN)
    reviews.make_review(application, colleague, levels=(4, 3, 2), words="Says what it took.")
    supply.make_application(cohort=application.cohort)
