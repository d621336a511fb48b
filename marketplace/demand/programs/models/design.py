"""For whom a program is made: pools of people who are overlooked, what stands in their way, and who may join."""

import uuid
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Identified, one_of
from marketplace.demand.programs.models.programs import Program


class Pool(Identified):
    """People whom hiring passes over: what is overlooked, what they bring, and which paper or time they lack."""

    __tablename__ = "pools"
    program_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Program.id))
    name: Mapped[str] = mapped_column(String(200))
    overlooked: Mapped[str] = mapped_column(Text, default="")
    strengths: Mapped[str] = mapped_column(Text, default="")
    missing: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (UniqueConstraint("program_id", "name"),)


class Barrier(Identified):
    """What stands between people and the job, and the support that answers it; "" while none does."""

    __tablename__ = "barriers"
    program_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Program.id))
    barrier: Mapped[str] = mapped_column(String(300))
    support: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (UniqueConstraint("program_id", "barrier"),)


class RuleKind(StrEnum):
    """What a condition of entry is about."""

    EXPERIENCE_YEARS = "experience_years"
    RIGHT_TO_WORK = "right_to_work"
    REGION = "region"
    LANGUAGE = "language"
    HOURS = "hours"
    AGE = "age"
    OTHER = "other"


class Operator(StrEnum):
    """How the value of a condition is meant."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    IS = "is"
    ONE_OF = "one_of"


class EligibilityRule(Identified):
    """A condition of entry as data, and the sentence that people read. A check tells by it; a person decides.

    `question` is what the check asks instead of our own words, `advice` what can be done by whoever does not meet it
    yet. Of conditions with the same word in `one_of_group` one is enough.
    """

    __tablename__ = "eligibility_rules"
    program_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Program.id))
    kind: Mapped[RuleKind]
    operator: Mapped[Operator]
    value: Mapped[str] = mapped_column(String(200))
    sentence: Mapped[str] = mapped_column(String(300))
    question: Mapped[str] = mapped_column(String(300), default="")
    advice: Mapped[str] = mapped_column(Text, default="")
    one_of_group: Mapped[str] = mapped_column(String(60), default="")

    __table_args__ = (
        one_of("kind", RuleKind),
        one_of("operator", Operator),
        UniqueConstraint("program_id", "sentence"),
        CheckConstraint("value <> ''", name="value_said"),
    )
