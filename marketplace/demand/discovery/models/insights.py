"""The insights coded from quotes, and every coding they had."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import Identified, Versioned, one_of
from marketplace.demand.discovery.models.notes import Answer
from marketplace.demand.discovery.models.sessions import DiscoverySession
from marketplace.demand.discovery.models.themes import Theme
from marketplace.demand.employers.models import EmployerContact

_consent = DiscoverySession.__table__.alias("consent")


class InsightKind(StrEnum):
    """What a quote tells us."""

    GOAL = "goal"
    CHALLENGE = "challenge"
    PAIN = "pain"
    CAUSE = "cause"
    TRIED_AND_WORKED = "tried_and_worked"
    TRIED_WITHOUT_SUCCESS = "tried_without_success"
    DEFINITION_OF_SUCCESS = "definition_of_success"
    PROCESS = "process"
    NON_NEGOTIABLE = "non_negotiable"
    REQUIREMENT = "requirement"
    CONTRADICTION = "contradiction"


class Insight(Versioned, Identified):
    """A quote from an answer, who said it, and what it tells us as it is coded now. It stays the employer's.

    `words` is what was chosen, for the session's own pages and the employer's; everything else shows `quote`, which
    is empty while they do not agree to be quoted. The theme may have been merged since: `theme_name` is the name
    that its quotes are found under.
    """

    __tablename__ = "insights"
    employer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employers.id"), index=True)
    session_id: Mapped[uuid.UUID] = mapped_column()
    answer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("answers.id"))
    words: Mapped[str] = mapped_column("quote", Text)
    # What anybody reads beyond the session and the employer's own page: nothing, unless they agree to be quoted now.
    # It is decided here, in the statement that loads the row, so that no page and no export can forget it.
    quote: Mapped[str] = column_property(
        sa.case((sa.exists().where(_consent.c.id == session_id, _consent.c.may_quote), words), else_="")
    )
    kind: Mapped[InsightKind]
    theme_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("themes.id"))
    speaker_id: Mapped[uuid.UUID | None]
    coded_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]

    answer: Mapped[Answer] = relationship()
    theme: Mapped[Theme | None] = relationship()
    session: Mapped[DiscoverySession] = relationship(
        primaryjoin="DiscoverySession.id == foreign(Insight.session_id)", viewonly=True
    )
    speaker: Mapped[EmployerContact | None] = relationship(
        primaryjoin="EmployerContact.id == foreign(Insight.speaker_id)", viewonly=True
    )

    __table_args__ = (
        one_of("kind", InsightKind),
        UniqueConstraint("employer_id", "id"),
        ForeignKeyConstraint(
            ["employer_id", "session_id"],
            ["discovery_sessions.employer_id", "discovery_sessions.id"],
            name="fk_insights_session",
        ),
        ForeignKeyConstraint(
            ["employer_id", "speaker_id"],
            ["employer_contacts.employer_id", "employer_contacts.id"],
            name="fk_insights_speaker",
        ),
        # what the theme board counts is in these indexes alone: by theme, by session, and what rests on a quote
        Index("ix_insights_board", "theme_id", "employer_id", "session_id", "kind"),
        Index("ix_insights_session", "session_id", "theme_id", "kind", "employer_id"),
        Index("ix_insights_theme", "theme_id", "id"),
    )

    @property
    def theme_name(self) -> str:
        """The theme in words; "" without one."""
        return self.theme.now_at.name if self.theme else ""


class InsightCoding(Identified):
    """How a quote was coded from a moment on; recoding appends. It goes only with its quote."""

    __tablename__ = "insight_codings"
    insight_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("insights.id"))
    seq: Mapped[int]
    kind: Mapped[InsightKind]
    theme_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("themes.id"))
    speaker_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("employer_contacts.id"))
    coded_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    theme: Mapped[Theme | None] = relationship()
    speaker: Mapped[EmployerContact | None] = relationship()
    coded_by: Mapped[Person] = relationship()

    __table_args__ = (one_of("kind", InsightKind), UniqueConstraint("insight_id", "seq"))
