"""People, organisations and memberships for tests: each function adds one row and gives it back."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pyotp
import sqlalchemy as sa
from argon2 import PasswordHasher

from marketplace.accounts.actions import begin_sign_in
from marketplace.accounts.models import (
    AddressChange,
    Invitation,
    Membership,
    Organisation,
    OrganisationKind,
    Person,
    SecondFactor,
    SmallestGroup,
)
from marketplace.accounts.queries import digest, sign_in_of
from marketplace.db import db
from marketplace.sealing import seal
from marketplace.sides import Actor, Role, Side

NOW = datetime(2027, 1, 12, 15, 0, tzinfo=UTC)
PHONE = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"
PASSWORD = "quiet harbour lanterns"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_HASH = QUICK.hash(PASSWORD)
_numbers = count(1)
_KINDS = {
    Side.EMPLOYER: OrganisationKind.EMPLOYER,
    Side.STAFF: OrganisationKind.PROGRAM_TEAM,
    Side.FUNDER: OrganisationKind.FUNDER,
}


def add(row):
    db.session.add(row)
    db.session.flush()
    return row


def make_person(**overrides):
    """A confirmed, active person whose password is PASSWORD (hashed cheaply)."""
    number = next(_numbers)
    return add(
        Person(
            **{
                "name": f"Person {number}",
                "email": f"person{number}@guildhall.example",
                "password": _HASH,
                "active": True,
                "epoch": 1,
                "confirmed_at": NOW,
                "created_at": NOW,
            }
            | overrides
        )
    )


def make_organisation(kind=OrganisationKind.EMPLOYER, **overrides):
    return add(Organisation(**{"kind": kind, "name": f"Organisation {next(_numbers)}", "created_at": NOW} | overrides))


def make_membership(side=Side.JOBSEEKER, **overrides):
    """A living membership; makes its own person and, where the side needs one, its own organisation."""
    side = Side(side)
    if "organisation" not in overrides and "organisation_id" not in overrides and side in _KINDS:
        overrides["organisation"] = make_organisation(_KINDS[side])
    if "person" not in overrides and "person_id" not in overrides:
        overrides["person"] = make_person()
    if side is Side.EMPLOYER:
        overrides.setdefault("role", Role.OWNER)
    if side is Side.STAFF:
        overrides.setdefault("all_programs", True)  # a program lead; a coordinator is made by make_coordinator
    return add(Membership(**{"side": side, "started_at": NOW} | overrides))


def make_actor(side=Side.JOBSEEKER, organisation=None, **overrides) -> Actor:
    """The acting person of a new membership. `organisation`: a row of organisations, or of a table that shares its id."""
    if organisation is not None:
        overrides["organisation"] = db.session.get(Organisation, organisation.id)
    return make_membership(side, **overrides).actor()


def make_invitation(secret="an open invitation", **overrides):
    """An invitation whose link carries `secret`: to staff, unless told otherwise."""
    side = Side(overrides.get("side", Side.STAFF))
    if "organisation" not in overrides and side in _KINDS:
        overrides["organisation"] = make_organisation(_KINDS[side])
    if side is Side.EMPLOYER:
        overrides.setdefault("role", Role.RECRUITER)
    number = next(_numbers)
    return add(
        Invitation(
            **{
                "email": f"invited{number}@guildhall.example",
                "name": f"Invited {number}",
                "side": side,
                "token_hash": digest(secret),
                "created_at": NOW,
                "expires_at": NOW.replace(day=26),
            }
            | overrides
        )
    )


def sign_in(client, who, now=None):
    """Sign a test client in as a membership or an Actor: makes the row and puts the secret into its session.

    Commits (inside the test's own savepoint), because the request that follows ends with a rollback when it only reads.
    """
    membership = db.session.get(Membership, who.membership_id) if isinstance(who, Actor) else who
    secret = begin_sign_in(membership, now=now or datetime.now(UTC))
    db.session.commit()
    with client.session_transaction() as session:
        session["_user_id"] = secret
        session["_fresh"] = True
    return secret


def make_sign_in(who: Membership | Actor, now=None, **overrides):
    """A signed-in browser of a membership or an Actor."""
    membership = db.session.get(Membership, who.membership_id) if isinstance(who, Actor) else who
    secret = begin_sign_in(membership, now=now or datetime.now(UTC))
    row = sign_in_of(secret)
    for name, value in overrides.items():
        setattr(row, name, value)
    return add(row)


def make_second_factor(person_id, secret=PHONE, **overrides):
    """A second factor that is on; `code_of_phone` gives the code of a moment."""
    values = {"person_id": person_id, "sealed": seal(secret), "last_step": 0, "created_at": NOW}
    return add(SecondFactor(**values | overrides))


def code_of_phone(secret, now):
    """What the phone shows at a moment."""
    return pyotp.TOTP(secret).at(now)


def make_address_change(secret="a new address", **overrides):
    """A new address that waits to be confirmed, behind a link that carries `secret`."""
    now = datetime.now(UTC)
    values = {
        "email": f"new{next(_numbers)}@guildhall.example",
        "token_hash": digest(secret),
        "created_at": now,
        "expires_at": now + timedelta(days=1),
    }
    return add(AddressChange(**values | overrides))


def set_smallest_group(people):
    """From now on nothing is told that points at fewer people."""
    number = (db.session.scalar(sa.select(sa.func.max(SmallestGroup.number))) or 0) + 1
    return add(SmallestGroup(number=number, people=people, since=NOW))
