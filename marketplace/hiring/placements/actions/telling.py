"""Mails about a placement, with links by which their readers answer at once."""

from datetime import datetime

from flask_babel import gettext as _

from marketplace.accounts.models import Person
from marketplace.db import db
from marketplace.hiring.placements import queries
from marketplace.hiring.placements.actions.linking import make_link
from marketplace.hiring.placements.models import Placement
from marketplace.outbox.actions import link_to, queue_mail
from marketplace.sides import Side


def ask_whether_right(placement: Placement, *, now: datetime) -> None:
    """Ask the person whether what others recorded is right: by a link that is good once, and on the page."""
    person = db.session.get_one(Person, placement.jobseeker_id)
    template, subject = ("hire_claimed", _("Is this right? Your new job"))
    if placement.claimed_by_side is Side.STAFF:
        template, subject = "job_recorded", _("Is this right? A job recorded for you")
    place = next((one for one in queries.people_asked(placement) if one.side is Side.JOBSEEKER), None)
    url = make_link(placement, place, now=now) if place is not None else ""
    mail(placement, template, subject, to=person, key=f"{placement.claimed_at:%Y%m%d%H%M%S}", url=url)


def mail(placement: Placement, template: str, subject: str, *, to: Person, key: str, url: str = "") -> bool:
    """Queue one mail; False when it was queued before or is not wanted."""
    return queue_mail(
        to=to.email,
        subject=subject,
        template=template,
        dedupe_key=f"{template}:{placement.id}:{to.id}:{key}",
        organisation_id=placement.employer_id if placement.referral_id else None,
        name=to.name,
        placement_id=str(placement.id),
        job=placement.job_title,
        employer=placement.where,
        url=url or link_to("placements.page", placement_id=placement.id),
    )
