"""Names that organisations had are kept, so that people still find them."""

from datetime import datetime

import sqlalchemy as sa

from marketplace.accounts.models import Organisation, OrganisationAlias, name_key
from marketplace.db import db


def keep_name(organisation: Organisation, name: str, *, now: datetime) -> None:
    """Keep a name that an organisation had, once, unless it is its name again."""
    key = name_key(name)
    known = db.session.scalar(
        sa.select(OrganisationAlias.id).where(
            OrganisationAlias.organisation_id == organisation.id, OrganisationAlias.name_key == key
        )
    )
    if known is None and key != name_key(organisation.name):
        db.session.add(OrganisationAlias(organisation_id=organisation.id, name=name, name_key=key, kept_at=now))
        db.session.flush()
