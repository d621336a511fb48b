"""Which employers a person may see, the people to talk to there, what their pages said, and what has happened."""

import difflib
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import (
    Invitation,
    Membership,
    Organisation,
    OrganisationAlias,
    OrganisationMerger,
    Person,
    name_key,
)
from marketplace.accounts.queries import members_of
from marketplace.db import db
from marketplace.demand.employers.lifecycle import LIFECYCLE
from marketplace.demand.employers.models import (
    Employer,
    EmployerChange,
    EmployerContact,
    EmployerEdition,
    RelationStage,
    SizeBand,
)
from marketplace.demand.employers.queries.timeline import (
    Asked,
    Happening,
    Step,
    happenings,
    steps_of,
    tells,
    tells_who_hires,
)
from marketplace.reach import within
from marketplace.sides import HIRING_ROLES, Actor, Side

__all__ = [
    "KEPT",
    "SIZE_LABELS",
    "Asked",
    "Edition",
    "Happening",
    "InvitationStage",
    "Step",
    "choices",
    "compare",
    "contact_counts",
    "contacts_of",
    "editions",
    "editions_kept",
    "happenings",
    "hiring_team",
    "invitation_stage",
    "name_key",
    "now_at",
    "search",
    "sectors",
    "steps_of",
    "tells",
    "tells_who_hires",
    "visible_to",
]

SIZE_LABELS = {
    SizeBand.UNKNOWN: _("Not known yet"),
    SizeBand.UP_TO_19: _("Up to 19 people"),
    SizeBand.UP_TO_99: _("20 to 99 people"),
    SizeBand.UP_TO_499: _("100 to 499 people"),
    SizeBand.OVER_500: _("500 people and more"),
}


def visible_to(actor: Actor) -> sa.Select[Employer]:
    """Staff see the employers within their reach, an employer's members their own, others none.

    One that was merged into another one is seen there.
    """
    rows = sa.select(Employer).where(~sa.exists().where(OrganisationMerger.organisation_id == Employer.id))
    if actor.side is Side.EMPLOYER:
        return rows.where(Employer.id == actor.organisation_id)
    return rows.where(within(actor, "employers", Employer.id))


def now_at(employer_id: uuid.UUID) -> uuid.UUID:
    """The employer that an address of old leads to: the one that it was merged into, else itself."""
    merger = db.session.get(OrganisationMerger, employer_id)
    return merger.into_id if merger else employer_id


def search(actor: Actor, words: str = "", sector: str = "", stage: RelationStage | None = None) -> sa.Select[Employer]:
    """The visible employers by name, narrowed to those that have or had a name with the words, a sector, a stage."""
    named = sa.select(Organisation.name).where(Organisation.id == Employer.id).scalar_subquery()
    rows = visible_to(actor).order_by(sa.func.lower(named), Employer.id)
    if words.strip():
        had = sa.exists().where(
            OrganisationAlias.organisation_id == Employer.id,
            OrganisationAlias.name_key.contains(name_key(words), autoescape=True),
        )
        rows = rows.where(sa.or_(Employer.name_key.contains(name_key(words), autoescape=True), had))
    if sector:
        rows = rows.where(Employer.sector == sector)
    if stage is not None:
        rows = rows.where(Employer.stage == stage)
    return rows


def sectors(actor: Actor) -> list[str]:
    """The sectors that the visible employers are in, each once."""
    rows = visible_to(actor).where(Employer.sector != "").with_only_columns(Employer.sector)
    return list(db.session.scalars(rows.distinct().order_by(Employer.sector)))


def choices(actor: Actor) -> list[tuple[str, str]]:
    """Every visible employer as a choice of a form: id and name."""
    return [(str(employer.id), employer.name) for employer in db.session.scalars(search(actor))]


def contacts_of(employer: Employer) -> sa.Select[EmployerContact]:
    """The people to talk to at an employer, with their invitations, in the order they were added."""
    return (
        sa.select(EmployerContact)
        .where(EmployerContact.employer_id == employer.id)
        .options(joinedload(EmployerContact.invitation))
        .order_by(EmployerContact.created_at, EmployerContact.name)
    )


def hiring_team(employer_id: uuid.UUID) -> Sequence[Person]:
    """Who hires for an employer: its owners and recruiters, by name."""
    members = members_of(employer_id).where(Membership.role.in_(HIRING_ROLES))
    return [member.person for member in db.session.scalars(members)]


def contact_counts(employers: list[Employer]) -> dict[uuid.UUID, int]:
    """How many contacts each of these employers has; those without any are left out."""
    rows = db.session.execute(
        sa.select(EmployerContact.employer_id, sa.func.count())
        .where(EmployerContact.employer_id.in_([employer.id for employer in employers]))
        .group_by(EmployerContact.employer_id)
    )
    return dict(rows.all())


@dataclass(frozen=True)
class InvitationStage:
    """Where a contact's invitation stands, and whether a new one may be sent."""

    label: str
    tone: str
    may_invite: bool


