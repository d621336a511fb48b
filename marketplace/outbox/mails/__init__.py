"""Every mail the house writes, by the name of its template: what it is about, whether people may switch it off.

The one register of mails: queueing, notices, what each person wants to get, and the texts an administrator
changes all read it. A mail that is not listed here cannot be queued.
"""

from typing import Final

from flask_babel import lazy_gettext as _

from marketplace.outbox.mails.hiring import HIRING
from marketplace.outbox.mails.interviews import MEETING
from marketplace.outbox.mails.mail import Mail
from marketplace.outbox.mails.outcomes import OUTCOMES
from marketplace.outbox.mails.placements import PLACEMENTS
from marketplace.outbox.mails.supply import SUPPLY
from marketplace.outbox.mails.topics import (
    AGREEMENTS,
    ANSWERS,
    CONSORTIA,
    ENDINGS,
    HEARD,
    INVITATIONS,
    MEETINGS,
    OFFERS,
    REMINDERS,
    ROLES,
    SECURITY,
    SESSION_NEWS,
    SESSIONS,
    SHORTLISTS,
    VERSIONS,
    Topic,
)
from marketplace.sides import Side

__all__ = ["MAILS", "Mail", "Topic", "mail_named", "topics"]

_JOBSEEKER, _EMPLOYER = Side.JOBSEEKER, Side.EMPLOYER
_ACCOUNT: Final = (None, "accounts.account_page")
_ROLE: Final = (_JOBSEEKER, "matches.referral", "referral_id")
_TALK: Final = ("discovery.talk", "session_id")
_SESSION: Final = ("discovery.page", "session_id")
_OFFER: Final = ("offers.page", "offer_id")
_PLACEMENT: Final = ("placements.page", "placement_id")
_PEOPLE: Final = (_EMPLOYER, "matches.listing")
_PARTNER: Final = (_EMPLOYER, "consortium.memberships")
_VERSION: Final = (_EMPLOYER, "programs.review_page", "review_id")

_REMINDED: Final = _("Staff have somebody reminded of what waits for them.")

