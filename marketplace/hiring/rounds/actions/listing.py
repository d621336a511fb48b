"""A side puts those it could meet in order. Each saving is a row of its own; nothing is overwritten."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.calendars import moment_words
from marketplace.db import db, lock
from marketplace.errors import Refused, Stale, constraint_says
from marketplace.hiring.rounds import queries
from marketplace.hiring.rounds.models import MatchingRound, RankList, Stage
from marketplace.sides import Actor, Side

_TWICE = lazy_gettext("Somebody saved this list at the same moment. Load the page again to see it, then go on.")
constraint_says("uq_rank_lists_round_id_jobseeker_id_seq", _TWICE)
constraint_says("uq_rank_lists_round_id_role_need_id_seq", _TWICE)


def save(
    row: MatchingRound,
    *,
    role_need_id: uuid.UUID | None = None,
    order: Sequence[uuid.UUID],
    wanted: Collection[uuid.UUID],
    up: uuid.UUID | None = None,
    down: uuid.UUID | None = None,
    version: str | None,
    actor: Actor,
    now: datetime,
) -> RankList:
    """Save the actor's own list: `order` is all that the page showed, best first, `wanted` what may come of it.

    `up` and `down` move one line by one place first. What the page did not show is left for the next look. Refused once
    the lists are frozen, Stale when the list was saved from another page meanwhile.
    """
    lock(row)
    _guard_open(row, now)
    owner = {"jobseeker_id": actor.person_id} if actor.side is Side.JOBSEEKER else {"role_need_id": role_need_id}
    seq = _expected(queries.list_of(row.id, **owner), version)
    living = [referral.id for referral in queries.pairs_of(row.id, **owner)]
    if not living:
        raise Refused(_("There is nobody to put in order now. If that surprises you, ask the program team."))
    shown = _moved([key for key in dict.fromkeys(order) if key in living], up, down)
    said = RankList(
        round_id=row.id,
        seq=seq + 1,
        ordered=[str(key) for key in shown if key in wanted],
        kept_out=[str(key) for key in shown if key not in wanted],
        saved_by_id=actor.person_id,
        at=now,
        **owner,
    )
    db.session.add(said)
    db.session.flush()
    return said


def _expected(before: RankList | None, version: str | None) -> int:
    """The number of the newest saving, which is the one that the page was made of."""
    seq = before.seq if before else 0
    if str(seq) != str(version):
        raise Stale(
            _(
                "This list was saved from another page meanwhile. Yours is kept below: save it again if it is the one "
                "to keep."
            )
        )
    return seq


def is_open(row: MatchingRound, now: datetime) -> bool:
    """Whether lists can be saved now."""
    return row.stage is Stage.OPEN and now < row.freezes_at


def _guard_open(row: MatchingRound, now: datetime) -> None:
    if row.stage is Stage.ABANDONED:
        raise Refused(_("This round was called off, so no list is needed. Your talks go on as they were."))
    if not is_open(row, now):
        moment = moment_words(row.frozen_at or row.freezes_at, row.time_zone)
        raise Refused(
            _("The lists were frozen on %(moment)s. The last list that you saved before then counts.", moment=moment)
        )


def _moved(order: list[uuid.UUID], up: uuid.UUID | None, down: uuid.UUID | None) -> list[uuid.UUID]:
    for key, step in ((up, -1), (down, 1)):
        if key in order:
            place = order.index(key)
            other = min(max(place + step, 0), len(order) - 1)
            order[place], order[other] = order[other], order[place]
    return order
