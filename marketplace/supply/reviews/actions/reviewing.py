"""What a reviewer does: declare, read, score, hand in, and change it afterwards with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm.attributes import flag_modified

from marketplace.db import db, expect_version, lock, move
from marketplace.errors import Refused
from marketplace.sides import Actor
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.reviews import queries
from marketplace.supply.reviews.lifecycle import LIFECYCLE
from marketplace.supply.reviews.models import Review, ReviewEdition, ReviewScore, RoundStage, Rubric, Stage


@dataclass(frozen=True)
class Given:
    """What a reviewer says of one criterion: a level, or that the application does not tell; nothing yet is neither."""

    level: int | None = None
    cannot_tell: bool = False
    words: str = ""


def begin(review: Review, *, actor: Actor, now: datetime) -> None:
    """Say that there is no conflict of interest, and begin to read."""
    _guard(review)
    move(review, LIFECYCLE, "begin", actor=actor, now=now)


def declare(review: Review, *, words: str, actor: Actor, now: datetime) -> None:
    """Give a review back because of a conflict of interest; `words` are for those who assign."""
    lock(review)
    move(review, LIFECYCLE, "declare", actor=actor, now=now, note=words)


def save(review: Review, given: Mapping[UUID, Given], *, words: str, version: str | None, actor: Actor) -> None:
    """Keep what is written so far; nobody else reads it before it is handed in."""
    expect_version(review, version)
    _guard(review)
    if review.stage is not Stage.BEGUN or review.reviewer_id != actor.person_id:
        raise Refused(_("This review is not under way. Load the page again to see where it stands."))
    rubric = _follow(review)
    review.words = words
    known = {score.criterion_id: score for score in review.scores}
    for criterion in rubric.criteria:
        said = given.get(criterion.id, Given())
        score = known.get(criterion.id)
        if score is None:
            score = ReviewScore(review_id=review.id, criterion_id=criterion.id)
            review.scores.append(score)
        score.level, score.cannot_tell, score.words = said.level, said.cannot_tell, said.words
    flag_modified(review, "words")  # the row's version rises with a score too, so that no second tab overwrites it
    db.session.flush()


def submit(
    review: Review, given: Mapping[UUID, Given], *, words: str, version: str | None, actor: Actor, now: datetime
) -> None:
    """Hand a review in, once. Each criterion needs a level, or “cannot tell” with a word why."""
    save(review, given, words=words, version=version, actor=actor)
    rubric = _follow(review)
    _complete(rubric, given)
    score = queries.score_of(
        {criterion_id: said.level for criterion_id, said in given.items()},
        {criterion.id: criterion.weight for criterion in rubric.criteria},
    )
    review.points, review.weight_known, review.submitted_at = score.points, score.weight_known, now
    move(review, LIFECYCLE, "submit", actor=actor, now=now)
    _keep_edition(review, rubric, given, now)


def reopen(review: Review, *, words: str, actor: Actor, now: datetime) -> None:
    """Open a review that is in, to change it. It counts for nothing until it is in again; what was in stays noted.

    Refused while names are hidden: whoever handed it in may have read the name, and what others wrote.
    """
    lock(review)
    _guard(review)
    if queries.is_blind(review.application.cohort_id):
        raise Refused(
            _(
                "While names are hidden, a review that is in stays as it is: you may have read who it is by now, and "
                "what others wrote. You can change it when this phase has ended."
            )
        )
    if LIFECYCLE.allows(review.stage, "reopen", actor):
        review.points = review.weight_known = review.submitted_at = None
    move(review, LIFECYCLE, "reopen", actor=actor, now=now, note=words)


def _guard(review: Review) -> None:
    if review.application.stage is not ApplicationStage.IN_REVIEW:
        raise Refused(_("This application is not in review any more, so its reviews stay as they are."))
    found = queries.round_of(review.application.cohort_id)
    if found is None or found.stage is RoundStage.PREPARING:
        raise Refused(_("The reviews of this cohort have not begun yet. The program team begins them."))


def _follow(review: Review) -> Rubric:
    """The edition that this review follows: the one in use when its first score was kept."""
    if review.rubric is None:
        review.rubric = queries.rubric_in_use(review.application.cohort_id)
    if review.rubric is None:
        raise Refused(_("No rubric is in use for this cohort yet. The program team puts one into use."))
    return review.rubric


def _complete(rubric: Rubric, given: Mapping[UUID, Given]) -> None:
    for criterion in rubric.criteria:
        said = given.get(criterion.id, Given())
        if said.level is None and not said.cannot_tell:
            raise Refused(
                _("“%(name)s” has no level yet. Choose one, or say that you cannot tell.", name=criterion.name)
            )
        if said.cannot_tell and not said.words:
            raise Refused(_("Write a few words beside “%(name)s”: what would you need to know?", name=criterion.name))


def _keep_edition(review: Review, rubric: Rubric, given: Mapping[UUID, Given], now: datetime) -> None:
    before = db.session.scalar(
        sa.select(sa.func.count()).select_from(ReviewEdition).where(ReviewEdition.review_id == review.id)
    )
    levels = {str(criterion.id): given.get(criterion.id, Given()).level for criterion in rubric.criteria}
    db.session.add(
        ReviewEdition(
            review_id=review.id,
            edition=(before or 0) + 1,
            rubric_id=rubric.id,
            points=review.points,
            weight_known=review.weight_known,
            levels=levels,
            at=now,
        )
    )
    db.session.flush()
