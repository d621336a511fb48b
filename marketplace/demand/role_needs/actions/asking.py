"""Asking an employer by mail to confirm a role that staff wrote down for it."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.accounts.models import Person
from marketplace.db import db, lock, record
from marketplace.demand.role_needs import queries
from marketplace.demand.role_needs.lifecycle import LIFECYCLE
from marketplace.demand.role_needs.models import RoleNeed, RoleNeedChange, Stage
from marketplace.demand.role_needs.queries import editions
from marketplace.errors import Refused
from marketplace.outbox.actions import queue_mail
from marketplace.sides import Actor

AGAIN_AFTER = timedelta(days=7)  # a reminder sooner would press them


def ask_to_confirm(role_need: RoleNeed, *, actor: Actor, now: datetime) -> int:
    """Write to who hires there that a draft waits for their word; to how many people.

    Refused when it is no draft, asks for nothing yet, nobody could answer, or nothing is new since they were asked
    a few days ago.
    """
    _refuse_too_early(lock(role_need), actor, now)
    people = queries.hiring_team(role_need.employer_id)
    if not people:
        raise Refused(
            _(
                "Nobody at %(name)s has an account yet. Invite somebody on the employer’s page, then ask them.",
                name=role_need.employer.name,
            )
        )
    record(role_need, "ask", came_from=role_need.stage, actor=actor, now=now)
    for person in people:
        _write_to(person, role_need, now)
    return len(people)


def _refuse_too_early(role_need: RoleNeed, actor: Actor, now: datetime) -> None:
    if role_need.stage is not Stage.DRAFT:
        stage = LIFECYCLE.label(role_need.stage, actor.side)
        raise Refused(_("This role is “%(stage)s”, so nobody has to confirm it.", stage=stage))
    if not db.session.scalar(sa.select(queries.requirements_of(role_need).exists())):
        raise Refused(_("The role asks for nothing yet. Add at least one requirement, then ask the employer."))
    asked = sa.select(sa.func.max(RoleNeedChange.at)).where(
        RoleNeedChange.subject_id == role_need.id, RoleNeedChange.move == "ask"
    )
    last, said = db.session.scalar(asked), editions.latest(role_need)
    if last and now - last < AGAIN_AFTER and (said is None or said.at <= last):
        raise Refused(
            ngettext(
                "They were asked already, and the role says the same since. They can be reminded after %(num)s day.",
                "They were asked already, and the role says the same since. They can be reminded after %(num)s days.",
                AGAIN_AFTER.days,
            )
        )


def _write_to(person: Person, role_need: RoleNeed, now: datetime) -> None:
    queue_mail(
        to=person.email,
        subject=_("Is this the role? %(role)s", role=role_need.title),
        template="role_need_waiting",
        dedupe_key=f"role_need_waiting:{role_need.id}:{now.isoformat()}:{person.id}",
        organisation_id=role_need.employer_id,
        role_need_id=str(role_need.id),
        name=person.name,
        role=role_need.title,
        employer=role_need.employer.name,
    )
