"""What the partners say of the programs, and for whom these are made."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from marketplace.db import db
from marketplace.demand.programs import actions as programs
from marketplace.demand.programs import queries
from marketplace.demand.programs.models import (
    Barrier,
    EligibilityRule,
    Operator,
    Pool,
    Program,
    ProgramVersion,
    RuleKind,
    VersionReview,
)
from marketplace.demo.actions.demand import Hirer
from marketplace.demo.actions.reading import Scene


def design(scene: Scene, program: Program) -> None:
    """Overlooked people, what stands in their way, and who may join, as the file tells them."""
    for told in scene.world.get("pools", []):
        programs.add_part(program, Pool, **told)
    for told in scene.world.get("barriers", []):
        programs.add_part(program, Barrier, **{"support": ""} | told)
    for told in scene.world.get("rules", []):
        words = {"kind": RuleKind(told["kind"]), "operator": Operator(told["operator"])}
        programs.add_part(program, EligibilityRule, **told | words)


def validate(scene: Scene, program: Program, hirers: Sequence[Hirer]) -> None:
    """Version 1, as the partners read it and signed it off before the program was offered."""
    version = _send(scene, program, letter="", days=-226)
    for place, hirer in enumerate(hirers[:3]):
        review = _review_by(version, hirer)
        at = scene.calendar.at(-225, 11 + place)
        programs.sign_off(review, version=str(review.version), words="", actor=hirer.owner, now=at)


def revise(scene: Scene, program: Program, hirers: Sequence[Hirer]) -> None:
    """Version 2, which is with the partners now: one has signed it off, one objects, the others have not answered."""
    told = scene.world["revision"]
    at = scene.calendar.at
    programs.begin_next(program, actor=scene.staff, now=at(-14))
    module = program.modules[told["module"]]
    programs.edit_module(
        module,
        version=str(program.version),
        position=module.position,
        title=module.title,
        strand=module.strand,
        summary=told["summary"],
        mode=module.mode,
        hours=Decimal(told["hours"]),
    )
    for code, level in told["teaches"].items():
        programs.teach(module, competency=scene.competencies[code], level=level)
    db.session.expire_all()
    version = _send(scene, program, letter=told["letter"], days=-10)
    _answer(scene, version, hirers, told)


def _answer(scene: Scene, version: ProgramVersion, hirers: Sequence[Hirer], told: dict[str, Any]) -> None:
    yes, no = _review_by(version, hirers[1]), _review_by(version, hirers[2])
    at = scene.calendar.at
    programs.sign_off(yes, version=str(yes.version), words=told["yes"], actor=hirers[1].owner, now=at(-8, 11))
    remark = programs.comment(
        no, module_id=version.modules[told["module"]].id, remark=told["remark"], actor=hirers[2].owner, now=at(-7, 9)
    )
    programs.object_to(no, version=str(no.version), words=told["no"], actor=hirers[2].owner, now=at(-7, 10))
    programs.answer(remark, words=told["answer"], actor=scene.staff, now=at(-6))


def _send(scene: Scene, program: Program, *, letter: str, days: int) -> ProgramVersion:
    version = queries.current_version(program)
    programs.send(version, letter=letter, actor=scene.staff, now=scene.calendar.at(days))
    return version


def _review_by(version: ProgramVersion, hirer: Hirer) -> VersionReview:
    return next(row for row in queries.reviews_of(version) if row.hiring_partner_id == hirer.partner.id)
