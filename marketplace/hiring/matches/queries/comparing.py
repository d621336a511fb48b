"""Two runs of one role beside each other: who came, who left, who moved, and why."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from marketplace.competencies.models import Competency
from marketplace.db import db
from marketplace.hiring.matches.models import MatchCandidate, MatchPart, MatchRun

#: Reasons of our own, beside those of `considering.REASONS`.
NOT_LOOKED_AT, NOT_KEPT, NOTHING_KNOWN = "not_looked_at", "not_kept", "nothing_known"


@dataclass(frozen=True)
class Changed:
    """One requirement that reads otherwise in the later run; `before` or `after` is None where it was not asked."""

    name: str
    before: MatchPart | None
    after: MatchPart | None


@dataclass(frozen=True)
class Line:
    """One person in two runs. `why` is a code: the reason for which they were not in the other one."""

    candidate: MatchCandidate
    before: MatchCandidate | None = None
    why: str = ""
    changed: tuple[Changed, ...] = ()


@dataclass(frozen=True)
class Asked:
    """One requirement that the role asks otherwise since: level, weight, kind; None where it was not asked."""

    name: str
    before: tuple[Any, ...] | None  # Any: a number and two texts
    after: tuple[Any, ...] | None


@dataclass(frozen=True)
class Comparison:
    """What is otherwise in the later of two runs."""

    came: tuple[Line, ...]
    left: tuple[Line, ...]
    moved: tuple[Line, ...]
    stayed: int
    asked: tuple[Asked, ...]
    way_changed: bool
    vocabulary_changed: bool


def compare(earlier: MatchRun, later: MatchRun) -> Comparison:
    """Two runs of one role, with the candidates that were loaded with them.

    A person has moved when their rank, their points or the reading of a requirement is another one.
    """
    before = {row.jobseeker_id: row for row in earlier.candidates}
    after = {row.jobseeker_id: row for row in later.candidates}
    both = [_moved(before[row.jobseeker_id], row) for row in later.candidates if row.jobseeker_id in before]
    moved = tuple(line for line in both if line is not None)
    return Comparison(
        came=tuple(Line(row, why=_why(earlier, row)) for row in later.candidates if row.jobseeker_id not in before),
        left=tuple(Line(row, why=_why(later, row)) for row in earlier.candidates if row.jobseeker_id not in after),
        moved=moved,
        stayed=len(both) - len(moved),
        asked=_asked(earlier, later),
        way_changed=earlier.algorithm != later.algorithm,
        vocabulary_changed=_vocabulary_changed(earlier, later),
    )


def _moved(before: MatchCandidate, after: MatchCandidate) -> Line | None:
    was, is_now = _parts(before), _parts(after)
    changed = tuple(
        Changed(_name(is_now.get(key) or was[key]), was.get(key), is_now.get(key))
        for key in [*is_now, *(key for key in was if key not in is_now)]
        if _reading(was.get(key)) != _reading(is_now.get(key))
    )
    if before.rank == after.rank and not changed and round(before.score, 1) == round(after.score, 1):
        return None
    return Line(after, before=before, changed=changed)


def _parts(candidate: MatchCandidate) -> dict[uuid.UUID, MatchPart]:
    return {part.requirement.competency_id: part for part in candidate.parts}


def _name(part: MatchPart) -> str:
    return part.requirement.competency.preferred


def _reading(part: MatchPart | None) -> tuple[object, ...] | None:
    return None if part is None else (part.state, part.have, part.need, part.evidence)


def _why(run: MatchRun, row: MatchCandidate) -> str:
    """Why somebody is not in this run, as far as it was kept."""
    if run.inputs is None:
        return NOT_KEPT
    person = str(row.jobseeker_id)
    if person in run.inputs.left_out:
        return run.inputs.left_out[person]
    looked_at = any(person == one for one, _held in run.inputs.content["people"])
    return NOTHING_KNOWN if looked_at else NOT_LOOKED_AT


def _asked(earlier: MatchRun, later: MatchRun) -> tuple[Asked, ...]:
    before, after = _requirements(earlier), _requirements(later)
    keys = [key for key in [*after, *(key for key in before if key not in after)] if before.get(key) != after.get(key)]
    if earlier.inputs is None or later.inputs is None or not keys:
        return ()
    names = _names(keys)
    return tuple(Asked(names.get(key, ""), before.get(key), after.get(key)) for key in keys)


def _requirements(run: MatchRun) -> dict[str, tuple[Any, ...]]:  # Any: as `Asked`
    asked = run.inputs.content["role"][1:] if run.inputs else []
    return {concept: (level, weight, kind) for concept, level, weight, kind in asked}


def _names(keys: Sequence[str]) -> dict[str, str]:
    rows = select(Competency.id, Competency.preferred).where(Competency.id.in_([uuid.UUID(key) for key in keys]))
    return {str(row_id): name for row_id, name in db.session.execute(rows)}


def _vocabulary_changed(earlier: MatchRun, later: MatchRun) -> bool:
    """Whether other competencies answer for one that both runs asked for."""
    if earlier.inputs is None or later.inputs is None:
        return False
    before, after = earlier.inputs.content["related"], later.inputs.content["related"]
    return any(before[key] != after[key] for key in before.keys() & after.keys())
