"""What a cohort requires to graduate, and how far each person is."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.cohorts.models import Stage as CohortStage
from marketplace.supply.enrolments import queries as enrolments
from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.enrolments.queries import Newest, Required
from marketplace.supply.graduations.models import GraduationRequirement, RequirementKind, RequirementTick
from marketplace.supply.sessions.queries import attendance as sessions

#: What is asked of everybody until a cohort says otherwise: the taught competencies, with guidance at least.
ANY_LEVEL = 1
LEVEL_WORDS = {
    0: lazy_gettext("at the level that the program leads to"),
    1: lazy_gettext("at any level"),
    2: lazy_gettext("at level 2 or above, alone on routine tasks"),
    3: lazy_gettext("at level 3 or above, alone on new tasks"),
    4: lazy_gettext("at level 4, guiding others"),
}


#: The same in a sentence.
USUAL = lazy_gettext("Every competency that is taught is shown, at any level")


def requirements(cohort_id: uuid.UUID) -> sa.Select[GraduationRequirement]:
    """What a cohort requires now, in the order in which it was set."""
    return all_requirements(cohort_id).where(GraduationRequirement.removed_at.is_(None))


def all_requirements(cohort_id: uuid.UUID) -> sa.Select[GraduationRequirement]:
    """Every requirement that a cohort has or had, with who set it and who took it away."""
    people = (joinedload(GraduationRequirement.set_by), joinedload(GraduationRequirement.removed_by))
    return (
        sa.select(GraduationRequirement)
        .where(GraduationRequirement.cohort_id == cohort_id)
        .options(*people)
        .order_by(GraduationRequirement.set_at, GraduationRequirement.id)
    )


def in_words(row: GraduationRequirement) -> str:
    """A requirement as a sentence."""
    if row.kind is RequirementKind.COMPETENCIES:
        return _competencies_in_words(row.level)
    if row.kind is RequirementKind.ATTENDANCE:
        return _("Present at %(share)s of 100 sessions at least", share=row.share)
    return row.words


def _competencies_in_words(level: int | None) -> str:
    shown = LEVEL_WORDS[ANY_LEVEL if level is None else level]
    return _("Every competency that is taught is shown, %(level)s", level=shown)


@enrolments.requires
def required_of(people: Sequence[Enrolment], now: datetime) -> dict[uuid.UUID, list[Required]]:
    """The requirements of a cohort for several of its people; without any, the taught competencies at any level."""
    cohort = people[0].cohort
    rows = db.session.scalars(requirements(cohort.id)).all()
    found: dict[uuid.UUID, list[Required]] = {person.id: [] for person in people}
    by_kind = {row.kind: row for row in rows if row.kind is not RequirementKind.ITEM}
    competencies = by_kind.get(RequirementKind.COMPETENCIES)
    level = ANY_LEVEL if competencies is None else competencies.level
    for person_id, line in _competencies(people, cohort, level).items():
        found[person_id].append(line)
    if RequirementKind.ATTENDANCE in by_kind:
        for person_id, line in _attendance(people, by_kind[RequirementKind.ATTENDANCE], now).items():
            found[person_id].append(line)
    items = [row for row in rows if row.kind is RequirementKind.ITEM]
    for person_id, lines in _items(people, items).items():
        found[person_id] += lines
    return found


def targets(cohort: Cohort) -> dict[uuid.UUID, tuple[str, int]]:
    """What a cohort is taught: competency → its name and the highest level that a module leads to."""
    found: dict[uuid.UUID, tuple[str, int]] = {}
    for line in enrolments.taught(cohort):
        known = found.get(line.competency_id, ("", 0))[1]
        found[line.competency_id] = (line.competency.preferred, max(line.level, known))
    return found


def levels_in(newest: Newest) -> dict[uuid.UUID, int]:
    """The level at which each competency was shown last, the best of its modules."""
    found: dict[uuid.UUID, int] = {}
    for (_module, competency_id), row in newest.items():
        found[competency_id] = max(row.level, found.get(competency_id, 0))
    return found


def _competencies(people: Sequence[Enrolment], cohort: Cohort, level: int | None) -> dict[uuid.UUID, Required]:
    wanted = targets(cohort)
    newest = enrolments.newest_of([person.id for person in people])
    found = {}
    for person in people:
        shown = levels_in(newest.get(person.id, {}))
        missing = [name for key, (name, target) in wanted.items() if shown.get(key, 0) < (level or target)]
        so_far = _("not yet: %(names)s", names=", ".join(missing)) if missing else ""
        found[person.id] = Required(_competencies_in_words(level), not missing, so_far)
    return found


def _attendance(people: Sequence[Enrolment], row: GraduationRequirement, now: datetime) -> dict[uuid.UUID, Required]:
    """Excused sessions and those during a pause are left out of the base; one that nobody noted is none of presence.

    Whoever had nothing to attend meets it once nothing can come any more.
    """
    held, over = sessions.held(row.cohort_id, now), _is_over(people[0].cohort, now)
    ids = [person.id for person in people]
    noted, pauses = sessions.noted_of(ids), enrolments.pauses_of(ids)
    found = {}
    for person in people:
        tally = sessions.tally(person, held, noted[person.id], pauses[person.id])
        base = tally.held - tally.excused
        met = 100 * tally.there >= (row.share or 0) * base if base else over
        so_far = _("there at %(there)s of %(held)s so far", there=tally.there, held=tally.held)
        more = [_("%(num)s excused", num=tally.excused)] if tally.excused else []
        more += [_("%(num)s not noted", num=tally.unknown)] if tally.unknown else []
        found[person.id] = Required(in_words(row), met, ", ".join([so_far, *more]))
    return found


def _is_over(cohort: Cohort, now: datetime) -> bool:
    return cohort.stage is CohortStage.COMPLETED or cohort.ends_on < now.astimezone(ZoneInfo(cohort.time_zone)).date()


def _items(people: Sequence[Enrolment], items: Sequence[GraduationRequirement]) -> dict[uuid.UUID, list[Required]]:
    ticks = ticks_of([person.id for person in people]) if items else {}
    found = {}
    for person in people:
        seen = ticks.get(person.id, {})
        found[person.id] = [Required(row.words, row.id in seen, _seen_by(seen.get(row.id))) for row in items]
    return found


def items_of(enrolment: Enrolment) -> list[tuple[GraduationRequirement, RequirementTick | None]]:
    """The items that staff tick by hand for one person, with who has ticked them."""
    rows = db.session.scalars(
        requirements(enrolment.cohort_id).where(GraduationRequirement.kind == RequirementKind.ITEM)
    ).all()
    seen = ticks_of([enrolment.id]).get(enrolment.id, {})
    return [(row, seen.get(row.id)) for row in rows]


def _seen_by(tick: RequirementTick | None) -> str:
    return _("seen by %(name)s", name=tick.ticked_by.name) if tick else ""


def ticks_of(enrolment_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Mapping[uuid.UUID, RequirementTick]]:
    """What staff have ticked: enrolment → requirement → who did.."""
    found: dict[uuid.UUID, dict[uuid.UUID, RequirementTick]] = {}
    rows = (
        sa.select(RequirementTick)
        .where(RequirementTick.enrolment_id.in_(enrolment_ids), RequirementTick.taken_back_at.is_(None))
        .options(joinedload(RequirementTick.ticked_by))
    )
    for row in db.session.scalars(rows):
        found.setdefault(row.enrolment_id, {})[row.requirement_id] = row
    return found
