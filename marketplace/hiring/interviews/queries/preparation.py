"""What helps the two sides to prepare: the role, what is known and what is not, and what to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.db import db
from marketplace.demand.role_needs.models import Requirement
from marketplace.hiring.interviews.models import Interview
from marketplace.hiring.matches.models import MatchPart, PartState

#: What a level means, to begin a question from.
DEEPER: Final = {
    1: lazy_gettext("Who stood beside you, and what would you do next time without being told?"),
    2: lazy_gettext("Which part of it do you do on your own, and when do you ask somebody?"),
    3: lazy_gettext("What was new about it, and how did you find out what to do?"),
    4: lazy_gettext("Whom did you show how to do it, and what did they do differently afterwards?"),
}
#: What the law of every province keeps out of a job interview, in plain words.
NOT_TO_ASK: Final = (
    lazy_gettext("Age, date of birth, or when somebody finished school."),
    lazy_gettext("Where somebody or their family comes from, their citizenship, or their first language."),
    lazy_gettext("Religion, holidays they keep, or what they wear for it."),
    lazy_gettext("Family, children, pregnancy, marriage, or whom they live with."),
    lazy_gettext("Health, disability, or sick days. Say what the work asks for, and ask whether they can do that."),
    lazy_gettext("Gender or sexual orientation."),
    lazy_gettext("Debts, or a record that was pardoned."),
    lazy_gettext("Why there is a gap between jobs. Ask what they can do now."),
)


@dataclass(frozen=True)
class Question:
    """What to ask about one requirement: how it is meant, what is known so far, and two questions."""

    requirement: Requirement
    state: PartState
    opening: str
    deeper: str


@dataclass(frozen=True)
class Preparation:
    """The parts of the match, those that speak for the person first, and a question for each."""

    strengths: Sequence[MatchPart]
    gaps: Sequence[MatchPart]
    trained: Sequence[MatchPart]
    unknown: Sequence[MatchPart]
    questions: Sequence[Question]


def preparation_of(interview: Interview) -> Preparation:
    """What the match knew when it was made; both sides read the same parts."""
    rows = (
        select(MatchPart)
        .where(MatchPart.match_candidate_id == interview.referral.match_candidate_id)
        .options(joinedload(MatchPart.requirement).joinedload(Requirement.competency))
        .order_by(MatchPart.position)
    )
    parts = db.session.scalars(rows).all()
    return Preparation(
        strengths=[part for part in parts if part.state is PartState.MET],
        gaps=[part for part in parts if part.state in {PartState.PARTLY, PartState.GAP}],
        trained=[part for part in parts if part.state is PartState.WILL_TRAIN],
        unknown=[part for part in parts if part.state is PartState.UNKNOWN],
        questions=[_question(part) for part in parts],
    )


def _question(part: MatchPart) -> Question:
    what = part.requirement.competency.preferred
    opening = (
        _("Nobody has asked about this yet. When did you last do this: %(what)s?", what=what)
        if part.state is PartState.UNKNOWN
        else _("Tell me of one time when you did this: %(what)s. What did you do yourself?", what=what)
    )
    return Question(part.requirement, part.state, opening, str(DEEPER[part.requirement.level]))
