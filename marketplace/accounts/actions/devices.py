"""Browsers that a person has signed in with before, and what a browser calls itself."""

import uuid
from datetime import datetime
from typing import Final

from marketplace.accounts.actions.throttling import insert
from marketplace.accounts.models import KnownDevice
from marketplace.accounts.queries import digest
from marketplace.db import db

# What a browser says of itself names others too, so the order counts.
BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def know_device(secret: str, *, person_id: uuid.UUID, now: datetime) -> None:
    """Note that the person has signed in with the browser that carries this secret; others may have, too.

    One statement: two windows of one browser that sign in at the same moment are one browser.
    """
    row = {"id": uuid.uuid4(), "person_id": person_id, "secret_hash": digest(secret), "created_at": now}
    known = insert(KnownDevice).values(**row, last_used_at=now)
    db.session.execute(
        known.on_conflict_do_update(index_elements=["person_id", "secret_hash"], set_={"last_used_at": now})
    )


def device_named(user_agent: str) -> str:
    """A browser in two words, such as “Firefox, Windows”: enough to know one's own. Empty when it says neither."""
    found = (next((name for sign, name in names if sign in user_agent), "") for names in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in found if name)
