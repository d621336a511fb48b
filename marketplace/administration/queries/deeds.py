"""What administrators did, in words: to a person, to an organisation, to the site."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import AdminAct, Deed
from marketplace.accounts.queries import SIDE_WORDS
from marketplace.db import db
from marketplace.sides import Side

SHOWN: Final = 50

DEED_WORDS: Final = {
    Deed.SHUT_OUT: lazy_gettext("Shut out"),
    Deed.LET_IN: lazy_gettext("Let in again"),
    Deed.PLACE_ENDED: lazy_gettext("A place was ended"),
    Deed.SIGN_IN_ENDED: lazy_gettext("One browser was signed out"),
    Deed.SIGN_INS_ENDED: lazy_gettext("Every browser was signed out"),
    Deed.SECOND_FACTOR_RESET: lazy_gettext("The second factor was reset"),
    Deed.LEAD_MADE: lazy_gettext("May see every program"),
    Deed.LEAD_UNMADE: lazy_gettext("Sees assigned programs only"),
    Deed.INVITED: lazy_gettext("An invitation was sent"),
    Deed.INVITED_AGAIN: lazy_gettext("An invitation was sent again"),
    Deed.INVITATION_CANCELLED: lazy_gettext("An invitation was cancelled"),
    Deed.RENAMED: lazy_gettext("Renamed"),
    Deed.MERGED: lazy_gettext("Merged"),
    Deed.SETTINGS_CHANGED: lazy_gettext("The settings of the site were changed"),
    Deed.MAIL_CHANGED: lazy_gettext("The words of a mail were changed"),
    Deed.MAIL_RESET: lazy_gettext("A mail has our words again"),
}
SETTING_WORDS: Final = {
    "site_name": lazy_gettext("Name of the site"),
    "time_zone": lazy_gettext("Time zone"),
    "sender_name": lazy_gettext("Name on mails"),
    "smallest_group": lazy_gettext("Smallest group that is told"),
    "name": lazy_gettext("Name"),
    "subject": lazy_gettext("Subject"),
    "paragraphs": lazy_gettext("Words"),
}


@dataclass(frozen=True)
class Told:
    """One act in words, as a line of a timeline needs it."""

    at: datetime
    what: str
    who: str
    note: str


def done_to_person(person_id: uuid.UUID) -> list[Told]:
    """What was done to a person's account, newest first."""
    return _told(_acts().where(AdminAct.person_id == person_id))


def done_to_organisation(organisation_ids: Iterable[uuid.UUID]) -> list[Told]:
    """What was done to an organisation, and to those that were merged into it."""
    return _told(_acts().where(AdminAct.organisation_id.in_(list(organisation_ids)), AdminAct.person_id.is_(None)))


def done_with(*deeds: Deed, about: str = "") -> list[Told]:
    """The history of a setting or of a mail."""
    rows = _acts().where(AdminAct.deed.in_(deeds))
    return _told(rows.where(AdminAct.about == about) if about else rows)


def last_deeds(limit: int = 8) -> list[Told]:
    """What administrators did last."""
    return _told(_acts().limit(limit))


def _acts() -> sa.Select[AdminAct]:
    return (
        sa.select(AdminAct)
        .options(joinedload(AdminAct.actor), joinedload(AdminAct.organisation), joinedload(AdminAct.note))
        .order_by(AdminAct.at.desc(), AdminAct.id)
        .limit(SHOWN)
    )


def _told(rows: sa.Select[AdminAct]) -> list[Told]:
    return [Told(act.at, _what(act), act.actor.name, _note(act)) for act in db.session.scalars(rows)]


def _what(act: AdminAct) -> str:
    words = str(DEED_WORDS[act.deed])
    if act.deed is Deed.PLACE_ENDED:
        place = str(SIDE_WORDS[Side(act.details["side"])])
        name = act.organisation.name if act.organisation else ""
        return _("%(what)s: %(place)s", what=words, place=f"{place}, {name}" if name else place)
    if act.deed is Deed.MERGED:
        return _("“%(name)s” was merged into this one", name=act.details["name"])
    return words


def _note(act: AdminAct) -> str:
    """What changed, and why it was done."""
    changes = " ".join(_change(name, *pair) for name, pair in act.details.items() if isinstance(pair, list))
    reason = act.note.words if act.note else ""
    return " ".join(filter(None, (changes, reason)))


def _change(name: str, before: Any, after: Any) -> str:  # Any: JSON
    what = str(SETTING_WORDS.get(name, name))
    if not before:
        return _("%(what)s: “%(after)s”.", what=what, after=after)
    if not after:
        return _("%(what)s: “%(before)s” before.", what=what, before=before)
    return _("%(what)s: “%(before)s” became “%(after)s”.", what=what, before=before, after=after)
