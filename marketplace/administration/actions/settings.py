"""Change what holds for the whole site."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.accounts.actions.deeds import write_down
from marketplace.accounts.models import Deed, SmallestGroup
from marketplace.accounts.queries import smallest_set
from marketplace.administration.models import SiteSettings
from marketplace.administration.queries.settings import ONLY, settings
from marketplace.db import db, expect_version
from marketplace.errors import Refused, constraint_says
from marketplace.sides import Actor
from marketplace.suppression import LARGEST, SMALLEST

FIELDS = ("site_name", "time_zone", "sender_name")

constraint_says(
    "pk_site_settings", lazy_gettext("Somebody set this a moment ago, for the first time. Load the page again.")
)
OLDER = lazy_gettext("These settings are older than the page. Load it again.")
constraint_says("pk_smallest_groups", OLDER)


def change_settings(
    *,
    version: str | None,
    site_name: str,
    time_zone: str,
    sender_name: str,
    before: dict[str, str],
    actor: Actor,
    now: datetime,
) -> None:
    """Set what holds from the next page on. `before` is what held so far, for the history.

    Refused on a stale page, and when nothing would change.
    """
    after = {"site_name": site_name, "time_zone": time_zone, "sender_name": sender_name}
    row = settings()
    if row is not None:
        expect_version(row, version)
    elif version not in {"", "0", None}:
        raise Refused(OLDER)
    changes = {name: [before[name], after[name]] for name in FIELDS if before[name] != after[name]}
    if not changes:
        raise Refused(_("Everything is set like this already; nothing was changed."))
    if row is None:
        row = SiteSettings(id=ONLY)
        db.session.add(row)
    row.site_name, row.time_zone, row.sender_name, row.changed_at = site_name, time_zone, sender_name, now
    db.session.flush()
    write_down(Deed.SETTINGS_CHANGED, actor=actor, now=now, details=changes)


def set_smallest_group(*, number: str | None, people: int, reason: str, actor: Actor, now: datetime) -> None:
    """From now on, tell nothing that points at fewer people. What was told before stays as it was told.

    `number` is that of the setting which the page showed, 0 where nobody had set any. Refused on a stale page, out
    of bounds, and when nothing would change.
    """
    last = smallest_set()
    before, holds = (last.number, last.people) if last else (0, SMALLEST)
    if number != str(before):
        raise Refused(OLDER)
    if not SMALLEST <= people <= LARGEST:
        raise Refused(_("Set a whole number from %(least)s to %(most)s.", least=SMALLEST, most=LARGEST))
    if people == holds:
        raise Refused(_("Everything is set like this already; nothing was changed."))
    db.session.add(SmallestGroup(number=before + 1, people=people, since=now))
    db.session.flush()
    details = {"smallest_group": [holds, people]}
    write_down(Deed.SETTINGS_CHANGED, actor=actor, now=now, details=details, reason=reason)
