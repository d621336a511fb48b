"""Having one report count a figure by a definition of its own, and going back to that of the house."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db
from marketplace.errors import Refused, constraint_says
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.settings import Settings
from marketplace.outcomes.snapshots import queries
from marketplace.outcomes.snapshots.models import OutcomeReport, OutcomeReportDefinition
from marketplace.sides import Actor

CHANGED = lazy_gettext("Somebody has changed this definition meanwhile. Look at it as it is now, then change it again.")
constraint_says("uq_outcome_report_definitions_report_id_key_number", CHANGED)


def define(
    report: OutcomeReport,
    key: Key,
    changes: dict[str, Any] | None,  # Any: typed settings
    *,
    state: str,
    why: str,
    actor: Actor,
    now: datetime,
) -> OutcomeReportDefinition:
    """Count a figure of a report otherwise from its next version on; without `changes` again as the house does.

    `state` is what the change was made from, see `queries.InForce`. Refused when that has changed, where a setting
    makes no sense, and when nothing changes. Versions that are there keep what they were counted by.
    """
    known = queries.in_force(report)[key]
    if known.state != state:
        raise Refused(str(CHANGED))
    settings = None if changes is None else Settings.from_json(changes, base=known.definition.settings)
    if settings is None and not known.definition.own:
        raise Refused(_("It is counted by the definition of the house already."))
    if settings == known.definition.settings:
        raise Refused(_("That is what the definition says already. Change a setting, or go back."))
    row = OutcomeReportDefinition(
        report_id=report.id,
        key=key.value,
        number=known.rows + 1,
        settings=settings.to_json() if settings else None,
        since=now,
        by_id=actor.person_id,
        why=why,
    )
    db.session.add(row)
    db.session.flush()
    return row
