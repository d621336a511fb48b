"""What must hold before a role need is changed, each with the sentence that says why not."""

import uuid
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.db import db
from marketplace.demand.discovery.models import DiscoverySession, Insight
from marketplace.demand.employers.models import Employer
from marketplace.demand.role_needs import queries
from marketplace.demand.role_needs.lifecycle import LIFECYCLE
from marketplace.demand.role_needs.models import Requirement, RoleNeed, Stage
from marketplace.errors import Refused
from marketplace.sides import HIRING_ROLES, Actor, Side

_CARRIED: Final = (
    *("competency_id", "level", "kind", "weight", "words", "behaviours"),
    *("insight_id", "probe_id", "origin"),
)


def only_those_who_hire(actor: Actor, employer_id: uuid.UUID) -> None:
    """Refuse everybody but staff and the employer's owners and recruiters."""
    own = actor.side is Side.EMPLOYER and actor.organisation_id == employer_id and actor.role in HIRING_ROLES
    if not own and actor.side is not Side.STAFF:
        raise Refused(_("Owners and recruiters of the employer decide about its roles. Ask one of them."))


def only_drafts(role_need: RoleNeed, actor: Actor) -> None:
    """Refuse to change what a role asks for once the employer has confirmed it."""
    if role_need.stage is not Stage.DRAFT:
        raise Refused(
            _(
                "This role is “%(stage)s”. Only a draft can be changed: people have been found for it as it is. "
                "Copy it, change the copy, and merge this one into it.",
                stage=LIFECYCLE.label(role_need.stage, actor.side),
            )
        )


def only_who_may_change_facts(role_need: RoleNeed, actor: Actor) -> None:
    """Refuse staff once the employer has confirmed the role, and everybody once it has ended."""
    if queries.changes_facts(role_need, actor):
        return
    if role_need.stage in queries.CONFIRMED_AND_ALIVE:
        raise Refused(
            _(
                "The employer has confirmed this role as it is. Only a draft can be changed by the program team: "
                "ask the employer to change it."
            )
        )
    only_drafts(role_need, actor)


def refuse_foreign_session(employer: Employer, session_id: uuid.UUID | None) -> None:
    """Refuse a session that was held with another employer."""
    session = None if session_id is None else db.session.get(DiscoverySession, session_id)
    if session_id is not None and (session is None or session.employer_id != employer.id):
        raise Refused(
            _("That session was held with another employer. Choose one with %(name)s, or none.", name=employer.name)
        )


def own_insight(role_need: RoleNeed, insight_id: uuid.UUID | None) -> Insight | None:
    """The quote, which has to be of the same employer; None for none."""
    insight = None if insight_id is None else db.session.get(Insight, insight_id)
    if insight_id is not None and (insight is None or insight.employer_id != role_need.employer_id):
        raise Refused(_("That quote is not this employer's. Choose one of theirs, or none."))
    return insight


def refuse_asked_already(role_need: RoleNeed, competency_id: uuid.UUID) -> None:
    """Refuse a competency that the role asks for already."""
    asked = sa.select(Requirement.id).where(
        Requirement.role_need_id == role_need.id, Requirement.competency_id == competency_id
    )
    if db.session.scalar(asked) is not None:
        raise Refused(_("This role already asks for that competency. Change the line that is there."))


def refuse_talks(role_need: RoleNeed, sentence: str) -> None:
    """Refuse while somebody is in talks about the role; `sentence` knows `%(count)s` and says what can be done."""
    talks = queries.people_in_talks(role_need)
    if talks:
        raise Refused(sentence % {"count": talks})


def touch(role_need: RoleNeed) -> None:
    """Raise the version: what somebody confirms or edits is the role with its requirements."""
    sa.orm.attributes.flag_modified(role_need, "title")
    db.session.flush()
    db.session.expire(role_need, ["requirements"])


def twin_of(row: Requirement, role_need: RoleNeed, position: int) -> Requirement:
    """The same requirement for another role of the same employer, with the words and the quote it came from."""
    return Requirement(
        employer_id=role_need.employer_id,
        role_need_id=role_need.id,
        position=position,
        **{name: getattr(row, name) for name in _CARRIED},
    )
