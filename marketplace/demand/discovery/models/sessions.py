"""The session: its plan, the times on offer, and who takes part."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import Base, History, Identified, Versioned, one_of
from marketplace.demand.discovery.models.guides import InterviewGuide
from marketplace.demand.employers.models import Employer, EmployerContact


class SessionStage(StrEnum):
    """Where a discovery session stands."""

    PROPOSED = "proposed"
    TIMES_ASKED = "times_asked"
    SCHEDULED = "scheduled"
    UNDER_WAY = "under_way"
    PAUSED = "paused"
    COMPLETED = "completed"
    MISSED_BY_EMPLOYER = "missed_by_employer"
    MISSED_BY_TEAM = "missed_by_team"
    CANCELLED = "cancelled"


class DiscoverySessionChange(History):
    """A step of a session."""

    __tablename__ = "discovery_session_changes"
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("discovery_sessions.id"))
    __table_args__ = (UniqueConstraint("subject_id", "seq"),)


class DiscoverySession(Versioned, Identified):
    """One open-ended conversation with an employer, in one sitting or several.

    `starts_at` is when the next or latest sitting begins; while its time is open, the first of the times on offer.
    `contact` and `interviewer` lead; the others who take part are in the two lists.
    """

    __tablename__ = "discovery_sessions"
    __history__ = DiscoverySessionChange
    employer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employers.id"), index=True)
    contact_id: Mapped[uuid.UUID | None]
    guide_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("interview_guides.id"))
    interviewer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    stage: Mapped[SessionStage] = mapped_column(default=SessionStage.SCHEDULED)
    starts_at: Mapped[datetime]
    time_zone: Mapped[str] = mapped_column(String(60))
    minutes: Mapped[int] = mapped_column(default=60, server_default="60")
    is_remote: Mapped[bool] = mapped_column(default=True, server_default=true())
    place: Mapped[str] = mapped_column(String(300), default="", server_default="")
    may_quote: Mapped[bool] = mapped_column(default=False)
    may_record: Mapped[bool] = mapped_column(default=False, server_default=false())
    calendar_sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    sitting: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime]

    employer: Mapped[Employer] = relationship()
    contact: Mapped[EmployerContact | None] = relationship(
        primaryjoin="EmployerContact.id == foreign(DiscoverySession.contact_id)", viewonly=True
    )
    guide: Mapped[InterviewGuide] = relationship()
    interviewer: Mapped[Person] = relationship()
    slots: Mapped[list["SessionSlot"]] = relationship(order_by="SessionSlot.starts_at", cascade="all, delete-orphan")
    others: Mapped[list[Person]] = relationship(secondary="session_interviewers", order_by=Person.name, viewonly=True)
    guests: Mapped[list[EmployerContact]] = relationship(
        secondary="session_interviewees",
        primaryjoin="DiscoverySession.id == SessionInterviewee.session_id",
        secondaryjoin="EmployerContact.id == SessionInterviewee.contact_id",
        order_by=EmployerContact.name,
        viewonly=True,
    )

    __table_args__ = (
        one_of("stage", SessionStage),
        CheckConstraint("minutes BETWEEN 15 AND 480", name="minutes_in_range"),
        CheckConstraint("sitting >= 1", name="sitting_counted"),
        UniqueConstraint("employer_id", "id"),
        ForeignKeyConstraint(
            ["employer_id", "contact_id"],
            ["employer_contacts.employer_id", "employer_contacts.id"],
            name="fk_discovery_sessions_contact",
        ),
    )


class SessionSlot(Identified):
    """One time on offer."""

    __tablename__ = "session_slots"
    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("discovery_sessions.id"))
    starts_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("session_id", "starts_at"),)


class SessionInterviewer(Base):
    """Somebody of the program team who takes part beside the interviewer who leads."""

    __tablename__ = "session_interviewers"
    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("discovery_sessions.id"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)


class SessionInterviewee(Base):
    """Somebody of the employer who takes part beside the contact who leads."""

    __tablename__ = "session_interviewees"
    employer_id: Mapped[uuid.UUID]
    session_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)

    __table_args__ = (
        ForeignKeyConstraint(
            ["employer_id", "session_id"],
            ["discovery_sessions.employer_id", "discovery_sessions.id"],
            name="fk_session_interviewees_session",
        ),
        ForeignKeyConstraint(
            ["employer_id", "contact_id"],
            ["employer_contacts.employer_id", "employer_contacts.id"],
            name="fk_session_interviewees_contact",
        ),
    )
