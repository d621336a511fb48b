"""Mails about a referral, to the person and to those who hire."""

from marketplace.accounts import queries as accounts
from marketplace.db import db
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.matches.models import Referral
from marketplace.outbox.actions import queue_mail
from marketplace.sides import HIRING_ROLES


def tell_candidate(referral: Referral, template: str, subject: str, *, key: str = "") -> None:
    """Queue a mail to the person, once for each referral, or for each `key`."""
    person = referral.jobseeker.person
    queue_mail(
        to=person.email,
        subject=subject,
        template=template,
        dedupe_key=f"{template}:{key or referral.id}",
        referral_id=str(referral.id),
        name=person.name,
    )


def tell_employer(role_need: RoleNeed, template: str, subject: str, *, key: str) -> None:
    """Queue a mail to everybody who hires for the employer, once for each `key`."""
    for member in db.session.scalars(accounts.members_of(role_need.employer_id)).unique():
        if member.role in HIRING_ROLES:
            queue_mail(
                to=member.person.email,
                subject=subject,
                template=template,
                name=member.person.name,
                role=role_need.title,
                dedupe_key=f"{template}:{role_need.id}:{key}:{member.id}",
                organisation_id=role_need.employer_id,
            )
