"""Open registration: for jobseekers only. The password is chosen behind the mailed link, by who reads that mailbox."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.accounts.actions.nobodies import for_nobody
from marketplace.accounts.actions.tokens import make_token, use_token
from marketplace.accounts.models import Membership, Person, TokenPurpose
from marketplace.accounts.queries import fold, living_memberships, person_at
from marketplace.db import db
from marketplace.errors import Refused, constraint_says
from marketplace.outbox.actions import link_to, queue_mail
from marketplace.sides import Actor, Side

constraint_says(
    "uq_people_email", lazy_gettext("Somebody has just used this address here. Sign in, or load the page again.")
)
constraint_says("uq_memberships_one_live_alone", lazy_gettext("You have that place already. Load the page again."))
constraint_says("uq_memberships_one_live", lazy_gettext("That person acts for this organisation already."))


def register(*, name: str, email: str, now: datetime) -> None:
    """Mail a link to an address: to confirm it, or, when it is known, to say so. The asking page cannot tell."""
    person = person_at(email)
    if person is None:
        person = Person(name=name, email=fold(email), created_at=now)
        db.session.add(person)
        db.session.flush()
    if not person.active:
        for_nobody(lambda nobody: _ask_to_confirm(nobody, now=now), now=now)
    elif person.confirmed_at is None:
        person.name = name
        _ask_to_confirm(person, now=now)
    else:
        for_nobody(lambda nobody: make_token(nobody, TokenPurpose.CONFIRM_EMAIL, now=now), now=now)
        tell_known(person, now=now)


def tell_known(person: Person, *, now: datetime) -> None:
    """Tell the mailbox of an account that somebody typed its address, and the ways in; once a minute at most."""
    queue_mail(
        to=person.email,
        subject=_("You already have an account"),
        template="account_known",
        dedupe_key=f"account_known:{person.id}:{now:%Y%m%d%H%M}",
        name=person.name,
        url=link_to("accounts.sign_in_page"),
        reset_url=link_to("accounts.forgot_page"),
    )


def _ask_to_confirm(person: Person, *, now: datetime) -> None:
    """No typed word is in this mail: anybody can have it sent to anybody."""
    token, secret = make_token(person, TokenPurpose.CONFIRM_EMAIL, now=now)
    queue_mail(
        to=person.email,
        subject=_("Confirm your address"),
        template="confirm_address",
        dedupe_key=f"confirm_address:{token.id}",
        url=link_to("accounts.confirm_page", secret=secret),
    )


def confirm(secret: str, *, name: str, password_hash: str, now: datetime) -> Membership:
    """Use the confirming link: the address is proven, the password set, the jobseeker's place made."""
    person = use_token(secret, TokenPurpose.CONFIRM_EMAIL, now=now)
    if person.confirmed_at is not None:
        raise Refused(_("This address is confirmed already. Sign in with it."))
    person.name, person.password, person.confirmed_at = name, password_hash, now
    return become_jobseeker(person, now=now)


def become_jobseeker(person: Person, *, now: datetime) -> Membership:
    """Give a person the jobseeker's place, if they do not have it."""
    for membership in living_memberships(person.id):
        if membership.side is Side.JOBSEEKER:
            return membership
    membership = Membership(person=person, side=Side.JOBSEEKER, started_at=now)
    db.session.add(membership)
    db.session.flush()
    return membership


def look_for_work_too(actor: Actor, *, now: datetime) -> Membership:
    """Give the acting person the jobseeker's place beside the one they have."""
    person = db.session.scalars(sa.select(Person).where(Person.id == actor.person_id)).one()
    return become_jobseeker(person, now=now)


def edit(person_id: uuid.UUID, *, name: str, time_zone: str | None) -> None:
    """Change one's own name and the zone in which one reads moments; without a zone it is the site's."""
    person = db.session.get_one(Person, person_id)
    person.name, person.time_zone = name, time_zone
