"""Themes: the few words under which quotes of several employers meet."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Person
from marketplace.db import Identified, Versioned, one_of


class ThemeStep(StrEnum):
    """What happened to a theme."""

    CREATE = "create"
    RENAME = "rename"
    MERGE = "merge"
    TAKE_IN = "take_in"
    PART = "part"
    SPLIT = "split"
    SPLIT_OFF = "split_off"


class Theme(Versioned, Identified):
    """A theme by name. One that was merged leads to another (`into`), which itself never leads on.

    `folded` is the name with case and spacing folded, so that a theme is not entered twice; a merged theme keeps
    its own, so that its old name still finds the way.
    """

    __tablename__ = "themes"
    name: Mapped[str] = mapped_column(String(120))
    folded: Mapped[str] = mapped_column(String(240), unique=True)
    into_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("themes.id"), index=True)
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]

    into: Mapped["Theme | None"] = relationship(remote_side="Theme.id", lazy="joined", join_depth=1)

    __table_args__ = (CheckConstraint("into_id IS NULL OR into_id <> id", name="not_into_itself"),)

    @property
    def now_at(self) -> "Theme":
        """The theme that its quotes are found under: itself, or the one it was merged into."""
        return self.into or self


class ThemeChange(Identified):
    """One step of a theme, with the name it had before and the other theme it concerns. Only ever appended."""

    __tablename__ = "theme_changes"
    theme_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("themes.id"))
    seq: Mapped[int]
    step: Mapped[ThemeStep]
    name: Mapped[str] = mapped_column(String(120))
    other_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("themes.id"))
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    other: Mapped[Theme | None] = relationship(foreign_keys=[other_id])
    by: Mapped[Person] = relationship()

    __table_args__ = (
        one_of("step", ThemeStep),
        UniqueConstraint("theme_id", "seq"),
        {"info": {"append_only": True}},
    )
