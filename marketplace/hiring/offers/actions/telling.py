"""Who hears of an offer by mail. No mail says a wage, a condition or what anybody wrote; the page does."""

from datetime import datetime

from marketplace.accounts.models import Person
from marketplace.calendars import moment_words
from marketplace.demand.employers.queries import hiring_team
from marketplace.hiring.matches.models import Referral
from marketplace.hiring.offers.models import Offer
from marketplace.outbox.actions import queue_mail


def tell_candidate(offer: Offer, template: str, subject: str, now: datetime | None = None) -> None:
    """A mail to the person; with `now` the same one may come again later."""
    _queue(offer, template, subject, offer.referral.jobseeker.person, now)


def tell_employer(offer: Offer, template: str, subject: str, now: datetime | None = None) -> None:
    """A mail to everybody who hires for the employer; with `now` the same one may come again later."""
    for member in hiring_team(offer.employer_id):
        _queue(offer, template, subject, member, now)


def _queue(offer: Offer, template: str, subject: str, person: Person, now: datetime | None) -> None:
    role_need = offer.referral.role_need
    queue_mail(
        to=person.email,
        subject=subject,
        template=template,
        dedupe_key=f"{template}:{offer.id}:{person.id}" + (f":{now:%Y%m%d%H%M%S}" if now else ""),
        organisation_id=offer.employer_id,
        offer_id=str(offer.id),
        name=person.name,
        role=role_need.title,
        employer=role_need.employer.name,
        moment=moment_words(offer.expires_at, offer.time_zone),
    )


def queue_about(referral: Referral, template: str, subject: str, person: Person, now: datetime) -> None:
    """A mail that leads to the talks rather than to an offer."""
    queue_mail(
        to=person.email,
        subject=subject,
        template=template,
        dedupe_key=f"{template}:{referral.id}:{person.id}:{now:%Y%m%d%H%M%S}",
        organisation_id=referral.employer_id if person.id != referral.jobseeker_id else None,
        referral_id=str(referral.id),
        name=person.name,
        role=referral.role_need.title,
        employer=referral.role_need.employer.name,
    )
