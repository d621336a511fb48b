"""What a partner says of a version, module by module, and whether it signs off."""

from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from marketplace.db import db, expect_version, lock, move
from marketplace.demand.programs.lifecycle import REVIEW
from marketplace.demand.programs.models import ModuleComment, VersionReview, VersionStage
from marketplace.errors import Refused
from marketplace.sides import Actor


def comment(review: VersionReview, *, module_id: UUID, remark: str, actor: Actor, now: datetime) -> ModuleComment:
    """Say something about one module of the version, in one's own words."""
    _require_open(review)
    if module_id not in {module.id for module in review.version_of.modules}:
        raise Refused(_("That module is not part of this version. Load the page again and choose one."))
    row = ModuleComment(
        review_id=review.id, module_id=module_id, words=remark, written_by_id=actor.person_id, written_at=now
    )
    db.session.add(row)
    db.session.flush()
    return row


def answer(row: ModuleComment, *, words: str, actor: Actor, now: datetime) -> None:
    """Answer a comment for the program team; an answer can be written again."""
    lock(row)
    row.answer, row.answered_by_id, row.answered_at = words, actor.person_id, now
    db.session.flush()


def sign_off(review: VersionReview, *, version: str | None, words: str, actor: Actor, now: datetime) -> None:
    """Say that the version answers what this employer needs."""
    _decide(review, "sign_off", version=version, words=words, actor=actor, now=now)


def object_to(review: VersionReview, *, version: str | None, words: str, actor: Actor, now: datetime) -> None:
    """Say that it does not, and what would have to change."""
    if not words:
        raise Refused(_("Say in a sentence what would have to change, so that the next version can answer it."))
    _decide(review, "object", version=version, words=words, actor=actor, now=now)


def _decide(review: VersionReview, name: str, *, version: str | None, words: str, actor: Actor, now: datetime) -> None:
    expect_version(_require_open(review), version)
    review.words, review.decided_at, review.decided_by_id = words, now, actor.person_id
    move(review, REVIEW, name, actor=actor, now=now, note=words)


def _require_open(review: VersionReview) -> VersionReview:
    lock(review)
    lock(review.version_of)
    if review.version_of.stage is not VersionStage.SENT:
        raise Refused(
            _("A newer version has taken the place of this one, so it needs no answer any more. Read the newer one.")
        )
    return review
