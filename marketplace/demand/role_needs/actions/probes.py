"""What was found behind a stated requirement, taken over into a draft role."""

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.db import db
from marketplace.demand.discovery.models import ProbeFinding, RequirementProbe, Verdict
from marketplace.demand.role_needs.actions.requirements import add_requirement
from marketplace.demand.role_needs.models import Requirement, RequirementKind, RoleNeed
from marketplace.errors import Refused
from marketplace.sides import Actor

# What a verdict makes of the competencies behind. A stand-in is not in it by its own words: only what it stands for is.
BECOMES: Final = {
    Verdict.NON_NEGOTIABLE: RequirementKind.MUST,
    Verdict.REAL: RequirementKind.SHOULD,
    Verdict.PROXY: RequirementKind.SHOULD,
}


def kind_from(finding: ProbeFinding) -> RequirementKind:
    """How much the competencies behind it bind: a must when it is not negotiable, or when the employer says so."""
    return RequirementKind.MUST if finding.says_must else BECOMES[finding.verdict]


def take_from_probe(role_need: RoleNeed, probe: RequirementProbe, *, actor: Actor, now: datetime) -> int:
    """Ask for every competency behind a probe that the role does not ask for yet; how many were added.

    The words of a stand-in never become a requirement. Refused when nothing is behind it, and when all is asked for.
    """
    finding = _worth_taking(role_need, probe)
    asked = set(
        db.session.scalars(sa.select(Requirement.competency_id).where(Requirement.role_need_id == role_need.id))
    )
    missing = [row for row in finding.behind if row.competency_id not in asked]
    if not missing:
        raise Refused(_("The role asks for all of it already."))
    # the words of a quote are read through it, and only while they agree to be quoted
    own_words = "" if probe.insight_id or finding.verdict is Verdict.PROXY else probe.stated
    for row in missing:
        add_requirement(
            role_need,
            competency_id=row.competency_id,
            level=row.level,
            kind=kind_from(finding),
            words=own_words,
            insight_id=probe.insight_id,
            probe_id=probe.id,
            actor=actor,
            now=now,
        )
        db.session.flush()
    return len(missing)


def _worth_taking(role_need: RoleNeed, probe: RequirementProbe) -> ProbeFinding:
    if probe.employer_id != role_need.employer_id:
        raise Refused(_("That requirement was stated by another employer. Choose a role of the same one."))
    finding = probe.finding
    if finding is None or not finding.behind:
        raise Refused(_("Nothing is written down behind it yet. Ask first what somebody has to be able to do."))
    return finding
