"""The mails of interviews: to the person who comes, and to the employer that meets them."""

from typing import Final

from flask_babel import lazy_gettext as _

from marketplace.outbox.mails.mail import Mail
from marketplace.outbox.mails.topics import CALLED_OFF, INTERVIEWS
from marketplace.sides import Side

_PERSON: Final = (Side.JOBSEEKER, "interviews.page", "interview_id")
_EMPLOYER: Final = (Side.EMPLOYER, "interviews.page", "interview_id")

MEETING: Final = (
    Mail("interview_proposed", INTERVIEWS, _("Times to choose from"), _("An employer offers times."), *_PERSON),
    Mail(
        "interview_scheduled",
        INTERVIEWS,
        _("The interview is arranged, to the person"),
        _("A time is chosen."),
        *_PERSON,
    ),
    Mail(
        "interview_scheduled_employer",
        INTERVIEWS,
        _("The interview is arranged, to the employer"),
        _("A time is chosen."),
        *_EMPLOYER,
    ),
    Mail(
        "interview_moved",
        CALLED_OFF,
        _("The interview gets another time, to the person"),
        _("An employer moves an interview and offers other times."),
        *_PERSON,
    ),
    Mail(
        "interview_rescheduled",
        CALLED_OFF,
        _("The interview gets another time, to the employer"),
        _("One side asks for another time."),
        *_EMPLOYER,
    ),
    Mail(
        "interview_cancelled",
        CALLED_OFF,
        _("The interview is called off, to the person"),
        _("An interview does not take place."),
        *_PERSON,
    ),
    Mail(
        "interview_cancelled_employer",
        CALLED_OFF,
        _("The interview is called off, to the employer"),
        _("An interview does not take place."),
        *_EMPLOYER,
    ),
    Mail(
        "interview_missed",
        CALLED_OFF,
        _("Nobody met the candidate"),
        _("A person says that nobody met them."),
        *_EMPLOYER,
    ),
    Mail(
        "interview_decide",
        INTERVIEWS,
        _("What came of the interview?"),
        _("An interview is over and undecided."),
        *_EMPLOYER,
    ),
    Mail(
        "interview_feedback",
        INTERVIEWS,
        _("Feedback on an interview"),
        _("An employer releases its feedback."),
        *_PERSON,
    ),
)
