"""Giving words, withdrawing them, and deciding whether everybody reads them."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, move, record
from marketplace.demand.programs.models import Program
from marketplace.errors import Refused, constraint_says
from marketplace.outbox.actions import queue_mail
from marketplace.outcomes.testimonials import queries
from marketplace.outcomes.testimonials.lifecycle import LIFECYCLE, REASONS
from marketplace.outcomes.testimonials.models import Naming, Reason, Stage, Testimonial
from marketplace.sides import Actor
from marketplace.supply.jobseekers import actions as profiles

constraint_says(
    "uq_testimonials_one_standing",
    lazy_gettext("Your words about this cohort are here already. Withdraw them first to write others."),
)


def give(
    program: Program, *, about: str, words: str, naming: str, agreed: bool, actor: Actor, now: datetime
) -> Testimonial:
    """Say something of a program, about what one went through oneself. Refused without consent to publish it."""
    if not agreed:
        raise Refused(_("Without your consent nobody may publish your words. Tick the box, or leave it at that."))
    occasion = next((one for one in queries.in_program(program.id, actor, now) if one.key == about), None)
    if occasion is None:
        raise Refused(_("You cannot speak of this any more, or have done so already. Choose what else it is about."))
    row = Testimonial(
        cohort_id=occasion.cohort.id,
        author_id=actor.person_id,
        membership_id=actor.membership_id,
        side=actor.side,
        moment=occasion.moment,
        role=occasion.role,
        words=words,
        naming=Naming(naming),
        stage=Stage.GIVEN,
        given_at=now,
    )
    db.session.add(row)
    record(row, "give", came_from=None, actor=actor, now=now)
    return row


def withdraw(row: Testimonial, *, actor: Actor, now: datetime) -> None:
    """Take one's words and the consent back: from now on nobody else reads them."""
    move(row, LIFECYCLE, "withdraw", actor=actor, now=now)


def publish(row: Testimonial, *, actor: Actor, now: datetime) -> None:
    """Let everybody read the words, and tell whoever gave them."""
    move(row, LIFECYCLE, "publish", actor=actor, now=now)
    _tell(row, "testimonial_published", _("What you said is published"), now=now)


def set_aside(row: Testimonial, *, reason: str, words: str, actor: Actor, now: datetime) -> None:
    """Not publish the words, or no longer, with a reason that whoever gave them is told."""
    step = "take_down" if row.stage is Stage.PUBLISHED else "not_select"
    move(row, LIFECYCLE, step, actor=actor, now=now, reason=Reason(reason).value, note=words)
    _tell(row, "testimonial_set_aside", _("About what you said"), now=now, outcome=str(REASONS[Reason(reason)]))


def _tell(row: Testimonial, template: str, subject: str, *, now: datetime, **words: str) -> None:
    queue_mail(
        to=row.author.email,
        subject=subject,
        template=template,
        dedupe_key=f"{template}:{row.id}:{now:%Y%m%d%H%M%S}",
        organisation_id=row.membership.organisation_id,
        name=row.author.name,
        program=row.cohort.program.title,
        testimonial_id=str(row.id),
        **words,
    )


@profiles.when_leaving
def withdraw_all(*, actor: Actor, now: datetime) -> None:
    """A person is to be forgotten: nothing that they said stands any longer, for whomever they said it."""
    standing = sa.select(Testimonial).where(
        Testimonial.author_id == actor.person_id, Testimonial.stage != Stage.WITHDRAWN
    )
    for row in db.session.scalars(standing).all():
        withdraw(row, actor=actor, now=now)
