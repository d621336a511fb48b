"""Every mail with its words: which names may stand in them, and a real row to show them on.

The person in a sample is always the one who looks, links open nothing, and what was written to one person is
never shown: a sample tells an administrator nothing about anybody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.accounts.models import Person
from marketplace.administration.queries import samples
from marketplace.db import db
from marketplace.outbox.delivery import Written, in_braces, names_in, public_url, write
from marketplace.outbox.mails import MAILS, Mail
from marketplace.outbox.models import MailText
from marketplace.sides import Actor

Words = dict[str, Any]  # what a mail is about, by name: text, days, moments
NAMES: Final = {
    "name": lazy_gettext("the person it is written to"),
    "site_name": lazy_gettext("the name of the site"),
    "inviter": lazy_gettext("who invites"),
    "organisation": lazy_gettext("the organisation to act for"),
    "expires_at": lazy_gettext("until when the link works"),
    "reset_url": lazy_gettext("the link to a new password"),
    "program": lazy_gettext("the program"),
    "cohort": lazy_gettext("the cohort"),
    "reference": lazy_gettext("the reference of the application"),
    "hear_by": lazy_gettext("the day by which the person hears"),
    "confirm_by": lazy_gettext("until when the seat is held"),
    "words": lazy_gettext("what the program team writes to the person"),
    "starts_on": lazy_gettext("the first day"),
    "place": lazy_gettext("the place"),
    "schedule": lazy_gettext("the schedule"),
    "consortium": lazy_gettext("the consortium"),
    "employer": lazy_gettext("the employer"),
    "role": lazy_gettext("the role"),
    "job": lazy_gettext("the job"),
    "moment": lazy_gettext("the day and the hour"),
}


@dataclass(frozen=True)
class Wording:
    """What may be said in one mail: its subject in our words, the names it knows, and those that must stay."""

    subject: Any  # a lazy sentence with names in braces
    names: tuple[str, ...]
    source: Callable[[Actor, datetime], Words | None]
    must: tuple[str, ...] = ()
    changeable: bool = True  # False for a mail that says different things at different times


_APPLICATION: Final = ("program", "cohort", "reference")
_NEWS: Final = lazy_gettext("News about your application, reference {reference}")
_ROLE: Final = ("role", "employer")
WORDINGS: Final = {
    "confirm_address": Wording(lazy_gettext("Confirm your address"), (), samples.nothing),
    "account_known": Wording(
        lazy_gettext("You already have an account"), ("name", "reset_url"), samples.nothing, ("reset_url",)
    ),
    "reset_password": Wording(lazy_gettext("A new password"), ("name",), samples.nothing),
    "password_changed": Wording(lazy_gettext("Your password was changed"), ("name",), samples.nothing),
    "second_factor_changed": Wording(
        lazy_gettext("Your second factor has changed"), ("name",), samples.nothing, changeable=False
    ),
    "confirm_new_address": Wording(lazy_gettext("Confirm your new address"), (), samples.nothing),
    "address_changed": Wording(lazy_gettext("Your address was changed"), ("name",), samples.nothing),
    "invitation": Wording(
        lazy_gettext("Your invitation to act for {organisation}"),
        ("name", "inviter", "organisation", "expires_at"),
        samples.invitation,
        ("expires_at",),
    ),
    "application_received": Wording(
        lazy_gettext("We have your application, reference {reference}"),
        ("name", *_APPLICATION, "hear_by"),
        samples.application,
        ("hear_by",),
    ),
    "application_accepted": Wording(_NEWS, ("name", *_APPLICATION, "confirm_by"), samples.application, ("confirm_by",)),
    "application_waitlisted": Wording(_NEWS, ("name", *_APPLICATION), samples.application),
    "application_not_selected": Wording(_NEWS, ("name", *_APPLICATION, "words"), samples.application, ("words",)),
    "application_lapsed": Wording(_NEWS, ("name", *_APPLICATION), samples.application),
    "enrolment_confirmed": Wording(
        lazy_gettext("Your seat, reference {reference}"),
        ("name", *_APPLICATION, "starts_on", "place", "schedule"),
        samples.application,
        ("starts_on", "place"),
    ),
    "agreement": Wording(
        lazy_gettext("The agreement of {consortium}"), ("name", "consortium", "employer"), samples.agreement
    ),
    "shortlist_shared": Wording(lazy_gettext("People are ready to meet you"), ("name", "role"), samples.role),
    "referral_shared": Wording(lazy_gettext("An employer may want to meet you"), ("name",), samples.role),
    "referral_mutual": Wording(lazy_gettext("You both said yes"), ("name",), samples.role),
    "referral_mutual_employer": Wording(lazy_gettext("You both said yes"), ("name", "role"), samples.role),
    "interview_proposed": Wording(lazy_gettext("Pick a time for your interview"), ("name", *_ROLE), samples.role),
    "interview_scheduled": Wording(
        lazy_gettext("Your interview is arranged"), ("name", *_ROLE, "moment"), samples.role, ("moment",)
    ),
    "interview_scheduled_employer": Wording(
        lazy_gettext("An interview is arranged"), ("name", *_ROLE, "moment"), samples.role, ("moment",)
    ),
    "interview_cancelled": Wording(lazy_gettext("Your interview is called off"), ("name", *_ROLE), samples.role),
    "interview_cancelled_employer": Wording(lazy_gettext("An interview is called off"), ("name", *_ROLE), samples.role),
    "offer_extended": Wording(lazy_gettext("You have an offer"), ("name", *_ROLE, "moment"), samples.role, ("moment",)),
    "offer_withdrawn": Wording(lazy_gettext("An offer was withdrawn"), ("name", *_ROLE), samples.role),
    "offer_accepted": Wording(lazy_gettext("Your offer is accepted"), ("name", *_ROLE), samples.role),
    "offer_ended": Wording(lazy_gettext("An offer was not taken"), ("name", *_ROLE), samples.role),
    "hire_claimed": Wording(lazy_gettext("Is this right? Your new job"), ("name", "job", "employer"), samples.role),
    "hire_disputed": Wording(lazy_gettext("A hire needs another look"), ("name", "job", "employer"), samples.role),
}


@dataclass(frozen=True)
class Shown:
    """A mail as its page shows it: in the administrator's words or ours, and on which row."""

    mail: Mail
    wording: Wording | None
    own: MailText | None
    written: Written | None  # None where there is no row yet to show it on

    @property
    def names(self) -> list[tuple[str, str]]:
        """The names that may stand in braces, and what each of them is."""
        offered = (*self.wording.names, "site_name") if self.wording else ()
        return [(name, str(NAMES[name])) for name in offered]


