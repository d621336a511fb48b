"""What people want, from whom they keep away, and whom a role does not suit."""

import uuid
from decimal import Decimal
from typing import Final

import sqlalchemy as sa
from flask_babel import lazy_gettext as _

from marketplace.accounts.models import Organisation, OrganisationAlias
from marketplace.competencies.queries import fold
from marketplace.db import db
from marketplace.demand.consortium.models import LegalEntity
from marketplace.sides import Actor, Side
from marketplace.supply.jobseekers.models import BlockedEmployer, FromHome, Wants

#: What a company is called in law tells no company from another.
_LEGAL_FORMS: Final = frozenset(
    {"the", "inc", "ltd", "limited", "corp", "corporation", "co", "company", "llc", "llp", "lp", "plc", "ltee"}
)
FROM_HOME = {
    FromHome.NO: _("I want to go to work"),
    FromHome.SOME: _("Either, or some of both"),
    FromHome.ONLY: _("Only from home"),
}


def wants_of(jobseeker_id: uuid.UUID) -> Wants | None:
    """What a person wants; None before the first word."""
    return db.session.get(Wants, jobseeker_id)


def own_blocked(actor: Actor) -> sa.Select[BlockedEmployer]:
    """The employers that the acting jobseeker keeps away from, by name. Nobody else reads them."""
    mine = BlockedEmployer.jobseeker_id == actor.person_id if actor.side is Side.JOBSEEKER else sa.false()
    return sa.select(BlockedEmployer).where(mine).order_by(sa.func.lower(BlockedEmployer.words), BlockedEmployer.id)


# ---- keeping away -----------------------------------------------------------------------------------


def key_of(words: str) -> str:
    """The words of a name as they are compared: folded, each once, without what a company is called in law."""
    folded = set(fold(words).split())
    return " ".join(sorted(folded - _LEGAL_FORMS or folded))


def hidden_from(employer_id: uuid.UUID) -> sa.Select[uuid.UUID]:
    """The ids of everybody who keeps away from this employer: it has a name with all the words that they wrote.

    Read it at each request: names of either side change.
    """
    names = [set(key_of(name).split()) for name in _names_of(employer_id)]
    keys = db.session.scalars(sa.select(BlockedEmployer.key).distinct())
    meant = [key for key in keys if any(name.issuperset(key.split()) for name in names)]
    return sa.select(BlockedEmployer.jobseeker_id).where(BlockedEmployer.key.in_(meant))


def keeps_away(jobseeker_id: uuid.UUID, employer_id: uuid.UUID) -> bool:
    """Whether this person keeps away from this employer."""
    own = hidden_from(employer_id).where(BlockedEmployer.jobseeker_id == jobseeker_id)
    return db.session.scalar(own.limit(1)) is not None


def _names_of(employer_id: uuid.UUID) -> list[str]:
    """What an employer is called, was called, and is called in law."""
    own = sa.select(Organisation.name).where(Organisation.id == employer_id)
    former = sa.select(OrganisationAlias.name).where(OrganisationAlias.organisation_id == employer_id)
    legal = sa.select(LegalEntity.name).where(LegalEntity.employer_id == employer_id)
    return list(db.session.scalars(sa.union_all(own, former, legal)))


# ---- what suits -------------------------------------------------------------------------------------


def unsuited_by_hours(hours: Decimal) -> sa.Select[uuid.UUID]:
    """The ids of everybody who said that so many hours a week are too few or too many. Who said nothing is none."""
    return sa.select(Wants.jobseeker_id).where((Wants.hours_at_most < hours) | (Wants.hours_at_least > hours))


def unsuited_by_place(*, from_home: bool) -> sa.Select[uuid.UUID]:
    """The ids of everybody whom a job at a place does not suit, or one `from_home`."""
    never = FromHome.NO if from_home else FromHome.ONLY
    return sa.select(Wants.jobseeker_id).where(Wants.from_home == never)
