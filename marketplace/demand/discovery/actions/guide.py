"""The guide of a session: two parts, eight topics, installed in editions."""

import sqlalchemy as sa
from flask_babel import lazy_gettext

from marketplace.db import db
from marketplace.demand.discovery.models import GuideQuestion, InterviewGuide
from marketplace.errors import constraint_says

GUIDE = "Discovery guide"
EDITION = 1
QUESTIONS = (
    (
        1,
        "Growing",
        "What stands in the way of the growth you would like to see?",
        "Which of these weighs most at the moment, and how do you notice it?",
    ),
    (
        1,
        "The problem solved",
        "Imagine that problem is behind you. What does a working day look like then?",
        "How would you know that it is solved?",
    ),
    (
        1,
        "What was tried",
        "What have you done about it so far?",
        "What of that helped? What did not, and why do you think so?",
    ),
    (
        1,
        "Who feels it",
        "How does this problem reach into other people's work?",
        "What does it do to the person, to the team, to the business?",
    ),
    (
        2,
        "What changed",
        "How have the people you look for changed over the last years?",
        "What do you need today that nobody asked for then?",
    ),
    (
        2,
        "The hardest role",
        "Tell me about the role that is hardest for you to fill.",
        "Describe somebody who would do it very well. Which roles do you hire for most often?",
    ),
    (
        2,
        "Looking for people",
        "How do you go about finding people for that role?",
        "Think of the last people you hired: where did they differ from the posting? What could you never do without?",
    ),
    (2, "Deciding", "How do you decide whom to hire?", "Who has a say? What do you do so that somebody new succeeds?"),
)

constraint_says("uq_interview_guides_name_edition", lazy_gettext("This edition of the guide is installed already."))


def install_guide() -> InterviewGuide:
    """Install the first edition of the guide; again changes nothing. Returns the guide."""
    known = db.session.scalar(
        sa.select(InterviewGuide).where(InterviewGuide.name == GUIDE, InterviewGuide.edition == EDITION)
    )
    if known is not None:
        return known
    guide = InterviewGuide(
        name=GUIDE,
        edition=EDITION,
        introduction=(
            "We would like to understand your work before anybody proposes anything. Answer in your own words; "
            "there is nothing to prepare and nothing to buy."
        ),
    )
    guide.questions = [
        GuideQuestion(part=part, position=position, topic=topic, question=question, probe=probe)
        for position, (part, topic, question, probe) in enumerate(QUESTIONS, start=1)
    ]
    db.session.add(guide)
    db.session.flush()
    return guide
