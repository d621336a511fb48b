"""Probes and contradictions for tests."""

from typing import Any

from marketplace.db import db
from marketplace.demand.discovery.models import (
    Contradiction,
    ProbeCompetency,
    ProbeFinding,
    ProbeStage,
    RequirementProbe,
    Verdict,
)
from marketplace.demand.employers.models import Employer
from tests.factories.accounts import make_person
from tests.factories.competencies import make_competency
from tests.factories.demand import NOW, make_employer


def _kept(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def make_probe(employer: Employer | None = None, **overrides: Any) -> RequirementProbe:
    """A probe that waits for the employer's word: a stand-in with a competency behind; without a finding while open."""
    employer = employer or make_employer()
    asker = make_person()
    finding = {"verdict": Verdict.PROXY, "why": "They have told bad news."} | overrides.pop("finding", {})
    competency = overrides.pop("competency", None) or make_competency()
    told = {"employer_id": employer.id, "stated": "five years in tech", "stage": ProbeStage.WAITING}
    told |= {"created_by_id": asker.id, "created_at": NOW} | overrides
    probe: RequirementProbe = _kept(RequirementProbe(**told))
    if probe.stage is not ProbeStage.OPEN:
        found: ProbeFinding = _kept(ProbeFinding(probe_id=probe.id, seq=1, found_by_id=asker.id, at=NOW, **finding))
        _kept(ProbeCompetency(finding_id=found.id, competency_id=competency.id, level=3, position=1))
        db.session.expire(probe)
    return probe


def make_contradiction(employer: Employer | None = None, **overrides: Any) -> Contradiction:
    """What an employer asks for beside what it does, not settled yet."""
    employer = employer or make_employer()
    told = {"employer_id": employer.id, "asked_words": "A degree", "done_words": "The last three had none"}
    told |= {"question": "What is it that matters?", "created_by_id": make_person().id, "created_at": NOW} | overrides
    row: Contradiction = _kept(Contradiction(**told))
    return row
