"""What may be said in a mail, and the words of those about hiring and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask_babel import lazy_gettext

from marketplace.administration.queries import samples
from marketplace.sides import Actor

Words = dict[str, Any]  # what a mail is about, by name: text, days, moments


@dataclass(frozen=True)
class Wording:
    """What may be said in one mail: its subject in our words, the names it knows, and those that must stay."""

    subject: Any  # a lazy sentence with names in braces
    names: tuple[str, ...]
    source: Callable[[Actor, datetime], Words | None]
    must: tuple[str, ...] = ()
    changeable: bool = True  # False for a mail that says different things at different times


_ROLE: Final = ("name", "role", "employer")
OFFERS: Final = {
    "offer_extended": Wording(lazy_gettext("You have an offer"), (*_ROLE, "moment"), samples.role, ("moment",)),
    "offer_withdrawn": Wording(lazy_gettext("An offer was withdrawn"), _ROLE, samples.role),
    "offer_accepted": Wording(lazy_gettext("Your offer is accepted"), _ROLE, samples.role),
    "offer_ended": Wording(lazy_gettext("An offer was not taken"), _ROLE, samples.role),
    "offer_news": Wording(lazy_gettext("News about your offer"), _ROLE, samples.role),
    "offer_asked": Wording(lazy_gettext("A word about your offer"), _ROLE, samples.role),
    "talks_open_again": Wording(lazy_gettext("Your other talks are open again"), _ROLE, samples.role),
    "available_again": Wording(lazy_gettext("Somebody is available again"), _ROLE, samples.role),
}
_WHEN: Final = (*_ROLE, "moment")
INTERVIEWS: Final = {
    "interview_proposed": Wording(lazy_gettext("Pick a time for your interview"), _ROLE, samples.role),
    "interview_scheduled": Wording(lazy_gettext("Your interview is arranged"), _WHEN, samples.role, ("moment",)),
    "interview_scheduled_employer": Wording(lazy_gettext("An interview is arranged"), _WHEN, samples.role, ("moment",)),
    "interview_moved": Wording(lazy_gettext("Your interview gets another time"), _WHEN, samples.role, ("moment",)),
    "interview_rescheduled": Wording(lazy_gettext("An interview gets another time"), _WHEN, samples.role, ("moment",)),
    "interview_cancelled": Wording(lazy_gettext("Your interview is called off"), _ROLE, samples.role),
    "interview_cancelled_employer": Wording(lazy_gettext("An interview is called off"), _ROLE, samples.role),
    "interview_missed": Wording(lazy_gettext("Somebody waited for you in vain"), _WHEN, samples.role),
    "interview_decide": Wording(lazy_gettext("What came of the interview?"), _WHEN, samples.role),
    "interview_feedback": Wording(lazy_gettext("Feedback on your interview"), _ROLE, samples.role),
}
_ROUND: Final = ("name", "round", "moment")
ROUNDS: Final = {
    "round_opened": Wording(lazy_gettext("Put them in order: {round}"), _ROUND, samples.choosing, ("moment",)),
    "round_reminder": Wording(lazy_gettext("Your list is still open: {round}"), _ROUND, samples.choosing, ("moment",)),
    "round_released": Wording(lazy_gettext("What came of it: {round}"), _ROUND[:2], samples.choosing),
    "round_abandoned": Wording(lazy_gettext("Called off: {round}"), _ROUND[:2], samples.choosing),
}
_JOB: Final = ("name", "job", "employer")
PLACEMENTS: Final = {
    "hire_claimed": Wording(lazy_gettext("Is this right? Your new job"), _JOB, samples.role),
    "job_recorded": Wording(lazy_gettext("Is this right? A job recorded for you"), _JOB, samples.role),
    "hire_disputed": Wording(lazy_gettext("A hire needs another look"), _JOB, samples.role),
    "check_asked": Wording(lazy_gettext("Do you still work there?"), _JOB, samples.role),
    "check_asked_employer": Wording(lazy_gettext("Does the work last?"), _JOB, samples.role),
}
OUTCOMES: Final = {
    "testimonial_published": Wording(
        lazy_gettext("What you said of {program} is published"), ("name", "program"), samples.testimonial
    ),
    "testimonial_set_aside": Wording(
        lazy_gettext("What you said of {program}"), ("name", "program", "outcome"), samples.testimonial, ("outcome",)
    ),
}
