"""The second factor: codes that a phone makes, and codes on paper for whoever has lost the phone."""

import hmac
import secrets
import uuid
from datetime import datetime
from typing import Final

import pyotp
import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.accounts.actions.deeds import write_down
from marketplace.accounts.models import Deed, Person, RecoveryCode, SecondFactor
from marketplace.accounts.queries import LIMITS, OFFICE, digest, living_memberships
from marketplace.db import db
from marketplace.errors import Refused, constraint_says
from marketplace.outbox.actions import link_to, queue_mail
from marketplace.sealing import seal, unseal
from marketplace.sides import Actor

STEP: Final = 30  # seconds that one code of the phone is shown
DRIFT: Final = 1  # steps by which a phone's clock may be off, each way
DIGITS: Final = 6
PAPER: Final = 10  # recovery codes
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike; 16 of them have 79 random bits
LENGTH: Final = 16
GROUP: Final = 4

ON_ALREADY: Final = lazy_gettext("The second factor is on already. Load the page again.")
constraint_says("pk_second_factors", ON_ALREADY)
constraint_says(
    "uq_recovery_codes_person_id_code_hash",
    lazy_gettext("Your codes were made anew a moment ago. Load the page again."),
)


def new_secret() -> str:
    """A secret for a phone: 160 random bits, as apps take it."""
    return pyotp.random_base32()


def address_of(secret: str, *, email: str, site: str) -> str:
    """What the square picture says to an app: the secret, whose it is, and where."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=site)


def turn_on(person_id: uuid.UUID, *, secret: str | None, code: str, now: datetime) -> list[str]:
    """Turn the second factor on once the phone has shown a fitting code. Every sign-in ends.

    Gives back the recovery codes, to be shown now: afterwards only their hashes are known.
    """
    person = db.session.get_one(Person, person_id)
    if db.session.get(SecondFactor, person_id) is not None:
        raise Refused(ON_ALREADY)
    if secret is None:
        raise Refused(_("The picture on this page had grown old. Here is a new one: scan it, then type its code."))
    step = _matching_step(secret, code, now=now)
    if step is None:
        raise _wrong_code()
    db.session.add(SecondFactor(person_id=person_id, sealed=seal(secret), last_step=step, created_at=now))
    db.session.flush()
    _changed(person, "on")
    return new_recovery_codes(person_id, now=now)


def turn_off(person_id: uuid.UUID, *, required: bool) -> None:
    """Turn one's own second factor off. Every sign-in ends. Refused to those of whom the site requires it."""
    person = db.session.get_one(Person, person_id)
    if required and any(LIMITS[place.side] is OFFICE for place in living_memberships(person_id)):
        raise Refused(
            _("Program staff and administrators keep their second factor. You can make it anew on this page.")
        )
    _remove(person)
    _changed(person, "off")


def reset_second_factor(person: Person, *, actor: Actor | None, now: datetime, reason: str = "") -> None:
    """Take the second factor from somebody who has lost it; the next sign-in asks for the password alone.

    `actor` is None from a terminal only. Refused for oneself, and when it is off.
    """
    if actor is not None and person.id == actor.person_id:
        raise Refused(_("You cannot reset your own second factor here. Use your account page, or ask a colleague."))
    _remove(person)
    _changed(person, "reset")
    if actor is not None:
        write_down(Deed.SECOND_FACTOR_RESET, actor=actor, now=now, person_id=person.id, reason=reason)


def _remove(person: Person) -> None:
    factor = db.session.get(SecondFactor, person.id)
    if factor is None:
        raise Refused(_("The second factor of %(name)s is off already. Load the page again.", name=person.name))
    db.session.delete(factor)
    _drop_recovery_codes(person.id)


def _changed(person: Person, what: str) -> None:
    person.epoch = Person.epoch + 1  # counted by the database, so that no sign-out is lost
    db.session.flush()
    queue_mail(
        to=person.email,
        subject=_("Your second factor has changed"),
        template="second_factor_changed",
        dedupe_key=f"second_factor_changed:{person.id}:{person.epoch}",
        name=person.name,
        what=what,
        url=link_to("accounts.account_page"),
    )


def new_recovery_codes(person_id: uuid.UUID, *, now: datetime) -> list[str]:
    """Ten new codes on paper; the older ones are worth nothing any more. Refused while the second factor is off.

    Holds the second factor's row: two who ask at once get ten codes each, of which the later ones work.
    """
    if _held(person_id) is None:
        raise Refused(_("The second factor is off, so there is nothing to recover. Turn it on first."))
    _drop_recovery_codes(person_id)
    codes = ["".join(secrets.choice(LETTERS) for _n in range(LENGTH)) for _m in range(PAPER)]
    db.session.add_all(RecoveryCode(person_id=person_id, code_hash=digest(code), created_at=now) for code in codes)
    db.session.flush()
    return ["-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP)) for code in codes]


def _held(person_id: uuid.UUID) -> SecondFactor | None:
    return db.session.get(SecondFactor, person_id, with_for_update={"of": SecondFactor}, populate_existing=True)


def _drop_recovery_codes(person_id: uuid.UUID) -> None:
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person_id))


def take_code(person_id: uuid.UUID, *, code: str, now: datetime) -> None:
    """Use up a code of the phone or one on paper, or refuse. Two at once: one of them is refused."""
    if not (_take_phone_code(person_id, code, now=now) or _take_paper_code(person_id, code, now=now)):
        raise _wrong_code()


def _wrong_code() -> Refused:
    return Refused(
        _(
            "That code does not fit, or was used before. Wait for the next one. "
            "If none fits, look whether the clock of your phone is right."
        )
    )


def _take_phone_code(person_id: uuid.UUID, code: str, *, now: datetime) -> bool:
    factor = db.session.get(SecondFactor, person_id)
    secret = unseal(factor.sealed) if factor else None
    step = _matching_step(secret, code, now=now) if secret else None
    if step is None:
        return False
    taken = db.session.execute(
        sa.update(SecondFactor)
        .where(SecondFactor.person_id == person_id, SecondFactor.last_step < step)
        .values(last_step=step)
        .returning(SecondFactor.person_id)
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None


def _matching_step(secret: str, code: str, *, now: datetime) -> int | None:
    """The step whose code was typed, among this one and its neighbours."""
    typed = "".join(code.split())
    if len(typed) != DIGITS or not typed.isascii():
        return None
    this, phone = int(now.timestamp()) // STEP, pyotp.TOTP(secret)
    steps = range(this - DRIFT, this + DRIFT + 1)
    return next((step for step in steps if hmac.compare_digest(phone.generate_otp(step), typed)), None)


def _take_paper_code(person_id: uuid.UUID, code: str, *, now: datetime) -> bool:
    typed = "".join(letter for letter in code.lower() if letter in LETTERS)
    taken = db.session.execute(
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.person_id == person_id, RecoveryCode.code_hash == digest(typed), RecoveryCode.used_at.is_(None)
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None


def seal_anew() -> int:
    """Seal every second factor with the newest key, so that an older one can be dropped; how many there are."""
    factors = db.session.scalars(sa.select(SecondFactor).order_by(SecondFactor.person_id)).all()
    for factor in factors:
        secret = unseal(factor.sealed)
        if secret is not None:
            factor.sealed = seal(secret)
    return len(factors)
