"""What an audit has found so far."""

from collections import Counter

import sqlalchemy as sa

from marketplace.db import db
from marketplace.outcomes.snapshots.models import Audit, AuditLine, Finding
from marketplace.outcomes.snapshots.queries.sampling import Result


def result_of(audit: Audit) -> Result:
    """Placements by what was found of them; nobody has looked at the unknown ones."""
    rows = sa.select(AuditLine.finding).where(AuditLine.audit_id == audit.id)
    counts = Counter(db.session.scalars(rows))
    unknown = counts.pop(None, 0)
    return Result(sum(counts.values()), counts[Finding.WRONG], counts[Finding.NOT_FOUND], unknown)
