"""Guides: installed, drafted in editions, written question by question, frozen by their first use."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db, lock
from marketplace.demand.discovery import queries
from marketplace.demand.discovery.models import GuideProbe, GuideQuestion, InterviewGuide
from marketplace.errors import Refused, constraint_says

GUIDE: Final = "Discovery guide"
EDITION: Final = 1
QUESTIONS: Final = (
    (
        1,
        "Growing",
        "What stands in the way of the growth you would like to see?",
        ("Which of these weighs most at the moment?", "How do you notice it in a working day?"),
    ),
    (
        1,
        "The problem solved",
        "Imagine that problem is behind you. What does a working day look like then?",
        ("How would you know that it is solved?",),
    ),
    (
        1,
        "What was tried",
        "What have you done about it so far?",
        ("What of that helped?", "What did not, as you see it?", "What would you try next time?"),
    ),
    (
        1,
        "Who feels it",
        "How does this problem reach into other people's work?",
        ("What does it do to the person, to the team, to the business?",),
    ),
    (
        2,
        "What changed",
        "How have the people you look for changed over the last years?",
        ("What do you need today that nobody asked for then?",),
    ),
    (
        2,
        "The hardest role",
        "Tell me about the role that is hardest for you to fill.",
        ("Describe somebody who would do it very well.", "Which roles do you hire for most often?"),
    ),
    (
        2,
        "Looking for people",
        "How do you go about finding people for that role?",
        (
            "Think of the last people you hired: where did they differ from the posting?",
            "What could you never do without?",
        ),
    ),
    (
        2,
        "Deciding",
        "How do you decide whom to hire?",
        ("Who has a say?", "What do you do so that somebody new succeeds?"),
    ),
)
AWAY: Final = 1000  # a position that no guide has
FROZEN: Final = lazy_gettext(
    "A session follows this edition, so it stays as it is. Copy it into a new edition and change that one."
)

constraint_says("uq_interview_guides_name_edition", lazy_gettext("This edition of the guide is there already."))
constraint_says(
    "uq_guide_questions_guide_id_position",
    lazy_gettext("Somebody else changed the order a moment ago. Load the page again, then move the question."),
)


@dataclass(frozen=True)
class Asked:
    """A question as it is typed: its part, its topic, its words, and what to ask next, one probe a line."""

    part: int
    topic: str
    question: str
    probes: tuple[str, ...] = ()


def install_guide() -> InterviewGuide:
    """Install the first edition of the guide; again changes nothing. Returns the guide."""
    known = db.session.scalar(
        sa.select(InterviewGuide).where(InterviewGuide.name == GUIDE, InterviewGuide.edition == EDITION)
    )
    if known is not None:
        return known
    introduction = (
        "We would like to understand your work before anybody proposes anything. Answer in your own words; "
        "there is nothing to prepare and nothing to buy."
    )
    return _new_edition(GUIDE, introduction, [Asked(*told) for told in QUESTIONS])


def begin_guide(*, name: str, introduction: str) -> InterviewGuide:
    """Begin a guide of its own; its first edition has no questions yet."""
    return _new_edition(name, introduction, [])


def copy_guide(guide: InterviewGuide) -> InterviewGuide:
    """The next edition of a guide as a draft, with the same words."""
    told = [
        Asked(question.part, question.topic, question.question, tuple(probe.words for probe in question.probes))
        for question in guide.questions
    ]
    return _new_edition(guide.name, guide.introduction, told)


def change_introduction(guide: InterviewGuide, *, introduction: str) -> None:
    """Change what an employer reads before the session. Refused once a session follows the guide."""
    _draft(guide).introduction = introduction
    db.session.flush()


def add_question(guide: InterviewGuide, asked: Asked) -> GuideQuestion:
    """Add a question at the end of its part. Refused once a session follows the guide."""
    question = _question(asked, position=AWAY)
    _draft(guide).questions.append(question)
    db.session.flush()
    _place(guide, _last_of_its_part(question, guide))
    return question


def change_question(question: GuideQuestion, asked: Asked) -> None:
    """Change the words of a question, and its probes. Refused once a session follows the guide."""
    guide = _draft(question.guide)
    moves = asked.part != question.part
    question.part, question.topic, question.question = asked.part, asked.topic, asked.question
    question.probes.clear()
    db.session.flush()
    question.probes.extend(_probes(asked.probes))
    db.session.flush()
    if moves:
        _place(guide, _last_of_its_part(question, guide))


def remove_question(question: GuideQuestion) -> None:
    """Take a question out of a draft. Refused once a session follows the guide."""
    guide = _draft(question.guide)
    guide.questions.remove(question)
    db.session.flush()
    _place(guide, list(guide.questions))


def move_question(question: GuideQuestion, *, up: bool) -> None:
    """Swap a question with its neighbour in the same part; at the edge of the part nothing changes."""
    guide = _draft(question.guide)
    order = list(guide.questions)
    here = order.index(question)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order) and order[there].part == question.part:
        order[here], order[there] = order[there], order[here]
        _place(guide, order)


def freeze(guide: InterviewGuide, *, now: datetime) -> None:
    """A session follows the guide from now on: nobody changes it any more. Refused without a question."""
    if guide.frozen_at is not None:
        return
    lock(guide)
    if not guide.questions:
        raise Refused(_("This guide has no question yet. Write one, or choose another guide."))
    if guide.frozen_at is None:
        guide.frozen_at = now
        db.session.flush()


def _draft(guide: InterviewGuide) -> InterviewGuide:
    lock(guide)
    if guide.frozen_at is not None:
        raise Refused(str(FROZEN))
    return guide


def _new_edition(name: str, introduction: str, told: Iterable[Asked]) -> InterviewGuide:
    guide = InterviewGuide(name=name, edition=queries.last_edition(name) + 1, introduction=introduction)
    guide.questions = [_question(asked, position=position) for position, asked in enumerate(told, start=1)]
    db.session.add(guide)
    db.session.flush()
    return guide


def _question(asked: Asked, *, position: int) -> GuideQuestion:
    question = GuideQuestion(part=asked.part, position=position, topic=asked.topic, question=asked.question)
    question.probes = _probes(asked.probes)
    return question


def _probes(words: Iterable[str]) -> list[GuideProbe]:
    return [GuideProbe(position=position, words=said) for position, said in enumerate(words, start=1)]


def _last_of_its_part(question: GuideQuestion, guide: InterviewGuide) -> list[GuideQuestion]:
    others = [other for other in guide.questions if other is not question]
    before = [other for other in others if other.part <= question.part]
    return [*before, question, *others[len(before) :]]


def _place(guide: InterviewGuide, order: list[GuideQuestion]) -> None:
    """Number the questions in this order; they step aside first, since each position is there once at any moment."""
    for first in (2 * AWAY, 1):
        for position, question in enumerate(order, start=first):
            question.position = position
        db.session.flush()
    db.session.expire(guide, ["questions"])
