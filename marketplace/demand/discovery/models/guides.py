"""The interview guide in its editions."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Identified


class InterviewGuide(Identified):
    """An edition of a guide; frozen from its first use on, on the database too."""

    __tablename__ = "interview_guides"
    name: Mapped[str] = mapped_column(String(200))
    edition: Mapped[int]
    introduction: Mapped[str] = mapped_column(Text, default="")
    frozen_at: Mapped[datetime | None]

    questions: Mapped[list["GuideQuestion"]] = relationship(
        order_by="GuideQuestion.position", back_populates="guide", cascade="all, delete-orphan"
    )

    __table_args__ = (UniqueConstraint("name", "edition"),)


class GuideQuestion(Identified):
    """One open question of a guide, with probes to follow it up."""

    __tablename__ = "guide_questions"
    guide_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("interview_guides.id"), index=True)
    part: Mapped[int]
    position: Mapped[int]
    topic: Mapped[str] = mapped_column(String(120))
    question: Mapped[str] = mapped_column(Text)

    guide: Mapped[InterviewGuide] = relationship(back_populates="questions")
    probes: Mapped[list["GuideProbe"]] = relationship(order_by="GuideProbe.position", cascade="all, delete-orphan")

    __table_args__ = (CheckConstraint("part IN (1, 2)", name="two_parts"), UniqueConstraint("guide_id", "position"))


class GuideProbe(Identified):
    """Something to ask next, when an answer stays short."""

    __tablename__ = "guide_probes"
    question_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("guide_questions.id"))
    position: Mapped[int]
    words: Mapped[str] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("question_id", "position"),)
