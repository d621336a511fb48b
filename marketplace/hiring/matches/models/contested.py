"""A reading that the person says is wrong: one requirement of one match, their words, and what staff answer."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import History, Identified, Versioned, one_of
from marketplace.hiring.matches.models.referrals import Referral
from marketplace.hiring.matches.models.runs import MatchPart


class ReadingStage(StrEnum):
    """Where a contested reading stands."""

    CONTESTED = "contested"
    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"
    TAKEN_BACK = "taken_back"


class ReadingReason(StrEnum):
    """What came of it: the first four say that the person is right, the others that the reading stands."""

    RECORD_ANEW = "record_anew"
    TAKE_EVIDENCE = "take_evidence"
    NAMES_MIXED_UP = "names_mixed_up"
    ROLE_ASKS_WRONGLY = "role_asks_wrongly"
    NOTHING_SHOWS_IT = "nothing_shows_it"
    SEEN_LOWER = "seen_lower"
    MEANS_OTHER = "means_other"
    LAPSED = "lapsed"


class ContestedReadingChange(History):
    """A step of a contested reading."""

    __tablename__ = "contested_reading_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contested_readings.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class ContestedReading(Versioned, Identified):
    """What a person says is wrong about one part of their match. The run that it stands in never changes.

    `reason` is the code of what will be changed, or of why the reading stands.
    """

    __tablename__ = "contested_readings"
    __history__ = ContestedReadingChange
    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referrals.id"), index=True)
    match_part_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("match_parts.id"), index=True)
    stage: Mapped[ReadingStage] = mapped_column(default=ReadingStage.CONTESTED)
    words: Mapped[str] = mapped_column(Text)
    reason: Mapped[ReadingReason | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    contested_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))

    referral: Mapped[Referral] = relationship()
    part: Mapped[MatchPart] = relationship()
    answered_by: Mapped[Person | None] = relationship()

    __table_args__ = (
        one_of("stage", ReadingStage),
        one_of("reason", ReadingReason),
        CheckConstraint("(stage IN ('contested', 'taken_back')) = (answered_at IS NULL)", name="answered_at_a_moment"),
        CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_by_somebody"),
        CheckConstraint("(answered_at IS NULL) = (reason IS NULL)", name="answered_for_a_reason"),
        Index(
            "uq_contested_readings_one_open",
            "match_part_id",
            unique=True,
            sqlite_where=text("stage = 'contested'"),
            postgresql_where=text("stage = 'contested'"),
        ),
    )