_LISTED: Final = (
    Mail("confirm_address", SECURITY, _("Confirm an address"), _("Somebody registers with an address.")),
    Mail("account_known", SECURITY, _("You already have an account"), _("Somebody registers again."), *_ACCOUNT),
    Mail("reset_password", SECURITY, _("A new password"), _("Somebody asks for a new password."), *_ACCOUNT),
    Mail("password_changed", SECURITY, _("The password was changed"), _("A password has become another."), *_ACCOUNT),
    Mail("confirm_new_address", SECURITY, _("Confirm a new address"), _("Somebody changes their address.")),
    Mail("address_changed", SECURITY, _("The address was changed"), _("Written to the address that was.")),
    Mail(
        "second_factor_changed",
        SECURITY,
        _("The second factor has changed"),
        _("It was turned on or off, or an administrator took it away."),
        *_ACCOUNT,
    ),
    Mail("invitation", INVITATIONS, _("Invitation"), _("Somebody is invited to act for an organisation.")),
    *SUPPLY,
    Mail(
        "heard_ready",
        HEARD,
        _("What we heard is ready to read"),
        _("Staff tell an employer’s people that they can read a session back."),
        _EMPLOYER,
        "discovery.heard",
    ),
    Mail("inbox_reminder", REMINDERS, _("A reminder, to a person"), _REMINDED, _JOBSEEKER, "home.index"),
    Mail("inbox_reminder_employer", REMINDERS, _("A reminder, to an employer"), _REMINDED, _EMPLOYER, "home.index"),
    Mail("inbox_reminder_team", REMINDERS, _("A reminder, to a colleague"), _REMINDED, Side.STAFF, "home.index"),
    Mail("discovery_proposed", SESSIONS, _("Times to talk"), _("Staff offer times for a session."), _EMPLOYER, *_TALK),
    Mail(
        "discovery_scheduled",
        SESSIONS,
        _("When a session is"),
        _("A time is picked, or staff change the plan."),
        _EMPLOYER,
        *_TALK,
    ),
    Mail(
        "discovery_cancelled",
        SESSIONS,
        _("A session is called off, to the employer"),
        _("Staff call a session off."),
        _EMPLOYER,
        *_TALK,
    ),
    Mail(
        "discovery_picked",
        SESSION_NEWS,
        _("A time is picked, to the interviewers"),
        _("An employer picks a time."),
        Side.STAFF,
        *_SESSION,
    ),
    Mail(
        "discovery_not_possible",
        SESSION_NEWS,
        _("A session is not possible, to the interviewers"),
        _("An employer asks for other times, calls a session off, or says that nobody came."),
        Side.STAFF,
        *_SESSION,
    ),
    Mail(
        "agreement",
        AGREEMENTS,
        _("An agreement to sign"),
        _("Staff send an agreement to a partner’s owners."),
        _EMPLOYER,
        "consortium.memberships",
    ),
    Mail("consortium_invited", CONSORTIA, _("An invitation to talk"), _("Staff invite a prospect."), *_PARTNER),
    Mail("version_sent", VERSIONS, _("A version to read"), _("Staff send a version to the partners."), *_VERSION),
    Mail(
        "role_need_waiting",
        ROLES,
        _("A role to confirm"),
        _("Staff ask an employer to confirm a role that they wrote down."),
        _EMPLOYER,
        "role_needs.page",
        "role_need_id",
    ),
    Mail(
        "role_need_expiring",
        ROLES,
        _("A role ends soon"),
        _("The last day of a role comes near."),
        _EMPLOYER,
        "role_needs.page",
        "role_need_id",
    ),
    Mail(
        "shortlist_shared", SHORTLISTS, _("A shortlist is shared"), _("Staff share people with an employer."), *_PEOPLE
    ),
    Mail(
        "referral_shared",
        MEETINGS,
        _("An employer may want to meet"),
        _("Staff share a person with an employer."),
        *_ROLE,
    ),
    Mail(
        "reading_answered",
        MEETINGS,
        _("An answer about a match"),
        _("Staff answer what a person said about a reading of their match."),
        *_ROLE,
    ),
    *HIRING,
    Mail("referral_mutual", MEETINGS, _("Both said yes, to the person"), _("The second of two says yes."), *_ROLE),
    Mail(
        "referral_mutual_employer",
        SHORTLISTS,
        _("Both said yes, to the employer"),
        _("The second of two says yes."),
        *_PEOPLE,
    ),
    Mail(
        "talks_ended",
        ENDINGS,
        _("An employer has left, to the person"),
        _("Staff end the work with an employer, and talks with it."),
        _JOBSEEKER,
        "matches.listing",
    ),
    Mail(
        "employer_left",
        ENDINGS,
        _("The work together has ended, to the employer"),
        _("Staff end the work with an employer."),
        *_PARTNER,
    ),
    *MEETING,
    Mail("offer_extended", OFFERS, _("An offer"), _("An employer offers a job."), _JOBSEEKER, *_OFFER),
    Mail("offer_withdrawn", OFFERS, _("An offer was withdrawn"), _("An employer withdraws it."), _JOBSEEKER, *_OFFER),
    Mail("offer_accepted", ANSWERS, _("The offer is accepted"), _("A person accepts an offer."), _EMPLOYER, *_OFFER),
    Mail("offer_ended", ANSWERS, _("The offer was not taken"), _("An offer is declined or ends."), _EMPLOYER, *_OFFER),
    Mail("offer_news", OFFERS, _("News of an offer"), _("The employer answers or asks."), _JOBSEEKER, *_OFFER),
    Mail("offer_asked", ANSWERS, _("A word about an offer"), _("The person asks or answers."), _EMPLOYER, *_OFFER),
    Mail("talks_open_again", OFFERS, _("Talks go on"), _("An accepted offer comes to nothing."), *_ROLE),
    Mail(
        "available_again",
        SHORTLISTS,
        _("Available again"),
        _("A person can be talked with again."),
        _EMPLOYER,
        "matches.referral",
        "referral_id",
    ),
    *PLACEMENTS,
    *OUTCOMES,
)
MAILS: Final = {mail.template: mail for mail in _LISTED}


def mail_named(template: str) -> Mail:
    """The mail with this template. LookupError for one that is not listed: list it above, with its topic."""
    try:
        return MAILS[template]
    except KeyError:
        raise LookupError(f"the mail {template!r} is not listed in marketplace/outbox/mails") from None


def topics(side: Side | None = None) -> list[Topic]:
    """What mails are about, in the order of the list; only what is written to this side when one is named."""
    asked = (mail.topic for mail in _LISTED if side is None or (mail.side in {None, side} and side in mail.topic.sides))
    return list(dict.fromkeys(asked))
