"""What staff do about things that wait: put off, give to a colleague, remind, and take back. Only ever appended.

The things themselves are rows of their rooms and are found anew at each look (queries/listing.py).
"""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Identified, one_of


class Act(StrEnum):
    """What somebody did about a thing that waits."""

    SNOOZE = "snooze"
    WAKE = "wake"
    ASSIGN = "assign"
    UNASSIGN = "unassign"
    REMIND = "remind"
    UNDO = "undo"


class Why(StrEnum):
    """Why something is put off. Words would tell of people in rows that nobody can blank."""

    MORE_TIME = "more_time"
    AWAY = "away"
    DEPENDS = "depends"
    AGREED = "agreed"


_SNOOZED, _ASSIGNED = text("act = 'snooze'"), text("act = 'assign'")


class InboxAct(Identified):
    """One act about one thing, known by its kind and the id of its row. `batch_id` is the press that it came of.

    The newest act of its sort that was not undone is the one that counts; `undoes_id` names what was taken back.
    """

    __tablename__ = "inbox_acts"
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[uuid.UUID]
    seq: Mapped[int]
    act: Mapped[Act]
    batch_id: Mapped[uuid.UUID] = mapped_column(index=True)
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    until: Mapped[date | None]
    why: Mapped[Why | None]
    assignee_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    undoes_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("inbox_acts.id"))

    __table_args__ = (
        one_of("act", Act),
        one_of("why", Why),
        UniqueConstraint("subject_id", "kind", "seq"),
        UniqueConstraint("undoes_id"),
        CheckConstraint("seq >= 1", name="counted_from_one"),
        CheckConstraint("(act = 'snooze') = (until IS NOT NULL)", name="snoozed_until_a_day"),
        CheckConstraint("(act = 'snooze') = (why IS NOT NULL)", name="snoozed_for_a_reason"),
        CheckConstraint("(act = 'assign') = (assignee_id IS NOT NULL)", name="assigned_to_somebody"),
        CheckConstraint("(act = 'undo') = (undoes_id IS NOT NULL)", name="undoes_an_act"),
        Index("ix_inbox_acts_by_id_at", "by_id", "at"),
        Index("ix_inbox_acts_snoozed", "until", sqlite_where=_SNOOZED, postgresql_where=_SNOOZED),
        Index("ix_inbox_acts_assigned", "assignee_id", sqlite_where=_ASSIGNED, postgresql_where=_ASSIGNED),
        {"info": {"append_only": True}},
    )