def invitation_stage(invitation: Invitation | None, now: datetime) -> InvitationStage:
    """What to say beside a contact about their account."""
    if invitation is None:
        return InvitationStage(str(_("Not invited yet")), "rest", may_invite=True)
    if invitation.accepted_at:
        return InvitationStage(str(_("Has an account")), "good", may_invite=False)
    if invitation.cancelled_at:
        return InvitationStage(str(_("Invitation cancelled")), "stop", may_invite=True)
    if invitation.expires_at <= now:
        return InvitationStage(str(_("Invitation has run out")), "wait", may_invite=True)
    return InvitationStage(str(_("Invited")), "move", may_invite=False)


# ---- what stood on the page ------------------------------------------------------------------------

KEPT = ("name", "sector", "region", "size", "goals", "growth_challenges", "pains", "recruiting", "hiring_process")
KEPT_LABELS = {
    "name": _("Name of the employer"),
    "sector": _("Sector"),
    "region": _("Region"),
    "size": _("Size"),
    "goals": _("Where it wants to go"),
    "growth_challenges": _("What holds it back"),
    "pains": _("What hurts most"),
    "recruiting": _("How it looks for people"),
    "hiring_process": _("How it decides whom to hire"),
}


@dataclass(frozen=True)
class Difference:
    """What one edition changed in one field: pieces of the old and the new words, in order."""

    label: str
    pieces: list[tuple[str, str]]  # "same", "gone" or "new", and the words


@dataclass(frozen=True)
class Edition:
    """One edition of the page: when, who, and what it changed; the first one changed nothing."""

    number: int
    at: datetime
    who: str
    differences: list[Difference]
    of: str = ""  # the employer whose page it was, when that one was merged into this one


def editions_kept(employer: Employer) -> int:
    """How many editions of the page there are."""
    rows = sa.select(sa.func.count()).where(EmployerEdition.employer_id == employer.id)
    return db.session.scalar(rows) or 0


def editions(employer: Employer) -> list[Edition]:
    """Every edition of the page, the newest first, each with what it changed; then those of who was merged into it."""
    rows = db.session.scalars(
        sa.select(EmployerEdition)
        .where(_was_or_became(EmployerEdition.employer_id, employer.id))
        .options(joinedload(EmployerEdition.actor))
        .order_by(EmployerEdition.employer_id != employer.id, EmployerEdition.employer_id, EmployerEdition.seq.desc())
    ).all()
    return [
        Edition(
            number=row.seq,
            at=row.at,
            who=row.actor.name if row.actor else "",
            differences=_differences(before if before and before.employer_id == row.employer_id else None, row),
            of="" if row.employer_id == employer.id else row.name,
        )
        for row, before in zip(rows, [*rows[1:], None], strict=False)
    ]


def _was_or_became(column: Any, employer_id: uuid.UUID) -> sa.ColumnElement[bool]:  # Any: a mapped column of ids
    """Whether a history is of this employer or of one that was merged into it."""
    merged = sa.select(OrganisationMerger.organisation_id).where(OrganisationMerger.into_id == employer_id)
    return sa.or_(column == employer_id, column.in_(merged))


def _differences(before: EmployerEdition | None, after: EmployerEdition) -> list[Difference]:
    pairs = [(name, _shown(before, name), _shown(after, name)) for name in KEPT] if before else []
    return [Difference(str(KEPT_LABELS[name]), compare(old, new)) for name, old, new in pairs if old != new]


def _shown(edition: EmployerEdition, name: str) -> str:
    return str(SIZE_LABELS[edition.size]) if name == "size" else str(getattr(edition, name))


def compare(old: str, new: str) -> list[tuple[str, str]]:
    """Two texts word by word as pieces: "same", "gone" and "new", each with its words and the space after them."""
    before, after = (re.findall(r"\S+\s*", text) for text in (old, new))
    pieces: list[tuple[str, str]] = []
    for verb, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if verb == "equal":
            pieces.append(("same", "".join(after[k:m])))
            continue
        pieces += [(kind, "".join(words)) for kind, words in (("gone", before[i:j]), ("new", after[k:m])) if words]
    return pieces


@tells
def _relationship(asked: Asked) -> list[Happening]:
    """The steps of the relationship as lines of the timeline; why one was made is for its own history."""
    seen = visible_to(asked.actor).where(Employer.id == asked.employer_id).with_only_columns(Employer.id)
    rows = sa.select(EmployerChange).where(_was_or_became(EmployerChange.subject_id, asked.employer_id), seen.exists())
    return [
        Happening(
            at=change.at,
            what=gettext("Where we stand with each other"),
            stage=LIFECYCLE.label(RelationStage(change.to_stage), asked.actor.side),
        )
        for change in db.session.scalars(
            rows.order_by(EmployerChange.at.desc(), EmployerChange.seq.desc()).limit(asked.most)
        )
    ]
