"""Probes: a stated requirement is asked about, what is behind it written down, and the employer has the word."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from marketplace.competencies.actions import keep_the_higher, when_merged
from marketplace.db import db, expect_version, lock, move, record
from marketplace.demand.discovery.lifecycle import PROBES
from marketplace.demand.discovery.models import (
    Contradiction,
    Insight,
    ProbeCompetency,
    ProbeFinding,
    RequirementProbe,
    Verdict,
)
from marketplace.demand.employers.models import Employer, EmployerContact
from marketplace.errors import Refused
from marketplace.sides import Actor

when_merged("probe_competencies", joins=keep_the_higher("probe_competencies", "level"))


def probe(
    employer: Employer, *, stated: str, actor: Actor, now: datetime, insight_id: uuid.UUID | None = None
) -> RequirementProbe:
    """Begin to ask what is behind a requirement, in the words it was stated in; `insight_id` is the quote, if any."""
    _own(employer.id, insight_id)
    row = RequirementProbe(
        employer_id=employer.id,
        insight_id=insight_id,
        stated=stated,
        created_by_id=actor.person_id,
        created_at=now,
    )
    db.session.add(row)
    record(row, "ask", came_from=None, actor=actor, now=now)
    return row


def find(
    probe: RequirementProbe,
    *,
    version: int | str | None,
    why: str,
    verdict: Verdict,
    says_must: bool,
    behind: Sequence[tuple[uuid.UUID, int]],
    actor: Actor,
    now: datetime,
) -> ProbeFinding:
    """Write down what asking brought to light. What was found before stays; whoever confirmed that is asked again.

    `behind` are the competencies, each with its level. A stand-in needs at least one: it never becomes a requirement
    itself.
    """
    expect_version(probe, version)
    if verdict is Verdict.PROXY and not behind:
        raise Refused(
            _("A stand-in stands for something. Name at least one thing that somebody has to be able to do instead.")
        )
    if len({competency_id for competency_id, _level in behind}) < len(behind):
        raise Refused(_("The same competency stands there twice. Keep the level that is meant."))
    finding = ProbeFinding(
        seq=len(probe.findings) + 1,
        why=why,
        verdict=verdict,
        says_must=says_must,
        found_by_id=actor.person_id,
        at=now,
        behind=[
            ProbeCompetency(competency_id=competency_id, level=level, position=position)
            for position, (competency_id, level) in enumerate(behind, start=1)
        ],
    )
    probe.findings.append(finding)
    probe.confirmed_at = probe.confirmed_by_id = probe.confirmed_contact_id = None
    move(probe, PROBES, "find", actor=actor, now=now)
    return finding


def confirm_probe(probe: RequirementProbe, *, actor: Actor, now: datetime, contact_id: uuid.UUID | None = None) -> None:
    """The employer's word that this is how it is: said here by its own people, or to staff by a `contact_id`."""
    lock(probe)
    if PROBES.allows(probe.stage, "confirm", actor):  # the row says by whom before it may be confirmed
        _confirmed_by(probe, actor, contact_id)
        probe.confirmed_at = now
    move(probe, PROBES, "confirm", actor=actor, now=now)


def contest_probe(probe: RequirementProbe, *, actor: Actor, now: datetime) -> None:
    """Somebody at the employer says that it is not so: staff look at it again."""
    lock(probe)
    if PROBES.allows(probe.stage, "contest", actor):
        probe.confirmed_at = probe.confirmed_by_id = probe.confirmed_contact_id = None
    move(probe, PROBES, "contest", actor=actor, now=now)


def set_beside(
    employer: Employer,
    *,
    asked_insight_id: uuid.UUID | None,
    asked_words: str,
    done_insight_id: uuid.UUID | None,
    done_words: str,
    question: str,
    actor: Actor,
    now: datetime,
) -> Contradiction:
    """Keep what an employer asks for beside what it does. Each half is a quote of theirs, or words from elsewhere."""
    for insight_id in (asked_insight_id, done_insight_id):
        _own(employer.id, insight_id)
    if not (asked_insight_id or asked_words) or not (done_insight_id or done_words):
        raise Refused(_("Both halves are needed: what is asked for, and what is done. Choose a quote or write it."))
    if asked_insight_id is not None and asked_insight_id == done_insight_id:
        raise Refused(_("Both halves are the same quote. Choose another for one of them."))
    row = Contradiction(
        employer_id=employer.id,
        asked_insight_id=asked_insight_id,
        asked_words="" if asked_insight_id else asked_words,
        done_insight_id=done_insight_id,
        done_words="" if done_insight_id else done_words,
        question=question,
        created_by_id=actor.person_id,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def settle(
    contradiction: Contradiction, *, version: int | str | None, outcome: str, actor: Actor, now: datetime
) -> None:
    """Write down what the conversation brought; it is not asked about any more."""
    expect_version(contradiction, version)
    if contradiction.settled_at is not None:
        raise Refused(_("What came of it is written down already. Load the page again to read it."))
    contradiction.outcome = outcome
    contradiction.settled_at, contradiction.settled_by_id = now, actor.person_id
    db.session.flush()


def _own(employer_id: uuid.UUID, insight_id: uuid.UUID | None) -> None:
    insight = None if insight_id is None else db.session.get(Insight, insight_id)
    if insight_id is not None and (insight is None or insight.employer_id != employer_id):
        raise Refused(_("That quote is not this employer’s. Choose one of theirs, or none."))


def _confirmed_by(probe: RequirementProbe, actor: Actor, contact_id: uuid.UUID | None) -> None:
    if actor.organisation_id == probe.employer_id:
        probe.confirmed_by_id = actor.person_id
        return
    contact = None if contact_id is None else db.session.get(EmployerContact, contact_id)
    if contact is None or contact.employer_id != probe.employer_id:
        raise Refused(_("Say who at the employer confirmed it. The contacts stand on the employer’s page."))
    probe.confirmed_contact_id = contact.id
