"""Merge two organisations that are one: what the one holds moves to the other, its name stays as an alias.

Nothing is deleted, histories keep what they say, and all of it is one transaction. It cannot be taken back.
"""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.accounts.actions.deeds import write_down
from marketplace.accounts.actions.naming import keep_name
from marketplace.accounts.models import Deed, Organisation, OrganisationMerger
from marketplace.administration.actions.doubles import Plan, settle
from marketplace.administration.queries.holdings import Carrier, carriers, followers, held
from marketplace.administration.queries.organisations import merger_of
from marketplace.db import db, lock
from marketplace.demand.employers.models import Employer, SizeBand
from marketplace.errors import Refused
from marketplace.sides import Actor, Side

BLANKS = ("sector", "region", "goals", "growth_challenges", "pains", "recruiting", "hiring_process")


def merge(stays: Organisation, goes: Organisation, *, reason: str, actor: Actor, now: datetime) -> dict[str, int]:
    """Move everything that `goes` holds to `stays`; gives back how many rows of which table moved.

    Refused where it cannot be done; the sentence says what to do first.
    """
    if actor.side is not Side.ADMIN:
        raise Refused(_("An administrator merges organisations. Ask one."))
    for organisation in sorted({stays, goes}, key=lambda row: str(row.id)):
        lock(organisation)
    why_not = why_not_merge(stays, goes)
    if why_not:
        raise Refused(why_not)
    before = held(goes.id)
    plan = settle(stays.id, goes.id, now=now)
    db.session.flush()
    _move(goes.id, stays.id, plan)
    _follow(plan)
    db.session.expire_all()
    _fill_gaps(stays.id, goes.id)
    keep_name(stays, goes.name, now=now)
    db.session.add(OrganisationMerger(organisation_id=goes.id, into_id=stays.id, merged_at=now))
    left = held(goes.id)
    moved = {name: count - left.get(name, 0) for name, count in before.items()}
    details = {"name": goes.name, "id": str(goes.id), "moved": moved}
    write_down(Deed.MERGED, actor=actor, now=now, organisation_id=stays.id, details=details, reason=reason)
    return moved


def why_not_merge(stays: Organisation, goes: Organisation) -> str | None:
    """Why two organisations cannot be merged whatever they hold; None when nothing speaks against it."""
    if stays.id == goes.id:
        return _("These are the same organisation. Choose another one.")
    if stays.kind is not goes.kind:
        return _("Only organisations of one kind can be merged: an employer is no program team.")
    for organisation in (stays, goes):
        if merger_of(organisation.id):
            return _("“%(name)s” was merged into another one already. Load the page again.", name=organisation.name)
    if db.session.get(Employer, goes.id) and not db.session.get(Employer, stays.id):
        return _(
            "“%(stays)s” is not among the employers that the program team keeps, and “%(goes)s” is. "
            "Let “%(goes)s” be the one that stays.",
            stays=stays.name,
            goes=goes.name,
        )
    return None


def _move(old: uuid.UUID, new: uuid.UUID, plan: Plan) -> None:
    """Point every row of the one at the other, all at once: keys of two columns hold at the end, not in between."""
    statements = [_statement(carrier, old, new, plan) for carrier in carriers()]
    if db.session.get_bind().dialect.name == "sqlite":
        db.session.execute(sa.text("PRAGMA defer_foreign_keys=ON"))
        for statement in statements:
            db.session.execute(statement)
        return
    parts = [statement.cte(f"moved_{number}") for number, statement in enumerate(statements)]
    db.session.execute(sa.select(sa.literal(1)).add_cte(*parts))


def _follow(plan: Plan) -> None:
    """What points at a row that stays behind, from a table that carries no organisation, points at its twin."""
    for table, column in followers(set(plan.twins)):
        twins = plan.twins_of(table)[column]
        pairs = [(column == double, sa.literal(twin, column.type)) for double, twin in twins.items()]
        db.session.execute(
            sa.update(table)
            .where(column.in_(twins))
            .values({column: sa.case(*pairs, else_=column)})
            .execution_options(synchronize_session=False)
        )


def _statement(carrier: Carrier, old: uuid.UUID, new: uuid.UUID, plan: Plan) -> sa.Update:
    table = carrier.table
    values: dict[Any, Any] = {  # Any: columns and what they become
        column: sa.case((column == old, sa.literal(new, column.type)), else_=column) for column in carrier.columns
    }
    for column, twins in plan.twins_of(table).items():
        pairs = [(column == double, sa.literal(twin, column.type)) for double, twin in twins.items()]
        values[column] = sa.case(*pairs, else_=column)
    rows = sa.update(table).where(carrier.held_by(old)).values(values).execution_options(synchronize_session=False)
    staying = plan.staying.get(table.name)
    return rows.where(table.c.id.not_in(staying)) if staying else rows


def _fill_gaps(stays_id: uuid.UUID, goes_id: uuid.UUID) -> None:
    """What nobody has said of the one that stays is what was said of the other."""
    stays, goes = db.session.get(Employer, stays_id), db.session.get(Employer, goes_id)
    if stays is None or goes is None:
        return
    for name in BLANKS:
        setattr(stays, name, getattr(stays, name) or getattr(goes, name))
    if stays.size is SizeBand.UNKNOWN:
        stays.size = goes.size
    db.session.flush()
