"""What is set for the whole site."""

from marketplace.administration.models import SiteSettings
from marketplace.db import db

ONLY = 1


def settings() -> SiteSettings | None:
    """The row of settings; None when nobody has set anything."""
    return db.session.get(SiteSettings, ONLY)
