"""Who gets a mail about an interview, with the file for their calendar; nobody else is named in that file."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _

from marketplace.accounts.models import Person
from marketplace.calendars import Party, calendar_file, moment_words
from marketplace.demand.employers.queries import hiring_team
from marketplace.hiring.interviews import queries
from marketplace.hiring.interviews.models import Interview
from marketplace.outbox.actions import queue_mail, sender_address
from marketplace.sides import Side


def tell_candidate(interview: Interview, template: str, subject: str, *, calendar_at: datetime | None = None) -> None:
    """Tell the person; with `calendar_at`, the moment of now, the file for their calendar comes along."""
    person = interview.referral.jobseeker.person
    _queue(interview, template, subject, [person], side=Side.JOBSEEKER, calendar_at=calendar_at)


def tell_employer(
    interview: Interview, template: str, subject: str, *, calendar_at: datetime | None = None, key: str = ""
) -> None:
    """Tell the owners, the recruiters and the panel, each once; `key` tells a mail from an earlier one of its kind."""
    team = {person.id: person for person in (*hiring_team(interview.employer_id), *interview.panel)}
    _queue(interview, template, subject, team.values(), side=Side.EMPLOYER, calendar_at=calendar_at, key=key)


def calendar_title(interview: Interview, side: Side) -> str:
    """What an interview is called in a calendar: the employer for the candidate, a tree's name for the employer."""
    need = interview.referral.role_need
    if side is Side.JOBSEEKER:
        return _("Interview with %(employer)s: %(role)s", employer=need.employer.name, role=need.title)
    return _("Interview with Candidate %(tree)s: %(role)s", tree=interview.referral.alias, role=need.title)


def calendar_for(interview: Interview, reader: Party, side: Side, *, now: datetime) -> bytes:
    """The file for the calendar of one person."""
    title = calendar_title(interview, side)
    appointment = queries.appointment(interview, title=title, reader=reader, sender=sender_address())
    return calendar_file(appointment, kind="Interviews", now=now)


def _queue(
    interview: Interview,
    template: str,
    subject: str,
    people: Iterable[Person],
    *,
    side: Side,
    calendar_at: datetime | None,
    key: str = "",
) -> None:
    """One mail for each. The version in its key tells this change from the next one."""
    role_need = interview.referral.role_need
    for person in people:
        calendar = (
            calendar_for(interview, Party(person.email, person.name), side, now=calendar_at).decode()
            if calendar_at and interview.starts_at
            else ""
        )
        queue_mail(
            to=person.email,
            subject=subject,
            template=template,
            dedupe_key=f"{template}:{interview.id}:{key or interview.version}:{person.id}",
            organisation_id=interview.employer_id,
            calendar=calendar,
            interview_id=str(interview.id),
            name=person.name,
            role=role_need.title,
            employer=role_need.employer.name,
            moment=moment_words(interview.starts_at, interview.time_zone),
        )
