"""What both sides say of work that came about: asked once it lasts, said whenever they like, never overwritten."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Identified, one_of
from marketplace.sides import Side


class Question(StrEnum):
    """What is asked: the first of the employer, the others of the person."""

    HIRE_AGAIN = "hire_again"
    WANTED = "wanted"
    RECOMMENDS = "recommends"


class Opinion(StrEnum):
    """What is said."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"


class PlacementOpinion(Identified):
    """One answer of one side. Only appended: the newest of a question counts, whoever of the side said it."""

    __tablename__ = "placement_opinions"
    placement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("placements.id"))
    question: Mapped[Question]
    seq: Mapped[int]
    opinion: Mapped[Opinion]
    side: Mapped[Side]
    said_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("placement_id", "question", "seq"),
        one_of("question", Question),
        one_of("opinion", Opinion),
        one_of("side", Side),
        CheckConstraint("(question = 'hire_again') = (side = 'employer')", name="asked_of_its_side"),
        CheckConstraint("side IN ('employer', 'jobseeker')", name="said_by_a_side"),
        {"info": {"append_only": True}},
    )
