"""The mails about a decision: one set of words, queued with the decision or shown before it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from marketplace.outbox.actions import queue_mail
from marketplace.outbox.delivery import Written, write
from marketplace.outbox.models import MailText
from marketplace.supply.applications.models import Application


@dataclass(frozen=True)
class News:
    """A mail about an application: its subject, and what its template is told."""

    subject: str
    context: dict[str, Any]  # Any: text, days, moments and ids


def news(application: Application, **more: object) -> News:
    """What every mail about a decision says of the application; `more` is what one of them says beside it."""
    cohort = application.cohort
    return News(
        _("News about your application, reference %(reference)s", reference=application.reference),
        {
            "name": application.jobseeker.person.name,
            "application_id": application.id,
            "reference": application.reference,
            "cohort": cohort.name,
            "program": cohort.program.title,
            "confirm_by": application.confirm_by,
            "time_zone": cohort.time_zone,
            **more,
        },
    )


def tell(application: Application, template: str, *, now: datetime, **more: object) -> None:
    """Queue a mail about a decision, in the transaction that makes it."""
    told = news(application, **more)
    queue_mail(
        to=application.jobseeker.person.email,
        subject=told.subject,
        template=template,
        dedupe_key=f"{template}:{application.id}:{now:%Y%m%d%H%M%S%f}",
        **told.context,
    )


def shown(application: Application, template: str, own: MailText | None, **more: object) -> Written:
    """The mail as the person would get it, in the administrator's words where there are some; nothing is queued."""
    told = news(application, **more)
    return write(template, told.subject, own, **{"stop_url": ""} | told.context)
