"""Who is told of a round: everybody who could take part, on either side. No mail says a name, a role or a result."""

import uuid
from collections.abc import Collection, Iterable

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Person
from marketplace.calendars import moment_words
from marketplace.db import db
from marketplace.demand.employers.queries import hiring_team
from marketplace.hiring.rounds.models import MatchingRound
from marketplace.outbox.actions import queue_mail
from marketplace.supply.jobseekers.models import Jobseeker


def subject_of(template: str, row: MatchingRound) -> str:
    """The subject of a mail about a round."""
    return {
        "round_opened": _("Put them in order: %(round)s", round=row.name),
        "round_reminder": _("Your list is still open: %(round)s", round=row.name),
        "round_released": _("What came of it: %(round)s", round=row.name),
        "round_abandoned": _("Called off: %(round)s", round=row.name),
    }[template]


def tell(row: MatchingRound, template: str, people: Iterable[uuid.UUID], employers: Iterable[uuid.UUID]) -> None:
    """Write to these people and to whoever hires for these employers, once each."""
    for person in _persons(set(people)):
        _queue(row, template, person)
    for employer_id in sorted(set(employers)):
        for member in hiring_team(employer_id):
            _queue(row, template, member, employer_id)


def _persons(ids: Collection[uuid.UUID]) -> list[Person]:
    rows = sa.select(Jobseeker).where(Jobseeker.id.in_(ids)).options(joinedload(Jobseeker.person))
    return [row.person for row in db.session.scalars(rows.order_by(Jobseeker.id))]


def _queue(row: MatchingRound, template: str, to: Person, employer_id: uuid.UUID | None = None) -> None:
    queue_mail(
        to=to.email,
        subject=subject_of(template, row),
        template=template,
        dedupe_key=f"{template}:{row.id}:{to.id}:{employer_id or ''}",
        organisation_id=employer_id,
        round_id=str(row.id),
        name=to.name,
        round=row.name,
        moment=moment_words(row.freezes_at, row.time_zone),
    )
