"""What waits around the work that came of a match: a word, a look, a check."""

from typing import Any, Final

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from marketplace.hiring.placements import queries as placements
from marketplace.hiring.placements.models import Placement, RetentionCheckpoint
from marketplace.home.queries.waiting import (
    WEEK,
    Asked,
    Kind,
    Rows,
    Turn,
    by_person,
    day_after,
    employer_of,
    line,
    name_of,
)


def placements_to_verify(asked: Asked) -> Rows:
    """Hires that the person has confirmed, and that are shown well enough."""
    return _placements(asked, placements.to_verify(asked.actor), Placement.confirmed_at)


def evidence_missing(asked: Asked) -> Rows:
    """Hires of which one side alone has spoken, and that no file shows."""
    return _placements(asked, placements.missing_evidence(asked.actor), Placement.claimed_at)


def placements_disputed(asked: Asked) -> Rows:
    """Hires of which the two sides do not say the same."""
    return _placements(asked, placements.disputed(asked.actor), Placement.claimed_at)


def hires_unconfirmed(asked: Asked) -> Rows:
    """Hires of which the person has not said for a week whether they are right."""
    return _placements(asked, placements.unanswered_confirmations(asked.actor, asked.now), Placement.claimed_at)


def work_seems_over(asked: Asked) -> Rows:
    """Work that lasts by the record, while a check or an employer says that the person is not there any more."""
    return _placements(asked, placements.seem_over(asked.actor), None)


def _placements(asked: Asked, rows: sa.Select[Placement], since: Any) -> Rows:  # Any: a column
    return line(
        asked,
        rows,
        subject=Placement.id,
        due=None if since is None else day_after(since, WEEK.days),
        since=since,
        who=name_of(Placement.jobseeker_id),
        about=employer_of(Placement.employer_id),
        asks=Placement.jobseeker_id,
        program=by_person(Placement.jobseeker_id),
    )


def checks_due(asked: Asked) -> Rows:
    """Retention checks whose day has come, or comes soon."""
    return line(
        asked,
        placements.checks_due(asked.actor, asked.soon),
        subject=RetentionCheckpoint.id,
        page=RetentionCheckpoint.placement_id,
        due=RetentionCheckpoint.due_on,
        since=None,
        who=name_of(Placement.jobseeker_id),
        about=employer_of(Placement.employer_id),
        program=by_person(Placement.jobseeker_id),
    )


_PLACEMENT: Final = ("placements.page", "placement_id")
KINDS: Final = (
    Kind(
        "confirmation",
        Turn.PERSON,
        _("Hires to confirm"),
        _("A hire is not confirmed"),
        hires_unconfirmed,
        *_PLACEMENT,
    ),
    Kind(
        "dispute",
        Turn.TEAM,
        _("Disputed hires"),
        _("Settle a disputed placement"),
        placements_disputed,
        *_PLACEMENT,
    ),
    Kind(
        "verify",
        Turn.TEAM,
        _("Placements to verify"),
        _("Verify a placement"),
        placements_to_verify,
        *_PLACEMENT,
    ),
    Kind(
        "paper",
        Turn.TEAM,
        _("Hires that nothing shows"),
        _("Find out what shows a hire"),
        evidence_missing,
        *_PLACEMENT,
    ),
    Kind(
        "over",
        Turn.TEAM,
        _("Work that seems to be over"),
        _("Ask whether the work has ended"),
        work_seems_over,
        *_PLACEMENT,
    ),
    Kind("check", Turn.TEAM, _("Checks that are due"), _("Ask whether the job lasts"), checks_due, *_PLACEMENT),
)
