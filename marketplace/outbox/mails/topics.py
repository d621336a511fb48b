"""What mails are about, and what people choose by."""

from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _

from marketplace.sides import Side

Words = Any  # a lazy sentence: text once a language is known


@dataclass(frozen=True)
class Topic:
    """What people choose by: several mails about one thing. A mandatory one is always sent; `why` says why.

    `sides` names whose it is where its mails are written to several sides, but not to all.
    """

    name: str
    label: Words
    description: Words
    mandatory: bool = False
    why: Words = ""
    sides: frozenset[Side] = frozenset(Side)


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
QUESTIONS: Final = Topic(
    "questions",
    _("Questions about your applications"),
    _("The program team needs something from you before it can go on, and a reminder before the day."),
    mandatory=True,
    why=_("Your application waits for the answer."),
)
DEADLINES: Final = Topic(
    "deadlines",
    _("Applications that you began"),
    _("The last day to apply comes near or has moved."),
)
APPLICATION_NEWS: Final = Topic(
    "application_news",
    _("Applications you work on"),
    _("An answer that was asked for has come, or somebody asks for another look."),
)
RECEIPTS: Final = Topic(
    "receipts",
    _("Receipts"),
    _("That we have your application, and that your seat is confirmed."),
)
TRAINING: Final = Topic(
    "training",
    _("Your training"),
    _("A move to another cohort, the one question that we ask, and your certificate."),
    mandatory=True,
    why=_("It says where you are expected, and what can be answered for a few days only."),
)
EVIDENCE: Final = Topic(
    "evidence",
    _("What you asked us to look at"),
    _("The program team has looked at what shows a competency of yours."),
)
TIMETABLE: Final = Topic(
    "timetable",
    _("The dates of your training"),
    _("A session has another time or place, or is called off."),
    mandatory=True,
    why=_("So that nobody waits in vain."),
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
ROUNDS: Final = Topic(
    "rounds",
    _("Rounds of choosing"),
    _("A round has opened, your list is missing, and what came of it."),
    sides=frozenset({Side.JOBSEEKER, Side.EMPLOYER}),
)
INTERVIEWS: Final = Topic(
    "interviews",
    _("Interviews"),
    _("Times to choose from, the time you agreed on, and what comes after it."),
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
CHECKS: Final = Topic(
    "checks",
    _("Whether work lasts"),
    _("Now and then, whether somebody still works where they began: one tap, at most two mails each time."),
)
HEARD: Final = Topic(
    "heard",
    _("What we heard from you"),
    _("Your words from a conversation are ready for you to confirm or correct."),
)
SESSIONS: Final = Topic(
    "sessions",
    _("Conversations with the program team"),
    _("Times to pick from, when you talk, and that a conversation is called off."),
    mandatory=True,
    why=_("So that nobody waits in vain."),
)
REMINDERS: Final = Topic(
    "reminders",
    _("Reminders"),
    _("Something has waited for you for a while, and somebody of the program team asked that you be reminded."),
)
SESSION_NEWS: Final = Topic(
    "session_news",
    _("Your discovery sessions"),
    _("An employer picked a time, asks for others, or called a session off."),
)
AGREEMENTS: Final = Topic(
    "agreements",
    _("Agreements to sign"),
    _("An agreement of a consortium is ready for you to read, sign or decline."),
    mandatory=True,
    why=_("Nobody else can sign in your place."),
)
CONSORTIA: Final = Topic(
    "consortia",
    _("Consortia to talk about"),
    _("A consortium of employers may fit you, and its program team would like to talk."),
)
ROLES: Final = Topic(
    "roles",
    _("Roles you hire for"),
    _("A role of yours waits for your word, or ends soon and is kept open if it is still needed."),
)
ENDINGS: Final = Topic(
    "endings",
    _("Work together that ends"),
    _("An employer no longer takes part in the program."),
    mandatory=True,
    why=_("So that nobody waits in vain."),
)
VERSIONS: Final = Topic(
    "versions",
    _("Programs to read"),
    _("A version of a program is ready for you to read, sign off or object to."),
)
TESTIMONIALS: Final = Topic(
    "testimonials",
    _("What you said of a program"),
    _("Your words can be read by everybody, or are not published, with the reason."),
    sides=frozenset({Side.JOBSEEKER, Side.EMPLOYER}),
)
AWAITED: Final = Topic(
    "awaited",
    _("Programs you wait for"),
    _("A cohort has opened of a program for which you left your address."),
    mandatory=True,
    why=_("You asked for it, and it comes once."),
)
