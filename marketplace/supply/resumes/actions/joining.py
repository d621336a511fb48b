"""What proposals do when two competencies become one: a résumé that names both names it once."""

from typing import Any

import sqlalchemy as sa

from marketplace.competencies import actions as competencies
from marketplace.db import db
from marketplace.supply.resumes.models import ProposedCompetency


def _one_proposal(_merging: competencies.Merging, mine: Any, _theirs: Any) -> dict[str, Any]:  # Any: rows of proposals
    """The one that stays keeps its words and its answer."""
    db.session.execute(
        sa.delete(ProposedCompetency)
        .where(ProposedCompetency.id == mine.id)
        .execution_options(synchronize_session=False)
    )
    return {}


competencies.when_merged("resume_competencies", joins=_one_proposal)
