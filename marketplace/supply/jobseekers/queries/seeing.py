"""Who can see what of a person now, and why: group by group, as rooms above tell it too."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.supply.jobseekers.models import Consent, Purpose


class Group(StrEnum):
    """What of a person is seen together."""

    IDENTITY = "identity"
    CARD = "card"
    PROFILE = "profile"
    EVIDENCE = "evidence"
    RESUME = "resume"
    WANTS = "wants"
    APPLICATIONS = "applications"
    KEPT_APART = "kept_apart"


#: What each group holds, as its person reads it.
GROUPS: Final = {
    Group.IDENTITY: (lazy_gettext("Name and contact"), lazy_gettext("Name, address for mail, phone, town.")),
    Group.CARD: (
        lazy_gettext("A card without your name"),
        lazy_gettext("Competencies with levels and how they are shown, what kinds of work you did and for how long."),
    ),
    Group.PROFILE: (
        lazy_gettext("What you have done"),
        lazy_gettext("Experiences in your words, your line about you."),
    ),
    Group.EVIDENCE: (
        lazy_gettext("What shows it"),
        lazy_gettext("Stories, links and files; what the program saw."),
    ),
    Group.RESUME: (lazy_gettext("Your résumé"), lazy_gettext("The file, while you keep it here.")),
    Group.WANTS: (lazy_gettext("What you want"), lazy_gettext("Work, sectors, hours, place and way to work.")),
    Group.APPLICATIONS: (lazy_gettext("Applications and training"), lazy_gettext("What you sent, and how it goes.")),
    Group.KEPT_APART: (
        lazy_gettext("For you alone"),
        lazy_gettext("Equity answers, employers you keep away from, pools you chose, what you said no to."),
    ),
}


@dataclass(frozen=True)
class Sight:
    """Somebody who sees a group now, and why. `consent` is what lets them, when it can be taken back."""

    group: Group
    who: str
    why: str
    consent: Consent | None = None


Teller = Callable[[uuid.UUID], Iterable[Sight]]
_tellers: Final[list[Teller]] = []


def tells_who_sees(teller: Teller) -> Teller:
    """Register who sees something of a person by what a room above holds; asked with the person's id."""
    _tellers.append(teller)
    return teller


def sights(jobseeker_id: uuid.UUID) -> dict[Group, list[Sight]]:
    """Who sees each group now. A group that nobody sees has an empty list."""
    found = [*_by_consent(jobseeker_id), *(sight for teller in _tellers for sight in teller(jobseeker_id))]
    return {group: [sight for sight in found if sight.group is group] for group in Group}


def _by_consent(jobseeker_id: uuid.UUID) -> Iterable[Sight]:
    rows = (
        sa.select(Consent)
        .where(Consent.jobseeker_id == jobseeker_id, Consent.withdrawn_at.is_(None), Consent.employer_id.is_not(None))
        .options(joinedload(Consent.employer))
        .order_by(Consent.given_at.desc(), Consent.id)
    )
    for consent in db.session.scalars(rows):
        name = consent.employer.name if consent.employer else ""
        if consent.purpose is Purpose.IDENTITY:
            why = _("You said yes to meeting them. They see it while they say yes too.")
            for group in (Group.IDENTITY, Group.EVIDENCE, Group.RESUME):
                yield Sight(group, name, why, consent)
        else:
            why = _("You met them in the training and let them read your first name.")
            yield Sight(Group.IDENTITY, name, why, consent)
