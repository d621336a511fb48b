"""Names of organisations: one is made once, and those that they had are kept, so that people still find them."""

import hashlib
from datetime import datetime

import sqlalchemy as sa

from marketplace.accounts.models import Organisation, OrganisationAlias, OrganisationKind, name_key
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


def hold_name(kind: OrganisationKind, name: str) -> None:
    """Until the transaction ends, nobody else makes an organisation of this kind and name: look, then make it.

    No unique index says so, for two organisations may rightly have one name. On SQLite a writer is alone anyway.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        words = hashlib.sha256(f"{kind.value}:{name_key(name)}".encode()).digest()
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(int.from_bytes(words[:8], signed=True))))
