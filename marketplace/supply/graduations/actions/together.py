"""One step for many people of a cohort, each with a line of history of its own."""

import uuid
from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext as _

from marketplace.db import lock
from marketplace.errors import Refused
from marketplace.sides import Actor
from marketplace.supply.cohorts.models import Cohort
from marketplace.supply.enrolments import actions as enrolments
from marketplace.supply.graduations import queries


def begin(cohort: Cohort, ids: Collection[uuid.UUID], *, actor: Actor, now: datetime) -> int:
    """Let everybody chosen begin; gives back how many. Refused as a whole when one of them cannot."""
    chosen = [row for row in queries.may_begin(lock(cohort), actor) if row.id in ids]
    _require_all(len(chosen), len(ids))
    for row in chosen:
        enrolments.begin(row, actor=actor, now=now)
    return len(chosen)


def graduate(cohort: Cohort, ids: Collection[uuid.UUID], *, actor: Actor, now: datetime) -> int:
    """Let everybody chosen graduate; gives back how many. Refused as a whole when one of them cannot."""
    chosen = [row for row in queries.may_graduate(lock(cohort), actor, now)[0] if row.id in ids]
    _require_all(len(chosen), len(ids))
    for row in chosen:
        enrolments.graduate(row, actor=actor, now=now)
    return len(chosen)


def _require_all(found: int, chosen: int) -> None:
    if found != chosen:
        raise Refused(_("Somebody was moved meanwhile, so nothing was done. Look at the list again, then confirm."))
