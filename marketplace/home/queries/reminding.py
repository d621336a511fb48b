"""Whom a reminder would go to, and of what: one line for each thing, and nobody who may not be written to."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as text_of
from flask_babel import lazy_gettext as _

from marketplace.accounts.models import Membership, Person
from marketplace.db import db
from marketplace.demand.consortium.queries import who_may_sign
from marketplace.demand.employers.queries import hiring_team
from marketplace.home.queries.listing import Item
from marketplace.home.queries.waiting import Turn
from marketplace.sides import Side

# What the mail says of a thing. `who` and `about` are as on the line; a kind that is not here is the team's own move.
TOLD: Final = {
    "seat": _("Your seat in %(about)s waits for you to confirm it."),
    "question": _("A question about your application to %(about)s waits for your answer."),
    "review": _("Your review of application %(who)s, %(about)s, has not come in."),
    "agreement": _("The agreement of %(about)s waits for a signature."),
    "version": _("A version of “%(about)s” waits for you to sign it off, or to say what is wrong with it."),
    "role_need": _("The role “%(who)s” waits for you to confirm it."),
    "talk": _("The program team would like to talk, and waits for you to pick a time."),
    "employer_answer": _("Would you like to meet Candidate %(who)s? %(about)s."),
    "person_answer": _("Would you like to meet an employer? %(about)s."),
    "arrange": _("Candidate %(who)s would like to meet you too, and waits for times to choose from. %(about)s."),
    "interview_time": _("Times for an interview wait for you to pick one. %(about)s."),
    "other_time": _("Candidate %(who)s needs other times for the interview to choose from. %(about)s."),
    "decide": _("What have you decided after the interview with Candidate %(who)s? %(about)s."),
    "feedback": _("Candidate %(who)s waits for your feedback on the interview. %(about)s."),
    "counter": _("Candidate %(who)s asks you something about your offer, and waits for the answer. %(about)s."),
    "condition": _("Is a condition of the offer to Candidate %(who)s met? %(about)s."),
    "offer": _("An offer waits for your answer. %(about)s."),
    "hire": _("Has Candidate %(who)s begun? Record the hire, or say what became of it. %(about)s."),
    "confirmation": _("Is it right that you were hired? %(about)s."),
}
SIDES: Final = {Turn.EMPLOYER: Side.EMPLOYER, Turn.PERSON: Side.JOBSEEKER, Turn.REVIEWER: Side.STAFF}


@dataclass(frozen=True)
class Recipient:
    """Somebody who would be reminded, on which side, for whom, of what."""

    person: Person
    side: Side
    organisation_id: uuid.UUID | None
    items: list[Item] = field(default_factory=list)


def told(item: Item) -> str:
    """What the mail says of a thing."""
    return text_of(TOLD[item.kind.name], who=item.who, about=item.about)


def may_be_reminded(item: Item) -> bool:
    """Whether the move is somebody's who is written to."""
    return item.kind.name in TOLD and item.asks_id is not None


def recipients(items: Iterable[Item]) -> list[Recipient]:
    """Who would be written to, by name, each once for a side."""
    by_turn: dict[Turn, list[Item]] = {}
    for item in items:
        if may_be_reminded(item):
            by_turn.setdefault(item.kind.turn, []).append(item)
    found: dict[tuple[uuid.UUID, Side, uuid.UUID | None], Recipient] = {}
    for turn, waiting in by_turn.items():
        for item, person, organisation_id in WHO[turn](waiting):
            key = (person.id, SIDES[turn], organisation_id)
            found.setdefault(key, Recipient(person, SIDES[turn], organisation_id)).items.append(item)
    return sorted(found.values(), key=lambda one: (one.person.name, str(one.person.id)))


Asked = Iterable[tuple[Item, Person, uuid.UUID | None]]


def _at_employers(items: Sequence[Item]) -> Asked:
    """Who hires there; for an agreement, who may sign."""
    teams: dict[tuple[bool, Any], Sequence[Person]] = {}
    for item in items:
        signs = item.kind.name == "agreement"
        if (signs, item.asks_id) not in teams:
            teams[signs, item.asks_id] = _team(item.asks_id, signs=signs)
        for person in teams[signs, item.asks_id]:
            yield item, person, item.asks_id


def _team(employer_id: Any, *, signs: bool) -> Sequence[Person]:  # Any: an id, never None here
    return db.session.scalars(who_may_sign(employer_id)).all() if signs else hiring_team(employer_id)


def _people(items: Sequence[Item]) -> Asked:
    return _holders(items, Side.JOBSEEKER)


def _colleagues(items: Sequence[Item]) -> Asked:
    return _holders(items, Side.STAFF)


def _holders(items: Sequence[Item], side: Side) -> Asked:
    """The people themselves, as far as they act on this side now."""
    acting = sa.select(Membership.person_id).where(Membership.side == side, Membership.ended_at.is_(None))
    rows = sa.select(Person).where(
        Person.id.in_({item.asks_id for item in items}), Person.active.is_(True), Person.id.in_(acting)
    )
    people = {person.id: person for person in db.session.scalars(rows)}
    return [(item, people[item.asks_id], None) for item in items if item.asks_id in people]


WHO: Final[dict[Turn, Callable[[Sequence[Item]], Asked]]] = {
    Turn.EMPLOYER: _at_employers,
    Turn.PERSON: _people,
    Turn.REVIEWER: _colleagues,
}
