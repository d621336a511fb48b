"""What two organisations both have and one may have once: ended, kept under the old name, or a reason to refuse."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.accounts.models import Membership, SignIn
from marketplace.administration.queries.holdings import Carrier, Double, carriers, doubles
from marketplace.db import Base, db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.employers.models import EmployerContact
from marketplace.demand.programs.models import ProgramAssignment
from marketplace.errors import Refused
from marketplace.sides import Role
from marketplace.supply.jobseekers.models import Consent, Purpose

RANKS: Final = (Role.OWNER, Role.RECRUITER, Role.INTERVIEWER)


@dataclass
class Plan:
    """Rows that stay under the old name, and for rows that point at them, the twin to point at instead."""

    staying: dict[str, set[uuid.UUID]] = field(default_factory=dict)
    twins: dict[str, dict[uuid.UUID, uuid.UUID]] = field(default_factory=dict)

    def twins_of(self, table: sa.Table) -> dict[sa.Column[Any], dict[uuid.UUID, uuid.UUID]]:
        """Columns of a table that point at rows with a twin, and the twins."""
        return {
            key.parent: twins
            for key in table.foreign_keys
            if (twins := self.twins.get(key.column.table.name)) and key.column.name == "id"
        }

    def stay(self, table: str, double: Double, *, twin: bool) -> None:
        """Leave a row where it is; with `twin`, what points at it points at the other one from now on."""
        self.staying.setdefault(table, set()).add(double.mine.id)
        if twin:
            self.twins.setdefault(table, {})[double.mine.id] = double.theirs.id


def settle(stays_id: uuid.UUID, goes_id: uuid.UUID, *, now: datetime) -> Plan:
    """Decide each double before anything moves. Refused where only a person can decide."""
    plan = Plan()
    _settle_consents(stays_id, goes_id, now=now)
    for carrier in carriers():
        for double in doubles(carrier, goes_id, stays_id):
            SETTLES.get(carrier.table.name, _cannot)(plan, carrier, double, now)
    return plan


def _end_place(_plan: Plan, _carrier: Carrier, double: Double, now: datetime) -> None:
    """Somebody who acts for both acts for one from now on, with the wider of the two roles."""
    ends, lasts = db.session.get_one(Membership, double.mine.id), db.session.get_one(Membership, double.theirs.id)
    if ends.role and lasts.role:
        lasts.role = min(ends.role, lasts.role, key=RANKS.index)
    lasts.all_programs = lasts.all_programs or ends.all_programs
    db.session.execute(
        sa.update(SignIn)
        .where(SignIn.membership_id == ends.id)
        .values(membership_id=lasts.id)
        .execution_options(synchronize_session=False)
    )
    _hand_on_programs(ends, lasts)
    ends.ended_at = now


def _hand_on_programs(ends: Membership, lasts: Membership) -> None:
    """Programs that somebody worked on in the place that ends are theirs in the one that lasts, each once."""
    there = sa.select(ProgramAssignment.program_id).where(
        ProgramAssignment.membership_id == lasts.id, ProgramAssignment.ended_at.is_(None)
    )
    db.session.execute(
        sa.update(ProgramAssignment)
        .where(
            ProgramAssignment.membership_id == ends.id,
            ProgramAssignment.ended_at.is_(None),
            ProgramAssignment.program_id.not_in(there),
        )
        .values(membership_id=lasts.id)
        .execution_options(synchronize_session=False)
    )


def _settle_consents(stays_id: uuid.UUID, goes_id: uuid.UUID, *, now: datetime) -> None:
    """One word of a person about one employer: the last one they said counts. A no is never turned into a yes."""
    rows = db.session.scalars(
        sa.select(Consent)
        .where(Consent.purpose != Purpose.MATCHING, Consent.employer_id.in_((stays_id, goes_id)))
        .order_by(Consent.given_at, Consent.id)
    ).all()
    by_person: dict[tuple[uuid.UUID, Purpose], list[Consent]] = {}
    for row in rows:
        by_person.setdefault((row.jobseeker_id, row.purpose), []).append(row)
    for theirs in by_person.values():
        said_no = max((row.withdrawn_at for row in theirs if row.withdrawn_at), default=None)
        living = [row for row in theirs if row.withdrawn_at is None]
        for row in living:
            if row is not living[-1] or (said_no and said_no >= row.given_at):
                row.withdrawn_at = now
    db.session.flush()


def _keep_contact(plan: Plan, _carrier: Carrier, double: Double, _now: datetime) -> None:
    plan.stay("employer_contacts", double, twin=True)
    mine = db.session.get_one(EmployerContact, double.mine.id)
    theirs = db.session.get_one(EmployerContact, double.theirs.id)
    theirs.invitation_id = theirs.invitation_id or mine.invitation_id
    theirs.job_title = theirs.job_title or mine.job_title


def _keep_name(plan: Plan, _carrier: Carrier, double: Double, _now: datetime) -> None:
    plan.stay("organisation_aliases", double, twin=False)


def _keep_legal_entity(plan: Plan, _carrier: Carrier, double: Double, _now: datetime) -> None:
    """A legal entity that both name is one: what it signed is its twin's."""
    plan.stay("legal_entities", double, twin=True)


def _keep_words(plan: Plan, _carrier: Carrier, double: Double, _now: datetime) -> None:
    """What words mean to the one that stays counts."""
    plan.stay("word_mappings", double, twin=False)


def _keep_ended_partner(plan: Plan, _carrier: Carrier, double: Double, _now: datetime) -> None:
    """A partnership that has ended stays as history; of two that may last, only the program team ends one."""
    partner = db.session.get_one(HiringPartner, double.mine.id)
    if partner.stage is not PartnerStage.ENDED:
        raise Refused(
            _(
                "Both are partners of “%(consortium)s”. Ask the program team to end the partnership of “%(name)s” "
                "there, then merge.",
                consortium=partner.consortium.name,
                name=partner.employer.name,
            )
        )
    plan.stay("hiring_partners", double, twin=False)


def _cannot(_plan: Plan, carrier: Carrier, _double: Double, _now: datetime) -> None:
    raise Refused(
        _(
            "Both hold something of “%(what)s” that may be there once only. Settle that first, then merge.",
            what=carrier.words,
        )
    )


Settles = Callable[[Plan, Carrier, Double, datetime], None]
SETTLES: Final[dict[str, Settles]] = {
    "memberships": _end_place,
    "employer_contacts": _keep_contact,
    "organisation_aliases": _keep_name,
    "hiring_partners": _keep_ended_partner,
    "legal_entities": _keep_legal_entity,
    "word_mappings": _keep_words,
}


def known_tables() -> set[str]:
    """The tables named here, so that a test can tell when one of them has another name."""
    return set(SETTLES) & set(Base.metadata.tables)
