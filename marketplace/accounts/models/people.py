"""People, organisations, and who acts for whom."""

import uuid
from datetime import datetime
from enum import StrEnum

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Identified, one_of
from marketplace.sides import Actor, Role, Side


class OrganisationKind(StrEnum):
    """What an organisation is: it decides which side its members act on."""

    EMPLOYER = "employer"
    PROGRAM_TEAM = "program_team"
    FUNDER = "funder"


class Person(Identified, UserMixin):  # type: ignore[misc]  # the mixin has no types
    """A person who can sign in. `email` is stored folded; `is_active` off ends every sign-in."""

    __tablename__ = "people"
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    time_zone: Mapped[str | None] = mapped_column(String(60))
    locale: Mapped[str | None] = mapped_column(String(10))
    active: Mapped[bool] = mapped_column(default=True)
    epoch: Mapped[int] = mapped_column(default=1)
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("email = lower(email)", name="email_folded"),)

    actor: Actor  # set by the loader of the signed-in person, as is `secret`; not columns
    secret: str
    __allow_unmapped__ = True

    def get_id(self) -> str:
        """What the session carries of a signed-in person: the secret of this sign-in, never the person's id."""
        return self.secret

    @property
    def is_active(self) -> bool:
        """Whether the person may sign in."""
        return self.active

    @property
    def is_authenticated(self) -> bool:
        """True: the loader gives nobody else. Flask-Login's own answer would read the row again after a rollback."""
        return True


class Organisation(Identified):
    """An employer, a program team or a funder; what a person can act for."""

    __tablename__ = "organisations"
    kind: Mapped[OrganisationKind]
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]

    __table_args__ = (one_of("kind", OrganisationKind),)


class Membership(Identified):
    """A person's place on a side, for an organisation or for themselves; ended, never deleted.

    `all_programs` makes staff a program lead, who sees every program and not just those assigned.
    """

    __tablename__ = "memberships"
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"), index=True)
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    side: Mapped[Side]
    role: Mapped[Role | None]
    all_programs: Mapped[bool] = mapped_column(default=False, server_default=false())
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation | None] = relationship()

    __table_args__ = (
        one_of("side", Side),
        one_of("role", Role),
        CheckConstraint("(side = 'employer') = (role IS NOT NULL)", name="role_of_employers"),
        CheckConstraint("NOT all_programs OR side = 'staff'", name="leads_are_staff"),
        CheckConstraint("(side IN ('jobseeker', 'admin')) = (organisation_id IS NULL)", name="organisation_of_side"),
        Index(
            "uq_memberships_one_live",
            "person_id",
            "side",
            "organisation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND organisation_id IS NOT NULL"),
            postgresql_where=text("ended_at IS NULL AND organisation_id IS NOT NULL"),
        ),
        Index(
            "uq_memberships_one_live_alone",
            "person_id",
            "side",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND organisation_id IS NULL"),
            postgresql_where=text("ended_at IS NULL AND organisation_id IS NULL"),
        ),
    )

    def actor(self) -> Actor:
        """The acting person that this membership makes."""
        return Actor(
            person_id=self.person_id,
            name=self.person.name,
            side=self.side,
            membership_id=self.id,
            organisation_id=self.organisation_id,
            organisation_name=self.organisation.name if self.organisation else "",
            role=self.role,
            all_programs=self.all_programs,
        )
