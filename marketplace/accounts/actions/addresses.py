"""A new e-mail address: confirmed from its own mailbox, and told to the old one."""

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.accounts.actions.registering import tell_known
from marketplace.accounts.actions.throttling import Try, require_room
from marketplace.accounts.actions.tokens import end_tokens, require_link
from marketplace.accounts.models import AddressChange, Person, TokenPurpose
from marketplace.accounts.queries import digest, fold, person_at
from marketplace.db import db
from marketplace.errors import Refused
from marketplace.outbox.actions import link_to, queue_mail

LIVES: Final = timedelta(days=1)


def ask_for_address(person_id: uuid.UUID, *, email: str, now: datetime) -> None:
    """Mail a link to a new address; the old one stays until the link is used. Older links die.

    An address that has an account already is told so by mail: the asking page cannot tell.
    """
    person, wanted = db.session.get_one(Person, person_id), fold(email)
    if wanted == person.email:
        raise Refused(_("That is your address already. Type the new one."))
    require_room(Try("mail_to", wanted), Try("mail_to", str(person_id)), now=now)
    end_address_changes(person_id, now=now)
    secret = secrets.token_urlsafe(32)
    change = AddressChange(
        person_id=person_id, email=wanted, token_hash=digest(secret), created_at=now, expires_at=now + LIVES
    )
    db.session.add(change)
    db.session.flush()
    taken = person_at(wanted)
    if taken is not None and taken.confirmed_at is not None:
        tell_known(taken, now=now)
        return
    queue_mail(
        to=wanted,
        subject=_("Confirm your new address"),
        template="confirm_new_address",
        dedupe_key=f"confirm_new_address:{change.id}",  # no typed word goes along: anybody can send it to anybody
        url=link_to("accounts.new_address_page", secret=secret),
    )


def take_address(secret: str, *, now: datetime) -> None:
    """Use the mailed link: the address is the new one, every sign-in is over, the old address gets a notice."""
    change = db.session.scalars(
        sa.update(AddressChange)
        .where(
            AddressChange.token_hash == digest(secret), AddressChange.used_at.is_(None), AddressChange.expires_at > now
        )
        .values(used_at=now)
        .returning(AddressChange)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    person = db.session.get(Person, change.person_id) if change else None
    require_link(person if person and person.active else None)
    assert change is not None  # require_link has seen to it
    assert person is not None
    _forget_unconfirmed(change.email, now=now)
    before, person.email = person.email, change.email
    person.epoch = Person.epoch + 1
    end_tokens(person, TokenPurpose.RESET_PASSWORD, now=now)
    db.session.flush()
    queue_mail(
        to=before,
        subject=_("Your address was changed"),
        template="address_changed",
        dedupe_key=f"address_changed:{change.id}",
        name=person.name,
    )


def _forget_unconfirmed(email: str, *, now: datetime) -> None:
    """Free an address that somebody registered with and never confirmed: whoever reads its mailbox decides."""
    other = person_at(email)
    if other is not None and other.confirmed_at is None:
        other.email = f"{other.id}@unconfirmed.invalid"
        end_tokens(other, TokenPurpose.CONFIRM_EMAIL, now=now)
        db.session.flush()


def end_address_changes(person_id: uuid.UUID, *, now: datetime) -> None:
    """End every unused link to a new address."""
    db.session.execute(
        sa.update(AddressChange)
        .where(AddressChange.person_id == person_id, AddressChange.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
