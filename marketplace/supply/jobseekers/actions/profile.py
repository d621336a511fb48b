"""A person's own profile: begun with the first word they write, experiences first."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, expect_version
from marketplace.errors import Refused, constraint_says
from marketplace.sides import Actor, Side
from marketplace.supply.jobseekers.models import EvidenceItem, Experience, ExperienceKind, Jobseeker

constraint_says(
    "pk_jobseekers", lazy_gettext("Your profile was begun in another window a moment ago. Send this again.")
)
constraint_says(
    "ck_experiences_dates_in_order", lazy_gettext("That end is before the beginning. Please check the two months.")
)
constraint_says(
    "fk_evidence_items_experience_id", lazy_gettext("This experience shows a competency. Remove it there first.")
)


def profile_of(actor: Actor, now: datetime) -> Jobseeker:
    """The acting jobseeker's profile row, made when it does not exist yet. Only for requests that write."""
    if actor.side is not Side.JOBSEEKER:
        raise Refused(_("Only a jobseeker has a profile. Switch to your own account first."))
    row = db.session.get(Jobseeker, actor.person_id)
    if row is None:
        row = Jobseeker(id=actor.person_id, created_at=now)
        db.session.add(row)
        db.session.flush()
    return row


def save_profile(
    *,
    actor: Actor,
    now: datetime,
    version: str | None,
    headline: str,
    phone: str,
    place: str,
    province: str,
    hours_per_week: int | None,
    available_from: date | None,
    may_work: bool | None,
) -> Jobseeker:
    """Keep what the person says about themselves. Stale when the page is older than the profile."""
    begun = db.session.get(Jobseeker, actor.person_id)
    if begun is not None:
        expect_version(begun, version)
    row = profile_of(actor, now)
    row.headline, row.phone, row.place, row.province = headline, phone, place, province
    row.hours_per_week, row.available_from, row.may_work = hours_per_week, available_from, may_work
    db.session.flush()
    return row


def add_experience(
    *,
    actor: Actor,
    now: datetime,
    kind: ExperienceKind,
    title: str,
    organisation: str,
    started_on: date,
    ended_on: date | None,
    description: str,
) -> Experience:
    """Add something the person did; `ended_on` None means that they still do it."""
    row = Experience(
        jobseeker_id=profile_of(actor, now).id,
        kind=kind,
        title=title,
        organisation=organisation,
        started_on=started_on,
        ended_on=ended_on,
        description=description,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def change_experience(
    experience: Experience,
    *,
    version: str | None,
    kind: ExperienceKind,
    title: str,
    organisation: str,
    started_on: date,
    ended_on: date | None,
    description: str,
) -> None:
    """Put an experience in other words. Stale when it changed since the page was loaded."""
    expect_version(experience, version)
    experience.kind, experience.title, experience.organisation = kind, title, organisation
    experience.started_on, experience.ended_on, experience.description = started_on, ended_on, description
    db.session.flush()


def remove_experience(experience: Experience) -> None:
    """Take an experience out of the profile. Refused while it is the evidence of a competency."""
    if db.session.scalar(sa.select(EvidenceItem.id).where(EvidenceItem.experience_id == experience.id).limit(1)):
        raise Refused(
            _("“%(title)s” shows one of your competencies. Remove it there first, then here.", title=experience.title)
        )
    db.session.delete(experience)
    db.session.flush()
