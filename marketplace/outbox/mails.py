"""Every mail the house writes, by the name of its template: what it is about, whether people may switch it off.

The one register of mails: queueing, notices, what each person wants to get, and the texts an administrator
changes all read it. A mail that is not listed here cannot be queued.
"""

from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _

from marketplace.sides import Side

Words = Any  # a lazy sentence: text once a language is known


@dataclass(frozen=True)
class Topic:
    """What people choose by: several mails about one thing. A mandatory one is always sent; `why` says why."""

    name: str
    label: Words
    description: Words
    mandatory: bool = False
    why: Words = ""


@dataclass(frozen=True)
class Mail:
    """One mail. `side` is that of whom it is written to (none: anybody's).

    `place` and `argument` name the page it tells of: an endpoint, and the value of the mail that the address needs.
    """

    template: str
    topic: Topic
    label: Words
    description: Words
    side: Side | None = None
    place: str = ""
    argument: str = ""


SECURITY: Final = Topic(
    "security",
    _("Your account and password"),
    _("Links that confirm an address or make a new password, and what changed in your account."),
    mandatory=True,
    why=_("They keep your account yours."),
)
INVITATIONS: Final = Topic(
    "invitations",
    _("Invitations"),
    _("Somebody asks you to act for an organisation."),
    mandatory=True,
    why=_("The way in is in the mail."),
)
DECISIONS: Final = Topic(
    "decisions",
    _("Decisions about your applications"),
    _("A seat for you and until when it is held, the waitlist, or a no with its reason."),
    mandatory=True,
    why=_("A seat is held only until a certain moment."),
)
RECEIPTS: Final = Topic(
    "receipts",
    _("Receipts"),
    _("That we have your application, and that your seat is confirmed."),
)
MEETINGS: Final = Topic(
    "meetings",
    _("Roles and employers to meet"),
    _("A role may fit you, and that you both said yes."),
)
SHORTLISTS: Final = Topic(
    "shortlists",
    _("People to meet"),
    _("People are ready to meet you, and that you both said yes."),
)
INTERVIEWS: Final = Topic(
    "interviews",
    _("Interviews"),
    _("Times to choose from, and the time you agreed on."),
)
CALLED_OFF: Final = Topic(
    "called_off",
    _("Interviews called off"),
    _("An interview that you expect does not take place."),
    mandatory=True,
    why=_("So that nobody waits in vain."),
)
OFFERS: Final = Topic(
    "offers",
    _("Offers to you"),
    _("An offer and until when it stands, or that it was withdrawn."),
    mandatory=True,
    why=_("An offer stands only until a certain moment."),
)
ANSWERS: Final = Topic(
    "answers",
    _("Answers to your offers"),
    _("An offer of yours was accepted, or was not taken."),
)
HIRES: Final = Topic(
    "hires",
    _("What is recorded about your job"),
    _("An employer recorded a hire, and nothing counts until you say so."),
    mandatory=True,
    why=_("It is about you, and waits for your word."),
)
DISPUTES: Final = Topic(
    "disputes",
    _("Hires that need another look"),
    _("The person says that what you recorded is not right."),
)
AGREEMENTS: Final = Topic(
    "agreements",
    _("Agreements to sign"),
    _("An agreement of a consortium is ready for you to read, sign or decline."),
    mandatory=True,
    why=_("Nobody else can sign in your place."),
)

