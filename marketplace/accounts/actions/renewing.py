"""Renew a password: forgotten through a mailed link, or known through the old one."""

import uuid
from datetime import datetime

from flask_babel import gettext as _

from marketplace.accounts.actions.addresses import end_address_changes
from marketplace.accounts.actions.nobodies import for_nobody
from marketplace.accounts.actions.passwords import knows_password
from marketplace.accounts.actions.registering import register
from marketplace.accounts.actions.tokens import end_tokens, make_token, use_token
from marketplace.accounts.models import Person, TokenPurpose
from marketplace.accounts.queries import person_at
from marketplace.db import db
from marketplace.errors import Refused
from marketplace.outbox.actions import link_to, queue_mail


def forgot_password(*, email: str, now: datetime) -> None:
    """Mail a link to the stored address of a known person; nothing for an unknown one. The asking page cannot tell."""
    person = person_at(email)
    if person is None or not person.active:
        for_nobody(lambda nobody: _mail_link(nobody, now=now), now=now)
    elif person.confirmed_at is None:
        register(name=person.name, email=person.email, now=now)
    else:
        _mail_link(person, now=now)


def _mail_link(person: Person, *, now: datetime) -> None:
    token, secret = make_token(person, TokenPurpose.RESET_PASSWORD, now=now)
    queue_mail(
        to=person.email,
        subject=_("A new password"),
        template="reset_password",
        dedupe_key=f"reset_password:{token.id}",
        name=person.name,
        url=link_to("accounts.reset_page", secret=secret),
    )


def reset_password(secret: str, *, password_hash: str, now: datetime) -> None:
    """Use the mailed link: a new password, every sign-in over. Does not sign in."""
    person = use_token(secret, TokenPurpose.RESET_PASSWORD, now=now)
    _renew(person, password_hash, now=now)


def require_current(stored: str | None, password: str) -> None:
    """Refuse when the password given is not the one behind `stored`."""
    if not knows_password(stored, password):
        raise Refused(_("“Your password now” is not the one you sign in with. Try again, or renew it by mail."))


def change_password(person_id: uuid.UUID, *, stored: str | None, password_hash: str, now: datetime) -> Person:
    """Set a new password once the old one (behind `stored`) is proven; every sign-in is over, this one too."""
    person = db.session.get_one(Person, person_id)
    if stored is None or person.password != stored:
        raise Refused(_("The password was changed a moment ago, somewhere else. Sign in with the new one."))
    _renew(person, password_hash, now=now)
    return person


def _renew(person: Person, password_hash: str, *, now: datetime) -> None:
    person.password = password_hash
    person.epoch = Person.epoch + 1  # counted by the database, so that no sign-out is lost
    end_tokens(person, TokenPurpose.RESET_PASSWORD, now=now)
    end_address_changes(person.id, now=now)
    db.session.flush()
    queue_mail(
        to=person.email,
        subject=_("Your password was changed"),
        template="password_changed",
        dedupe_key=f"password_changed:{person.id}:{person.epoch}",
        name=person.name,
        url=link_to("accounts.forgot_page"),
    )
