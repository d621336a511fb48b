"""The newest fitted vocabulary with what was added since: what a question meets while a newer one is being fitted.

Names that were added or changed since are known by themselves: as they are, in another form, or as an
acronym. Of a competency that has changed, the older vocabulary is believed only in names it still has.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

import sqlalchemy as sa

from marketplace.competencies.models import Competency, CompetencyLabel
from marketplace.competencies.queries.entries import fold, named
from marketplace.competencies.queries.mergers import merged
from marketplace.db import db
from marketplace.errors import Busy
from marketplace.matcher import Mention, Resolution, Suggestion, Vocabulary

#: Ways in which words are another form of the very name. Slips and likenesses are asked about, however sure.
SAME_NAME: Final = frozenset({"exact", "stem", "acronym"})


class Reads(Protocol):
    """What is asked of a vocabulary here, fitted or not."""

    def resolve(self, text: str, limit: int = 5) -> Resolution:
        """What a written name may mean, best first."""

    def extract(self, text: str, *, source: str = "posting") -> Sequence[Mention]:
        """The competencies that running text mentions."""


@dataclass(frozen=True)
class Newest:
    """The newest vocabulary that is ready, `base`, and `added`, a small one of what has changed since.

    Without a base there is no vocabulary yet; without `added` more has changed than is read in a moment.
    Either way names are found as the tables have them. `gone` are the ids of those that went on in others since.
    """

    base: Vocabulary | None
    added: Vocabulary | None
    sentence: str
    gone: frozenset[str] = frozenset()

    def resolve(self, text: str, limit: int = 5) -> Resolution:
        """As `Vocabulary.resolve`: the very names first, then what the older vocabulary makes of the words."""
        older = self._still_true([self.base.resolve(text, limit) if self.base else Resolution(text)])[0]
        newer = self.added.resolve(text, limit) if self.added else _as_in_the_tables(text, limit)
        sure = tuple(row for row in newer.suggestions if row.path in SAME_NAME)
        rows: dict[str, Suggestion] = {}
        for row in sorted([*sure, *older.suggestions], key=lambda row: row.path != "exact"):
            rows.setdefault(row.concept_id, row)
        accepted = _agreed(replace(newer, suggestions=sure), older)
        return replace(older, suggestions=tuple(rows.values())[:limit], accepted=accepted)

    def extract(self, text: str, *, source: str = "posting") -> Sequence[Mention]:
        """As `Vocabulary.extract`; the longer of two mentions counts, of the same words the newer.

        Raises Busy while there is no vocabulary on this machine.
        """
        if self.base is None:
            raise Busy(self.sentence)
        found = self.base.extract(text, source=source)
        true = self._still_true([one.resolution for one in found])
        older = [replace(one, resolution=now) for one, now in zip(found, true, strict=True) if now.suggestions]
        newer = [one for one in (self.added.extract(text, source=source) if self.added else ()) if _is_named(one)]
        kept: list[Mention] = []
        for one in sorted(newer + older, key=lambda one: one.start - one.end):
            if all(one.end <= other.start or other.end <= one.start for other in kept):
                kept.append(one)
        return sorted(kept, key=lambda one: one.start)

    def _still_true(self, resolutions: Sequence[Resolution]) -> list[Resolution]:
        """The same without what rests on a name that its competency has no more."""
        names = self._names({row.concept_id for one in resolutions for row in one.suggestions})
        return [_only(one, names) for one in resolutions]

    def _names(self, ids: Collection[str]) -> dict[str, set[str]]:
        """The names, as of now, of those of these that may have changed."""
        if self.added is None:
            return names_of(ids)
        changed = [self.added.concepts[concept_id] for concept_id in ids if concept_id in self.added.concepts]
        return {one.id: {one.preferred, *one.labels} for one in changed} | {row_id: set() for row_id in self.gone}


def _only(resolution: Resolution, names: Mapping[str, Collection[str]]) -> Resolution:
    rows = tuple(row for row in resolution.suggestions if row.label in names.get(row.concept_id, {row.label}))
    stays = any(row.concept_id == resolution.accepted for row in rows)
    return replace(resolution, suggestions=rows, accepted=resolution.accepted if stays else None)


def names_of(ids: Collection[str]) -> dict[str, set[str]]:
    """Every name that these competencies have, as the tables say."""
    wanted = [uuid.UUID(concept_id) for concept_id in ids]
    label = CompetencyLabel
    lasts = Competency.id.not_in(merged())
    own = sa.select(Competency.id, Competency.preferred).where(Competency.id.in_(wanted), lasts)
    others = sa.select(label.competency_id, label.words).where(label.competency_id.in_(wanted))
    found: dict[str, set[str]] = {concept_id: set() for concept_id in ids}
    for row_id, words in [*db.session.execute(own), *db.session.execute(others)]:
        found[str(row_id)].add(words)
    return found


def _agreed(newer: Resolution, older: Resolution) -> str | None:
    """What may be taken without asking: the very name before other forms of one; nothing when two bear it."""
    sure = [one for one in (newer, older) if one.accepted is not None and one.suggestions]
    exact = [one for one in sure if one.suggestions[0].path == "exact"]
    meant = {one.accepted for one in exact or sure}
    return meant.pop() if len(meant) == 1 else None


def _is_named(mention: Mention) -> bool:
    return any(row.path in SAME_NAME for row in mention.resolution.suggestions[:1])


def _as_in_the_tables(text: str, limit: int) -> Resolution:
    """The competencies that bear this very name, in whatever spelling of capitals, accents and punctuation."""
    folded = fold(text)
    if not folded:
        return Resolution(text)
    columns = sa.select(Competency.id, Competency.preferred).where(named(folded)).order_by(Competency.id).limit(limit)
    found = db.session.execute(columns)
    rows = tuple(Suggestion(str(row.id), 1.0, "exact", row.preferred, (), (), ()) for row in found)
    return Resolution(text, rows, rows[0].concept_id if len(rows) == 1 else None)
