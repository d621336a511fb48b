"""The versions of a program, who has been asked about one, and what still keeps a cohort from opening with it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.accounts.models import Organisation
from marketplace.db import db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.consortium.queries import INSIDE, in_consortium
from marketplace.demand.employers import queries as employers
from marketplace.demand.employers.models import Employer
from marketplace.demand.programs.lifecycle import REVIEW
from marketplace.demand.programs.models import (
    Module,
    ModuleComment,
    Program,
    ProgramVersion,
    ReviewStage,
    VersionReview,
    VersionStage,
)
from marketplace.demand.programs.queries.differing import Difference, differences, facts_of
from marketplace.demand.programs.queries.seeing import modules_in, undecided
from marketplace.reach import within
from marketplace.sides import Actor, Side

#: Partners who are asked about a version: they have the agreement before them, or have signed it.
READ = frozenset({PartnerStage.AGREEMENT_SENT, *INSIDE})


def versions_of(program: Program) -> sa.Select[ProgramVersion]:
    """All versions of a program, the newest first."""
    return (
        sa.select(ProgramVersion)
        .options(joinedload(ProgramVersion.program))
        .where(ProgramVersion.program_id == program.id)
        .order_by(ProgramVersion.number.desc())
    )


def versions_visible_to(actor: Actor) -> sa.Select[ProgramVersion]:
    """The versions of the programs that staff see."""
    found = sa.select(ProgramVersion).options(joinedload(ProgramVersion.program))
    return found.where(within(actor, "programs", ProgramVersion.program_id))


def current_version(program: Program) -> ProgramVersion:
    """The version that staff work on."""
    here = ProgramVersion.number == program.version_number
    return db.session.scalars(versions_of(program).where(here)).one()


def newest_sent(program_id: UUID) -> ProgramVersion | None:
    """The version that is with the partners; none while no version was ever sent."""
    return db.session.scalar(
        sa.select(ProgramVersion)
        .options(joinedload(ProgramVersion.program))
        .where(ProgramVersion.program_id == program_id, ProgramVersion.stage == VersionStage.SENT)
    )


def number_to_teach(program: Program) -> int:
    """The version that a new cohort teaches: the one with the partners, else the one that is being written."""
    sent = newest_sent(program.id)
    return sent.number if sent else program.version_number


def why_not_send(version: ProgramVersion) -> str | None:
    """Why a version cannot be sent to the partners now; None when it can."""
    modules = db.session.scalars(modules_in(version.program_id, version.number)).all()
    if not any(module.teaches for module in modules):
        return _("No module says yet what it teaches.")
    if undecided(version.program_id, version.number):
        return _("Some of what it teaches still stands in words. Say in its modules which competencies they mean.")
    if version.program.consortium_id is None:
        return _("The program has no consortium, so there is nobody to ask. Edit it and choose one.")
    if not readers_of(version.program):
        return _("No employer of the consortium has an agreement before it yet. Send the agreements first.")
    return None


def readers_of(program: Program) -> Sequence[HiringPartner]:
    """The partners who are asked about a version, by name."""
    if program.consortium_id is None:
        return []
    return db.session.scalars(in_consortium(program.consortium_id, *READ)).all()


# ---- what partners say -----------------------------------------------------------------------------


def reviews() -> sa.Select[VersionReview]:
    """What partners say, by the employer's name, with their comments."""
    partner = contains_eager(VersionReview.hiring_partner)
    return (
        sa.select(VersionReview)
        .join(VersionReview.hiring_partner)
        .join(HiringPartner.employer)
        .join(Employer.organisation)
        .options(
            partner.contains_eager(HiringPartner.employer).contains_eager(Employer.organisation),
            joinedload(VersionReview.version_of).joinedload(ProgramVersion.program).joinedload(Program.consortium),
            selectinload(VersionReview.comments).joinedload(ModuleComment.module),
        )
        .order_by(Organisation.name, VersionReview.id)
    )


def reviews_visible_to(actor: Actor) -> sa.Select[VersionReview]:
    """What an actor may read of what partners say: staff of their programs, an employer its own and no other's."""
    if actor.side is not Side.EMPLOYER:
        return reviews().where(VersionReview.version_id.in_(_versions_within(actor)))
    mine = HiringPartner.employer_id == actor.organisation_id
    return reviews().where(mine, HiringPartner.stage.in_(READ))


def _versions_within(actor: Actor) -> sa.Select[UUID]:
    return sa.select(ProgramVersion.id).where(within(actor, "programs", ProgramVersion.program_id))


def reviews_of(version: ProgramVersion) -> Sequence[VersionReview]:
    """Everything the partners say of one version."""
    return db.session.scalars(reviews().where(VersionReview.version_id == version.id)).all()


def comments_visible_to(actor: Actor) -> sa.Select[ModuleComment]:
    """The comments that staff may answer."""
    seen = VersionReview.version_id.in_(_versions_within(actor))
    return (
        sa.select(ModuleComment)
        .join(ModuleComment.review)
        .options(contains_eager(ModuleComment.review), joinedload(ModuleComment.module))
        .where(seen)
    )


