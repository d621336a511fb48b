"""Certificates: whose they are, and what anybody who has the code may read."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments import queries as enrolments
from marketplace.supply.enrolments.models import Enrolment
from marketplace.supply.graduations.models import Certificate, NameShown, RevokedFor
from marketplace.supply.graduations.queries.requiring import levels_in, targets
from marketplace.supply.jobseekers.models import Jobseeker

#: Without 0, 1, I, L, O, U: nothing is taken for another when it is read aloud or from paper.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 16  # 78 bits: nobody guesses one
GROUP: Final = 4
REVOKED_WORDS = {
    RevokedFor.MISTAKE: _("It was issued by mistake"),
    RevokedFor.NOT_MET: _("The requirements turned out not to be met"),
    RevokedFor.ASKED: _("The person asked for it"),
}
NAME_WORDS = {NameShown.FULL: _("My name in full"), NameShown.INITIALS: _("My initials")}


def spoken(code: str) -> str:
    """A code in groups, as it is printed."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(typed: str) -> str:
    """A code as it is kept, from what somebody typed; what cannot be in a code is left out."""
    return "".join(letter for letter in typed.upper() if letter in ALPHABET)


def visible_to(actor: Actor) -> sa.Select[Certificate]:
    """The certificates of the enrolments that this person may see."""
    seen = enrolments.visible_to(actor).with_only_columns(Enrolment.id).order_by(None)
    return _whole().where(Certificate.enrolment_id.in_(seen))


def _whole() -> sa.Select[Certificate]:
    enrolment = joinedload(Certificate.enrolment)
    return sa.select(Certificate).options(
        enrolment.joinedload(Enrolment.cohort).joinedload(Cohort.program),
        enrolment.joinedload(Enrolment.jobseeker).joinedload(Jobseeker.person),
        joinedload(Certificate.issued_by),
    )


def certificate_of(enrolment_id: uuid.UUID) -> Certificate | None:
    """The certificate of an enrolment; none before it was issued."""
    return db.session.scalars(_whole().where(Certificate.enrolment_id == enrolment_id)).unique().one_or_none()


@dataclass(frozen=True)
class Shown:
    """What somebody without an account reads of a certificate: nothing that the person did not agree to."""

    code: str
    name: str
    program: str
    graduated_on: date
    competencies: list[tuple[str, int]]
    revoked_at: datetime | None


def verified(code: str) -> Shown | None:
    """What anybody with a code may read; none when there is no such certificate, or the person shows it to nobody."""
    found = db.session.scalars(_whole().where(Certificate.code == code)).unique().one_or_none()
    if found is None or found.shows_name is None or found.enrolment.graduated_on is None:
        return None
    person = found.enrolment.jobseeker.person
    return Shown(
        code=spoken(found.code),
        name=person.name if found.shows_name is NameShown.FULL else initials(person.name),
        program=found.enrolment.cohort.program.title,
        graduated_on=found.enrolment.graduated_on,
        competencies=competencies_of(found) if found.shows_competencies and found.revoked_at is None else [],
        revoked_at=found.revoked_at,
    )


def initials(name: str) -> str:
    """The first letter of each part of a name."""
    return " ".join(f"{part[0].upper()}." for part in name.replace("-", " ").split() if part[0].isalpha())


def competencies_of(certificate: Certificate) -> list[tuple[str, int]]:
    """What was taught and shown until the certificate was issued, with the level; by name."""
    enrolment = certificate.enrolment
    newest = enrolments.newest_of([enrolment.id]).get(enrolment.id, {})
    shown = levels_in({key: row for key, row in newest.items() if row.at <= certificate.issued_at})
    wanted = targets(enrolment.cohort)
    return sorted((wanted[key][0], level) for key, level in shown.items() if level and key in wanted)
