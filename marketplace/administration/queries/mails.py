"""Every mail with its words: which names may stand in them, and a real row to show them on.

The person in a sample is always the one who looks, links open nothing, and what was written to one person is
never shown: a sample tells an administrator nothing about anybody.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.accounts.models import Person
from marketplace.administration.queries import samples
from marketplace.administration.queries.wordings import INTERVIEWS, OFFERS, OUTCOMES, PLACEMENTS, ROUNDS, Wording, Words
from marketplace.db import db
from marketplace.outbox.delivery import Written, in_braces, names_in, public_url, write
from marketplace.outbox.mails import MAILS, Mail
from marketplace.outbox.models import MailText
from marketplace.sides import Actor

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
    "due_on": lazy_gettext("the day by which the person answers"),
    "words": lazy_gettext("what the program team writes to the person"),
    "starts_on": lazy_gettext("the first day"),
    "before": lazy_gettext("the cohort before"),
    "later": lazy_gettext("the later cohort"),
    "place": lazy_gettext("the place"),
    "schedule": lazy_gettext("the schedule"),
    "consortium": lazy_gettext("the consortium"),
    "employer": lazy_gettext("the employer"),
    "role": lazy_gettext("the role"),
    "job": lazy_gettext("the job"),
    "number": lazy_gettext("the number of the version"),
    "last_day": lazy_gettext("the last day"),
    "moment": lazy_gettext("the day and the hour"),
    "round": lazy_gettext("the name of the round"),
    "title": lazy_gettext("what the session is about"),
    "was": lazy_gettext("when it was planned before"),
    "interviewer": lazy_gettext("who leads the session"),
    "news": lazy_gettext("where the session stands now"),
    "competency": lazy_gettext("the competency that was looked at"),
    "outcome": lazy_gettext("what came of it"),
}

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
    "interest_confirm": Wording(
        lazy_gettext("Shall we write when {program} opens?"), ("program",), samples.application
    ),
    "cohort_opened": Wording(
        lazy_gettext("{program} is open for applications"),
        ("program", "cohort", "place", "starts_on", "last_day"),
        samples.application,
        ("starts_on", "last_day"),
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
    "application_promoted": Wording(_NEWS, ("name", *_APPLICATION, "confirm_by"), samples.application, ("confirm_by",)),
    "application_deferred": Wording(
        _NEWS, ("name", *_APPLICATION, "before", "starts_on", "words"), samples.application, ("starts_on", "words")
    ),
    "cohort_cancelled": Wording(_NEWS, ("name", *_APPLICATION, "words"), samples.application, ("words",)),
    "seat_taken_back": Wording(_NEWS, ("name", *_APPLICATION, "words"), samples.application, ("words",)),
    "deferral_declined": Wording(_NEWS, ("name", *_APPLICATION, "later", "words"), samples.application, ("words",)),
    "application_expired": Wording(_NEWS, ("name", *_APPLICATION), samples.application),
    "application_draft_closing": Wording(
        lazy_gettext("Your application is not sent yet: {cohort}"),
        ("name", *_APPLICATION, "moment"),
        samples.application,
        ("moment",),
    ),
    "application_deadline_moved": Wording(
        lazy_gettext("More time: {cohort}"),
        ("name", "program", "cohort", "moment"),
        samples.application,
        changeable=False,
    ),
    "application_question": Wording(
        lazy_gettext("A question about your application, reference {reference}"),
        ("name", *_APPLICATION, "words", "due_on"),
        samples.application,
        ("words", "due_on"),
    ),
    "application_question_due": Wording(
        lazy_gettext("Your answer is due soon, reference {reference}"),
        ("name", *_APPLICATION, "words", "due_on"),
        samples.application,
        ("words", "due_on"),
    ),
    "application_ineligible": Wording(_NEWS, ("name", *_APPLICATION, "words"), samples.application, ("words",)),
    "application_answered": Wording(
        lazy_gettext("An answer has come, reference {reference}"), ("name", *_APPLICATION), samples.application
    ),
    "application_appealed": Wording(
        lazy_gettext("Another look is asked for, reference {reference}"), ("name", *_APPLICATION), samples.application
    ),
    "enrolment_confirmed": Wording(
        lazy_gettext("Your seat, reference {reference}"),
        ("name", *_APPLICATION, "starts_on", "place", "schedule"),
        samples.application,
        ("starts_on", "place"),
    ),
    "enrolment_moved": Wording(
        lazy_gettext("You go on in {cohort}"),
        ("name", *_APPLICATION, "starts_on", "place", "schedule"),
        samples.application,
        ("starts_on", "place"),
    ),
    "evidence_reviewed": Wording(
        lazy_gettext("We have looked at “{competency}”"), ("name", "competency", "outcome"), samples.evidence
    ),
    "certificate_issued": Wording(
        lazy_gettext("Your certificate of {program}"), ("name", *_APPLICATION), samples.application
    ),
    "intent_asked": Wording(
        lazy_gettext("One question about your program, until {last_day}"),
        ("name", *_APPLICATION, "last_day"),
        samples.application,
        ("last_day",),
    ),
    "training_moved": Wording(
        lazy_gettext("A session has moved: {title}"),
        ("name", "title", "program", "cohort", "was", "moment", "place"),
        samples.training,
        ("moment", "place"),
    ),
    "training_called_off": Wording(
        lazy_gettext("A session is called off: {title}"),
        ("name", "title", "program", "cohort", "moment", "words"),
        samples.training,
        ("moment", "words"),
    ),
    **dict.fromkeys(
        ("inbox_reminder", "inbox_reminder_employer", "inbox_reminder_team"),
        Wording(lazy_gettext("Something waits for your answer"), ("name",), samples.things, changeable=False),
    ),
    "heard_ready": Wording(lazy_gettext("What we heard from {employer}"), ("name", "employer"), samples.role),
    "discovery_proposed": Wording(
        lazy_gettext("Pick a time to talk"), ("name", "interviewer", "employer"), samples.talk
    ),
    "discovery_scheduled": Wording(
        lazy_gettext("When we talk"), ("name", "interviewer", "employer", "moment", "place"), samples.talk, ("moment",)
    ),
    "discovery_cancelled": Wording(
        lazy_gettext("Our conversation is called off"), ("name", "interviewer", "employer", "moment"), samples.talk
    ),
    "discovery_picked": Wording(
        lazy_gettext("A time is picked: {employer}"), ("name", "employer", "moment"), samples.talk, ("moment",)
    ),
    "discovery_not_possible": Wording(
        lazy_gettext("About the session with {employer}"), ("name", "employer", "moment", "news"), samples.talk
    ),
    "agreement": Wording(
        lazy_gettext("The agreement of {consortium}"), ("name", "consortium", "employer"), samples.agreement
    ),
    "consortium_invited": Wording(
        lazy_gettext("Would you like to talk about {consortium}?"),
        ("name", "consortium", "employer"),
        samples.agreement,
    ),
    "version_sent": Wording(
        lazy_gettext("Version {number} of {program}"), ("name", "program", "employer", "number"), samples.version
    ),
    "role_need_waiting": Wording(lazy_gettext("Is this the role? {role}"), ("name", *_ROLE), samples.role),
    "role_need_expiring": Wording(
        lazy_gettext("Is this role still needed? {role}"), ("name", *_ROLE, "last_day"), samples.role, ("last_day",)
    ),
    "shortlist_shared": Wording(lazy_gettext("People are ready to meet you"), ("name", "role"), samples.role),
    "referral_shared": Wording(lazy_gettext("An employer may want to meet you"), ("name",), samples.role),
    "reading_answered": Wording(lazy_gettext("An answer about your match"), ("name",), samples.role),
    "referral_mutual": Wording(lazy_gettext("You both said yes"), ("name",), samples.role),
    "referral_mutual_employer": Wording(lazy_gettext("You both said yes"), ("name", "role"), samples.role),
    "talks_ended": Wording(lazy_gettext("{employer} no longer takes part"), ("name", "employer"), samples.role),
    "employer_left": Wording(lazy_gettext("Our work together comes to its end"), ("name", "employer"), samples.role),
    **INTERVIEWS,
    **OFFERS,
    **ROUNDS,
    **PLACEMENTS,
    **OUTCOMES,
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
