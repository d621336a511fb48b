"""The vocabulary that questions are asked of: fitted in a file of this machine, and what stands in for it.

No question waits for a fit. While the file of the newest state is being made, questions are answered from the
newest file there is and, beside it, from what has changed since (`newest`); the staff's pages say since when.
"""

import logging
import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.competencies.models import Competency, VocabularyChange
from marketplace.competencies.queries.matching import concepts, stamp
from marketplace.competencies.queries.newest import Newest, Reads
from marketplace.db import db
from marketplace.matcher import Vocabulary
from marketplace.outbox.models import OutboxItem

#: Below so many competencies every process builds its own within a fifth of a second, as long as somebody waits for it.
LARGE: Final = 200
#: So many that have changed are built into a small one as fast; of more, whole names are known until the file is there.
MOST_ADDED: Final = 100
#: The number of no change: everything has changed since.
_NEVER: Final = -1
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fitting:
    """A newer vocabulary is being fitted for this machine: since when, of which day the one in use is, if any.

    `given_up` when the job was tried as often as it may be.
    """

    since: datetime | None
    in_use: datetime | None
    changed: int
    given_up: bool


@dataclass(frozen=True)
class _Asked:
    """What this process asks, and the stamp under which it was made.

    Does it only stand in for the file of that stamp, the file is looked for again at each question.
    """

    of: uuid.UUID | None
    reads: Reads
    stands_in: bool


class _Cache:
    """What this process keeps. Replaced as wholes, so that readers need no lock; builders take turns."""

    def __init__(self) -> None:
        self.building = Lock()
        self.folder: Path | None = None
        self.asked: _Asked | None = None
        #: The newest file that was mapped, under its stamp.
        self.base: tuple[uuid.UUID, Vocabulary] | None = None


_cache = _Cache()


def keep_in(folder: Path) -> None:
    """Look for fitted vocabularies in this folder; the application says so when it starts."""
    _cache.folder = folder


def kept_at(of: uuid.UUID | None) -> Path | None:
    """Where the fitted vocabulary of a stamp is kept; None when there is nowhere. A stamp names one state for good."""
    return _cache.folder / f"{of}.vocabulary" if _cache.folder is not None and of is not None else None


def fit_key(of: uuid.UUID) -> str:
    """The dedupe key of the job that fits a state: however many ask for it, it waits once."""
    return f"vocabulary:{of}"


def is_large() -> bool:
    """Whether the vocabulary is kept fitted in a file."""
    return (db.session.scalar(sa.select(sa.func.count()).select_from(Competency)) or 0) >= LARGE


def missing_file() -> Path | None:
    """Where the file of the vocabulary as it is should be, when this machine needs one and has none."""
    path = kept_at(stamp())
    return path if path is not None and not path.exists() and is_large() else None


def vocabulary() -> Reads:
    """What questions are asked of; concept ids are `str(competency.id)`. Ask before writing.

    Kept for the process until the stamp in the database is another one. Then the fitted file of that stamp
    is mapped, shared with the other processes. Until it is there, a small vocabulary is built here; of a
    large one, the newest file answers together with what has changed since. Never an older one alone.
    """
    current, asked = stamp(), _cache.asked
    if asked is None or asked.of != current or asked.stands_in:
        asked = _cache.asked = _ask(current, asked)
    return asked.reads


def _ask(current: uuid.UUID | None, before: _Asked | None) -> _Asked:
    path = kept_at(current)
    fitted = _mapped(current) if current is not None and path is not None and path.exists() else None
    if fitted is not None:
        return _Asked(current, fitted, stands_in=False)
    if before is not None and before.of == current:
        return before
    if is_large():
        return _Asked(current, _newest(), stands_in=True)
    rows = concepts()
    with _cache.building:
        made = _cache.asked
        if made is not None and made.of == current:
            return made
        return _Asked(current, Vocabulary.build(rows, fitted=False), stands_in=False)


def _newest() -> Newest:
    """The newest file that can be read, with what has changed since; without any, with what may be read at once."""
    states = ((change.number, _mapped(change.stamp)) for change in _files())
    number, base = next(((number, base) for number, base in states if base is not None), (_NEVER, None))
    changed = sa.select(Competency.id).where(Competency.changed_in > number).limit(MOST_ADDED + 1)
    ids = db.session.scalars(changed).all()
    rows = concepts(ids) if len(ids) <= MOST_ADDED else None
    added = Vocabulary.build(rows, fitted=False) if rows is not None else None
    gone = frozenset(map(str, ids)) - {row.id for row in rows or ()}
    return Newest(base, added, _("The vocabulary is being prepared. Try this again in a few minutes."), gone)


def _files() -> list[VocabularyChange]:
    """The states of which this machine has a file, the newest first. A file of another past is of no state."""
    folder = _cache.folder
    names = [path.stem for path in folder.glob("*.vocabulary")] if folder is not None and folder.is_dir() else []
    stamps = [uuid.UUID(name) for name in names if _ID.fullmatch(name)]
    rows = sa.select(VocabularyChange).where(VocabularyChange.stamp.in_(stamps))
    return list(db.session.scalars(rows.order_by(VocabularyChange.number.desc())))


def _mapped(of: uuid.UUID) -> Vocabulary | None:
    """The fitted vocabulary of a state; None when its file cannot be read, which is then taken away to be made anew."""
    if _cache.base is not None and _cache.base[0] == of:
        return _cache.base[1]
    path = kept_at(of)
    try:
        found = Vocabulary.load(path) if path is not None else None
    except FileNotFoundError:
        return None
    except ValueError as fault:
        log.warning("vocabulary file not used: %s", fault)
        path.unlink(missing_ok=True) if path is not None else None
        return None
    if found is not None:
        _cache.base = of, found
    return found


def fitting() -> Fitting | None:
    """Whether a newer vocabulary than the one in use is being fitted for this machine; None when none is."""
    current = stamp() if missing_file() is not None else None
    if current is None:
        return None
    number, in_use = next(((change.number, change.at) for change in _files()), (_NEVER, None))
    change, item = VocabularyChange, OutboxItem
    newer = change.number > number if in_use is not None else change.stamp == current
    changed = sa.select(sa.func.count()).select_from(Competency).where(Competency.changed_in > number)
    given_up = sa.select(item.id).where(item.dedupe_key == fit_key(current), item.dead_at.is_not(None))
    return Fitting(
        since=db.session.scalar(sa.select(sa.func.min(change.at)).where(newer)),
        in_use=in_use,
        changed=db.session.scalar(changed) or 0,
        given_up=db.session.scalar(given_up) is not None,
    )