def own_words(template: str) -> MailText | None:
    """The administrator's words for a mail; None when it has ours."""
    return db.session.get(MailText, template)


def changed() -> set[str]:
    """The mails that have an administrator's words."""
    return set(db.session.scalars(sa.select(MailText.template)))


def ours(template: str) -> tuple[str, str]:
    """Our subject and paragraphs, with the names in braces."""
    wording = WORDINGS[template]
    return str(wording.subject), in_braces(template, wording.names)


def shown(template: str, actor: Actor, now: datetime) -> Shown:
    """A mail on a real row, written to whoever looks."""
    wording, own = WORDINGS.get(template), own_words(template)
    context = sample(template, actor, now)
    if wording is None or context is None:
        return Shown(MAILS[template], wording, own, None)
    subject = _filled(str(wording.subject), context)
    return Shown(MAILS[template], wording, own, write(template, subject, own, **context))


def sample(template: str, actor: Actor, now: datetime) -> Words | None:
    """What a mail is about, from the newest row there is; None when there is none yet."""
    found = WORDINGS[template].source(actor, now) if template in WORDINGS else None
    if found is None:
        return None
    nowhere = f"{public_url()}/…"
    links = {"url": nowhere, "reset_url": nowhere, "link_to": lambda *_where, **_values: nowhere}
    return {"name": actor.name, "words": _("(Here stands what the program team writes to the person.)")} | found | links


def _filled(subject: str, context: Words) -> str:
    for name in names_in(subject):
        subject = subject.replace(f"{{{name}}}", str(context[name]))
    return subject


def address_of(actor: Actor) -> str:
    """Where a sample goes: to who looks."""
    return db.session.get_one(Person, actor.person_id).email
