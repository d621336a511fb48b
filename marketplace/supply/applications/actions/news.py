"""Mails about an application beside the decision: to the person, and to whom of the staff it concerns."""

import uuid
from collections.abc import Sequence
from typing import Any

from marketplace.accounts.models import Membership
from marketplace.outbox.actions import queue_mail
from marketplace.supply.applications.models import Application


def mail_person(
    application: Application,
    template: str,
    subject: str,
    *,
    key: uuid.UUID | str,
    **more: Any,  # Any: text and days
) -> None:
    """Write to whoever applied; `key` tells one occasion of the mail from the next."""
    person = application.jobseeker.person
    queue_mail(
        to=person.email,
        subject=subject,
        template=template,
        dedupe_key=f"{template}:{key}",
        name=person.name,
        **_about(application),
        **more,
    )


def mail_team(
    application: Application, team: Sequence[Membership], template: str, subject: str, *, key: uuid.UUID | str
) -> None:
    """Write to staff, to each as long as they act for the team. No name of the person and no words of theirs."""
    for membership in team:
        queue_mail(
            to=membership.person.email,
            subject=subject,
            template=template,
            dedupe_key=f"{template}:{key}:{membership.person_id}",
            organisation_id=membership.organisation_id,
            name=membership.person.name,
            **_about(application),
        )


def _about(application: Application) -> dict[str, Any]:  # Any: text, days, moments and ids
    cohort = application.cohort
    return {
        "application_id": application.id,
        "cohort_id": cohort.id,
        "reference": application.reference,
        "cohort": cohort.name,
        "program": cohort.program.title,
    }
