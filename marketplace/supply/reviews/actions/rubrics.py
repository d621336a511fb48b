"""The rubric of a cohort: composed as a draft, copied from an earlier one, put into use, then never changed."""

from datetime import datetime
from typing import Final, TypedDict, Unpack

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, expect_version, lock, record
from marketplace.errors import Refused, constraint_says
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.reviews import queries
from marketplace.supply.reviews.models import Criterion, ReviewRound, Rubric

MOST: Final = 12  # criteria: more are not read twice
COPIED: Final = ("position", "name", "description", "weight", "level_1", "level_2", "level_3", "level_4")

constraint_says(
    "uq_rubrics_cohort_id_edition", lazy_gettext("Somebody else began this edition a moment ago. Load the page again.")
)
constraint_says(
    "uq_review_rounds_cohort_id", lazy_gettext("Somebody else began this a moment ago. Load the page again.")
)


class Words(TypedDict):
    """A criterion as it is typed."""

    name: str
    description: str
    weight: int
    level_1: str
    level_2: str
    level_3: str
    level_4: str


def prepared(cohort: Cohort, *, actor: Actor, now: datetime) -> ReviewRound:
    """The cohort's round of reviews, held for this transaction; made when it is first needed."""
    found = queries.round_of(cohort.id)
    if found is not None:
        return lock(found)
    begun = ReviewRound(cohort_id=cohort.id, created_at=now)
    db.session.add(begun)
    record(begun, "prepare", came_from=None, actor=actor, now=now)
    return begun


def add_criterion(cohort: Cohort, *, actor: Actor, now: datetime, **words: Unpack[Words]) -> Criterion:
    """Add a criterion at the end of the draft, which is begun when there is none."""
    prepared(cohort, actor=actor, now=now)
    rubric = _draft(cohort, actor=actor, now=now)
    if len(rubric.criteria) >= MOST:
        raise Refused(_("A rubric has at most %(most)s criteria. Remove one, or put two together into one.", most=MOST))
    last = max((criterion.position for criterion in rubric.criteria), default=0)
    criterion = Criterion(rubric_id=rubric.id, position=last + 1, **words)
    rubric.criteria.append(criterion)
    db.session.flush()
    return criterion


def change_criterion(criterion: Criterion, *, version: str | None, **words: Unpack[Words]) -> None:
    """Change the words or the weight of a criterion of a draft."""
    expect_version(criterion, version)
    _changeable(criterion.rubric)
    for name, value in words.items():
        setattr(criterion, name, value)
    db.session.flush()


def remove_criterion(criterion: Criterion) -> None:
    """Take a criterion out of a draft."""
    rubric = _changeable(criterion.rubric)
    rubric.criteria.remove(criterion)
    db.session.flush()


def move_criterion(criterion: Criterion, way: str) -> None:
    """Change places with the one above (`up`) or below; at the end of the list nothing changes."""
    criteria = _changeable(criterion.rubric).criteria
    here = criteria.index(criterion)
    there = here - 1 if way == "up" else here + 1
    if 0 <= there < len(criteria):
        other = criteria[there]
        criterion.position, other.position = other.position, criterion.position
        db.session.flush()
        db.session.expire(criterion.rubric, ["criteria"])


def copy_rubric(cohort: Cohort, rubric: Rubric, *, actor: Actor, now: datetime) -> Rubric:
    """Begin the cohort's rubric with the criteria of another cohort's. Refused once it has criteria of its own."""
    prepared(cohort, actor=actor, now=now)
    draft = _draft(cohort, actor=actor, now=now)
    if draft.criteria:
        raise Refused(_("This rubric has criteria already. Remove them first, or add what is missing by hand."))
    _fill(draft, rubric)
    return draft


def new_edition(cohort: Cohort, *, actor: Actor, now: datetime) -> Rubric:
    """Begin the next edition as a draft with the same criteria. Refused while there is a draft."""
    prepared(cohort, actor=actor, now=now)
    newest = queries.newest_rubric(cohort.id)
    if newest is None or newest.frozen_at is None:
        raise Refused(_("The newest edition is a draft already. Change that one."))
    draft = _draft(cohort, actor=actor, now=now, after=newest.edition)
    _fill(draft, newest)
    return draft


def use_rubric(cohort: Cohort, *, now: datetime) -> Rubric:
    """Put the draft into use: reviews that are begun from now on follow it, and it stays as it is."""
    rubric = queries.newest_rubric(cohort.id)
    if rubric is None or not rubric.criteria:
        raise Refused(_("The rubric has no criteria yet. Write one, or copy them from an earlier cohort."))
    lock(rubric)
    if rubric.frozen_at is None:
        rubric.frozen_at = now
        db.session.flush()
    return rubric


def _draft(cohort: Cohort, *, actor: Actor, now: datetime, after: int = 0) -> Rubric:
    newest = queries.newest_rubric(cohort.id)
    if newest is not None and not after:
        return _changeable(newest)
    rubric = Rubric(cohort_id=cohort.id, edition=after + 1, created_by_id=actor.person_id, created_at=now)
    db.session.add(rubric)
    db.session.flush()
    return rubric


def _changeable(rubric: Rubric) -> Rubric:
    lock(rubric)
    if rubric.frozen_at is not None:
        raise Refused(_("This edition is in use, so it stays as it is. Begin a new edition and change that one."))
    return rubric


def _fill(draft: Rubric, source: Rubric) -> None:
    draft.copied_from_id = source.id
    for criterion in source.criteria:
        values = {name: getattr(criterion, name) for name in COPIED}
        draft.criteria.append(Criterion(rubric_id=draft.id, **values))
    db.session.flush()
