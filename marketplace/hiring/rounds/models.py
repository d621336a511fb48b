"""Rounds of choosing: lists of both sides, frozen at a moment, and what was proposed and released over them."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import History, Identified, Versioned, one_of
from marketplace.demand.programs.models import Program
from marketplace.demand.role_needs.models import RoleNeed
from marketplace.hiring.matches.models import Referral
from marketplace.supply.jobseekers.models import Jobseeker


class Stage(StrEnum):
    """Where a round stands."""

    OPEN = "open"
    FROZEN = "frozen"
    PROPOSED = "proposed"
    RELEASED = "released"
    ABANDONED = "abandoned"


class Proposing(StrEnum):
    """Whose wishes lead where several results are stable."""

    CANDIDATES = "candidates"
    EMPLOYERS = "employers"


class RoundChange(History):
    """A step of a round."""

    __tablename__ = "matching_round_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("matching_rounds.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class MatchingRound(Versioned, Identified):
    """Both sides put those they could meet in order until `freezes_at`; then a proposal is made of the lists.

    Without a program it is about people of every program. `wanted` is the number of the proposal that was last asked
    for; `proposed_by_id` asked for the newest that is there, and is never who releases it.
    """

    __tablename__ = "matching_rounds"
    __history__ = RoundChange
    name: Mapped[str] = mapped_column(String(120))
    program_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("programs.id"), index=True)
    stage: Mapped[Stage] = mapped_column(default=Stage.OPEN)
    freezes_at: Mapped[datetime]
    time_zone: Mapped[str] = mapped_column(String(60))
    opened_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]
    wanted: Mapped[int] = mapped_column(default=0)
    wanted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    proposing: Mapped[Proposing] = mapped_column(default=Proposing.CANDIDATES)
    proposed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    released_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    released_at: Mapped[datetime | None]

    program: Mapped[Program | None] = relationship()
    roles: Mapped[list["RoundRole"]] = relationship(order_by="RoundRole.role_need_id", back_populates="round")

    __table_args__ = (
        one_of("stage", Stage),
        one_of("proposing", Proposing),
        CheckConstraint("stage IN ('open', 'abandoned') OR frozen_at IS NOT NULL", name="frozen_when"),
        CheckConstraint("stage NOT IN ('proposed', 'released') OR proposed_by_id IS NOT NULL", name="proposed_by"),
        CheckConstraint(
            "(stage = 'released') = (released_by_id IS NOT NULL) AND (stage = 'released') = (released_at IS NOT NULL)",
            name="released_by",
        ),
        CheckConstraint("released_by_id IS NULL OR released_by_id <> proposed_by_id", name="released_by_another"),
    )


class RoundRole(Identified):
    """A role that takes part in a round, with as many places as were free when it opened, or fewer at the freeze."""

    __tablename__ = "round_roles"
    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("matching_rounds.id"))
    employer_id: Mapped[uuid.UUID] = mapped_column(index=True)
    role_need_id: Mapped[uuid.UUID] = mapped_column(index=True)
    places: Mapped[int]

    round: Mapped[MatchingRound] = relationship(back_populates="roles")
    role_need: Mapped[RoleNeed] = relationship(
        foreign_keys=[role_need_id], primaryjoin="RoleNeed.id == RoundRole.role_need_id"
    )

    __table_args__ = (
        UniqueConstraint("round_id", "role_need_id"),
        CheckConstraint("places >= 0", name="places_counted"),
        ForeignKeyConstraint(
            ["employer_id", "role_need_id"],
            ["role_needs.employer_id", "role_needs.id"],
            name="fk_round_roles_role_need",
        ),
    )


class RankList(Identified):
    """One saving of the list of a person, or of a role of an employer; the newest counts, and none is changed.

    `ordered` are ids of referrals, best first; `kept_out` those that were seen and are not to come of it.
    """

    __tablename__ = "rank_lists"
    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("matching_rounds.id"))
    jobseeker_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    role_need_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    seq: Mapped[int]
    ordered: Mapped[list[str]] = mapped_column(JSON)
    kept_out: Mapped[list[str]] = mapped_column(JSON)
    saved_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("(jobseeker_id IS NULL) <> (role_need_id IS NULL)", name="of_one_side"),
        UniqueConstraint("round_id", "jobseeker_id", "seq"),
        UniqueConstraint("round_id", "role_need_id", "seq"),
        ForeignKeyConstraint(
            ["round_id", "role_need_id"],
            ["round_roles.round_id", "round_roles.role_need_id"],
            name="fk_rank_lists_role",
        ),
        {"info": {"append_only": True}},
    )


class RoundSnapshot(Identified):
    """The lists of a round as they were frozen, without a name, and their digest. Never changed."""

    __tablename__ = "round_snapshots"
    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("matching_rounds.id"), unique=True)
    at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))
    lists: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = ({"info": {"append_only": True}},)


class RoundProposal(Identified):
    """What was computed from a snapshot, with what it takes to compute it again. Never changed; the newest counts.

    `gone` are the referrals that had ended since the freeze and were left out. `digest` is of all that went in,
    `result` of what came out; `measures` sets it beside other ways. The last three are what the checker found wrong.
    """

    __tablename__ = "round_proposals"
    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("matching_rounds.id"))
    seq: Mapped[int]
    at: Mapped[datetime]
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    algorithm: Mapped[str] = mapped_column(String(40))
    proposing: Mapped[Proposing]
    seed: Mapped[int]
    gone: Mapped[list[str]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    result: Mapped[str] = mapped_column(String(64))
    measures: Mapped[dict[str, Any]] = mapped_column(JSON)
    blocking: Mapped[int]
    overfull: Mapped[int]
    unwanted: Mapped[int]

    __table_args__ = (
        one_of("proposing", Proposing),
        UniqueConstraint("round_id", "seq"),
        {"info": {"append_only": True}},
    )


class RoundResult(Versioned, Identified):
    """What comes of a round for one person: the referral that was proposed, and the one that staff decided on.

    They differ only where somebody changed it and said why.
    """

    __tablename__ = "round_results"
    proposal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("round_proposals.id"))
    jobseeker_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    proposed_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("referrals.id"), index=True)
    decided_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("referrals.id"), index=True)
    changed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    changed_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")

    proposal: Mapped[RoundProposal] = relationship()
    jobseeker: Mapped[Jobseeker] = relationship()
    decided: Mapped[Referral | None] = relationship(foreign_keys=[decided_id])

    __table_args__ = (
        UniqueConstraint("proposal_id", "jobseeker_id"),
        CheckConstraint("(changed_by_id IS NULL) = (changed_at IS NULL)", name="changed_by"),
    )


class RoundResultChange(Identified):
    """One change of what is decided for one person, with the reason that was written: none is ever overwritten."""

    __tablename__ = "round_result_changes"
    result_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("round_results.id"))
    seq: Mapped[int]
    from_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("referrals.id"))
    to_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("referrals.id"))
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    note_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("change_notes.id"))

    __table_args__ = (UniqueConstraint("result_id", "seq"), {"info": {"append_only": True}})
