"""The mails of the supply side: to people who apply, wait, learn and graduate."""

from typing import Final

from flask_babel import lazy_gettext as _

from marketplace.outbox.mails.mail import Mail
from marketplace.outbox.mails.topics import (
    APPLICATION_NEWS,
    AWAITED,
    DEADLINES,
    DECISIONS,
    EVIDENCE,
    QUESTIONS,
    RECEIPTS,
    SECURITY,
    TIMETABLE,
    TRAINING,
)
from marketplace.sides import Side

_APPLICATION: Final = (Side.JOBSEEKER, "applications.page", "application_id")
_ANSWER: Final = (Side.JOBSEEKER, "applications.answer_page", "application_id")
_ON_THE_DESK: Final = (Side.STAFF, "applications.page", "application_id")
_SEAT: Final = (Side.JOBSEEKER, "enrolments.page", "enrolment_id")

SUPPLY: Final = (
    Mail(
        "interest_confirm",
        SECURITY,
        _("Confirm an address for a program"),
        _("Somebody wants to hear when a cohort of a program opens."),
    ),
    Mail(
        "cohort_opened",
        AWAITED,
        _("A cohort is open"),
        _("A cohort opens of a program that somebody waits for."),
        None,
        "cohorts.public_page",
        "cohort_id",
    ),
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
    Mail(
        "application_promoted",
        DECISIONS,
        _("A seat for the next on the waitlist"),
        _("A seat becomes free, and is held for whoever waits longest."),
        *_APPLICATION,
    ),
    Mail(
        "application_expired",
        DECISIONS,
        _("The wait for a seat has ended"),
        _("Nobody who waits for a seat of this cohort can get one any more."),
        *_APPLICATION,
    ),
    Mail(
        "application_draft_closing",
        DEADLINES,
        _("An application is not sent yet"),
        _("Two days are left to send what somebody has begun."),
        *_APPLICATION,
    ),
    Mail(
        "application_deadline_moved",
        DEADLINES,
        _("More time to apply"),
        _("Staff move the last day to apply."),
        *_APPLICATION,
    ),
    Mail("application_question", QUESTIONS, _("Something is needed"), _("Staff ask a person for more."), *_ANSWER),
    Mail(
        "application_question_due",
        QUESTIONS,
        _("An answer is due soon"),
        _("Two days are left to answer what staff asked."),
        *_ANSWER,
    ),
    Mail(
        "application_ineligible",
        DECISIONS,
        _("Not eligible"),
        _("Staff say which rule is not met, and how to ask for another look."),
        *_APPLICATION,
    ),
    Mail(
        "application_answered",
        APPLICATION_NEWS,
        _("An answer has come, to staff"),
        _("A person answers what staff asked."),
        *_ON_THE_DESK,
    ),
    Mail(
        "application_appealed",
        APPLICATION_NEWS,
        _("Another look is asked for, to staff"),
        _("A person asks staff to look again."),
        *_ON_THE_DESK,
    ),
    Mail(
        "application_deferred",
        DECISIONS,
        _("A later cohort"),
        _("An application goes along to a later cohort."),
        *_APPLICATION,
    ),
    Mail(
        "deferral_declined",
        DECISIONS,
        _("No later cohort"),
        _("Somebody asked to wait for a later cohort, and the program team does not agree."),
        *_APPLICATION,
    ),
    Mail("cohort_cancelled", DECISIONS, _("A cohort is cancelled"), _("Staff cancel a cohort."), *_APPLICATION),
    Mail(
        "seat_taken_back",
        DECISIONS,
        _("An offered seat goes"),
        _("Staff take seats away that were offered and not confirmed."),
        *_APPLICATION,
    ),
    Mail("enrolment_confirmed", RECEIPTS, _("The seat is confirmed"), _("A person confirms the seat."), *_SEAT),
    Mail("enrolment_moved", TRAINING, _("Another cohort"), _("Staff let somebody go on in another cohort."), *_SEAT),
    Mail(
        "evidence_reviewed",
        EVIDENCE,
        _("Evidence was looked at"),
        _("The program team says what shows a competency, or why it does not yet."),
        Side.JOBSEEKER,
        "jobseekers.claim",
        "claim_id",
    ),
    Mail(
        "certificate_issued",
        TRAINING,
        _("A certificate is issued"),
        _("A person graduates."),
        Side.JOBSEEKER,
        "graduations.own",
        "enrolment_id",
    ),
    Mail(
        "intent_asked",
        TRAINING,
        _("One question about the program"),
        _("The census day of a cohort is near, and somebody has not said what they want from it."),
        Side.JOBSEEKER,
        "enrolments.question",
        "enrolment_id",
    ),
    Mail(
        "training_moved",
        TIMETABLE,
        _("A session has moved"),
        _("Staff give a session another time or place."),
        Side.JOBSEEKER,
        "sessions.own",
    ),
    Mail(
        "training_called_off",
        TIMETABLE,
        _("A session is called off"),
        _("Staff call a session off."),
        Side.JOBSEEKER,
        "sessions.own",
    ),
)
