"""Who gets a mail about a session, and what stands in it."""

from collections.abc import Iterable
from uuid import UUID

from flask_babel import gettext as _

from marketplace.calendars import moment_words
from marketplace.demand.discovery import queries
from marketplace.demand.discovery.lifecycle import LIFECYCLE
from marketplace.demand.discovery.models import DiscoverySession
from marketplace.outbox.actions import queue_mail


def tell_employer(session: DiscoverySession, template: str, subject: str) -> None:
    """Tell the employer's owners and recruiters, and whoever else of them takes part."""
    team = [(person.email, person.name) for person in queries.hiring_team(session.employer_id)]
    guests = [session.contact, *session.guests] if session.contact else session.guests
    people = [*team, *((guest.email, guest.name) for guest in guests)]
    _queue(session, template, subject, people, organisation_id=session.employer_id)


def tell_team(session: DiscoverySession, template: str, subject: str) -> None:
    """Tell the interviewers."""
    people = [session.interviewer, *session.others]
    _queue(session, template, subject, [(person.email, person.name) for person in people])


def _queue(
    session: DiscoverySession,
    template: str,
    subject: str,
    people: Iterable[tuple[str, str]],
    *,
    organisation_id: UUID | None = None,
) -> None:
    """One mail for each address. The version in its key tells this change from the next one."""
    for email, name in dict(people).items():
        queue_mail(
            to=email,
            subject=subject,
            template=template,
            dedupe_key=f"{template}:{session.id}:{session.version}:{email}",
            organisation_id=organisation_id,
            session_id=str(session.id),
            name=name,
            employer=session.employer.name,
            interviewer=session.interviewer.name,
            moment=moment_words(session.starts_at, session.time_zone),
            place=session.place or _("it follows"),
            news=LIFECYCLE.label(session.stage),
        )
