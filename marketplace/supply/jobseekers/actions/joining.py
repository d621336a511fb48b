"""What people's competencies do when two competencies become one: who has both has one, the better shown."""

from typing import Any, Final

import sqlalchemy as sa

from marketplace.competencies import actions as competencies
from marketplace.db import db, move
from marketplace.supply.jobseekers.lifecycle import LIFECYCLE
from marketplace.supply.jobseekers.models import ClaimStage, CompetencyClaim, CompetencySetAside, EvidenceItem

_SHOWN: Final = frozenset({ClaimStage.DEMONSTRATED, ClaimStage.NOT_DEMONSTRATED})


def _one_claim(merging: competencies.Merging, mine: Any, theirs: Any) -> dict[str, Any]:  # Any: rows of claims
    """What the program saw last counts, else what has evidence; the person keeps the higher of their own words.

    The other one counts for nothing from now on: its evidence moves, its history stays.
    """
    both = [db.session.get_one(CompetencyClaim, row.id) for row in (theirs, mine)]
    kept = max(both, key=_strength)
    goes = next(claim for claim in both if claim is not kept)
    own = [claim.level for claim in both if claim.level is not None]
    kept.level = max(own, default=None)
    goes.level = goes.shown_level = goes.shown_at = goes.shown_to_id = None
    goes.lapses_on = goes.asked_at = goes.reviewer_id = None
    move(goes, LIFECYCLE, "join", actor=merging.actor, now=merging.now)
    items = sa.update(EvidenceItem).where(EvidenceItem.claim_id == goes.id).values(claim_id=kept.id)
    db.session.execute(items.execution_options(synchronize_session=False))
    return {"stage": kept.stage.value}


def _strength(claim: CompetencyClaim) -> tuple[bool, float, bool]:
    seen = claim.shown_at.timestamp() if claim.shown_at else 0.0
    return claim.stage in _SHOWN, seen, claim.stage is not ClaimStage.CLAIMED


def _one_no(_merging: competencies.Merging, mine: Any, _theirs: Any) -> dict[str, Any]:  # Any: rows of set-aside
    """Who set both aside has set the one that stays aside."""
    db.session.execute(sa.delete(CompetencySetAside).where(CompetencySetAside.id == mine.id))
    return {}


competencies.when_merged("competency_claims", joins=_one_claim)
competencies.when_merged("competencies_set_aside", joins=_one_no)
