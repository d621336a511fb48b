"""Names of organisations: changed, with the old one kept so that people still find it."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.accounts.actions.deeds import write_down
from marketplace.accounts.actions.naming import keep_name
from marketplace.accounts.models import Deed, Organisation, name_key
from marketplace.accounts.queries import team_named
from marketplace.db import db, lock
from marketplace.demand.employers.models import Employer
from marketplace.errors import Refused
from marketplace.sides import Actor, Side


def rename(organisation: Organisation, *, name: str, reason: str, actor: Actor, now: datetime) -> None:
    """Give an organisation another name. Refused for its own name and for one that is taken."""
    if actor.side is not Side.ADMIN:
        raise Refused(_("An administrator renames organisations. Ask one."))
    lock(organisation)
    before = organisation.name
    if name == before:
        raise Refused(_("“%(name)s” is its name already; nothing was changed.", name=name))
    _expect_free(organisation, name)
    organisation.name = name
    employer = db.session.get(Employer, organisation.id)
    if employer is not None:
        employer.name_key = name_key(name)
    keep_name(organisation, before, now=now)
    details = {"name": [before, name]}
    write_down(Deed.RENAMED, actor=actor, now=now, organisation_id=organisation.id, details=details, reason=reason)


def _expect_free(organisation: Organisation, name: str) -> None:
    is_employer = db.session.get(Employer, organisation.id) is not None
    named = _employer_named(name) if is_employer else team_named(name, organisation.kind)
    if named is not None and named.id != organisation.id:
        raise Refused(_("“%(name)s” is the name of another one. If the two are one, merge them.", name=named.name))


def _employer_named(name: str) -> Organisation | None:
    return db.session.scalars(
        sa.select(Organisation)
        .join(Employer, Employer.id == Organisation.id)
        .where(Employer.name_key == name_key(name))
    ).first()
