"""Figures that are not about people who started, counted for the cohorts of an export."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from marketplace.outcomes.measures.queries import applying, market
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.people import Tally
from marketplace.outcomes.measures.queries.settings import Definition
from marketplace.supply.cohorts.models import Cohort


def counted(known: Mapping[Key, Definition], cohort_ids: Sequence[uuid.UUID], as_of: date) -> Mapping[Key, Tally]:
    """Partners who came back, hires of what was intended, seats taken, applications answered in time.

    Each looks back as far as its definition says; the steps of the funnel and how they differ between groups are
    read on their pages.
    """
    cohorts = Cohort.id.in_(cohort_ids)

    def since(key: Key) -> date:
        return as_of - timedelta(days=known[key].settings.looked_back_days)

    found = {}
    if Key.REPEAT_HIRED in known:
        found[Key.REPEAT_HIRED] = market.repeat_partners(cohorts, as_of=as_of, since=since(Key.REPEAT_HIRED)).hired
    if Key.REPEAT_HOSTED in known:
        found[Key.REPEAT_HOSTED] = market.repeat_partners(cohorts, as_of=as_of, since=since(Key.REPEAT_HOSTED)).hosted
    if Key.COMMITMENT in known:
        settings = known[Key.COMMITMENT].settings
        found[Key.COMMITMENT] = market.commitment(cohorts, settings, as_of=as_of, since=since(Key.COMMITMENT))
    if Key.SEAT_FILL in known:
        found[Key.SEAT_FILL] = market.seat_fill(cohorts, since=since(Key.SEAT_FILL))
    if Key.DECISION_LATENCY in known:
        found[Key.DECISION_LATENCY] = applying.decision_latency(cohorts, as_of=as_of, since=since(Key.DECISION_LATENCY))
    return found