def review_to_answer(actor: Actor, program: Program) -> VersionReview | None:
    """What an employer says of the version that is with the partners; none when it was not asked."""
    found = reviews_visible_to(actor).join(VersionReview.version_of)
    here = sa.and_(ProgramVersion.program_id == program.id, ProgramVersion.stage == VersionStage.SENT)
    return db.session.scalars(found.where(here)).first()


def waiting_for(actor: Actor) -> Sequence[VersionReview]:
    """The versions that wait for an employer's answer."""
    found = reviews_visible_to(actor).join(VersionReview.version_of)
    return db.session.scalars(
        found.where(ProgramVersion.stage == VersionStage.SENT, VersionReview.stage == ReviewStage.ASKED)
    ).all()


# ---- the gate ---------------------------------------------------------------------------------------


def sign_offs(program_id: UUID, number: int) -> int:
    """How many partners that have signed their agreement have signed off a version."""
    return (
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(VersionReview)
            .join(VersionReview.version_of)
            .join(VersionReview.hiring_partner)
            .where(
                ProgramVersion.program_id == program_id,
                ProgramVersion.number == number,
                VersionReview.stage == ReviewStage.SIGNED_OFF,
                HiringPartner.stage.in_(INSIDE),
            )
        )
        or 0
    )


def missing_sign_offs(program: Program, number: int) -> str | None:
    """What a version lacks before a cohort may open with it, as a sentence; None when nothing."""
    signed, needed = sign_offs(program.id, number), program.sign_offs_needed
    if signed >= needed:
        return None
    return ngettext(
        "Version %(number)s needs a sign-off of %(needed)s partner, and %(signed)s has given it.",
        "Version %(number)s needs the sign-off of %(needed)s partners, and %(signed)s have given it.",
        needed,
        number=number,
        needed=needed,
        signed=signed,
    )


def missing_commitments(program: Program, *, intended: int, seats: int) -> str | None:
    """How many people partners would have to intend to hire before a cohort may open; None when it is enough."""
    needed = -(-seats * program.commitment_percent // 100)
    if intended >= needed:
        return None
    return _(
        "Active partners intend to hire %(intended)s people from it; for %(seats)s seats the program asks for "
        "%(needed)s.",
        intended=intended,
        seats=seats,
        needed=needed,
    )


# ---- telling a version --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A version with what changed since the one before (none: it is the first) and, for staff, what partners say."""

    version: ProgramVersion
    changes: list[Difference] | None
    reviews: Sequence[VersionReview]
    modules: Sequence[Module]

    @property
    def answers(self) -> dict[ReviewStage, int]:
        """How many partners say what."""
        return {stage: sum(row.stage is stage for row in self.reviews) for stage in ReviewStage}


def tell(version: ProgramVersion) -> Told:
    """Everything that a page tells an employer of one version: what partners say of it is not read."""
    around = ProgramVersion.number.in_([version.number - 1, version.number])
    versions = db.session.scalars(versions_of(version.program).where(around)).all()
    return _told(version, _modules_by_number(version.program, versions), versions, ())


def tell_all(program: Program) -> list[Told]:
    """Everything that a page tells staff of every version, the newest first, in as many statements for any number."""
    versions = db.session.scalars(versions_of(program)).all()
    modules = _modules_by_number(program, versions)
    said: dict[UUID, list[VersionReview]] = defaultdict(list)
    for review in db.session.scalars(reviews().where(VersionReview.version_id.in_([row.id for row in versions]))):
        said[review.version_id].append(review)
    return [_told(version, modules, versions, said[version.id]) for version in versions]


def _modules_by_number(program: Program, versions: Sequence[ProgramVersion]) -> dict[int, list[Module]]:
    found: dict[int, list[Module]] = defaultdict(list)
    for module in db.session.scalars(modules_in(program.id, *(version.number for version in versions))):
        found[module.version_number].append(module)
    return found


def _told(
    version: ProgramVersion,
    modules: Mapping[int, list[Module]],
    versions: Sequence[ProgramVersion],
    said: Sequence[VersionReview],
) -> Told:
    here = modules.get(version.number, [])
    older = next((row for row in versions if row.number == version.number - 1), None)
    changes = None
    if older:
        changes = differences(modules.get(older.number, []), here, (facts_of(older), facts_of(version)))
    return Told(version, changes, said, here)


@employers.tells_who_hires
def happenings(asked: employers.Asked) -> list[employers.Happening]:
    """The versions that an employer was asked to read as lines of its timeline."""
    rows = reviews_visible_to(asked.actor).where(HiringPartner.employer_id == asked.employer_id)
    newest = rows.order_by(None).order_by(VersionReview.asked_at.desc(), VersionReview.id).limit(asked.most)
    return [
        employers.Happening(
            at=review.asked_at,
            what=_(
                "Asked to read version %(number)s of %(title)s",
                number=review.version_of.number,
                title=review.version_of.program.title,
            ),
            stage=REVIEW.label(review.stage, asked.actor.side),
            endpoint="programs.versions" if asked.ours else "programs.review_page",
            arguments={"program_id": review.version_of.program_id} if asked.ours else {"review_id": review.id},
        )
        for review in db.session.scalars(newest)
    ]
