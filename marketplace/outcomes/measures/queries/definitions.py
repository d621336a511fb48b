"""The definitions that are in force, and every one there has been."""

import uuid
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from marketplace.accounts.models import Membership, Person
from marketplace.db import db
from marketplace.demand.programs.queries import living_staff
from marketplace.outcomes.measures.models import MeasureDefinition
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.settings import Definition, Settings, default_definition, default_settings
from marketplace.sides import Actor

_later = aliased(MeasureDefinition)
_newer = sa.exists().where(_later.key == MeasureDefinition.key, _later.number > MeasureDefinition.number)
_NEWEST: Final = sa.select(MeasureDefinition.id).where(~_newer)
#: Definitions that were read before, by the id of their row: a row never changes.
_known: dict[uuid.UUID, Definition] = {}


def definitions() -> dict[Key, Definition]:
    """Figure → its definition now, in one statement but where one is new here, in the order of pages."""
    newest = db.session.scalars(_NEWEST).all()
    if new := [one for one in newest if one not in _known]:
        rows = db.session.scalars(sa.select(MeasureDefinition).where(MeasureDefinition.id.in_(new)))
        _known.update({row.id: _read(row) for row in rows})
    kept = {_known[one].key: _known[one] for one in newest}
    return {key: kept.get(key) or default_definition(key) for key in Key}


def _read(row: MeasureDefinition) -> Definition:
    key = Key(row.key)
    return Definition(key, row.number, Settings.from_json(row.settings, base=default_settings(key)))


def changes() -> list[tuple[Definition, MeasureDefinition]]:
    """Every definition that took the place of another, with its row; the newest first."""
    rows = sa.select(MeasureDefinition).options(joinedload(MeasureDefinition.by))
    ordered = rows.where(MeasureDefinition.number > 1).order_by(MeasureDefinition.since.desc(), MeasureDefinition.id)
    return [(_read(row), row) for row in db.session.scalars(ordered)]


def lead_at(email: str) -> Actor | None:
    """The lead of a program team with an address, or None."""
    leads = living_staff().where(Membership.all_programs.is_(True), sa.func.lower(Person.email) == email.lower())
    place = db.session.scalars(leads).first()
    return place.actor() if place else None


def to_change(key: str, actor: Actor) -> Definition | None:
    """The definition of an address, for whoever may change it: a lead of the program team. None for others."""
    found = next((one for one in Key if one.value == key), None)
    return definitions()[found] if found and actor.all_programs else None


def number_in(version: str | None) -> int:
    """The number that a form was made from; 0 where it carries none that can be read."""
    return int(version) if version and version.isascii() and version.isdecimal() and len(version) < len("1" * 10) else 0