_JOBSEEKER, _EMPLOYER = Side.JOBSEEKER, Side.EMPLOYER
_ACCOUNT: Final = (None, "accounts.account_page")
_APPLICATION: Final = (_JOBSEEKER, "applications.page", "application_id")
_SEAT: Final = (_JOBSEEKER, "enrolments.page", "enrolment_id")
_ROLE: Final = (_JOBSEEKER, "matches.referral", "referral_id")
_INTERVIEW: Final = ("interviews.page", "interview_id")
_OFFER: Final = ("offers.page", "offer_id")
_PLACEMENT: Final = ("placements.page", "placement_id")
_PEOPLE: Final = (_EMPLOYER, "matches.listing")

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
    Mail(
        "application_received",
        RECEIPTS,
        _("We have the application"),
        _("A person sends an application."),
        *_APPLICATION,
    ),
    Mail(
        "application_accepted", DECISIONS, _("A seat is offered"), _("Staff offer a seat and hold it."), *_APPLICATION
    ),
    Mail(
        "application_waitlisted",
        DECISIONS,
        _("On the waitlist"),
        _("Staff put a person on the waitlist."),
        *_APPLICATION,
    ),
    Mail(
        "application_not_selected",
        DECISIONS,
        _("Not selected"),
        _("Staff decide for others and say why."),
        *_APPLICATION,
    ),
    Mail(
        "application_lapsed", DECISIONS, _("A held seat lapsed"), _("A seat was not confirmed in time."), *_APPLICATION
    ),
    Mail("enrolment_confirmed", RECEIPTS, _("The seat is confirmed"), _("A person confirms the seat."), *_SEAT),
    Mail(
        "agreement",
        AGREEMENTS,
        _("An agreement to sign"),
        _("Staff send an agreement to a partner’s owners."),
        _EMPLOYER,
        "consortium.memberships",
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
    Mail("referral_mutual", MEETINGS, _("Both said yes, to the person"), _("The second of two says yes."), *_ROLE),
    Mail(
        "referral_mutual_employer",
        SHORTLISTS,
        _("Both said yes, to the employer"),
        _("The second of two says yes."),
        *_PEOPLE,
    ),
    Mail(
        "interview_proposed",
        INTERVIEWS,
        _("Times to choose from"),
        _("An employer offers times."),
        _JOBSEEKER,
        *_INTERVIEW,
    ),
    Mail(
        "interview_scheduled",
        INTERVIEWS,
        _("The interview is arranged, to the person"),
        _("A time is chosen."),
        _JOBSEEKER,
        *_INTERVIEW,
    ),
    Mail(
        "interview_scheduled_employer",
        INTERVIEWS,
        _("The interview is arranged, to the employer"),
        _("A time is chosen."),
        _EMPLOYER,
        *_INTERVIEW,
    ),
    Mail(
        "interview_cancelled",
        CALLED_OFF,
        _("The interview is called off, to the person"),
        _("An interview does not take place."),
        _JOBSEEKER,
        *_INTERVIEW,
    ),
    Mail(
        "interview_cancelled_employer",
        CALLED_OFF,
        _("The interview is called off, to the employer"),
        _("An interview does not take place."),
        _EMPLOYER,
        *_INTERVIEW,
    ),
    Mail("offer_extended", OFFERS, _("An offer"), _("An employer offers a job."), _JOBSEEKER, *_OFFER),
    Mail("offer_withdrawn", OFFERS, _("An offer was withdrawn"), _("An employer withdraws it."), _JOBSEEKER, *_OFFER),
    Mail("offer_accepted", ANSWERS, _("The offer is accepted"), _("A person accepts an offer."), _EMPLOYER, *_OFFER),
    Mail("offer_ended", ANSWERS, _("The offer was not taken"), _("An offer is declined or ends."), _EMPLOYER, *_OFFER),
    Mail(
        "hire_claimed",
        HIRES,
        _("Is this hire right?"),
        _("An employer records or corrects a hire."),
        _JOBSEEKER,
        *_PLACEMENT,
    ),
    Mail(
        "hire_disputed",
        DISPUTES,
        _("A hire needs another look"),
        _("A person says a recorded hire is not right."),
        _EMPLOYER,
        *_PLACEMENT,
    ),
)
MAILS: Final = {mail.template: mail for mail in _LISTED}


def mail_named(template: str) -> Mail:
    """The mail with this template. LookupError for one that is not listed: list it above, with its topic."""
    try:
        return MAILS[template]
    except KeyError:
        raise LookupError(f"the mail {template!r} is not listed in marketplace/outbox/mails.py") from None


def topics(side: Side | None = None) -> list[Topic]:
    """What mails are about, in the order of the list; only what is written to this side when one is named."""
    asked = (mail.topic for mail in _LISTED if side is None or mail.side in {None, side})
    return list(dict.fromkeys(asked))
